"""SooperLooper's OSC addresses, so that what was made for that looper plays this one: layouts, slgui, Zynthian.

Said to loops 0 to 7, to all loops (-1) or the selected one (-3):

    /sl/0/hit s:command         see `ALL_COMMANDS`; and down … up: what is held for longer than a second (forceup:
                                however long) is let go, see `rtmusic.knobs.HELD`; such an undo, redo or
                                record_or_overdub is undo_all or redo_all
    /sl/0/set s:control f       see `rtmusic.sooperknobs`
    /sl/0/get s:control s:url s:path                   → path i:loop s:control f
    /sl/0/register_update s:control s:url s:path       the same, now and at every change that you did not make
    /sl/0/register_auto_update s:control i:ms s:url s:path
    /sl/0/unregister_update, /sl/0/unregister_auto_update
    /set s:control f, /get … and /register_update …    the same for `GLOBALS`, → path i:-2 s:control f
    /ping s:url s:path          → path s:our url s:version i:loops; with an i behind it also i:id, as slgui wants it
    /sl/0/load_loop s:file s:url s:path                → path s:our url s:what is wrong; else nothing

What that looper can do and this one cannot is answered with /error, not with silence.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rtmusic import soopermoves
from rtmusic.errors import RtmusicError
from rtmusic.knobs import DOWN, HELD, KNOBS, LOOPS, UP, selected, shown
from rtmusic.midislb import LEVELS, OF_A_LOOP, PRESSES, SHARES
from rtmusic.oscaddresses import ALL_LOOPS, LOOP_NUMBERS, SELECTED_LOOP, Picture, Word
from rtmusic.oscgate import facing
from rtmusic.oscguests import Guest
from rtmusic.oschands import OscHands, for_each
from rtmusic.oscpost import Post
from rtmusic.oscwire import Argument, Client, Handler, RefusedError, Sender
from rtmusic.sooperknobs import FIXED, GLOBAL, GLOBAL_FIXED, QUANTIZE, QUANTIZED, reader
from rtmusic.soopermoves import ALONE, MOVES, TURNED, Move
from rtmusic.units import decibels

PORT = 9951
VERSION = "1.7.9"  # of the looper whose addresses these are
LEASE_S = 12 * 3600.0  # its clients register once and never say a word again: a long evening
MOST_REGISTERED = 512
SHORTEST_S, LONGEST_S = 0.02, 1.0  # between two looks
LONG_S = 1.0  # a pedal that was down for longer than this is one that was held
LONG: Mapping[str, str] = {"undo": "undo_all", "redo": "redo_all", "record_or_overdub": "undo_all"}  # if it was held
# Its commands that are ours, too.
COMMANDS = tuple(PRESSES)
ALL_COMMANDS = tuple(dict.fromkeys((*COMMANDS, *TURNED, *MOVES)))
UNKNOWN_COMMANDS = ("scratch", "delay", "set_sync_pos", "reset_sync_pos")
SELECTING = ("select_next_loop", "select_prev_loop", "select_all_loops")
_FILES = "load a sound file with  /loop/0/load FILE, keep all loops with  /session/save NAME"
_NOT_HERE = {
    "loop_add": f"there are {LOOPS} loops, and no more",
    "loop_del": f"there are {LOOPS} loops, and no less; empty one with /loop/0/clear",
    "quit": "nobody ends the evening from outside: press q there",
    "save_session": "keep all loops with  /session/save NAME",
    "load_session": "load one with  /session/load NAME",
    **dict.fromkeys(
        (
            *("remove_midi_binding", "add_midi_binding", "learn_midi_binding"),
            *("clear_midi_bindings", "load_midi_bindings", "save_midi_bindings", "get_next_midi_event"),
            *("cancel_midi_learn", "cancel_get_next_midi"),
        ),
        "MIDI is not bound with these words here; list what is bound with:  rtmusic knobs",
    ),
}

WORDS = (
    Word(
        "/sl/N/hit",
        "command",
        "",
        "press, also down: " + ", ".join(ALL_COMMANDS),
    ),
    Word(
        "/sl/N/up",
        "command",
        "",
        "let go what was down for a second; undo, redo and record_or_overdub then mean all; also forceup, however long",
    ),
    Word(
        "/sl/N/set",
        "control value",
        "",
        "wet, feedback, dry, rec_thresh (0 to 1), pan_1, rate, stretch_ratio, pitch_shift, tempo_stretch …",
    ),
    Word("/sl/N/get", "control url path", "path loop control value", "also state, loop_len, loop_pos, in_peak_meter …"),
    Word(
        "/sl/N/load_loop",
        "file url path",
        "path url sentence",
        "let a sound file in the folder of sessions sound as loop N, a layer on top; an answer tells what is wrong",
    ),
    Word("/sl/N/register_update", "control url path", "the same", "now and at every change; also unregister_update"),
    Word("/sl/N/register_auto_update", "control ms url path", "the same", "also unregister_auto_update"),
    Word(
        "/set",
        "control value",
        "",
        "tempo, eighth_per_cycle, wet, dry, tap_tempo, selected_loop_num, select_next_loop, …",
    ),
    Word("/get", "control url path", "path -2 control value", "the same and more; so do /register_update and its kin"),
    Word("/ping", "url path [1]", "path url version loops [id]", "is it there?"),
    Word("/register", "url path", "", "to be told when there are more loops; also unregister"),
)


@dataclass(slots=True)
class _Registration:
    """One control of one loop that somebody wants to know of."""

    sender: Sender
    every_s: float
    ends_at: float
    next_at: float = 0.0
    known: float | None = None


_Key = tuple[Client, str, int, str]  # target, path, loop, control
Row = tuple[Client, str, int, str, Client, int, float]  # a key, who asked, through which port, seconds between


class SooperLooper:
    """The layer. The server's thread calls it.

    Args:
        hands: what turns knobs and presses pedals.
        post: what answers.
        own_id: another one after every start.
        more: the words of others, of which it says /loop/N/load.
    """

    def __init__(self, hands: OscHands, post: Post, own_id: int, more: Mapping[str, Guest]) -> None:
        self._hands, self._post, self._id, self._more = hands, post, own_id, more
        self._registered: dict[_Key, _Registration] = {}  # the longest registered first
        self._down: dict[tuple[int, str], tuple[float, Sequence[int]]] = {}  # since when, and of which loops

    def handlers(self) -> dict[str, Handler]:
        """By address; /get and /ping are ours, too, and found by their arguments."""
        handlers: dict[str, Handler] = {}
        for number in LOOP_NUMBERS:
            handlers |= self._about(number, f"/sl/{number}")
            for word in ("down", "hit"):
                handlers[f"/sl/{number}/{word}"] = partial(self._on_press, number, word == "down")
            for word in ("up", "forceup", "upforce"):
                handlers[f"/sl/{number}/{word}"] = partial(self._on_release, number, word != "up")
            for word in ("load_loop", "save_loop"):
                handlers[f"/sl/{number}/{word}"] = partial(self._on_file, number, word)
        handlers |= self._about(GLOBAL, "")
        handlers[f"/sl/{GLOBAL}/set"] = handlers["/set"]
        handlers["/get_all_midi_bindings"] = self._on_bindings
        handlers |= {f"/{word}": self._on_config for word in ("register", "unregister")}
        handlers |= {f"/{word}": partial(self._on_not_here, sentence) for word, sentence in _NOT_HERE.items()}
        return handlers

    def _about(self, number: int, above: str) -> dict[str, Handler]:
        handlers: dict[str, Handler] = {
            f"{above}/set": partial(self._on_set, number),
            f"{above}/get": partial(self.on_get, number),
        }
        for auto in ("", "auto_"):
            handlers[f"{above}/register_{auto}update"] = partial(self._on_register, number)
            handlers[f"{above}/unregister_{auto}update"] = partial(self._on_unregister, number)
        return handlers

    def on_ping(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        """Say who and where we are."""
        url, path = _texts(arguments[:2], 2, "a url and a path")
        target = self._post.target(url, sender)
        own_id = (self._id,) if len(arguments) > 2 else ()  # who does not ask for it does not know that form
        self._post.update(sender, target, _path(path), _ours(target, sender), VERSION, LOOPS, *own_id)

    def on_get(self, number: int, sender: Sender, arguments: Sequence[Argument]) -> None:
        """Send one control's value to where it is wanted."""
        control, url, path = _texts(arguments, 3, "a control, a url and a path")
        read = reader(number, control)
        target = self._post.target(url, sender)
        self._post.update(sender, target, _path(path), _shown(number), control, float(read(self._hands.picture())))

    def _loops(self, number: int) -> tuple[int, ...]:
        """The loops that a number means."""
        if number == SELECTED_LOOP:
            return selected(self._hands.picture().panel.values)
        return tuple(range(LOOPS)) if number == ALL_LOOPS else (number,)

    def _on_press(self, number: int, held: bool, sender: Sender, arguments: Sequence[Argument]) -> None:
        command, loops = _command(arguments), self._loops(number)
        if command in MOVES:
            self._move(sender, MOVES[command], number, loops)
            return
        if held:
            self._down[number, command] = time.monotonic(), loops
        if command == ALONE:
            alone = soopermoves.turn_alone(loops, self._hands.picture().status.loops)
            for loop in alone:
                if loop not in loops:
                    self._hands.press_of(loop, ALONE)
            loops = tuple(loop for loop in loops if loop in alone)
        for_each(loops, lambda loop: self._press(loop, command, DOWN if held else ""))

    def _press(self, loop: int, command: str, way: str) -> None:
        """Press or hold one of COMMANDS or of TURNED of a loop."""
        turned = TURNED.get(command)
        for pressed in (command,) if turned is None else turned(self._hands.picture().status.loops[loop]):
            self._hands.press_of(loop, pressed + (way if command in HELD else ""))

    def _move(self, sender: Sender, move: Move, number: int, loops: Sequence[int]) -> None:
        """Press all pedals of one of MOVES, and select the loop that it goes to."""
        if number == ALL_LOOPS and not move.step:
            raise RefusedError("is for one loop, which the others make room for: say which, or -3 for the selected one")
        now = self._hands.picture()
        chosen, stand = shown(now.panel.values), now.status.loops
        asked = loops[0] if loops else chosen
        if move.step:
            self._turn(sender, soopermoves.target_of(move, asked, chosen), "select")
        for loop, pedal in soopermoves.presses(move, asked, chosen, stand):
            self._hands.press_of(loop, pedal)

    def _on_release(self, number: int, forced: bool, sender: Sender, arguments: Sequence[Argument]) -> None:
        command = _command(arguments)
        began = self._down.pop((number, command), None)
        if began is None:  # or whoever heard it was killed: the looper lets go only what is held
            began = -math.inf, self._loops(ALL_LOOPS if number == SELECTED_LOOP else number)
        since, loops = began
        long = time.monotonic() - since > LONG_S
        if command in HELD and (forced or long):
            for_each(loops, lambda loop: self._hands.press_of(loop, f"{command}{UP}"))
        elif command in LONG and long and since > 0:
            for_each(loops, lambda loop: self._press(loop, LONG[command], ""))

    def _on_set(self, number: int, sender: Sender, arguments: Sequence[Argument]) -> None:
        if len(arguments) != 2 or not isinstance(arguments[0], str) or isinstance(arguments[1], str):
            raise RefusedError("takes a control and a number")
        control, value = arguments[0], float(arguments[1])
        if not math.isfinite(value):
            raise RefusedError(f"{value} is not a value")
        if not (
            self._set_global(sender, control, value) if number == GLOBAL else self._set(number, sender, control, value)
        ):
            fixed = (GLOBAL_FIXED if number == GLOBAL else FIXED).get(control)
            if fixed is not None and value != fixed:
                raise RefusedError(f"{control} is always {fixed:g} here")
            if fixed is None:
                reader(number, control)
                raise RefusedError(f"{control} cannot be set to {value:g}")

    def _set(self, number: int, sender: Sender, control: str, value: float) -> bool:
        """Set a control of a loop; False if there is none that can be set."""
        own = {name: (ours, decibels(value)) for name, ours in LEVELS.items()}
        own |= {name: (ours, KNOBS[ours].from_unit(value)) for name, ours in SHARES.items()}
        own |= {name: (ours, value) for name, ours in OF_A_LOOP.items()}
        if control in own:
            name, meant = own[control]
            self._turn(sender, meant, *(f"loop_{loop}_{name}" for loop in self._loops(number)))
        elif control == "dry":
            self._turn(sender, decibels(value), "dry")
        elif control in QUANTIZED:
            self._turn(sender, value, control)
        elif control == "quantize" and value in QUANTIZE:
            self._turn(sender, QUANTIZE[value], "quantize")
        elif control == "sync":
            panel = self._hands.picture().panel
            self._turn(sender, 0.0 if value < 0.5 else panel["quantize"] or 2.0, "quantize")
        else:
            return False
        return True

    def _set_global(self, sender: Sender, control: str, value: float) -> bool:
        """Set a control of the whole looper; False if there is none that can be set."""
        if control in ("wet", "dry"):
            self._turn(sender, decibels(value), control)
        elif control == "tempo":
            self._turn(sender, value, "tempo")
        elif control == "eighth_per_cycle":
            self._turn(sender, value / 2, "beats")
        elif control == "tap_tempo":
            self._hands.press("tap")
        elif control == "selected_loop_num" and -1 <= value < LOOPS:
            self._turn(sender, LOOPS if value < 0 else value, "select")
        elif control in SELECTING:
            here = shown(self._hands.picture().panel.values)
            step = {"select_next_loop": here + 1, "select_prev_loop": here - 1}.get(control)
            self._turn(sender, LOOPS if step is None else step % LOOPS, "select")
        else:
            return False
        return True

    def _turn(self, sender: Sender, value: float, *names: str) -> None:
        """Turn knobs, all at one moment."""
        for knob in (KNOBS[name] for name in names):
            self._hands.turn(sender, knob, knob.clamp(value))
        now = self._hands.picture()
        for (target, _, number, control), registration in self._registered.items():
            if sender.client in (target, registration.sender.client) and registration.known is not None:
                # SooperLooper does not tell a client what that said itself, either.
                registration.known = float(reader(number, control)(now))

    def _on_register(self, number: int, sender: Sender, arguments: Sequence[Argument]) -> None:
        numbers = [argument for argument in arguments if not isinstance(argument, str)]
        key = self._key(number, sender, [argument for argument in arguments if isinstance(argument, str)])
        every_ms = float(numbers[0]) if numbers and math.isfinite(numbers[0]) else 100.0
        every_s = min(LONGEST_S, max(SHORTEST_S, every_ms / 1000.0))
        self._registered.pop(key, None)
        while len(self._registered) >= MOST_REGISTERED:
            del self._registered[next(iter(self._registered))]
        self._registered[key] = _Registration(sender, every_s, time.monotonic() + LEASE_S)

    def _on_unregister(self, number: int, sender: Sender, arguments: Sequence[Argument]) -> None:
        key = self._key(number, sender, [argument for argument in arguments if isinstance(argument, str)])
        self._registered.pop(key, None)

    def _key(self, number: int, sender: Sender, texts: Sequence[Argument]) -> _Key:
        control, url, path = _texts(texts, 3, "a control, a url and a path")
        reader(number, control)
        return self._post.target(url, sender), _path(path), number, control

    def _on_config(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        # Told when loops come and go; here they never do.
        url, path = _texts(arguments, 2, "a url and a path")
        self._post.target(url, sender)
        _path(path)

    def _on_bindings(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        # There are none that these words could tell or change.
        url, path = _texts(arguments, 2, "a url and a path")
        self._post.update(sender, self._post.target(url, sender), _path(path), "done", "")

    def _on_file(self, number: int, word: str, sender: Sender, arguments: Sequence[Argument]) -> None:
        texts = [argument for argument in arguments if isinstance(argument, str)]
        target = self._post.target(texts[-2], sender) if len(texts) >= 3 else None
        loaders = [self._more.get(f"/loop/{loop}/load") for loop in self._loops(number)]
        try:
            for loader in loaders:
                if word != "load_loop" or loader is None or target is None:
                    raise RefusedError(_FILES)
                loader(texts[:1])
        except (RtmusicError, RefusedError) as error:
            if target is not None:
                self._post.update(sender, target, _path(texts[-1]), _ours(target, sender), str(error))
            raise

    def _on_not_here(self, sentence: str, sender: Sender, arguments: Sequence[Argument]) -> None:
        raise RefusedError(sentence)

    def publish(self, now: Picture) -> None:
        """Send everybody who has registered what has changed."""
        at = time.monotonic()
        for key, registration in list(self._registered.items()):
            target, path, number, control = key
            if registration.ends_at < at:
                del self._registered[key]
            elif registration.next_at <= at:
                registration.next_at = at + registration.every_s
                value = float(reader(number, control)(now))
                if value != registration.known:
                    if not self._post.update(registration.sender, target, path, _shown(number), control, value):
                        registration.next_at = at
                        return
                    registration.known = value

    @property
    def registered(self) -> int:
        """How many controls somebody wants to know of."""
        return len(self._registered)

    def rows(self) -> list[Row]:
        """Who wants to know of what, as plain tuples, which `restore` takes."""
        return [(*key, r.sender.client, r.sender.port, r.every_s) for key, r in self._registered.items()]

    def restore(self, rows: Iterable[Row]) -> None:
        """Register those whom another server has known; lists in place of tuples are fine."""
        for target, path, number, control, client, port, every_s in rows:
            sender = Sender((client[0], client[1]), port)
            key = (target[0], target[1]), path, number, control
            self._registered[key] = _Registration(sender, every_s, time.monotonic() + LEASE_S)


def _ours(target: Client, sender: Sender) -> str:
    """Where we are, as who is told sees it."""
    return f"osc.udp://{facing(target[0])}:{sender.port}/"


def _texts(arguments: Sequence[Argument], count: int, wanted: str) -> list[str]:
    texts = [argument for argument in arguments if isinstance(argument, str)]
    if len(texts) != count or len(arguments) != count:
        raise RefusedError(f"takes {wanted}")
    return texts


def _command(arguments: Sequence[Argument]) -> str:
    (command,) = _texts(arguments, 1, "a command")
    if command not in ALL_COMMANDS:
        raise RefusedError(_no_command(command))
    return command


def _path(path: str) -> str:
    if not path.startswith("/") or len(path) > 200 or not path.isascii():
        raise RefusedError(f"{path[:80]!r} is not a path for answers; it begins with /")
    return path


def _shown(number: int) -> int:
    return 0 if number == ALL_LOOPS else number  # what is asked of all is answered by the first


def _no_command(command: str) -> str:
    if command in UNKNOWN_COMMANDS:
        return f"this looper cannot {command}; it can {', '.join(ALL_COMMANDS)}"
    return f"there is no command {command[:80]!r}; there are {', '.join(ALL_COMMANDS)}"
