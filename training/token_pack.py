"""Tokens in one small file, to be carried to another machine and opened there.

    python -m training.token_pack pack TOKENS PACK --levels 8 --megabytes 58
    python -m training.token_pack pack TOKENS PACK --part 2 --parts 3
    python -m training.token_pack open PACK TOKENS

A code of 1024 takes ten bits. Controls are rounded to 255 steps, chroma to 15, and change slowly enough to be kept
every few frames; onsets and beats stay exact in time. Where not everything fits, every clip that others hear or that
is kept for validation travels, and of the rest as many as there is room for, from all over the music. More music than
one file may hold travels in parts, which are opened into one folder, in any order; what belongs to all clips, such as
the captions, travels in the first.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rtmusic.errors import script
from rtmusic.features import BY_CORPUS, ENDS
from training.conditioning import TRAINED
from training.config import TrainingError
from training.corpus.index import VALIDATION
from training.tokens import FORMAT, TokenClip, TokenIndex, read_tokens, save_array

EVERY = {"onset": 1, "beat": 1, "chroma": 6}  # frames from one kept value to the next
OTHERS_EVERY = 4
STEPS = {"onset": 1, "chroma": 14, "beat": 60}  # from the lowest value to the highest
OTHER_STEPS = 254
UNKNOWN = 255
CODE_BITS = 10
PACK_FORMAT = 1
LISTS, TABLES = ("captions.json",), ("captions.npy", "codebooks.npy")  # of the whole folder

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def pack_codes(codes: npt.NDArray[np.int16]) -> bytes:
    """Write codes [levels, F], each below 1024, in ten bits each."""
    bits = np.unpackbits(codes.astype(">u2").reshape(-1, 1).view(np.uint8), axis=1)[:, -CODE_BITS:]
    return np.packbits(bits).tobytes()


def open_codes(packed: bytes, levels: int, frames: int) -> npt.NDArray[np.int16]:
    """Return what `pack_codes` was given, int16 [levels, F]."""
    bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=levels * frames * CODE_BITS).reshape(-1, CODE_BITS)
    wide = np.concatenate([np.zeros((len(bits), 16 - CODE_BITS), np.uint8), bits], axis=1)
    return np.packbits(wide, axis=1).view(">u2").astype(np.int16).reshape(levels, frames)


def pack_row(row: Floats, every: int, steps: int, low: float, high: float) -> bytes:
    """Round one control [F], NaN where unknown, to `steps` steps from low to high, every few frames, and squeeze it."""
    kept = row[::every]
    there = np.isfinite(kept)
    share = np.clip((np.where(there, kept, low) - low) / max(high - low, 1e-9), 0.0, 1.0)
    rounded = np.where(there, np.rint(share * steps), UNKNOWN).astype(np.uint8)
    # A difference modulo 256 loses nothing, and slow controls become mostly zeros.
    return zlib.compress(np.diff(rounded, prepend=np.uint8(0)).astype(np.uint8).tobytes(), 9)


def open_row(packed: bytes, frames: int, every: int, steps: int, low: float, high: float) -> Floats:
    """Return a control [F] as `pack_row` rounded it, with straight lines between the kept values."""
    rounded = np.cumsum(np.frombuffer(zlib.decompress(packed), np.uint8), dtype=np.uint8)
    values = np.where(rounded == UNKNOWN, np.nan, low + rounded.astype(np.float32) / steps * (high - low))
    held = np.repeat(values, every)[:frames]
    next_one = np.repeat(np.append(values[1:], values[-1:]), every)[:frames]
    share = np.arange(frames) % every / every
    row: Floats = np.where(np.isfinite(next_one), held + (next_one - held) * share, held).astype(np.float32)
    return row


def _kind(name: str) -> str:
    return name.split("_", maxsplit=1)[0]


def _rows(bounds: Sequence[Sequence[float]]) -> list[tuple[int, int, float, float]]:
    return [
        (EVERY.get(_kind(name), OTHERS_EVERY), STEPS.get(_kind(name), OTHER_STEPS), low, high)
        for name, (low, high) in zip(TRAINED, bounds, strict=True)
    ]


def _must(index: TokenIndex) -> dict[str, TokenClip]:
    """What must travel: clips for validation, and those that hear others with those that they hear."""
    names = {clip.name: clip for clip in index.clips}
    first = [clip for clip in index.clips if clip.split == VALIDATION]
    first += [one for clip in index.clips if clip.hears for one in (names[clip.hears], clip)]
    return {clip.name: clip for clip in first}


def _chosen(index: TokenIndex, part: int, parts: int) -> list[TokenClip]:
    """One part's clips: in the first those that must travel, then every part's share from all over."""
    must = _must(index)
    order = sorted(index.clips, key=lambda clip: zlib.crc32(clip.name.encode()))
    share = [clip for clip in order if clip.name not in must][part - 1 :: parts]
    return [*must.values(), *share] if part == 1 else share


def pack(folder: Path, out: Path, levels: int, limit_bytes: int, part: int = 1, parts: int = 1) -> TokenIndex:
    """Pack as many clips of a token folder as fit; return the index of those.

    Args:
        part: which of `parts` packs this is, from 1; no clip is in two.

    Raises:
        TrainingError: no tokens there, or not even those that must travel fit, or no such part.
    """
    index = read_tokens(folder)
    if not 1 <= part <= parts:
        raise TrainingError(f"part {part} of {parts}: give 1 to {parts}")
    chosen = _chosen(index, part, parts)
    if levels > index.levels:
        raise TrainingError(f"{folder} holds {index.levels} levels, not {levels}")
    some = [np.load(folder / f"{clip.name}.measured.npy").astype(np.float32) for clip in _chosen(index, 1, 1)[:40]]
    together = np.concatenate(some, axis=1)
    bounds = [_bounds(row) for row in together[: len(BY_CORPUS)]] + [(float(low), float(high)) for low, high in ENDS]
    bodies: list[bytes] = []
    taken: list[TokenClip] = []
    shared = [b""] * (len(LISTS) + len(TABLES))
    if part == 1:
        shared = [zlib.compress((folder / name).read_bytes(), 9) for name in LISTS]
        shared += [_as_bytes(np.load(folder / name).astype(np.float16)) for name in TABLES]
    room = limit_bytes - sum(map(len, shared)) - 200 * len(chosen)
    must = _must(index)
    for clip in chosen:
        codes = np.load(folder / f"{clip.name}.codes.npy")[:levels]
        measured = np.load(folder / f"{clip.name}.measured.npy").astype(np.float32)
        rows = [pack_row(row, *how) for row, how in zip(measured, _rows(bounds), strict=True)]
        body = b"".join(len(piece).to_bytes(4, "little") + piece for piece in (pack_codes(codes), *rows))
        if len(body) > room:
            if clip.name in must:
                raise TrainingError(f"{out}: no room for {clip.name}, which must travel; raise --megabytes")
            continue
        room -= len(body)
        bodies.append(body)
        taken.append(clip)
    names = {clip.name for clip in taken}
    taken = [clip if clip.hears in names else replace(clip, hears="") for clip in taken]
    small = replace(index, levels=levels, clips=tuple(taken))
    head = json.dumps({"format": PACK_FORMAT, "bounds": bounds, "index": asdict(small)}).encode()
    with out.open("wb") as file:
        for piece in (zlib.compress(head, 9), *shared, *bodies):
            file.write(len(piece).to_bytes(4, "little") + piece)
    return small


def _bounds(row: Floats) -> tuple[float, float]:
    there = row[np.isfinite(row)]
    return (float(there.min()), float(there.max())) if len(there) else (0.0, 1.0)


def _as_bytes(array: npt.NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def _parts(data: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def unpack(packed: Path, out: Path) -> TokenIndex:
    """Open a pack as a token folder that holds the packed levels alone; other parts may be there already.

    Returns:
        The index of everything that is there now.

    Raises:
        TrainingError: it is no pack, or of another format, or what is there belongs to other tokens.
    """
    try:
        head, *rest = _parts(packed.read_bytes())
        table = json.loads(zlib.decompress(head))
        if table["format"] != PACK_FORMAT:
            raise TrainingError(f"{packed}: a pack of format {table['format']}; this version opens {PACK_FORMAT}")
        said = table["index"]
        clips = tuple(TokenClip(**{**row, "captions": tuple(row["captions"])}) for row in said.pop("clips"))
        index = TokenIndex(**{**said, "low": tuple(said["low"]), "high": tuple(said["high"])}, clips=clips)
        bodies = rest[len(LISTS) + len(TABLES) :]
        if len(bodies) != len(index.clips):
            raise ValueError(f"{len(bodies)} clips of {len(index.clips)}")
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise TrainingError(f"{packed} is no whole pack of tokens ({error!r}). Make and carry it again") from error
    here = index
    if (out / "index.json").exists():
        before = read_tokens(out)
        if replace(before, clips=()) != replace(index, clips=()):
            raise TrainingError(f"{packed}: not of the tokens that {out} holds. Name another folder")
        here = replace(index, clips=tuple({clip.name: clip for clip in (*before.clips, *index.clips)}.values()))
    out.mkdir(parents=True, exist_ok=True)
    if rest[0]:
        for name, data in zip(LISTS, rest, strict=False):
            (out / name).write_bytes(zlib.decompress(data))
        for name, data in zip(TABLES, rest[len(LISTS) :], strict=False):
            save_array(out / name, np.load(io.BytesIO(data)).astype(np.float32))
    for clip, body in zip(index.clips, bodies, strict=True):
        codes, *rows = _parts(body)
        measured = [open_row(row, clip.frames, *how) for row, how in zip(rows, _rows(table["bounds"]), strict=True)]
        save_array(out / f"{clip.name}.codes.npy", open_codes(codes, index.levels, clip.frames))
        save_array(out / f"{clip.name}.measured.npy", np.stack(measured).astype(np.float16))
    (out / "codec.txt").write_text(index.codec + "\n")
    (out / "index.json").write_text(json.dumps({"format": FORMAT, "taught": TRAINED, **asdict(here)}) + "\n")
    return here


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, then pack or open; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.token_pack", description="Tokens in one small file.")
    parser.add_argument("what", choices=("pack", "open"))
    parser.add_argument("source", type=Path, help="pack: a token folder; open: a pack")
    parser.add_argument("target", type=Path, help="pack: the file to write; open: the token folder to make")
    parser.add_argument("--levels", type=int, default=8, help="that a generator learns from (default: 8)")
    parser.add_argument("--part", type=int, default=1, help="pack: which part this is, from 1")
    parser.add_argument("--parts", type=int, default=1, help="pack: how many parts there are")
    parser.add_argument("--megabytes", type=float, default=58.0, help="how large a pack may be (default: 58)")
    options = parser.parse_args(arguments)
    if options.what == "open":
        index = unpack(options.source, options.target)
    else:
        limit_bytes = round(options.megabytes * 1e6)
        index = pack(options.source, options.target, options.levels, limit_bytes, options.part, options.parts)
        print(f"{options.target}: {options.target.stat().st_size / 1e6:.1f} MB")
        if left := len(_chosen(read_tokens(options.source), options.part, options.parts)) - len(index.clips):
            print(f"{left} clips found no room: raise --megabytes or --parts")
    print(f"{len(index.clips)} clips, {index.frames / index.frames_per_second / 3600:.2f} h")
    return 0


if __name__ == "__main__":
    sys.exit(main())
