"""One evaluation of a codec from end to end: clips, ways to play them, figures, tables, pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rtmusic.units import Samples
from training.config import TrainingError
from training.corpus.heldout import KINDS, read_heldout
from training.curve import draw_curve
from training.data import held_in_order
from training.evaluation import opus, page, pictures, summary
from training.evaluation.hearing import attacks, pre_echo_db
from training.evaluation.measure import LISTENED, QUICK, Clip, Figures, Notebook, Way, measure
from training.evaluation.opus import OPUS_KBPS
from training.evaluation.players import Player, cost, kbps_of, latency_ms
from training.metrics import usage

LEVELS = (16, 12, 8, 4, 2, 1)
AGAINST_KBPS = 12
AGAINST = f"Opus {AGAINST_KBPS}"
PICTURED_LEVELS = (16, 8, 4)
MARGIN_S = (
    0.1  # at the end of each clip, not judged: a late codec has not said it yet. The same for all, so rows compare
)
DRAWN_OVER_RATE = ("visqol", "zimtohrli", "mel", "stft", "si_sdr_db", "width_error_db")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure beside the codec, and how."""

    levels: tuple[int, ...] = LEVELS
    opus: tuple[int, ...] = OPUS_KBPS  # kbit/s; empty: not at all
    fast: bool = False  # leaves out the listening models
    workers: int = 1

    @property
    def parts(self) -> tuple[str, ...]:
        return (QUICK,) if self.fast else (QUICK, LISTENED)


def clips_of_corpus(index: Path, split: str, count: int, clip_s: float, player: Player) -> list[Clip]:
    """Take clips from a corpus, as many hops long as fit into `clip_s`."""
    frames = round(clip_s * player.rate / player.hop_samples)
    sounds = held_in_order(index, split, frames * player.hop_samples / player.rate, count)
    return [Clip(f"{split}-{number:03d}", summary.ALL, s, _judged(s, player)) for number, s in enumerate(sounds, 1)]


