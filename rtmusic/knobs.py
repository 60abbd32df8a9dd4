"""The one table of knobs and commands, the `Control` message, and `Panel`, a snapshot of every knob.

OSC addresses, MIDI bounds, ``--set``, ``--help`` and ``rtmusic knobs`` are all read from here; adding a control
is adding a line. A knob is a value that stays; a command is something that happens once.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from rtmusic.errors import KnobError, did_you_mean

Curve = Literal["lin", "log", "int", "switch", "choice"]
Latency = Literal["block", "round", "bar"]  # heard at the next sound block, model round, or bar line

PROMPTS = 8  # prompts that can be mixed at once
LOOPS = 8  # loops that can turn at once
GROUPS = 4  # groups that loops can be in


@dataclass(frozen=True, slots=True)
class Knob:
    """One controllable value: its bounds, where it rests, and what turning it does to the sound."""

    name: str
    low: float
    high: float
    default: float
    unit: str
    heard: str  # what you hear
    latency: Latency = "round"
    curve: Curve = "lin"
    choices: tuple[str, ...] = ()  # names of 0, 1, 2 … when the curve is "choice"

    @property
    def address(self) -> str:
        """The OSC address: underscores become slashes around a number (prompt_3 → /prompt/3, loop_2_pan → /loop/2/pan)."""
        if self.loop is not None:
            return f"/loop/{self.loop}/{self.plain}"
        stem, _, tail = self.name.rpartition("_")
        return f"/{stem}/{tail}" if tail.isdigit() else f"/{self.name}"

    @property
    def loop(self) -> int | None:
        """The loop whose knob it is; None for one that is everybody's."""
        return loop_of(self.name)

    @property
    def plain(self) -> str:
        """The name without the loop: that of the knob which turns it for the selected loop."""
        return plain_name(self.name)

    def clamp(self, value: float) -> float:
        """The nearest value that this knob can take; not-a-number is an error, never a setting."""
        if math.isnan(value):
            raise KnobError(f"knob {self.name}: not a number; give a value from {self.low:g} to {self.high:g}")
        inside = min(self.high, max(self.low, value))
        if self.curve in ("int", "choice"):
            return float(round(inside))
        return float(inside >= 0.5) if self.curve == "switch" else inside

    def from_unit(self, position: float) -> float:
        """A fader position 0..1 (a MIDI controller's value / 127) to this knob's value."""
        position = min(1.0, max(0.0, position))
        if self.curve == "log":
            return self.clamp(geometric(self.low, self.high, position))
        return self.clamp(self.low + (self.high - self.low) * position)

    def to_unit(self, value: float) -> float:
        """The fader position 0..1 that shows this value; undoes `from_unit`."""
        if self.curve == "log":
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def parse(self, text: str) -> float:
        """A value as typed: a number inside the bounds, a choice by name, or on/off.

        Raises:
            KnobError: not a number, not one of the choices, or outside the bounds.
        """
        word = text.strip().lower()
        if self.choices and word in self.choices:
            return float(self.choices.index(word))
        if self.curve == "switch" and word in ("on", "off"):
            return float(word == "on")
        try:
            value = float(word)
        except ValueError:
            allowed = ", ".join(self.choices) or f"a number from {self.low:g} to {self.high:g}"
            raise KnobError(f"knob {self.name}: {text!r} is not a value; give {allowed}") from None
        if not self.low <= value <= self.high:
            raise KnobError(f"knob {self.name}: {text} is outside {self.low:g} to {self.high:g} {self.unit}".rstrip())
        return self.clamp(value)

    def show(self, value: float) -> str:
        """The value as a player reads it."""
        if self.choices:
            return self.choices[int(value)]
        if self.curve == "switch":
            return "on" if value else "off"
        return f"{value:g} {self.unit}".rstrip()


def loop_of(name: str) -> int | None:
    """The loop that a name of a knob or a command speaks of (loop_2_pan → 2); None if it speaks of none."""
    return int(name[5]) if name.startswith("loop_") and name[5:6].isdigit() else None


