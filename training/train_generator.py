"""Train the generator:  python -m training.train_generator CONFIG RUN --data TOKENS --codec CODEC --minutes 45

One pass learns from a clean and a masked copy of the same sequences: the clean one becomes the memory, the masked one
is cut into windows that are filled from it. In the later part of a run some steps teach guidance as an input.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from rtmusic.errors import RtmusicError
from training.checkpoints import load_checkpoint_pieces
from training.codec import load_codec
from training.conditioning import TRAINED, Shown, show_controls, show_prompts
from training.loop import (
    Average,
    Budget,
    Run,
    TrainingError,
    cosine,
    draw_curve,
    from_table,
    keep_learning,
    model_tensors,
    optimizer_tensors,
    read_checkpoint,
    read_toml,
    restore_model,
    restore_optimizer,
)
from training.masking import Hiding, corrupt, draw_known, draw_windows
from training.objective import Holes, cross_entropies, guided_divergences
from training.tokens import TokenBatch, TokenClips, codec_name
from training.transformer import GUIDANCE_TOP, Generator, GeneratorConfig, Windows

SHOWN_LEVELS = (0, 3, 7)
HELD_SEQUENCES = 24  # of the validation split, always the same
PLAIN = 1.0  # the guidance of a step that teaches none


@dataclass(frozen=True, slots=True)
class GeneratorTraining:
    """How the generator is trained; sizes are in GeneratorConfig, masks in Hiding, prompts and controls in Shown."""

    batch: int = 8
    sequence_frames: int = 512
    learning_rate: float = 2e-3
    warmup_steps: int = 200
    weight_decay: float = 0.05
    gradient_limit: float = 1.0
    average_decay: float = 0.998
    coarse_weight: float = 1.5  # of level 0 against 1 for the finest: what is coarse is heard first
    guidance_from: float = 0.5  # share of the budget after which guidance is taught ...
    guidance_share: float = 0.25  # ... in this share of the steps
    validate_every: int = 250  # steps
    bfloat16: bool = True  # matrix products; norms and losses stay float32
    threads: int = 2  # each learns from its own part of the batch: cheaper than sharing out every matrix product
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A batch with everything drawn: what is heard, what is hidden, and what is asked for."""

    heard: Tensor  # int64 [B, levels, L], the memory's codes, some of them wrong
    codes: Tensor  # int64 [B, levels, M], what was played in the windows
    known: Tensor  # bool [B, levels, M]
    windows: Windows
    embedding: Tensor  # [B, 384]
    controls: Tensor  # [B, M, 24]
    control_known: Tensor  # [B, M, 24]

    def parts(self, count: int) -> list[Task]:
        """Cut the batch into `count` parts, or into single sequences where there are fewer."""
        w = self.windows
        tensors = (
            self.heard, self.codes, self.known, self.embedding, self.controls, self.control_known,
            w.starts, w.oldest, w.newest,
        )  # fmt: skip
        cut = zip(*(tensor.tensor_split(min(count, len(self.codes))) for tensor in tensors), strict=True)
        return [
            Task(heard, codes, known, Windows(starts, oldest, newest, w.width), embedding, controls, control_known)
            for heard, codes, known, embedding, controls, control_known, starts, oldest, newest in cut
        ]


@dataclass(frozen=True, slots=True)
class Learned:
    """What one part of a batch says: sums per level, and the gradient of the weighted loss."""

    loss: Tensor  # [levels], summed nats
    right: Tensor  # [levels]
    gradients: tuple[Tensor, ...]


def draw_task(batch: TokenBatch, config: GeneratorConfig, hiding: Hiding, shown: Shown, dice: torch.Generator) -> Task:
    """Hide, corrupt and leave out, all from the same dice."""
    codes = batch.codes
    size, levels, length = codes.shape
    windows = draw_windows(size, length, config.past_frames, hiding, dice)
    frames = windows.frames()
    count = windows.starts.shape[1]
    known = draw_known(size * count, levels, windows.width, hiding, dice)
    known = known.unflatten(0, (size, count)).transpose(1, 2).flatten(2)
    there = frames[:, :, None].expand(-1, -1, batch.controls.shape[2])
    return Task(
        heard=corrupt(codes, config.codes, hiding, dice),
        codes=codes.gather(2, frames[:, None].expand(-1, levels, -1)),
        known=known,
        windows=windows,
        embedding=show_prompts(batch.embedding, shown, dice),
        controls=batch.controls.gather(1, there),
        control_known=show_controls(size, length, shown, dice).gather(1, there),
    )


