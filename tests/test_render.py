"""Rendered music: scores and their labels, every source, the sound and what stands in it, and what is refused."""

from __future__ import annotations

import json
import random
import shutil
import struct
import sys
import tarfile
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile as sf
from squares import hire

from training.corpus.index import SAMPLE_RATE, CorpusError, read_index
from training.corpus.render import crew, midifolder, mma
from training.corpus.render import synth as synth_module
from training.corpus.render.__main__ import main
from training.corpus.render.compose import Composer, Sources
from training.corpus.render.groove import Takes
from training.corpus.render.harmony import FORMS, Chord, chart
from training.corpus.render.labels import labels_at
from training.corpus.render.machine import FOUR, arrangement
from training.corpus.render.melody import melody, swung
from training.corpus.render.mix import desk, mixed
from training.corpus.render.names import PROGRAMS
from training.corpus.render.orchestra import ENSEMBLES, TIMPANI, orchestral
from training.corpus.render.patterns import BASS_MANNERS, CHORD_MANNERS, bass, chords
from training.corpus.render.play import Player, Setting
from training.corpus.render.score import Meter, Note, Part, Score, Timing, read_score, write_score
from training.corpus.render.words import CHORD_PROGRAMS, FAMILIES, MELODY_PROGRAMS, describe
from training.corpus.shards import read_parts
from training.data import Clips

needs_mma = pytest.mark.skipif(shutil.which("mma") is None, reason="mma is not installed")
FPS = 50.0


def score(name: str = "piece", bars: int = 4, tempo: float = 120.0) -> Score:
    """Four bars of drums, a bass and a lone high note, everything on the beat."""
    drums = [Note(float(beat), 0.2, (36, 38)[beat % 2], 100) for beat in range(4 * bars)]
    low = [Note(4.0 * bar, 2.0, 33, 90) for bar in range(2, bars)]
    high = [Note(4.0, 1.0, 76, 64)]
    parts = [Part("drums", 0, "", drums), Part("bass", 33, "", low), Part("melody", 73, "", high)]
    return describe(
        Score(name, "machine", "test", "CC0-1.0", "rtmusic", "a test", "train", name, FOUR, tempo, bars, parts)
    )


# ---- scores and labels


def test_a_score_comes_back_from_disk_as_it_was_written(tmp_path: Path) -> None:
    written = score()
    write_score(tmp_path, written)
    labels = json.loads((tmp_path / "piece.json").read_text())
    read = read_score(labels, tmp_path / "piece.mid")
    assert read.tracks[2] == [Note(4.0, 1.0, 76, 64)]
    assert [len(track) for track in read.tracks] == [16, 2, 1]
    assert [track["word"] for track in labels["tracks"]] == ["drums", "electric bass", "flute"]
    assert (labels["bpm"], labels["meter"], labels["seconds"]) == (120.0, "4/4", 8.0)
    assert any("flute" in caption for caption in labels["captions"])


def test_labels_follow_from_the_notes(tmp_path: Path) -> None:
    write_score(tmp_path, score())
    heard = labels_at(json.loads((tmp_path / "piece.json").read_text()), tmp_path / "piece.mid", FPS)
    assert heard.beat_phase.shape == (400,)
    assert heard.beat_phase[:26:5] == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 0.0], abs=1e-5)
    assert list(heard.bar[[0, 99, 100, 399]]) == [0, 0, 1, 3]
    assert list(heard.beat[[0, 25, 99, 100]]) == [0, 1, 3, 0]
    assert np.unique(heard.bpm).tolist() == [120.0]
    # The flute's E sounds through the first beat of the second bar and nowhere else.
    assert np.flatnonzero(heard.chroma[4]).tolist() == list(range(100, 125))
    assert heard.chroma[4, 100] == pytest.approx(64 / 127)
    assert heard.onsets.sum() == 19
    assert heard.onsets[100] == 2  # drum and flute
    assert heard.drums.all()
    assert np.flatnonzero(heard.bass).tolist() == list(range(200, 400))
    assert heard.density[99] == 2.0  # two beats a second


