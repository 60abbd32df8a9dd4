"""An independent pair of ears: the two taggers of musicnn, which have never heard anything that was made here.

Each hears 3 s of sound at 16 kHz as 96 mel bands and says how likely each of 50 words is; one learned the words of
MagnaTagATune, the other those of the Million Song Dataset. The 200 numbers before the last layer, of both together,
are the space in which Fréchet distances are taken. The weights come with the PyPI package musicnn (ISC); TensorFlow
is not needed. A patch costs about 0.2 s of a core.

Source: Pons & Serra 2019, arXiv:1909.06654; layers as musicnn/models.py of the package has them.
"""

from __future__ import annotations

import ast
import importlib.util
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import numpy.typing as npt
import soxr
import torch
from torch import Tensor
from torch.nn import functional

from rtmusic.units import Samples
from training.config import TrainingError
from training.evaluation.music.checkpoint import Floats, read_checkpoint_floats

INSTALL = "pip install --no-deps musicnn==0.1.0"
NETS = ("MTT", "MSD")
RATE = 16_000
FFT_SAMPLES, HOP_SAMPLES, BANDS = 512, 256, 96
PATCH_FRAMES = 187  # 3 s
PATCH_S = PATCH_FRAMES * HOP_SAMPLES / RATE
EVERY_S = 1.5  # a patch begins: each moment is heard twice
EMBEDDING = 400  # numbers, of both nets together
_AT_A_TIME = 4  # patches; more fall out of the cache
_NORM_EPSILON = 1e-3  # of TensorFlow's batch normalisation
_TIMBRE, _TIME = (0, 1), (2, 3, 4)  # numbers of the convolutions that look across bands, and along time
_DEEPER = (5, 6, 7)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the two nets say about one sound."""

    embedding: Floats  # [patches, EMBEDDING]
    tags: Floats  # [patches, 100], probabilities in the order of `tag_names`


class Ears:
    """Both taggers, loaded. One thread calls `hear`; nothing is kept between calls."""

    def __init__(self) -> None:
        """Load the weights.

        Raises:
            TrainingError: the package musicnn is not installed, or not the one that is expected.
        """
        self._nets = [_Net(read_checkpoint_floats(f"{_package() / f'{net}_musicnn'}/")) for net in NETS]

    def hear(self, sound: Samples, rate: int, every_s: float = EVERY_S) -> Heard:
        """Listen to a sound.

        Args:
            sound: float32 [C, n], n at least PATCH_S; it is heard in mono.
            rate: its sample rate in Hz.
            every_s: seconds after which the next patch begins.

        Raises:
            ValueError: shorter than a patch.
        """
        patches = torch.from_numpy(_patches(_log_mel(sound, rate), every_s))
        said = [[net(part) for part in patches.split(_AT_A_TIME)] for net in self._nets]
        tags, embedding = (
            torch.cat([torch.cat([answer[which] for answer in net]) for net in said], dim=1) for which in (0, 1)
        )
        return Heard(embedding.numpy(), tags.numpy())


def tag_names() -> tuple[str, ...]:
    """What the 100 tags are, as "MTT piano": first the words of one net, then those of the other.

    Raises:
        TrainingError: the package musicnn is not installed, or not the one that is expected.
    """
    labels = _labels(_package() / "configuration.py")
    return tuple(f"{net} {word}" for net in NETS for word in labels[net])


def _package() -> Path:
    found = importlib.util.find_spec("musicnn")
    if found is None or not found.submodule_search_locations:
        raise TrainingError(f"musicnn is not installed. Install it:  {INSTALL}")
    return Path(next(iter(found.submodule_search_locations)))


def _labels(configuration: Path) -> dict[str, list[str]]:
    """The words of both nets, read and not executed."""
    lists: dict[str, list[str]] = {}
    for line in ast.parse(configuration.read_text(encoding="utf-8")).body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            name = line.targets[0].id.removesuffix("_LABELS")
            if name in NETS:
                lists[name] = ast.literal_eval(line.value)
    if {name: len(words) for name, words in lists.items()} != dict.fromkeys(NETS, 50):
        raise TrainingError(f"{configuration}: not the words of musicnn 0.1.0. Install it again:  {INSTALL}")
    return lists


def _log_mel(sound: Samples, rate: int) -> Floats:
    """float32 [frames, BANDS], as the nets were trained on."""
    mono = soxr.resample(sound.mean(axis=0), rate, RATE)
    mel = librosa.feature.melspectrogram(y=mono, sr=RATE, n_fft=FFT_SAMPLES, hop_length=HOP_SAMPLES, n_mels=BANDS)
    out: Floats = np.log10(10_000.0 * mel.T + 1.0).astype(np.float32)
    return out


def _patches(mel: Floats, every_s: float) -> npt.NDArray[np.float32]:
    if len(mel) < PATCH_FRAMES:
        raise ValueError(f"{len(mel)} frames; a patch has {PATCH_FRAMES}, {PATCH_S:.2f} s")
    step = round(every_s * RATE / HOP_SAMPLES)
    starts = range(0, len(mel) - PATCH_FRAMES + 1, step)
    return np.stack([mel[start : start + PATCH_FRAMES] for start in starts])


class _Net:
    """One tagger. Batch normalisation is kept as a factor and a summand, for nothing here learns."""

    def __init__(self, tensors: dict[str, Floats]) -> None:
        self._norms = [_affine(tensors, _numbered("batch_normalization", n)) for n in range(11)]
        self._convs = []
        for n in range(8):
            name = _numbered("conv2d", n)
            kernel = torch.from_numpy(tensors[f"{name}/kernel"].transpose(3, 2, 0, 1).copy())  # [out, in, time, bands]
            self._convs.append((kernel, torch.from_numpy(tensors[f"{name}/bias"].copy())))
        self._dense = [
            tuple(torch.from_numpy(tensors[f"{_numbered('dense', n)}/{part}"].copy()) for part in ("kernel", "bias"))
            for n in range(2)
        ]

    @torch.inference_mode()
    def __call__(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        """[B, PATCH_FRAMES, BANDS] -> probabilities [B, 50] and the layer before [B, 200]."""
        x = self._norm(patches[:, None], 0)
        front = [self._across(x, n, (3, 3)) for n in _TIMBRE]
        for n in _TIME:
            before = (self._convs[n][0].shape[2] - 1) // 2
            front.append(self._across(x, n, (before, self._convs[n][0].shape[2] - 1 - before)))
        layers = [torch.cat(front, dim=1)]  # [B, channels, frames]
        for n in _DEEPER:
            # Seen as a picture whose width is the channels, so that one kernel covers all of them.
            picture = functional.pad(layers[-1].transpose(1, 2)[:, None], (0, 0, 3, 3))
            new = self._norm(self._conv(picture, n).squeeze(3), n + 1)
            layers.append(new if n == _DEEPER[0] else new + layers[-1])
        everything = torch.cat(layers, dim=1)
        pooled = torch.stack([everything.amax(dim=2), everything.mean(dim=2)], dim=2).flatten(1)
        hidden = functional.relu(self._norm(pooled, 9) @ self._dense[0][0] + self._dense[0][1])
        embedding = self._norm(hidden, 10)
        return torch.sigmoid(embedding @ self._dense[1][0] + self._dense[1][1]), embedding

    def _across(self, x: Tensor, number: int, around: tuple[int, int]) -> Tensor:
        """A convolution of the front end and the strongest answer over all bands, [B, channels, frames]."""
        answers = self._conv(functional.pad(x, (0, 0, *around)), number)
        # The strongest after the norm: the weakest before it where the factor is negative. Far fewer numbers to norm.
        rises = (self._norms[number + 1][0] > 0)[:, None]
        return self._norm(torch.where(rises, answers.amax(dim=3), answers.amin(dim=3)), number + 1)

    def _conv(self, x: Tensor, number: int) -> Tensor:
        return functional.conv2d(x, *self._convs[number]).relu_()

    def _norm(self, x: Tensor, number: int) -> Tensor:
        factor, summand = (part.view(-1, *[1] * (x.ndim - 2)) for part in self._norms[number])
        return x * factor + summand


def _numbered(name: str, number: int) -> str:
    return f"{name}_{number}" if number else name


def _affine(tensors: dict[str, Floats], name: str) -> tuple[Tensor, Tensor]:
    mean, variance, gamma, beta = (
        torch.from_numpy(tensors[f"{name}/{part}"].copy())
        for part in ("moving_mean", "moving_variance", "gamma", "beta")
    )
    factor = gamma * torch.rsqrt(variance + _NORM_EPSILON)
    return factor, beta - mean * factor
