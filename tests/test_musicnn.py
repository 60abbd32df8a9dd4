"""The independent ears: weights read without TensorFlow, tags that make sense, and a distance that grows with noise."""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from rtmusic.units import Samples
from training.config import TrainingError
from training.evaluation.music import musicnn
from training.evaluation.music.checkpoint import MAGIC, read_checkpoint_floats
from training.evaluation.music.frechet import frechet, frechet_figure, mean_figure
from training.evaluation.music.musicnn import EMBEDDING, PATCH_S, Ears, tag_names

RATE = 48_000
RECORDING = Path(__file__).parents[1] / "rtmusic" / "recordings" / "guitar.flac"


def varint(number: int) -> bytes:
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def block(entries: list[tuple[bytes, bytes]]) -> bytes:
    """A block in which every key is told whole, as LevelDB may write it, and its kind."""
    body = b"".join(varint(0) + varint(len(k)) + varint(len(v)) + k + v for k, v in entries)
    return body + struct.pack("<II", 0, 1) + b"\0"


def checkpoint(folder: Path, tensors: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]) -> str:
    """Write a checkpoint as TensorFlow would, and an entry that is not of floats."""
    data, entries = b"", [(b"", b"\x08\x01")]
    for name, array in sorted(tensors.items()):
        dims = b"".join(b"\x12" + varint(len(dim)) + dim for dim in (b"\x08" + varint(n) for n in array.shape))
        place = b"\x20" + varint(len(data)) if data else b""
        size = b"\x28" + varint(array.nbytes) + b"\x35" + b"\0\0\0\0"  # and a checksum
        entries.append((name.encode(), b"\x08\x01\x12" + varint(len(dims)) + dims + place + size))
        data += array.tobytes()
    entries.append((b"zz/step", b"\x08\x09" + b"\x28\x08"))
    kept = block(entries)
    contents = block([(b"zzz", varint(0) + varint(len(kept) - 1))])
    footer = varint(0) + varint(0) + varint(len(kept)) + varint(len(contents) - 1)
    footer = footer.ljust(40, b"\0") + struct.pack("<Q", MAGIC)
    (folder / ".index").write_bytes(kept + contents + footer)
    (folder / ".data-00000-of-00001").write_bytes(data)
    return f"{folder}/"


def test_a_checkpoint_is_read_as_it_was_written(tmp_path: Path) -> None:
    tensors = {"a/kernel": np.arange(600, dtype=np.float32).reshape(20, 30), "b": np.array([1.5], np.float32)}
    found = read_checkpoint_floats(checkpoint(tmp_path, tensors))
    assert set(found) == set(tensors)  # neither the header nor the step
    assert all(np.array_equal(found[name], tensors[name]) for name in tensors)


def test_what_is_no_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"\.index: No such file or directory; no TensorFlow checkpoint here"):
        read_checkpoint_floats(f"{tmp_path}/")
    prefix = checkpoint(tmp_path, {"a": np.zeros(3, np.float32)})
    whole = (tmp_path / ".index").read_bytes()
    (tmp_path / ".index").write_bytes(whole[:-1])
    with pytest.raises(TrainingError, match="not a TensorFlow checkpoint that can be read here"):
        read_checkpoint_floats(prefix)
    squeezed = bytearray(whole)
    squeezed[whole.index(b"zzz") - 4] = 1  # the kind of the block before the table of contents
    (tmp_path / ".index").write_bytes(bytes(squeezed))
    with pytest.raises(TrainingError, match="a block is compressed"):
        read_checkpoint_floats(prefix)


@pytest.fixture(scope="module")
def ears() -> Ears:
    return Ears()


def guitar(seconds: float) -> Samples:
    sound, _ = soundfile.read(RECORDING, dtype="float32", always_2d=True, frames=round(seconds * RATE))
    out: Samples = np.ascontiguousarray(sound.T)
    return out


def tags_of(ears: Ears, sound: Samples) -> dict[str, float]:
    return dict(zip(tag_names(), ears.hear(sound, RATE).tags.mean(axis=0).tolist(), strict=True))


