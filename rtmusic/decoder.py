"""Frames of codes to hops of sound."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtmusic.bundle import Bundle
from rtmusic.encoder import Half
from rtmusic.graph import State
from rtmusic.units import Codes, Samples


class Decoder(Half):
    """The speaking half of the codec. It keeps nothing, so drafts are decoded from a kept state and thrown away."""

    def __init__(self, bundle: Bundle, provider: str = "auto") -> None:
        super().__init__(bundle, "decoder", provider)

    def decode(self, codes: Codes, levels: int | npt.NDArray[np.int64], past: State) -> tuple[Samples, State]:
        """Turn frames of codes back into sound, continuing where `past` ended.

        Args:
            codes: int64 [K, F], K up to the codec's levels, each 0..codebook_size - 1.
            levels: how many rows are heard, coarse first, 1 or more: one number, or int64 [F], one for each frame.
                Rows that are not there are not heard.
            past: `initial_state()`, or what the last call returned; it stays as it is.

        Returns:
            float32 [C, F * hop_samples], full scale ±1, not clipped, delay_samples late; and the next state.

        Raises:
            ValueError: no frame, or more rows than the codec has.
        """
        g = self.geometry
        rows = codes.shape[0]
        if codes.ndim != 2 or not 1 <= rows <= g.levels or not codes.shape[1]:
            raise ValueError(f"codes {codes.shape}: give [K, F] with K from 1 to {g.levels} and F at least 1")
        if rows < g.levels:
            codes = np.concatenate([codes, np.zeros((g.levels - rows, codes.shape[1]), np.int64)])
        heard = np.broadcast_to(np.clip(np.asarray(levels, np.int64), 1, rows), codes.shape[1:])
        outputs, past_next = self._graph.run({"codes": codes, "levels": heard}, past)
        return outputs["audio"], past_next