def plain_name(name: str) -> str:
    """The name without the loop (loop_2_pan → pan)."""
    return name[7:] if loop_of(name) is not None else name


MODES = ("loop", "stream", "follow", "codec")
SELECTABLE = (*(str(loop) for loop in range(LOOPS)), "all", *(f"group{group}" for group in range(1, GROUPS + 1)))
TONICS = ("c", "c#", "d", "d#", "e", "f", "f#", "g", "g#", "a", "a#", "b")
KEYS = ("free", *TONICS, *(f"{tonic}m" for tonic in TONICS))

# What every loop has of its own. The knob of the same name turns it for the selected loop; loop_3_pan is loop 3's.
_OF_A_LOOP = (
    # -- how it is heard ------------------------------------------------------------------------------------
    Knob("level", -60, 6, 0, "dB", "level of the loop; -60 is off"),
    Knob("pan", -1, 1, 0, "", "the loop on the left (-1) or on the right (1)"),
    Knob("group", 0, GROUPS, 0, "", "the group that the loop is in: `select` names it, and pedals and knobs are for all of it", "round", "choice", ("none", *map(str, range(1, GROUPS + 1)))),
    Knob("exclusive", 0, 1, 0, "", "when the loop starts to be heard, the others of its group fall silent", "round", "switch"),
    Knob("relative_sync", 0, 1, 0, "", "the loop has its own grid: a recording begins at once, is as long as quantize says, and pedals go by where it began", "bar", "switch"),
    Knob("round", 0, 1, 0, "", "multiply and insert end with a whole turn, or where you press", "bar", "switch"),
    Knob("feedback", 0, 100, 100, "%", "how much of the loop stays under what is played over it"),
    Knob("threshold", -60, 0, -60, "dB", "a recording waits until you play as loud as this; -60 does not wait"),
    Knob("rate", 0.25, 4, 1, "x", "tape speed of the loop: 2 is twice as fast and an octave higher", "round", "log"),
    Knob("stretch", 0.25, 4, 1, "x", "how long the loop is, at the same pitch: 2 is half as fast", "round", "log"),
    Knob("pitch", -24, 24, 0, "semitones", "how much higher the loop is, in the same time"),
    Knob("tempo_sync", 0, 1, 0, "", "the loop stays so many beats when the tempo changes, or as long as it is", "round", "switch"),
    Knob("morph", 0, 100, 0, "%", "how much of the loop is its newest favourite, or as you played it; morph_by says how"),
    Knob("playground", 0, 1, 0, "", "the loop as the knobs of the playground say, or as it is", "round", "switch"),
    # -- how it is rewritten --------------------------------------------------------------------------------
    Knob("rewrite", 0, 100, 0, "%", "share of each pass that the machine may rewrite"),
    Knob("dropout", 0, 100, 0, "%", "chance that a kept token is set free after all"),
    Knob("compression", 1, 8, 8, "levels", "of what the masks keep, only this many coarse levels: a rough hint instead of the sound", "round", "int"),
    Knob("combine", 0, 1, 0, "", "a token stays if any mask keeps it, or only if all do", "round", "choice", ("any", "all")),
    Knob("drift", 0, 100, 100, "%", "how much of the loop may differ from what you played; turned down, the rest comes back"),
    Knob("generations", 1, 8, 1, "passes", "how many passes `vary` rewrites, each made from the last", "round", "int"),
    Knob("takes", 1, 8, 1, "takes", "how many takes `vary` makes: the first is heard, take_next goes to the others; with on_demand", "round", "int"),
    Knob("on_demand", 0, 1, 0, "", "rewrite only the passes that `vary` asks for, or every pass", "round", "switch"),
    Knob("recall", 0, 100, 0, "%", "how much of what the machine writes comes from what you played tonight, where it fits; of a loop, and of stream and follow"),
    Knob("only_prompt", 0, PROMPTS, 0, "", "the machine rewrites the loop by this prompt alone, or by the mix of all", "round", "choice", ("mix", *map(str, range(1, PROMPTS + 1)))),
    Knob("obeys", 0, 3, 0, "", "which of the controls of all loops count for this one: all, those of notes, those of sound, or none", "round", "choice", ("all", "notes", "sound", "none")),
    Knob("fit", 0, 3, 0, "", "what the machine writes in the loop fits the other loops that are heard, or what you play, or both", "round", "choice", ("off", "loops", "you", "both")),
    Knob("fit_in", 0, 4, 0, "", "in what it fits: notes, rhythm, both, dynamics, or all of it", "round", "choice", ("notes", "rhythm", "both", "dynamics", "all")),
    # -- which of its tokens are kept -----------------------------------------------------------------------
    Knob("keep_levels", 0, 8, 0, "levels", "keep this many coarse levels everywhere: the sound stays, the detail moves", "round", "int"),
    Knob("invert_levels", 0, 1, 0, "", "keep the fine levels instead: the sound moves, its surface stays", "round", "switch"),
    Knob("periodic", 0, 32, 0, "frames", "keep one frame out of this many; 0 keeps none for being on the grid", "round", "int"),
    Knob("invert_periodic", 0, 1, 0, "", "keep what lies between the points instead", "round", "switch"),
    Knob("periodic_width", 1, 8, 1, "frames", "how many frames each kept point spans", "round", "int"),
    Knob("periodic_roll", 0, 32, 0, "frames", "move the kept points on by this much every pass, so that each frame has its turn", "round", "int"),
    Knob("onset_width", 0, 16, 0, "frames", "keep this much around everything that begins: attacks stay, what they lead to moves", "round", "int"),
    Knob("invert_onset", 0, 1, 0, "", "keep what is far from every onset instead", "round", "switch"),
    Knob("beat_width", 0, 16, 0, "frames", "keep this much around every beat", "round", "int"),
    Knob("invert_beat", 0, 1, 0, "", "keep what lies between the beats instead", "round", "switch"),
    Knob("downbeat_width", 0, 32, 0, "frames", "keep this much around the first beat of every bar", "round", "int"),
    Knob("invert_downbeat", 0, 1, 0, "", "keep all but what is around the first beat of a bar", "round", "switch"),
    Knob("prefix", 0, 8, 0, "s", "keep this much of the loop's beginning"),
    Knob("invert_prefix", 0, 1, 0, "", "keep all but the loop's beginning", "round", "switch"),
    Knob("suffix", 0, 8, 0, "s", "keep this much of the loop's end"),
    Knob("invert_suffix", 0, 1, 0, "", "keep all but the loop's end", "round", "switch"),
    Knob("region_from", 0, 100, 0, "%", "keep a region of the loop, from here …"),
    Knob("region_to", 0, 100, 0, "%", "… to here; 0 keeps no region"),
    Knob("region_low", 0, 8, 0, "levels", "the region's lowest level …", "round", "int"),
    Knob("region_high", 0, 8, 8, "levels", "… and the one that it ends before", "round", "int"),
    Knob("invert_region", 0, 1, 0, "", "keep all but the region instead: it alone is rewritten", "round", "switch"),
)  # fmt: skip

