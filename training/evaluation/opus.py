"""The peer that everybody has: Opus, through opus-tools."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import soundfile

from rtmusic.units import Samples
from training.config import TrainingError

OPUS_KBPS = (6, 8, 12, 16, 24)
LATENCY_MS = 26.5  # 20 ms frames and 6.5 ms of look-ahead; source: RFC 6716 and opusenc's defaults
TOOLS = ("opusenc", "opusdec", "opusinfo")


@dataclass(frozen=True, slots=True)
class Coded:
    """What came out of Opus: as long as what went in, and what it took."""

    sound: Samples
    kbps: float  # of the packets alone, without Ogg
    encode_share: float  # of one core
    decode_share: float


@lru_cache(maxsize=1)
def version() -> str:
    """Name the installed Opus, for whoever compares figures.

    Raises:
        TrainingError: opus-tools is not installed.
    """
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise TrainingError(f"{', '.join(missing)} not found: sudo apt install opus-tools, or leave out --opus")
    return _run("opusenc", "--version").splitlines()[0].strip()


def through_opus(clip: Samples, rate: int, kbps: int) -> Coded:
    """Send [2, n] through Opus at a bitrate for both channels together, music mode, variable rate.

    Raises:
        TrainingError: opus-tools is not installed, or fails.
    """
    version()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source, packed, result = folder / "in.wav", folder / "packed.opus", folder / "out.wav"
        soundfile.write(source, clip.T, rate, subtype="PCM_16")
        began = _children_s()
        _run("opusenc", "--quiet", "--music", "--vbr", "--bitrate", str(kbps), source, packed)
        between = _children_s()
        _run("opusdec", "--quiet", "--rate", str(rate), "--force-wav", packed, result)
        ended = _children_s()
        real = re.search(r"w/o overhead: ([\d.]+) kbit/s", _run("opusinfo", packed))
        if real is None:
            raise TrainingError("opusinfo names no bitrate without overhead: opus-tools 0.2 does")
        decoded, _ = soundfile.read(result, dtype="float32", always_2d=True)
    out = np.zeros_like(clip)
    length = min(clip.shape[1], len(decoded))
    out[:, :length] = decoded[:length].T
    seconds = clip.shape[1] / rate
    return Coded(out, float(real.group(1)), (between - began) / seconds, (ended - between) / seconds)


def _children_s() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _run(*words: str | Path) -> str:
    done = subprocess.run([str(w) for w in words], check=False, capture_output=True, text=True)
    if done.returncode:
        raise TrainingError(f"{words[0]} failed with status {done.returncode}: {done.stderr.strip()}")
    return done.stdout
