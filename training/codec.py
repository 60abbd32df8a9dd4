"""The codec: 48 kHz stereo to 50 columns of codes a second and back, looking at nothing beyond its own hop.

Mid and side run side by side in the batch axis through the same weights (a learned row says which is which) and meet
at the bottleneck, so that one column of codes stands for both. Spectrum in (MDCT and its MDST twin, squeezed by
asinh), MDCT out (or an STFT both ways); between them ConvNeXt blocks at 100 columns a second, and wider ones at 50.
Where nobody can know the signs of coefficients, the decoder may add noise: how loud it has to be in each critical band
is told beside the rest, on a way of its own.

Memory is an argument: `encoder_state` and `decoder_state` give the empty one, an ordered dict of named tensors, and
every call returns the next. A whole file is one long hop. The exporters turn each name into a pair past_* and
past_next_* of the graph.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from torch import Tensor, nn

from training.config import TrainingError, from_table
from training.layers import FRONTS, Analysis, Block, Hiss, Synthesis, critical_bands, transform
from training.learner import restore_model
from training.quantizer import CODES_BY, ResidualQuantizer
from training.run import read_checkpoint

State = dict[str, Tensor]
STREAMS = 2  # mid and side
LOUDEST = 4.0  # of the noise, in nepers above a bin's usual size
TOLD_SIZE = 4.0  # of the loudness in latent frames: codes spend their first levels on it
FOLLOWED_HZ, FOLLOWED_QUIETER = 600.0, 4.0  # below, coefficients are known; there noise begins so many nepers softer


@dataclass(frozen=True, slots=True)
class CodecConfig:
    """Every size of the codec. A frame is `blocks_per_frame` spectrum columns of `block_samples` each."""

    sample_rate: int = 48_000
    block_samples: int = 480
    blocks_per_frame: int = 2
    front: str = "mdct"  # or "stft": the transform that the codec hears and speaks in
    overlap_samples: int = 480  # of the lapped transform: also the delay of decode(encode(x)) beyond the hop
    width: int = 256  # channels at the rate of spectrum columns
    frame_width: int = 512  # channels at the rate of frames
    latent: int = 128
    kernel: int = 7
    expansion: int = 3
    encoder_blocks: int = 4
    encoder_frame_blocks: int = 2
    decoder_frame_blocks: int = 2
    decoder_blocks: int = 6
    hiss_bands: int = 0  # critical bands whose loudness is told beside the rest, and met with noise; 0: none
    hiss_latent: int = 32  # numbers in a latent frame that tell it
    levels: int = 16
    codes: int = 1024
    code_dim: int = 8
    codes_by: str = "means"  # running means of what each code stood for (VQ-VAE), or "gradient" (DAC)
    normalised: bool = False  # the code of the nearest direction wins (DAC), not the nearest code

    def __post_init__(self) -> None:
        for name, known in (("front", FRONTS), ("codes_by", CODES_BY)):
            if getattr(self, name) not in known:
                raise TrainingError(f"[model] {name} = {getattr(self, name)!r}: choose one of {', '.join(known)}")
        for f in fields(self):
            if isinstance(f.default, int) and not isinstance(f.default, bool):
                least = min(f.default, 1)
                if getattr(self, f.name) < least:
                    raise TrainingError(f"[model] {f.name} = {getattr(self, f.name)}: must be at least {least}")

    @property
    def hop_samples(self) -> int:
        """Samples that one column of codes stands for."""
        return self.block_samples * self.blocks_per_frame

    @property
    def delay_samples(self) -> int:
        """decode(encode(x))[t] stands for x[t - delay_samples]."""
        return self.overlap_samples

    @property
    def heard_bins(self) -> int:
        """Numbers in one spectrum column that the encoder is given."""
        return 2 * self.block_samples if self.front == "mdct" else self.block_samples + self.overlap_samples

    @property
    def latent_width(self) -> int:
        """Numbers in one latent frame: the network's, then those that tell the loudness of bands."""
        return self.latent + (self.hiss_latent if self.hiss_bands else 0)

    @property
    def told_bands(self) -> int:
        """Loudnesses in one frame: of every band of every column of mid and side."""
        return STREAMS * self.blocks_per_frame * self.hiss_bands

    @property
    def pitch(self) -> Tensor:
        """Hertz of every spoken bin, [spoken_bins]."""
        return transform(self.front, self.block_samples, self.overlap_samples)[2] * self.sample_rate

    @property
    def spoken_bins(self) -> int:
        """Numbers in one spectrum column that the decoder gives: the first of the heard ones."""
        return self.block_samples if self.front == "mdct" else self.heard_bins


def mid_side(left_right: Tensor) -> Tensor:
    """Turn [B, 2, n] left and right into mid and side; the same again turns them back."""
    left, right = left_right[:, 0], left_right[:, 1]
    return torch.stack([left + right, left - right], dim=1) * math.sqrt(0.5)


