"""Draw a run's log as a picture: every figure over the steps."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from matplotlib.figure import Figure

from training.config import TrainingError
from training.run import read_log

NOT_DRAWN = ("step", "elapsed_s", "waited_s")


def draw_curve(folder: Path, png: Path, window: int = 50) -> None:
    """Draw every logged figure over the steps, each in its own small panel, as running means of `window` steps.

    Raises:
        TrainingError: nothing has been logged yet.
    """
    rows = read_log(folder)
    names = list(dict.fromkeys(name for row in rows for name in row if name not in NOT_DRAWN))
    if not rows or not names:
        raise TrainingError(f"{folder}/log.jsonl holds no step yet: train first, then draw")
    columns = 3
    lines = math.ceil(len(names) / columns)
    figure = Figure(figsize=(15, 3 * lines))
    # Fixed margins: to find them, matplotlib would draw everything twice.
    margins = {"left": 0.05, "right": 0.98, "bottom": 0.3 / (3 * lines), "top": 1 - 0.8 / (3 * lines)}
    axes = figure.subplots(lines, columns, squeeze=False, gridspec_kw={**margins, "wspace": 0.15, "hspace": 0.3})
    for panel, name in zip(axes.flat, names, strict=False):
        points = [(row["step"], row[name]) for row in rows if row.get(name) is not None]
        steps = [p[0] for p in points]
        values = torch.tensor([p[1] for p in points], dtype=torch.float64)
        if len(values):
            size = min(window, len(values))
            means = values.unfold(0, size, 1).mean(-1)
            panel.plot(steps[size - 1 :], means.tolist(), linewidth=1.0)
        panel.set_title(name)
        panel.grid(alpha=0.3)
        panel.locator_params(nbins=5)
    for panel in axes.flat[len(names) :]:
        panel.axis("off")
    figure.suptitle(f"{folder.name}: running means of {window} steps")
    figure.savefig(png, dpi=80)
