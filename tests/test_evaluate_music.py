"""What is measured is what is played: the driver beside `rtmusic render`, wishes, what is remembered, the page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from corpora import packed

from rtmusic.bundle import Bundle
from rtmusic.features import FEATURES, PITCH_CLASSES
from rtmusic.modes import Moment, Played
from rtmusic.render import render
from rtmusic.units import Samples
from rtmusic.weave import Weave
from training import evaluate
from training.conditioning import TRAINED
from training.config import TrainingError
from training.corpus.index import Clip
from training.evaluation.music import command, diversity, frontier, jobs, page, prompting, steering, unattended
from training.evaluation.music.held import PAST_S, Held, from_data, from_heldout
from training.evaluation.music.jobs import CODES, EARS, Job, Measured, pack, unpack
from training.evaluation.music.musicnn import tag_names
from training.evaluation.music.playing import LEAD_FRAMES, Curve, Engine, panel_of
from training.evaluation.music.setup import AXES, PROMPTS, Setup, Sizes, shuffled
from training.evaluation.music.steering import CONTROLS, LEVELS, Wishes
from training.tokens import FORMAT, TokenClip, TokenIndex

RATE, HOP = 48_000, 960
TINY = Sizes(
    clips=2, on_s=3.0, axes={"steps": ("1", "2")}, streams=1, stream_s=13.0, stream_parts=2, pasts=2, seeds=2,
    prompts={}, prompt_pasts=1, prompt_seeds=1, steered=1,
)  # fmt: skip


def tune(number: int, seconds: float) -> Samples:
    """A few notes, different for every number."""
    t = np.arange(round(seconds * RATE)) / RATE
    pitch = 220 * 2 ** ((number * 3 + np.floor(t * 4) % 5) / 12)
    sound = 0.2 * np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.exp(-(t * 4 % 1) * 3)
    return np.tile(sound.astype(np.float32), (2, 1))


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


@pytest.fixture(scope="module")
def engine(bundle: Bundle) -> Engine:
    return Engine(bundle)


@pytest.fixture
def heldout(tmp_path: Path) -> Path:
    folder = tmp_path / "heldout"
    folder.mkdir()
    rows = []
    for number, kind in enumerate(("guitar", "guitar", "drums")):
        soundfile.write(folder / f"{number}.flac", tune(number, PAST_S + 3.5).T, RATE)
        rows.append({"name": f"clip{number}", "kind": kind, "file": f"{number}.flac"})
    (folder / "heldout.json").write_text(json.dumps({"clips": rows}))
    return folder


def test_it_plays_what_the_instrument_plays(bundle: Bundle, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bit for bit what `rtmusic render` plays in stream mode, rounds at the same places: most within a frame."""
    frees: list[int] = []
    round_of = Weave.round

    def spy(weave: Weave, moment: Moment) -> Played:
        frees.append(moment.free + bundle.geometry.delay_samples - 480)  # `render` begins one block late
        return round_of(weave, moment)

    monkeypatch.setattr(Weave, "round", spy)
    panel = panel_of(["mode=stream", "prompt_1=0", "seed=3", "steps=3", "temperature=0.9"])
    nothing = np.zeros((8, bundle.geometry.embedding_size), np.float32)
    rendered = np.concatenate(list(render(bundle, np.zeros((2, 3 * RATE), np.float32), panel, nothing)), axis=1)
    monkeypatch.undo()
    assert sum(free % HOP != 0 for free in frees) > len(frees) / 2
    start = 480 + LEAD_FRAMES * HOP - bundle.geometry.delay_samples
    frames = (rendered.shape[1] - start) // HOP
    frees = [free for free in frees if free < (LEAD_FRAMES + frames) * HOP] + [(LEAD_FRAMES + frames) * HOP]
    played = engine.play(engine.nothing(), frames, panel, nothing[0], frees=frees)
    assert np.abs(played.sound).max() > 0
    np.testing.assert_array_equal(played.sound, rendered[:, start : start + frames * HOP])


