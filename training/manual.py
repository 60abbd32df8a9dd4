"""Write the parts of the manual that repeat what the code and the measurements say.

    python -m training.manual                     # docs/knobs.md and the table in README.md

The knobs come from the same tables as `rtmusic knobs`. A test fails when a page and its source disagree.
"""

from __future__ import annotations

from pathlib import Path

from rtmusic import listing
from rtmusic.knobs import KNOBS
from rtmusic.osc import PORT
from rtmusic.prompts import DEFAULT_PROMPTS

ROOT = Path(__file__).parents[1]
KNOB_PAGE = ROOT / "docs" / "knobs.md"


def row(*cells: object) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(*heads: str) -> list[str]:
    return [row(*heads), "|" + " --- |" * len(heads)]


def knob_page() -> str:
    """docs/knobs.md, whole."""
    lines = [
        "# Knobs, commands and their addresses",
        "",
        "Written by `python -m training.manual` from the tables in the code; `rtmusic knobs` prints the same.",
        "",
        f"Set a knob with `--set NAME=VALUE`, over OSC (UDP port {PORT}) with its address and a number, or by MIDI;",
        "the controllers below are bound from the start, `--map` binds others.",
        "*Heard* is when you hear it: at the next sound block, the machine's next round, or the next bar.",
        "",
        *table("knob", "OSC", "MIDI", "from – to", "at rest", "heard", "what you hear"),
    ]
    facts = listing.knob_facts()
    for fact in facts["knobs"]:
        knob = KNOBS[fact["name"]]
        midi, rest = ", ".join(fact["midi"]), knob.show(knob.default)
        where = (f"`{fact['name']}`", f"`{fact['address']}`", midi)
        lines.append(row(*where, listing.bounds(knob), rest, fact["latency"], fact["heard"]))
    lines += ["", "## Commands", "", *table("command", "OSC", "MIDI", "what happens")]
    for fact in facts["commands"]:
        lines.append(row(f"`{fact['name']}`", f"`{fact['address']}`", ", ".join(fact["midi"]), fact["heard"]))
    lines += ["", "## Prompts", "", *table("prompt", "OSC", "words at the start")]
    lines += [row(slot, f"`/prompt/{slot}`", words) for slot, words in enumerate(DEFAULT_PROMPTS, start=1)]
    lines += [
        "",
        '`/prompt/1 "rain" 0.5` types prompt 1 and sets its weight; `/prompt/1/weight 0.5` sets the weight alone.',
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    KNOB_PAGE.write_text(knob_page(), "utf-8")
    print(f"{KNOB_PAGE.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
