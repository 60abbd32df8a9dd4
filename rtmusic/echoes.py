"""Which moment is heard again, and when: what the live view shows, and what the pedals `protect` and `forget` mean."""

from __future__ import annotations

from dataclasses import dataclass

from rtmusic.moments import Sources
from rtmusic.shared import MOMENT_FRAMES

RUNS_KEPT = 64  # of what one loop recalled; the rest is long gone


@dataclass(frozen=True, slots=True)
class Echo:
    """A moment that is heard again."""

    moment: int = 0  # its number; 0: none
    share: float = 0.0  # of the frames that were written last, 0..1


class Echoes:
    """What was recalled for which sample. The model process alone calls it.

    Several take part, the loops and the stream; each writes its own music ahead, and writes it anew.

    Args:
        hop_samples: samples that a frame stands for.
    """

    def __init__(self, hop_samples: int) -> None:
        self._hop = hop_samples
        self._runs: list[list[tuple[int, Echo]]] = []  # from which sample on what is recalled, a list for each

    def join(self) -> int:
        """One more takes part; its number."""
        self._runs.append([])
        return len(self._runs) - 1

    def write(self, who: int, at: int, sources: Sources) -> None:
        """Frames are written that will be heard; what was to be recalled from there on is not any more.

        Args:
            who: takes part, see `join`.
            at: the absolute sample at which the first one is heard.
            sources: int64 [W], which frame of which moment each is, see `Moments.name`; negative: not recalled.
        """
        share = float((sources >= 0).mean())
        runs = [run for run in self._runs[who] if run[0] < at][-RUNS_KEPT:]
        for place, source in enumerate(sources.tolist()):
            number = source // MOMENT_FRAMES if source >= 0 else 0
            if not runs or runs[-1][1].moment != number or place == 0:
                runs.append((at + place * self._hop, Echo(number, share if number else 0.0)))
        self._runs[who] = [*runs, (at + len(sources) * self._hop, Echo())]

    def heard(self, sample: int) -> Echo:
        """What is recalled at an absolute sample; of several, what began last."""
        now = [past[-1] for runs in self._runs if (past := [run for run in runs if run[0] <= sample])]
        return max((run for run in now if run[1].moment), key=_begin, default=(0, Echo()))[1]

    def last(self, sample: int) -> int:
        """The number of the moment that is recalled at an absolute sample, or was last before it; 0: none was."""
        past = [run for runs in self._runs for run in runs if run[0] <= sample and run[1].moment]
        return self.heard(sample).moment or max(past, key=_begin, default=(0, Echo()))[1].moment


def _begin(run: tuple[int, Echo]) -> int:
    return run[0]
