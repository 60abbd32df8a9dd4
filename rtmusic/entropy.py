"""How likely every code is after the codes before it, and codes as few bits by it; the same on every machine.

A small network looks at the codes of the last frames and at the coarser codes of this one, and gives every code of
the next level a share of a whole. Where writer and reader differ in one such number, everything after it is noise.
So the weights are eight-bit integers and every sum is a whole number below 2**24: float32 holds all of those exactly,
whatever order a processor or a library adds them in. The exponential is a table in the file.

The codes themselves become one large whole number (asymmetric numeral system). Python's integers have no limit, so
there is no carry, no renormalisation, and the shares may add up to anything. A chunk takes what its shares say, and
two bytes or three for the beginning of the number.

The file, ``entropy.npz`` in a bundle (NumPy's format, no pickle): levels K, codes V, numbers D that stand for a code,
L looks back (the sums of the last 1, 4, 16, 64 … frames), S units that remember, H units for each level.

    embedding  int8  [K, V, D]     what a code means
    past       int8  [S, L*K*D]    from the looks back, the shortest first
    past_bias  int32 [S]
    state      int8  [K, H, S]     from what is remembered
    coarser    int8  [K, H, K*D]   from the codes of this frame; zero where it would see its own level or a finer one
    bias       int32 [K, H]
    output     int8  [K, V, H]     from units to codes
    offset     int32 [K, V]
    shares     int32 [N]           what a code counts that is n/64 nats less likely than the likeliest, above 0

Sources: entropy coding of residual codes after Défossez et al. 2022 (EnCodec), arXiv:2210.13438; the numeral system
after Duda 2009, arXiv:0902.0271.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rtmusic.errors import BundleError, RecordingError
from rtmusic.units import Codes, Vector
from rtmusic.wholefile import sha256

FILE = "entropy.npz"
UNIT_SHIFT = 6  # a sum of 64 is one step of a unit
UNIT_TOP = 127
LOOK_BASE = 4  # each look back is so many times as long as the one before, and its sum halved once more
LOGIT_SHIFT = 4  # a logit is in 1/1024 nats, the table in 1/64
_EXACT = 1 << 24  # float32 holds every whole number up to here
_MOST_SHARES = 1 << 30  # all shares of one code together: one digit of Python's integers
_KINDS = {
    "embedding": np.int8,
    "past": np.int8,
    "past_bias": np.int32,
    "state": np.int8,
    "coarser": np.int8,
    "bias": np.int32,
    "output": np.int8,
    "offset": np.int32,
    "shares": np.int32,
}


def code_bits(codebook_size: int) -> int:
    """Bits that hold any code."""
    return max(1, (codebook_size - 1).bit_length())


def pack(codes: Codes, codebook_size: int) -> bytes:
    """Codes [K, F] as they are, `code_bits` each, highest bit first, frame by frame, coarse level first."""
    bits = code_bits(codebook_size)
    spread = (codes.T[..., None] >> np.arange(bits - 1, -1, -1)) & 1
    return np.packbits(spread.astype(np.uint8)).tobytes()


def unpack(data: bytes, levels: int, frames: int, codebook_size: int) -> Codes:
    """What `pack` was given.

    Raises:
        RecordingError: another number of bytes, or a code that the codebook does not have.
    """
    bits = code_bits(codebook_size)
    if len(data) != -(-levels * frames * bits // 8):
        raise RecordingError(f"{len(data)} bytes are not {frames} frames of {levels} codes")
    spread = np.unpackbits(np.frombuffer(data, np.uint8), count=levels * frames * bits)
    codes = spread.reshape(frames, levels, bits) @ (1 << np.arange(bits - 1, -1, -1, dtype=np.int64))
    if codes.max(initial=0) >= codebook_size:
        raise RecordingError(f"a code {codes.max()} is outside 0 to {codebook_size - 1}")
    return np.ascontiguousarray(codes.T)


def write_number(begins: Sequence[int], sizes: Sequence[int], totals: Sequence[int]) -> bytes:
    """Symbols as one whole number: symbol i has the shares begins[i] to begins[i] + sizes[i] of totals[i]."""
    number = 1
    for begin, size, total in zip(reversed(begins), reversed(sizes), reversed(totals), strict=True):
        whole, rest = divmod(number, size)
        number = whole * total + begin + rest
    return number.to_bytes(-(-number.bit_length() // 8), "little")


@dataclass(frozen=True, slots=True)
class EntropyModel:
    """The network of one bundle; it keeps nothing, every call begins with silence before it."""

    sha256: str  # of its file
    levels: int
    codebook_size: int
    _weights: Mapping[str, npt.NDArray[np.float32]]  # whole numbers
    _shares: npt.NDArray[np.int32]

    @classmethod
    def load(cls, path: Path, levels: int, codebook_size: int) -> EntropyModel:
        """Read and check a model for codes of this geometry.

        Raises:
            BundleError: it cannot be read, is made for other codes, or its sums would not be exact.
        """
        try:
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                arrays = {name: np.asarray(file[name]) for name in _KINDS}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise BundleError(f"{path} is no entropy model that can be read ({error}). {_AGAIN}") from error
        for name, kind in _KINDS.items():
            if arrays[name].dtype != kind:
                raise BundleError(f"{path}: {name} is {arrays[name].dtype}, not {np.dtype(kind)}. {_AGAIN}")
        _check_sizes(path, arrays, levels, codebook_size)
        _check_exact(path, arrays)
        weights = {name: np.ascontiguousarray(x, np.float32) for name, x in arrays.items() if name != "shares"}
        return cls(sha256(path), levels, codebook_size, weights, arrays["shares"])

    def encode(self, codes: Codes) -> bytes:
        """Write frames in few bits; they can be read without any frame before or after.

        Args:
            codes: int64 [K, F]; K may be smaller than the codec's levels, coarse ones first.
        """
        levels, frames = codes.shape
        begins, ends, totals = (np.empty((frames, levels), np.int64) for _ in range(3))
        for level, tops in enumerate(self._running_shares(codes)):
            code, rows = codes[level], np.arange(frames)
            begins[:, level] = np.where(code > 0, tops[rows, code - 1], 0)
            ends[:, level] = tops[rows, code]
            totals[:, level] = tops[:, -1]
        return write_number(begins.ravel().tolist(), (ends - begins).ravel().tolist(), totals.ravel().tolist())

    def decode(self, data: bytes, levels: int, frames: int) -> Codes:
        """Read what `encode` wrote.

        Raises:
            RecordingError: these bytes are not that many frames.
        """
        w = self._weights
        size = w["embedding"].shape[2]
        so_far = np.zeros((frames + 1, self.levels * size), np.float32)  # what the codes before each frame mean, added
        state = w["state"].reshape(-1, w["state"].shape[2])
        codes = np.empty((levels, frames), np.int64)
        number = int.from_bytes(data, "little")
        for frame in range(frames):
            sums = (state @ self._remember(so_far, np.array([frame]))[0]).reshape(w["bias"].shape) + w["bias"]
            now = np.zeros(self.levels * size, np.float32)
            for level in range(levels):
                known = level * size
                tops = self._tops(level, sums[level] + w["coarser"][level, :, :known] @ now[:known])
                whole, rest = divmod(number, int(tops[-1]))
                code = int(tops.searchsorted(rest, side="right"))
                begin = int(tops[code - 1]) if code else 0
                number = whole * (int(tops[code]) - begin) + rest - begin
                codes[level, frame] = code
                now[known : known + size] = w["embedding"][level, code]
            so_far[frame + 1] = so_far[frame] + now
        if number != 1:
            raise RecordingError(f"{len(data)} bytes are not {frames} frames of {levels} codes by this entropy model")
        return codes

    def bits(self, codes: Codes) -> npt.NDArray[np.float64]:
        """How many bits each code takes, float64 [K, F]."""
        counted = np.empty(codes.shape)
        rows = np.arange(codes.shape[1])
        for level, tops in enumerate(self._running_shares(codes)):
            shares = np.diff(tops, axis=1, prepend=0)[rows, codes[level]]
            counted[level] = np.log2(tops[:, -1] / shares)
        return counted

    def _running_shares(self, codes: Codes) -> list[npt.NDArray[np.int32]]:
        """For each level int32 [F, V], the shares of every code and those before it, added up."""
        w = self._weights
        levels, frames = codes.shape
        size = w["embedding"].shape[2]
        now = np.zeros((frames, self.levels * size), np.float32)
        for level in range(levels):
            now[:, level * size : (level + 1) * size] = w["embedding"][level, codes[level]]
        so_far = np.concatenate([np.zeros_like(now[:1]), now.cumsum(axis=0)])
        state = self._remember(so_far, np.arange(frames))
        return [
            self._tops(level, state @ w["state"][level].T + now @ w["coarser"][level].T + w["bias"][level])
            for level in range(levels)
        ]

    def _remember(self, so_far: Vector, frames: npt.NDArray[np.int64]) -> Vector:
        """What stands before these frames [n], float32 [n, S], from the sums of everything before each frame."""
        w = self._weights
        looks = []
        for look in range(w["past"].shape[1] // so_far.shape[1]):
            total = so_far[frames] - so_far[np.maximum(frames - LOOK_BASE**look, 0)]
            looks.append(np.floor(total * np.float32(2.0**-look) + np.float32(0.5)))
        seen = np.concatenate(looks, axis=1)
        np.clip(seen, -UNIT_TOP, UNIT_TOP, out=seen)
        return _units(seen @ w["past"].T + w["past_bias"], 0)

    def _tops(self, level: int, sums: Vector) -> npt.NDArray[np.int32]:
        """From the sums of a level's units [..., H] to the running shares of all codes, int32 [..., V]."""
        w = self._weights
        logits = _units(sums, -UNIT_TOP) @ w["output"][level].T + w["offset"][level]
        below = (logits.max(axis=-1, keepdims=True) - logits) * np.float32(2.0**-LOGIT_SHIFT)
        shares = self._shares.take(below.astype(np.int32), mode="clip")
        tops: npt.NDArray[np.int32] = shares.cumsum(axis=-1, dtype=np.int32)
        return tops


