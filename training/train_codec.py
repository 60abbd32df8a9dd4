"""Train the codec:  python -m training.train_codec CONFIG RUN --data INDEX --minutes 60

Three hundred steps without quantizer, then the codebooks are put where the data is and everything learns together.
What made it start at all: losses as shares of each clip's level, bins weighted as the ear weights them, and a low
gradient limit (single clips give gradients twenty times the usual). No judge network yet.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from rtmusic.errors import RtmusicError
from training.checkpoints import load_checkpoint_pieces
from training.codec import Codec, CodecConfig
from training.data import Clips
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
    read_toml,
    restore_model,
    restore_optimizer,
)
from training.losses import mel_loss, spectrum_loss, wave_loss

Batch = Callable[[int], Tensor]  # step -> float32 [B, 2, n]

SHOWN_LEVELS = (1, 2, 4, 8, 16)
RECENT_STEPS = 50  # a code used within so many steps counts as used
SCALE_BATCHES = 40
SEED_ENCODINGS = 6144


@dataclass(frozen=True, slots=True)
class CodecTraining:
    """How the codec is trained; the model's sizes are in CodecConfig."""

    batch: int = 6
    clip_s: float = 0.8
    learning_rate: float = 1e-3
    warmup_steps: int = 100
    weight_decay: float = 0.01
    gradient_limit: float = 1.0
    average_decay: float = 0.995
    steps_before_quantizer: int = 400
    idle_patience: int = 60  # steps without use after which a code is replaced
    replace_until: float = 0.85  # share of the budget after which codes are left where they are
    spectrum_weight: float = 3.0
    wave_weight: float = 1.0
    mel_weight: float = 3.0
    commitment_weight: float = 0.3
    codes_keep: float = 0.99  # of the running means that the codes are
    bfloat16: bool = True  # the networks' matrix products; spectra, codes and losses stay float32
    threads: int = 1
    seed: int = 0


