"""A Max patcher in the making: boxes get ids in the order they come, lines join the ids, presentation is what is seen.

The layout of the file is Max's own JSON (see any .maxpat); how many inlets and outlets an object has is written beside
every box, because Max reads them from there before it has made the object.
"""

from __future__ import annotations

import itertools
import json
import re

Rect = tuple[float, float, float, float]  # x, y, width, height
Json = dict[str, object]

# Objects with one inlet and one outlet need no entry: name → (inlets, types of the outlets).
_PORTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "comment": (1, ()),
    "delay": (2, ("bang",)),
    "gate": (2, ("",)),
    "inlet": (0, ("",)),
    "live.comment": (1, ()),
    "live.dial": (1, ("", "float")),
    "live.menu": (1, ("", "", "float")),
    "live.numbox": (1, ("", "float")),
    "live.slider": (1, ("", "float")),
    "live.tab": (1, ("", "", "float")),
    "live.text": (1, ("", "")),
    "live.thisdevice": (1, ("bang", "int", "int")),
    "live.toggle": (1, ("",)),
    "loadbang": (1, ("bang",)),
    "message": (2, ("",)),
    "metro": (2, ("bang",)),
    "multislider": (1, ("", "")),
    "outlet": (1, ()),
    "panel": (1, ()),
    "plugin~": (2, ("signal", "signal")),
    "plugout~": (2, ("signal", "signal")),
    "r": (0, ("",)),
    "s": (1, ()),
    "textedit": (1, ("", "int", "", "")),
    "toggle": (1, ("int",)),
    "udpreceive": (1, ("",)),
    "udpsend": (1, ()),
    "zl.iter": (2, ("", "")),
    "zl.slice": (2, ("", "")),
}


def ports(name: str, text: str) -> tuple[int, list[str]]:
    """Inlets, and the types of the outlets, of an object as it is written."""
    words = text.split()[1:]
    if name == "route":
        return 1 if not words else 2, [""] * (len(words) + 1)
    if name in ("sel", "select"):
        return 2 if len(words) == 1 else 1, ["bang"] * len(words) + [""]
    if name == "t":
        kinds = {"b": "bang", "i": "int", "f": "float"}
        return 1, [kinds.get(word, "") for word in words]
    if name == "expr":
        return max(int(number) for number in re.findall(r"\$[fi](\d)", text)), [""]
    if name == "pack":
        return len(words), [""]
    if name == "unpack":
        return 1, [""] * len(words)
    inlets, outlets = _PORTS.get(name, (1, ("",)))
    return inlets, list(outlets)


class Patcher:
    """One window, bpatcher, tab or subpatch.

    Args:
        size: width and height of what is seen in presentation, pixels.
        presented: opens as the surface (True) or as the patch with its lines (False).
    """

    def __init__(self, size: tuple[float, float], presented: bool = True) -> None:
        self.size = size
        self._presented = presented
        self._boxes: list[Json] = []
        self._lines: list[Json] = []
        self.parameters: Json = {}
        self.extra: Json = {}

    def box(self, at: tuple[float, float], text: str, seen: Rect | None = None, **look: object) -> str:
        """An object as it is typed; seen: where it stands in presentation. Returns its id."""
        name = text.split(maxsplit=1)[0]
        return self._add("newobj", name, text, (*at, max(60.0, 7.2 * len(text)), 22.0), seen, {"text": text, **look})

    def ui(self, maxclass: str, at: tuple[float, float], seen: Rect | None = None, **look: object) -> str:
        """A thing to see or touch; look: its attributes."""
        width, height = seen[2:] if seen else (100.0, 22.0)
        return self._add(maxclass, maxclass, "", (*at, width, height), seen, look)

    def message(self, at: tuple[float, float], text: str, seen: Rect | None = None) -> str:
        return self._add("message", "message", "", (*at, max(40.0, 7.2 * len(text)), 22.0), seen, {"text": text})

    def said(self, at: tuple[float, float], text: str, seen: Rect | None = None, **look: object) -> str:
        """Words on the surface, or a comment in the patch."""
        size = seen[2:] if seen else (7.0 * len(text) + 12, 20.0)
        return self._add("comment", "comment", "", (*at, *size), seen, {"text": text, **look})

    def inner(self, at: tuple[float, float], text: str, patcher: Patcher, inlets: int = 0, outlets: int = 0) -> str:
        """A subpatch: [p NAME]."""
        box: Json = {"text": text, "patcher": patcher.content()}
        return self._put("newobj", inlets, [""] * outlets, (*at, 90.0, 22.0), None, box)

    def window(self, at: tuple[float, float], file: str, seen: Rect, **look: object) -> str:
        """A bpatcher: another file of the package, seen through a hole in this one."""
        box: Json = {"name": file, "args": [], "bgmode": 0, "border": 0, "clickthrough": 0, "embed": 0}
        box |= {"enablehscroll": 0, "enablevscroll": 0, "lockeddragscroll": 0, "offset": [0.0, 0.0], **look}
        return self._put("bpatcher", 0, [], (*at, *seen[2:]), seen, box)

    def _add(self, maxclass: str, name: str, text: str, rect: Rect, seen: Rect | None, look: Json) -> str:
        inlets, outlets = ports(name, text)
        return self._put(maxclass, inlets, outlets, rect, seen, look)

    def _put(self, maxclass: str, inlets: int, outlets: list[str], rect: Rect, seen: Rect | None, look: Json) -> str:
        name = f"obj-{len(self._boxes) + 1}"
        box: Json = {"id": name, "maxclass": maxclass, "numinlets": inlets, "numoutlets": len(outlets)}
        if outlets:
            box["outlettype"] = outlets
        box["patching_rect"] = list(rect)
        if seen:
            box |= {"presentation": 1, "presentation_rect": list(seen)}
        self._boxes.append({"box": box | look})
        return name

    def line(self, *path: str | tuple[str, int]) -> None:
        """Join boxes one after the other, at their first inlets; (id, outlet) where it is not the first outlet."""
        for source, target in itertools.pairwise(path):
            name, outlet = source if isinstance(source, tuple) else (source, 0)
            self.join(name, outlet, target[0] if isinstance(target, tuple) else target, 0)

    def join(self, source: str, outlet: int, target: str, inlet: int) -> None:
        self._lines.append({"patchline": {"source": [source, outlet], "destination": [target, inlet]}})

    def content(self) -> Json:
        """The patcher as Max keeps it."""
        version: Json = {"major": 8, "minor": 5, "revision": 5, "architecture": "x64", "modernui": 1}
        content: Json = {"fileversion": 1, "appversion": version, "classnamespace": "box"}
        content |= {"rect": [60.0, 100.0, *self.size], "openinpresentation": int(self._presented)}
        content |= {"default_fontsize": 12.0, "default_fontname": "Arial", "gridsize": [8.0, 8.0]}
        content |= {"boxes": self._boxes, "lines": self._lines, "parameters": self.parameters}
        return content | {"dependency_cache": [], "autosave": 0, **self.extra}

    def write(self) -> str:
        return json.dumps({"patcher": self.content()}, indent=1, ensure_ascii=False) + "\n"
