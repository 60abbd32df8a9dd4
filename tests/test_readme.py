"""The README keeps its word: commands parse, links lead somewhere, knobs exist, figures are the measured ones."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from soaked import as_found, evening

from rtmusic import cli, report
from rtmusic.bundle import Bundle
from rtmusic.knobs import KNOBS, MODES, parse_setting
from training import cost_page, manual

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted(p for p in ROOT.glob("*.md")) + sorted(ROOT.glob("docs/*.md")) + sorted(ROOT.glob("patches/*.md"))


def commands(start: str) -> list[list[str]]:
    """The README's command lines that begin with these words, as their words, without comments."""
    lines = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
    split = [shlex.split(line, comments=True) for line in lines]
    return [words for words in split if " ".join(words).startswith(start)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), f"{page.name} links to {target}"


def test_make_targets_exist() -> None:
    targets = commands("make")
    assert ["make", "jam"] in targets and ["make", "test"] in targets
    for command in targets:
        # -n prints what would be done and does nothing; make itself complains about a target that is not there.
        subprocess.run(["make", "-n", *command[1:]], cwd=ROOT, check=True, capture_output=True)


def test_settings_in_the_text_are_knobs_and_values() -> None:
    settings = re.findall(r"--set (\S+?=\S+?)[\s\"`]", README)
    assert len(settings) >= 3
    for setting in settings:
        parse_setting(setting)
    assert set(re.findall(r"--mode (\w+)", README)) == set(MODES)
    named = {name for names in re.findall(r"\(`(\w+)`(?:, `(\w+)`)?\)", README) for name in names if name}
    assert named and named <= set(KNOBS)


@pytest.mark.parametrize("words", commands("rtmusic"), ids=" ".join)
def test_our_own_commands_parse(words: list[str]) -> None:
    cli._parser().parse_args(words[1:])


def test_programs_of_training_and_export_are_there() -> None:
    programs = [words[2] for words in commands("python -m")]
    assert len(programs) >= 4
    for name in programs:
        assert find_spec(name) is not None, f"there is no {name}"


def test_the_manual_is_what_the_tables_say() -> None:
    mend = "run:  python -m training.manual"
    assert manual.KNOB_PAGE.read_text("utf-8") == manual.knob_page(), mend
    bench = json.loads(manual.BENCH.read_text("utf-8"))
    assert manual.STAGE.read_text("utf-8") == manual.stage_page(bench), mend


def test_an_hour_in_real_time_has_its_place_on_the_page() -> None:
    bench = json.loads(manual.BENCH.read_text("utf-8"))
    hour = as_found(evening(30))
    assert manual._kind(hour) == "endurance live"
    page = manual.stage_page({**bench, "endurance live": hour})
    section = page.partition("## What an hour does in real time")[2].partition("\n## ")[0]
    assert "rtmusic bench endurance --live --hours 1 --minutes 2\n" in section and "2 cores of Abacus" in section
    assert "| sound | 20.0 | 20.0 | 1.000 | 0.100 |" in section and section.rstrip().endswith("passed")
    without = {name: found for name, found in bench.items() if name != "endurance live"}
    assert "in real time\n" not in manual.stage_page(without)
    assert manual._kind({"slices": [], "settings": []}) == "endurance"


def test_the_figures_are_those_of_the_shipped_bundle_and_of_a_real_evening() -> None:
    bench = json.loads(manual.BENCH.read_text("utf-8"))
    figures = manual.measured(Bundle.load(None), report.read(manual.LIVE), bench, cost_page.kept_figures())
    assert manual.with_measured(README, figures) == README, "run:  python -m training.manual"
    assert figures.count("\n") > 5
