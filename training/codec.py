"""The codec: 48 kHz stereo to 50 columns of codes a second and back, looking at nothing beyond its own hop.

Mid and side run side by side in the batch axis through the same weights (a learned row says which is which) and meet
at the bottleneck, so that one column of codes stands for both. Spectrum in (MDCT and its MDST twin, squeezed by
asinh), MDCT out (or an STFT both ways); between them ConvNeXt blocks at 100 columns a second, and wider ones at 50.
Where nobody can know the signs of coefficients, the decoder may add noise: how loud it has to be in each critical band
is told beside the rest, on a way of its own; and so may be how loud treble is in each part of a column.

Memory is an argument: `encoder_state` and `decoder_state` give the empty one, an ordered dict of named tensors, and
every call returns the next. A whole file is one long hop. The exporters turn each name into a pair past_* and
past_next_* of the graph.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor, nn

from training.codec_config import FOLLOWED_HZ, STREAMS, CodecConfig
from training.config import TrainingError, from_table
from training.envelope import Envelope
from training.layers import Analysis, Block, Hiss, Synthesis, critical_bands
from training.learner import restore_model
from training.quantizer import ResidualQuantizer
from training.run import read_checkpoint

State = dict[str, Tensor]
LOUDEST = 4.0  # of the noise, in nepers above a bin's usual size
LATENT_SIZE = 1.5  # r.m.s. of the network's part of latent frames, at most
TOLD_SIZE = 4.0  # of the loudness in latent frames: codes spend their first levels on it
PARTS_SIZE = 5.0  # of gains in nepers in latent frames: hits are rare, and codes go where numbers are large
FOLLOWED_QUIETER = 4.0  # below FOLLOWED_HZ noise begins so many nepers softer


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


def _nothing_yet(size_in: int, size_out: int) -> nn.Linear:
    """Return a layer that says 0 until it has learned."""
    layer = nn.Linear(size_in, size_out)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


class Encoder(nn.Module):
    """Spectrum columns of mid and side to latent frames."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        c = config
        self.config = config
        self.enter = nn.Linear(c.seen_size, c.width)
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
        if c.envelope_parts:
            self.tell_parts = nn.Linear(c.told_parts, c.envelope_latent)

    def initial_state(self, batch: int) -> State:
        columns = _block_states("block", self.blocks, batch * STREAMS)
        return {**columns, **_block_states("frame_block", self.frame_blocks, batch)}

    def forward(self, x: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn [B, 2, T, seen_size], as `Codec.look` gives it, into [B, T / blocks_per_frame, latent_width]."""
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
        latent = [self.leave(self.norm(y))]
        bands_end = c.heard_bins + c.hiss_bands
        if c.hiss_bands:
            latent.append(self.tell(by_frame(x[..., c.heard_bins : bands_end], c.blocks_per_frame)))
        if c.envelope_parts:
            latent.append(self.tell_parts(by_frame(x[..., bands_end:], c.blocks_per_frame)))
        return torch.cat(latent, dim=-1), past_next


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
            self.hiss_gain = _nothing_yet(c.width, c.hiss_bands)
            self.hiss_fine = _nothing_yet(c.width, c.spoken_bins)
        if c.envelope_parts:
            self.parts_told = nn.Linear(c.envelope_latent, c.told_parts)
            self.parts_gain = _nothing_yet(c.width, c.envelope_parts)

    def initial_state(self, batch: int) -> State:
        frames = _block_states("frame_block", self.frame_blocks, batch)
        return {**frames, **_block_states("block", self.blocks, batch * STREAMS)}

    def forward(self, x: Tensor, rows: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn latent [B, F, latent_width] into [B, 2, F * blocks_per_frame, spoken_bins + envelope_parts].

        Bins are in units of `scale`, the gains of parts behind them in nepers. `rows` int64 [B or 1, F] says which
        noise each frame is given, see `Hiss`.
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
            told = by_column(self.hiss_told(x[..., c.latent : c.hiss_end]), c.blocks_per_frame)
            gains = told + self.hiss_gain(y)  # in nepers; the network corrects what was told
            # Bin by bin, too: a tone whose sign is not known is at least a narrow noise.
            fine = self.hiss_fine(y).clamp(-LOUDEST, LOUDEST).exp()
            columns = columns + self.hiss(gains.clamp(max=LOUDEST).exp(), rows) * fine
        if c.envelope_parts:
            parts = by_column(self.parts_told(x[..., c.hiss_end :]), c.blocks_per_frame) + self.parts_gain(y)
            columns = torch.cat([columns, parts], dim=-1)
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
        self.followed_bins = config.followed_bins
        self.envelope = Envelope(config.block_samples, config.envelope_parts) if config.envelope_parts else None
        self.register_buffer("scale", torch.ones(STREAMS, config.spoken_bins))
        bands = critical_bands(config.hiss_bands, config.pitch).T if config.hiss_bands else torch.zeros(0, 0)
        self.register_buffer("bands", bands.contiguous(), persistent=False)  # [bins, bands]

    def encoder_state(self, batch: int) -> State:
        """Return the memory of an encoder that has heard silence for ever."""
        heard = {"analysis": self.analysis.initial_state(batch * STREAMS)}
        if self.envelope is not None:
            heard["envelope"] = self.envelope.initial_measure(batch * STREAMS)
        return {**heard, **self.encoder.initial_state(batch)}

    def decoder_state(self, batch: int) -> State:
        """Return the memory of a decoder that has played silence for ever."""
        said = self.decoder.initial_state(batch)
        if self.envelope is not None:
            said["envelope"] = self.envelope.initial_play(batch * STREAMS)
            said["synthesis_low"] = self.synthesis.initial_state(batch * STREAMS)
        return {**said, "synthesis": self.synthesis.initial_state(batch * STREAMS)}

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

    def look(self, audio: Tensor, past: State) -> tuple[Tensor, Tensor, State]:
        """Turn sound [B, 2, F * hop_samples] into what the encoder is given of it.

        Returns:
            [B, 2, T, seen_size]; the spectrum [B, 2, T, heard_bins] of mid and side; and those memories of the next
            call that are not the encoder's.
        """
        spectrum, heard = self.spectrum(audio, past["analysis"])
        seen = self.squeeze(spectrum)
        if self.envelope is None:
            return seen, spectrum, {"analysis": heard}
        both = mid_side(audio).flatten(0, 1)
        parts, powers = self.envelope.measure(both, past["analysis"][:, -1:], past["envelope"])
        seen = torch.cat([seen, parts.unflatten(0, (-1, STREAMS))], dim=-1)
        return seen, spectrum, {"analysis": heard, "envelope": powers}

    def sound(self, said: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn what the decoder said, [B, 2, T, ...], into left and right [B, 2, T * block_samples].

        Bins are in full scale here (`full_scale`). `past` is the decoder's memory; what comes back belongs to the next.
        """
        batch, bins = said.shape[0], self.config.spoken_bins
        spectrum = said[..., :bins].flatten(0, 1)
        both, tail = self.synthesis(spectrum, past["synthesis"])
        past_next = {"synthesis": tail}
        if self.envelope is not None:
            low, past_next["synthesis_low"] = self.synthesis(spectrum[..., : self.followed_bins], past["synthesis_low"])
            gains = said[..., bins:].flatten(0, 1)
            treble, past_next["envelope"] = self.envelope.play(both - low, gains, past["envelope"])
            both = low + treble
        return mid_side(both.reshape(batch, STREAMS, -1)), past_next

    def full_scale(self, said: Tensor) -> Tensor:
        """Bring the bins that the decoder said, in units of `scale`, to full scale ±1; gains stay what they are."""
        bins = self.config.spoken_bins
        return torch.cat([said[..., :bins] * self.scale[:, None], said[..., bins:]], dim=-1)

    def hear(self, audio: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn sound [B, 2, F * hop_samples] into latent frames [B, F, latent_width], before they are quantized."""
        seen, _, heard = self.look(audio, past)
        latent, past_next = self.encoder(seen, past)
        return self.bound(latent), {**heard, **past_next}

    def bound(self, latent: Tensor) -> Tensor:
        """Keep the network's part of latent frames [B, F, latent_width] from growing past LATENT_SIZE.

        Codes go where numbers are large. Unbounded, the network grew until none were left for what is told beside it.
        """
        if self.config.latent_width == self.config.latent:
            return latent
        own, told = latent[..., : self.config.latent], latent[..., self.config.latent :]
        size = own.square().mean(dim=-1, keepdim=True).clamp(min=LATENT_SIZE**2).sqrt()
        return torch.cat([own * (LATENT_SIZE / size), told], dim=-1)

    def speak(self, latent: Tensor, rows: Tensor, past: State) -> tuple[Tensor, State]:
        """Turn latent frames [B, F, latent_width] and their `hiss_rows` into sound [B, 2, F * hop_samples]."""
        said, past_next = self.decoder(latent, rows, past)
        audio, played = self.sound(self.full_scale(said), past)
        return audio, {**past_next, **played}

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

    @torch.no_grad()
    def seed_envelope(self, gains: Tensor) -> None:
        """Let the gains of parts be told by their principal directions, and played as they were told.

        Args:
            gains: [N, told_parts] of real frames, in nepers, `by_frame`.
        """
        mean = gains.mean(dim=0)
        _, vectors = torch.linalg.eigh(torch.cov((gains - mean).T.double()))
        axes = vectors[:, -self.config.envelope_latent :].flip(1).float()
        self.encoder.tell_parts.weight.copy_(PARTS_SIZE * axes.T)
        self.encoder.tell_parts.bias.copy_(-PARTS_SIZE * mean @ axes)
        self.decoder.parts_told.weight.copy_(axes / PARTS_SIZE)
        self.decoder.parts_told.bias.copy_(mean)
        nn.init.zeros_(self.decoder.parts_gain.weight)
        nn.init.zeros_(self.decoder.parts_gain.bias)

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
