"""Stage three: played pieces join a corpus, beside recordings of any other kind."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path

from training.corpus.index import Clip, CorpusError
from training.corpus.render.play import read_labels
from training.corpus.writer import Report, Wanted, make, only_writer

PACKAGE = "rendered"
SAID_ELSEWHERE = ("captions", "licence", "holder", "split")


def add(played: Path, corpus: Path) -> Report:
    """Take every played piece into a corpus folder, once, with its notes and its stems, where they were kept.

    Raises:
        CorpusError: nothing played there, another run is filling the corpus, or the disk would run full.
    """
    with only_writer(corpus):
        return make(corpus, pieces(played))


def pieces(played: Path) -> list[Wanted]:
    """List the played pieces of a folder as clips.

    Raises:
        CorpusError: there are none, or the labels of one are damaged.
    """
    found = []
    for path in sorted(played.glob("*.json")):
        labels, sound = read_labels(path), path.with_suffix(".flac")
        if "samples" not in labels or not sound.is_file():
            raise CorpusError(
                f"{path}: a score, but no sound. Play it first:  "
                f"python -m training.corpus.render play {played} OUT --soundfont FILE"
            )
        clip = Clip(
            file=clip_file(path),
            samples=0,
            package=PACKAGE,
            source=sound.name,
            licence=labels["licence"],
            holder=labels["holder"],
            title="",
            artist="",
            captions=tuple(labels["captions"]),
            split=labels["split"],
            labels={name: value for name, value in labels.items() if name not in SAID_ELSEWHERE},
        )
        parts = {stem.name.removeprefix(f"{path.stem}."): stem for stem in played.glob(f"{path.stem}.*.flac")}
        parts["mid"] = path.with_suffix(".mid")
        found.append(Wanted(clip, labels["seconds"], partial(Path, sound), parts=parts, unique=True))
    if not found:
        raise CorpusError(f"{played}: nothing played in it. Play scores there first: play SCORES {played}")
    return found


def clip_file(labels: Path) -> str:
    """Name the clip of a played piece; other music of the same name is another clip."""
    return f"{PACKAGE}/{labels.stem}-{sha256(labels.read_bytes()).hexdigest()[:8]}.flac"