_TABLE = (
    # -- levels: heard at the next block --------------------------------------------------------------------
    Knob("wet", -60, 6, 0, "dB", "level of the machine's sound; -60 is off", "block"),
    Knob("dry", -60, 6, -60, "dB", "level of your own sound, aligned in time with the machine's; -60 is off", "block"),
    Knob("gain", -60, 6, 0, "dB", "level of everything", "block"),
    Knob("mute", 0, 1, 0, "", "silence, with a short ramp", "block", "switch"),
    Knob("duck", 0, 60, 0, "dB", "how much quieter the machine gets while you play; at 60 it is heard only where you leave room", "block"),
    Knob("duck_threshold", -60, 0, -40, "dB", "how loud you play before the machine gives way; 12 dB above it gives way entirely", "block"),
    Knob("duck_release", 0.05, 3, 0.3, "s", "how long the machine takes to come back after you have played", "block", "log"),
    # -- what the machine does ------------------------------------------------------------------------------
    Knob("mode", 0, 3, 0, "", "loop your playing, stream from prompts, follow you, or only code", "round", "choice", MODES),
    Knob("levels", 1, 16, 16, "levels", "codec levels heard: few are coarse and strange, all are closest", "round", "int"),
    Knob("temperature", 0.05, 2, 1.1, "", "how far sampling strays from the likeliest token", "round", "log"),
    Knob("top_k", 1, 1024, 250, "codes", "how many of the likeliest codes may be chosen from", "round", "log"),
    Knob("top_p", 0.05, 1, 1, "", "fewest of the likeliest codes that make up this share of all probability; 1 takes all"),
    Knob("typical", 0.05, 1, 1, "", "the same of the codes that surprise as much as usual: not the rare, nor the obvious; 1 takes all"),
    Knob("guidance", 0, 4, 1.5, "", "how strictly the prompts are obeyed; 0 ignores them"),
    Knob("obedience", 0, 4, 2, "", "how strictly controls are obeyed; 0 ignores them, 1 is as learned"),
    Knob("order", 0, 1, 0, "", "settle the surest frames first, or the earliest", "round", "choice", ("surest", "in time")),
    Knob("rich", 0, 1, 0.5, "", "responsive (0) to rich (1): turns steps, horizon and commit together"),
    Knob("steps", 1, 12, 2, "steps", "refinement passes a round may use: more are smoother and slower", "round", "int"),
    Knob("horizon", 8, 128, 40, "frames", "how far ahead the machine drafts: long is coherent, short reacts", "round", "int"),
    Knob("commit", 1, 16, 4, "frames", "how much becomes final each round: small reacts faster, costs more", "round", "int"),
    Knob("refresh", 0, 100, 25, "%", "share of the unheard draft that each round rethinks"),
    Knob("seed", 0, 65535, 0, "", "which of all possible evenings this is", "round", "int"),
    # -- loops --------------------------------------------------------------------------------------------
    Knob("select", 0, LOOPS + GROUPS, 0, "", "which loop, or group of loops, pedals and the knobs of loops are for", "round", "choice", SELECTABLE),
    Knob("overdub_quantized", 0, 1, 0, "", "overdubbing begins on the grid, too, as quantize says", "bar", "switch"),
    Knob("replace_quantized", 0, 1, 0, "", "replace and substitute begin on the grid, too", "bar", "switch"),
    Knob("mute_quantized", 0, 1, 0, "", "mute and solo happen on the grid, too", "bar", "switch"),
    Knob("freeze", 0, 1, 0, "", "hold the music as it is: nothing is rewritten or overdubbed", "round", "switch"),
    *_OF_A_LOOP,
    Knob("morph_by", 0, 2, 0, "", "how a loop is morphed: token by token, moment by moment; as sound, faded over; or both at once", "round", "choice", ("tokens", "sound", "both")),
    # -- playground: of every loop whose own switch is on ---------------------------------------------------
    Knob("frames_stretch", 0.25, 8, 1, "x", "how many times as long, by frames repeated or left out", "round", "log"),
    Knob("stretch_attacks", 0, 1, 1, "", "attacks stay whole, only what sounds on is stretched", "round", "switch"),
    Knob("stretch_motion", 0, 8, 2, "frames", "how far a repeated frame may wander: 0 hums, 8 swims", "round", "int"),
    Knob("backwards", 0, 1, 0, "", "frames from the last to the first, each of them forwards", "round", "switch"),
    Knob("shuffle", 0, 100, 0, "%", "share of the loop's slices that change places"),
    Knob("shuffle_slice", 1, 200, 25, "frames", "how long a shuffled slice is: 25 is a beat at 120 bpm", "round", "int"),
    Knob("stutter", 0, 200, 0, "frames", "how often a stutter begins anew: 25 is a beat at 120 bpm; 0 is off", "round", "int"),
    Knob("stutter_length", 1, 100, 6, "frames", "how much of the loop a stutter repeats: below 4 it buzzes", "round", "int"),
    Knob("drone", 0, 1, 0, "", "hold one moment of the loop", "round", "switch"),
    Knob("drone_at", 0, 100, 0, "%", "which moment the drone holds, from the loop's beginning to its end"),
    Knob("drone_motion", 1, 16, 5, "frames", "how many frames the drone is made of: 1 hums, 5 stands, 16 moves", "round", "int"),
    Knob("cross", 0, 16, 0, "levels", "how many fine levels come from another loop, the one of cross_with", "round", "int"),
    Knob("cross_with", 0, LOOPS - 1, 0, "", "the loop whose detail the others take", "round", "int"),
    Knob("bend_hold", 0, 100, 0, "%", "share of the codes that stay what they were"),
    Knob("bend_swap", 0, 100, 0, "%", "share of the frames in which neighbouring levels change places"),
    Knob("bend_jitter", 0, 100, 0, "%", "share of the codes that come from a little before or after"),
    Knob("jitter_reach", 1, 32, 3, "frames", "from how far before or after codes are taken", "round", "int"),
    Knob("bend_from", 1, 16, 1, "levels", "the coarsest level that is bent: 1 bends notes, 5 and more only their surface", "round", "int"),
    Knob("bend_to", 1, 16, 16, "levels", "the finest level that is bent", "round", "int"),
    Knob("smear", 0, 32, 0, "frames", "by how much the finest level comes later", "round", "int"),
    Knob("bend_drop", 0, 100, 0, "%", "share of the frames that lose their fine levels"),
    Knob("drop_kept", 1, 16, 2, "levels", "how many levels a frame keeps that loses some", "round", "int"),
    Knob("breathe", 0, 800, 0, "frames", "how long a breath is: 100 is a bar at 120 bpm; 0 is off", "round", "int"),
    Knob("breathe_kept", 1, 16, 2, "levels", "how many levels are left at the end of a breath", "round", "int"),
    # -- prompts and controls -------------------------------------------------------------------------------
    *(Knob(f"prompt_{i}", 0, 1, float(i == 1), "", f"weight of prompt {i} in the mix") for i in range(1, PROMPTS + 1)),
    Knob("own", 0, 1, 1, "", "how much of your own recordings' sound colours what is played"),
    Knob("loudness", 0, 1, 0.5, "", "asks for quiet (0) or loud (1) playing, with loudness_on"),
    Knob("loudness_on", 0, 1, 0, "", "obey the loudness knob, or leave loudness to the music", "round", "switch"),
    Knob("steady", 0, 1, 1, "", "stream mode keeps to the loudness knob, so it neither fades nor runs away", "round", "switch"),
    Knob("brightness", 0, 1, 0.5, "", "asks for dark (0) or bright (1) sound, with brightness_on"),
    Knob("brightness_on", 0, 1, 0, "", "obey the brightness knob, or leave it to the music", "round", "switch"),
    Knob("density", 0, 1, 0.5, "", "asks for few (0) or many (1) onsets, with density_on"),
    Knob("density_on", 0, 1, 0, "", "obey the density knob, or leave it to the music", "round", "switch"),
    Knob("drums", 0, 1, 1, "", "asks for no drums (0) or drums (1), with drums_on"),
    Knob("drums_on", 0, 1, 0, "", "obey the drums knob, or leave drums to the music", "round", "switch"),
    Knob("bass", 0, 1, 1, "", "asks for no bass (0) or a bass line (1), with bass_on"),
    Knob("bass_on", 0, 1, 0, "", "obey the bass knob, or leave the bass to the music", "round", "switch"),
    Knob("key", 0, 24, 0, "", "asks for a key; free leaves it to the music", "round", "choice", KEYS),
    Knob("on_beat", 0, 1, 0, "", "play on the beats of the clock, or leave tempo and beat to the music", "round", "switch"),
    Knob("follow_sound", 0, 1, 0, "", "play as loud, as bright and as busily as what is heard", "round", "switch"),
    Knob("follow_notes", 0, 1, 0, "", "play the notes that are heard", "round", "switch"),
    Knob("keys", 0, 1, 0, "", "play the notes that are held on a MIDI keyboard", "round", "switch"),
    # -- time -----------------------------------------------------------------------------------------------
    Knob("tempo", 40, 240, 120, "bpm", "beats per minute of the internal clock", "bar"),
    Knob("beats", 1, 16, 4, "beats", "beats in a bar", "bar", "int"),
    Knob("quantize", 0, 4, 1, "", "loops begin and end at once, on the beat, the bar or the half beat, or where a loop begins its next turn", "bar", "choice", ("off", "beat", "bar", "8th", "loop")),
    Knob("first_sets_tempo", 0, 1, 0, "", "the first loop sets the tempo, if quantize is off or loop: it is then so many whole bars", "bar", "switch"),
    Knob("listen_bars", 0, 8, 0, "bars", "call and answer: follow mode listens for so many bars, unheard, then answers; 0 plays all the time", "bar", "int"),
    Knob("answer_bars", 1, 8, 2, "bars", "how many bars an answer lasts", "bar", "int"),
)  # fmt: skip