def hear_all(model: Generator, codes: Tensor) -> Tensor:
    """Return the memory of whole sequences from their first frame, [B, layers, 2, L, d]."""
    kv, frames = model.initial_memory(len(codes))
    return model.hear(codes, kv[:, :, :, :0], frames)


def answer(model: Generator, task: Task, rows: Tensor, embedding: Tensor, guidance: Tensor) -> Tensor:
    """Return the hidden vectors of a task's windows [B, M, d] for this prompt and guidance."""
    known = task.known.to(model.table.dtype)
    return model.teach(task.codes, known, rows, task.windows, embedding, guidance, task.controls, task.control_known)


class GeneratorLearner:
    """The generator, its optimizer and its running average, one step at a time."""

    def __init__(
        self,
        config: GeneratorConfig,
        training: GeneratorTraining,
        hiding: Hiding,
        shown: Shown,
        batch: Callable[[int], TokenBatch],
        held: TokenBatch,
        report: Callable[[int, dict[str, list[float]]], None],
    ) -> None:
        torch.manual_seed(training.seed)
        self.config, self.training, self.hiding, self.shown = config, training, hiding, shown
        self.batch, self.held, self.report = batch, held, report
        self.model = Generator(config)
        self.average = Average(self.model, training.average_decay)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            lr=training.learning_rate,
            betas=(0.9, 0.98),
            weight_decay=training.weight_decay,
            fused=True,
        )
        weights = torch.linspace(training.coarse_weight, 1.0, config.levels)
        self.weights = weights / weights.sum()
        self._judge = Generator(config).eval().requires_grad_(False)
        self._last: dict[str, float] = {}  # figures that not every step measures: their latest values
        self._reader = ThreadPoolExecutor(1)
        self._workers = ThreadPoolExecutor(training.threads, initializer=torch.set_num_threads, initargs=(1,))
        self._ahead: tuple[int, Future[Task]] | None = None

    def start_from(self, codebooks: Tensor) -> None:
        """Begin with tables in the order of the codec's codebooks, see `Generator.start_from`."""
        self.model.start_from(codebooks)
        self.average = Average(self.model, self.training.average_decay)

    def begin_with(self, weights: dict[str, Tensor]) -> None:
        """Begin with a trained generator's weights; see `training.checkpoints`.

        Raises:
            TrainingError: they are those of another architecture.
        """
        restore_model("given", self.model, {f"given.{name}": tensor for name, tensor in weights.items()})
        self.average = Average(self.model, self.training.average_decay)

    def _draw(self, step: int) -> Task:
        dice = torch.Generator().manual_seed((self.training.seed << 32) + step)
        return draw_task(self.batch(step), self.config, self.hiding, self.shown, dice)

    def _read(self, step: int) -> Task:
        """Return this step's task and let a thread draw the next one meanwhile."""
        ahead = self._ahead
        task = ahead[1].result() if ahead is not None and ahead[0] == step else self._draw(step)
        self._ahead = (step + 1, self._reader.submit(self._draw, step + 1))
        return task

    def _half(self) -> torch.autocast:
        return torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training.bfloat16)

    def learn(self, step: int, progress: float) -> dict[str, float]:
        """One optimizer step; progress 0..1 of the budget drives the learning rate and when guidance is taught."""
        t, model = self.training, self.model
        rate = t.learning_rate * cosine(progress) * min(1.0, (step + 1) / t.warmup_steps)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        task = self._read(step)
        dice = torch.Generator().manual_seed((t.seed << 32) + step + (1 << 31))
        guiding = progress >= t.guidance_from and float(torch.rand((), generator=dice)) < t.guidance_share
        guidance = torch.rand(len(task.codes), generator=dice) * GUIDANCE_TOP if guiding else None
        parts = task.parts(t.threads)
        asked = guidance.tensor_split(len(parts)) if guidance is not None else [None] * len(parts)
        count = (~task.known).sum(dim=(0, 2)).clamp(min=1)
        learned = list(self._workers.map(self._learn_part, parts, asked, [self.weights / count] * len(parts)))
        each = torch.stack([part.loss for part in learned]).sum(dim=0) / count
        total = (each * self.weights).sum()
        for parameter, *gradients in zip(model.parameters(), *(part.gradients for part in learned), strict=True):
            parameter.grad = torch.stack(gradients).sum(dim=0)
        size = torch.nn.utils.clip_grad_norm_(model.parameters(), t.gradient_limit)
        self.optimizer.step()
        self.average.follow(model, step)
        if guiding:
            self._last["guided"] = total.item()
        else:
            self._last["nats"] = each.mean().item()
            self._last.update({f"level_{k}": each[k].item() for k in SHOWN_LEVELS if k < len(each)})
            right = torch.stack([part.right for part in learned]).sum()
            self._last["right"] = (right / count.sum()).item()
        if (step + 1) % t.validate_every == 0:
            self._validate(step + 1)
        return {"loss": total.item(), "gradient": size.item(), "rate": rate, **self._last}

    def _learn_part(self, task: Task, guidance: Tensor | None, scale: Tensor) -> Learned:
        """Answer one part of a batch, for the true tokens or for guidance, and differentiate scale [levels] * loss."""
        model = self.model
        holes = Holes.of(task.codes, task.known)
        plain = torch.full((len(task.codes),), PLAIN)
        with self._half():
            rows = hear_all(model, task.heard)
            if guidance is None:
                loss, right, _ = cross_entropies(model, answer(model, task, rows, task.embedding, plain), holes)
            else:
                with torch.no_grad():
                    prompted = answer(model, task, rows, task.embedding, plain)
                    bare = answer(model, task, rows, torch.zeros_like(task.embedding), plain)
                student = answer(model, task, rows, task.embedding, guidance)
                loss, _ = guided_divergences(model, student, prompted, bare, guidance, holes)
                right = torch.zeros_like(loss)
        gradients = torch.autograd.grad((loss * scale).sum(), tuple(model.parameters()))
        return Learned(loss.detach(), right, gradients)

    def _validate(self, step: int) -> None:
        self._judge.load_state_dict(self.average.weights)
        figures = validate(self._judge, self.held, self.hiding, self.training.batch)
        self._last["valid"] = sum(figures["nats"]) / len(figures["nats"])
        self._last["valid_right"] = sum(figures["right"]) / len(figures["right"])
        self.report(step, figures)

    def tensors(self) -> dict[str, Tensor]:
        """Everything that must survive a power cut; `average.*` is what is evaluated and exported."""
        return {
            **model_tensors("model", self.model),
            **{f"average.{name}": tensor for name, tensor in self.average.weights.items()},
            **optimizer_tensors("optimizer", self.optimizer, self.model),
        }

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Continue from what `tensors` gave."""
        restore_model("model", self.model, tensors)
        restore_optimizer("optimizer", self.optimizer, self.model, tensors)
        for name, tensor in self.average.weights.items():
            tensor.copy_(tensors[f"average.{name}"])


@torch.inference_mode()
def validate(model: Generator, held: TokenBatch, hiding: Hiding, size: int) -> dict[str, list[float]]:
    """Score hidden tokens of sequences kept out of training, always under the same masks, prompts and controls.

    Returns:
        "nats": cross-entropy per level, and "right": share of tokens whose likeliest code was the true one.
    """
    totals = torch.zeros(3, model.config.levels)
    for number, start in enumerate(range(0, len(held.codes), size)):
        part = slice(start, start + size)
        some = TokenBatch(held.codes[part], held.controls[part], held.embedding[part])
        task = draw_task(some, model.config, hiding, Shown(), torch.Generator().manual_seed(number))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = answer(
                model, task, hear_all(model, task.heard), task.embedding, torch.full((len(some.codes),), PLAIN)
            )
            totals += torch.stack(cross_entropies(model, vectors, Holes.of(task.codes, task.known)))
    loss, right, count = totals
    return {"nats": (loss / count.clamp(min=1)).tolist(), "right": (right / count.clamp(min=1)).tolist()}


def load_generator(path: Path) -> Generator:
    """Load the averaged weights of a generator checkpoint or run.

    Raises:
        TrainingError: there is no checkpoint, or it is not a generator's.
    """
    point = read_checkpoint(path)
    if point.kind != "generator":
        raise TrainingError(f"{path} is a {point.kind} checkpoint: name the generator's run folder")
    model = Generator(from_table(GeneratorConfig, point.config["model"], f"{point.folder}/state.json [model]"))
    restore_model("average", model, point.tensors())
    return model.eval().requires_grad_(False)


def add_validation(folder: Path, step: int, figures: dict[str, list[float]]) -> None:
    """Add one line to validation.jsonl; lines of later steps are from before a resume and are walked again."""
    path = folder / "validation.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    rows = [row for row in rows if row["step"] < step]
    rows.append({"step": step, **{name: [round(v, 5) for v in values] for name, values in figures.items()}})
    partial = path.with_suffix(".part")
    partial.write_text("".join(json.dumps(row) + "\n" for row in rows))
    partial.replace(path)


def main(arguments: list[str] | None = None) -> int:
    """Parse and train; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.train_generator", description="Train the generator.")
    parser.add_argument("config", type=Path, help="a TOML file, e.g. training/configs/generator_small.toml")
    parser.add_argument("run", type=Path, help="the run folder: log, checkpoints, curve")
    parser.add_argument("--data", type=Path, required=True, help="a token folder of training.tokens")
    parser.add_argument("--minutes", type=float, help="wall clock to train for, earlier parts of the run included")
    parser.add_argument("--steps", type=int, help="steps to train for, earlier parts of the run included")
    parser.add_argument("--resume", action="store_true", help="continue the run that is in the folder")
    parser.add_argument("--codec", type=Path, help="the codec of these tokens: a new run starts from its codebooks")
    parser.add_argument("--weights", type=Path, help="begin with these, for example training/checkpoints/generator")
    options = parser.parse_args(arguments)
    budget = Budget(options.steps, options.minutes)
    try:
        train(options.config, options.run, options.data, budget, options.resume, options.codec, options.weights)
    except RtmusicError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return error.exit_status
    return 0


