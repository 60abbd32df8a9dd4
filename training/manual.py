"""Write the parts of the manual that repeat what the code and the measurements say.

    python -m training.manual                     # docs/knobs.md and the table in README.md

The knobs come from `rtmusic.knobs`, the MIDI map from `rtmusic.midi`. A test fails when a page and its source disagree.
"""

from __future__ import annotations

from pathlib import Path

from rtmusic.knobs import COMMANDS, KNOBS, Knob
from rtmusic.midi import DEFAULT_MAP
from rtmusic.osc import PORT, value_address

ROOT = Path(__file__).parents[1]
KNOB_PAGE = ROOT / "docs" / "knobs.md"


def row(*cells: object) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(*heads: str) -> list[str]:
    return [row(*heads), "|" + " --- |" * len(heads)]


def bounds(knob: Knob) -> str:
    """What the knob can be set to, as a player reads it."""
    if knob.choices:
        return " · ".join(knob.choices)
    if knob.curve == "switch":
        return "off · on"
    return f"{knob.low:g} to {knob.high:g} {knob.unit}".rstrip()


def knob_page() -> str:
    """docs/knobs.md, whole."""
    lines = [
        "# Knobs, commands and their addresses",
        "",
        "Written by `python -m training.manual` from the tables in the code; `rtmusic knobs` prints the same.",
        "",
        f"Set a knob with `--set NAME=VALUE`, over OSC (UDP port {PORT}) with its address and a number, or by MIDI.",
        "*Heard* is when you hear it: at the next sound block, the machine's next round, or the next bar.",
        "",
        *table("knob", "OSC", "from – to", "at rest", "heard", "what you hear"),
    ]
    for knob in KNOBS.values():
        address, rest = f"`{value_address(knob)}`", knob.show(knob.default)
        lines.append(row(f"`{knob.name}`", address, bounds(knob), rest, knob.latency, knob.heard))
    lines += ["", "## Commands", "", *table("command", "OSC", "what happens")]
    lines += [row(f"`{c.name}`", f"`{c.address}`", c.heard) for c in COMMANDS.values()]
    lines += [
        "",
        "## Prompts",
        "",
        '`/prompt/1 "rain" 0.5` types prompt 1 and sets its weight; `/prompt/1/weight 0.5` sets the weight alone.',
        "",
        "## MIDI, unless you map it otherwise",
        "",
        "`cc:CHANNEL:NUMBER=knob or command`, `*` is any channel.",
        "",
    ]
    lines += [f"- `{binding}`" for binding in DEFAULT_MAP]
    return "\n".join(lines) + "\n"


def main() -> None:
    KNOB_PAGE.write_text(knob_page(), "utf-8")
    print(f"{KNOB_PAGE.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
