"""Several codecs, one budget, one table:  python -m training.ablate PLAN OUT --data INDEX --steps 600

PLAN is a TOML file: [base.model] and [base.training] hold what all share, [variants.NAME.model] and
[variants.NAME.training] what makes each of them different. Every variant is trained for the same number of steps from
the same seeds and measured on the same clips at all its levels; OUT/table.md and table.json say how they came out, and
training/configs/ablations/ holds the plans that chose the shipped codec. Interrupted, it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rtmusic.errors import script
from rtmusic.units import Samples
from training.codec import load_codec
from training.codec_config import CodecConfig
from training.codec_learner import CodecTraining
from training.config import TrainingError, from_table, read_toml
from training.data import held_in_order
from training.evaluation.measure import quick_figures
from training.evaluation.players import RunPlayer, kbps_of, latency_ms
from training.loop import Budget
from training.train_codec import train

TABLES = ("model", "training")
CLIP_S = 4.0
FIGURES = {
    "mel": "mel distance",
    "stft": "STFT distance",
    "si_sdr_db": "SI-SDR dB",
    "level_db": "level dB",
    "pre_echo_db": "pre-echo dB",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One codec of a plan: the tables of its configuration, everything shared included."""

    name: str
    tables: dict[str, dict[str, Any]]

    def with_seed(self, seed: int) -> str:
        """Return its configuration as TOML."""
        tables = {**self.tables, "training": {**self.tables["training"], "seed": seed}}
        lines = [
            f"[{table}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in tables[table].items()) for table in TABLES
        ]
        return "\n".join(lines)


def read_plan(path: Path) -> list[Variant]:
    """Read a plan and check every variant.

    Raises:
        TrainingError: it is no TOML, has other tables than base and variants, or a variant cannot be configured.
    """
    plan = read_toml(path)
    strange = sorted(set(plan) - {"base", "variants"})
    if strange or not plan.get("variants"):
        raise TrainingError(f"{path}: a plan has [base.*] and at least one [variants.NAME.*], nothing else")
    base = plan.get("base", {})
    variants = []
    for name, own in plan["variants"].items():
        strange = sorted({*base, *own} - set(TABLES))
        if strange:
            raise TrainingError(f"{path} [variants.{name}]: unknown table {strange[0]!r}. Known: {', '.join(TABLES)}")
        tables = {table: {**base.get(table, {}), **own.get(table, {})} for table in TABLES}
        from_table(CodecConfig, tables["model"], f"{path} [variants.{name}.model]")
        from_table(CodecTraining, tables["training"], f"{path} [variants.{name}.training]")
        variants.append(Variant(name, tables))
    return variants


def measure(run: Path, clips: Sequence[Samples]) -> dict[str, Any]:
    """Play clips [2, n] through a run at all its levels and say how near it comes, as means over clips."""
    player = RunPlayer(run)
    delay, hop = player.delay_samples, player.hop_samples
    found: list[dict[str, Any]] = []
    for clip in clips:
        whole = clip[:, : clip.shape[1] // hop * hop]
        codes, _ = player.encode(whole)
        decoded, _ = player.decode(codes, player.levels)
        found.append(quick_figures(whole[:, : whole.shape[1] - delay], decoded[:, delay:], player.rate))
    codec = load_codec(run)
    return {
        "kbps": round(kbps_of(player, player.levels), 2),
        "latency_ms": round(latency_ms(player), 1),
        "million_parameters": round(sum(p.numel() for p in codec.parameters()) / 1e6, 2),
        **{name: _mean([f[name] for f in found]) for name in FIGURES},
    }


def _mean(values: Sequence[float | None]) -> float | None:
    """Return the mean of what there is: a clip without an attack has no pre-echo."""
    there = [value for value in values if value is not None]
    return statistics.fmean(there) if there else None


def table(rows: Mapping[str, Sequence[Mapping[str, Any]]], steps: int, clips: int) -> str:
    """Write one line a variant: means over its seeds, and how far these lie apart."""
    heads = ["variant", "kbps", "latency ms", "M parameters", "s a step", *FIGURES.values()]
    lines = [
        f"{steps} steps each; {clips} clips of {CLIP_S:g} s that training never saw. Where there are several seeds: "
        "mean ± half of what lies between them.",
        "",
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
    ]
    for name, seeds in rows.items():
        first = seeds[0]
        cells = [name, f"{first['kbps']:g}", f"{first['latency_ms']:g}", f"{first['million_parameters']:g}"]
        cells.append(f"{statistics.fmean(row['s_per_step'] for row in seeds):.2f}")
        for figure in FIGURES:
            values = [row[figure] for row in seeds if row[figure] is not None]
            spread = f" ± {(max(values) - min(values)) / 2:.2f}" if len(values) > 1 else ""
            cells.append(f"{statistics.fmean(values):.2f}{spread}" if values else "–")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def ablate(plan: Path, out: Path, index: Path, steps: int, seeds: Sequence[int], count: int) -> str:
    """Train and measure every variant that is not done yet; return the table so far.

    Raises:
        TrainingError: the plan cannot be read, or a run cannot go on.
        CorpusError: there is no corpus.
        KeyboardInterrupt: SIGINT or SIGTERM came; call again to go on.
    """
    variants = read_plan(plan)
    clips = list(held_in_order(index, "validation", CLIP_S, count))
    out.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[dict[str, Any]]] = {}
    for seed in seeds:
        for variant in variants:
            run = out / f"{variant.name}-{seed}"
            note = out / f"{variant.name}-{seed}-{steps}-{count}.json"
            if not note.is_file():
                config = out / f"{variant.name}-{seed}.toml"
                config.write_text(variant.with_seed(seed), encoding="utf-8")
                point = train(config, run, index, Budget(steps=steps), resume=True)
                state = json.loads((point / "state.json").read_text(encoding="utf-8"))
                if state["step"] < steps:
                    raise KeyboardInterrupt  # training was asked to stop, and half a run is no line of the table
                figures = {**measure(run, clips), "s_per_step": state["elapsed_s"] / steps}
                note.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
            rows.setdefault(variant.name, []).append(json.loads(note.read_text(encoding="utf-8")))
            text = table(rows, steps, count)
            (out / "table.md").write_text(text, encoding="utf-8")
            (out / "table.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
            print(text, file=sys.stderr, flush=True)
    return text


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, train, print the table; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.ablate", description="Several codecs, one budget, one table."
    )
    parser.add_argument("plan", type=Path, help="a TOML file, e.g. training/configs/ablations/front.toml")
    parser.add_argument("out", type=Path, help="folder for runs and table")
    parser.add_argument("--data", type=Path, required=True, help="a corpus folder")
    parser.add_argument("--steps", type=int, required=True, help="for every variant")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="each variant once for each (default: 0)")
    parser.add_argument("--clips", type=int, default=12, help="to measure on (default: 12)")
    options = parser.parse_args(arguments)
    print(ablate(options.plan, options.out, options.data, options.steps, options.seeds, options.clips), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