def test_it_goes_on_from_a_past_and_replays(engine: Engine) -> None:
    past = engine.past(engine.encode(tune(0, 2.0)))
    panel, no_prompt = panel_of([]), np.zeros(engine.geometry.embedding_size, np.float32)
    one, again, other, fresh = (
        engine.play(begin, 30, panel_of(settings), no_prompt)
        for begin, settings in ((past, ()), (past, ()), (past, ("seed=1",)), (engine.nothing(), ()))
    )
    assert one.codes.shape == (engine.geometry.model_levels, 30) and one.sound.shape == (2, 30 * HOP)
    assert np.array_equal(one.codes, again.codes) and np.array_equal(one.sound, again.sound)
    assert not np.array_equal(one.codes, other.codes)
    assert not np.array_equal(one.codes, fresh.codes)
    assert len(one.round_ms) == 30 // panel.int("commit") + 2 and one.round_ms.min() > 0
    # Where the machine's sound begins it goes on from the last sample of the past: the codec says so, too.
    codes = engine.encode(tune(0, 2.0))
    whole = engine.say(np.concatenate([codes[: one.codes.shape[0]], one.codes], axis=1), engine.nothing())
    np.testing.assert_allclose(one.sound[:, : 2 * HOP], whole[:, 100 * HOP : 102 * HOP], rtol=0, atol=1e-5)


def test_controls_reach_the_model_frame_by_frame(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    names = engine.geometry.controls
    values, given = np.zeros((12, len(names)), np.float32), np.zeros((12, len(names)), np.float32)
    values[:, 0], given[4:, 0] = np.linspace(0, 1, 12), 1.0
    graph, asked = engine._generator._rewrite, []
    run = graph.run

    def spy(inputs: dict[str, Any], past: Any = None) -> Any:
        asked.append((inputs["controls"].copy(), inputs["control_known"].copy()))
        return run(inputs, past)

    monkeypatch.setattr(graph, "run", spy)
    panel = panel_of(["steps=1", "brightness_on=on", "brightness=0.25", "obedience=2"])
    no_prompt = np.zeros(engine.geometry.embedding_size, np.float32)
    engine.play(engine.nothing(), 8, panel, no_prompt, Curve(values, given))
    brightness = names.index("brightness")
    for number, (controls, known) in enumerate(asked):
        frames = np.clip(np.arange(4 * number, 4 * number + 40), 0, 11)  # beyond its end the last value stays
        np.testing.assert_array_equal(known[:, 0], given[frames, 0])
        np.testing.assert_array_equal(controls[:, 0] * known[:, 0], values[frames, 0] * given[frames, 0])
        assert (controls[:, brightness] == 0.25).all() and (known[:, brightness] == 1).all()  # the knob as well
        assert (controls[:, -1] == 0.5).all() and (known[:, -1] == 1).all()  # and how strictly
        assert not np.delete(known, [0, brightness, len(names) - 1], axis=1).any()
    asked.clear()
    engine.play(engine.nothing(), 8, panel_of(["steps=1", "obedience=2"]), no_prompt, Curve(values, given))
    for controls, known in asked:  # obedience is told throughout, as the instrument tells it, and as was learned
        assert (known[:, -1] == 1).all() and (controls[:, -1] == 0.5).all()


def test_a_codec_alone_plays_no_music(bundle: Bundle) -> None:
    codec = replace(bundle, signatures={name: bundle.signatures[name] for name in ("encoder", "decoder")})
    with pytest.raises(TrainingError, match=r"a codec without a generator plays no music\. Export both"):
        Engine(codec)


def test_held_out_music_of_all_kinds_and_of_the_same_length(heldout: Path, bundle: Bundle) -> None:
    held = from_heldout(heldout, bundle, 2, 3.0)
    assert [h.kind for h in held] == ["guitar", "drums"]  # kinds in turn
    assert all(h.past.shape == (16, 200) and h.truth.shape == (16, 150) for h in held)
    # What was recorded lies under what the codec makes of it: its delay is taken out.
    sound = tune(0, PAST_S + 3.5)
    assert held[0].recording is not None
    start = 200 * HOP - bundle.geometry.delay_samples
    np.testing.assert_allclose(held[0].recording, sound[:, start : start + 150 * HOP], rtol=0, atol=1e-4)


def test_held_out_music_from_a_corpus_and_from_tokens(tmp_path: Path, bundle: Bundle) -> None:
    sound = (tune(1, 9.0).T * 32_000).astype(np.int16)
    clip = Clip("a.flac", len(sound), "test", "tune", "CC0-1.0", "", "", "", (), "validation")
    corpus = packed(tmp_path / "corpus", [(clip, sound)])
    held = from_data(corpus, bundle, 2, 3.0)
    assert [h.name for h in held] == ["validation-001", "validation-002"] and held[0].truth.shape == (16, 150)

    tokens = tmp_path / "tokens"
    tokens.mkdir()
    codes = np.arange(16 * 400, dtype=np.int16).reshape(16, 400) % 1024
    np.save(tokens / "a.codes.npy", codes)
    clips = (TokenClip("a", 400, "validation", "test", ()),)
    many = len(TRAINED)
    index = TokenIndex("run/step-1", 16, 1024, 50.0, (0.0,) * many, (1.0,) * many, clips)
    listed = {"format": FORMAT, "taught": TRAINED, **asdict(index)}
    (tokens / "index.json").write_text(json.dumps(listed))
    held = from_data(tokens, bundle, 2, 3.0)
    assert [h.name for h in held] == ["a@12", "a@38"] and held[0].recording is None
    np.testing.assert_array_equal(np.concatenate([held[0].past, held[0].truth], axis=1), codes[:, 12 : 12 + 350])
    with pytest.raises(TrainingError, match="no train clip is 7 s long"):
        from_data(tokens, bundle, 2, 3.0, "train")
    with pytest.raises(TrainingError, match="no validation clip of package folk is 7 s long"):
        from_data(tokens, bundle, 2, 3.0, package="folk")
    with pytest.raises(TrainingError, match="is a corpus: --package goes with a token folder"):
        from_data(corpus, bundle, 2, 3.0, package="folk")
    (tokens / "index.json").write_text(json.dumps({**listed, "levels": 8}))
    with pytest.raises(TrainingError, match=r"tokens of another codec\. Give the corpus instead:  --data CORPUS"):
        from_data(tokens, bundle, 2, 3.0)


def a_setup(heldout: Path, bundle: Bundle, out: Path, sizes: Sizes = TINY) -> Setup:
    held = from_heldout(heldout, bundle, sizes.clips, sizes.on_s)
    return Setup(bundle, held, sizes, Measured(bundle, out / "measured.jsonl"))


def test_what_was_measured_is_not_measured_again(
    heldout: Path, bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, tuple[str, ...]]] = []
    do = jobs._do

    def counted(path: str, job: Job, judges: Sequence[str]) -> dict[str, Any]:
        done.append((job.name, tuple(judges)))
        return do(path, job, judges)

    monkeypatch.setattr(jobs, "_do", counted)
    setup = a_setup(heldout, bundle, tmp_path)
    wanted = [setup.truth(h, (CODES,)) for h in setup.held] + [setup.play(setup.held[0], (CODES,))]
    setup.measured.do([*wanted, wanted[0]])
    assert len(done) == 3  # the same thing twice is one thing
    first = [unpack(setup.measured.find(job, CODES)["codes"]) for job in wanted]
    np.testing.assert_array_equal(first[0], setup.held[0].truth[: bundle.geometry.model_levels])
    # As after a power cut in the middle of the last line.
    book = tmp_path / "measured.jsonl"
    book.write_text(book.read_text()[:-30])
    later = a_setup(heldout, bundle, tmp_path)
    later.measured.do(wanted)
    assert len(done) == 4
    assert all(
        np.array_equal(unpack(later.measured.find(j, CODES)["codes"]), f) for j, f in zip(wanted, first, strict=True)
    )
    # Another judge of the same sound plays it again and asks only that one.
    later.measured.do([replace_judges(wanted[2], (EARS, CODES))])
    assert done[-1] == (wanted[2].name, (EARS,))
    with pytest.raises(KeyError, match="is not judged by ears, only by codes"):
        later.measured.find(wanted[0], EARS)