LOOP_KNOBS = tuple(knob.name for knob in _OF_A_LOOP)
# What asks for notes and what asks for sound; and which of all is off for a loop, by what it obeys.
_NOTES = ("key", "follow_notes", "keys")
_SOUND = ("loudness_on", "brightness_on", "density_on", "drums_on", "bass_on", "follow_sound")
NOT_OBEYED = ((), _SOUND, _NOTES, (*_NOTES, *_SOUND, "on_beat"))
SHARED_KNOBS: Mapping[str, Knob] = {knob.name: knob for knob in _TABLE}  # those of no certain loop
KNOBS: Mapping[str, Knob] = {**SHARED_KNOBS} | {
    name: replace(knob, name=name, heard=f"loop {loop}: {knob.heard}")
    for loop in range(LOOPS)
    for knob in _OF_A_LOOP
    for name in [f"loop_{loop}_{knob.name}"]
}
INDEX: Mapping[str, int] = {name: i for i, name in enumerate(KNOBS)}
LEVELS = tuple(name for name, knob in KNOBS.items() if knob.latency == "block")  # wet, dry, gain, mute, duck …


@dataclass(frozen=True, slots=True)
class Command:
    """Something that happens once: a pedal press, not a setting."""

    name: str
    heard: str

    @property
    def address(self) -> str:
        loop = loop_of(self.name)
        return f"/{self.name}" if loop is None else f"/loop/{loop}/{plain_name(self.name)}"


