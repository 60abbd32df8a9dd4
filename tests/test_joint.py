"""The joint embedding finds words for sound, goes on where it stopped, and is the same as a graph."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from together import together

from exporters import parity
from exporters.codec import geometry
from exporters.joint import JointText, sound_plan
from exporters.keep import Kept
from exporters.quantize import round_weights
from exporters.states import write_graph
from exporters.text import text_plan
from rtmusic.bundle import Bundle, write_bundle
from rtmusic.errors import BundleError
from rtmusic.graph import Graph
from rtmusic.prompts import Vocabulary
from training import text, vocabulary
from training.codec_config import CodecConfig
from training.conditioning import TRAINED
from training.config import TrainingError, read_tables
from training.corpus.render.shelf import PACKAGE as RENDERED
from training.evaluate import main as evaluate_main
from training.evaluation.retrieval import above, find
from training.fabric import launch
from training.facts import add as add_facts
from training.facts import facts_of, kind_of, short_captions
from training.joint import Joint, JointConfig, grid, load_joint, sound_prompts
from training.joint_data import Draw, Pairs
from training.loop import Budget, keep_learning
from training.run import Run, read_log
from training.text import MiniLM, MiniLMConfig
from training.tokens import FORMAT, TokenClip, TokenIndex, read_codebooks
from training.train_joint import TABLES, JointLearner, JointTraining, compare, main, train, validate
from training.transformer import GeneratorConfig

REPOSITORY = Path(__file__).parent.parent
SMALL = JointConfig(levels=3, codes=16, frame_width=16, width=32, layers=1, heads=2, expansion=2, word_width=32)
SWIFT = JointTraining(
    batch=24, shortest_frames=30, longest_frames=48, learning_rate=5e-3, warmup_steps=10, average_decay=0.9,
    frames_hidden=0.1, levels_hidden=0.0, words_blurred=0.1, validate_every=1000, bfloat16=False,
)  # fmt: skip
SOUNDS, TEMPOS = ("flute", "drums", "organ", "bass"), ("slow", "fast")
CLIPS = 48


def by_word(captions: list[str], *_: object) -> torch.Tensor:
    """Embed a caption as the sum of its words, each in a direction of its own."""
    rows = [
        sum(torch.randn(384, generator=torch.Generator().manual_seed(sum(word.encode()))) for word in c.split())
        for c in captions
    ]
    return torch.nn.functional.normalize(torch.stack(rows), dim=1)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A token folder in which instruments choose the codes and tempos say how often chance has its way."""
    folder = tmp_path_factory.mktemp("tokens")
    dice = np.random.default_rng(0)
    rows: dict[str, int] = {}
    clips = []
    for number in range(CLIPS):
        sound, tempo = SOUNDS[number % 4], TEMPOS[number // 4 % 2]
        split = "validation" if number % 6 == 5 else "train"
        package = RENDERED if number % 3 else f"p-{sound}"
        captions = (f"{tempo} {sound}", f"{sound} {tempo}") if number % 3 else (sound,)
        on = np.arange(60) % (12, 4)[number // 4 % 2] < 3
        heard = SOUNDS.index(sound) * 4 + dice.integers(4, size=(3, 60))
        codes = np.where(on, heard, dice.integers(16, size=(3, 60))).astype(np.int16)
        np.save(folder / f"{number:02}.codes.npy", codes)
        held = tuple(rows.setdefault(caption, len(rows)) for caption in captions)
        clips.append(TokenClip(f"{number:02}", 60, split, package, held))
    np.save(folder / "captions.npy", by_word(list(rows)).numpy())
    (folder / "captions.json").write_text(json.dumps(list(rows)))
    np.save(folder / "codebooks.npy", dice.normal(size=(3, 16, 8)).astype(np.float32))
    ends = (0.0,) * len(TRAINED)
    index = TokenIndex("codec/step-00000005", 3, 16, 50.0, ends, ends, tuple(clips))
    (folder / "index.json").write_text(json.dumps({"format": FORMAT, "taught": TRAINED, **asdict(index)}))
    return folder


def config_file(folder: Path, training: str = "") -> Path:
    path = folder / "joint.toml"
    path.write_text(
        "[model]\nlevels = 3\ncodes = 16\nframe_width = 16\nwidth = 32\nlayers = 1\nheads = 2\nword_width = 32\n"
        "[training]\nbatch = 8\nshortest_frames = 30\nlongest_frames = 48\nvalidate_every = 2\nbfloat16 = false\n"
        + training
    )
    return path


def a_learner(toy: Path, training: JointTraining = SWIFT) -> JointLearner:
    fabric = launch(1, training.bfloat16, "cpu")
    pairs, held = (Pairs(toy, split, 3, fabric.device) for split in ("train", "validation"))
    learner = JointLearner(SMALL, training, pairs, held, fabric)
    learner.start_from(read_codebooks(toy))
    return learner


def test_words_find_sound_that_was_never_heard(toy: Path) -> None:
    """Eight captions of instrument and tempo: by chance one crop in four would find one that is true of it."""
    learner = a_learner(toy)
    for step in range(150):
        figures = learner.learn(step, step / 150)
    assert figures["right"] > 0.6
    held = Pairs(toy, "validation", 3, torch.device("cpu"))
    learner.model.eval()
    assert validate(learner.model, held, 48, learner.fabric)["valid_right"] > 0.75


def test_a_resumed_run_is_the_run_that_never_stopped(toy: Path, tmp_path: Path) -> None:
    often = replace(SWIFT, validate_every=2)

    def quiet(_line: str) -> None: ...

    whole = Run.open(tmp_path / "whole", "joint", {}, resume=False)
    keep_learning(whole, a_learner(toy, often), Budget(steps=6), 1.0, say=quiet)
    first = Run.open(tmp_path / "parts", "joint", {}, resume=False)
    learner = a_learner(toy, often)
    for step in range(4):
        learner.learn(step, step / 6)
    first.step = 4
    first.save(learner)
    second = Run.open(tmp_path / "parts", "joint", {}, resume=True)
    keep_learning(second, a_learner(toy, often), Budget(steps=6), 1.0, say=quiet)
    one, other = (
        sorted((tmp_path / n / "checkpoints").iterdir())[-1] / "tensors.safetensors" for n in ("whole", "parts")
    )
    assert one.read_bytes() == other.read_bytes()


def test_the_weights_that_did_best_are_kept(toy: Path) -> None:
    learner = a_learner(toy, replace(SWIFT, validate_every=5))
    for step in range(40):
        figures = learner.learn(step, 0.0)
    best, kept = figures["best_near"], {n: x.clone() for n, x in learner.tensors().items() if n.startswith("average.")}
    with torch.no_grad():
        for parameter in learner.model.parameters():
            parameter.normal_()  # whatever it has learned is gone
    for step in range(40, 45):
        figures = learner.learn(step, 0.0)
    assert figures["best_near"] == best > figures["valid_near"]
    now = learner.tensors()
    assert all(torch.equal(now[name], tensor) for name, tensor in kept.items())
    assert not torch.equal(now["running.leave.weight"], now["average.leave.weight"])


def test_what_is_true_of_a_crop_is_right_and_what_nobody_knows_is_neither() -> None:
    eye = torch.eye(4)
    free = torch.zeros(4, 4, dtype=torch.bool)
    fits = eye.clone()
    sharp = torch.tensor(3.0)
    plain = compare(eye, eye, sharp, fits, free)
    assert float(plain.right) == float(plain.near) == 1.0
    behind = compare(eye, eye.roll(1, 0), sharp, fits, free)
    assert float(behind.right) == 0.0 and float(behind.near) == 0.5
    # Rows 0 and 1 match caption 1 alike: wrong unless it fits, and unseen where it is undecided.
    words = eye.clone()
    words[1] = eye[0]
    wrong = compare(eye, words, sharp, fits, free)
    both, unknown = fits.clone(), free.clone()
    both[0, 1], unknown[0, 1] = 1.0, True
    right, unseen = compare(eye, words, sharp, both, free), compare(eye, words, sharp, fits, unknown)
    assert float(unseen.loss) < float(wrong.loss) and float(right.loss) < float(wrong.loss)


def test_a_step_draws_both_kinds_of_music_and_only_true_captions(toy: Path) -> None:
    pairs = Pairs(toy, "train", 3, torch.device("cpu"), rendered_share=0.5)
    draw, same, other = (pairs.draw(0, step, 400, 30, 48, 0.5, 0.5) for step in (1, 1, 2))
    assert torch.equal(draw.starts, same.starts) and not torch.equal(draw.clips, other.clips)
    # Two thirds of the clips are rendered; half of 400 crops differs from that by many standard deviations.
    assert abs(float(pairs.rendered[draw.clips].float().mean()) - 0.5) < 0.1
    assert bool((pairs.fits(draw).diagonal() == 1).all())
    undecided = pairs.undecided(draw)
    assert not bool(undecided[pairs.rendered[draw.clips]].any()) and bool(undecided.any())
    codes = pairs.cut(draw)
    assert codes.shape == (400, 3, draw.frames)
    clip = pairs.clips[int(draw.clips[0])]
    stored = np.load(toy / f"{clip.name}.codes.npy")
    start = int(draw.starts[0])
    np.testing.assert_array_equal(codes[0], stored[:, start : start + draw.frames])
    nought, number = torch.tensor([0]), draw.clips[:1]
    longer = pairs.cut(Draw(number, nought, number, nought, torch.tensor([70]), draw.captions[:1], 70))
    np.testing.assert_array_equal(longer[0], np.concatenate([stored, stored[:, :10]], axis=1))


def test_a_spliced_crop_is_two_clips_and_both_are_right(toy: Path) -> None:
    pairs = Pairs(toy, "train", 3, torch.device("cpu"))
    draw = pairs.draw(0, 0, 300, 30, 48, spliced_share=0.5)
    spliced = draw.splices < draw.frames
    assert 100 < int(spliced.sum()) < 200
    row = int(spliced.nonzero()[0])
    codes, at = pairs.cut(draw)[row], int(draw.splices[row])
    parts = [
        np.load(toy / f"{pairs.clips[int(clips[row])].name}.codes.npy")[:, int(starts[row]) :]
        for clips, starts in ((draw.clips, draw.starts), (draw.later, draw.later_starts))
    ]
    np.testing.assert_array_equal(codes[:, :at], parts[0][:, :at])
    np.testing.assert_array_equal(codes[:, at:], parts[1][:, at : draw.frames])
    fits = pairs.fits(draw)[row]
    # The crop goes on with the clip of the row before, whose caption is true of the rest.
    other = fits[row - 1] if int(draw.clips[row]) != int(draw.later[row]) else 1.0 - fits[row]
    assert float(fits[row]) >= at / draw.frames - 1e-6 and float(other) >= 1 - at / draw.frames - 1e-6


def test_embeddings_have_length_one_for_any_half_second(toy: Path) -> None:
    joint = a_learner(toy).model.eval()
    for frames in (25, 26, 31, 32, 60):
        rows = joint.embed_sound(torch.randint(16, (2, 3, frames)))
        torch.testing.assert_close(rows.norm(dim=1), torch.ones(2))
    words = by_word(["slow flute", "fast drums"])
    # The network behind the text encoder begins as doing nothing.
    torch.testing.assert_close(joint.embed_words(words), words)
    for codes, said in ((torch.zeros(1, 3, 24), "at least 25 frames"), (torch.zeros(1, 2, 30), "hears 3 levels")):
        with pytest.raises(TrainingError, match=said):
            joint.embed_sound(codes.long())


def test_a_clip_is_embedded_on_a_grid(toy: Path) -> None:
    assert grid(100, 16, 40) == [0, 16, 32, 48, 60] and grid(30, 16, 40) == [0] and grid(56, 16, 40) == [0, 16]
    joint = a_learner(toy).model.eval()
    codes = np.random.default_rng(0).integers(16, size=(5, 100)).astype(np.int16)
    rows = sound_prompts(joint, codes, every=16, length=40)
    assert rows.shape == (5, 384) and rows.dtype == np.float16
    one = joint.embed_sound(torch.from_numpy(codes[None, :3, 48:88].astype(np.int64)))
    # float16 rounds to 1e-4; another window differs by hundredths.
    np.testing.assert_allclose(rows[3], one[0].detach().numpy(), atol=2e-4)
    assert sound_prompts(joint, codes[:, :10]).shape == (1, 384)


def test_the_command_trains_resumes_and_says_what_is_missing(
    toy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tokens = str(toy)
    config, run = config_file(tmp_path), tmp_path / "run"
    assert main([str(config), str(run), "--data", tokens, "--steps", "3"]) == 0
    assert main([str(config), str(run), "--data", tokens, "--resume", "--steps", "4"]) == 0
    rows = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows] == [1, 2, 3, 4] and rows[-1]["valid"] > 0
    assert (run / "curve.png").is_file()
    joint = load_joint(run)
    assert float(joint.points.abs().sum()) > 0 and not joint.training
    assert main([str(config), str(run), "--data", tokens, "--steps", "3"]) == 1
    assert "continue it with --resume" in capsys.readouterr().err


def test_clear_words_when_something_does_not_fit(toy: Path, tmp_path: Path) -> None:
    tokens = toy
    with pytest.raises(TrainingError, match="holds 3 levels, but"):
        Pairs(tokens, "train", 8, torch.device("cpu"))
    with pytest.raises(TrainingError, match="no nothing clip has a caption"):
        Pairs(tokens, "nothing", 3, torch.device("cpu"))
    with pytest.raises(
        TrainingError, match=r"the codec has codebooks of \[3, 16, 4\], but \[model\] wants \[3, 16, 8\]"
    ):
        Joint(SMALL).start_from(torch.zeros(3, 16, 4))
    with pytest.raises(TrainingError, match="choose a width that is a multiple of 4"):
        replace(SMALL, width=30)
    with pytest.raises(TrainingError, match="layers = 0: must be at least 1"):
        replace(SMALL, layers=0)
    with pytest.raises(TrainingError, match=r"dropout = 1\.0: must be at least 0 and below 1"):
        replace(SMALL, dropout=1.0)
    with pytest.raises(TrainingError, match="shortest_frames = 8: must be 25 to longest_frames = 48"):
        replace(SWIFT, shortest_frames=8)
    point = tmp_path / "codec" / "checkpoints" / "step-00000005"
    point.mkdir(parents=True)
    (point / "state.json").write_text('{"kind": "codec", "step": 5, "elapsed_s": 1.0, "config": {}}')
    with pytest.raises(TrainingError, match="is a codec checkpoint: name the joint embedding's run folder"):
        load_joint(tmp_path / "codec")
    config = config_file(tmp_path)
    config.write_text("[model]\ncodes = 7\n")
    with pytest.raises(TrainingError, match=r"has 16 codes per level, but \[model\] codes = 7"):
        train(config, tmp_path / "r3", tokens, Budget(steps=1))


def test_the_graph_hears_what_torch_hears(toy: Path, tmp_path: Path) -> None:
    joint = a_learner(toy).model.eval().requires_grad_(False)
    g = geometry(CodecConfig(levels=3, codes=16), GeneratorConfig(levels=3))
    write_graph(sound_plan(joint, g), tmp_path / "listen.onnx")
    codes = np.random.default_rng(0).integers(16, size=(3, 130))
    # float32 leaves 1e-6; what eight bits cost a trained model stands in exporters/parity.py.
    assert parity.listen_parity(joint, Graph(tmp_path / "listen.onnx", "cpu"), codes)["cosine"] > 0.99999
    for weights in ("int8", "float16"):
        round_weights("listen", weights, tmp_path / "listen.onnx", tmp_path / f"{weights}.onnx")
        rounded = Graph(tmp_path / f"{weights}.onnx", "cpu")
        assert parity.judge("listen", weights, parity.listen_parity(joint, rounded, codes)) == ""
    odd = a_learner(toy, replace(SWIFT, seed=1)).model.eval()
    figures = parity.listen_parity(odd, Graph(tmp_path / "listen.onnx", "cpu"), codes)
    assert "listen.onnx (float32): cosine is" in parity.judge("listen", "float32", figures)


def test_words_go_through_the_network_behind_the_text_encoder(tmp_path: Path) -> None:
    torch.manual_seed(0)
    tiny = MiniLM(MiniLMConfig(words=2000, width=384, layers=1, heads=2, hidden=8))
    joint = Joint(SMALL)
    torch.nn.init.normal_(joint.word_change.weight)
    both = JointText(tiny, joint).eval().requires_grad_(False)
    write_graph(
        text_plan(both, geometry(CodecConfig(levels=3, codes=16), GeneratorConfig(levels=3))), tmp_path / "text.onnx"
    )
    ids, mask = torch.tensor([[7, 8, 9]]), torch.ones(1, 3, dtype=torch.int64)
    played, _ = Graph(tmp_path / "text.onnx", "cpu").run({"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
    np.testing.assert_allclose(played["embedding"], joint.embed_words(tiny(ids, mask))[0].numpy(), atol=1e-5)
    assert float(both(ids, mask)[0] @ tiny(ids, mask)[0]) < 0.9


def test_a_bundle_may_listen(toy: Path, tiny_bundle: Path, tmp_path: Path) -> None:
    old = Bundle.load(tiny_bundle)
    g = old.geometry
    assert "listen" not in old.signatures
    joint = Joint(replace(SMALL, levels=g.model_levels, codes=g.codebook_size)).eval().requires_grad_(False)
    write_graph(sound_plan(joint, g), tmp_path / "listen.onnx")
    graphs, weights = old.graph_files | {"listen": tmp_path / "listen.onnx"}, {**old.weights, "listen": "float32"}
    new = write_bundle(tmp_path / "bundle", "n", g, graphs, weights, {}, None, {})
    codes = np.zeros((g.model_levels, 30), np.int64)
    assert new.graph("listen", "cpu").run({"codes": codes})[0]["embedding"].shape == (g.embedding_size,)
    with pytest.raises(BundleError, match="text and listen speak of one space"):
        Kept(new, ("text",))


def heard_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands embed sentences as the toy does."""
    monkeypatch.setattr(text, "embed", by_word)
    monkeypatch.setattr(text, "load_minilm", lambda: None)
    monkeypatch.setattr(text, "load_tokenizer", lambda: None)


@pytest.fixture(scope="module")
def run(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder whose model has learned the toy."""
    folder = tmp_path_factory.mktemp("runs") / "joint"
    run = Run.open(folder, "joint", {"model": asdict(SMALL)}, resume=False)
    keep_learning(run, a_learner(toy), Budget(steps=120), 1.0, say=lambda _: None)
    return folder


def test_the_retrieval_command_writes_tables(
    toy: Path, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard_by_word(monkeypatch)
    words = ["retrieval", str(run), "--data", str(toy), "--split", "train", "--out", str(tmp_path)]
    assert evaluate_main(words) == 0
    page = capsys.readouterr().out
    assert page == (tmp_path / "retrieval.md").read_text() and "| package | words → sound |" in page
    figures = json.loads((tmp_path / "retrieval.json").read_text())
    asked = figures["retrieval"]["instruments"]["sound_to_words"]
    # Four instruments and two tempos: four of sixteen captions are true of a clip.
    assert asked["recall"]["1"][0] > 2 * asked["chance"]["1"] and asked["median_rank"] < asked["chance_rank"]
    assert asked["recall"]["1"][1] <= asked["recall"]["1"][0] <= asked["recall"]["1"][2]
    assert {p["asked"] for p in figures["probes"]} >= {"flute", "drums"}
    assert evaluate_main(["retrieval", str(tmp_path), "--data", str(toy)]) == 1
    assert "no checkpoint here" in capsys.readouterr().err


def test_ranks_are_counted_as_chance_says() -> None:
    dice = np.random.default_rng(0)
    fits = np.zeros((400, 20), bool)
    fits[np.arange(400), np.arange(400) % 20] = True
    blind = find(dice.random((400, 20)), fits, dice)
    for rank in ("1", "5", "10"):
        low, high = blind.recall[rank][1:]
        assert low - 0.02 < blind.chance[rank] < high + 0.02
    assert blind.chance == pytest.approx({"1": 0.05, "5": 0.25, "10": 0.5}) and blind.chance_rank == 10.5
    assert find(fits + 0.0, fits, dice).median_rank == 1 and find(-1.0 * fits, fits, dice).median_rank == 20
    assert above(np.arange(9.0), np.arange(9) > 5, dice) == [1.0, 1.0, 1.0]


def test_captions_are_read_as_they_were_written() -> None:
    full = "very fast jazz combo with electric piano and flute, jazz drums, 197 bpm, in Bb minor, 4/4"
    captions = (full, "jazz combo, 197 bpm, Bb minor", "busy jazz combo with flute", "drawbar     organ, jazz combo")
    assert [kind_of(c) for c in (*captions, "very fast jazz combo")] == [
        "full", "tempo and key", "density", "instruments", "style",
    ]  # fmt: skip
    facts = facts_of(captions)
    assert (facts.style, facts.bpm, facts.key, facts.density) == ("jazz combo", 197, "Bb minor", "busy")
    assert facts.instruments == {"electric piano", "flute", "jazz drums", "drawbar organ"}
    assert facts_of(("violin alone, scales",)).bpm is None
    assert set(short_captions(captions, RENDERED)) == {  # no drums: who asks for drums would hear them, not a band
        "electric piano", "flute", "drawbar organ", "jazz combo", "197 bpm", "very fast music",
        "in Bb minor", "in a minor key", "busy music",
    }  # fmt: skip
    assert {"jazz drums", "jazz drums solo"} <= set(
        short_captions(("slow rock with jazz drums, 70 bpm, 4/4",), RENDERED)
    )
    assert short_captions(("dark ambient, industrial", "Orion, industrial"), "game") == ("dark ambient", "industrial")


def test_short_captions_are_added_once_and_drawn(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard_by_word(monkeypatch)
    folder = tmp_path / "tokens"
    shutil.copytree(toy, folder)
    before = Pairs(folder, "train", 3, torch.device("cpu"))
    # Of the toy's captions only the instruments are facts, and of these "flute" and "drums" have a name that is one.
    table = np.load(folder / "captions.npy")
    listed = json.loads((folder / "captions.json").read_text())
    listed[listed.index("slow flute")] = "slow waltz with flute, 70 bpm, 3/4"
    (folder / "captions.json").write_text(json.dumps(listed))
    assert add_facts(folder) > 0 and add_facts(folder) == 0
    grown = json.loads((folder / "captions.json").read_text())
    assert grown[: len(listed)] == listed and {"70 bpm", "slow music", "waltz"} <= set(grown)
    np.testing.assert_array_equal(np.load(folder / "captions.npy")[: len(listed)], table)
    pairs = Pairs(folder, "train", 3, torch.device("cpu"))
    assert pairs.captions.shape[1] > before.captions.shape[1]
    drawn = {share: pairs.draw(0, 0, 400, 30, 48, 0.5, share) for share in (0.0, 0.5)}
    short = {share: int((draw.captions >= len(listed)).sum()) for share, draw in drawn.items()}
    assert short[0.0] == 0 and short[0.5] > 0
    assert all(bool((pairs.fits(draw).diagonal() > 0).all()) for draw in drawn.values())


def test_a_strange_prompt_is_told_from_a_learned_one(
    toy: Path, run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard_by_word(monkeypatch)
    assert vocabulary.main([str(run), "--data", str(toy)]) == 0
    assert "20 captions" in capsys.readouterr().out
    kept = Vocabulary.load(run / "vocabulary.npz")
    joint = load_joint(run)
    known, odd, half = joint.embed_words(by_word(["slow flute", "tax law", "flute serenade"])).numpy()
    # Eight bits a number take 0.00004.
    assert kept.familiarity(known).share > 0.999 and kept.familiarity(known).nearest[0] in ("slow flute", "flute slow")
    assert kept.familiarity(odd).share == 0.0 and kept.familiarity(np.zeros(384)).share == 0.0
    assert 0.0 < kept.familiarity(half).share < 1.0
    assert len(kept.familiarity(known, count=2).nearest) == 2


def test_a_large_vocabulary_is_thinned_where_captions_are_alike() -> None:
    dice = np.random.default_rng(0)
    crowds = np.repeat(np.eye(4, 16), (300, 200, 100, 50), axis=0) + dice.normal(0, 0.01, (650, 16))
    rows = (crowds / np.linalg.norm(crowds, axis=1, keepdims=True)).astype(np.float32)
    chosen = vocabulary.choose(rows, 40)
    assert len(chosen) <= 40 and set(rows[chosen].argmax(axis=1)) == {0, 1, 2, 3}
    assert vocabulary.choose(rows[:5], 40) == [0, 1, 2, 3, 4]


def test_a_damaged_vocabulary_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.npz"
    path.write_bytes(b"nothing")
    with pytest.raises(BundleError, match=r"no vocabulary that can be read .*\n.*python -m training.vocabulary RUN"):
        Vocabulary.load(path)
    Vocabulary(("a", "b"), np.eye(3, dtype=np.float32), 0.1, 0.5).save(path)
    with pytest.raises(BundleError, match=r"2 captions, embeddings of \[3, 3\] .* do not fit each other"):
        Vocabulary.load(path)


def test_two_processes_walk_the_curve_of_one(toy: Path, tmp_path: Path) -> None:
    """Each embeds half of the crops and captions, and compares all of them; nothing is hidden, so nothing differs."""
    still = "frames_hidden = 0\ncodes_hidden = 0\nlevels_hidden = 0\nwords_blurred = 0\nseed = 3\n"
    config = config_file(tmp_path, still)
    config.write_text(config.read_text().replace("[training]", "dropout = 0.0\n[training]"))
    rest = ["--data", str(toy), "--steps", "4"]
    assert main([str(config), str(tmp_path / "one"), *rest]) == 0
    together(main, [str(config), str(tmp_path / "two"), *rest], tmp_path)
    for one, two in zip(read_log(tmp_path / "one"), read_log(tmp_path / "two"), strict=True):
        # float32: sums in another order differ by 1e-6; half a gradient shows in the length by a factor of two.
        assert [two[n] for n in ("loss", "gradient", "sharpness")] == pytest.approx(
            [one[n] for n in ("loss", "gradient", "sharpness")], rel=1e-3
        )


@pytest.mark.parametrize("name", ["joint", "joint_small"])
def test_the_published_configurations_are_read(name: str) -> None:
    config, training = read_tables(REPOSITORY / "training" / "configs" / f"{name}.toml", TABLES)
    assert config == JointConfig() and training.shortest_frames == 100
