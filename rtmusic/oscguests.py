"""Words that OSC takes for others: scenes, sessions, what MIDI is bound to, and Ableton Link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from rtmusic.errors import UsageError
from rtmusic.knobs import LOOPS
from rtmusic.link import LinkSync
from rtmusic.midilearn import Learner
from rtmusic.midimap import write_own
from rtmusic.oscaddresses import Word
from rtmusic.oscwire import Argument
from rtmusic.scenes import Scenes
from rtmusic.sessions import Sessions

LONGEST_TARGET = 200  # characters
LONGEST_ANSWER = 8000  # bytes of lines in one packet
FARTHEST_LINE = 1e6
LEARNED = "learned"  # the name of a map that is given none

# What an address does with its arguments; an answer goes back to the sender, from the same address.
Guest = Callable[[Sequence[Argument]], Sequence[Argument] | None]

WORDS = (
    Word("/scene", "[name]", "", "recall a scene on the grid, as quantize says; without a name: which one stands"),
    Word("/scene/save", "name", "", "keep where everything stands under this name"),
    Word("/scene/morph", "name beats", "", "go to a scene over so many beats"),
    Word("/scene/list", "", "/scene/list name …", "all scenes that there are"),
    Word("/session", "", "/session name", "which session was kept or loaded last"),
    Word("/session/save", "name", "", "keep all loops, and where knobs stand, under this name"),
    Word(
        "/session/load",
        "name [loop …]",
        "",
        "let its loops sound, or some of them, each a layer on top of what is there",
    ),
    Word("/session/list", "", "/session/list name …", "all sessions that there are"),
    Word("/loop/N/load", "file", "", "let a sound file in the folder of sessions sound as loop N, a layer on top"),
    Word("/midi/learn", "", "/midi/learn target add line", "what waits for a controller, and what was bound last"),
    Word("/midi/learn", "target [add]", "", "what is moved next turns it; with add, beside what it does already"),
    Word("/midi/cancel", "", "", "bind nothing to what is moved next"),
    Word("/midi/unlearn", "target", "", "whatever is bound to it is not any more"),
    Word("/midi/map", "[from]", "/midi/map line …", "the MIDI map in force, from this line on, as many as fit"),
    Word("/midi/save", "[name]", "/midi/save path", "write it as a map of one's own, for --midi-map NAME"),
    Word("/link", "", "/link others", "with --link: how many others are in the session of Ableton Link"),
    Word("/link/start", "", "", "with --link: start everybody in the session who wants to be started"),
    Word("/link/stop", "", "", "with --link: stop everybody in the session who wants to be stopped"),
)


TELLING = frozenset({"/midi/map", "/session/save"})  # they change nothing that is played, whatever they are given


def scene_words(scenes: Scenes) -> dict[str, Guest]:
    """What each word of scenes does with its arguments."""

    def name(words: Sequence[Argument], wanted: int, example: str) -> str:
        if len(words) != wanted or not isinstance(words[0], str):
            raise UsageError(f"takes {'a name' if wanted == 1 else 'a name and beats'}, for example:  {example}")
        return words[0]

    def recall(words: Sequence[Argument]) -> Sequence[Argument] | None:
        if not words:
            return (scenes.current,)
        scenes.recall(name(words, 1, '/scene "chorus"'))
        return None

    def save(words: Sequence[Argument]) -> None:
        scenes.save(name(words, 1, '/scene/save "chorus"'))

    def morph(words: Sequence[Argument]) -> None:
        called = name(words, 2, '/scene/morph "chorus" 8')
        try:
            beats = float(words[1])
        except ValueError:
            raise UsageError(f"{words[1]!r} is no number of beats") from None
        scenes.morph(called, beats)

    def listed(words: Sequence[Argument]) -> Sequence[Argument]:
        return tuple(scenes.names())

    return {"/scene": recall, "/scene/save": save, "/scene/morph": morph, "/scene/list": listed}


def session_words(sessions: Sessions) -> dict[str, Guest]:
    """What each word of sessions does with its arguments."""

    def name(words: Sequence[Argument], what: str, example: str) -> str:
        if not words or not isinstance(words[0], str):
            raise UsageError(f"takes {what}, for example:  {example}")
        return words[0]

    def save(words: Sequence[Argument]) -> None:
        example = '/session/save "evening"'
        called = name(words, "a name", example)
        if len(words) > 1:
            raise UsageError(f"takes one name, for example:  {example}")
        sessions.save(called)

    def load(words: Sequence[Argument]) -> None:
        example = '/session/load "evening" 0 2'
        called = name(words, "a name, and which of its loops", example)
        numbers = [int(word) for word in words[1:] if isinstance(word, int | float) and word in range(LOOPS)]
        if len(numbers) < len(words) - 1:
            raise UsageError(f"after the name come loops, 0 to {LOOPS - 1}, for example:  {example}")
        sessions.load(called, numbers or None)

    def load_file(number: int, words: Sequence[Argument]) -> None:
        example = f'/loop/{number}/load "drums 97bpm.wav"'
        called = name(words, "a sound file in the folder of sessions", example)
        if len(words) > 1:
            raise UsageError(f"takes one file, for example:  {example}")
        sessions.load_file(number, called)

    return {
        "/session": lambda words: (sessions.current,),
        "/session/save": save,
        "/session/load": load,
        "/session/list": lambda words: tuple(sessions.names()),
        **{f"/loop/{number}/load": partial(load_file, number) for number in range(LOOPS)},
    }


def midi_words(learner: Learner) -> dict[str, Guest]:
    """What each word of MIDI does with its arguments."""

    def target(words: Sequence[Argument], example: str) -> str:
        if not words or not isinstance(words[0], str) or not 0 < len(words[0]) <= LONGEST_TARGET:
            raise UsageError(f"takes a knob, a command or scene:NAME, for example:  {example}")
        return words[0]

    def learn(words: Sequence[Argument]) -> Sequence[Argument] | None:
        if not words:
            armed, last = learner.armed, learner.last
            beside = "add" if armed is not None and armed.beside else ""
            return ("" if armed is None else str(armed), beside, "" if last is None else str(last))
        example = '/midi/learn "temperature low=0.2"'
        said = target(words, example)
        if len(words) > 2 or (len(words) == 2 and words[1] != "add"):
            raise UsageError(f'after the target comes "add" or nothing; options belong to the target:  {example} "add"')
        learner.arm(said, beside=len(words) == 2)
        return None

    def cancel(words: Sequence[Argument]) -> None:
        if len(words) > 1 or (words and not isinstance(words[0], int | float)):
            raise UsageError("takes nothing; a press is 1, a release 0")
        if not words or words[0]:
            learner.cancel()

    def unlearn(words: Sequence[Argument]) -> None:
        example = '/midi/unlearn "temperature"'
        said = target(words, example)
        if len(words) > 1:
            raise UsageError(f"takes one target, for example:  {example}")
        learner.unlearn(said)

    def show(words: Sequence[Argument]) -> Sequence[Argument]:
        first = words[0] if words else 1
        if len(words) > 1 or not isinstance(first, int | float) or not 1 <= first < FARTHEST_LINE:
            raise UsageError("takes the number of the first line wanted, counted from 1, or nothing")
        shown: list[str] = []
        room = LONGEST_ANSWER
        for line in learner.lines()[int(first) - 1 :]:
            room -= len(line.encode()) + 5  # its end, and its type
            if room < 0 and shown:
                break
            shown.append(line)
        return shown

    def save(words: Sequence[Argument]) -> Sequence[Argument]:
        called = words[0] if words else LEARNED
        if len(words) > 1 or not isinstance(called, str):
            raise UsageError('takes a name, for example:  /midi/save "left hand"')
        return (str(write_own(learner.map, called)),)

    return {
        "/midi/learn": learn,
        "/midi/cancel": cancel,
        "/midi/unlearn": unlearn,
        "/midi/map": show,
        "/midi/save": save,
    }


def link_words(sync: LinkSync) -> dict[str, Guest]:
    """What each word of Link does with its arguments."""

    def press(playing: bool) -> Callable[[Sequence[Argument]], None]:
        return lambda words: sync.play(playing) if not words or words[0] not in (0, 0.0, "0") else None

    return {"/link": lambda words: (sync.peers,), "/link/start": press(True), "/link/stop": press(False)}
