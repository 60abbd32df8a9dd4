"""Which sound devices PortAudio sees, and which of them a player means."""

from __future__ import annotations

import contextlib
import ctypes.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rtmusic.errors import DeviceError
from rtmusic.shared import CHANNELS

LIST_SECONDS = 20.0
_JACK = "JACK Audio Connection Kit"
_ALSA_CARD = re.compile(r"\(hw:(\d+),")


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One device as PortAudio lists it."""

    number: int
    name: str
    host: str  # ALSA, JACK Audio Connection Kit, Core Audio, …
    inputs: int  # channels
    outputs: int
    sample_rate: int  # the one it prefers, Hz
    default_input: bool
    default_output: bool

    @property
    def label(self) -> str:
        """Its name and sound system: enough to find it again when numbers have changed."""
        return f"{self.name} ({self.host})"

    def __str__(self) -> str:
        return f"{self.number:3}  {self.label}, {self.inputs} in, {self.outputs} out"


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Keep what C libraries print about missing sound cards off the player's screen."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def portaudio() -> Any:
    """The sounddevice package, imported when it is first needed.

    Once it is loaded, a JACK server that ends may take this process with it: only the sound process and the short
    process of `list_devices` call this.

    Raises:
        DeviceError: PortAudio's library is not on this machine.
    """
    with quiet_stderr():
        name = ctypes.util.find_library("portaudio")
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(name).PaJack_SetClientName(b"rtmusic")  # how JACK's patch bay shows it; before it is loaded
        try:
            import sounddevice  # noqa: PLC0415 - loading it asks every sound system of the machine for devices
        except OSError:
            raise DeviceError(
                "PortAudio is not installed, so no sound card can be used; "
                "install it with:  sudo apt install libportaudio2"
            ) from None
        except Exception as error:  # its own kind of exception cannot be named before it is loaded
            raise DeviceError(f"PortAudio cannot start ({error}); play without it:  --input virtual") from None
    return sounddevice


def devices_here() -> list[DeviceInfo]:
    """Every device that PortAudio sees, in its own order.

    Raises:
        DeviceError: PortAudio is missing.
    """
    sd = portaudio()
    with quiet_stderr():
        devices, hosts = sd.query_devices(), sd.query_hostapis()
        standard = []
        for kind in ("input", "output"):
            try:
                standard.append(int(sd.query_devices(kind=kind)["index"]))
            except (sd.PortAudioError, ValueError):
                standard.append(-1)
    return [
        DeviceInfo(
            number=number,
            name=str(device["name"]),
            host=str(hosts[device["hostapi"]]["name"]),
            inputs=int(device["max_input_channels"]),
            outputs=int(device["max_output_channels"]),
            sample_rate=round(device["default_samplerate"]),
            default_input=number == standard[0],
            default_output=number == standard[1],
        )
        for number, device in enumerate(devices)
    ]


def list_devices() -> list[DeviceInfo]:
    """Every device that PortAudio sees, asked for in a short process of its own.

    Raises:
        DeviceError: PortAudio is missing, or a sound system does not answer.
    """
    code = (
        "import json\n"
        "from dataclasses import asdict\n"
        "from rtmusic.cards import devices_here\n"
        "from rtmusic.errors import DeviceError\n"
        "try:\n"
        "    print(json.dumps([asdict(device) for device in devices_here()]), flush=True)\n"
        "except DeviceError as error:\n"
        "    print(json.dumps(str(error)), flush=True)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    try:
        answer = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIST_SECONDS,
            check=False,
        ).stdout
        devices = json.loads(answer.strip().splitlines()[-1])
    except (subprocess.TimeoutExpired, ValueError, IndexError):
        raise DeviceError(
            f"no list of sound devices within {LIST_SECONDS:.0f} s; is a JACK or PulseAudio server stuck?"
        ) from None
    if isinstance(devices, str):
        raise DeviceError(devices)
    return [DeviceInfo(**device) for device in devices]


def choose(devices: Sequence[DeviceInfo], wanted: str, side: str) -> tuple[DeviceInfo, tuple[int, ...]]:
    """The device and the channels that a player means.

    Args:
        devices: from `list_devices`.
        wanted: a number, a name or a part of one, each with channels if wanted: ``2``, ``Scarlett``, ``Scarlett:3,4``.
        side: "input" or "output".

    Returns:
        The device, and one or two channels counted from 1.

    Raises:
        DeviceError: no device, several devices, or no such channel; the message lists what there is.
    """
    able = [d for d in devices if (d.inputs if side == "input" else d.outputs)]
    matches = _match(able, wanted)
    channels: tuple[int, ...] = ()
    split = re.fullmatch(r"(.+):([1-9]\d*)(?:,([1-9]\d*))?", wanted)
    if not matches and split:
        wanted = split[1]
        matches = _match(able, wanted)
        channels = tuple(int(c) for c in split.groups()[1:] if c)
    listing = "\n".join(str(d) for d in able) or "  (none)"
    if not matches:
        raise DeviceError(f"there is no {side} device {wanted!r}; there are:\n{listing}")
    if len(matches) > 1:
        several = "\n".join(str(d) for d in matches)
        raise DeviceError(f"several {side} devices match {wanted!r}; give one by its number:\n{several}")
    device = matches[0]
    count = device.inputs if side == "input" else device.outputs
    channels = channels or tuple(range(1, min(CHANNELS, count) + 1))
    if max(channels) > count:
        raise DeviceError(
            f"{side} device {device.name!r} has {count} channels, not channel {max(channels)}; "
            f"give one or two of them, for example:  {device.name}:1"
        )
    return device, channels


def one_clock(heard: DeviceInfo, played: DeviceInfo) -> bool:
    """Whether an input and an output run by one clock, so that one stream can hold both.

    One device does. So does everything on a JACK server: it is one graph, and a card with another clock enters it
    resampled. Elsewhere two devices are two crystals, also on one sound system: PortAudio opens one stream over two
    ALSA cards, but does nothing about their drift. ALSA counts every socket of a card as a device, and tells the card
    by its number, the first of (hw:1,3).
    """
    if heard.host != played.host:
        return False
    if heard.host == _JACK or heard.number == played.number:
        return True
    here, there = _ALSA_CARD.search(heard.name), _ALSA_CARD.search(played.name)
    return heard.host == "ALSA" and here is not None and there is not None and here[1] == there[1]


def _match(devices: Sequence[DeviceInfo], wanted: str) -> list[DeviceInfo]:
    if wanted.isdigit():
        return [d for d in devices if d.number == int(wanted)]
    word = wanted.casefold()
    exact = [d for d in devices if word in (d.name.casefold(), d.label.casefold())]
    return exact or [d for d in devices if word in d.label.casefold()]
