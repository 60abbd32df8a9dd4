"""Train the joint embedding:  python -m training.train_joint CONFIG RUN --data TOKENS --minutes 20

Each step draws crops with one caption each. A crop is pulled towards the captions that are true of it and pushed away
from all others of the batch, and captions likewise; of two clips of one package that nobody has described one by one
neither is done. There is little music to learn from, so while training much of what is heard is left out, and what is
kept at the end are the averaged weights that did best on clips kept out of training.

Source: the symmetric loss after Radford et al. 2021, arXiv:2103.00020; several right answers after Khosla et al. 2020,
arXiv:2004.11362.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import Tensor
from torch.nn import functional

from rtmusic.errors import script
from training.checkpoints import load_checkpoint_pieces
from training.config import TrainingError, read_tables
from training.curve import draw_curve
from training.fabric import gathered, launch, my_rows
from training.joint import SHORTEST_FRAMES, Joint, JointConfig
from training.joint_data import Draw, Pairs
from training.learner import Ahead, Pace, Student
from training.loop import Budget, keep_learning, words_of
from training.run import Run
from training.tokens import read_codebooks, read_tokens

SHARPEST = math.log(100.0)
HELD_CLIPS = 192  # of the validation split, always the same
HELD_PART = 32
NEVER = -1e9  # a score that no softmax sees


@dataclass(frozen=True, slots=True)
class JointTraining:
    """How the joint embedding is trained; sizes are in JointConfig."""

    batch: int = 64
    shortest_frames: int = 100
    longest_frames: int = 512
    longest_share: float = 0.5  # of the steps; the others take any length between
    rendered_share: float = 0.5  # of the crops: exactly described music, see training/joint_data.py
    short_share: float = 0.4  # of the captions: one fact alone, see training/facts.py
    learning_rate: float = 1e-3
    warmup_steps: int = 100
    weight_decay: float = 0.1
    gradient_limit: float = 1.0
    average_decay: float = 0.998
    frames_hidden: float = 0.25  # share of a crop's frames, in spans of a third of a second
    codes_hidden: float = 0.1  # share of the other codes, one by one
    levels_hidden: float = 0.3  # share of the crops of which only some coarse levels are heard
    spliced_share: float = 0.0  # of the crops: they go on with another clip after a while, and both are right
    words_blurred: float = 0.3  # length of the noise added to a sentence of length 1
    words_only: bool = False  # leave the sound side as it is: whatever was trained with it goes on to fit
    validate_every: int = 50  # steps
    bfloat16: bool = True  # matrix products, where the machine is faster at it
    threads: int = 1  # of a CPU
    seed: int = 0

    def __post_init__(self) -> None:
        if not SHORTEST_FRAMES <= self.shortest_frames <= self.longest_frames:
            raise TrainingError(
                f"[training] shortest_frames = {self.shortest_frames}: must be {SHORTEST_FRAMES} to longest_frames "
                f"= {self.longest_frames}"
            )


TABLES = {"model": JointConfig, "training": JointTraining}
HIDDEN_SPAN = 16  # frames


@dataclass(frozen=True, slots=True)
class Compared:
    """What a batch of crops and as many captions says; means over crops and captions."""

    loss: Tensor  # nats
    right: Tensor  # share whose best match is a true one
    near: Tensor  # mean of 1 / rank of the first true match


def compare(sound: Tensor, words: Tensor, sharpness: Tensor, fits: Tensor, undecided: Tensor) -> Compared:
    """Compare every crop with every caption, both ways.

    Args:
        sound, words: [B, 384], length 1.
        sharpness: [], log of what cosines are multiplied by.
        fits: float [B, B], 0..1: how much of the crop of row i the caption of column j is true of; never 0 for all.
        undecided: bool [B, B], neither right nor wrong, where it does not fit.
    """
    scores = sound @ words.T * sharpness.exp()
    scores = scores.masked_fill(undecided & (fits == 0), NEVER)
    losses, rights, nears = [], [], []
    for dim in (1, 0):
        each = -(fits / fits.sum(dim=dim, keepdim=True) * scores.log_softmax(dim=dim)).sum(dim=dim)
        losses.append(each.mean())
        known = scores.detach()
        rank = (known > known.masked_fill(fits == 0, NEVER).amax(dim=dim, keepdim=True)).sum(dim=dim) + 1
        rights.append((rank == 1).float().mean())
        nears.append((1.0 / rank).mean())
    return Compared(*(torch.stack(some).mean() for some in (losses, rights, nears)))


def hide(points: Tensor, training: JointTraining) -> Tensor:
    """Leave out spans of frames, single codes, and sometimes all fine levels; points [B, F, levels, 8].

    Uses torch's random state.
    """
    t = training
    batch, frames, levels, _ = points.shape
    there = points.device
    spans = torch.rand(batch, frames // HIDDEN_SPAN + 2, device=there) >= t.frames_hidden
    shift = torch.randint(HIDDEN_SPAN, (batch, 1), device=there)
    frame = spans.gather(1, (torch.arange(frames, device=there) + shift) // HIDDEN_SPAN)
    code = torch.rand(batch, frames, levels, device=there) >= t.codes_hidden
    fewer = torch.rand(batch, 1, device=there) < t.levels_hidden
    heard = torch.randint(1, levels + 1, (batch, 1), device=there)
    level = (torch.arange(levels, device=there) < heard) | ~fewer
    kept = frame[:, :, None] & code & level[:, None]
    return points * kept[..., None].to(points.dtype)


class JointLearner:
    """The joint embedding, its optimizer and its running average, one step at a time."""

    def __init__(
        self, config: JointConfig, training: JointTraining, pairs: Pairs, held: Pairs | None, fabric: Fabric
    ) -> None:
        """Build everything with random weights; `held` is scored now and then by the first process.

        Raises:
            TrainingError: the batch cannot be shared out over the processes.
        """
        t = training
        torch.manual_seed(t.seed)
        self.training, self.pairs, self.held, self.fabric = t, pairs, held, fabric
        self.rows = my_rows(fabric, t.batch)
        self.model = Joint(config)
        for name, parameter in self.model.named_parameters():
            parameter.requires_grad_(not t.words_only or name.startswith("word_"))
        pace = Pace(t.learning_rate, t.warmup_steps, t.weight_decay, t.gradient_limit, t.average_decay)
        self.student = Student(fabric, self.model, pace)
        self._judge = Joint(config).to(fabric.device).eval().requires_grad_(False)
        self._best: dict[str, Tensor] = {}  # averaged weights that did best so far
        self._last: dict[str, float] = {}  # figures that not every step measures: their latest values
        self._ahead = Ahead(self._draw)

    def start_from(self, codebooks: Tensor) -> None:
        """Hear codes as the codec means them, see `Joint.start_from`."""
        self.model.start_from(codebooks.to(self.fabric.device))
        self.student.forget()

    def begin_with(self, weights: dict[str, Tensor]) -> None:
        """Begin with a trained joint embedding's weights; see `training.checkpoints`.

        Raises:
            TrainingError: they are those of another architecture.
        """
        self.student.begin_with(weights)

    def _draw(self, step: int) -> Draw:
        t = self.training
        lengths = (t.shortest_frames, t.longest_frames, t.longest_share)
        return self.pairs.draw(t.seed, step, t.batch, *lengths, t.short_share, t.spliced_share)

    def learn(self, step: int, progress: float) -> dict[str, float]:
        """One optimizer step; progress 0..1 of the budget drives the learning rate."""
        t, fabric, model, pairs = self.training, self.fabric, self.model, self.pairs
        draw = self._ahead.take(step)
        # What is hidden follows from the step: a resumed run hides the same. Each process hides its own.
        torch.manual_seed((t.seed << 32) + (step << 8) + fabric.global_rank)
        mine = draw.rows(self.rows)
        sentences = pairs.sentences[mine.captions.to(fabric.device)]
        blur = torch.randn_like(sentences) * (t.words_blurred / sentences.shape[1] ** 0.5)
        model.train()
        with fabric.autocast():
            with torch.set_grad_enabled(not t.words_only):
                sound = model.hear(hide(model.look_up(pairs.cut(mine)), t))
            words = model.embed_words(functional.normalize(sentences + blur, dim=-1))
        fits, undecided = pairs.fits(draw), pairs.undecided(draw)
        compared = compare(self._all(sound), self._all(words), model.sharpness, fits, undecided)
        # Every process knows the whole loss and the gradient of its own rows; their mean is wanted as a sum.
        (compared.loss * fabric.world_size).backward()
        if model.sharpness.grad is not None:
            model.sharpness.grad /= fabric.world_size
        moved = self.student.learn(step, progress)
        with torch.no_grad():
            model.sharpness.clamp_(max=SHARPEST)
        if (step + 1) % t.validate_every == 0 and self.held is not None and fabric.global_rank == 0:
            self._validate(self.held)
        loss, right, sharp = torch.stack([compared.loss.detach(), compared.right, model.sharpness.detach()]).tolist()
        return {
            "loss": loss,
            "right": right,
            "sharpness": sharp,
            **moved,
            **self._last,
            "waited_s": self._ahead.waited_s,
        }

    def _validate(self, held: Pairs) -> None:
        self._judge.load_state_dict(self.student.average.weights)
        self._last.update(validate(self._judge, held, self.training.longest_frames, self.fabric))
        if self._last["valid_near"] >= self._last.get("best_near", 0.0):
            self._last["best_near"] = self._last["valid_near"]
            self._best = {name: tensor.clone() for name, tensor in self.student.average.weights.items()}

    def _all(self, mine: Tensor) -> Tensor:
        """Return the rows of all processes; only this one's carry a gradient."""
        if self.fabric.world_size == 1:
            return mine
        whole = gathered(self.fabric, mine.detach())
        return torch.cat([whole[: self.rows.start], mine, whole[self.rows.stop :]])

    def tensors(self) -> dict[str, Tensor]:
        """Everything that must survive a power cut; `average.*` is what is evaluated and exported."""
        last = {f"last.{name}": torch.tensor(value, dtype=torch.float64) for name, value in self._last.items()}
        best = {f"average.{name}": tensor for name, tensor in self._best.items()}
        running = {f"running.{name}": tensor for name, tensor in self.student.average.weights.items() if best}
        return {**self.student.tensors(), **best, **running, **last}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Continue from what `tensors` gave."""
        running = {f"average.{n.removeprefix('running.')}": x for n, x in tensors.items() if n.startswith("running.")}
        self.student.restore({**tensors, **running})
        if running:
            self._best = {
                name: tensors[f"average.{name}"].to(self.fabric.device) for name in self.student.average.weights
            }
        self._last = {n.removeprefix("last."): x.item() for n, x in tensors.items() if n.startswith("last.")}


@torch.inference_mode()
def validate(model: Joint, held: Pairs, frames: int, fabric: Fabric) -> dict[str, float]:
    """Score clips kept out of training, always the same crops.

    Returns:
        "valid", the loss in nats among all of them, "valid_right", the share of crops and captions that find a true
        match first, and "valid_near", the mean of 1 / rank of the first true match.
    """
    draw = held.in_order(HELD_CLIPS, frames)
    captions = draw.captions.to(fabric.device)
    with fabric.autocast():
        sound = torch.cat([model.embed_sound(some) for some in held.cut(draw).split(HELD_PART)])
        words = model.embed_words(held.sentences[captions])
    compared = compare(sound, words, model.sharpness, held.fits(draw), held.undecided(draw))
    near = compared.near.item()
    return {"valid": compared.loss.item(), "valid_right": compared.right.item(), "valid_near": near}


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and train; return the exit status."""
    parser = words_of("joint", "Train the joint embedding.", "a token folder of training.tokens")
    options = parser.parse_args(arguments)
    budget = Budget(options.steps, options.minutes)
    train(options.config, options.run, options.data, budget, options.resume, options.weights)
    return 0