_COMMANDS_OF_A_LOOP = (
    Command("record", "start recording a loop; again: close it, on the beat if quantize says so"),
    Command("overdub", "add your playing to the loop; again: stop adding"),
    Command("replace", "your playing takes the loop's place as it turns; again: stop replacing"),
    Command("substitute", "as replace, and the old loop is heard until it comes round again"),
    Command("multiply", "add your playing over as many turns as you like, which become the loop"),
    Command("insert", "what you play until you press again goes in between"),
    Command("undo", "the loop as it was one layer ago"),
    Command("redo", "undo the undo"),
    Command("undo_all", "undo everything: no loop is left, and redo brings it back"),
    Command("redo_all", "redo everything that was undone"),
    Command("take_next", "the take that was made after this one, whatever branch of the layers it is on"),
    Command("take_before", "the take that was made before this one, whatever branch of the layers it is on"),
    Command("favourite", "mark the take that is heard as a favourite; again: it is none any more"),
    Command("best", "the take that is your newest favourite"),
    Command("as_made", "the knobs go back to where they stood when the machine made the take that is heard"),
    Command("clear", "empty the loop; undo brings it back"),
    Command("mute", "the loop turns unheard; again: it is heard"),
    Command("solo", "of all loops only those with solo are heard; again: all are"),
    Command("pause", "the loop stands still; again: it goes on from there"),
    Command("reverse", "the loop turns round and plays the other way"),
    Command("vary", "rewrite the next passes, as many as generations says; with on_demand"),
    Command("trigger", "the loop begins again from its beginning"),
    Command("oneshot", "the loop begins again, sounds once, and stands still"),
    Command("record_or_overdub", "for one foot: record, and end it; then overdub, and end it, as often as you like"),
    Command("cancel", "what a loop waits to do on the grid is not done"),
    Command("bounce", "what the other loops play together becomes this loop; they go on"),
)
LOOP_COMMANDS = tuple(command.name for command in _COMMANDS_OF_A_LOOP)
AS_MADE = "as_made"  # which turns knobs and does nothing to the loop
MUTE_LOOP = "mute_loop"  # `mute` of the selected loop: the knob of that name mutes everything
SHARED_COMMANDS: Mapping[str, Command] = {  # those of no certain loop: the loop is the selected one
    command.name: command
    for command in (
        *(Command(MUTE_LOOP, c.heard) if c.name == "mute" else c for c in _COMMANDS_OF_A_LOOP),
        Command("tap", "tap the tempo: two or more taps set it"),
        Command("align", "a bar begins now: the beat moves, the tempo and the music stay"),
        Command("reset", "forget what was played and begin afresh; loops and moments stay"),
        Command("protect", "the moment that is recalled, or was last, is kept whatever comes; again: it may go"),
        Command("forget", "the moment that is recalled, or was last, is never recalled again, unless it is protected"),
        Command("forget_all", "forget every moment that is not protected"),
    )
}
COMMANDS: Mapping[str, Command] = {**SHARED_COMMANDS} | {
    name: Command(name, f"loop {loop}: {command.heard}")
    for loop in range(LOOPS)
    for command in _COMMANDS_OF_A_LOOP
    for name in [f"loop_{loop}_{command.name}"]
}

