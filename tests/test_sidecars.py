"""What performers write beside their recordings, and how a slip of the pen is answered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from training.corpus.folder import find_recordings
from training.corpus.index import Clip, CorpusError
from training.corpus.licences import COPYLEFT, PERMISSIVE, kind_of


def recording(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    sf.write(path, np.full(8000, len(path.name) / 100), 8000)
    return path


def found(folder: Path) -> dict[str, Clip]:
    return {item.clip.source: item.clip for item in find_recordings(folder)}


def test_table_text_and_notes_add_up(tmp_path: Path) -> None:
    recording(tmp_path / "slow.wav")
    recording(tmp_path / "set" / "faster.flac")
    recording(tmp_path / "set" / "bare tune.wav")
    (tmp_path / "captions.csv").write_text(
        "file,caption,caption2,licence,artist\n"
        'slow.wav,"slow piano, alone",rain,,Ann\n'
        "set/faster.flac,drums,,CC-BY-4.0,\n"
    )
    (tmp_path / "set" / "captions.csv").write_text("\ufefffile,caption\nfaster.flac,loud\n", encoding="utf-8")
    (tmp_path / "slow.txt").write_text("night\n")
    (tmp_path / "slow.json").write_text(
        '{"captions": ["bowed"], "labels": {"bpm": 60, "key": "A minor"}, "licence": "CC0-1.0", "title": "S"}'
    )
    (tmp_path / "package.json").write_text('{"name": "no sidecar at all"}')
    clips = found(tmp_path)
    slow, faster, bare = clips["slow.wav"], clips["set/faster.flac"], clips["set/bare tune.wav"]
    assert slow.captions == ("slow piano, alone", "rain", "night", "bowed")
    assert (slow.labels, slow.licence, slow.title, slow.artist) == (
        {"bpm": 60, "key": "A minor"},
        "CC0-1.0",
        "S",
        "Ann",
    )
    assert (faster.captions, faster.licence, faster.title) == (("drums", "loud"), "CC-BY-4.0", "faster")
    assert (bare.captions, bare.licence, bare.labels) == ((), "own recording", {})


@pytest.mark.parametrize(
    "name, text, message",
    [
        ("captions.csv", "file,caption\nb.wav,rain\n", r"captions\.csv, line 2: there is no recording 'b\.wav' in "),
        ("captions.csv", "file,caption\na.wav,rain, again\n", r"line 2: more cells than columns; put a caption"),
        ("captions.csv", "file,mood\na.wav,sad\n", r"'file' and any of caption, .* artist; not known: mood"),
        ("captions.csv", "a.wav,rain\n", r"captions\.csv: its first line must name the columns, 'file' and any of"),
        ("captions.csv", "file,licence\na.wav,CC-BY-NC-4.0\n", r"line 2: licence 'CC-BY-NC-4\.0' is not in the table"),
        ("a.json", '{"bpm": 90}', r"a\.json: not known: bpm\. Known are captions, .* belong into \"labels\""),
        ("a.json", '{"licence": "mine"}', r"a\.json: licence 'mine' is not in the table.* and 'own recording'"),
        ("a.json", '{"captions": 7}', r"a\.json: not a caption file"),
        (
            "b.json",
            '{"captions": ["x"]}',
            r"b\.json describes a recording that is not there: .* like it, b\.wav",
        ),
    ],
)
def test_slips_are_answered(tmp_path: Path, name: str, text: str, message: str) -> None:
    recording(tmp_path / "a.wav")
    (tmp_path / name).write_text(text)
    with pytest.raises(CorpusError, match=message):
        find_recordings(tmp_path)


def test_one_table_of_licences() -> None:
    for licence in ("CC0-1.0", "CC0", "public-domain", "CC-BY-3.0", "MIT", "Expat", "BSD-2", "BSD-like", "ISC"):
        assert kind_of(licence) == PERMISSIVE
    for licence in ("own recording", "rendered (MMA library GPL-2+)", "Expat or GPL-2 or GPL-3", "CC-BY-4.0 and MIT"):
        assert kind_of(licence) == PERMISSIVE
    for licence in (
        "GPL-2",
        "GPL-2+",
        "gpl-3.0-or-later",
        "CC-BY-SA-4",
        "LGPL-2.1+",
        "MIT and GPL-2",
        "GPL-2 or GPL-3",
    ):
        assert kind_of(licence) == COPYLEFT
    for licence in ("", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "CC-BY-NC-SA-3.0", "free", "MIT or CC-BY-NC-4.0"):
        with pytest.raises(CorpusError, match="is not in the table, so nobody knows what may be done"):
            kind_of(licence)