def train(
    config_file: Path,
    folder: Path,
    data: Path,
    budget: Budget,
    resume: bool,
    codec: Path | None = None,
    weights: Path | None = None,
) -> Path:
    """Train or continue one generator run; return the last checkpoint's folder.

    Args:
        codec: the codec of the tokens; a new run begins with tables in the order of its codebooks.
        weights: pieces of a trained generator that a new run begins with instead.

    Raises:
        TrainingError: unknown key, no tokens, a run that is already there or does not fit, a loss that is no number.
    """
    table = read_toml(config_file)
    kinds = {"model": GeneratorConfig, "training": GeneratorTraining, "hiding": Hiding, "shown": Shown}
    strange = sorted(set(table) - set(kinds))
    if strange:
        raise TrainingError(f"{config_file}: unknown table [{strange[0]}]. Known tables: [{'], ['.join(kinds)}]")
    config = from_table(GeneratorConfig, table.get("model", {}), f"{config_file} [model]")
    training = from_table(GeneratorTraining, table.get("training", {}), f"{config_file} [training]")
    hiding = from_table(Hiding, table.get("hiding", {}), f"{config_file} [hiding]")
    shown = from_table(Shown, table.get("shown", {}), f"{config_file} [shown]")
    clips, held = (
        TokenClips(data, split, config.levels, training.sequence_frames, training.seed)
        for split in ("train", "validation")
    )
    index = clips.index
    if index.codes != config.codes:
        raise TrainingError(f"{data} has {index.codes} codes per level, but [model] codes = {config.codes}")
    controls = {name: [index.low[i], index.high[i]] for i, name in enumerate(TRAINED)}
    stored = {
        **{"model": asdict(config), "training": asdict(training), "hiding": asdict(hiding), "shown": asdict(shown)},
        **{"codec": index.codec, "controls": controls, "frames_per_second": index.frames_per_second},
    }
    run = Run.open(folder, "generator", stored, resume)
    torch.set_num_threads(1)
    learner = GeneratorLearner(
        config, training, hiding, shown,
        lambda step: clips.batch(step, training.batch),
        held.in_order(HELD_SEQUENCES),
        lambda step, figures: add_validation(folder, step, figures),
    )  # fmt: skip
    if weights is not None and run.start is None:
        learner.begin_with(load_checkpoint_pieces(weights))
    elif codec is not None and run.start is None:
        if codec_name(codec) != index.codec:
            raise TrainingError(f"{data} holds the tokens of {index.codec}, not of {codec_name(codec)}: name that one")
        learner.start_from(load_codec(codec).quantizer.codebook[: config.levels])
    last = keep_learning(run, learner, budget, training.batch * training.sequence_frames / index.frames_per_second)
    draw_curve(folder, folder / "curve.png")
    return last


if __name__ == "__main__":
    sys.exit(main())