def replace_judges(job: Job, judges: tuple[str, ...]) -> Job:
    return Job(job.name, judges, job.past, job.frames, job.settings, job.prompt, job.curve, job.codes, job.sound)


def test_two_processes_find_the_same(heldout: Path, bundle: Bundle, tmp_path: Path) -> None:
    setup = a_setup(heldout, bundle, tmp_path)
    wanted = [setup.play(h, (CODES,)) for h in setup.held]
    setup.measured.do(wanted)
    together = Measured(bundle, tmp_path / "other.jsonl", workers=2)
    together.do(wanted)
    assert all(together.find(j, CODES)["codes"] == setup.measured.find(j, CODES)["codes"] for j in wanted)


def test_jobs_differ_by_everything_that_is_heard(heldout: Path, bundle: Bundle, tmp_path: Path) -> None:
    setup = a_setup(heldout, bundle, tmp_path)
    one, other = setup.held
    curve = Curve(np.zeros((3, 24), np.float32), np.ones((3, 24), np.float32))
    different = [
        setup.play(one, (CODES,)), setup.play(other, (CODES,)), setup.play(None, (CODES,)),
        setup.play(one, (CODES,), ("steps=1",)), setup.play(one, (CODES,), prompt="piano"),
        setup.play(one, (CODES,), curve=curve), setup.play(one, (CODES,), seed=1), setup.truth(one),
        replace(setup, seed=7).play(one, (CODES,)),
    ]  # fmt: skip
    assert len({job.key(bundle, CODES) for job in different}) == len(different)
    assert different[0].key(bundle, CODES) != different[0].key(replace(bundle, sha256="other"), CODES)
    array = np.random.default_rng(0).normal(0, 1, (2, 3)).astype(np.float32)
    np.testing.assert_array_equal(unpack(json.loads(json.dumps(pack(array)))), array)


