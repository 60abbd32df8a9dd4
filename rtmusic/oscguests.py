"""Words that OSC takes for others: scenes, and Ableton Link where it is played with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rtmusic.errors import UsageError
from rtmusic.link import LinkSync
from rtmusic.oscaddresses import Word
from rtmusic.oscwire import Argument
from rtmusic.scenes import Scenes

# What an address does with its arguments; an answer goes back to the sender, from the same address.
Guest = Callable[[Sequence[Argument]], Sequence[Argument] | None]

WORDS = (
    Word("/scene", "[name]", "", "recall a scene on the grid, as quantize says; without a name: which one stands"),
    Word("/scene/save", "name", "", "keep where everything stands under this name"),
    Word("/scene/morph", "name beats", "", "go to a scene over so many beats"),
    Word("/scene/list", "", "/scene/list name …", "all scenes that there are"),
    Word("/link", "", "/link others", "with --link: how many others are in the session of Ableton Link"),
    Word("/link/start", "", "", "with --link: start everybody in the session who wants to be started"),
    Word("/link/stop", "", "", "with --link: stop everybody in the session who wants to be stopped"),
)


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


def link_words(sync: LinkSync) -> dict[str, Guest]:
    """What each word of Link does with its arguments."""

    def press(playing: bool) -> Callable[[Sequence[Argument]], None]:
        return lambda words: sync.play(playing) if not words or words[0] not in (0, 0.0, "0") else None

    return {"/link": lambda words: (sync.peers,), "/link/start": press(True), "/link/stop": press(False)}