def clips_of_heldout(folder: Path, player: Player) -> list[Clip]:
    """Take the excerpts of a held-out set, cut to whole hops."""
    clips = []
    for name, kind, sound in read_heldout(folder):
        whole = np.ascontiguousarray(sound[:, : sound.shape[1] // player.hop_samples * player.hop_samples])
        clips.append(Clip(name, kind, whole, _judged(whole, player)))
    return clips


def _judged(sound: Samples, player: Player) -> int:
    margin = round(MARGIN_S * player.rate)
    if player.delay_samples > margin:
        raise TrainingError(f"{player.name} is {player.delay_samples} samples late, more than the {margin} left for it")
    return int(sound.shape[1]) - margin


def levels_name(levels: int) -> str:
    return f"{levels} level{'s' * (levels > 1)}"


def ways_to_play(player: Player, plan: Plan) -> list[Way]:
    """Every row of the table: the codec at each number of levels that it has, then Opus at each of its rates.

    Raises:
        TrainingError: Opus is wanted and not installed, or nothing to compare with is among its rates, or none of the
            levels can be played.
    """
    asked = [levels for levels in plan.levels if 1 <= levels <= player.levels]
    if not asked:
        raise TrainingError(f"--levels {' '.join(map(str, plan.levels))}: this codec has 1 to {player.levels}")
    if plan.opus and AGAINST_KBPS not in plan.opus:
        raise TrainingError(
            f"--opus {' '.join(map(str, plan.opus))}: {AGAINST_KBPS} is what all is compared with; add it"
        )
    last: dict[str, Any] = {}  # the codes of one clip serve all its levels

    def ours(levels: int) -> Way:
        def play(clip: Clip) -> tuple[Samples, Figures]:
            if last.get("clip") != clip.name:
                last.update(clip=clip.name, codes=player.encode(clip.sound)[0])
            sound = player.decode(last["codes"], levels)[0]
            heard = np.ascontiguousarray(sound[:, player.delay_samples : player.delay_samples + clip.judged])
            return heard, {"kbps": kbps_of(player, levels)}

        return Way(levels_name(levels), f"{player.identity} {levels}", play)

    def theirs(kbps: int) -> Way:
        def play(clip: Clip) -> tuple[Samples, Figures]:
            coded = opus.through_opus(clip.sound, player.rate, kbps)
            noted = {"kbps": coded.kbps, "core_share": round(coded.encode_share + coded.decode_share, 5)}
            return np.ascontiguousarray(coded.sound[:, : clip.judged]), noted

        return Way(f"Opus {kbps}", f"{opus.version()} {kbps}", play)

    ways = [ours(levels) for levels in sorted(set(asked), reverse=True)]
    return ways + [theirs(kbps) for kbps in plan.opus]


def evaluate(player: Player, clips: Sequence[Clip], plan: Plan, out: Path, run: Path | None = None) -> dict[str, Any]:
    """Measure, and write codec.json, codec.md and the pictures into `out`.

    Args:
        run: a run folder whose loss curves are drawn too.

    Returns:
        What codec.json holds.
    """
    ways = ways_to_play(player, plan)
    measured = measure(clips, ways, player.rate, plan.parts, Notebook(out / "measured.jsonl"), plan.workers)
    names = [way.name for way in ways]
    groups = {kind: [clip for clip in clips if clip.kind == kind] for kind in (*KINDS, summary.ALL)}
    kinds = {kind: group for kind, group in groups.items() if group}
    apart = {summary.ALL: clips, **{k: g for k, g in kinds.items() if k != summary.ALL}} if plan.opus else {}
    codes = [player.encode(clip.sound)[0] for clip in clips]
    used = [usage(np.concatenate([c[level] for c in codes]), player.codes) for level in range(player.levels)]
    figures: dict[str, Any] = {
        "codec": player.name,
        "clips": len(clips),
        "clip_s": clips[0].sound.shape[1] / player.rate,
        "kinds": {kind: len(group) for kind, group in kinds.items()},
        "rows": summary.rows(clips, names, measured),
        "by_kind": {k: summary.rows(group, names, measured) for k, group in kinds.items() if k != summary.ALL},
        "against": AGAINST,
        "differences": {k: summary.differences(group, names, measured, AGAINST) for k, group in apart.items()},
        "code_usage": [round(share, 4) for share, _ in used],
        "code_perplexity": [round(perplexity, 1) for _, perplexity in used],
        "cost": cost(player, clips[0].sound),
        "latency_ms": round(latency_ms(player), 2),
    }
    if plan.opus:
        shares = [measured[clip.name, AGAINST]["core_share"] for clip in clips]
        figures["opus"] = {
            "version": opus.version(),
            "core_share": round(float(np.mean(shares)), 4),
            "latency_ms": opus.LATENCY_MS,
        }
    (out / "codec.json").write_text(json.dumps(figures, indent=2) + "\n")
    drawn = _draw(player, clips, ways, measured, figures, out)
    if run is not None and (run / "log.jsonl").is_file():
        draw_curve(run, out / "curve.png")
        drawn.append(("Loss curves", "curve.png"))
    (out / "codec.md").write_text(page.markdown(figures, drawn))
    return figures


def _draw(
    player: Player,
    clips: Sequence[Clip],
    ways: Sequence[Way],
    measured: Mapping[tuple[str, str], Figures],
    figures: Mapping[str, Any],
    out: Path,
) -> list[tuple[str, str]]:
    """Draw every picture; return title and file name of each."""
    wanted = {*(levels_name(n) for n in PICTURED_LEVELS), levels_name(player.levels), AGAINST}
    shown = [way for way in ways if way.name in wanted]
    tables = {summary.ALL: figures["rows"], **figures["by_kind"]}
    drawn = []
    if pictures.rate_quality(tables, DRAWN_OVER_RATE, out / "rate_quality.png"):
        drawn.append(("Quality over rate", "rate_quality.png"))
    pictures.level_errors({way.name: summary.thirds(clips, way.name, measured) for way in shown}, out / "levels.png")
    pictures.usage_bars(figures["code_usage"], figures["code_perplexity"], player.codes, out / "usage.png")
    drawn += [("Level of each band", "levels.png"), ("Code usage", "usage.png")]

    hits = pictures.clicks(player.rate)
    hits = np.ascontiguousarray(hits[:, : hits.shape[1] // player.hop_samples * player.hop_samples])
    castanets = Clip("castanets", summary.ALL, hits, _judged(hits, player))
    versions = {"original": castanets.reference, **{way.name: way.play(castanets)[0] for way in shown}}
    named = {
        name
        + (
            ""
            if name == "original"
            else f": pre-echo {pre_echo_db(hits[:, : castanets.judged], s, player.rate):.0f} dB"
        ): s
        for name, s in versions.items()
    }
    pictures.attack(named, player.rate, attacks(hits, player.rate)[2], "A castanet", out / "attack.png")
    drawn.append(("A hit, close up", "attack.png"))

    for kind in figures["kinds"]:
        clip = next(clip for clip in clips if clip.kind == kind)
        versions = {"original": clip.reference, **{way.name: way.play(clip)[0] for way in shown}}
        file = f"spectrograms_{kind}.png"
        pictures.spectrograms(versions, player.rate, clip.name, out / file)
        drawn.append((f"Spectrograms: {clip.name}", file))
    return drawn
