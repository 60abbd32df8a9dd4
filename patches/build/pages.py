"""The message table of patches/README.md, between two marks; what stands around it is written by hand."""

from __future__ import annotations

from patches.build.table import COMMANDS, MESSAGES, SECTIONS, SOOPERLOOPER, VALUES, value_address
from rtmusic.knobs import Knob

BEGIN, END = "<!-- messages: written by python -m patches.build -->", "<!-- end of messages -->"


def table() -> str:
    """Every message: what it takes, what it does."""
    lines = ["| message | takes | what it does |", "| --- | --- | --- |"]
    for section in SECTIONS.values():
        lines += [_line(value_address(knob), _takes(knob), knob.heard) for knob in section.knobs]
    lines += [_line(command.address, "", command.heard) for command in COMMANDS.values()]
    for message in MESSAGES:
        answer = f"; answered with `{message.answer}`" if message.answer.startswith("/") else ""
        lines.append(_line(message.address, message.takes, message.heard + answer))
    lines += [_line(message.address, f"answers {message.answer}", message.heard) for message in VALUES]
    lines += ["", "What is understood of SooperLooper's, on every port:", "", *lines[:2]]
    lines += [_line(message.address, message.takes, message.heard) for message in SOOPERLOOPER]
    return "\n".join(lines)


def _line(address: str, takes: str, heard: str) -> str:
    cells = (cell.replace("|", "\\|") for cell in (f"`{address}`", takes, heard))  # it would begin another cell
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _takes(knob: Knob) -> str:
    if knob.choices:
        shown = knob.choices if len(knob.choices) < 6 else (*knob.choices[:3], "…", knob.choices[-1])
        return ", ".join(shown)
    if knob.curve == "switch":
        return "0 or 1"
    return f"{knob.low:g} to {knob.high:g} {knob.unit}".rstrip()


def with_table(page: str) -> str:
    """The page, its table as the knobs say.

    Raises:
        ValueError: the page has no place for the table.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"patches/README.md has lost the lines between which the table stands: {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"
