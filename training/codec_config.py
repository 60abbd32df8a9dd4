"""Every size of the codec, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from torch import Tensor

from training.config import TrainingError
from training.layers import FRONTS, critical_bands, transform
from training.quantizer import CODES_BY

STREAMS = 2  # mid and side
FOLLOWED_HZ = 600.0  # below, coefficients are followed; above, loudness is


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
    envelope_parts: int = 0  # of a column, whose loudness in treble is told beside the rest, for attacks; 0: none
    envelope_latent: int = 8  # numbers in a latent frame that tell it
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

        if self.hiss_bands:
            self._check_bands()
        whole = self.front == "mdct" and self.overlap_samples == self.block_samples
        if self.envelope_parts and (not whole or self.block_samples % self.envelope_parts):
            raise TrainingError(
                f"[model] envelope_parts = {self.envelope_parts}: this needs an mdct of full overlap whose "
                f"{self.block_samples} samples can be divided by it"
            )

    def _check_bands(self) -> None:
        pitch, most = self.pitch, self.hiss_bands
        while not critical_bands(most, pitch).any(dim=1).all():
            most -= 1
        if most < self.hiss_bands:
            raise TrainingError(
                f"[model] hiss_bands = {self.hiss_bands}: some of them would hold no bin; {self.block_samples} samples "
                f"a block are enough for {most}"
            )

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
        """Numbers in one latent frame: the network's, then those that tell loudness by bands, then by parts."""
        return self.hiss_end + (self.envelope_latent if self.envelope_parts else 0)

    @property
    def hiss_end(self) -> int:
        """Where in a latent frame the numbers that tell the loudness of bands end."""
        return self.latent + (self.hiss_latent if self.hiss_bands else 0)

    @property
    def seen_size(self) -> int:
        """Numbers that the encoder is given of one column: bins, bands, parts."""
        return self.heard_bins + self.hiss_bands + self.envelope_parts

    @property
    def followed_bins(self) -> int:
        """How many of the spoken bins lie below FOLLOWED_HZ."""
        return int((self.pitch < FOLLOWED_HZ).sum())

    @property
    def told_bands(self) -> int:
        """Loudnesses in one frame: of every band of every column of mid and side."""
        return STREAMS * self.blocks_per_frame * self.hiss_bands

    @property
    def told_parts(self) -> int:
        """Gains in one frame: of every part of every column of mid and side."""
        return STREAMS * self.blocks_per_frame * self.envelope_parts

    @property
    def pitch(self) -> Tensor:
        """Hertz of every spoken bin, [spoken_bins]."""
        return transform(self.front, self.block_samples, self.overlap_samples)[2] * self.sample_rate

    @property
    def spoken_bins(self) -> int:
        """Numbers in one spectrum column that the decoder gives: the first of the heard ones."""
        return self.block_samples if self.front == "mdct" else self.heard_bins
