"""The loops of an instrument as a session, read beside whoever plays them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rtmusic.bundle import Bundle
from rtmusic.coding import decoding
from rtmusic.decoder import Decoder
from rtmusic.knobs import LOOP_KNOBS, Panel
from rtmusic.loopfile import SavedLoop
from rtmusic.memory import LoopStore
from rtmusic.scenefile import LEFT_OUT
from rtmusic.session import OWN_KNOBS, Session
from rtmusic.setbook import SetBook, check_bundle
from rtmusic.shared import LAYER_LEVELS
from rtmusic.tree import MOVED, REWRITTEN
from rtmusic.turning import plays
from rtmusic.units import beat_samples, beats_in
from rtmusic.varispeed import finish


def as_session(
    name: str, store: LoopStore, bundle: Bundle, panel: Panel, clock: Sequence[float], decoder: Callable[[], Decoder]
) -> Session:
    """All loops as they stand, with their layers, and the knobs, but for those that belong to the evening.

    A loop is kept as it sounds, forwards, with how it plays; one that is being recorded or edited is kept as it was
    before.

    Args:
        store: what the loops are made of; nobody writes to it meanwhile.
        bundle: the models that play.
        clock: see `Pipeline.clock`.
        decoder: makes one, for loops whose sound is not kept; asked at most once.
    """
    g, (at, beat, bpm, _) = bundle.geometry, clock
    bpm, beats = bpm or panel["tempo"], panel.int("beats")
    bar = round(at - beat % beats * beat_samples(g.sample_rate, bpm))
    loops, voice = [], None
    for number, layers in enumerate(store.loops):
        layer = layers.current()
        if layer is None:
            continue
        sound = layers.sound() if layer.kind != REWRITTEN else None
        if sound is None:
            voice = voice or decoder()
            sound = finish(decoding(voice, g, layer, layers.original(), layers.sound()))
        made, current = layers.branch()
        start = layer.start_sample + int(layers.cursor[MOVED])
        knobs = {knob: panel[f"loop_{number}_{knob}"] for knob in LOOP_KNOBS}
        long = beats_in(layer.length_samples, bpm, g.sample_rate, parts=2)
        kept = sound, tuple(made), current, bpm, long, start, knobs, plays(layers)
        loops.append(SavedLoop(number, f"loop {number}", *kept))
    own = OWN_KNOBS - set(LEFT_OUT) | {"seed"}  # it says how the machine went on with these loops
    knobs = {knob: value for knob, value in panel.values.items() if knob in own}
    return Session(name, bpm, beats, tuple(loops), knobs, bar, bundle.codec)


def session_of_set(book: SetBook, bundle: Bundle) -> Session:
    """The loops with which an evening ended, as the codec knows them, for a set holds no sound of theirs.

    Raises:
        UsageError: it was played with another bundle.
    """
    check_bundle(book, bundle)
    store = LoopStore.local(LAYER_LEVELS)
    if book.loops is not None:
        book.loops.lay_out(store)
    clock = book.state["clock"]
    return as_session(book.folder.name, store, bundle, book.panel, clock, lambda: Decoder(bundle, "cpu"))
