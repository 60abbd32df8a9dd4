"""What things take is timed in turns, told as tables, and watched from outside; no test says how long that is."""

from __future__ import annotations

import json
import os
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rtmusic import cli, costs, footprint
from rtmusic.bundle import Bundle
from rtmusic.costs import Effort, Stream
from rtmusic.decoder import Decoder
from rtmusic.errors import RtmusicError
from rtmusic.generator import Generator
from rtmusic.knobs import Panel, parse_setting
from rtmusic.stopwatch import TURN_S, interleave

LINUX = pytest.mark.skipif(not footprint.can_watch(), reason="only Linux tells what a process takes")
GLANCE = Effort(laps=1, hours=60 / 3600, starts=1, seconds=1.0, settle_s=1.0)


# -- the stopwatch -----------------------------------------------------------------------------------------------


def test_every_lap_gives_each_job_one_turn() -> None:
    calls: list[str] = []
    shares: list[float] = []

    def job(name: str) -> None:
        calls.append(name)
        time.sleep(TURN_S)

    taken = interleave({name: partial(job, name) for name in "abc"}, 5, shares.append)
    # A job as long as a turn is called once a turn, so the calls are the order of the turns.
    assert len(calls) == 15 and all(sorted(calls[i : i + 3]) == ["a", "b", "c"] for i in range(0, 15, 3))
    assert len({tuple(calls[i : i + 3]) for i in range(0, 15, 3)}) > 1
    assert list(taken) == ["a", "b", "c"] and {t.calls for t in taken.values()} == {5}
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_a_short_job_is_called_again_and_its_first_call_is_not_counted() -> None:
    calls = []
    taken = interleave({"short": lambda: calls.append(0)}, 2)["short"]
    assert taken.calls == len(calls) - 2
    assert 0 <= taken.p10 <= taken.p50 <= taken.p90 < 1000 * TURN_S


def test_waiting_is_time_on_the_clock_and_not_of_the_processor() -> None:
    taken = interleave({"wait": lambda: time.sleep(2 * TURN_S)}, 2)["wait"]
    assert taken.p50 >= 2000 * TURN_S * 0.99 and taken.cpu < taken.p50 / 2
    assert taken.share_of(1000.0) == taken.cpu / 1000.0


# -- the parts ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def models(tiny_bundle: Path) -> tuple[Generator, Decoder]:
    bundle = Bundle.load(tiny_bundle)
    return Generator(bundle, "cpu"), Decoder(bundle, "cpu")


def test_a_round_is_what_stream_mode_does(models: tuple[Generator, Decoder], monkeypatch: pytest.MonkeyPatch) -> None:
    generator, decoder = models
    asked: list[tuple[int, int, int]] = []
    rewrite = generator.rewrite

    def spied(codes: Any, known: Any, frames: Any, *rest: Any, **named: Any) -> Any:
        asked.append((int(frames[0]), len(frames), int((~known).any(axis=0).sum())))
        return rewrite(codes, known, frames, *rest, **named)

    monkeypatch.setattr(generator, "rewrite", spied)
    panel = Panel().turn([parse_setting(text) for text in ("mode=stream", "horizon=40", "commit=4", "refresh=25")])
    stream = Stream(generator, decoder, panel, generator.nothing(), first=1000)
    for _ in range(3):
        stream.round()
    # The first round writes all of it; the others the 4 new frames and a quarter of the 36 that were drafted.
    assert asked == [(1004, 40, 40), (1008, 40, 13), (1012, 40, 13)]
    assert int(stream.past["past_frames"]) == 12


def test_what_was_played_went_through_the_model(models: tuple[Generator, Decoder]) -> None:
    generator, decoder = models
    lengths = [0, 50, 300, 700]
    kept = costs.memories(generator, lengths)
    assert list(kept) == lengths
    # As many frames as there are, until the memory is full.
    assert [int(past["past_frames"]) for past in kept.values()] == [0, 50, 256, 256]
    assert not np.array_equal(kept[300]["past_kv"], kept[700]["past_kv"])
    assert len({sum(array.nbytes for array in past.values()) for past in kept.values()}) == 1
    before = {name: array.copy() for name, array in kept[50].items()}
    job = costs.after(generator, decoder, 50, kept[50])
    job()
    job()
    assert all(np.array_equal(kept[50][name], array) for name, array in before.items())