def _units(sums: Vector, low: int) -> Vector:
    """Round sums to steps of a unit and keep them in its bounds."""
    units: Vector = np.floor(sums * np.float32(2.0**-UNIT_SHIFT) + np.float32(0.5))
    np.maximum(units, low, out=units)  # np.clip takes four times as long for so few numbers
    np.minimum(units, UNIT_TOP, out=units)
    return units


_AGAIN = "Train it:  python -m training.entropy TOKENS OUT"


def _check_sizes(path: Path, arrays: dict[str, npt.NDArray[np.generic]], levels: int, codebook_size: int) -> None:
    k, v, d = arrays["embedding"].shape if arrays["embedding"].ndim == 3 else (0, 0, 0)
    if (k, v) != (levels, codebook_size):
        raise BundleError(
            f"{path} is made for {k} levels of {v} codes, but the codec has {levels} of {codebook_size}. {_AGAIN}"
        )
    h, s = arrays["bias"].shape[-1], arrays["past_bias"].size
    looks = arrays["past"].shape[-1] // max(1, k * d)
    wanted = {
        "past": (s, looks * k * d),
        "past_bias": (s,),
        "state": (k, h, s),
        "coarser": (k, h, k * d),
        "bias": (k, h),
        "output": (k, v, h),
        "offset": (k, v),
        "shares": (arrays["shares"].size,),
    }
    for name, shape in wanted.items():
        if arrays[name].shape != shape or 0 in shape:
            raise BundleError(f"{path}: {name} is {list(arrays[name].shape)}, not {list(shape)}. {_AGAIN}")


