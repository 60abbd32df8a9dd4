"""Scenes while it plays: saved, recalled on the grid, and morphed from one to another, by every surface alike.

Recalling waits for the next beat or bar, as `quantize` says, and turns all knobs at one moment; the words of prompts
are read before, because that takes time. A morph goes from where everything stands to a scene over some beats: faders
by their position, switches and choices in the middle, and where a slot's words differ the new ones grow in a slot that
is silent while the old ones fade. A knob that a hand turns meanwhile is the hand's from then on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rtmusic.errors import RtmusicError, UsageError
from rtmusic.knobs import KNOBS, PROMPTS, Control, Knob, Panel, richness
from rtmusic.scenefile import (
    MOST_BINDINGS,
    Scene,
    all_names,
    as_scene,
    check_name,
    open_scene,
    remarks,
    scenes_folder,
    write_scene,
)
from rtmusic.status import Desk
from rtmusic.transport import beats_of

TICK_S = 0.03  # between two steps of a morph
LOOK_S = 0.005  # between two looks at the clock
FRESH_S = 0.3  # a beat that did not move for so long is believed as it stands
MOST_BEATS = 4096.0  # of a morph


class Clock:
    """The beat between two pictures of the instrument, which shows it once a round only. One thread asks it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen = -1.0
        self._seen_s = self._asked_s = time.monotonic()
        self.bpm = 120.0
        self.passed = 0.0  # beats since the beginning, at the tempo of each moment

    def beat(self) -> float:
        """The position in the bar now, in beats; it may run past the bar's end until the next picture."""
        now, status = time.monotonic(), self._desk.status()
        self.passed += (now - self._asked_s) * status.bpm / 60.0
        self._asked_s = now
        if status.beat != self._seen or status.bpm != self.bpm:
            self._seen, self._seen_s, self.bpm = status.beat, now, status.bpm
        return self._seen + (now - self._seen_s) * self.bpm / 60.0

    def settle(self, ended: threading.Event) -> None:
        """Wait until a picture is new, so that it says when its beat was."""
        self.beat()
        first, end = self._seen, time.monotonic() + FRESH_S
        while self._seen == first and time.monotonic() < end and not ended.wait(LOOK_S):
            self.beat()

    def await_line(self, quantize: str, beats: int, ended: threading.Event) -> bool:
        """Wait for the next line of the grid, with "loop" the next bar, with "off" not at all; False: called off."""
        if quantize == "off":
            return not ended.is_set()
        self.settle(ended)
        step = beats_of(quantize, beats)
        before = self.beat()
        line = (before // step + 1) * step
        while not ended.is_set():
            beat = self.beat()
            left = line - beat
            if left <= 0 or beat < before - 0.5:  # reached, or the bar began anew
                return True
            before = beat
            ended.wait(min(left * 60.0 / self.bpm, 10 * LOOK_S))
        return False


@dataclass(frozen=True, slots=True)
class _Fade:
    """How the words of one slot become others."""

    slot: int
    text: str
    spare: int | None  # a silent slot where the new words grow meanwhile; None: the old ones fade first


class Scenes:
    """The scenes of one desk. Any thread may call it; what takes time happens on a thread of its own, one at a time.

    Args:
        desk: what is played.
        folder: where the files are; None: the usual one.
        prepare: reads a prompt's words ahead of time, so that typing it later takes none.
        tell: hears sentences about what went wrong later, or was not understood.
    """

    def __init__(
        self,
        desk: Desk,
        folder: Path | None = None,
        prepare: Callable[[str], None] | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self.folder = folder or scenes_folder()
        self.on_saved: Callable[[], object] = lambda: None  # called when there is another scene
        self.current = ""  # the scene that was recalled or reached last
        self._desk = desk
        self._prepare = prepare
        self._tell = tell
        self._bindings: Callable[[], Sequence[str]] = tuple
        self._bind: Callable[[Sequence[str]], Sequence[str]] | None = None
        self._lock = threading.Lock()
        self._ended = threading.Event()  # set: what goes on is called off
        self._thread: threading.Thread | None = None

    def bound_to(self, bindings: Callable[[], Sequence[str]], bind: Callable[[Sequence[str]], Sequence[str]]) -> None:
        """Keep MIDI bindings in scenes, too; said before anything is saved or recalled.

        Args:
            bindings: the lines that a scene keeps.
            bind: puts the lines of a scene in force, and returns sentences about what was wrong or lost with that.
        """
        self._bindings, self._bind = bindings, bind

    def names(self) -> list[str]:
        """What there is to recall."""
        return all_names(self.folder)

    def save(self, name: str) -> Path:
        """Keep where everything stands.

        Raises:
            UsageError: no name for a scene.
            RecordingError: the folder cannot be written.
        """
        lines = self._bindings()
        if len(lines) > MOST_BINDINGS:
            self._say(f"scene {name}: of {len(lines)} MIDI bindings it keeps {MOST_BINDINGS}; keep all in a map")
        scene = as_scene(name, self._desk.panel(), self._desk.prompts(), lines[:MOST_BINDINGS])
        written = write_scene(self.folder, scene)
        self.current = name
        self.on_saved()
        return written

    def recall(self, name: str, at_once: bool = False) -> None:
        """Everything as it stands in a scene, from the next line of the grid on.

        Raises:
            UsageError: there is no such scene, or its file is damaged; nothing changes.
        """
        scene = self._read(name)
        self._begin(lambda ended: self._recall(scene, at_once, ended))

    def morph(self, name: str, beats: float) -> None:
        """From where everything stands to a scene, over some beats from the next line of the grid on.

        Raises:
            UsageError: no such scene, a damaged file, or no number of beats; nothing changes.
        """
        if not 0 <= beats <= MOST_BEATS:
            raise UsageError(f"a morph takes 0 to {MOST_BEATS:g} beats, not {beats:g}")
        scene = self._read(name)
        self._begin(lambda ended: self._morph(scene, beats, ended))

    def stop(self) -> None:
        """Call off what goes on; what has been turned so far stays."""
        with self._lock:
            self._ended.set()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(5.0)

    @property
    def busy(self) -> bool:
        """True while a recall waits or a morph goes on."""
        thread = self._thread
        return thread is not None and thread.is_alive()

    def _read(self, name: str) -> Scene:
        return open_scene(check_name(name), self.folder)  # over a wire only by name, never by path

    def _begin(self, work: Callable[[threading.Event], None]) -> None:
        with self._lock:
            self._ended.set()
            before, self._ended = self._thread, threading.Event()
            self._thread = threading.Thread(
                target=self._run, args=(work, before, self._ended), name="scenes", daemon=True
            )
            self._thread.start()

    def _run(
        self, work: Callable[[threading.Event], None], before: threading.Thread | None, ended: threading.Event
    ) -> None:
        if before is not None:
            before.join()  # it was called off: at most one step is left of it
        try:
            work(ended)
        except RtmusicError as error:
            self._say(str(error))
        except Exception as error:  # the next one can still be recalled
            self._say(f"a fault inside rtmusic, please report it: {error!r}")

    def _say(self, *sentences: str) -> None:
        if self._tell is not None:
            for sentence in sentences:
                self._tell(sentence)

    def _make_ready(self, scene: Scene) -> None:
        """Everything about a scene that takes time, before its moment comes."""
        self._say(*remarks(scene))
        standing = self._desk.prompts()
        for slot, text in scene.prompts.items():
            if self._prepare is not None and text != standing[slot - 1]:
                with suppress(RtmusicError):  # it is said when its moment comes, and all else of the scene happens
                    self._prepare(text)

    def _await_line(self, ended: threading.Event) -> bool:
        panel = self._desk.panel()
        quantize = KNOBS["quantize"].choices[panel.int("quantize")]
        return Clock(self._desk).await_line(quantize, panel.int("beats"), ended)

    def _recall(self, scene: Scene, at_once: bool, ended: threading.Event) -> None:
        self._make_ready(scene)
        if at_once or self._await_line(ended):
            self._put(scene, scene.controls())

    def _put(self, scene: Scene, controls: Sequence[Control]) -> None:
        """Words, knobs and bindings of a scene, now; the words first, since they are heard by their knobs."""
        standing = self._desk.prompts()
        failed = []
        for slot, text in scene.prompts.items():
            if text != standing[slot - 1]:
                try:
                    self._desk.prompt(slot, text)
                except RtmusicError as error:  # a recording that is gone: the knobs are turned all the same
                    failed.append(f"scene {scene.name}: prompt {slot}: {error}")
        if controls:
            self._desk.turn(*controls)
        if scene.midi and self._bind is not None:
            failed += [f"scene {scene.name}: {sentence}" for sentence in self._bind(scene.midi)]
        elif scene.midi:
            failed.append(f"scene {scene.name}: its {len(scene.midi)} MIDI bindings are not used: there is no MIDI")
        self.current = scene.name
        self._say(*failed)

    def _morph(self, scene: Scene, beats: float, ended: threading.Event) -> None:
        self._make_ready(scene)
        if not self._await_line(ended):
            return
        if beats == 0:
            self._put(scene, scene.controls())
            return
        start = self._desk.panel()
        mix = Mix(start, self._desk.prompts(), scene)
        for slot, text in mix.texts_at_start():
            self._desk.prompt(slot, text)
        clock, sent = Clock(self._desk), dict(start.values)
        free: set[str] = set()  # knobs that a hand has turned: they are no longer ours
        swapped = False
        while not ended.wait(TICK_S):
            clock.beat()
            share = min(1.0, clock.passed / beats)
            if share >= 0.5 and not swapped:
                swapped = True
                for slot, text in mix.texts_in_the_middle():
                    self._desk.prompt(slot, text)
            now = self._desk.panel().values
            free |= {name for name in mix.names if now[name] != sent[name]}
            if share >= 1.0:
                self._arrive(scene, mix, free)
                return
            turned = [c for c in mix.at(share) if c.knob.name not in free and c.value != sent[c.knob.name]]
            if turned:
                turned = _keeping(turned, {name: (now if name in free else sent)[name] for name in mix.names})
                self._desk.turn(*turned)
                sent = Panel(sent).turn(turned).values

    def _arrive(self, scene: Scene, mix: Mix, free: set[str]) -> None:
        """The end of a morph: the words go to the slots of the scene without being heard to move."""
        values = self._desk.panel().values
        hands = {name: values[name] for name in free}
        for controls, texts in ((mix.at(1.0), mix.texts_before_the_end()), (mix.end(), mix.texts_at_the_end())):
            turned = [control for control in controls if control.knob.name not in free]
            if turned:
                self._desk.turn(*_keeping(turned, hands))
            for slot, text in texts:
                self._desk.prompt(slot, text)
        self._put(scene, ())


def _keeping(turned: Sequence[Control], standing: Mapping[str, float]) -> list[Control]:
    """Controls to turn at once: of what the knob rich turns with it, what is named here stays where it stands."""
    if not any(control.knob.name == "rich" for control in turned):
        return list(turned)
    said = {control.knob.name for control in turned}
    kept = [Control(KNOBS[name], standing[name]) for name in richness(0.0) if name in standing and name not in said]
    return sorted([*turned, *kept], key=lambda control: control.knob.name != "rich")


class Mix:
    """Every moment between where everything stands and a scene."""

    def __init__(self, start: Panel, texts: Sequence[str], scene: Scene) -> None:
        self._start, self._scene = start, scene
        self._fades: dict[int, _Fade] = {}
        self._weights = {slot: scene.knobs.get(f"prompt_{slot}", start[f"prompt_{slot}"]) for slot in _SLOTS}
        differ = [slot for slot, text in scene.prompts.items() if text != texts[slot - 1]]
        spares = [slot for slot in reversed(_SLOTS) if not self._before(slot) and not self._weights[slot]]
        self._quiet = [(slot, scene.prompts[slot]) for slot in differ if not self._before(slot)]
        for slot in differ:
            if self._before(slot) and self._weights[slot]:
                spare = spares.pop(0) if spares else None
                self._fades[slot] = _Fade(slot, scene.prompts[slot], spare)
        used = {fade.spare for fade in self._fades.values()}
        # What a spare slot holds when it has done its work.
        self._late = {slot: scene.prompts.get(slot, texts[slot - 1]) for slot in used if slot is not None}
        self._quiet = [(slot, text) for slot, text in self._quiet if slot not in used]
        knobs = [name for name in KNOBS if name in scene.knobs]
        weights = [f"prompt_{slot}" for slot in (*self._fades, *self._late)]
        self.names = frozenset([*knobs, *weights])

    def _before(self, slot: int) -> float:
        return self._start[f"prompt_{slot}"]

    def texts_at_start(self) -> Iterator[tuple[int, str]]:
        """Words for slots that are silent now: those that fade in, and those that grow in a spare slot."""
        yield from self._quiet
        yield from ((fade.spare, fade.text) for fade in self._fades.values() if fade.spare is not None)

    def texts_in_the_middle(self) -> Iterator[tuple[int, str]]:
        """Words for slots that have faded by then, for want of a spare one."""
        yield from ((slot, fade.text) for slot, fade in self._fades.items() if fade.spare is None)

    def texts_before_the_end(self) -> Iterator[tuple[int, str]]:
        """Words that have faded out by then, and are replaced by the same that sound in a spare slot."""
        yield from ((slot, fade.text) for slot, fade in self._fades.items() if fade.spare is not None)

    def texts_at_the_end(self) -> Iterator[tuple[int, str]]:
        """Words of the slots that helped, and are silent again."""
        yield from self._late.items()

    def end(self) -> list[Control]:
        """Where the scene's knobs stand, and the weights of those that faded or only helped."""
        weights = [(slot, self._weights[slot]) for slot in (*self._fades, *self._late)]
        return [*self._scene.controls(), *(Control(KNOBS[f"prompt_{slot}"], weight) for slot, weight in weights)]

    def at(self, share: float) -> list[Control]:
        """Where every knob stands when this share of the way is gone."""
        weights = {}
        for slot, fade in self._fades.items():
            before, after = self._before(slot), self._weights[slot]
            if fade.spare is None:
                weights[slot] = before * (1 - 2 * share) if share < 0.5 else after * (2 * share - 1)
            else:
                weights[slot], weights[fade.spare] = before * (1 - share), after * share
        controls = [
            Control(knob, between(knob, self._start[name], self._scene.knobs[name], share))
            for name, knob in KNOBS.items()
            if name in self._scene.knobs and not (name.startswith("prompt_") and int(name[7:]) in weights)
        ]
        return controls + [Control(KNOBS[f"prompt_{slot}"], weight) for slot, weight in weights.items()]


_SLOTS = tuple(range(1, PROMPTS + 1))


def between(knob: Knob, before: float, after: float, share: float) -> float:
    """A knob's value at a share 0..1 of the way; faders go by their position, the others turn in the middle."""
    if before == after or share >= 1.0:
        return after
    if knob.curve in ("switch", "choice"):
        return before if share < 0.5 else after
    return knob.from_unit(knob.to_unit(before) + (knob.to_unit(after) - knob.to_unit(before)) * share)
