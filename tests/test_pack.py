"""A carried pack: as large as was said, from all over the corpus, and a corpus where it arrives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from corpora import packed

from training.corpus.__main__ import main
from training.corpus.index import TRAIN, VALIDATION, Clip, CorpusError, read_index
from training.corpus.pack import pack
from training.data import Clips, read_recording

RATE = 48_000


def corpus(folder: Path, package: str = "p", seconds: int = 6) -> Path:
    """Six clips of a tone, each with its own pitch; more than half of the second one is silent, the last validates."""
    recordings = []
    for number in range(6):
        time_s = np.arange((seconds + (number == 0)) * RATE) / RATE
        wave = 9000 * np.sin(2 * np.pi * 200 * (number + 1) * time_s)
        if number == 1:
            wave[: len(wave) * 2 // 3] = 0
        sound = np.stack([wave, wave / 2], axis=1).astype(np.int16)
        about = ("h", "t", "a", ("rain",), VALIDATION if number == 5 else TRAIN, {"pitch": 200 * (number + 1)})
        licence = "GPL-2+" if number == 2 else "CC0-1.0"
        recordings.append((Clip(f"{package}/{number}.flac", len(sound), package, f"{number}", licence, *about), sound))
    return packed(folder, recordings)


def test_a_pack_is_carried_and_unpacked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, carry, away = corpus(tmp_path / "home", seconds=10), tmp_path / "carry.tar", tmp_path / "away"
    assert main(["pack", str(home), str(carry), "--megabytes", "0.3", "--opus-kbps", "64"]) == 0
    clips = read_index(carry)
    assert f"carry.tar: {len(clips)} excerpts, 0.01 h, 0." in capsys.readouterr().out
    assert carry.stat().st_size <= 3e5
    assert len(clips) == 3  # 80 kB each; nothing to validate with fits into a twentieth
    assert all(clip.seconds == 10.0 and clip.licence and clip.captions == ("rain",) for clip in clips)
    crops = Clips(carry, TRAIN, 0.5, seed=0).batch(0, 4)
    assert crops.shape == (4, 2, 24_000) and np.abs(crops).max(axis=(1, 2)).min() > 0.01

    assert main(["unpack", str(carry), str(away)]) == 0
    assert "3 clips added, 3 in all" in capsys.readouterr().out
    assert {(clip.key, clip.seconds) for clip in read_index(away)} == {(clip.key, clip.seconds) for clip in clips}
    for clip in read_index(away):
        assert clip.file.endswith(".flac")
        sound = np.concatenate(list(read_recording(away, clip)), axis=1)
        assert int(np.abs(np.fft.rfft(sound[0, -RATE:])).argmax()) == clip.labels["pitch"]
    assert main(["unpack", str(carry), str(away)]) == 0
    assert "0 clips added, 3 in all" in capsys.readouterr().out


def test_seeds_size_and_licences(tmp_path: Path) -> None:
    home = corpus(tmp_path / "home")

    def names(seed: int, megabytes: float, licences: str = "all") -> list[str]:
        clips = pack(home, tmp_path / "c.tar", megabytes, 64.0, seed, licences, excerpt_s=2.0)
        assert (tmp_path / "c.tar").stat().st_size <= megabytes * 1e6
        return [clip.file for clip in clips]

    few = names(0, 0.1)
    assert few == names(0, 0.1) != names(1, 0.1)
    everything = names(0, 20.0)
    # Three excerpts of each clip, but of the half-silent one the last alone; nothing twice.
    assert len(set(everything)) == len(everything) == 5 * 3 + 1
    assert [name for name in everything if name.startswith("p/1-")] == ["p/1-4.opus"]
    permissive = names(0, 20.0, "permissive")
    assert {name[:3] for name in everything} - {name[:3] for name in permissive} == {"p/2"}


def test_mistakes_are_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = corpus(tmp_path / "home")
    with pytest.raises(CorpusError, match=r"--opus-kbps 900: Opus has 12 to 512 kbit/s for two channels"):
        pack(home, tmp_path / "c.tar", 1.0, 900.0)
    with pytest.raises(CorpusError, match="'krank' is held out"):
        pack(corpus(tmp_path / "held", "krank"), tmp_path / "c.tar", 1.0, 64.0)
    with pytest.raises(SystemExit):
        main(["pack", str(home), str(tmp_path / "c.zip")])
    assert "c.zip has to end in .tar" in capsys.readouterr().err
    assert main(["unpack", str(tmp_path / "none.tar"), str(tmp_path / "away")]) == 1
    assert "none.tar: not a whole shard of a corpus" in capsys.readouterr().err
    only = [(Clip("v.flac", RATE, "p", "v", "CC0-1.0", "", "", "", (), VALIDATION), np.ones((RATE, 2), np.int16))]
    with pytest.raises(CorpusError, match="no clip to train on in it, so there is nothing to carry"):
        pack(packed(tmp_path / "only", only), tmp_path / "c.tar", 1.0, 64.0)
    assert not list(tmp_path.glob("c.*"))
