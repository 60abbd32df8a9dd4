"""A private JACK server without hardware, and a client that feeds and captures sample by sample."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import jack
import numpy as np

from rtmusic.jackserver import PATIENCE_S, JackServer
from rtmusic.units import Samples


class JackDummy(JackServer):
    """A server that says what it is and lets a test play into and out of it."""

    def through(self, audio: Samples, into: Sequence[str], out_of: Sequence[str], tail: int = 4800) -> Samples:
        """Play audio [C, n] into these ports and capture these ones meanwhile.

        Returns:
            float32 [len(out_of), n + tail], the first sample of it captured while the first of audio was fed.
        """
        total = audio.shape[1] + tail
        fed = np.concatenate([audio, np.zeros((audio.shape[0], tail), np.float32)], axis=1)
        captured = np.zeros((len(out_of), total), np.float32)
        client = jack.Client("tester", no_start_server=True, servername=self.name)
        sending = [client.outports.register(f"out_{i}") for i in range(len(into))]
        taking = [client.inports.register(f"in_{i}") for i in range(len(out_of))]
        go, done = threading.Event(), threading.Event()
        at = 0

        def process(frames: int) -> None:
            nonlocal at
            n = min(frames, total - at) if go.is_set() else 0
            for port, x in zip(sending, fed, strict=True):
                buffer = port.get_array()
                buffer[:n] = x[at : at + n]
                buffer[n:] = 0
            for port, y in zip(taking, captured, strict=True):
                y[at : at + n] = port.get_array()[:n]
            at += n
            if at == total:
                done.set()

        client.set_process_callback(process)
        with client:
            for port, target in zip(sending, into, strict=True):
                client.connect(port, target)
            for port, origin in zip(taking, out_of, strict=True):
                client.connect(origin, port)
            time.sleep(0.2)
            go.set()
            if not done.wait(PATIENCE_S + 10 * total / self.rate):
                raise RuntimeError(f"the JACK graph stood still after {at} of {total} samples")
        return captured

    def ports(self) -> list[str]:
        """The names of all ports there are."""
        client = jack.Client("looker", no_start_server=True, servername=self.name)
        names = [port.name for port in client.get_ports()]
        client.close()
        return names
