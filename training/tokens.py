"""Turn the corpus into what the generator learns from:  python -m training.tokens CODEC OUT --data INDEX

Every take of a clip (as it is, and with --copies at other speeds) becomes OUT/<name>.codes.npy (int16 [levels, F])
and OUT/<name>.measured.npy (float16 [23, F]: the taught controls as rtmusic/features.py measures them and
training/labels.py knows them, NaN where neither can say); all captions become one table of embeddings, captions.npy
(float32 [n, 384]), and codebooks.npy (float32 [levels, codes, code_dim]) is what the codes stand for. index.json
names the takes, the codec that the codes belong to, which take is an answer to which other, and the percentiles that
bring loudness, brightness and density to 0..1. Everything is written under another name and renamed; a run that was
interrupted continues where it stopped.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import math
import multiprocessing
import os
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rtmusic.errors import script
from rtmusic.features import BY_CORPUS, ENDS
from rtmusic.wholefile import write_whole
from training import labels, text
from training.codec import Codec, load_codec
from training.conditioning import PERCENTILES, TRAINED, measure
from training.config import TrainingError
from training.corpus.index import TRAIN, VALIDATION, Clip, read_index
from training.run import read_checkpoint
from training.takes import Take, flat_name, takes

FORMAT = 2
CHUNK_HOPS = 512  # read, encoded and measured at a time


def codec_name(path: Path) -> str:
    """Return what a token folder remembers of its codec, "run/step-00001234"."""
    folder = read_checkpoint(path).folder
    return "/".join((*folder.parts[-3:-2], folder.name))


@dataclass(frozen=True, slots=True)
class TokenClip:
    """One clip as tokens."""

    name: str  # file name without .codes.npy, see training/takes.py
    frames: int
    split: str
    package: str
    captions: tuple[int, ...]  # rows of captions.npy
    hears: str = ""  # name of the clip that this one answers, frame by frame; "": it follows its own past


@dataclass(frozen=True, slots=True)
class TokenIndex:
    """What index.json of a token folder says."""

    codec: str
    levels: int
    codes: int
    frames_per_second: float
    low: tuple[float, ...]  # of each taught control, what becomes 0
    high: tuple[float, ...]  # and what becomes 1
    clips: tuple[TokenClip, ...]

    @property
    def frames(self) -> int:
        return sum(clip.frames for clip in self.clips)


def read_tokens(folder: Path) -> TokenIndex:
    """Read a token folder's index.

    Raises:
        TrainingError: it is missing, damaged, or of another format.
    """
    path = folder / "index.json"
    try:
        table = json.loads(path.read_text())
        if table.pop("format") != FORMAT or table.pop("taught") != list(TRAINED):
            raise TrainingError(
                f"{path}: made by another version. Make it again elsewhere:  python -m training.tokens CODEC OUT"
            )
        clips = tuple(TokenClip(**{**row, "captions": tuple(row["captions"])}) for row in table.pop("clips"))
        return TokenIndex(**{**table, "low": tuple(table["low"]), "high": tuple(table["high"])}, clips=clips)
    except FileNotFoundError:
        raise TrainingError(
            f"{folder}: no tokens here. Make them:  python -m training.tokens CODEC {folder} --data CORPUS"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            f"{path} cannot be read ({error!r}). Delete it and make it again: finished clips are kept"
        ) from error


def read_codebooks(folder: Path) -> torch.Tensor:
    """Return the codebooks of a token folder's codec, float32 [levels, codes, code_dim]."""
    return torch.from_numpy(np.load(folder / "codebooks.npy").astype(np.float32))


def read_codes(folder: Path, clips: Sequence[TokenClip], levels: int) -> npt.NDArray[np.int16]:
    """Return the codes of some clips of a token folder one after the other, int16 [levels, all frames], coarse first.

    Raises:
        TrainingError: the folder holds fewer levels.
    """
    whole = np.empty((levels, sum(clip.frames for clip in clips)), np.int16)
    start = 0
    for clip in clips:
        codes = np.load(folder / f"{clip.name}.codes.npy", mmap_mode="r")
        if len(codes) < levels:
            raise TrainingError(f"{folder} holds {len(codes)} levels of {clip.name}, not {levels}")
        whole[:, start : start + clip.frames] = codes[:levels]
        start += clip.frames
    return whole


def save_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Write an array so that a file of this name is always whole."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    with partial.open("wb") as out:
        np.save(out, array)
    partial.replace(path)