def test_time_passes_through_changes_of_tempo_and_meter() -> None:
    timing = Timing([(0.0, 60.0), (4.0, 120.0)], [(0.0, Meter(4, 4)), (8.0, Meter(6, 8))])
    assert timing.seconds(4.0) == 4.0
    assert timing.seconds(6.0) == 5.0
    assert timing.quarters(5.0) == 6.0
    assert timing.place(7.0) == (1, 3.0)
    assert timing.place(11.0) == (3, 0.0)
    assert timing.place(12.5) == (3, 1.0)
    assert timing.tempo(8.0) == 80.0  # dotted quarters


def test_labels_and_notes_of_two_pieces_do_not_go_together(tmp_path: Path) -> None:
    write_score(tmp_path, score())
    labels = json.loads((tmp_path / "piece.json").read_text())
    with pytest.raises(CorpusError, match=r"piece\.mid: 3 parts, but its JSON lists 1\. Compose the scores again"):
        read_score({**labels, "tracks": labels["tracks"][:1]}, tmp_path / "piece.mid")
    (tmp_path / "piece.mid").write_bytes(b"MThd")
    with pytest.raises(CorpusError, match="not a readable MIDI file"):
        read_score(labels, tmp_path / "piece.mid")


# ---- our own musicians


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("meter", [Meter(4, 4), Meter(3, 4), Meter(6, 8), Meter(5, 4), Meter(2, 4)], ids=str)
def test_charts_fill_their_bars_in_every_meter(kind: str, meter: Meter) -> None:
    for seed in range(5):
        plan = chart(random.Random(seed), kind, meter, 16)
        assert len(plan.bars) >= 16
        assert sum(count for _, _, count in plan.sections) == len(plan.bars)
        assert all(bar[0][0] == 0.0 and all(at < meter.bar for at, _ in bar) for bar in plan.bars)
        short = plan.first(5)
        assert len(short.bars) == 5 == sum(count for _, _, count in short.sections)


def test_players_keep_to_the_chords() -> None:
    dice = random.Random(0)
    plan = chart(dice, "jazz", FOUR, 16)
    for manner in CHORD_MANNERS:
        for note in chords(dice, plan, manner):
            # A rolled chord may reach 0.1 quarters into its beat; swing none here.
            assert note.pitch % 12 in plan.at(note.at).classes, manner
    for manner in BASS_MANNERS:
        line = bass(dice, plan, manner)
        downbeats = [note for note in line if note.at in {4.0 * i for i in range(len(plan.bars))}]
        assert downbeats and all(note.pitch % 12 == plan.at(note.at).root for note in downbeats), manner
        assert all(24 <= note.pitch <= 55 for note in line), manner
    for note in melody(dice, plan, 73):
        if note.at == int(note.at):
            assert note.pitch % 12 in plan.at(note.at).classes


def test_swing_moves_only_what_is_between_the_beats() -> None:
    assert [swung(at, 2 / 3) for at in (0.0, 0.25, 0.5, 0.75, 1.0)] == pytest.approx([0, 1 / 3, 2 / 3, 5 / 6, 1])


def test_chord_names_say_what_sounds() -> None:
    assert Chord(9, "m7").name == "Am7"
    assert Chord(9, "m7").classes == (9, 0, 4, 7)


def test_instruments_have_words() -> None:
    assert len(PROGRAMS) == 128
    assert (PROGRAMS[0], PROGRAMS[32], PROGRAMS[73], PROGRAMS[127]) == ("piano", "double bass", "flute", "gunshot")
    named = [program for family in FAMILIES for program in family]
    assert len(named) == len(set(named))
    assert set(CHORD_PROGRAMS) | set(MELODY_PROGRAMS) <= set(range(112, 128)).symmetric_difference(range(128)) | {114}


def test_a_piece_follows_from_its_number() -> None:
    sources = Sources(("machine", "study"))
    first, again, other = (Composer(sources, seed) for seed in (1, 1, 2))
    for number in range(6):
        assert first.piece(number) == again.piece(number)
        assert first.piece(number).parts != other.piece(number).parts


# ---- sources