def test_a_guitar_is_a_guitar_and_a_drum_loop_is_none(ears: Ears) -> None:
    strings = tags_of(ears, guitar(6.0))
    assert max((name for name in strings if name.startswith("MTT")), key=strings.__getitem__) == "MTT guitar"
    assert all(0 <= p <= 1 for p in strings.values()) and len(strings) == 100
    beat = np.zeros((2, 6 * RATE), np.float32)
    ring = np.exp(-np.arange(12_000) / 1500).astype(np.float32)
    for number, start in enumerate(range(0, 6 * RATE - 12_000, 12_000)):
        kick = np.sin(2 * np.pi * 60 * np.arange(12_000) / RATE)
        snare = np.random.default_rng(number).normal(0, 0.4, 12_000)
        beat[:, start : start + 12_000] += (ring * (kick if number % 2 == 0 else snare)).astype(np.float32)
    drums = tags_of(ears, beat)
    assert drums["MTT guitar"] < 0.1 < strings["MTT guitar"] / 3
    assert max(drums["MTT beat"], drums["MTT techno"], drums["MTT drums"]) > 5 * max(
        strings["MTT beat"], strings["MTT techno"], strings["MTT drums"]
    )


def test_patches_do_not_hear_each_other(ears: Ears) -> None:
    together = ears.hear(guitar(6.0), RATE)
    assert together.embedding.shape == (3, EMBEDDING) and together.tags.shape == (3, 100)
    alone = ears.hear(guitar(6.0)[:, : round(4.5 * RATE)], RATE)
    # The last columns of the spectrogram differ where the sound ends; the first patch ends long before.
    np.testing.assert_allclose(alone.embedding[0], together.embedding[0], rtol=0, atol=1e-4)
    assert ears.hear(guitar(6.0), RATE, every_s=PATCH_S).embedding.shape == (2, EMBEDDING)
    with pytest.raises(ValueError, match="a patch has 187"):
        ears.hear(guitar(2.0), RATE)


def test_ears_that_are_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(TrainingError, match=r"Install it:  pip install --no-deps musicnn==0\.1\.0"):
        Ears()
    monkeypatch.setattr(musicnn, "_package", lambda: tmp_path)
    (tmp_path / "configuration.py").write_text("SR = 16000\nMTT_LABELS = ['guitar']\n")
    with pytest.raises(TrainingError, match="not the words of musicnn"):
        tag_names()


def test_the_distance_to_itself_is_nothing_and_noise_makes_it_grow(ears: Ears) -> None:
    clean = guitar(15.0)
    noise = np.random.default_rng(0).normal(0, 1, clean.shape).astype(np.float32)
    heard = [ears.hear(clean + np.float32(level) * noise, RATE).embedding for level in (0.0, 0.003, 0.03, 0.3)]
    distances = [frechet(points, heard[0]) for points in heard]
    scale = float(np.square(heard[0] - heard[0].mean(axis=0)).sum(axis=1).mean())
    assert distances[0] < 1e-6 * scale
    assert distances[0] < distances[1] < distances[2] < distances[3]


def test_the_distance_is_that_of_the_formula() -> None:
    """For spreads along the axes it is Σ (m - m')² + (s - s')²."""
    dice = np.random.default_rng(0)
    one, other = dice.normal(0, 1, (20_000, 3)) * [1, 2, 3], dice.normal(0, 1, (20_000, 3)) * [1, 1, 5] + [1, 0, 0]
    assert frechet(one, other) == pytest.approx(1 + 1 + 4, rel=0.05)
    assert frechet(one, other) == pytest.approx(frechet(other, one))
    few = dice.normal(0, 1, (4, 400))  # fewer rows than numbers in each
    assert frechet(few, few) < 1e-9
    with pytest.raises(ValueError, match="a spread takes two of each"):
        frechet(few[:1], few)


def test_an_interval_holds_its_figure_and_narrows() -> None:
    dice = np.random.default_rng(1)
    clips = [dice.normal(0, 1, (3, 5)) for _ in range(40)]
    others = [clip + 0.5 for clip in clips]
    many, few = (frechet_figure(others[:n], clips[:n], paired=True, draws=100) for n in (40, 8))
    assert many.low <= many.value <= many.high and many.count == 120
    assert many.value == pytest.approx(5 * 0.25)  # only the means are apart
    loose = frechet_figure(others, clips, paired=False, draws=100)
    assert loose.high - loose.low > many.high - many.low  # clips that belong together say more
    assert few.count == 24
    mean = mean_figure([1.0, 2.0, 3.0, float("nan")])
    assert (mean.value, mean.count) == (2.0, 3) and 1.0 <= mean.low < 2.0 < mean.high <= 3.0
    assert mean_figure([]).plain()[3] == 0