# Pedals that begin something and can be held down: what they began ends when they come up.
HELD = ("record", "overdub", "replace", "substitute", "multiply", "insert", "mute", "solo", "pause", "reverse")
DOWN, UP = ":down", ":up"  # after the name of a command: it is held from now on; it is let go
ORDERS: tuple[str, ...] = (  # all that can be asked for once
    *COMMANDS,
    *(f"{name}{way}" for name in COMMANDS if name == MUTE_LOOP or plain_name(name) in HELD for way in (DOWN, UP)),
)


def gesture(order: str) -> tuple[str, str]:
    """The command that an order speaks of, and DOWN, UP, or nothing where it is pressed for good."""
    command, colon, way = order.partition(":")
    return command, colon + way


def selected(values: Mapping[str, float]) -> tuple[int, ...]:
    """The loops that pedals and plain knobs are for, where the knobs stand so; none for a group that no loop is in."""
    choice = round(values["select"])
    if choice <= LOOPS:
        return tuple(range(LOOPS)) if choice == LOOPS else (choice,)
    return tuple(loop for loop in range(LOOPS) if round(values[f"loop_{loop}_group"]) == choice - LOOPS)


def rivals(panel: Panel, loop: int) -> tuple[int, ...]:
    """The loops that fall silent when this one starts: the others of its group, if it is exclusive."""
    group = panel[f"loop_{loop}_group"]
    if not group or not panel.on(f"loop_{loop}_exclusive"):
        return ()
    return tuple(other for other in range(LOOPS) if other != loop and panel[f"loop_{other}_group"] == group)


