"""The words for instruments, kits and tempos that captions are made of, and by which they are read again."""

from __future__ import annotations

# General MIDI, programs 0 to 127, in the words that a musician would type.
PROGRAMS = tuple(
    " ".join(line.split())
    for line in """
    piano, bright piano, electric grand piano, honky-tonk piano, electric piano, FM electric piano, harpsichord,
    clavinet, celesta, glockenspiel, music box, vibraphone, marimba, xylophone, tubular bells, dulcimer, drawbar
    organ, percussive organ, rock organ, church organ, reed organ, accordion, harmonica, bandoneon, nylon guitar,
    steel-string guitar, jazz guitar, clean electric guitar, muted electric guitar, overdriven guitar, distorted
    guitar, guitar harmonics, double bass, electric bass, picked electric bass, fretless bass, slap bass, slap bass,
    synth bass, synth bass, violin, viola, cello, double bass section, tremolo strings, pizzicato strings, harp,
    timpani, strings, slow strings, synth strings, synth strings, choir, voice oohs, synth voice, orchestra hit,
    trumpet, trombone, tuba, muted trumpet, French horn, brass section, synth brass, synth brass, soprano saxophone,
    alto saxophone, tenor saxophone, baritone saxophone, oboe, English horn, bassoon, clarinet, piccolo, flute,
    recorder, pan flute, bottle, shakuhachi, whistle, ocarina, square synth lead, saw synth lead, calliope synth,
    chiffer synth lead, charang synth lead, voice synth lead, fifths synth lead, bass and lead synth, new age pad,
    warm synth pad, polysynth, choir pad, bowed glass pad, metallic pad, halo pad, sweep pad, rain synth, soundtrack
    synth, crystal synth, atmosphere synth, brightness synth, goblin synth, echo synth, sci-fi synth, sitar, banjo,
    shamisen, koto, kalimba, bagpipes, fiddle, shanai, tinkle bell, agogo, steel drums, woodblock, taiko drum,
    melodic tom, synth drum, reverse cymbal, guitar fret noise, breath noise, seashore, bird tweet, telephone ring,
    helicopter, applause, gunshot
    """.replace("\n", " ").split(",")
)
KITS = {
    0: "drums", 8: "room drums", 16: "power drums", 24: "electronic drums", 25: "808 drum machine",
    32: "jazz drums", 40: "brushed drums", 48: "orchestral percussion",
}  # fmt: skip

TEMPO_WORDS = ((60, "very slow"), (84, "slow"), (112, "mid-tempo"), (140, "upbeat"), (172, "fast"), (1e9, "very fast"))


def tempo_word(bpm: float) -> str:
    return next(said for below, said in TEMPO_WORDS if bpm < below)