def test_parts_are_timed_and_told(tiny_bundle: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    shares: list[float] = []
    found = json.loads(json.dumps(costs.measure_parts(bundle, GLANCE, shares.append)))
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1.0)
    assert [row["frames"] for row in found["codec"]] == [1, 4, 10, 50]
    assert {(row["window"], row["steps"]) for row in found["rewrite"]} == {
        (w, s) for w in (8, 16, 24, 40, 64, 96, 128) for s in (1, 2, 4, 8)
    }
    assert {(8, 4), (128, 4), (40, 1), (40, 16)} <= {(row["horizon"], row["commit"]) for row in found["rounds"]}
    assert [row["frames"] for row in found["played"]] == [0, 50, 125, 500, 3000]
    one = next(row for row in found["rounds"] if (row["horizon"], row["commit"]) == (40, 1))
    assert one["share"] == pytest.approx(one["ms"]["cpu"] / 20, abs=1e-4)  # a round for every frame of 20 ms
    assert "| 40 |" in costs.rewrite_table(found) and "| 1 min | 3,000 |" in costs.played_table(found)


def test_times_as_one_says_them() -> None:
    assert [costs.time_words(s) for s in (0.0, 2.5, 60.0, 600.0, 28800.0)] == ["0 s", "2.5 s", "1 min", "10 min", "8 h"]


# -- the whole ---------------------------------------------------------------------------------------------------


@LINUX
def test_the_instrument_is_started_and_watched(tiny_bundle: Path) -> None:
    evenings = {"codec": footprint.EVENINGS["codec"]}
    before = os.listdir(os.environ["XDG_STATE_HOME"])
    found = footprint.footprint(tiny_bundle, 1, 0.5, 0.5, evenings=evenings)
    (block_s,), (sound_s,) = found["first_block_s"], found["first_sound_s"]
    assert 0 < block_s <= sound_s < footprint.PATIENCE_S
    codec = found["modes"]["codec"]
    assert set(codec["cpu"]) == set(codec["memory_mb"]) == {"control", "model", "sound"}
    assert codec["cpu"]["model"] > 0 and codec["two_cores"] == pytest.approx(sum(codec["cpu"].values()) / 2, abs=1e-3)
    assert all(0 < held["private"] <= held["pss"] <= held["rss"] for held in codec["memory_mb"].values())
    # No set of a benchmark takes a place among the player's own.
    assert os.listdir(os.environ["XDG_STATE_HOME"]) == before


@LINUX
def test_an_instrument_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RtmusicError, match=r"rtmusic live ended while it was watched: .*no.such"):
        footprint.footprint(tmp_path / "no.such", 1, 1.0, 1.0)


def test_elsewhere_nobody_is_watched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(footprint, "PROC", tmp_path)
    with pytest.raises(RtmusicError, match="only Linux tells what a process takes"):
        footprint.footprint(None, 1, 1.0, 1.0)


@LINUX
def test_processor_time_and_memory_of_this_process() -> None:
    before = footprint.cpu_s(os.getpid())
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass
    assert footprint.cpu_s(os.getpid()) > before  # counted in hundredths of a second
    held = np.ones(25_000_000 // 8)
    assert footprint.memory_mb(os.getpid())["private"] > held.nbytes / 1e6


def test_the_command_prints_a_table_or_json(
    tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Effort] = []

    def parts(bundle: Bundle, effort: Effort, progress: Any) -> dict[str, list[dict[str, Any]]]:
        asked.append(effort)
        return {name: [] for name in ("codec", "remember", "rewrite", "rounds", "played")}

    monkeypatch.setattr(costs, "measure_parts", parts)
    monkeypatch.setattr(costs, "can_watch", lambda: False)
    words = ["bench", "cost", "--bundle", str(tiny_bundle)]
    assert cli.main([*words, "--quick", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["footprint"] is None and found["bundle"] == "tiny" and found["at_rest"]["horizon"] == 40
    assert cli.main([*words, "--hours", "2"]) == 0
    told = capsys.readouterr().out
    assert "share of a core" in told and "Bundle tiny on" in told and "own MB" not in told
    assert [effort.hours for effort in asked] == [costs.QUICK.hours, 2.0]