def train(
    config_file: Path, folder: Path, data: Path, budget: Budget, resume: bool = False, weights: Path | None = None
) -> Path:
    """Train or continue one run of the joint embedding; return the last checkpoint's folder.

    Args:
        weights: pieces of a trained joint embedding that a new run begins with, instead of random numbers.

    Raises:
        TrainingError: unknown key, no tokens or captions, a run that is already there or does not fit, a loss that is
            no number.
    """
    config: JointConfig
    training: JointTraining
    config, training = read_tables(config_file, TABLES)
    index = read_tokens(data)
    if index.codes != config.codes:
        raise TrainingError(f"{data} has {index.codes} codes per level, but [model] codes = {config.codes}")
    stored = {
        **{"model": asdict(config), "training": asdict(training)},
        **{"codec": index.codec, "frames_per_second": index.frames_per_second},
    }
    fabric = launch(training.threads, training.bfloat16)
    run = Run.open(folder, "joint", stored, resume, fabric)
    pairs = Pairs(data, "train", config.levels, fabric.device, training.rendered_share)
    has_held = any(clip.split == "validation" and clip.captions for clip in index.clips)
    held = Pairs(data, "validation", config.levels, fabric.device) if has_held else None
    learner = JointLearner(config, training, pairs, held, fabric)
    if run.start is None and weights is not None:
        learner.begin_with(load_checkpoint_pieces(weights))
    elif run.start is None:
        learner.start_from(read_codebooks(data)[: config.levels])
    frames = training.longest_frames
    frames_per_step = training.longest_share * frames
    frames_per_step += (1.0 - training.longest_share) * (frames + training.shortest_frames) / 2
    last = keep_learning(run, learner, budget, training.batch * frames_per_step / index.frames_per_second, fabric)
    if fabric.global_rank == 0:
        draw_curve(folder, folder / "curve.png")
    return last


if __name__ == "__main__":
    sys.exit(main())
