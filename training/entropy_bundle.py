"""Put a trained entropy model into a bundle that is there already:  python -m training.entropy_bundle RUN BUNDLE

Nothing else in the bundle changes: codes that were written plainly can still be read, and those that were written with
an older entropy model cannot.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rtmusic.bundle import Bundle, amend_bundle
from rtmusic.entropy import FILE, EntropyModel
from rtmusic.errors import script
from training.entropy import FIGURES, table


def with_entropy(folder: Path, model: Path, figures: Mapping[str, Any]) -> Bundle:
    """Write the bundle again with this entropy model, and its figures in the card; return the new one.

    Raises:
        BundleError: the bundle is not whole, or the model does not fit its codec.
    """
    bundle = Bundle.load(folder)
    EntropyModel.load(model, bundle.geometry.levels, bundle.geometry.codebook_size)
    return amend_bundle(bundle, {**bundle.card, "entropy": dict(figures)}, {FILE: model})


def read_figures(run: Path) -> dict[str, Any]:
    """What training.entropy has measured, for the card; empty where there are no figures."""
    path = run / FIGURES
    figures: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return figures


@script
def main(arguments: list[str] | None = None) -> int:
    """Parse and write; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.entropy_bundle", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("run", type=Path, help="the run folder of training.entropy")
    parser.add_argument("bundle", type=Path, help="the bundle's folder")
    options = parser.parse_args(arguments)
    figures = read_figures(options.run)
    bundle = with_entropy(options.bundle, options.run / FILE, figures)
    print(f"{bundle.path}: {FILE}, {bundle.files[FILE] / 1e6:.2f} MB, of {sum(bundle.files.values()) / 1e6:.1f} MB")
    if figures:
        print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