def test_orchestras_rest_and_swell_and_drummers_play_alone() -> None:
    pieces = [orchestral(f"o{i}", random.Random(i), 40.0, "train") for i in range(40)]
    assert {piece.style for piece in pieces} == {ensemble.words for ensemble in ENSEMBLES}
    louder, rested = set(), 0
    for piece in pieces:
        bar = float(piece.meter.bar)
        assert piece.parts[0].role == "bass" and all(part.notes for part in piece.parts)
        for part in piece.parts:
            if part.role == "chords" and part.program != TIMPANI:
                by_section = [[n for n in part.notes if a * bar <= n.at < (a + c) * bar] for _, a, c in piece.sections]
                rested += not all(by_section)
                ends = [(s[0].velocity, s[-1].velocity) for s in by_section if len(s) > 16]
                louder |= {int(np.sign((last - first) // 15)) for first, last in ends}
    assert louder == {-1, 0, 1}  # sections swell, fade, and stay
    assert rested > 10

    alone = [arrangement(f"a{i}", random.Random(i), 20.0, "train") for i in range(60)]
    drummers = [piece for piece in alone if [part.role for part in piece.parts] == ["drums"]]
    assert drummers and all(piece.key == "" and not piece.chords for piece in drummers)
    others = [piece for piece in alone if piece not in drummers]
    assert others and all(piece.key and any(part.role == "chords" for part in piece.parts) for piece in others)


@needs_mma
def test_mma_plays_our_chart() -> None:
    groove = next(groove for groove in mma.grooves() if groove.name == "BossaNova")
    plan = chart(random.Random(3), groove.harmony, groove.meter, 4)
    parts = mma.played(groove, plan, 120.0, seed=1)
    assert {"drums", "bass", "chords"} == {part.role for part in parts}
    assert parts == mma.played(groove, plan, 120.0, seed=1)
    low = next(part for part in parts if part.role == "bass")
    assert low.notes[0].pitch % 12 == plan.bars[0][0][1].root
    assert max(note.at for part in parts for note in part.notes) < 4.0 * len(plan.bars)


@needs_mma
def test_mma_grooves_are_the_standard_library_alone() -> None:
    grooves = mma.grooves()
    assert len(grooves) > 700
    assert {groove.file for groove in grooves} == set(mma.styles())
    march = next(groove for groove in grooves if groove.name == "68March")
    assert (march.meter, march.slots, march.scale) == (Meter(6, 8), 2, 1.5)
    assert {groove.split for groove in grooves} == {"train", "validation"}


def test_without_mma_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(CorpusError, match=r"apt-get install mma\. Or compose without it: --without mma"):
        mma.grooves(tmp_path)


def dataset(folder: Path, table: str | None = None) -> Path:
    """A Groove MIDI archive of one drummer with one take of 8 bars."""
    root = folder / "groove"
    (root / "drummer1").mkdir(parents=True)
    song = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    for beat in range(32):
        pitch = (36, 22)[beat % 2]
        track.append(mido.Message("note_on", channel=9, note=pitch, velocity=90, time=0 if beat == 0 else 240))
        track.append(mido.Message("note_off", channel=9, note=pitch, time=240))
    song.tracks.append(track)
    song.save(root / "drummer1" / "a.mid")
    (root / "info.csv").write_text(
        table
        or "drummer,session,id,style,bpm,beat_type,time_signature,midi_filename,audio_filename,duration,split\n"
        "drummer1,s,1,latin/brazilian-samba,120,beat,4-4,drummer1/a.mid,,16.0,test\n"
    )
    with tarfile.open(folder / "groove.tar.gz", "w:gz") as tape:
        tape.add(root, "groove")
    return folder / "groove.tar.gz"


def test_drummers_are_cut_in_bars_and_get_a_band(tmp_path: Path) -> None:
    composer = Composer(Sources(("groove",), groove=dataset(tmp_path)), seed=0)
    pieces = [composer.piece(number) for number in range(8)]
    assert {len(piece.parts) > 1 for piece in pieces} == {True, False}
    for piece in pieces:
        drums = piece.parts[0]
        assert {note.pitch for note in drums.notes} == {36, 42}  # the hi-hat's edge is a hi-hat
        assert drums.notes[0].at == 0.0
        assert (piece.style, piece.tempo, piece.split) == ("Brazilian samba latin", 120.0, "validation")
        assert piece.licence == "CC-BY-4.0"
        assert all(note.at < 4.0 * piece.bars for part in piece.parts for note in part.notes)


def test_another_archive_is_not_the_groove_dataset(tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    other.write_bytes(b"nothing")
    with pytest.raises(CorpusError, match=r"other\.zip: not readable as \.tar\.gz or \.zip"):
        Takes(other)
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match=r"no info\.csv in it, so not the Groove MIDI Dataset\. It is found at https"):
        Takes(tmp_path / "empty")
    with pytest.raises(CorpusError, match=r"its info\.csv is not the table of the Groove MIDI Dataset"):
        Takes(dataset(tmp_path, "title,artist\na,b\n"))


def song_file(path: Path) -> Path:
    song = mido.MidiFile(ticks_per_beat=96)
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("set_tempo", tempo=600_000))
    track.append(mido.Message("program_change", program=40))
    track.append(mido.Message("control_change", control=64, value=127))
    track.append(mido.Message("note_on", note=60, velocity=80))
    track.append(mido.Message("note_off", note=60, time=96))
    track.append(mido.Message("control_change", control=64, value=0, time=96))
    track.append(mido.Message("note_on", note=62, velocity=80, time=192))
    track.append(mido.Message("note_off", note=62, time=192))
    song.tracks.append(track)
    path.parent.mkdir(parents=True, exist_ok=True)
    song.save(path)
    return path


def test_midi_files_of_ones_own(tmp_path: Path) -> None:
    song_file(tmp_path / "my_song.mid")
    shelf = midifolder.songs(tmp_path, "CC0-1.0", "me")
    piece = midifolder.excerpt("x", random.Random(0), 30.0, shelf)
    assert (piece.tempo, piece.style, piece.licence, piece.holder) == (100.0, "my song", "CC0-1.0", "me")
    (part,) = piece.parts
    assert part.program == 40
    assert part.notes[0].length == pytest.approx(2.0)  # held by the pedal
    assert part.notes[1].pitch - part.notes[0].pitch == 2


def test_midi_files_need_a_licence_and_may_not_be_held_out(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"--midi-licence CC0-1\.0"):
        midifolder.songs(tmp_path, "", "")
    with pytest.raises(CorpusError, match="no MIDI files in it"):
        midifolder.songs(tmp_path, "CC0-1.0", "")
    song_file(tmp_path / "everythingisfree" / "a.mid")
    with pytest.raises(CorpusError, match="held out"):
        midifolder.songs(tmp_path, "CC0-1.0", "")


# ---- sound


def soundfont(path: Path) -> Path:
    """The smallest soundfont: a decaying 1 kHz tone as piano, bass, flute ... and as drum kit."""
    n = 4800
    wave = np.sin(2 * np.pi * 1000 * np.arange(n) / SAMPLE_RATE) * np.exp(-np.arange(n) / 1500) * 30000
    samples = np.concatenate([wave, np.zeros(46)]).astype("<i2").tobytes()

    def chunk(name: bytes, data: bytes) -> bytes:
        return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    def listed(name: bytes, *chunks: bytes) -> bytes:
        return chunk(b"LIST", name + b"".join(chunks))

    def head(name: str, form: str, *values: int) -> bytes:
        return name.encode().ljust(20, b"\0") + struct.pack(form, *values)

    presets = [(0, 0), (33, 0), (73, 0), (0, 128)]
    phdr = b"".join(head(f"p{i}", "<HHHIII", program, bank, i, 0, 0, 0) for i, (program, bank) in enumerate(presets))
    phdr += head("EOP", "<HHHIII", 0, 0, len(presets), 0, 0, 0)
    pbag = b"".join(struct.pack("<HH", i, 0) for i in range(len(presets) + 1))
    pgen = struct.pack("<Hh", 41, 0) * len(presets) + struct.pack("<Hh", 0, 0)
    inst = head("i", "<H", 0) + head("EOI", "<H", 1)
    ibag = struct.pack("<HH", 0, 0) + struct.pack("<HH", 1, 0)
    igen = struct.pack("<Hh", 53, 0) + struct.pack("<Hh", 0, 0)
    shdr = head("s", "<IIIIIBbHH", 0, n, 0, n, SAMPLE_RATE, 60, 0, 0, 1) + head("EOS", "<IIIIIBbHH", *[0] * 9)
    none = struct.pack("<HHhHH", 0, 0, 0, 0, 0)
    info = listed(b"INFO", chunk(b"ifil", struct.pack("<HH", 2, 1)), chunk(b"INAM", b"tone\0\0"))
    data = listed(b"sdta", chunk(b"smpl", samples))
    names = ("phdr", "pbag", "pmod", "pgen", "inst", "ibag", "imod", "igen", "shdr")
    tables = (phdr, pbag, none, pgen, inst, ibag, none, igen, shdr)
    everything = zip(names, tables, strict=True)
    about = listed(b"pdta", *(chunk(name.encode(), table) for name, table in everything))
    path.write_bytes(chunk(b"RIFF", b"sfbk" + info + data + about))
    return path


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Player:
    folder = tmp_path_factory.mktemp("played")
    write_score(folder, score())
    setting = Setting(folder, folder / "out", (soundfont(folder / "tone.sf2"),), rooms=True, stems=True)
    setting.out.mkdir()
    made = Player(setting)
    made("piece")
    return made


def test_four_bars_sound_where_their_notes_stand(player: Player, tmp_path: Path) -> None:
    folder = player.setting.scores
    sound, rate = sf.read(folder / "out" / "piece.flac")
    labels = json.loads((folder / "out" / "piece.json").read_text())
    assert rate == SAMPLE_RATE and sound.shape == (labels["samples"], 2)
    drums, _ = sf.read(folder / "out" / "piece.drums.flac")
    level = np.abs(drums).max(axis=1)
    for beat in range(16):
        start = round(beat * 0.5 * SAMPLE_RATE)
        rise = start + int(np.argmax(level[start : start + 2400] > 0.3 * level[start : start + 2400].max()))
        # TinySoundFont starts a note on the sample; the tone needs a quarter of a millisecond to rise.
        assert rise - start < 0.002 * SAMPLE_RATE, beat
        assert level[max(0, start - 480) : start].max(initial=0.0) < 0.1 * level[start : start + 2400].max()
    heard = labels_at(labels, folder / "out" / "piece.mid", FPS)
    assert len(heard.bar) == int(labels["seconds"] * FPS)
    assert heard.onsets.sum() == 19


def test_the_mix_is_the_sum_of_its_stems_and_never_clips(player: Player) -> None:
    scores = player.setting.scores
    labels = json.loads((scores / "piece.json").read_text())
    for seed in range(4):
        played = player.play({**labels, "seed": f"another {seed}"}, scores / "piece.mid")
        np.testing.assert_allclose(sum(played.groups.values()), played.mix, rtol=0, atol=1e-6)
        for sound in (played.mix, *played.groups.values()):
            assert np.isfinite(sound).all()
            assert 0.0 < np.abs(sound).max() < 1.0
        assert np.abs(played.mix[-1]).max() == 0.0 or "room" in played.groups


def test_the_same_seed_gives_the_same_sound(player: Player) -> None:
    scores = player.setting.scores
    labels = json.loads((scores / "piece.json").read_text())
    first = player.play(labels, scores / "piece.mid")
    player.play({**labels, "seed": "between"}, scores / "piece.mid")
    again = player.play(labels, scores / "piece.mid")
    fresh = Player(player.setting).play(labels, scores / "piece.mid")
    for other in (again, fresh):
        np.testing.assert_array_equal(first.mix, other.mix)
        assert first.labels == other.labels


def test_what_no_soundfont_has_is_played_and_named_as_another(player: Player, tmp_path: Path) -> None:
    piece = score()
    piece.parts[2].program = 75  # no pan flute in it, so the nearest that is there
    write_score(tmp_path, describe(piece))
    labels = json.loads((tmp_path / "piece.json").read_text())
    assert any("pan flute" in caption for caption in labels["captions"])
    played = player.play(labels, tmp_path / "piece.mid")
    assert played.labels["tracks"][2]["word"] == "flute"
    assert not any("pan flute" in caption for caption in played.labels["captions"])


def test_loud_and_quiet_players_are_brought_together() -> None:
    tone = np.sin(np.arange(SAMPLE_RATE) / 30)[:, None] * np.ones((1, 2))
    stems = [(tone * gain).astype(np.float32) for gain in (1e-3, 1.0)]
    faders = desk(random.Random(0), ["bass", "melody"], rooms=False)
    _, groups, _ = mixed(stems, ["bass", "melody"], faders)
    levels = [20 * np.log10(np.sqrt(np.mean(groups[role] ** 2))) for role in ("bass", "melody")]
    # 60 dB apart before; the faders are at most 2 x 6 dB from their rest.
    assert abs(levels[0] - levels[1]) < 12.5


def test_a_missing_soundfont_names_its_package(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="apt-get install fluidr3mono-gm-soundfont"):
        Player(Setting(tmp_path, tmp_path, (tmp_path / "FluidR3Mono_GM.sf3",)))
    (tmp_path / "bad.sf2").write_bytes(b"RIFF")
    with pytest.raises(CorpusError, match=r"bad\.sf2: not a soundfont that TinySoundFont reads"):
        Player(Setting(tmp_path, tmp_path, (tmp_path / "bad.sf2",)))


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    font = soundfont(tmp_path / "tone.sf2")
    monkeypatch.setitem(sys.modules, "pyroomacoustics", None)
    with pytest.raises(CorpusError, match=r"pip install pyroomacoustics  \(or type --no-rooms\)"):
        Player(Setting(tmp_path, tmp_path, (font,)))
    Player(Setting(tmp_path, tmp_path, (font,), rooms=False))
    monkeypatch.setitem(sys.modules, "tinysoundfont", None)
    with pytest.raises(CorpusError, match="pip install --no-deps tinysoundfont"):
        synth_module.Soundfont(font)


# ---- the command


def test_all_stages_from_the_command_line_and_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores, out, font = tmp_path / "scores", tmp_path / "out", soundfont(tmp_path / "tone.sf2")
    writing = ["compose", str(scores), "--pieces", "2", "--seed", "5", "--without", "mma"]
    assert main(writing) == 0
    assert "2/2 scores" in capsys.readouterr().err
    before = {path.name: path.read_bytes() for path in scores.iterdir()}
    assert main([*writing[:3], "3", *writing[4:]]) == 0
    assert "2 scores are there, 1 to write" in capsys.readouterr().err
    assert {name: (scores / name).read_bytes() for name in before} == before

    playing = ["play", str(scores), str(out), "--soundfont", str(font), "--no-rooms", "--hours", "0.001"]
    assert main(playing) == 0
    assert "1/1 pieces" in capsys.readouterr().err
    assert main(playing) == 0
    assert "1 pieces are there, 0 to play" in capsys.readouterr().err
    corpus = tmp_path / "corpus"
    assert main(["add", str(out), str(corpus)]) == 0
    assert "1 pieces added" in capsys.readouterr().out
    assert main(["add", str(out), str(corpus)]) == 0
    assert "0 pieces added (0.00 h), 1 were there" in capsys.readouterr().out
    (clip,) = read_index(corpus)
    labels = json.loads(next(out.glob("*.json")).read_text())
    assert (clip.samples, clip.licence, clip.split) == (labels["samples"], labels["licence"], labels["split"])
    assert clip.captions == tuple(labels["captions"])
    assert clip.labels["tracks"] == labels["tracks"] and "captions" not in clip.labels
    assert read_parts(corpus / clip.shard, "mid") == {clip.key: next(out.glob("*.mid")).read_bytes()}
    assert Clips(corpus, clip.split, 1.0, seed=0).batch(0, 2).shape == (2, 2, SAMPLE_RATE)
    assert main(["add", str(scores), str(corpus)]) == 1
    assert "a score, but no sound. Play it first" in capsys.readouterr().err
    assert main(["add", str(tmp_path / "none"), str(corpus)]) == 1
    assert "nothing played in it" in capsys.readouterr().err

    assert main(["play", str(out / "nothing"), str(out), "--soundfont", str(font)]) == 1
    assert "Write some:  python -m training.corpus.render compose" in capsys.readouterr().err


def test_workers_do_everything_once_and_their_complaints_arrive() -> None:
    assert sorted(crew.shared_out(hire, list(range(7)), workers=2)) == [n * n for n in range(7)]
    with pytest.raises(CorpusError, match="not nine"):
        list(crew.shared_out(hire, [1, 2, 9], workers=2))
    with pytest.raises(CorpusError, match="a worker ended with status 3"):
        list(crew.shared_out(hire, [1, 2, 3000], workers=2))
