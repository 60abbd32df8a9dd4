"""python -m patches.build [--check]: writes the patches, or says which ones differ from what would be written."""

from __future__ import annotations

import sys
from pathlib import Path

from patches.build import evenings, live, max, pages, pd, tablet

ROOT = Path(__file__).parents[1]


def built() -> dict[str, bytes]:
    """Every file that the table decides: its path inside `patches/`, and its content."""
    canvases = {
        "rtmusic-wire": pd.wire(),
        "rtmusic": pd.surface(),
        "rtmusic-help": pd.help_patch(),
        "evening-1-looping": evenings.looping(),
        "evening-2-prompts": evenings.mixing(),
        "evening-3-recording": evenings.recording(),
    }
    files = {f"pd/{name}.pd": canvas.write().encode() for name, canvas in canvases.items()}
    files["ableton/rtmusic.amxd"] = live.amxd(live.device())
    files["tablet/rtmusic.json"] = tablet.written().encode()
    files["README.md"] = pages.with_table((ROOT / "README.md").read_text("utf-8")).encode()
    return files | {f"max/rtmusic/{name}": content for name, content in max.package().items()}


def stale(root: Path = ROOT) -> list[str]:
    """Files that are missing or differ from what would be written."""
    files = built().items()
    return [name for name, content in files if not (root / name).is_file() or (root / name).read_bytes() != content]


def main(arguments: list[str]) -> int:
    """Returns the exit status: 1 when something differs and --check was asked for."""
    different = stale()
    if "--check" in arguments:
        for name in different:
            print(f"patches/{name} is not what the knob table says; write it again:  python -m patches.build")
        return bool(different)
    for name, content in built().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{len(different)} files written anew" if different else "everything stands as the knob table says")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
