"""Codecs that play whole clips or hop by hop: a run in torch, a bundle through the engine's graphs."""

from __future__ import annotations

import hashlib
import json
import math
import time
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

from rtmusic.bundle import CODEC_GRAPHS, Bundle
from rtmusic.decoder import Decoder
from rtmusic.encoder import Encoder
from rtmusic.units import Codes, Samples
from training.codec import load_codec
from training.config import TrainingError
from training.run import read_checkpoint

State = Any  # opaque; None begins afresh
COST_HOPS = 200
WARM_UP_HOPS = 10


class Player(Protocol):
    """A codec. Its memory is an argument: what a call returned goes into the next, None begins afresh."""

    name: str
    identity: str  # another codec, another word
    rate: int
    hop_samples: int
    delay_samples: int
    levels: int
    codes: int

    def encode(self, audio: Samples, past: State = None) -> tuple[Codes, State]: ...

    def decode(self, codes: Codes, levels: int, past: State = None) -> tuple[Samples, State]: ...


class RunPlayer:
    """The averaged weights of a run, in torch."""

    def __init__(self, run: Path) -> None:
        point = read_checkpoint(run)
        self._codec = load_codec(run)
        c = self._codec.config
        self.name = f"{run.name}, step {point.step}"
        self.identity = hashlib.sha256((point.folder / "tensors.safetensors").read_bytes()).hexdigest()
        self.rate, self.hop_samples, self.delay_samples = c.sample_rate, c.hop_samples, c.delay_samples
        self.levels, self.codes = c.levels, c.codes

    def encode(self, audio: Samples, past: State = None) -> tuple[Codes, State]:
        with torch.no_grad():
            codes, past = self._codec.encode(torch.from_numpy(audio)[None], past or self._codec.encoder_state(1))
        out: Codes = codes[0].numpy()
        return out, past

    def decode(self, codes: Codes, levels: int, past: State = None) -> tuple[Samples, State]:
        with torch.no_grad():
            audio, past = self._codec.decode(
                torch.from_numpy(codes)[None], levels, past or self._codec.decoder_state(1)
            )
        out: Samples = audio[0].numpy()
        return out, past


class BundlePlayer:
    """The graphs of a bundle, as the engine plays them, in one thread on the CPU."""

    def __init__(self, folder: Path) -> None:
        bundle = Bundle.load(folder)
        g = bundle.geometry
        self._encoder, self._decoder = Encoder(bundle, "cpu"), Decoder(bundle, "cpu")
        self.name = f"bundle {folder.resolve().name}"
        graphs = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))["graphs"]
        digest = hashlib.sha256()
        for name in CODEC_GRAPHS:
            digest.update((folder / graphs[name]["file"]).read_bytes())
        self.identity = digest.hexdigest()
        self.rate, self.hop_samples, self.delay_samples = g.sample_rate, g.hop_samples, g.delay_samples
        self.levels, self.codes = g.levels, g.codebook_size

    def encode(self, audio: Samples, past: State = None) -> tuple[Codes, State]:
        return self._encoder.encode(audio, past or self._encoder.initial_state())

    def decode(self, codes: Codes, levels: int, past: State = None) -> tuple[Samples, State]:
        return self._decoder.decode(codes, levels, past or self._decoder.initial_state())


def open_player(path: Path) -> Player:
    """Open a bundle (it holds bundle.json) or a run.

    Raises:
        BundleError, TrainingError: what is there cannot be played.
    """
    return BundlePlayer(path) if (path / "bundle.json").is_file() else RunPlayer(path)


def kbps_of(player: Player, levels: int) -> float:
    """Bits that `levels` rows of codes take in a second, in thousands, before any entropy coding."""
    return levels * math.log2(player.codes) * player.rate / player.hop_samples / 1000.0


def cost(player: Player, clip: Samples) -> dict[str, float]:
    """Play a clip hop by hop in one thread and return what a hop costs.

    Returns:
        encode_ms and decode_ms (p50 and p99 of a hop's own processor time, so that neighbours do not count), and
        core_share: both medians as a share of the hop's length.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    heard: list[float] = []
    said: list[float] = []
    remembered = spoken = None
    hops = min(clip.shape[1] // player.hop_samples, COST_HOPS + WARM_UP_HOPS)
    try:
        for number in range(hops):
            piece = np.ascontiguousarray(clip[:, number * player.hop_samples : (number + 1) * player.hop_samples])
            began = time.thread_time()
            codes, remembered = player.encode(piece, remembered)
            between = time.thread_time()
            _, spoken = player.decode(codes, player.levels, spoken)
            heard.append(between - began)
            said.append(time.thread_time() - between)
    finally:
        torch.set_num_threads(threads)
    # The first calls reserve memory; a clip of a few hops has nothing else to show.
    kept = slice(WARM_UP_HOPS if hops > 2 * WARM_UP_HOPS else 0, None)
    figures = {}
    for name, spent in (("encode", heard[kept]), ("decode", said[kept])):
        figures[f"{name}_ms_p50"], figures[f"{name}_ms_p99"] = (
            round(1000.0 * float(np.percentile(spent, share)), 3) for share in (50, 99)
        )
    hop_ms = 1000.0 * player.hop_samples / player.rate
    figures["core_share"] = round((figures["encode_ms_p50"] + figures["decode_ms_p50"]) / hop_ms, 4)
    return figures


def latency_ms(player: Player) -> float:
    """Measure the algorithmic latency: how long a sound must have gone in before its echo can come out.

    A hop is filled before it is encoded, and what comes out stands for `delay_samples` earlier. A codec that looks
    ahead besides is found out: two clips that part at the beginning of a hop must not differ before it.

    Raises:
        TrainingError: the change is heard nowhere, so nothing can be measured.
    """
    hops = 12
    dice = np.random.default_rng(0)
    n = hops * player.hop_samples
    one = dice.normal(0.0, 0.1, (2, n)).astype(np.float32)
    ahead = 0
    for hop in range(4, 9):
        other = one.copy()
        start = hop * player.hop_samples
        other[:, start:] = dice.normal(0.0, 0.3, (2, n - start))
        echoes = [player.decode(player.encode(clip)[0], player.levels)[0] for clip in (one, other)]
        changed = np.flatnonzero(np.abs(echoes[0] - echoes[1]).max(axis=0) > 0)
        if not len(changed):
            raise TrainingError(f"{player.name} plays two different clips alike: is it trained?")
        ahead = max(ahead, start - int(changed[0]))
    return 1000.0 * (player.hop_samples + player.delay_samples + ahead) / player.rate
