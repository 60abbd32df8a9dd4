"""The generator learns: a loop by heart, prompts apart, guidance as one input; and a run goes on where it stopped."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from together import together
from torch import Tensor

from rtmusic.features import BY_CORPUS, ENDS
from training.conditioning import CONTROLS, EMBEDDING_SIZE, OBEDIENCE, TRAINED, Shown
from training.config import TrainingError, read_tables
from training.fabric import launch
from training.learner import model_tensors
from training.loop import Budget, keep_learning
from training.masking import Hiding
from training.objective import Holes, cross_entropies, guided_divergences
from training.run import Run, read_log
from training.task import answer, draw_task, hear_all, obeying, rolled
from training.token_clips import TokenBatch
from training.train_generator import (
    STEERING,
    TABLES,
    GeneratorLearner,
    GeneratorTraining,
    add_validation,
    load_generator,
    main,
    validate,
)
from training.transformer import Generator, GeneratorConfig

REPOSITORY = Path(__file__).parent.parent
TINY = GeneratorConfig(
    levels=2,
    codes=7,
    code_width=8,
    width=32,
    layers=2,
    heads=2,
    expansion=2,
    depth_width=16,
    control_width=4,
    past_frames=24,
)
HIDING = Hiding(shortest_window=4, longest_window=12, longest_gap=4)
FAST = GeneratorTraining(
    batch=6, sequence_frames=40, learning_rate=5e-3, warmup_steps=10, validate_every=1000, bfloat16=False, threads=1
)


def loops(step: int, size: int = 6, frames: int = 40) -> TokenBatch:
    """A loop of five frames from a random phase; the prompt says whether it is transposed by three codes."""
    dice = torch.Generator().manual_seed(step)
    phase = torch.randint(5, (size, 1), generator=dice)
    moved = torch.randint(2, (size, 1), generator=dice) * 3
    beat = torch.tensor([0, 2, 2, 5, 1])[(torch.arange(frames) + phase) % 5]
    codes = (torch.stack([beat, beat * 2 + 1], dim=1) + moved[:, None]) % 7
    embedding = torch.zeros(size, EMBEDDING_SIZE)
    embedding[:, 0] = moved[:, 0] - 1.5
    controls = torch.zeros(size, frames, len(CONTROLS))
    return TokenBatch(codes, codes, controls, controls + 1.0, torch.nn.functional.normalize(embedding, dim=1))


def a_learner(training: GeneratorTraining = FAST, hiding: Hiding = HIDING) -> GeneratorLearner:
    fabric = launch(1, training.bfloat16, "cpu")
    return GeneratorLearner(TINY, training, hiding, Shown(), loops, loops(10**6), lambda *_: None, fabric)


def test_a_loop_is_learned_by_heart() -> None:
    """What can be known is known; guessing would get 1 in 7 right.

    Level 1 follows from level 0 and is always right. Level 0 cannot be known in a first window, which has no past.
    """
    clear = replace(
        HIDING, past_dropped=0.0, past_shortened=0.0, corrupted_share=0.0, turned_share=0.0, longest_window=6
    )
    learner = a_learner(hiding=clear)
    for step in range(150):
        figures = learner.learn(step, step / 150)
    assert figures["right"] > 0.85
    held = validate(learner.model.eval(), loops(10**6), clear, 6, learner.fabric)
    assert held["right"][0] > 0.7
    assert held["right"][1] > 0.95
    assert len(held["nats"]) == len(held["untold"]) == 2


def test_a_resumed_run_is_the_run_that_never_stopped(tmp_path: Path) -> None:
    def quiet(_line: str) -> None: ...

    whole = Run.open(tmp_path / "whole", "generator", {}, resume=False)
    keep_learning(whole, a_learner(), Budget(steps=8), 1.0, say=quiet)
    # The same schedule, stopped in the middle: the eight-step budget is cut after five.
    first = Run.open(tmp_path / "parts", "generator", {}, resume=False)
    learner = a_learner()
    for step in range(5):
        learner.learn(step, step / 8)
    first.step = 5
    first.save(learner)
    second = Run.open(tmp_path / "parts", "generator", {}, resume=True)
    keep_learning(second, a_learner(), Budget(steps=8), 1.0, say=quiet)
    one, other = (
        sorted((tmp_path / n / "checkpoints").iterdir())[-1] / "tensors.safetensors" for n in ("whole", "parts")
    )
    assert one.read_bytes() == other.read_bytes()


@torch.no_grad()
def scored(model: Generator, size: int = 4) -> tuple[list[Tensor], Tensor, Holes]:
    """A batch answered with neither prompt nor controls, with its prompt, and with both; ones; and its holes."""
    shown = Shown(prompt_dropped=0.0, control_share=1.0, span_share=0.0)
    batch = loops(3, size)
    batch = replace(batch, controls=torch.rand_like(batch.controls), measured=torch.ones_like(batch.measured))
    task = draw_task(batch, TINY, HIDING, shown, torch.Generator().manual_seed(0))
    rows = hear_all(model, task.heard)
    one, free = torch.ones(size), replace(task, control_known=torch.zeros_like(task.control_known))
    answers = [
        answer(model, free, rows, torch.zeros_like(task.embedding), one),
        answer(model, free, rows, task.embedding, one),
        answer(model, task, rows, task.embedding, one),
    ]
    return answers, one, Holes.of(task.codes, task.known)


def awake(model: Generator) -> Generator:
    """Prompts and controls do something, and the model is sure of itself, as after training."""
    with torch.no_grad():
        for layer in model.layers:
            layer.colour.weight.normal_(0, 0.3)
            layer.steer.weight.normal_(0, 0.3)
        for level in model.depth.levels:
            level.out.weight.mul_(10.0)
    return model


def test_pulls_of_one_and_zero_ask_for_the_plain_answers() -> None:
    torch.manual_seed(0)
    model = awake(Generator(TINY))
    answers, one, holes = scored(model)

    def off(student: int, guidance: float, obedience: float) -> float:
        pulls = (one * guidance, one * obedience)
        with torch.no_grad():
            return float(guided_divergences(model, answers[student], answers, pulls, holes)[0].sum())

    for student, guidance, obedience in ((0, 0.0, 0.0), (1, 1.0, 0.0), (2, 1.0, 1.0)):
        assert abs(off(student, guidance, obedience)) < 1e-3
    # Prompt and controls do something here, and beyond 1 the answer is pulled further away from that without.
    assert off(0, 3.0, 0.0) > off(0, 1.0, 0.0) > 0.05
    assert off(1, 1.0, 3.0) > off(1, 1.0, 1.0) > 0.05


def test_the_guided_answer_is_learned_and_the_teacher_is_left_alone() -> None:
    torch.manual_seed(0)
    model = Generator(TINY)
    answers, one, holes = scored(model)
    student = answers[2].clone().requires_grad_()
    apart = [(vectors + torch.randn_like(vectors)).requires_grad_() for vectors in answers]
    loss, _ = guided_divergences(model, student, apart, (one * 2.0, one * 2.0), holes)
    loss.sum().backward()
    assert student.grad is not None and float(student.grad.abs().sum()) > 0
    assert all(vectors.grad is None for vectors in apart)
    learner = a_learner(replace(FAST, guidance_share=1.0))
    figures = learner.learn(0, 0.9)
    assert "guided" in figures and "right" not in figures
    figures = a_learner(hiding=replace(HIDING, rolled_share=0.0)).learn(1, 0.1)
    assert "right" in figures and "rolled" not in figures


def test_obedience_is_told_beside_the_controls_and_not_where_it_is_plain() -> None:
    task = draw_task(loops(3, 3), TINY, HIDING, Shown(), torch.Generator().manual_seed(0))
    told = obeying(task, torch.tensor([1.0, 0.0, 3.0]))
    column = CONTROLS.index(OBEDIENCE)
    assert told.control_known[..., column].unique(dim=1).flatten().tolist() == [0.0, 1.0, 1.0]
    assert told.controls[1:, :, column].unique(dim=1).flatten().tolist() == [0.0, 0.75]
    others = torch.arange(len(CONTROLS)) != column
    assert torch.equal(told.controls[..., others], task.controls[..., others])
    assert torch.equal(told.control_known[..., others], task.control_known[..., others])


def test_a_rolled_past_is_what_the_model_wrote_where_it_was_asked_to() -> None:
    torch.manual_seed(0)
    model, batch, dice = Generator(TINY).eval(), loops(3, 4), torch.Generator().manual_seed(0)
    task = draw_task(batch, TINY, HIDING, Shown(), dice)
    answered = replace(batch, heard=torch.where(torch.arange(4)[:, None, None] == 2, 6 - batch.codes, batch.codes))
    written = rolled(model, task, answered, dice)
    changed = written.heard != answered.heard
    hidden = torch.zeros_like(changed)
    hidden.scatter_(2, task.windows.frames()[:, None].expand(-1, 2, -1), ~task.known)
    assert not bool((changed & ~hidden).any())
    assert float(changed[[0, 1, 3]].float().sum()) > 0.5 * float(hidden[[0, 1, 3]].float().sum())  # an untrained model
    assert not bool(changed[2].any())  # it hears another instrument, and goes on hearing it
    assert torch.equal(written.codes, batch.codes)
    figures = a_learner(hiding=replace(HIDING, rolled_share=1.0)).learn(0, 0.1)
    assert "rolled" in figures and "right" not in figures


def test_what_steers_learns_first_where_a_run_begins_with_weights() -> None:
    begun = a_learner(replace(FAST, frozen_share=0.5))
    begun.begin_with({name: tensor.clone() for name, tensor in Generator(TINY).state_dict().items()})
    before = {name: tensor.clone() for name, tensor in begun.model.named_parameters()}
    for step in range(3):
        begun.learn(step, 0.2)
    moved = {name for name, tensor in begun.model.named_parameters() if not torch.equal(tensor, before[name])}
    assert moved and all(any(adapter in name for adapter in STEERING) for name in moved)
    assert any("steer" in name for name in moved)
    begun.learn(3, 0.7)
    assert any("widen" in name for name in moved ^ {
        name for name, tensor in begun.model.named_parameters() if not torch.equal(tensor, before[name])
    })  # fmt: skip
    fresh = a_learner(replace(FAST, frozen_share=0.5))
    table = fresh.model.table.detach().clone()
    fresh.learn(0, 0.2)
    assert not torch.equal(fresh.model.table, table)  # nothing to freeze: it began from nothing
    again = a_learner(replace(FAST, frozen_share=0.5))
    again.restore(begun.tensors())
    assert again.taught and not fresh.taught


def test_threads_that_share_a_batch_learn_what_one_alone_learns() -> None:
    """Six sequences in three parts: the same gradients as in one go, for tokens and for guidance."""
    few = replace(FAST, guidance_share=1.0)
    one, three = (a_learner(replace(few, threads=n)) for n in (1, 3))
    for step, progress in enumerate((0.1, 0.9, 0.1)):
        figures, others = one.learn(step, progress), three.learn(step, progress)
        # float32: sums in another order differ by 1e-6; a part counted twice shows as tenths.
        del figures["waited_s"], others["waited_s"]
        assert figures == pytest.approx(others, abs=1e-4)
    for name, parameter in one.model.named_parameters():
        torch.testing.assert_close(parameter, three.model.get_parameter(name), rtol=0, atol=1e-4, msg=name)


def test_a_task_is_cut_into_parts_that_put_together_are_the_task() -> None:
    task = draw_task(loops(3, 5), TINY, HIDING, Shown(), torch.Generator().manual_seed(0))
    parts = task.parts(3)
    assert [len(part.codes) for part in parts] == [2, 2, 1]
    for name in ("heard", "codes", "known", "embedding", "controls", "control_known"):
        assert torch.equal(torch.cat([getattr(part, name) for part in parts]), getattr(task, name))
    for name in ("starts", "oldest", "newest"):
        assert torch.equal(torch.cat([getattr(p.windows, name) for p in parts]), getattr(task.windows, name))
    assert len(task.parts(99)) == 5


def test_only_hidden_tokens_are_scored() -> None:
    torch.manual_seed(0)
    model = Generator(TINY)
    codes = torch.randint(7, (1, 2, 6))
    known = torch.ones(1, 2, 6, dtype=torch.bool)
    known[0, 1, 2] = known[0, 0, 4] = known[0, 1, 4] = False
    holes = Holes.of(codes, known)
    assert holes.rows.tolist() == [2, 4]
    loss, _, count = cross_entropies(model, torch.randn(1, 6, TINY.width), holes)
    assert count.tolist() == [1.0, 2.0]
    assert bool((loss > 0).all())


def test_validation_lines_after_a_resume_replace_those_before(tmp_path: Path) -> None:
    for step in (10, 20, 30, 20):
        add_validation(tmp_path, step, {"nats": [1.0, float(step)]})
    assert [json.loads(line)["step"] for line in (tmp_path / "validation.jsonl").read_text().splitlines()] == [10, 20]


def test_a_checkpoint_loads_as_the_averaged_model(tmp_path: Path) -> None:
    learner = a_learner()
    learner.learn(0, 0.0)
    run = Run.open(tmp_path / "run", "generator", {"model": asdict(TINY)}, resume=False)
    run.step = 1
    run.save(learner)
    loaded = load_generator(tmp_path / "run")
    for name, tensor in model_tensors("average", loaded).items():
        assert torch.equal(tensor, learner.tensors()[name]), name
    with pytest.raises(TrainingError, match="no checkpoint here"):
        load_generator(tmp_path)


def test_wrong_use_is_answered_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "c.toml"
    config.write_text("[masks]\n")
    assert main([str(config), str(tmp_path / "r"), "--data", str(tmp_path), "--steps", "1"]) == 1
    assert "unknown table [masks]. Known tables: [model], [training], [hiding], [shown]" in capsys.readouterr().err
    config.write_text("[model]\nwidht = 3\n")
    assert main([str(config), str(tmp_path / "r"), "--data", str(tmp_path), "--steps", "1"]) == 1
    assert "unknown key 'widht'" in capsys.readouterr().err


def a_token_folder(folder: Path) -> Path:
    """Three loops as tokens of the codec "codec/step-00000001", one of them kept out of training."""
    folder.mkdir()
    codes = loops(0, 3, 80).codes.numpy().astype(np.int16)
    clips = []
    for number, split in enumerate(("train", "train", "validation")):
        np.save(folder / f"{number}.codes.npy", codes[number])
        np.save(folder / f"{number}.measured.npy", np.zeros((len(TRAINED), 80), np.float32))
        clips.append({"name": str(number), "frames": 80, "split": split, "package": "p", "captions": [0]})
    np.save(folder / "captions.npy", np.eye(1, EMBEDDING_SIZE, dtype=np.float32))
    (folder / "captions.json").write_text('["p"]')
    np.save(folder / "codebooks.npy", np.random.default_rng(0).normal(size=(2, 7, 4)).astype(np.float32))
    low, high = zip(*[(0.0, 1.0)] * len(BY_CORPUS), *ENDS, strict=True)
    ends = {"low": low, "high": high}
    sizes = {"levels": 2, "codes": 7, "frames_per_second": 50.0, **ends}
    table = {"format": 2, "taught": list(TRAINED), "codec": "codec/step-00000001", **sizes, "clips": clips}
    (folder / "index.json").write_text(json.dumps(table))
    return folder


HIDES = {"shortest_window": 4, "longest_window": 12}


def a_configuration(path: Path) -> Path:
    training = {"batch": 2, "sequence_frames": 40, "validate_every": 2, "threads": 1}
    tables = {"model": asdict(TINY), "training": training, "hiding": HIDES}
    lines = (f"[{n}]\n" + "".join(f"{k} = {v}\n" for k, v in table.items()) for n, table in tables.items())
    path.write_text("".join(lines))
    return path


def test_two_processes_walk_the_same_curve_as_one(tmp_path: Path) -> None:
    """Together, each learns from one of two sequences; guidance is taught from the fourth step on.

    A past that the model wrote itself is another one in each process, so there is none.
    """
    tokens, config = a_token_folder(tmp_path / "tokens"), a_configuration(tmp_path / "tiny.toml")
    config.write_text(config.read_text().replace("[training]", "[training]\nguidance_share = 1.0\nbfloat16 = false"))
    config.write_text(config.read_text().replace("[hiding]", "[hiding]\nrolled_share = 0.0"))
    asked = [str(config), "--data", str(tokens), "--steps", "6"]
    said = together(main, [*asked, str(tmp_path / "two")], tmp_path)
    assert "cpu, 2 processes, float32" in said
    assert main([*asked, str(tmp_path / "one")]) == 0
    one, two = read_log(tmp_path / "one"), read_log(tmp_path / "two")
    assert len(one) == 6 and "guided" in one[-1] and "valid" in one[-1]
    for row, other in zip(one, two, strict=True):
        for timed in ("elapsed_s", "waited_s"):
            del row[timed], other[timed]
        # float32: the order of sums shows in the sixth digit; a gradient of half the batch in the second.
        assert row == pytest.approx(other, rel=1e-4), row["step"]
    assert (tmp_path / "two" / "validation.jsonl").read_text().count("\n") == 3


def test_the_script_trains_validates_draws_and_resumes(tmp_path: Path) -> None:
    tokens, run, config = a_token_folder(tmp_path / "tokens"), tmp_path / "run", a_configuration(tmp_path / "tiny.toml")
    asked = [str(config), str(run), "--data", str(tokens)]
    assert main([*asked, "--steps", "3"]) == 0
    stored = json.loads((run / "config.json").read_text())["config"]
    assert stored["codec"] == "codec/step-00000001" and set(stored["controls"]) == set(TRAINED)
    assert [json.loads(line)["step"] for line in (run / "validation.jsonl").read_text().splitlines()] == [2]
    assert (run / "curve.png").stat().st_size > 1000
    assert main([*asked, "--steps", "5", "--resume"]) == 0
    assert len((run / "log.jsonl").read_text().splitlines()) == 5
    assert load_generator(run).config == TINY


def test_the_published_configurations_are_readable() -> None:
    for path in sorted((REPOSITORY / "training" / "configs").glob("generator_*.toml")):
        model, training, _, _ = read_tables(path, TABLES)
        assert model.codes == 1024 and training.sequence_frames > 0, path
