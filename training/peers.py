"""The codec beside other neural codecs, in one run:  python -m training.peers [--json OUT] [--only NAME …] [--quick]

EnCodec, Mimi, DAC and RAVE play on torch, with random weights, each at the block that it streams with; ours plays on
ONNX Runtime, as in the engine, the fewest whole frames that last as long. All on one thread and in turns. The share of
one core is the processor time of a call, median, per sound that the call stands for.

This says what they take and not how they sound, and neither that their makers' own programs are no faster: torch is
how they are published. Ours codes stereo at 48 kHz; the table says what the others code.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from rtmusic.bundle import Bundle
from rtmusic.costs import decoding, encoding
from rtmusic.decoder import Decoder
from rtmusic.encoder import Encoder
from rtmusic.errors import script
from rtmusic.report import machine, versions, write
from rtmusic.stopwatch import Job, interleave
from rtmusic.studio import Progress
from training.peer_codecs import PEERS, Peer, build, check_installed

LAPS = 15
QUICK_LAPS = 2


def measure(
    peers: Sequence[Peer], bundle: Bundle, laps: int, progress: Callable[[float], None] = lambda share: None
) -> dict[str, Any]:
    """Time every peer and our codec beside it.

    Args:
        progress: told the share that is done, 0..1.

    Returns:
        "peers": a list of {"name", "block_ms", "encode", "decode": a `Taken`, "share": of one core, "ours": the same
        for our codec, …}; what it was measured on.
    """
    g = bundle.geometry
    encoder, decoder = Encoder(bundle, "cpu"), Decoder(bundle, "cpu")
    frame_ms = g.milliseconds(g.hop_samples)
    beside = {peer.name: max(1, int(peer.block_ms / frame_ms)) for peer in peers}
    jobs: dict[tuple[str, str], Job] = {}
    for peer in peers:
        jobs[peer.name, "encode"], jobs[peer.name, "decode"] = peer.encode, peer.decode
    for frames in set(beside.values()):
        jobs[str(frames), "encode"], jobs[str(frames), "decode"] = encoding(encoder, frames), decoding(decoder, frames)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    try:
        with torch.inference_mode():
            taken = interleave(jobs, laps, progress)
    finally:
        torch.set_num_threads(threads)
        torch.set_flush_denormal(False)

    def timed(name: str, block_ms: float) -> dict[str, Any]:
        halves = {half: taken[name, half] for half in ("encode", "decode")}
        share = sum(half.share_of(block_ms) for half in halves.values())
        return {"block_ms": round(block_ms, 2), **{k: asdict(v) for k, v in halves.items()}, "share": round(share, 4)}

    return {
        "peers": [
            {
                **{field: getattr(peer, field) for field in ("name", "package", "rate", "channels", "kbps")},
                **{field: getattr(peer, field) for field in ("parameters", "between")},
                **timed(peer.name, peer.block_ms),
                "ours": {"frames": beside[peer.name], **timed(str(beside[peer.name]), beside[peer.name] * frame_ms)},
            }
            for peer in peers
        ],
        "ours": {"rate": g.sample_rate, "channels": g.channels, "frame_ms": frame_ms, "bundle": bundle.name},
        "laps": laps,
        "machine": machine(),
        "versions": {**versions(), "torch": torch.__version__},
    }


def table(found: Mapping[str, Any]) -> str:
    """What `measure` found, as Markdown."""
    heads = ("codec", "sound", "M weights", "a call, ms", "encode, ms", "decode, ms", "share of a core")
    lines = ["| " + " | ".join((*heads, "ours beside it", "times ours")) + " |", "| --- | --- |" + " ---: |" * 7]
    for peer in found["peers"]:
        ours = peer["ours"]
        cells = (
            peer["name"],
            f"{peer['rate'] / 1000:g} kHz {'stereo' if peer['channels'] == 2 else 'mono'}",
            f"{peer['parameters'] / 1e6:.1f}",
            f"{peer['block_ms']:.1f}",
            *(f"{peer[half]['p50']:.1f}" for half in ("encode", "decode")),
            f"{peer['share']:.3f}",
            f"{ours['share']:.3f} ({ours['frames']} frame{'s' * (ours['frames'] > 1)})",
            f"{peer['share'] / ours['share']:.0f}",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, measure, print; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.peers", description="Our codec beside others, in speed.")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write what was found to this file")
    parser.add_argument("--only", nargs="+", choices=[*PEERS], default=[*PEERS], help="some of them (default: all)")
    parser.add_argument("--quick", action="store_true", help="few repetitions (default: 3 minutes)")
    parser.add_argument("--bundle", type=Path, metavar="PATH", help="our models (default: those that ship)")
    options = parser.parse_args(arguments)
    check_installed(options.only)
    torch.set_num_threads(1)
    bundle = Bundle.load(options.bundle)
    peers = [build(key) for key in options.only]
    found = measure(peers, bundle, QUICK_LAPS if options.quick else LAPS, Progress(sys.stderr, "timing"))
    if options.json is not None:
        write(found, options.json)
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
