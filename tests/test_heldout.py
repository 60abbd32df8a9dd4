"""The set to measure on: what is listed, how it is cut, and that it can neither be trained on nor go missing unseen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from training.corpus import heldout
from training.corpus.heldout import KINDS, LISTING, SECONDS, Excerpt, cut, make, read_heldout, read_listing
from training.corpus.index import CorpusError, read_index
from training.corpus.sources import Source, refuse_held_out

RATE = 48_000


def excerpt(
    name: str = "drums-x", files: tuple[str, ...] = ("a.wav",), start_s: float = 0.0, every_s: float = 0.0
) -> Excerpt:
    return Excerpt(name, "drums", "performous", "x.deb", "0" * 64, files, start_s, every_s, "CC0-1.0", "me", "test")


class OneShelf:
    """Stands for the shelf of unpacked packages: files lie in one folder, and nothing is downloaded."""

    folder = Path()

    def __init__(self, wanted: list[Source], cache: Path, unpacked: Path) -> None:
        self.notes: list[str] = []

    def find(self, source: Source) -> Path:
        if not (self.folder / source.path).is_file():
            raise CorpusError(f"{source.package}: {source.path}: not in this version of the package")
        return self.folder / source.path

    def close(self) -> None:
        pass


def write_tone(path: Path, seconds: float, rate: int = 44_100, channels: int = 1) -> None:
    t = np.arange(round(seconds * rate)) / rate
    soundfile.write(path, np.repeat(0.5 * np.sin(2 * np.pi * 440 * t)[:, None], channels, axis=1), rate)


def test_the_list_holds_what_no_recipe_takes() -> None:
    excerpts = read_listing()
    assert {kind: sum(e.kind == kind for e in excerpts) for kind in KINDS} == dict.fromkeys(KINDS, 6)
    assert len({e.name for e in excerpts}) == len(excerpts)
    for e in excerpts:
        assert e.licence and e.holder and len(e.sha256) == 64 and e.deb.startswith(f"{e.package}_")
        for path in e.files:
            with pytest.raises(CorpusError, match="is held out"):
                refuse_held_out(e.package, path)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (",drums,", ",bells,", "kind 'bells' is none of voice, guitar, drums, mix"),
        (",performous,", ",enigma-data,", "package 'enigma-data' is not held out: models may have trained on it"),
        ("start_s", "start", "a row or column is wrong: KeyError"),
        (",GPL-2+,", ",,", "no licence"),
    ],
)
def test_a_wrong_row(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    listing = tmp_path / "heldout.csv"
    listing.write_text(LISTING.read_text().replace(old, new))
    with pytest.raises(CorpusError, match=complaint):
        read_listing(listing)


def test_one_place_of_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_tone(path, 12.0)
    sound = cut(excerpt(start_s=1.5), [path])
    assert sound.shape == (2, round(SECONDS * RATE)) and sound.dtype == np.float32
    # The tone goes on where it was cut; one channel is heard on both sides.
    wanted = 0.5 * np.sin(2 * np.pi * 440 * (np.arange(RATE) / RATE + 1.5))
    np.testing.assert_allclose(sound[0, 100:RATE], wanted[100:], atol=2e-3)
    np.testing.assert_array_equal(sound[0], sound[1])
    with pytest.raises(CorpusError, match=r"a\.wav ends before 14 s"):
        cut(excerpt(start_s=4.0), [path])


def test_files_struck_one_after_another_ring_on(tmp_path: Path) -> None:
    for name, seconds in (("a.wav", 0.6), ("b.wav", 0.1)):
        write_tone(tmp_path / name, seconds, RATE, 2)
    sound = cut(excerpt(files=("a.wav", "b.wav"), every_s=0.5), [tmp_path / "a.wav", tmp_path / "b.wav"])
    level = np.sqrt((sound[0].reshape(100, -1) ** 2).mean(axis=1))  # every tenth of a second
    silent = level < 1e-4
    # a for 0.6 s, b begins at 0.5 while a rings; from 0.6 s silence, then a again.
    assert not silent[:6].any() and silent[6:10].all() and not silent[10:16].any()
    assert np.abs(sound).max() <= 1.0


def test_silence_and_noise_files_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(11 * RATE), RATE)
    with pytest.raises(CorpusError, match="silent at 0 s: not the listed version of the file"):
        cut(excerpt(), [tmp_path / "a.wav"])
    (tmp_path / "b.wav").write_text("no sound")
    with pytest.raises(CorpusError, match=r"b\.wav: not readable as sound"):
        cut(excerpt(), [tmp_path / "b.wav"])


def test_made_stopped_and_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heldout, "Shelf", OneShelf)
    monkeypatch.setattr(OneShelf, "folder", tmp_path)
    write_tone(tmp_path / "a.wav", 11.0)
    wanted = [excerpt("one"), excerpt("two", ("missing.wav",))]
    out = tmp_path / "out"
    trouble = make(out, tmp_path, wanted)
    assert trouble == ["performous: missing.wav: not in this version of the package"]
    assert [(name, kind, x.shape) for name, kind, x in read_heldout(out)] == [("one", "drums", (2, 480_000))]
    made = (out / "one.flac").stat().st_mtime_ns
    write_tone(tmp_path / "missing.wav", 11.0)
    assert make(out, tmp_path, wanted) == []
    assert [name for name, _, _ in read_heldout(out)] == ["one", "two"]
    assert (out / "one.flac").stat().st_mtime_ns == made
    # To a trainer it is no corpus.
    with pytest.raises(CorpusError, match="no corpus here"):
        read_index(out)


def test_nothing_to_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(heldout, "Shelf", OneShelf)
    monkeypatch.setattr(OneShelf, "folder", tmp_path)
    assert heldout.main([str(tmp_path / "out")]) == 1
    assert "nothing could be made: performous: " in capsys.readouterr().err
    with pytest.raises(CorpusError, match=r"no held-out set here .*Make it:  python -m training\.corpus\.heldout"):
        read_heldout(tmp_path / "nowhere")