def audio_chunks(data: Path, take: Take, hop_samples: int) -> Iterator[npt.NDArray[np.float32]]:
    """Read a take as float32 [2, whole hops], CHUNK_HOPS at a time; a last part-hop is left out."""
    for block in take.blocks(data, CHUNK_HOPS * hop_samples):
        whole = block.shape[1] // hop_samples * hop_samples
        if whole:
            yield block[:, :whole]


@torch.inference_mode()
def encode_take(data: Path, take: Take, codec: Codec) -> npt.NDArray[np.int16]:
    """Encode one take from silence on, int16 [levels, F].

    The encoder's matrix products run in bfloat16, as they did when the codec was trained: 1.7 times faster on a CPU
    that has it. On a test clip 99.6 % of level 0 and 97 % of level 7 are the codes that float32 gives. (Spectrum and
    quantizer in bfloat16 as well would leave 85 %.)
    """
    past = codec.encoder_state(1)
    parts = []
    for audio in audio_chunks(data, take, codec.config.hop_samples):
        seen, _, heard = codec.look(torch.from_numpy(audio)[None], past)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            latent, past_next = codec.encoder(seen, past)
        past = {**heard, **past_next}
        parts.append(codec.quantizer.encode(codec.bound(latent.float()))[0].to(torch.int16))
    return torch.cat(parts, dim=1).numpy()


def measure_take(data: Path, take: Take, sample_rate: int, hop_samples: int) -> npt.NDArray[np.float16]:
    """Measure the taught controls of one take, float16 [23, F]; what its score or its beats tell comes first.

    Raises:
        CorpusError: the clip's score does not belong to its labels.
        TrainingError: librosa is missing.
    """
    whole = np.concatenate(list(audio_chunks(data, take, hop_samples)), axis=1)
    heard = measure(whole, sample_rate, hop_samples)
    return labels.into(heard, labels.known(data, take.clip, whole, heard, hop_samples)).astype(np.float16)


@functools.cache
def _codec_of_worker(path: str) -> Codec:
    """Load the codec once in each process; one thread, because the processes share the cores."""
    torch.set_num_threads(1)
    return load_codec(Path(path))


def _tokenise(job: tuple[str, Path, Take, str, float]) -> tuple[str, int]:
    """Write one take's two files, if they are not there: (codec, corpus, take, target stem, until) -> (name, frames).

    A take that is not there `until` this time (as time.time() counts) is not begun any more and has no frames.
    """
    codec_path, data, take, target, until = job
    codes_file, measured_file = Path(f"{target}.codes.npy"), Path(f"{target}.measured.npy")
    if time.time() > until and not (codes_file.exists() and measured_file.exists()):
        return Path(target).name, 0
    codec = _codec_of_worker(codec_path)
    if not measured_file.exists():
        save_array(measured_file, measure_take(data, take, codec.config.sample_rate, codec.config.hop_samples))
    if not codes_file.exists():
        save_array(codes_file, encode_take(data, take, codec))
    return Path(target).name, int(np.load(codes_file, mmap_mode="r").shape[1])


