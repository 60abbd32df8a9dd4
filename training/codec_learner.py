"""One step of the codec's training: what it hears, what is asked of it, and who judges it.

What made it start at all: losses as shares of each clip's level, bins weighted as the ear weights them, and a low
gradient limit (single clips give gradients twenty times the usual). What made it sound: coefficients are asked for
only as high as their signs can be known; above that the losses know no phase.

With several processes each hears its share of every batch; gradients, codes and judges are those of the whole.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import torch
from lightning_fabric import Fabric
from torch import Tensor

from training.balancer import Balancer
from training.codec import Codec, by_frame
from training.codec_config import FOLLOWED_HZ, CodecConfig
from training.config import TrainingError
from training.discriminator import KINDS, Judges, feature_loss, fooling_loss, judging_loss
from training.fabric import gathered, mean_of_all, my_rows
from training.layers import Hiss
from training.learner import Ahead, Pace, Student
from training.losses import MEL_SCALES, hearing_weight, spectrogram_losses, spectrum_loss, wave_loss

SHOWN_LEVELS = (1, 2, 4, 8, 16)
RECENT_STEPS = 50  # a code used within so many steps counts as used
SCALE_BATCHES = 40
SEED_ENCODINGS = 6144
LEARNS = ("all", "decoder")


@dataclass(frozen=True, slots=True)
class CodecTraining:
    """How the codec is trained; the model's sizes are in CodecConfig."""

    batch: int = 6  # crops in a step, over all processes
    clip_s: float = 0.8
    learn: str = "all"  # or "decoder": encoder and codes stay as they are, and so do all codes ever written
    learning_rate: float = 1e-3
    warmup_steps: int = 100
    weight_decay: float = 0.01
    gradient_limit: float = 1.0
    average_decay: float = 0.995
    steps_before_quantizer: int = 400
    fresh_codes: bool = False  # of given weights: not their codes; they are made anew after so many steps
    idle_patience: int = 60  # steps without use after which a code is replaced
    replace_until: float = 0.85  # share of the budget after which codes are left where they are
    spectrum_weight: float = 3.0
    spectrum_below_hz: float = 24_000.0  # coefficients above are left to the losses that know no phase
    wave_weight: float = 1.0
    mel_weight: float = 3.0
    magnitude_weight: float = 0.0  # of spectrograms, not in decibels
    energy_weight: float = 0.0  # of critical bands over 40 ms: against a sound that is everywhere a little too soft
    commitment_weight: float = 0.3
    codebook_weight: float = 1.0  # only where codes learn by gradient
    windows_a_step: int = 5  # of the spectrograms' five window lengths, drawn anew for each step
    mel_floor: float = 2e-3  # below this share of a clip's level a mel band is as good as silent
    balanced: bool = False  # the weights are shares of the gradient at the sound, not factors
    balance_every: int = 1  # steps between two measurements of the gradients' sizes
    codes_keep: float = 0.99  # of the running means that the codes are
    judges: tuple[str, ...] = ("stft", "periods")  # any of "stft", "periods", "patch", or none
    judges_from: int = 2000  # the step at which they join
    judge_windows: tuple[int, ...] = (2048, 1024, 512)
    judge_periods: tuple[int, ...] = (2, 3, 5, 7, 11)
    judge_channels: int = 32
    judge_rate: float = 1e-4
    judge_every: int = 1  # steps between two steps of the judges
    fooling_weight: float = 1.0
    feature_weight: float = 2.0
    bfloat16: bool = False  # the networks' matrix products; spectra, codes and losses stay float32
    threads: int = 1
    workers: int = 1  # processes that draw crops ahead of the steps
    seed: int = 0

    def __post_init__(self) -> None:
        if self.learn not in LEARNS:
            raise TrainingError(f"[training] learn = {self.learn!r}: choose one of {', '.join(LEARNS)}")
        for kind in self.judges:
            if kind not in KINDS:
                raise TrainingError(f"[training] judges: there is no {kind!r}. Known judges: {', '.join(KINDS)}")
        if not 1 <= self.windows_a_step <= len(MEL_SCALES):
            raise TrainingError(f"[training] windows_a_step = {self.windows_a_step}: from 1 to {len(MEL_SCALES)}")
        if self.balance_every < 1:
            raise TrainingError(f"[training] balance_every = {self.balance_every}: must be at least 1")