def test_rows_of_the_frontier(heldout: Path, bundle: Bundle, tmp_path: Path) -> None:
    setup = a_setup(heldout, bundle, tmp_path, replace(TINY, axes=AXES))
    rows = frontier.settings(setup)
    assert rows[frontier.AT_REST] == () and rows["steps 8"] == ("steps=8",)
    assert "steps 2" not in rows and "temperature 1.1" not in rows  # there they rest
    assert len(rows) == 1 + sum(len(values) - 1 for values in AXES.values())
    codes = np.arange(30).reshape(2, 15)
    mixed = shuffled(codes, 0)
    assert not np.array_equal(mixed, codes) and np.array_equal(np.sort(mixed, axis=1), codes)


def wishes(bundle: Bundle, heldout: Path, tmp_path: Path) -> tuple[Wishes, Held]:
    setup = a_setup(heldout, bundle, tmp_path)
    return Wishes(setup), setup.held[0]


def test_the_wrong_wish_is_the_right_one_turned_around(bundle: Bundle, heldout: Path, tmp_path: Path) -> None:
    asked, held = wishes(bundle, heldout, tmp_path)
    names = bundle.geometry.controls
    by_name = {control.name: control for control in CONTROLS}
    for name, control in by_name.items():
        right, wrong = asked.right(held, control), asked.wrong(held, control)
        columns = [names.index(word) for word in control.inputs]
        assert right.values.shape == (150, len(names))
        assert not np.delete(right.given, columns, axis=1).any(), name
        there = right.given[:, columns] > 0
        assert right.values.min() >= 0 and right.values.max() <= 1
        if name in ("loudness", "brightness", "density"):
            assert there.all()
            np.testing.assert_allclose(wrong.values[:, columns], 1 - right.values[:, columns], rtol=0, atol=1e-6)
        if name == "chroma":
            order = [names.index(word) for word in (*PITCH_CLASSES[6:], *PITCH_CLASSES[:6])]
            np.testing.assert_array_equal(wrong.values[:, columns], right.values[:, order])
        if name == "onset" and right.values[:, columns].any():
            assert not (wrong.values[:, columns] * right.values[:, columns]).any()


def test_a_beat_falls_from_one_to_the_next() -> None:
    ramp = steering._ramp(np.array([1.0, 1.5, 2.0], np.float32), 150, 0.02)
    assert ramp[50] == pytest.approx(0.98) and ramp[62] == pytest.approx(0.5) and ramp[74] == pytest.approx(0.02)
    assert ramp[25] == pytest.approx(0.98) and ramp[125] == pytest.approx(0.98)  # at their pace before and after
    assert np.isnan(steering._ramp(np.zeros(1, np.float32), 10, 0.02)).all()
    tempo = np.array([0.2, 0.99], np.float32)
    other = steering._other_tempo(tempo)
    assert np.log2(6 ** float(other[0] - tempo[0])) == pytest.approx(0.5, abs=1e-5) and other[1] < tempo[1]
    assert set(FEATURES) >= {name for control in CONTROLS for name in control.inputs}


def test_controls_that_were_not_taught_are_left_out(bundle: Bundle) -> None:
    g = replace(bundle.geometry, trained_controls=("loudness", "brightness", "density"))
    assert [c.name for c in steering.controls_of(g)] == ["loudness", "brightness", "density"]
    assert [level.name for level in steering.levels_of(g)] == ["loudness", "brightness", "density"]
    assert "beat" in steering._untaught(g) and "drums" in steering._untaught(g)


@pytest.fixture
def tiny_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "SMALL", TINY)
    monkeypatch.setattr(steering, "CONTROLS", CONTROLS[:1])
    monkeypatch.setattr(steering, "LEVELS", LEVELS[:1])


