"""Figures of a codec beside Opus: the tables, the usage, what is remembered, and what is said when something fails."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from rtmusic.units import Codes, Samples
from training import evaluate
from training.config import TrainingError
from training.evaluation import codec as codec_evaluation
from training.evaluation import measure as measuring
from training.evaluation import opus, page, summary
from training.evaluation.codec import LEVELS, Plan, clips_of_heldout, ways_to_play
from training.evaluation.codec import evaluate as evaluate_codec
from training.evaluation.measure import LISTENED, QUICK, Clip, Notebook, Way, measure, quick_figures
from training.evaluation.players import BundlePlayer, cost, kbps_of, latency_ms

RATE = 48_000
HOP = 960
needs_opus = pytest.mark.skipif(shutil.which("opusenc") is None, reason="needs opus-tools: sudo apt install opus-tools")


class Coarse:
    """A codec of two levels that needs no training: amplitudes in coarse steps, then in fine ones, 480 samples late."""

    name, identity, rate, hop_samples, delay_samples, levels, codes = "coarse", "c1", RATE, HOP, 480, 2, 64

    def encode(self, audio: Samples, past: Any = None) -> tuple[Codes, Any]:
        coarse = np.clip(np.round(audio * 16) + 32, 0, 63)
        fine = np.clip(np.round((audio - (coarse - 32) / 16) * 512) + 32, 0, 63)
        out: Codes = np.stack([coarse.ravel(), fine.ravel()]).astype(np.int64)
        return out, None

    def decode(self, codes: Codes, levels: int, past: Any = None) -> tuple[Samples, Any]:
        sound = ((codes[0] - 32) / 16 + (codes[1] - 32) / 512 * (levels > 1)).reshape(2, -1)
        late = np.concatenate([np.zeros((2, 480)) if past is None else past, sound], axis=1)
        return late[:, : sound.shape[1]].astype(np.float32), late[:, sound.shape[1] :]


class LooksAhead(Coarse):
    """The same, but what it plays is 700 samples early: it must have heard the future."""

    def decode(self, codes: Codes, levels: int, past: Any = None) -> tuple[Samples, Any]:
        late, past = super().decode(codes, levels, past)
        return np.roll(late, -480 - 700, axis=1), past


def sound(number: int = 0, seconds: float = 1.2) -> Samples:
    t = np.arange(round(seconds * RATE) // HOP * HOP) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 220 * (number + 1) * t)
    noise = 0.02 * np.random.default_rng(number).standard_normal((2, len(t)))
    return (tone + noise).astype(np.float32)


def clips(count: int = 2) -> list[Clip]:
    return [Clip(f"c{n}", ("voice", "drums")[n % 2], sound(n), RATE) for n in range(count)]


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """One whole evaluation: its figures, and the folder with table and pictures."""
    out = tmp_path_factory.mktemp("evaluated")
    return evaluate_codec(
        Coarse(), clips(), Plan(opus=opus.OPUS_KBPS if shutil.which("opusenc") else (), fast=True), out
    ), out


Evaluated = tuple[dict[str, Any], Path]


def test_finer_levels_score_better_and_the_delay_is_taken_out(evaluated: Evaluated) -> None:
    figures, _ = evaluated
    fine, coarse = figures["rows"][:2]
    assert (fine["name"], coarse["name"]) == ("2 levels", "1 level")
    assert (fine["kbps"], coarse["kbps"]) == (0.6, 0.3)
    assert fine["mel"] < coarse["mel"] and fine["stft"] < coarse["stft"]
    # Steps of 1/512 leave about -50 dB; half a millisecond of misalignment would leave nothing above 0 dB.
    assert fine["si_sdr_db"] > 40
    assert fine["si_sdr_db"] > coarse["si_sdr_db"] + 10
    assert 0 < figures["code_usage"][0] <= 1 and 1 < figures["code_perplexity"][0] <= 64
    assert figures["kinds"] == {"voice": 1, "drums": 1}
    each = [figures["by_kind"][kind][0]["mel"] for kind in ("voice", "drums")]
    assert fine["mel"] == pytest.approx(np.mean(each), abs=1e-3)
    assert fine["mel_sd"] == pytest.approx(abs(each[0] - each[1]) / 2, abs=1e-3)


def test_every_picture_is_there(evaluated: Evaluated) -> None:
    figures, out = evaluated
    assert json.loads((out / "codec.json").read_text()) == json.loads(json.dumps(figures))
    text = (out / "codec.md").read_text()
    assert "coarse: 2 clips of 1.2 s stereo that training never saw (1 voice, 1 drums)." in text
    assert "## Voice" in text and "| 2 levels | 0.6 |" in text
    pictures = [line.split("(")[1].rstrip(")") for line in text.splitlines() if line.startswith("![")]
    assert {"rate_quality.png", "levels.png", "usage.png", "attack.png", "spectrograms_drums.png"} <= set(pictures)
    assert all((out / name).stat().st_size > 5000 for name in pictures)


def test_what_was_measured_is_not_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = ways_to_play(Coarse(), Plan(opus=()))
    book = tmp_path / "measured.jsonl"
    first = measure(clips(), ways, RATE, (QUICK,), Notebook(book))
    # As after a power cut in the middle of the last line.
    book.write_text(book.read_text()[:-30])
    asked: list[int] = []

    def counted(reference: Samples, decoded: Samples, rate: int) -> measuring.Figures:
        asked.append(rate)
        return quick_figures(reference, decoded, rate)

    monkeypatch.setitem(measuring.PARTS, QUICK, counted)
    assert measure(clips(), ways, RATE, (QUICK,), Notebook(book)) == first
    assert len(asked) == 1
    assert measure(clips(), ways, RATE, (QUICK,), Notebook(book)) == first
    assert len(asked) == 1

    class Other(Coarse):
        identity = "c2"

    measure(clips(), ways_to_play(Other(), Plan(opus=())), RATE, (QUICK,), Notebook(book))
    assert len(asked) == 1 + 4


def test_what_is_known_of_every_clip_comes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def heard(reference: Samples, decoded: Samples, rate: int) -> measuring.Figures:
        return {"visqol": 4.0}

    monkeypatch.setitem(measuring.PARTS, LISTENED, heard)
    one, two = ways_to_play(Coarse(), Plan(opus=()))
    book = tmp_path / "measured.jsonl"
    measure(clips(), [one], RATE, (LISTENED,), Notebook(book))
    measure(clips()[:1], [two], RATE, (LISTENED,), Notebook(book))
    found = measure(clips(), [one, two], RATE, (QUICK,), Notebook(book))
    # Means over other clips than the neighbour's would compare what cannot be compared.
    assert {name: "visqol" in figures for (_, name), figures in found.items()} == {one.name: True, two.name: False}
    assert all("mel" in figures for figures in found.values())


def test_two_processes_find_the_same_figures(tmp_path: Path) -> None:
    ways = ways_to_play(Coarse(), Plan(opus=()))
    alone = measure(clips(), ways, RATE, (QUICK,), Notebook(tmp_path / "a.jsonl"))
    together = measure(clips(), ways, RATE, (QUICK,), Notebook(tmp_path / "b.jsonl"), workers=2)
    assert together == alone


@needs_opus
def test_opus_gets_better_with_its_rate() -> None:
    coded = [opus.through_opus(sound(), RATE, kbps) for kbps in (6, 24)]
    # What is reported is what the packets hold, not what was asked for.
    assert coded[0].kbps < coded[1].kbps
    assert all(c.encode_share > 0 and c.decode_share > 0 for c in coded)
    found = [quick_figures(sound(), c.sound, RATE) for c in coded]
    assert found[0]["mel"] > found[1]["mel"]
    # A decoder's pre-skip left in would ruin the match at any rate.
    assert found[1]["si_sdr_db"] > 10


@needs_opus
def test_rows_beside_opus_are_compared_clip_by_clip(evaluated: Evaluated) -> None:
    figures, out = evaluated
    rows = {row["name"]: row for row in figures["rows"]}
    assert list(rows)[2:] == [f"Opus {kbps}" for kbps in opus.OPUS_KBPS]
    apart, low, high = figures["differences"]["all"]["2 levels"]["si_sdr_db"]
    assert apart == pytest.approx(rows["2 levels"]["si_sdr_db"] - rows["Opus 12"]["si_sdr_db"], abs=1e-3)
    assert low <= apart <= high and low > 0
    assert "Difference to Opus 12" in (out / "codec.md").read_text()


def test_without_opus_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    opus.version.cache_clear()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(TrainingError, match="opusenc, opusdec, opusinfo not found: sudo apt install opus-tools"):
        ways_to_play(Coarse(), Plan())


def test_levels_that_the_codec_does_not_have() -> None:
    assert [way.name for way in ways_to_play(Coarse(), Plan(LEVELS, opus=()))] == ["2 levels", "1 level"]
    with pytest.raises(TrainingError, match="--levels 8 16: this codec has 1 to 2"):
        ways_to_play(Coarse(), Plan((8, 16), opus=()))
    with pytest.raises(TrainingError, match="--opus 6 24: 12 is what all is compared with; add it"):
        ways_to_play(Coarse(), Plan(LEVELS, opus=(6, 24)))


def test_a_silent_channel_is_left_out_and_silence_alone_is_refused() -> None:
    one_sided = sound()
    one_sided[1] = 0
    noisy = one_sided + np.float32(1e-3) * np.random.default_rng(3).standard_normal(one_sided.shape).astype(np.float32)
    assert quick_figures(one_sided, noisy, RATE)["si_sdr_db"] > 40
    with pytest.raises(TrainingError, match="every channel of a clip is silent"):
        quick_figures(np.zeros((2, RATE), np.float32), noisy, RATE)


def test_latency_is_hop_and_delay_unless_the_codec_looks_ahead() -> None:
    assert latency_ms(Coarse()) == pytest.approx(1000 * (HOP + 480) / RATE)
    assert latency_ms(LooksAhead()) == pytest.approx(1000 * (HOP + 480 + 700) / RATE)


def test_a_bundle_hop_by_hop(tiny_bundle: Path) -> None:
    player = BundlePlayer(tiny_bundle)
    assert kbps_of(player, 16) == 8.0
    assert latency_ms(player) == pytest.approx(30.0)
    figures = cost(player, sound())
    assert 0 < figures["encode_ms_p50"] <= figures["encode_ms_p99"]
    hop_ms = 1000 * player.hop_samples / RATE
    total = figures["encode_ms_p50"] + figures["decode_ms_p50"]
    assert figures["core_share"] == pytest.approx(total / hop_ms, abs=1e-3)


def test_differences_tell_luck_from_skill() -> None:
    dice = np.random.default_rng(0)
    many = [Clip(f"c{n}", "all", np.zeros((2, 1), np.float32), 1) for n in range(12)]
    measured = {}
    for clip in many:
        hard = float(dice.normal(2.0, 1.0))  # clips differ far more than codecs do
        measured[clip.name, "Opus 12"] = {"mel": hard}
        measured[clip.name, "near"] = {"mel": hard - 0.1 + float(dice.normal(0, 0.02))}
        measured[clip.name, "same"] = {"mel": hard + float(dice.normal(0, 0.02))}
    found = summary.differences(many, ["Opus 12", "near", "same"], measured, "Opus 12")
    assert set(found) == {"near", "same"}
    mean, low, high = found["near"]["mel"]
    assert low < mean < high < 0
    assert mean == pytest.approx(-0.1, abs=0.02)
    _, low, high = found["same"]["mel"]
    assert low < 0 < high
    assert found == summary.differences(many, ["Opus 12", "near", "same"], measured, "Opus 12")


def test_only_what_is_surely_better_is_bold() -> None:
    def line(mean: float, low: float, high: float) -> str:
        row = {"name": "a", "kbps": 8.0, "mel": 1.0, "mel_sd": 0.1, "si_sdr_median_db": 1.0}
        costs = dict.fromkeys(("encode_ms_p50", "encode_ms_p99", "decode_ms_p50", "decode_ms_p99", "core_share"), 0.1)
        figures = {
            **{"codec": "c", "clips": 2, "clip_s": 1.0, "kinds": {"all": 2}, "rows": [row], "by_kind": {}},
            **{"against": "Opus 12", "differences": {"all": {"a": {"mel": [mean, low, high]}}}},
            **{"cost": costs, "latency_ms": 30.0, "code_usage": [1.0], "code_perplexity": [2.0]},
        }
        return page.markdown(figures)

    assert "**-0.20 [-0.30, -0.10]**" in line(-0.2, -0.3, -0.1)
    assert "| -0.20 [-0.50, +0.10] |" in line(-0.2, -0.5, 0.1)
    assert "| +0.20 [+0.10, +0.30] |" in line(0.2, 0.1, 0.3)


def test_figures_survive_json(tmp_path: Path) -> None:
    identical = Way("copy", "copy", lambda clip: (clip.reference, {"kbps": 1536.0}))
    found = measure(clips(1), [identical], RATE, (QUICK,), Notebook(tmp_path / "m.jsonl"))["c0", "copy"]
    assert found["mel"] == 0 and found["si_sdr_db"] == 120 and found["width_error_db"] == 0
    assert found["pre_echo_db"] is None  # a tone has no hits
    assert not any(isinstance(v, float) and not math.isfinite(v) for v in json.loads(json.dumps(found)).values())


def test_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, evaluated: Evaluated
) -> None:
    asked: list[Any] = []

    def evaluate_once(*what: Any) -> dict[str, Any]:
        asked.extend(what)
        return evaluated[0]

    monkeypatch.setattr(evaluate, "open_player", lambda path: Coarse())
    monkeypatch.setattr(evaluate, "clips_of_heldout", lambda folder, player: clips())
    monkeypatch.setattr(evaluate, "evaluate", evaluate_once)
    run = tmp_path / "run"
    words = ["codec", str(run), "--heldout", str(tmp_path), "--fast", "--levels", "2", "1", "--workers", "3"]
    assert evaluate.main(words) == 0
    assert "| 2 levels | 0.6 |" in capsys.readouterr().out
    assert asked[2:] == [Plan((2, 1), opus=(), fast=True, workers=3), run, run]
    assert evaluate.main([*words, "--opus"]) == evaluate.main([*words, "--opus", "12", "24"]) == 0
    assert [plan.opus for plan in asked[2:] if isinstance(plan, Plan)] == [(), opus.OPUS_KBPS, (12, 24)]


def test_stopped_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(evaluate, "open_player", stop)
    assert evaluate.main(["codec", str(tmp_path), "--heldout", str(tmp_path)]) == 130
    assert "type the same again to go on" in capsys.readouterr().err


def test_nothing_to_evaluate(tmp_path: Path, capsys: pytest.CaptureFixture[str], tiny_bundle: Path) -> None:
    assert evaluate.main(["codec", str(tmp_path), "--data", str(tmp_path)]) == 1
    assert "no checkpoint here. Train first:" in capsys.readouterr().err
    assert evaluate.main(["codec", str(tiny_bundle), "--heldout", str(tmp_path)]) == 1
    assert f"Make it:  python -m training.corpus.heldout {tmp_path}" in capsys.readouterr().err


def test_a_codec_that_is_too_late_for_the_margin(tmp_path: Path) -> None:
    class Late(Coarse):
        delay_samples = 6000

    soundfile.write(tmp_path / "a.flac", sound().T, RATE)
    (tmp_path / "heldout.json").write_text(json.dumps({"clips": [{"name": "a", "kind": "mix", "file": "a.flac"}]}))
    assert [clip.judged for clip in clips_of_heldout(tmp_path, Coarse())] == [sound().shape[1] - 4800]
    with pytest.raises(TrainingError, match="6000 samples late, more than the 4800 left for it"):
        clips_of_heldout(tmp_path, Late())


def test_clips_of_a_corpus_are_whole_hops(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def cut(index: Path, split: str, seconds: float, count: int) -> Samples:
        asked.update(split=split, seconds=seconds)
        return np.zeros((count, 2, round(seconds * RATE)), np.float32)

    monkeypatch.setattr(codec_evaluation, "held_in_order", cut)
    found = codec_evaluation.clips_of_corpus(Path("corpus"), "validation", 3, 0.51, Coarse())
    assert asked == {"split": "validation", "seconds": 0.52}  # 26 hops are nearer to 0.51 s than 25
    assert [clip.name for clip in found] == ["validation-001", "validation-002", "validation-003"]
    assert {clip.kind for clip in found} == {"all"} and found[0].judged == found[0].sound.shape[1] - 4800
