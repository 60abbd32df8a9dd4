"""How many frames stay hidden after each refinement step."""

from __future__ import annotations

import math


def still_hidden(hidden: int, step: int, steps: int) -> int:
    """Frames left hidden after step number `step` (0-based) of `steps`, out of `hidden` at the start.

    Few are settled while little is known and many at the end; every step settles at least one, the last one all.

    Source: the cosine schedule of MaskGIT, Chang et al. 2022, arXiv:2202.04200.
    """
    if step + 1 >= steps:
        return 0
    return min(hidden - step - 1, math.floor(hidden * math.cos(math.pi / 2 * (step + 1) / steps)))
