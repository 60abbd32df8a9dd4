"""With what the machine made a layer: where the knobs stood that say how it rewrites.

Pass after pass is made with the same, so it is written down once, and layers say by a number which one is theirs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from rtmusic.knobs import KNOBS, LOOP_KNOBS, NOT_OBEYED, PROMPTS, SHARED_KNOBS, Control, Panel

SEEDS, SEEDS_APART = 65_536, 8191  # two loops that sound alike do not become alike
_SHARED = tuple(SHARED_KNOBS)
_OF_TIME = ("rich", "steps", "horizon", "commit")  # as many as a round has time for
_OF_A_LOOP = LOOP_KNOBS[LOOP_KNOBS.index("rewrite") :]
MADE_WITH = (
    *_OF_A_LOOP,
    *(name for name in _SHARED[_SHARED.index("levels") : _SHARED.index("seed") + 1] if name not in _OF_TIME),
    *_SHARED[_SHARED.index("prompt_1") : _SHARED.index("keys") + 1],
)
PROMPT_WEIGHTS = tuple(f"prompt_{i}" for i in range(1, PROMPTS + 1))
MADE_BY_NOBODY = np.full(len(MADE_WITH), np.nan)  # in a file
Recipe = npt.NDArray[np.float64]  # the value of each of MADE_WITH, as the loop sees it


def recipe_of(panel: Panel) -> Recipe:
    """Where the knobs stand, as a loop sees them (`Panel.of_loop`)."""
    return np.array([panel[name] for name in MADE_WITH])


def recipe_from(values: Mapping[str, float]) -> Recipe:
    """These values of knobs, as another build may know them; the others as they rest."""
    return np.array([KNOBS[name].clamp(values.get(name, KNOBS[name].default)) for name in MADE_WITH])


def recipes_from(recipes: npt.NDArray[Any], names: npt.NDArray[Any]) -> list[Recipe | None]:
    """Recipes as they stand in a file.

    Args:
        recipes: float64 [layers, knobs], rows that are no numbers where there is none.
        names: of the knobs.

    Raises:
        ValueError: they are of another form.
    """
    if recipes.dtype != np.float64 or recipes.ndim != 2 or names.dtype.kind != "U" or names.shape != recipes.shape[1:]:
        raise ValueError("it does not say with what its layers were made")
    rows = (dict(zip(names.tolist(), row, strict=True)) for row in recipes.tolist())
    return [None if any(map(math.isnan, row.values())) else recipe_from(row) for row in rows]


def controls(recipe: Recipe, loop: int) -> list[Control]:
    """The knobs to turn so that this loop is rewritten as it was then; those that it did not go by stay."""
    stood = dict(zip(MADE_WITH, recipe.tolist(), strict=True))
    idle = {*NOT_OBEYED[round(stood["obeys"])], *(PROMPT_WEIGHTS if stood["only_prompt"] else ())}
    stood["seed"] = (stood["seed"] - loop * SEEDS_APART) % SEEDS
    return [
        Control(KNOBS[f"loop_{loop}_{name}" if name in _OF_A_LOOP else name], value)
        for name, value in stood.items()
        if name not in idle
    ]


class Recipes:
    """The last ones. The model process alone writes; anybody may look.

    Args:
        values: float64 [recipes, MADE_WITH].
        numbers: int64 [recipes], all zeros at first.
    """

    def __init__(self, values: npt.NDArray[np.float64], numbers: npt.NDArray[np.int64]) -> None:
        self._values, self._numbers = values, numbers

    def write_down(self, recipe: Recipe | None) -> int:
        """Its number; 0 of none. The oldest one is forgotten for a new one."""
        if recipe is None:
            return 0
        number = int(self._numbers.max())
        if number and np.array_equal(self._values[number % len(self._numbers)], recipe):
            return number
        number += 1
        self.put(number, recipe)
        return number

    def put(self, number: int, recipe: Recipe) -> None:
        """This one has this number, which is higher than all others."""
        row = number % len(self._numbers)
        self._numbers[row] = 0  # nobody takes half of it for one
        self._values[row] = recipe
        self._numbers[row] = number

    def read(self, number: int) -> Recipe | None:
        """The one of this number; None: there is none, or it was forgotten."""
        row = number % len(self._numbers)
        recipe: Recipe = self._values[row].copy()
        return recipe if number and self._numbers[row] == number else None  # after the look: it may be written over

    def hold(self, recipes: Mapping[int, Recipe]) -> None:
        """Know the newest of these, by their numbers, and nothing else."""
        self._numbers[:] = 0
        for number in sorted(recipes):
            self.put(number, recipes[number])

    def since(self, number: int) -> list[tuple[int, Recipe]]:
        """Those that came after the one of this number, each with its own."""
        known = ((later, self.read(later)) for later in sorted(self._numbers[self._numbers > number].tolist()))
        return [(later, recipe) for later, recipe in known if recipe is not None]