def by_frame(x: Tensor, columns: int) -> Tensor:
    """Turn [B, S, T, n] into frames [B, T / columns, S * columns * n]: streams, in each its columns, in each its n."""
    batch, streams, _, size = x.shape
    return x.reshape(batch, streams, -1, columns * size).transpose(1, 2).flatten(2)


def by_column(frames: Tensor, columns: int) -> Tensor:
    """Undo `by_frame`: [B, F, STREAMS * columns * n] back into [B, STREAMS, F * columns, n]."""
    batch, _, size = frames.shape
    each = frames.reshape(batch, -1, STREAMS, size // STREAMS).transpose(1, 2)
    return each.reshape(batch, STREAMS, -1, size // (STREAMS * columns))


def _block_states(name: str, blocks: nn.ModuleList, batch: int) -> State:
    return {f"{name}_{i}": b.initial_state(batch) for i, b in enumerate(blocks) if isinstance(b, Block)}


class Encoder(nn.Module):
    """Spectrum columns of mid and side to latent frames."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        c = config
        self.config = config
        self.enter = nn.Linear(c.heard_bins + c.hiss_bands, c.width)
        self.stream = nn.Parameter(torch.randn(STREAMS, c.width) * 0.02)
        self.blocks = nn.ModuleList(Block(c.width, c.kernel, c.expansion) for _ in range(c.encoder_blocks))
        self.meet = nn.Linear(STREAMS * c.blocks_per_frame * c.width, c.frame_width)
        self.frame_blocks = nn.ModuleList(
            Block(c.frame_width, c.kernel, c.expansion) for _ in range(c.encoder_frame_blocks)
        )
        self.norm = nn.LayerNorm(c.frame_width)
        self.leave = nn.Linear(c.frame_width, c.latent)
        if c.hiss_bands:
            self.tell = nn.Linear(c.told_bands, c.hiss_latent)

    def initial_state(self, batch: int) -> State:
        columns = _block_states("block", self.blocks, batch * STREAMS)
        return {**columns, **_block_states("frame_block", self.frame_blocks, batch)}

    def forward(self, x: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn [B, 2, T, heard_bins + hiss_bands], squeezed, into [B, T / blocks_per_frame, latent_width]."""
        c = self.config
        batch = x.shape[0]
        past_next: State = {}
        y = self.enter(x) + self.stream[:, None]
        y = y.reshape(batch * STREAMS, -1, c.width)
        for i, block in enumerate(self.blocks):
            y, past_next[f"block_{i}"] = block(y, past[f"block_{i}"])
        y = self.meet(by_frame(y.reshape(batch, STREAMS, -1, c.width), c.blocks_per_frame))
        for i, block in enumerate(self.frame_blocks):
            y, past_next[f"frame_block_{i}"] = block(y, past[f"frame_block_{i}"])
        latent = self.leave(self.norm(y))
        if c.hiss_bands:
            latent = torch.cat([latent, self.tell(by_frame(x[..., c.heard_bins :], c.blocks_per_frame))], dim=-1)
        return latent, past_next


class Decoder(nn.Module):
    """Latent frames to spectrum columns of mid and side."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        c = config
        self.config = config
        self.enter = nn.Linear(c.latent_width, c.frame_width)
        self.frame_blocks = nn.ModuleList(
            Block(c.frame_width, c.kernel, c.expansion) for _ in range(c.decoder_frame_blocks)
        )
        self.part = nn.Linear(c.frame_width, STREAMS * c.blocks_per_frame * c.width)
        self.stream = nn.Parameter(torch.randn(STREAMS, c.width) * 0.02)
        self.blocks = nn.ModuleList(Block(c.width, c.kernel, c.expansion) for _ in range(c.decoder_blocks))
        self.norm = nn.LayerNorm(c.width)
        self.leave = nn.Linear(c.width, c.spoken_bins)
        with torch.no_grad():
            self.leave.weight.mul_(0.1)  # a fresh decoder is nearly silent: noise would have to be unlearned first
        self.hiss: Hiss | None = None
        if c.hiss_bands:
            self.hiss = Hiss(STREAMS, c.blocks_per_frame, c.hiss_bands, c.pitch)
            self.hiss_told = nn.Linear(c.hiss_latent, c.told_bands)
            self.hiss_gain = nn.Linear(c.width, c.hiss_bands)
            nn.init.zeros_(self.hiss_gain.weight)
            nn.init.zeros_(self.hiss_gain.bias)

    def initial_state(self, batch: int) -> State:
        frames = _block_states("frame_block", self.frame_blocks, batch)
        return {**frames, **_block_states("block", self.blocks, batch * STREAMS)}

    def forward(self, x: Tensor, rows: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn latent [B, F, latent_width] into [B, 2, F * blocks_per_frame, spoken_bins], in units of `scale`.

        `rows` int64 [B or 1, F] says which noise each frame is given, see `Hiss`.
        """
        c = self.config
        batch = x.shape[0]
        past_next: State = {}
        y = self.enter(x)
        for i, block in enumerate(self.frame_blocks):
            y, past_next[f"frame_block_{i}"] = block(y, past[f"frame_block_{i}"])
        y = by_column(self.part(y), c.blocks_per_frame) + self.stream[:, None]
        y = y.reshape(batch * STREAMS, -1, c.width)
        for i, block in enumerate(self.blocks):
            y, past_next[f"block_{i}"] = block(y, past[f"block_{i}"])
        y = self.norm(y).reshape(batch, STREAMS, -1, c.width)
        columns = self.leave(y)
        if self.hiss is not None:
            told = by_column(self.hiss_told(x[..., c.latent :]), c.blocks_per_frame)
            gains = told + self.hiss_gain(y)  # in nepers; the network corrects what was told
            columns = columns + self.hiss(gains.clamp(max=LOUDEST).exp(), rows)
        return columns, past_next


class Codec(nn.Module):
    """Stereo sound to codes and back, hop by hop or a whole file at once.

    `scale` [2, spoken_bins] is the r.m.s. of every bin of mid and side over the training data, measured once
    before training: one fixed size per bin, so that quiet treble is worth as much as loud bass.
    """

    scale: Tensor
    bands: Tensor

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.config = config
        self.analysis = Analysis(config.block_samples, config.overlap_samples, config.front)
        self.encoder = Encoder(config)
        self.quantizer = ResidualQuantizer(
            config.latent_width, config.levels, config.codes, config.code_dim, config.codes_by, config.normalised
        )
        self.decoder = Decoder(config)
        self.synthesis = Synthesis(config.block_samples, config.overlap_samples, config.front)
        self.register_buffer("scale", torch.ones(STREAMS, config.spoken_bins))
        bands = critical_bands(config.hiss_bands, config.pitch).T if config.hiss_bands else torch.zeros(0, 0)
        self.register_buffer("bands", bands.contiguous(), persistent=False)  # [bins, bands]

    def encoder_state(self, batch: int) -> State:
        """Return the memory of an encoder that has heard silence for ever."""
        return {"analysis": self.analysis.initial_state(batch * STREAMS), **self.encoder.initial_state(batch)}

    def decoder_state(self, batch: int) -> State:
        """Return the memory of a decoder that has played silence for ever."""
        return {**self.decoder.initial_state(batch), "synthesis": self.synthesis.initial_state(batch * STREAMS)}

    def spectrum(self, audio: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Turn [B, 2, n] left and right into [B, 2, T, heard_bins] mid and side (the spoken bins first)."""
        batch = audio.shape[0]
        both = mid_side(audio).reshape(batch * STREAMS, -1)
        columns, past_next = self.analysis(both, past)
        return columns.reshape(batch, STREAMS, -1, self.config.heard_bins), past_next

    def squeeze(self, spectrum: Tensor) -> Tensor:
        """Bring every bin to its own size and its loud moments near the quiet ones, as the encoder wants it.

        Where the configuration says so, the loudness of critical bands stands behind the bins: it could be worked out
        from them, but above some 500 Hz training did not find out how, and such codes knew next to nothing of treble.
        """
        c = self.config
        views = c.heard_bins // c.spoken_bins  # the MDST's size is the MDCT's
        x = spectrum / torch.cat([self.scale] * views, dim=-1)[:, None]
        # asinh, in the operators that run vectorised in torch and in ONNX Runtime alike.
        size = x.abs()
        squeezed = x.sign() * (size + (x.square() + 1.0).sqrt()).log()
        if not c.hiss_bands:
            return squeezed
        power = spectrum.square().unflatten(-1, (views, c.spoken_bins)).sum(dim=-2) @ self.bands
        usual = (views * self.scale.square() @ self.bands)[:, None]
        # From 1e-6 of the usual power, or nothing at all, to ten times as much: about -2.5 to 1.6.
        return torch.cat([squeezed, ((power / usual + 1e-6).log() + 4.0) / 4.0], dim=-1)

    def sound(self, spectrum: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Turn [B, 2, T, spoken_bins] of mid and side into [B, 2, T * block_samples] left and right."""
        batch = spectrum.shape[0]
        both, past_next = self.synthesis(spectrum.reshape(batch * STREAMS, -1, self.config.spoken_bins), past)
        return mid_side(both.reshape(batch, STREAMS, -1)), past_next

    def hear(self, audio: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn sound [B, 2, F * hop_samples] into latent frames [B, F, latent_width], before they are quantized."""
        spectrum, heard = self.spectrum(audio, past["analysis"])
        latent, past_next = self.encoder(self.squeeze(spectrum), past)
        return latent, {"analysis": heard, **past_next}

    def speak(self, latent: Tensor, rows: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn latent frames [B, F, latent_width] and their `hiss_rows` into sound [B, 2, F * hop_samples]."""
        columns, past_next = self.decoder(latent, rows, past)
        audio, tail = self.sound(columns * self.scale[:, None], past["synthesis"])
        return audio, {**past_next, "synthesis": tail}

    def hiss_rows(self, codes: Tensor, levels: Tensor | int) -> Tensor:
        """Return which noise goes with codes int64 [B, K, F], of which `levels` are heard: int64 [B, F]."""
        level = torch.arange(codes.shape[1], device=codes.device)[:, None]
        heard = torch.as_tensor(levels, device=codes.device)
        heard = (heard if heard.dim() == 2 else heard.reshape(-1, 1))[:, None] > level  # [B or 1, K, F or 1]
        return (codes * (2 * level + 1) * heard).sum(dim=1) * 7919 % 65_521 % Hiss.ROWS

    @torch.no_grad()
    def resize_latent(self, factor: float) -> None:
        """Make the network's part of latent frames so many times as large, for a quantizer that is yet to be seeded."""
        self.encoder.leave.weight.mul_(factor)
        self.encoder.leave.bias.mul_(factor)
        self.decoder.enter.weight[:, : self.config.latent].div_(factor)

    @torch.no_grad()
    def seed_hiss(self, loudness: Tensor) -> None:
        """Let loudness be told by its principal directions, and met by the noise as it was told.

        Args:
            loudness: [N, told_bands] of real frames: what `squeeze` gives of it, `by_frame`.
        """
        c = self.config
        mean = loudness.mean(dim=0)
        _, vectors = torch.linalg.eigh(torch.cov((loudness - mean).T.double()))
        axes = vectors[:, -c.hiss_latent :].flip(1).float()  # [told_bands, hiss_latent], strongest first
        self.encoder.tell.weight.copy_(TOLD_SIZE * axes.T)
        self.encoder.tell.bias.copy_(-TOLD_SIZE * mean @ axes)
        # `squeeze` says (ln power + 4) / 4; gains are ln amplitude.
        self.decoder.hiss_told.weight.copy_(2.0 / TOLD_SIZE * axes)
        followed = (c.pitch.to(self.bands) @ self.bands) / self.bands.sum(dim=0) < FOLLOWED_HZ
        quieter = (FOLLOWED_QUIETER * followed).repeat(STREAMS * c.blocks_per_frame)
        self.decoder.hiss_told.bias.copy_(2.0 * mean - 2.0 - quieter)
        nn.init.zeros_(self.decoder.hiss_gain.weight)
        nn.init.zeros_(self.decoder.hiss_gain.bias)

    def encode(self, audio: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn sound into codes, continuing where the last hop ended.

        Args:
            audio: float32 [B, 2, F * hop_samples], full scale ±1.
            past: what `encoder_state` or the last call gave.

        Returns:
            int64 codes [B, levels, F], coarse first, and the memory for the next call.
        """
        latent, past_next = self.hear(audio, past)
        return self.quantizer.encode(latent), past_next

    def decode(self, codes: Tensor, levels: Tensor | int, past: State) -> tuple[Tensor, State]:
        """Turn codes back into sound, continuing where the last hop ended.

        Args:
            codes: int64 [B, K, F], oldest frame first, each 0..codes - 1; K may be fewer than the model's levels.
            levels: how many rows are heard, coarse first: a number, or an int64 tensor of shape [], [B] or [B or 1, F].
            past: what `decoder_state` or the last call gave.

        Returns:
            float32 [B, 2, F * hop_samples], not clipped, delay_samples later than what was encoded; and the memory
            for the next call.
        """
        return self.speak(self.quantizer.decode(codes, levels), self.hiss_rows(codes, levels), past)


def load_codec(path: Path) -> Codec:
    """Load a trained codec, its averaged weights, ready to play (evaluation mode, no gradients).

    Args:
        path: a run folder (its newest checkpoint) or one checkpoint folder.

    Raises:
        TrainingError: there is no checkpoint, it is not a codec's, or its weights do not fit its configuration.
    """
    point = read_checkpoint(path)
    if point.kind != "codec":
        raise TrainingError(f"{point.folder} is a {point.kind} checkpoint, not a codec: name the codec's run folder")
    codec = Codec(from_table(CodecConfig, point.config["model"], f"{point.folder}/state.json [model]"))
    restore_model("average", codec, point.tensors())
    return codec.eval().requires_grad_(False)
