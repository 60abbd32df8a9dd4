"""Train the generator:  python -m training.train_generator CONFIG RUN --data TOKENS --joint JOINT --minutes 45

One pass learns from a clean and a masked copy of the same sequences: the clean one becomes the memory, the masked one
is cut into windows that are filled from it. In the later part of a run some steps teach guidance and obedience, as
inputs.

Every process draws the whole batch, which costs next to nothing, and learns from its own rows of it. On a CPU several
threads share these rows once more.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import reduce
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import Tensor

from rtmusic.errors import script
from rtmusic.wholefile import write_whole
from training.checkpoints import load_checkpoint_pieces
from training.conditioning import GUIDANCE_TOP, TRAINED, Shown
from training.config import TrainingError, from_table, read_tables
from training.curve import draw_curve
from training.fabric import launch, my_rows, sum_of_all
from training.learner import Ahead, Pace, Student, restore_model
from training.loop import Budget, keep_learning, words_of
from training.masking import Hiding
from training.objective import Holes, cross_entropies, guided_divergences
from training.prompting import read_prompts
from training.run import Run, read_checkpoint
from training.task import PLAIN, Task, answer, draw_task, hear_all, obeying, rolled
from training.token_clips import TokenBatch, TokenClips
from training.tokens import codec_name, read_codebooks, read_tokens
from training.transformer import Generator, GeneratorConfig

SHOWN_LEVELS = (0, 3, 7)
HELD_SEQUENCES = 24  # of the validation split, always the same
STEERING = ("prompt.", "guide.", "colour.", "controls.", "steer.")  # what tells a window what is asked for


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
    guidance_from: float = 0.5  # share of the budget after which guidance and obedience are taught ...
    guidance_share: float = 0.25  # ... in this share of the steps
    frozen_share: float = 0.0  # share of the budget in which only STEERING learn, where a run begins with weights
    sound_share: float = 0.6  # of the prompts that are sound, where there is a joint embedding
    dropout: float = 0.0  # chance that a number on its way into the stream of a layer is left out
    validate_every: int = 250  # steps
    bfloat16: bool = True  # matrix products, where the machine is faster at it; norms and losses stay float32
    threads: int = 2  # of a CPU; each learns from its own part: cheaper than sharing out every matrix product
    seed: int = 0


TABLES = {"model": GeneratorConfig, "training": GeneratorTraining, "hiding": Hiding, "shown": Shown}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One process's rows of a batch, and the task made of them."""

    batch: TokenBatch
    task: Task