class CodecLearner:
    """The codec, its optimizer and its running average, one step at a time."""

    def __init__(self, config: CodecConfig, training: CodecTraining, batch: Batch) -> None:
        self._given = False  # the quantizer came with given weights and needs no seeding
        torch.manual_seed(training.seed)
        self.training, self.batch = training, batch
        self.codec = Codec(config)
        self.average = Average(self.codec, training.average_decay)
        self.optimizer = torch.optim.AdamW(
            self.codec.parameters(),
            lr=training.learning_rate,
            betas=(0.9, 0.98),
            weight_decay=training.weight_decay,
            fused=True,
        )
        self._reader = ThreadPoolExecutor(1)
        self._ahead: tuple[int, Future[Tensor]] | None = None

    @torch.no_grad()
    def measure_scale(self) -> None:
        """Set the codec's scale to the r.m.s. of every bin of mid and side over the first batches."""
        power = torch.zeros_like(self.codec.scale)
        for step in range(SCALE_BATCHES):
            audio = self.batch(step)
            columns, _ = self.codec.spectrum(audio, self.codec.encoder_state(len(audio))["analysis"])
            power += columns[..., : power.shape[1]].square().mean(dim=(0, 2)) / SCALE_BATCHES
        # Lossy sources are empty above 16 kHz: without a floor their rounding noise would be blown up to full size.
        floor = power.sqrt().mean() * 1e-3
        self.codec.scale.copy_(power.sqrt().clamp(min=float(floor) + 1e-7))

    def begin_with(self, weights: dict[str, Tensor]) -> None:
        """Begin with a trained codec's weights, its quantizer included; see `training.checkpoints`.

        Raises:
            TrainingError: they are those of another architecture.
        """
        restore_model("given", self.codec, {f"given.{name}": tensor for name, tensor in weights.items()})
        self.average = Average(self.codec, self.training.average_decay)
        self._given = True

    def _read(self, step: int) -> Tensor:
        """Return this step's batch and let a thread read the next one meanwhile."""
        if self._ahead is None or self._ahead[0] != step:
            self._ahead = (step, self._reader.submit(self.batch, step))
        audio = self._ahead[1].result()
        self._ahead = (step + 1, self._reader.submit(self.batch, step + 1))
        return audio

    def _latent(self, audio: Tensor) -> tuple[Tensor, Tensor]:
        """Return latent frames [B, F, latent] and the MDCT [B, 2, T, block] that the decoder should give."""
        codec = self.codec
        past = codec.encoder_state(len(audio))
        with torch.no_grad():
            columns, _ = codec.spectrum(audio, past["analysis"])
            seen = codec.squeeze(columns)
            wanted = columns[..., : codec.config.block_samples] / codec.scale[:, None]
        with self._half():
            latent, _ = codec.encoder(seen, past)
        return latent.float(), wanted

    def _half(self) -> torch.autocast:
        return torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training.bfloat16)

    @torch.no_grad()
    def _seed_codes(self, step: int) -> None:
        wanted = max(SEED_ENCODINGS, self.codec.config.codes)
        if self._ahead is not None:
            self._ahead[1].result()  # one thread at a time reads the corpus
        found: list[Tensor] = []
        while sum(len(x) for x in found) < wanted:
            latent, _ = self._latent(self.batch(step + len(found)))
            found.append(latent.flatten(0, 1))
        self.codec.quantizer.seed(torch.cat(found))
        self.average = Average(self.codec, self.training.average_decay)

    def learn(self, step: int, progress: float) -> dict[str, float]:
        """One optimizer step; progress 0..1 of the budget drives the learning rate."""
        t, codec = self.training, self.codec
        rate = t.learning_rate * cosine(progress) * min(1.0, (step + 1) / t.warmup_steps)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        quantizing = step >= t.steps_before_quantizer
        if step == t.steps_before_quantizer and not self._given:
            self._seed_codes(step)
        audio = self._read(step)
        latent, wanted = self._latent(audio)
        figures: dict[str, Tensor] = {}
        codes, encodings = None, None
        if quantizing:
            quantized = codec.quantizer(latent, codec.quantizer.sample_kept(len(audio)))
            latent, codes, encodings = quantized.latent, quantized.codes, quantized.encodings
            figures["commit"] = quantized.commitment_loss
        past = codec.decoder_state(len(audio))
        with self._half():
            columns, _ = codec.decoder(latent, past)
        columns = columns.float()
        sound, _ = codec.sound(columns * codec.scale[:, None], past["synthesis"])
        delay = codec.config.delay_samples
        sound, target = sound[..., delay:], audio[..., : audio.shape[-1] - delay]
        figures["spectrum"] = spectrum_loss(columns, wanted, codec.config.sample_rate)
        figures["wave"] = wave_loss(sound, target)
        figures["mel"] = mel_loss(_heard(sound, step), _heard(target, step), codec.config.sample_rate)
        weights = {
            "spectrum": t.spectrum_weight,
            "wave": t.wave_weight,
            "mel": t.mel_weight,
            "commit": t.commitment_weight,
        }
        loss = torch.stack([weights[name] * value for name, value in figures.items()]).sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        size = torch.nn.utils.clip_grad_norm_(codec.parameters(), t.gradient_limit)
        self.optimizer.step()
        logged = {
            "loss": loss.item(),
            **{n: v.item() for n, v in figures.items()},
            "gradient": size.item(),
            "rate": rate,
        }
        if codes is not None and encodings is not None:
            patience = t.idle_patience if progress < t.replace_until else sys.maxsize
            logged["replaced"] = float(codec.quantizer.follow(codes, encodings, t.codes_keep, patience))
            used = (codec.quantizer.idle < RECENT_STEPS).sum(dim=1).tolist()
            logged.update({f"used_{n}": float(used[n - 1]) for n in SHOWN_LEVELS if n <= len(used)})
        self.average.follow(codec, step - t.steps_before_quantizer if quantizing else step)
        return logged

    def tensors(self) -> dict[str, Tensor]:
        """Everything that must survive a power cut; `average.*` is what is evaluated and exported."""
        return {
            **model_tensors("model", self.codec),
            **{f"average.{name}": tensor for name, tensor in self.average.weights.items()},
            **optimizer_tensors("optimizer", self.optimizer, self.codec),
        }

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Continue from what `tensors` gave."""
        restore_model("model", self.codec, tensors)
        restore_optimizer("optimizer", self.optimizer, self.codec, tensors)
        for name, tensor in self.average.weights.items():
            tensor.copy_(tensors[f"average.{name}"])


def _heard(sound: Tensor, step: int) -> Tensor:
    """Pick what the mel loss listens to in each clip [B, 2, n], by turns left, right, mid and side; [B, n]."""
    pans = sound.new_tensor([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [0.5, -0.5]])
    turns = (torch.arange(len(sound)) + step) % len(pans)
    return torch.einsum("bc,bcn->bn", pans[turns], sound)


def main(arguments: list[str] | None = None) -> int:
    """Parse and train; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.train_codec", description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path, help="a TOML file, e.g. training/configs/codec_small.toml")
    parser.add_argument("run", type=Path, help="the run folder: log, checkpoints, curve")
    parser.add_argument("--data", type=Path, required=True, help="a corpus folder or its index.json")
    parser.add_argument("--minutes", type=float, help="wall clock to train for, earlier parts of the run included")
    parser.add_argument("--steps", type=int, help="steps to train for, earlier parts of the run included")
    parser.add_argument("--resume", action="store_true", help="continue the run that is in the folder")
    parser.add_argument("--weights", type=Path, help="begin with these, for example training/checkpoints/codec")
    options = parser.parse_args(arguments)
    try:
        budget = Budget(options.steps, options.minutes)
        train(options.config, options.run, options.data, budget, options.resume, options.weights)
    except RtmusicError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return error.exit_status
    return 0


def train(
    config_file: Path, folder: Path, index: Path, budget: Budget, resume: bool, weights: Path | None = None
) -> Path:
    """Train or continue one codec run; return the last checkpoint's folder.

    Args:
        weights: pieces of a trained codec that a new run begins with; its quantizer is used from the first step on.

    Raises:
        TrainingError: unknown key, a run that is already there or does not fit, a loss that is not a number.
        CorpusError: the index is missing or damaged.
    """
    table = read_toml(config_file)
    strange = sorted(set(table) - {"model", "training"})
    if strange:
        raise TrainingError(f"{config_file}: unknown table [{strange[0]}]. Known tables: [model], [training]")
    config = from_table(CodecConfig, table.get("model", {}), f"{config_file} [model]")
    training = from_table(CodecTraining, table.get("training", {}), f"{config_file} [training]")
    if weights is not None:
        training = replace(training, steps_before_quantizer=0)
    hop_s = config.hop_samples / config.sample_rate
    frames = round(training.clip_s / hop_s)
    clips = Clips(index, "train", frames * hop_s, training.seed)
    run = Run.open(folder, "codec", {"model": asdict(config), "training": asdict(training)}, resume)
    torch.set_num_threads(training.threads)
    learner = CodecLearner(config, training, lambda step: torch.from_numpy(clips.batch(step, training.batch)))
    if run.start is None and weights is not None:
        learner.begin_with(load_checkpoint_pieces(weights))
    elif run.start is None:
        learner.measure_scale()
    last = keep_learning(run, learner, budget, training.batch * frames * hop_s)
    draw_curve(folder, folder / "curve.png")
    return last


if __name__ == "__main__":
    sys.exit(main())