def shown(values: Mapping[str, float]) -> int:
    """The loop whose knobs the plain ones show: the selected one, or the first of them."""
    return next(iter(selected(values)), 0)


@dataclass(frozen=True, slots=True)
class Control:
    """One knob set to one value: all that MIDI, OSC and the command line may say about a knob."""

    knob: Knob
    value: float  # in knob.unit, already inside [low, high]


def geometric(low: float, high: float, share: float) -> float:
    """The value at a share 0..1 of the way from one to another, both above 0, each step by the same ratio."""
    return float(low ** (1 - share) * high**share)  # the ratio of the two ends alone could overflow


def find(name: str) -> Knob:
    """The knob of this name.

    Raises:
        KnobError: no such knob; the message offers the closest names.
    """
    knob = KNOBS.get(name)
    if knob is None:
        hint = did_you_mean(name, KNOBS, "list them with:  rtmusic knobs", most=3)
        raise KnobError(f"there is no knob {name!r}; {hint}")
    return knob


def parse_setting(text: str) -> Control:
    """``knob=value`` as typed after ``--set``.

    Raises:
        KnobError: no ``=``, no such knob, or a value that the knob cannot take.
    """
    name, equals, value = text.partition("=")
    if not equals:
        raise KnobError(f"{text!r} sets nothing; write knob=value, for example:  --set temperature=0.8")
    knob = find(name.strip())
    return Control(knob, knob.parse(value))


