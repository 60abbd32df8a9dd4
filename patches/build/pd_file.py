"""A Pure Data canvas in the making: objects get numbers in the order they come, lines join the numbers."""

from __future__ import annotations

import itertools


def escaped(text: str) -> str:
    """Text as it stands in a .pd file: commas, semicolons and dollars would end or change it."""
    for sign in ("\\", ",", ";", "$"):
        text = text.replace(sign, "\\" + sign)
    return text


def word(text: str) -> str:
    """Text as one word, spaces and all."""
    return escaped(text).replace(" ", "\\ ") or "empty"


class Canvas:
    """One window or subpatch.

    Args:
        size: width and height of the window, pixels.
        name: of a subpatch; "" for the window itself.
    """

    def __init__(self, size: tuple[int, int], name: str = "") -> None:
        self.size = size
        self.name = name
        self._objects: list[str] = []
        self._lines: list[str] = []

    def obj(self, x: int, y: int, text: str) -> int:
        """An object; text is written as it is, so names and numbers only. Returns its number."""
        return self.add(f"#X obj {x} {y} {text}")

    def msg(self, x: int, y: int, text: str) -> int:
        """A message box; $1 is an argument, ; begins a message to a name."""
        return self.add(f"#X msg {x} {y} {escaped(text)}")

    def text(self, x: int, y: int, text: str, columns: int = 60) -> int:
        """A comment, broken after so many letters; a comma or a semicolon is a word of its own there."""
        spoken = escaped(text).replace("\\,", " \\,").replace("\\;", " \\;")
        return self.add(f"#X text {x} {y} {spoken}, f {columns}")

    def add(self, record: str) -> int:
        self._objects.append(record)
        return len(self._objects) - 1

    def sub(self, x: int, y: int, canvas: Canvas) -> int:
        """A subpatch, shown as a box with its name."""
        width, height = canvas.size
        head = f"#N canvas 80 80 {width} {height} {word(canvas.name)} 0"
        return self.add(";\n".join([head, *canvas.records(), f"#X restore {x} {y} pd {word(canvas.name)}"]))

    def line(self, *path: int | tuple[int, int]) -> None:
        """Join objects, one after the other; (number, outlet) where it is not the first outlet."""
        for source, target in itertools.pairwise(path):
            number, outlet = source if isinstance(source, tuple) else (source, 0)
            self.join(number, outlet, target[0] if isinstance(target, tuple) else target, 0)

    def join(self, source: int, outlet: int, target: int, inlet: int) -> None:
        self._lines.append(f"#X connect {source} {outlet} {target} {inlet}")

    def records(self) -> list[str]:
        return self._objects + self._lines

    def write(self) -> str:
        width, height = self.size
        return "".join(f"{record};\n" for record in [f"#N canvas 40 40 {width} {height} 12", *self.records()])