@dataclass(frozen=True, slots=True)
class Learned:
    """What one part of a batch says: sums per level, and the gradient of the weighted loss."""

    loss: Tensor  # [levels], summed nats
    right: Tensor  # [levels]
    gradients: tuple[Tensor, ...]


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
        fabric: Fabric,
    ) -> None:
        """Build everything with random weights.

        Args:
            batch: draws one step's whole batch; called from a thread of its own.
            held: sequences kept out of training, which the first process scores now and then ...
            report: ... and whose figures it hands over.

        Raises:
            TrainingError: the batch cannot be shared out over the processes.
        """
        t = training
        torch.manual_seed(t.seed)
        self.config, self.training, self.hiding, self.shown = config, t, hiding, shown
        self.batch, self.held, self.report, self.fabric = batch, held, report, fabric
        self.rows = my_rows(fabric, t.batch)
        self.model = Generator(config)
        for layer in self.model.layers:
            layer.drop.p = t.dropout
        pace = Pace(t.learning_rate, t.warmup_steps, t.weight_decay, t.gradient_limit, t.average_decay)
        self.student = Student(fabric, self.model, pace)
        weights = torch.linspace(t.coarse_weight, 1.0, config.levels, device=fabric.device)
        self.weights = weights / weights.sum()
        self._judge = Generator(config).to(fabric.device).eval().requires_grad_(False)
        self.taught = False  # begun with weights
        self._last: dict[str, float] = {}  # figures that not every step measures: their latest values
        self._parts = t.threads if fabric.device.type == "cpu" else 1
        self._workers = ThreadPoolExecutor(self._parts, initializer=torch.set_num_threads, initargs=(1,))
        self._ahead = Ahead(self._draw)

    def start_from(self, codebooks: Tensor) -> None:
        """Begin with tables in the order of the codec's codebooks, see `Generator.start_from`."""
        self.model.start_from(codebooks)
        self.student.forget()

    def begin_with(self, weights: dict[str, Tensor]) -> None:
        """Begin with a trained generator's weights; see `training.checkpoints`.

        Raises:
            TrainingError: they are those of another architecture.
        """
        self.student.begin_with(weights)
        self.taught = True

    def _dice(self, step: int, use: int) -> torch.Generator:
        return torch.Generator(self.fabric.device).manual_seed((self.training.seed << 32) + step + (use << 29))

    def _draw(self, step: int) -> Drawn:
        whole = self.batch(step)
        task = draw_task(whole, self.config, self.hiding, self.shown, self._dice(step, 0))
        return Drawn(whole.rows(self.rows), task.each(lambda tensor: tensor[self.rows]))

    def learn(self, step: int, progress: float) -> dict[str, float]:
        """One optimizer step; progress 0..1 of the budget drives the learning rate and when guidance is taught."""
        t, fabric = self.training, self.fabric
        drawn = self._ahead.take(step)
        dice = torch.Generator().manual_seed((t.seed << 32) + step + (1 << 31))  # alike everywhere
        guiding = progress >= t.guidance_from and float(torch.rand((), generator=dice)) < t.guidance_share
        pulls = _pulls(t.batch, dice) if guiding else None
        rolling = pulls is None and float(torch.rand((), generator=dice)) < self.hiding.rolled_share
        task = self._rolled(step, drawn) if rolling else drawn.task
        parts = task.parts(self._parts)
        asked: Sequence[Tensor | None] = [None] * len(parts)
        if pulls is not None:
            asked = pulls[self.rows].to(fabric.device).tensor_split(len(parts))
        count = sum_of_all(fabric, (~task.known).sum(dim=(0, 2)).float()).clamp(min=1)
        # The gradients of all processes are averaged, and are wanted summed.
        scales = [self.weights / count * fabric.world_size] * len(parts)
        learned = list(self._workers.map(self._learn_part, parts, asked, scales))
        frozen = self.taught and progress < t.frozen_share
        named = self.model.named_parameters()
        for (name, parameter), *gradients in zip(named, *(part.gradients for part in learned), strict=True):
            learns = not frozen or any(adapter in name for adapter in STEERING)
            parameter.grad = reduce(torch.add, gradients) if learns else None
        sums = sum_of_all(fabric, torch.stack([torch.stack([part.loss, part.right]) for part in learned]).sum(dim=0))
        each = sums[0] / count
        total = (each * self.weights).sum()
        moved = self.student.learn(step, progress)
        if guiding:
            self._last["guided"] = total.item()
        elif rolling:
            self._last["rolled"] = each.mean().item()
        else:
            self._last["nats"] = each.mean().item()
            self._last.update({f"level_{k}": each[k].item() for k in SHOWN_LEVELS if k < len(each)})
            self._last["right"] = (sums[1].sum() / count.sum()).item()
        if (step + 1) % t.validate_every == 0 and fabric.global_rank == 0:
            self._validate(step + 1)
        return {"loss": total.item(), **moved, **self._last, "waited_s": self._ahead.waited_s}

    def _rolled(self, step: int, drawn: Drawn) -> Task:
        """Return another task of the same batch, whose past the model has partly written."""
        dice = self._dice(step, 1 + self.fabric.global_rank)
        self.model.eval()
        with self.fabric.autocast():
            batch = rolled(self.model, drawn.task, drawn.batch, dice)
        self.model.train()
        return draw_task(batch, self.config, self.hiding, self.shown, dice)

    def _learn_part(self, task: Task, pulls: Tensor | None, scale: Tensor) -> Learned:
        """Answer one part of a batch, for the true tokens or for pulls, and differentiate scale [levels] * loss."""
        model = self.model
        holes = Holes.of(task.codes, task.known)
        plain = torch.full((len(task.codes),), PLAIN, device=self.fabric.device)
        with self.fabric.autocast():
            rows = hear_all(model, task.heard)
            if pulls is None:
                loss, right, _ = cross_entropies(model, answer(model, task, rows, task.embedding, plain), holes)
            else:
                guidance, obedience = pulls.unbind(1)
                free = replace(task, control_known=torch.zeros_like(task.control_known))
                with torch.no_grad():
                    answers = [
                        answer(model, free, rows, torch.zeros_like(task.embedding), plain),
                        answer(model, free, rows, task.embedding, plain),
                        answer(model, task, rows, task.embedding, plain),
                    ]
                student = answer(model, obeying(task, obedience), rows, task.embedding, guidance)
                loss, _ = guided_divergences(model, student, answers, (guidance, obedience), holes)
                right = torch.zeros_like(loss)
        gradients = torch.autograd.grad((loss * scale).sum(), tuple(model.parameters()))
        return Learned(loss.detach(), right, gradients)

    def _validate(self, step: int) -> None:
        self._judge.load_state_dict(self.student.average.weights)
        figures = validate(self._judge, self.held, self.hiding, self.training.batch, self.fabric)
        for shown, name in (("valid", "nats"), ("valid_right", "right"), ("valid_untold", "untold")):
            self._last[shown] = sum(figures[name]) / len(figures[name])
        self.report(step, figures)

    def tensors(self) -> dict[str, Tensor]:
        """Everything that must survive a power cut; `average.*` is what is evaluated and exported."""
        last = {f"last.{name}": torch.tensor(value, dtype=torch.float64) for name, value in self._last.items()}
        return {**self.student.tensors(), **last, "taught": torch.tensor(self.taught)}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Continue from what `tensors` gave."""
        self.student.restore(tensors)
        self.taught = bool(tensors.get("taught", False))
        self._last = {n.removeprefix("last."): x.item() for n, x in tensors.items() if n.startswith("last.")}


def _pulls(size: int, dice: torch.Generator) -> Tensor:
    """Draw guidance and obedience [size, 2]; half of the time obedience is PLAIN."""
    pulls = torch.rand(size, 2, generator=dice) * GUIDANCE_TOP
    pulls[:, 1] = torch.where(torch.rand(size, generator=dice) < 0.5, PLAIN, pulls[:, 1])
    return pulls


@torch.inference_mode()
def validate(model: Generator, held: TokenBatch, hiding: Hiding, size: int, fabric: Fabric) -> dict[str, list[float]]:
    """Score hidden tokens of sequences kept out of training, always under the same masks, prompts and controls.

    Returns:
        "nats": cross-entropy per level, "right": share of tokens whose likeliest code was the true one, and "untold":
        nats with neither prompt nor controls.
    """
    device = fabric.device
    totals = torch.zeros(2, 3, model.config.levels, device=device)
    for number, start in enumerate(range(0, len(held.codes), size)):
        some = held.rows(slice(start, start + size))
        task = draw_task(some, model.config, hiding, Shown(), torch.Generator(device).manual_seed(number))
        plain = torch.full((len(some.codes),), PLAIN, device=device)
        holes = Holes.of(task.codes, task.known)
        nothing = torch.zeros_like(task.embedding), torch.zeros_like(task.control_known)
        with fabric.autocast():
            rows = hear_all(model, task.heard)
            for way, (embedding, told) in enumerate([(task.embedding, task.control_known), nothing]):
                vectors = answer(model, replace(task, control_known=told), rows, embedding, plain)
                totals[way] += torch.stack(cross_entropies(model, vectors, holes))
    (loss, right, count), (untold, _, _) = totals
    count = count.clamp(min=1)
    return {name: (x / count).tolist() for name, x in (("nats", loss), ("right", right), ("untold", untold))}


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
    write_whole(path, "".join(json.dumps(row) + "\n" for row in rows))


@script
def main(arguments: list[str] | None = None) -> int:
    """Parse and train; return the exit status."""
    parser = words_of("generator", "Train the generator.", "a token folder of training.tokens")
    parser.add_argument("--joint", type=Path, help="a joint embedding of training.train_joint, for prompts")
    options = parser.parse_args(arguments)
    budget = Budget(options.steps, options.minutes)
    train(options.config, options.run, options.data, budget, options.resume, options.weights, options.joint)
    return 0


def train(
    config_file: Path,
    folder: Path,
    data: Path,
    budget: Budget,
    resume: bool,
    weights: Path | None = None,
    joint: Path | None = None,
) -> Path:
    """Train or continue one generator run; return the last checkpoint's folder.

    Args:
        weights: pieces of a trained generator that a new run begins with, instead of tables in the order of the
            codec's codebooks.
        joint: the joint embedding that prompts go through; without one they are what the text encoder alone says.

    Raises:
        TrainingError: unknown key, no tokens, a run that is already there or does not fit, a loss that is no number.
    """
    config: GeneratorConfig
    training: GeneratorTraining
    hiding: Hiding
    shown: Shown
    config, training, hiding, shown = read_tables(config_file, TABLES)
    index = read_tokens(data)
    if index.codes != config.codes:
        raise TrainingError(f"{data} has {index.codes} codes per level, but [model] codes = {config.codes}")
    controls = {name: [index.low[i], index.high[i]] for i, name in enumerate(TRAINED)}
    stored = {
        **{"model": asdict(config), "training": asdict(training), "hiding": asdict(hiding), "shown": asdict(shown)},
        **{"codec": index.codec, "controls": controls, "frames_per_second": index.frames_per_second},
    }
    if joint is not None:
        stored["joint"] = codec_name(joint)
    fabric = launch(1, training.bfloat16)
    run = Run.open(folder, "generator", stored, resume, fabric)
    prompts = None if joint is None else read_prompts(data, joint, fabric.device)
    clips, held = (
        TokenClips(
            data, split, config.levels, training.sequence_frames, training.seed, fabric.device, prompts, sound_share
        )
        for split, sound_share in (("train", training.sound_share), ("validation", 0.0))
    )
    learner = GeneratorLearner(
        config, training, hiding, shown,
        lambda step: clips.batch(step, training.batch),
        held.in_order(HELD_SEQUENCES),
        lambda step, figures: add_validation(folder, step, figures),
        fabric,
    )  # fmt: skip
    if weights is not None and run.start is None:
        learner.begin_with(load_checkpoint_pieces(weights))
    elif run.start is None:
        learner.start_from(read_codebooks(data)[: config.levels])
    audio_s_per_step = training.batch * training.sequence_frames / index.frames_per_second
    last = keep_learning(run, learner, budget, audio_s_per_step, fabric)
    if fabric.global_rank == 0:
        draw_curve(folder, folder / "curve.png")
    return last


if __name__ == "__main__":
    sys.exit(main())
