"""Hops of sound to frames of codes."""

from __future__ import annotations

from rtmusic.bundle import Bundle
from rtmusic.graph import State
from rtmusic.units import Codes, Samples


class Half:
    """What both halves of the codec have. They keep nothing: the memory goes in and comes out of every call."""

    def __init__(self, bundle: Bundle, graph: str, provider: str) -> None:
        self.geometry = bundle.geometry
        self._graph = bundle.graph(graph, provider)
        self.provider = self._graph.provider

    @property
    def spent_s(self) -> float:
        """Seconds spent computing so far."""
        return self._graph.spent_s

    def initial_state(self) -> State:
        """The memory of one who has heard only silence, or has said nothing."""
        return self._graph.initial_state()


class Encoder(Half):
    """The listening half of the codec."""

    def __init__(self, bundle: Bundle, provider: str = "auto") -> None:
        super().__init__(bundle, "encoder", provider)

    def encode(self, audio: Samples, past: State) -> tuple[Codes, State]:
        """Turn hops of sound into codes, continuing where `past` ended.

        Args:
            audio: float32 [C, n], n a multiple of hop_samples, at least one hop.
            past: `initial_state()`, or what the last call returned; it stays as it is.

        Returns:
            int64 [levels, n / hop_samples], coarse level first, and the next state.

        Raises:
            ValueError: the audio has other channels, or part of a hop.
        """
        g = self.geometry
        if audio.ndim != 2 or audio.shape[0] != g.channels or audio.shape[1] % g.hop_samples or not audio.shape[1]:
            raise ValueError(f"audio {audio.shape}: give [{g.channels}, n] with n a multiple of {g.hop_samples}")
        outputs, past_next = self._graph.run({"audio": audio}, past)
        return outputs["codes"], past_next