@dataclass(slots=True)
class Panel:
    """Where every knob stands at one moment; one round reads one panel and never looks again."""

    values: dict[str, float] = field(default_factory=lambda: {name: knob.default for name, knob in KNOBS.items()})

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def int(self, name: str) -> int:
        return round(self.values[name])

    def on(self, name: str) -> bool:
        return self.values[name] >= 0.5

    @property
    def mode(self) -> str:
        return MODES[self.int("mode")]

    def turn(self, controls: Iterable[Control]) -> Panel:
        """A new panel with these knobs turned; where one turns others, what is said after it has the last word."""
        values = dict(self.values)
        for control in controls:
            name = control.knob.name
            values[name] = control.value
            if name == "rich":
                values |= richness(control.value)
            elif name in LOOP_KNOBS:
                values |= {f"loop_{loop}_{name}": control.value for loop in selected(values)}
            elif control.knob.loop == shown(values):
                values[control.knob.plain] = control.value
            if name == "select" or (control.knob.plain == "group" and values["select"] > LOOPS):
                # The knobs of loops show where those of the selected one stand, which is another one now.
                values |= {knob: values[f"loop_{shown(values)}_{knob}"] for knob in LOOP_KNOBS}
        return Panel(values)

    def of_loop(self, loop: builtins.int, **others: float) -> Panel:
        """The panel as this loop sees it: the knobs of loops stand where its own do, and some others elsewhere."""
        own = {name: self.values[f"loop_{loop}_{name}"] for name in LOOP_KNOBS}
        own |= dict.fromkeys(NOT_OBEYED[round(own["obeys"])], 0.0)
        if alone := round(own["only_prompt"]):
            own |= {f"prompt_{i}": float(i == alone) for i in range(1, PROMPTS + 1)}
        return Panel(self.values | own | others)

    def meant(self, order: str) -> tuple[str, ...]:
        """The orders that a pedal means: those of the selected loops, where it is a loop's; else itself.

        One that is let go is let go for all loops, for another may be selected than when it went down.
        """
        command, way = gesture(order)
        name = "mute" if command == MUTE_LOOP else command
        if name not in LOOP_COMMANDS:
            return (order,)
        loops = range(LOOPS) if way == UP else selected(self.values)
        return tuple(f"loop_{loop}_{name}{way}" for loop in loops)


def richness(share: float) -> dict[str, float]:
    """What the knob `rich` turns: from quick to answer (0) to thought over for longer, with more in view (1)."""
    return {
        "steps": KNOBS["steps"].clamp(4.0**share),
        "horizon": KNOBS["horizon"].clamp(16.0 * 6.25**share),
        "commit": KNOBS["commit"].clamp(2.0 * 4.0**share),
    }