class CodecLearner:
    """The codec, its judges, their optimizers and the running average, one step at a time."""

    def __init__(
        self,
        config: CodecConfig,
        training: CodecTraining,
        draw: Callable[[int], Tensor],
        fabric: Fabric,
        held: Tensor | None = None,
    ) -> None:
        """Build everything with random weights.

        Args:
            draw: step -> float32 [B, 2, n], this process's rows of the step's batch; any step may be asked for.
            held: [N, 2, n] of sound kept out of training, for `listen`.

        Raises:
            TrainingError: the batch cannot be shared out over the processes.
        """
        t = training
        self._given = False  # the quantizer came with given weights and needs no seeding
        self._rows = my_rows(fabric, t.batch)
        torch.manual_seed(t.seed)
        self.training, self.fabric, self.held = training, fabric, held
        self.codec = Codec(config)
        judges = Judges(t.judges, t.judge_windows, t.judge_periods, t.judge_channels, config.sample_rate)
        if t.learn == "decoder":
            self.codec.requires_grad_(False)
            self.codec.decoder.requires_grad_(True)
        common = (t.warmup_steps, t.weight_decay, t.gradient_limit)
        self.student = Student(fabric, self.codec, Pace(t.learning_rate, *common, t.average_decay))
        self.court = Student(fabric, judges, Pace(t.judge_rate, *common), "judges.") if t.judges else None
        self.balancer = Balancer(
            {
                "spectrum": t.spectrum_weight,
                "wave": t.wave_weight,
                "mel": t.mel_weight,
                "magnitude": t.magnitude_weight,
                "energy": t.energy_weight,
                "fooling": t.fooling_weight,
                "feature": t.feature_weight,
            },
            every=t.balance_every,
        )
        hertz = config.pitch
        # Where the sign of a coefficient cannot be known, the nearest guess is 0: such bins would learn to be silent.
        followed = (hertz <= t.spectrum_below_hz) * hearing_weight(hertz)
        self._ear = (followed / followed.mean().clamp(min=1e-12)).to(fabric.device)
        self._draw = draw
        self._ahead = Ahead(draw)

    def _dice(self, step: int) -> torch.Generator:
        return torch.Generator().manual_seed((self.training.seed << 32) + step)

    @torch.no_grad()
    def measure_scale(self) -> None:
        """Set the codec's scale to the r.m.s. of every bin of mid and side over the first batches."""
        power = torch.zeros_like(self.codec.scale)
        for step in range(SCALE_BATCHES):
            audio = self._draw(step).to(self.fabric.device)
            columns, _ = self.codec.spectrum(audio, self.codec.encoder_state(len(audio))["analysis"])
            power += columns[..., : power.shape[1]].square().mean(dim=(0, 2)) / SCALE_BATCHES
        power = mean_of_all(self.fabric, power)
        # Lossy sources are empty above 16 kHz: without a floor their rounding noise would be blown up to full size.
        floor = power.sqrt().mean() * 1e-3
        self.codec.scale.copy_(power.sqrt().clamp(min=float(floor) + 1e-7))
        self.student.forget()

    @torch.no_grad()
    def measure_loudness(self, by_bands: bool = True, by_parts: bool = True) -> None:
        """Let loudness be told and met as it is in the first batches, where the codec tells it."""
        codec, c = self.codec, self.codec.config
        found = []
        for step in range(SCALE_BATCHES if c.hiss_bands or c.envelope_parts else 0):
            audio = self._draw(step).to(self.fabric.device)
            seen, _, _ = codec.look(audio, codec.encoder_state(len(audio)))
            told = seen[..., c.heard_bins :].split([c.hiss_bands, c.envelope_parts], dim=-1)
            frames = [by_frame(x, c.blocks_per_frame) for x in told if x.shape[-1]]
            found.append(gathered(self.fabric, torch.cat(frames, dim=-1).flatten(0, 1)))
        if not found:
            return
        bands, parts = torch.cat(found).split([c.told_bands, c.told_parts], dim=-1)
        if c.hiss_bands and by_bands:
            codec.seed_hiss(bands)
        if c.envelope_parts and by_parts:
            codec.seed_envelope(parts)
        self.student.forget()

    def begin_with(self, weights: dict[str, Tensor]) -> None:
        """Begin with a trained codec's weights, its quantizer included unless fresh codes are wanted.

        With fresh codes latent frames are brought to r.m.s. 1, and loudness that the given codec does not tell, by
        bands or by parts, is measured: so a codec may be given to one that tells more.

        Raises:
            TrainingError: they are those of another architecture.
        """
        self._given = not self.training.fresh_codes
        if not self.training.fresh_codes:
            self.student.begin_with(weights)
            return
        mine = self.codec.state_dict()
        old = {name: x for name, x in weights.items() if not name.startswith("quantizer.")}
        bands, parts = (f"encoder.{name}.weight" not in old for name in ("tell", "tell_parts"))
        fitted = {**{name: x for name, x in mine.items() if name not in old}, **_widened(old, mine)}
        if bands and self.codec.config.hiss_bands:
            # Treble, which it guessed, is left to the hiss.
            guessed = (self.codec.config.pitch > 1.3 * FOLLOWED_HZ).nonzero()[:, 0]
            for name in ("decoder.leave.weight", "decoder.leave.bias"):
                fitted[name] = fitted[name].index_fill(0, guessed.to(fitted[name].device), 0.0)
        self.student.begin_with(fitted)
        self.measure_loudness(bands, parts)
        self._resize_latent()

    @torch.no_grad()
    def _resize_latent(self, batches: int = 4) -> None:
        """Bring latent frames to r.m.s. 1: grown to 300, as was seen, no step of the optimizer moves them."""
        wide = self.codec.config.latent
        power = [
            self._latent(self._draw(step).to(self.fabric.device))[0][..., :wide].square().mean()
            for step in range(batches)
        ]
        size = mean_of_all(self.fabric, torch.stack(power).mean()).sqrt()
        self.codec.resize_latent(1.0 / max(float(size), 1e-6))
        self.student.forget()

    def _latent(self, audio: Tensor) -> tuple[Tensor, Tensor]:
        """Return unbounded latent frames [B, F, latent_width] and the spectrum [B, 2, T, spoken] that is wanted."""
        codec = self.codec
        past = codec.encoder_state(len(audio))
        with torch.no_grad():
            seen, columns, _ = codec.look(audio, past)
            wanted = columns[..., : codec.config.spoken_bins] / codec.scale[:, None]
        with self.fabric.autocast(), torch.set_grad_enabled(self.training.learn == "all"):
            latent, _ = codec.encoder(seen, past)
        return latent.float(), wanted

    @torch.no_grad()
    def _seed_codes(self, step: int) -> None:
        wanted = max(SEED_ENCODINGS, self.codec.config.codes)
        found: list[Tensor] = []
        count = 0
        while count < wanted:
            latent, _ = self._latent(self._ahead.take(step + len(found)).to(self.fabric.device))
            found.append(gathered(self.fabric, self.codec.bound(latent).flatten(0, 1)))
            count += len(found[-1])
        self.codec.quantizer.seed(torch.cat(found), self._dice(step))
        self.student.forget()

    def learn(self, step: int, progress: float) -> dict[str, float]:
        """One optimizer step; progress 0..1 of the budget drives the learning rates."""
        t, codec, fabric = self.training, self.codec, self.fabric
        quantizing = step >= t.steps_before_quantizer
        if step == t.steps_before_quantizer and not self._given:
            self._seed_codes(step)
        audio = self._ahead.take(step).to(fabric.device)
        waited_s = self._ahead.waited_s
        dice = self._dice(step)
        latent, wanted = self._latent(audio)
        latent = codec.bound(latent)
        beside: dict[str, Tensor] = {}  # losses that are not of the sound
        codes, encodings = None, None
        if quantizing:
            quantized = codec.quantizer(latent, codec.quantizer.sample_kept(t.batch, dice)[self._rows].to(audio.device))
            latent, codes, encodings = quantized.latent, quantized.codes, quantized.encodings
            if t.learn == "all":
                beside = {"commit": t.commitment_weight * quantized.commitment_loss}
            if t.learn == "all" and codec.quantizer.by_gradient:
                beside["codebook"] = t.codebook_weight * quantized.codebook_loss
        past = codec.decoder_state(len(audio))
        rows = torch.randint(Hiss.ROWS, latent.shape[:2], generator=dice).to(audio.device)  # any noise must do
        with fabric.autocast():
            said, _ = codec.decoder(latent, rows, past)
        said = said.float()
        # All that is asked of the sound passes through here, where losses can be weighed by their gradients.
        columns = said.detach().requires_grad_()
        sound, _ = codec.sound(codec.full_scale(columns), past)
        losses = self._losses(step, progress, columns, wanted, sound, audio, dice)
        weighted = torch.stack([self.balancer.weights[name] * loss for name, loss in losses.items()]).sum()
        if t.balanced:
            gradient = self.balancer.gradient(losses, columns, step, fabric)
        else:
            (gradient,) = torch.autograd.grad(weighted, columns)
        torch.autograd.backward([said, *beside.values()], [gradient, *([None] * len(beside))])
        everything = {**losses, **beside, "loss": torch.stack([weighted, *beside.values()]).sum()}
        means = mean_of_all(fabric, torch.stack([value.detach() for value in everything.values()]))
        logged = dict(zip(everything, means.tolist(), strict=True))
        averaged = step - t.steps_before_quantizer if quantizing else step
        logged |= self.student.learn(step, progress, averaged)
        if codes is not None and encodings is not None and t.learn == "all":
            codes = gathered(fabric, codes)
            encodings = gathered(fabric, encodings.transpose(0, 1).contiguous()).transpose(0, 1)
            patience = t.idle_patience if progress < t.replace_until else sys.maxsize
            logged["replaced"] = float(codec.quantizer.follow(codes, encodings, t.codes_keep, patience, dice))
            used = (codec.quantizer.idle < RECENT_STEPS).sum(dim=1).tolist()
            logged.update({f"used_{n}": float(used[n - 1]) for n in SHOWN_LEVELS if n <= len(used)})
        return {**logged, "waited_s": waited_s}

    def _losses(
        self,
        step: int,
        progress: float,
        columns: Tensor,
        wanted: Tensor,
        sound: Tensor,
        audio: Tensor,
        dice: torch.Generator,
    ) -> dict[str, Tensor]:
        """Return every loss of the sound that has a weight; the judges learn on the way."""
        config = self.codec.config
        sound, target = sound[..., config.delay_samples :], audio[..., : audio.shape[-1] - config.delay_samples]
        # To the clip's own level, of both channels together; silence is left as it is.
        level = target.square().mean(dim=(1, 2)).sqrt().clamp(min=1e-3)[:, None]
        turn = self._rows.start + step
        heard, real = _heard(sound, turn) / level, _heard(target, turn) / level
        scales = [
            MEL_SCALES[i] for i in torch.randperm(len(MEL_SCALES), generator=dice)[: self.training.windows_a_step]
        ]
        apart = spectrogram_losses(heard, real, config.sample_rate, scales, self.training.mel_floor)
        losses = {
            "spectrum": spectrum_loss(columns[..., : config.spoken_bins], wanted, self._ear),
            "wave": wave_loss(sound, target),
            "mel": apart.mel,
            "magnitude": apart.magnitude,
            "energy": apart.energy,
        }
        if self.court is not None and step >= self.training.judges_from:
            losses |= self._judge(self.court, step, progress, heard, real)
        return {name: loss for name, loss in losses.items() if name in self.balancer.weights}

    def _judge(self, court: Student, step: int, progress: float, heard: Tensor, real: Tensor) -> dict[str, Tensor]:
        """Let the judges learn from [B, n] decoded and real sound, then ask them what the codec should change."""
        judges = court.network
        if step % self.training.judge_every == 0:
            judges.requires_grad_(True)
            with self.fabric.autocast():
                told = judging_loss(judges(real), judges(heard.detach()))
            told.backward()
            court.learn(step - self.training.judges_from, progress)
            judges.requires_grad_(False)
        with self.fabric.autocast():
            with torch.no_grad():
                seen = judges(real)
            decoded = judges(heard)
            return {"fooling": fooling_loss(decoded), "feature": feature_loss(seen, decoded)}

    @torch.no_grad()
    def listen(self, step: int) -> dict[str, Tensor]:
        """Return sound examples float32 [2, n]: each held clip, and what the averaged codec makes of it."""
        if self.held is None or step < self.training.steps_before_quantizer:
            return {}
        codec = Codec(self.codec.config).to(self.fabric.device).eval()
        codec.load_state_dict(self.student.average.weights)
        held = self.held.to(self.fabric.device)
        codes, _ = codec.encode(held, codec.encoder_state(len(held)))
        out = {f"clip {i + 1}, original": clip.cpu() for i, clip in enumerate(held)}
        for levels in sorted({min(8, codec.config.levels), codec.config.levels}):
            sound, _ = codec.decode(codes, levels, codec.decoder_state(len(held)))
            out |= {f"clip {i + 1}, {levels} levels": clip.cpu() for i, clip in enumerate(sound)}
        return out

    def tensors(self) -> dict[str, Tensor]:
        """Everything that must survive a power cut; `average.*` is what is evaluated and exported."""
        return {
            **self.student.tensors(),
            **(self.court.tensors() if self.court is not None else {}),
            **{f"balancer.{name}": tensor for name, tensor in self.balancer.tensors().items()},
        }

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Continue from what `tensors` gave."""
        self.student.restore(tensors)
        if self.court is not None:
            self.court.restore(tensors)
        sizes = {name.partition(".")[2]: x for name, x in tensors.items() if name.startswith("balancer.")}
        self.balancer.restore({name: x.to(self.fabric.device) for name, x in sizes.items()})


def _heard(sound: Tensor, turn: int) -> Tensor:
    """Pick what is listened to in each clip [B, 2, n], by turns left, right, mid and side; [B, n].

    Args:
        turn: whose turn it is in the first clip.
    """
    pans = sound.new_tensor([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [0.5, -0.5]])
    turns = (torch.arange(len(sound), device=sound.device) + turn) % len(pans)
    return torch.einsum("bc,bcn->bn", pans[turns], sound)


def _widened(old: dict[str, Tensor], mine: dict[str, Tensor]) -> dict[str, Tensor]:
    """Widen a given codec's first layers by what it was not given and did not tell; the rest stays as it is."""
    fitted = dict(old)
    for name in ("encoder.enter.weight", "decoder.enter.weight"):
        if name in old and old[name].shape[1] < mine[name].shape[1]:
            fitted[name] = torch.zeros_like(mine[name], device=old[name].device)
            fitted[name][:, : old[name].shape[1]] = old[name]
    return fitted