def _check_exact(path: Path, arrays: dict[str, npt.NDArray[np.generic]]) -> None:
    """No sum may leave the whole numbers that float32 holds, whatever the codes."""
    size = {name: np.abs(array.astype(np.int64)).sum(axis=-1) for name, array in arrays.items()}
    sums = (
        size["past"] * UNIT_TOP + np.abs(arrays["past_bias"].astype(np.int64)),
        (size["state"] + size["coarser"]) * 128 + np.abs(arrays["bias"].astype(np.int64)),
        2 * (size["output"] * UNIT_TOP + np.abs(arrays["offset"].astype(np.int64))),  # and their differences
    )
    shares = arrays["shares"].astype(np.int64)
    k = len(arrays["bias"])
    sees_itself = any(arrays["coarser"][i].reshape(-1, k, arrays["embedding"].shape[2])[:, i:].any() for i in range(k))
    if max(int(x.max()) for x in sums) >= _EXACT or sees_itself:
        raise BundleError(f"{path}: its sums are not the same on every machine, or it looks ahead. {_AGAIN}")
    if shares.min() < 1 or shares.max() * arrays["offset"].shape[1] >= _MOST_SHARES or (np.diff(shares) > 0).any():
        raise BundleError(f"{path}: its table of shares is not falling from below {_MOST_SHARES} to 1. {_AGAIN}")
