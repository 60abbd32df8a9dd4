"""How near the codec comes to sound it has never heard, beside Opus on the same clips.

    python -m training.evaluate codec RUN_OR_BUNDLE --data INDEX --opus
    python -m training.evaluate curve RUN

`codec` prints a Markdown table and writes codec.md and codec.json (--out, else beside the run's checkpoints): a run is
played by torch, a bundle by the engine's own encoder and decoder. `curve` draws a run's log as curve.png.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import soundfile
import torch

from rtmusic.bundle import Bundle
from rtmusic.decoder import Decoder
from rtmusic.encoder import Encoder
from rtmusic.errors import RtmusicError
from rtmusic.units import Codes, Samples
from training.codec import load_codec
from training.data import held_in_order
from training.loop import TrainingError, draw_curve, read_checkpoint
from training.metrics import mel_distance, si_sdr, stft_distance, usage

SHOWN_LEVELS = (16, 8, 4, 2, 1)
OPUS_KBPS = (6, 12, 24)
SILENT_RMS = 1e-4  # a channel below this has nothing to compare with


class Player(Protocol):
    """A codec that plays whole clips, in torch or from a bundle."""

    name: str
    rate: int
    hop_samples: int
    delay_samples: int
    levels: int
    codes: int

    def encode(self, audio: Samples) -> Codes: ...

    def decode(self, codes: Codes, levels: int) -> Samples: ...


class RunPlayer:
    """The averaged weights of a run, in torch."""

    def __init__(self, run: Path) -> None:
        self._codec = load_codec(run)
        c = self._codec.config
        self.name = f"{run.name}, step {read_checkpoint(run).step}"
        self.rate, self.hop_samples, self.delay_samples = c.sample_rate, c.hop_samples, c.delay_samples
        self.levels, self.codes = c.levels, c.codes

    def encode(self, audio: Samples) -> Codes:
        with torch.no_grad():
            codes, _ = self._codec.encode(torch.from_numpy(audio)[None], self._codec.encoder_state(1))
        out: Codes = codes[0].numpy()
        return out

    def decode(self, codes: Codes, levels: int) -> Samples:
        with torch.no_grad():
            audio, _ = self._codec.decode(torch.from_numpy(codes)[None], levels, self._codec.decoder_state(1))
        out: Samples = audio[0].numpy()
        return out


class BundlePlayer:
    """The graphs of a bundle, as the engine plays them."""

    def __init__(self, folder: Path) -> None:
        bundle = Bundle.load(folder)
        g = bundle.geometry
        self._encoder, self._decoder = Encoder(bundle), Decoder(bundle)
        self.name = f"bundle {folder.name}"
        self.rate, self.hop_samples, self.delay_samples = g.sample_rate, g.hop_samples, g.delay_samples
        self.levels, self.codes = g.levels, g.codebook_size

    def encode(self, audio: Samples) -> Codes:
        return self._encoder.encode(audio, self._encoder.initial_state())[0]

    def decode(self, codes: Codes, levels: int) -> Samples:
        return self._decoder.decode(codes, levels, self._decoder.initial_state())[0]


def open_player(path: Path) -> Player:
    """Open a bundle (it holds bundle.json) or a run.

    Raises:
        BundleError, TrainingError: what is there cannot be played.
    """
    return BundlePlayer(path) if (path / "bundle.json").is_file() else RunPlayer(path)


@dataclass(frozen=True, slots=True)
class Row:
    """One codec at one rate: means over clips and channels, with SI-SDR's median too, since its tails are long."""

    name: str
    kbps: float
    mel: float
    stft: float
    si_sdr_db: float
    si_sdr_median_db: float

    def table(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def _compare(name: str, kbps: float, pairs: Sequence[tuple[Samples, Samples]], rate: int) -> Row:
    """Measure every channel that is not silent of (reference, decoded) clips, each [2, n]."""
    mel, stft, sdr = [], [], []
    for reference, decoded in pairs:
        for a, b in zip(reference, decoded, strict=True):
            if float(np.sqrt(np.mean(a * a))) < SILENT_RMS:
                continue
            mel.append(mel_distance(a, b, rate))
            stft.append(stft_distance(a, b, rate))
            sdr.append(si_sdr(a, b))
    if not mel:
        raise TrainingError("every clip is silent: there is nothing to measure; look at the corpus")
    return Row(name, kbps, float(np.mean(mel)), float(np.mean(stft)), float(np.mean(sdr)), float(np.median(sdr)))


def _opus(clip: Samples, rate: int, kbps: int, folder: Path) -> tuple[Samples, float]:
    """Send [2, n] through Opus; return what comes out, as long as what went in, and the real kbps of its packets."""
    source, packed, result = folder / "in.wav", folder / "packed.opus", folder / "out.wav"
    soundfile.write(source, clip.T, rate, subtype="PCM_16")

    def run(*words: str | Path) -> str:
        done = subprocess.run([str(w) for w in words], check=False, capture_output=True, text=True)
        if done.returncode:
            raise TrainingError(f"{words[0]} failed with status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    run("opusenc", "--quiet", "--music", "--vbr", "--bitrate", str(kbps), source, packed)
    run("opusdec", "--quiet", "--rate", str(rate), "--force-wav", packed, result)
    real = re.search(r"w/o overhead: ([\d.]+) kbit/s", run("opusinfo", packed))
    if real is None:
        raise TrainingError("opusinfo names no bitrate without overhead: opus-tools 0.2 does")
    decoded, _ = soundfile.read(result, dtype="float32", always_2d=True)
    out = np.zeros_like(clip)
    length = min(clip.shape[1], len(decoded))
    out[:, :length] = decoded[:length].T
    return out, float(real.group(1))


def opus_rows(clips: Sequence[Samples], rate: int) -> list[Row]:
    """Measure Opus at each of OPUS_KBPS on clips [2, n].

    Raises:
        TrainingError: opus-tools is not installed.
    """
    missing = [tool for tool in ("opusenc", "opusdec", "opusinfo") if shutil.which(tool) is None]
    if missing:
        raise TrainingError(f"{', '.join(missing)} not found: sudo apt install opus-tools, or leave out --opus")
    rows = []
    for kbps in OPUS_KBPS:
        with tempfile.TemporaryDirectory() as folder:
            coded = [_opus(clip, rate, kbps, Path(folder)) for clip in clips]
        pairs = [(clip, decoded) for clip, (decoded, _) in zip(clips, coded, strict=True)]
        rows.append(_compare(f"Opus {kbps}", float(np.mean([real for _, real in coded])), pairs, rate))
    return rows


def measure_codec(player: Player, clips: Sequence[Samples], opus: bool) -> dict[str, Any]:
    """Measure a codec on clips [2, n], n a multiple of its hop; return everything as plain JSON values."""
    delay, rate = player.delay_samples, player.rate
    # The codec's first `delay` output samples stand for what came before the clip.
    heard = [clip[:, : clip.shape[1] - delay] for clip in clips]
    codes = [player.encode(clip) for clip in clips]
    per_level = math.log2(player.codes) * rate / player.hop_samples / 1000.0
    rows = []
    for levels in (n for n in SHOWN_LEVELS if n <= player.levels):
        decoded = [player.decode(c, levels)[:, delay:] for c in codes]
        pairs = list(zip(heard, decoded, strict=True))
        rows.append(_compare(f"{levels} level{'s' * (levels > 1)}", levels * per_level, pairs, rate))
    used: list[tuple[float, float]] = [
        usage(np.concatenate([c[level] for c in codes]), player.codes) for level in range(player.levels)
    ]
    if opus:
        rows += opus_rows(heard, rate)
    return {
        "codec": player.name,
        "clips": len(clips),
        "clip_s": clips[0].shape[1] / rate,
        "rows": [row.table() for row in rows],
        "code_usage": [round(share, 4) for share, _ in used],
        "code_perplexity": [round(perplexity, 1) for _, perplexity in used],
    }


def markdown(figures: dict[str, Any]) -> str:
    """Write the figures as two Markdown tables with one line of explanation."""
    lines = [
        f"{figures['codec']}: {figures['clips']} clips of {figures['clip_s']:g} s stereo that training never saw; "
        "means over clips and channels. Mel and STFT distance: lower is nearer. SI-SDR: higher is nearer.",
        "",
        "| codec | kbps | mel distance | STFT distance | SI-SDR dB, mean | SI-SDR dB, median |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {r['name']} | {r['kbps']:.1f} | {r['mel']:.2f} | {r['stft']:.2f} | {r['si_sdr_db']:.1f} "
        f"| {r['si_sdr_median_db']:.1f} |"
        for r in figures["rows"]
    ]
    lines += ["", "| level | codes used | perplexity |", "| --- | --- | --- |"]
    pairs = zip(figures["code_usage"], figures["code_perplexity"], strict=True)
    lines += [f"| {level} | {share:.0%} | {many:.0f} |" for level, (share, many) in enumerate(pairs, 1)]
    return "\n".join(lines) + "\n"


def evaluate_codec(path: Path, index: Path, split: str, count: int, clip_s: float, opus: bool, out: Path) -> str:
    """Measure, write codec.json and codec.md into `out`, and return the Markdown."""
    player = open_player(path)
    frames = round(clip_s * player.rate / player.hop_samples)
    held: npt.NDArray[np.float32] = held_in_order(index, split, frames * player.hop_samples / player.rate, count)
    figures = {**measure_codec(player, list(held), opus), "split": split}
    text = markdown(figures)
    out.mkdir(parents=True, exist_ok=True)
    (out / "codec.json").write_text(json.dumps(figures, indent=2) + "\n")
    (out / "codec.md").write_text(text)
    return text


def main(arguments: list[str] | None = None) -> int:
    """Parse, measure, print; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=(__doc__ or "").splitlines()[0])
    what = parser.add_subparsers(dest="what", required=True)
    codec = what.add_parser("codec", help="reconstruction of clips kept out of training")
    codec.add_argument("path", type=Path, help="a run folder, a checkpoint, or a bundle")
    codec.add_argument("--data", type=Path, required=True, help="a corpus folder or its index.json")
    codec.add_argument("--split", default="validation", help="which clips (default: validation)")
    codec.add_argument("--clips", type=int, default=24, help="how many (default: 24)")
    codec.add_argument("--clip-s", type=float, default=6.0, help="seconds of each (default: 6)")
    codec.add_argument("--opus", action="store_true", help="also measure Opus (needs opus-tools)")
    codec.add_argument("--out", type=Path, help="folder for codec.json and codec.md (default: the run; a bundle: here)")
    curve = what.add_parser("curve", help="draw a run's log")
    curve.add_argument("run", type=Path)
    options = parser.parse_args(arguments)
    try:
        if options.what == "curve":
            draw_curve(options.run, options.run / "curve.png")
            print(options.run / "curve.png")
        else:
            path: Path = options.path
            out = options.out or (Path() if (path / "bundle.json").is_file() else path)
            clip_s, opus = options.clip_s, options.opus
            print(evaluate_codec(path, options.data, options.split, options.clips, clip_s, opus, out), end="")
    except RtmusicError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
