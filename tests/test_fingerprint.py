"""The same recording is found in other clothes, and other music is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from training.corpus import fingerprint as module
from training.corpus.__main__ import main
from training.corpus.fingerprint import CROWDED, Known, different_bits, fingerprint
from training.corpus.index import VALIDATION, read_index

needs_fpcalc = pytest.mark.skipif(shutil.which("fpcalc") is None, reason="fpcalc (libchromaprint-tools) is missing")


def tune(seed: int, seconds: float = 16.0, rate: int = 44_100) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Chords that change four times a second."""
    dice = np.random.default_rng(seed)
    time_s = np.arange(rate // 4) / rate
    chords = 220 * 2 ** (dice.integers(0, 24, (int(seconds * 4), 3)) / 12)
    return np.concatenate([0.2 * np.sin(2 * np.pi * hz[:, None] * time_s).sum(axis=0) for hz in chords])


@needs_fpcalc
def test_copies_are_left_out_whatever_the_encoding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine, out = tmp_path / "mine", tmp_path / "corpus"
    mine.mkdir()
    one, other = tune(1), tune(2)
    sf.write(mine / "a.wav", one, 44_100)
    sf.write(mine / "another tune.wav", other, 44_100)
    sf.write(mine / "quieter.mp3", 0.3 * one, 44_100)
    sf.write(mine / "starts later.ogg", np.repeat(one[50_000:, None], 2, axis=1), 44_100)
    assert main([str(out), "--folder", str(mine)]) == 0
    said = capsys.readouterr()
    assert "left out 2" in said.out
    kept = {clip.source for clip in read_index(out)}
    assert "another tune.wav" in kept and len(kept) == 2
    copy_of = next(name for name in kept if name != "another tune.wav")
    for name in {"a.wav", "quieter.mp3", "starts later.ogg"} - kept:
        assert f"left out: mine: {name} is the same recording as mine: {copy_of}" in said.out

    assert main([str(out), "--folder", str(mine)]) == 0  # it is not converted again to find out
    assert "this run made 0 (0.00 h, nothing to do), found 2, skipped 0, left out 2" in capsys.readouterr().out
    # A later run knows the earlier one's recordings, so no tune comes to stand on both sides of the split.
    sf.write(mine / "z.flac", 0.5 * other, 44_100)
    assert main([str(out), "--folder", str(mine)]) == 0
    assert "mine: z.flac is the same recording as mine: another tune.wav" in capsys.readouterr().out
    assert [clip.split for clip in read_index(out)].count(VALIDATION) <= 1


def test_without_fpcalc_the_reader_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    (tmp_path / "mine").mkdir()
    sf.write(tmp_path / "mine" / "a.wav", tune(1, 2.0), 44_100)
    assert main([str(tmp_path / "corpus"), "--folder", str(tmp_path / "mine")]) == 0
    assert "not looked for: fpcalc is not here. Install it:  sudo apt-get install" in capsys.readouterr().err


@needs_fpcalc
def test_what_has_no_fingerprint_is_no_copy(tmp_path: Path) -> None:
    sf.write(tmp_path / "short.wav", tune(1, 1.0), 44_100)
    known, words = Known(), fingerprint(tmp_path / "short.wav")
    known.add("short", words)
    assert known.find(words) is None
    assert len(fingerprint(tmp_path / "nothing.wav")) == 0


def words(seed: int, count: int = 400) -> module.Words:
    return np.random.default_rng(seed).integers(0, 2**32, count, dtype=np.uint32)


def flipped(some: module.Words, share: float) -> module.Words:
    bits = np.unpackbits(some.view(np.uint8))
    bits ^= (np.random.default_rng(9).random(len(bits)) < share).astype(np.uint8)
    return np.packbits(bits).view(np.uint32)


def test_bits_decide_and_an_offset_does_not_matter() -> None:
    known = Known()
    for seed in range(5):
        known.add(f"{seed}", words(seed))
    assert different_bits(words(1), words(2)) == pytest.approx(0.5, abs=0.02)
    assert known.find(words(7)) is None
    assert known.find(flipped(words(3), 0.05)) == "3"
    assert known.find(words(3)[60:]) == "3" == known.find(np.concatenate([words(8, 60), words(3)]))
    assert known.find(np.concatenate([words(3)[:200], words(8, 200)])) is None  # half a tune is another one
    changed = words(3)
    changed[::2] = flipped(changed[::2].copy(), 0.5)  # every other word exact, a quarter of all bits different
    assert known.find(changed) is None


def test_words_that_are_everywhere_cost_nothing() -> None:
    known = Known()
    silence = np.zeros(400, np.uint32)
    for number in range(30):
        known.add(f"silent {number}", silence)
    known.add("tune", np.concatenate([silence, words(1)]))
    assert max(map(len, known._places.values())) <= CROWDED + 1  # however many recordings are silent
    assert known.find(np.concatenate([silence, words(1)])) == "tune"