@pytest.mark.usefixtures("tiny_command")
def test_the_command(
    heldout: Path, bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, out, sounds = tmp_path / "run", tmp_path / "out", tmp_path / "sounds"
    shutil.copytree(bundle.path, run / "bundle")
    words = ["generator", str(run), "--heldout", str(heldout), "--small", "--workers", "1", "--out", str(out)]
    assert evaluate.main([*words, "--examples", str(sounds)]) == 0
    text = capsys.readouterr().out
    assert text == (out / "generator.md").read_text()
    assert (
        "from 2 clips that training never heard (1 guitar, 1 drums): 4 s of past, 3 s played on, seed 0, small" in text
    )
    for title in ("Quality over time", "Drift", "Diversity", "Controls", "What a listener would catch"):
        assert f"## {title}" in text
    assert "## Prompts" not in text  # this bundle reads no words
    figures = json.loads((out / "generator.json").read_text())
    rows = {row["name"]: row for row in figures["frontier"]["rows"]}
    assert set(rows) == {
        frontier.COPY, frontier.SHUFFLED, frontier.ANY, frontier.RECORDED, frontier.AT_REST, "steps 1"
    }  # fmt: skip
    assert rows["steps 1"]["round_ms"] > 0 and rows["steps 1"]["fad"][3] == 2
    assert [row["part"] for row in figures["drift"]["rows"]] == [1, 2]
    assert {row["check"] for row in figures["listener"]["rows"]} >= {"silence", "clicks", "loop of codes"}
    assert len(figures["listener"]["faults_in_ten_minutes"]) == 3
    assert figures["controls"]["starts"]["from nothing"]["levels"][0]["control"] == "loudness"
    pictures = [line.split("(")[1].rstrip(")") for line in text.splitlines() if line.startswith("![")]
    assert pictures == ["frontier.png", "drift.png"]
    assert all((out / name).stat().st_size > 5000 for name in pictures)
    listed = (sounds / "index.md").read_text()
    files = [part.split(")")[0] for part in listed.split("[listen](")[1:]]
    assert len(files) == len(set(files)) >= 10
    info = soundfile.info(sounds / files[0])
    assert (info.samplerate, info.channels, info.frames) == (RATE, 2, 350 * HOP)

    # The same words again find everything in the notebook: nothing is played, nothing is another figure.
    def never(path: str, job: Job, judges: Sequence[str]) -> dict[str, Any]:
        raise AssertionError(f"{job.name} is known")

    monkeypatch.setattr(jobs, "_do", never)
    assert evaluate.main(words) == 0
    assert json.loads((out / "generator.json").read_text()) == figures


@pytest.mark.usefixtures("tiny_command")
def test_stopped_by_hand_it_goes_on(
    heldout: Path, bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    do = jobs._do
    played: list[str] = []

    def stopped(path: str, job: Job, judges: Sequence[str]) -> dict[str, Any]:
        if len(played) == 3:
            raise KeyboardInterrupt
        played.append(job.name)
        return do(path, job, judges)

    words = ["generator", str(bundle.path), "--heldout", str(heldout), "--small", "--parts", "diversity"]
    words += ["--workers", "1", "--out", str(tmp_path / "out")]
    monkeypatch.setattr(jobs, "_do", stopped)
    assert evaluate.main(words) == 130
    assert "type the same again to go on" in capsys.readouterr().err
    before = list(played)
    played[:] = ["", "", "", ""]  # the fourth and later are played
    assert evaluate.main(words) == 0
    assert len(played) > 4 and not set(played) & set(before)


def test_nothing_to_evaluate(tmp_path: Path, bundle: Bundle, heldout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    music = ["--heldout", str(heldout), "--out", str(tmp_path)]
    assert evaluate.main(["generator", str(tmp_path), *music]) == 1
    told = capsys.readouterr().err
    assert "no bundle here" in told and f"python -m exporters.bundle {tmp_path} {tmp_path / 'bundle'}" in told
    assert evaluate.main(["generator", str(bundle.path), "--heldout", str(tmp_path)]) == 1
    assert f"Make it:  python -m training.corpus.heldout {tmp_path}" in capsys.readouterr().err
    one = json.loads((heldout / "heldout.json").read_text())
    (heldout / "heldout.json").write_text(json.dumps({"clips": one["clips"][:1]}))
    assert evaluate.main(["generator", str(bundle.path), *music]) == 1
    assert "one clip says nothing about music; give two or more" in capsys.readouterr().err
    (heldout / "heldout.json").write_text(json.dumps(one))
    assert evaluate.main(["generator", str(bundle.path), *music, "--parts", "prompts"]) == 1
    assert "has no text model: leave out  --parts prompts" in capsys.readouterr().err


def test_prompts_are_compared_start_by_start(
    heldout: Path, bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tagger that hears the prompt itself: each asked tag rises by what is written here."""
    few = {name: PROMPTS[name] for name in ("piano", "drums")}
    setup = a_setup(heldout, bundle, tmp_path, replace(TINY, prompts=few, prompt_seeds=8))
    names = tag_names()

    def tags(self: Setup, job: Job) -> Any:
        heard = np.full(len(names), 0.1, np.float32)
        for tag in few.get(job.prompt, ()):
            heard[names.index(tag)] += 0.5
        return heard

    monkeypatch.setattr(Setup, "tags", tags)
    found = prompting.figures(setup)
    rows = {(row["prompt"], row["tag"]): row for row in found["starts"]["from nothing"]["rows"]}
    assert rows["piano", "MTT piano"]["over_none"] == [0.5, 0.5, 0.5, 8]
    assert rows["drums", "MTT drums"]["over_others"] == [0.5, 0.5, 0.5, 8]
    assert found["starts"]["after music"]["count"] == 1
    assert [row["kind"] for row in found["tagger"]] == ["guitar", "drums"]
    text = "\n".join(page._prompts(found))
    assert "| piano | MTT piano | 0.600 [0.600, 0.600] | **+0.500 [+0.500, +0.500]** |" in text
    # One past says nothing about chance, so nothing is bold there.
    assert "| piano | MTT piano | 0.600 [0.600, 0.600] | +0.500 [+0.500, +0.500] |" in text


def test_distances_between_continuations(
    heldout: Path, bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sounds on a line: pasts lie 10 apart, seeds 2, and the musicians went on 1 from the first seed."""
    setup = a_setup(heldout, bundle, tmp_path)
    pasts = [h.past.tobytes() for h in setup.held]

    def embedding(self: Setup, job: Job) -> Any:
        assert job.past is not None
        place = 10.0 * pasts.index(job.past.tobytes())
        return np.full((3, 1), place - 1 if job.codes is not None else place + 2 * ("seed=1" in job.settings))

    def found(self: Measured, job: Job, judge: str) -> Any:
        return {"codes": pack(np.arange(4) + ("seed=1" in job.settings) * np.array([0, 0, 0, 9]))}

    monkeypatch.setattr(Setup, "embedding", embedding)
    monkeypatch.setattr(Measured, "find", found)
    figures = diversity.figures(setup)
    assert figures["rows"]["one past, another seed"][:1] == [0.2]  # of 10, as two pieces of music are
    assert figures["rows"]["another past"][:1] == [1.0]
    assert figures["rows"]["what the musicians played on"][:1] == [0.2]  # 1 and 3
    assert figures["equal_codes"] == [0.75, 0.75, 0.75, 2]


def test_a_stream_in_which_nothing_happens() -> None:
    music = [np.array([[10.0 * n], [10.0 * n + 4]]) for n in range(2)]
    drone, moves = [np.ones((3, 1))] * 3, [np.full((3, 1), 5.0 * n) for n in range(2)]
    found = unattended._variety([drone], music)
    assert found["stream"][0] == 0.0 and found["piece"] == [0.4, 0.4, 0.4, 2]
    assert unattended._variety([moves], music)["stream"] == [0.5, 0.5, 0.5, 2]


def test_faults_in_ten_minutes() -> None:
    """None in half an hour may still be one in half an hour: 3.69 events is the upper end of a count of none."""
    assert unattended._rate(0, 1800.0) == [0.0, 0.0, pytest.approx(3.689 / 3, abs=0.001)]
    rate, low, high = unattended._rate(6, 600.0)
    assert rate == 6.0 and low == pytest.approx(2.202, abs=0.001) and high == pytest.approx(13.059, abs=0.001)


def test_how_a_figure_is_told() -> None:
    assert page.between([0.5, 0.25, 0.75, 12]) == "0.50 [0.25, 0.75]"
    assert page.between([0.5, 0.25, 0.75, 12], 1, True) == "**+0.5 [+0.2, +0.8]**"
    assert page.between([0.5, -0.25, 0.75, 12], 1, True) == "+0.5 [-0.2, +0.8]"
    assert page.between([0.5, 0.25, 0.75, 5], 1, True) == "+0.5 [+0.2, +0.8]"  # too few to be sure
    assert page.between(None) == page.between([float("nan"), 0, 0, 0]) == "–"