def tokenise(
    codec_path: Path, out: Path, data: Path, processes: int = 2, seconds: float = math.inf, copies: int = 0
) -> TokenIndex:
    """Tokenise every clip of a corpus into a folder; finished takes are kept.

    What becomes 0 and 1 of each control is measured once and stays, so that a generator may learn on when clips have
    been added.

    Args:
        seconds: after so long no further take is begun; those that are done, from all over the corpus, are what the
            index holds until another call adds more.
        copies: other speeds at which recordings of the training split are taken, too; the index lists no others.

    Raises:
        TrainingError: no codec there, or the folder holds another codec's tokens, or there was no time for any clip.
        CorpusError: no corpus there.
    """
    until = time.time() + seconds
    clips = sorted(read_index(data), key=lambda clip: clip.file)
    wanted = takes(clips, copies)
    codec, name = load_codec(codec_path), codec_name(codec_path)
    out.mkdir(parents=True, exist_ok=True)
    owner = out / "codec.txt"
    if not owner.exists():
        owner.write_text(name + "\n")
    if owner.read_text().strip() != name:
        raise TrainingError(
            f"{out} holds the tokens of {owner.read_text().strip()}, not of {name}: name another folder"
        )
    rows = _caption_rows(clips, out)
    save_array(out / "codebooks.npy", codec.quantizer.codebook.numpy())
    checkpoint = str(read_checkpoint(codec_path).folder)  # the run may go on meanwhile
    jobs = [(checkpoint, data, take, str(out / take.name), until) for take in _all_over(wanted)]
    frames: dict[str, int] = {}
    total_s, done_s, started, said = sum(take.seconds for take in wanted), 0.0, time.monotonic(), 0.0
    lasts_s = {take.name: take.seconds for take in wanted}
    with contextlib.ExitStack() as open_pool:
        results: Iterable[tuple[str, int]] = map(_tokenise, jobs)
        if processes > 1:
            pool = open_pool.enter_context(multiprocessing.get_context("spawn").Pool(processes))
            results = pool.imap_unordered(_tokenise, jobs)
        for done, count in results:
            frames[done] = count
            done_s += lasts_s[done]
            spent = time.monotonic() - started
            if spent - said >= 5.0 or len(frames) == len(jobs):
                said = spent
                left = (total_s - done_s) * spent / max(done_s, 1e-9) / 60
                line = f"{len(frames)} of {len(jobs)} takes  {done_s / spent:.0f} s audio/s  left {left:.1f} min"
                print(line, file=sys.stderr, flush=True)
    made = [take for take in wanted if frames[take.name]]
    if not any(take.clip.split == TRAIN for take in made):
        raise TrainingError(f"{out}: no time for a single clip; give it more, or the same again: none is done twice")
    if (out / "index.json").is_file():
        before = read_tokens(out)
        low, high = before.low, before.high
    else:
        low, high = _percentiles([out / f"{take.name}.measured.npy" for take in made if take.clip.split == TRAIN])
    entries = tuple(
        TokenClip(
            take.name, frames[take.name], take.clip.split, take.clip.package,
            tuple(rows[text] for text in take.captions), _heard_by(take, frames),
        )
        for take in made
    )  # fmt: skip
    sizes = codec.config
    rate = sizes.sample_rate / sizes.hop_samples
    index = TokenIndex(name, sizes.levels, sizes.codes, rate, low, high, entries)
    table = {"format": FORMAT, "taught": TRAINED, **asdict(index)}
    write_whole(out / "index.json", json.dumps(table, indent=1) + "\n")
    return index


def _heard_by(take: Take, frames: dict[str, int]) -> str:
    """Return the name of the take that this one answers, where it is there and as long."""
    name = flat_name(take.clip.labels.get("hears", ""))
    return name if name and frames.get(name) == frames[take.name] else ""


def _all_over(wanted: list[Take]) -> list[Take]:
    """Return the takes in an order in which the first few come from everywhere, one for validation at the front."""
    mixed = sorted(wanted, key=lambda take: zlib.crc32(take.name.encode()))
    held = [take for take in mixed if take.clip.split == VALIDATION][:1]
    return held + [take for take in mixed if take not in held]


def _caption_rows(clips: list[Clip], out: Path) -> dict[str, int]:
    """Embed every different caption into captions.npy; return which row holds which."""
    captions = sorted({caption for clip in clips for caption in clip.captions})
    listed, table = out / "captions.json", out / "captions.npy"
    if not (table.exists() and listed.exists() and json.loads(listed.read_text()) == captions):
        save_array(table, text.embed(captions, text.load_minilm(), text.load_tokenizer()).numpy())
        listed.write_text(json.dumps(captions, indent=1) + "\n")
    return {caption: row for row, caption in enumerate(captions)}


def _percentiles(files: list[Path]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    everything = np.concatenate([np.load(file)[: len(BY_CORPUS)] for file in files], axis=1).astype(np.float32)
    low, high = np.nanpercentile(everything, PERCENTILES, axis=1)
    fixed_low, fixed_high = zip(*ENDS, strict=True)
    return (*map(float, low), *fixed_low), (*map(float, high), *fixed_high)


@script
def main(arguments: list[str] | None = None) -> int:
    """Parse and tokenise; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.tokens", description="Turn the corpus into tokens.")
    parser.add_argument("codec", type=Path, help="a codec run folder or one of its checkpoints")
    parser.add_argument("out", type=Path, help="the token folder")
    parser.add_argument("--data", type=Path, required=True, help="a corpus folder or its index.json")
    parser.add_argument("--processes", type=int, default=2, help="takes that are encoded side by side")
    parser.add_argument("--copies", type=int, default=0, help="take recordings at so many other speeds, too")
    options = parser.parse_args(arguments)
    index = tokenise(options.codec, options.out, options.data, options.processes, copies=options.copies)
    minutes = index.frames / index.frames_per_second / 60
    print(f"{options.out}: {len(index.clips)} clips, {index.frames} frames, {minutes:.0f} min")
    return 0


if __name__ == "__main__":
    sys.exit(main())
