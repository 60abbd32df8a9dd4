"""The corpus recipes: what is written, what is refused, and what a killed run leaves behind."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from training.corpus.__main__ import main
from training.corpus.audio import DamagedAudio, convert
from training.corpus.folder import find_recordings
from training.corpus.index import SAMPLE_RATE, TRAIN, VALIDATION, Clip, CorpusError, clips_in, read_index, write_index
from training.corpus.reading import read_recording
from training.corpus.sources import choose, read_attribution, refuse_held_out
from training.corpus.writer import only_writer

needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb builds the test packages")
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


def sine(path: Path, seconds: float = 2.0, rate: int = 44_100, channels: int = 1, pitch_hz: float = 1000.0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    wave = 0.5 * np.sin(2 * np.pi * pitch_hz * np.arange(round(seconds * rate)) / rate)
    sf.write(path, np.repeat(wave[:, None], channels, axis=1), rate)
    return path


def row(package: str, path: str, built: Path | None = None, **more: str) -> dict[str, str]:
    blank = {"title": "", "artist": "", "genre": "", "style_words": "calm, synth", "holder": "someone"}
    digest = sha256(built.read_bytes()).hexdigest() if built else "0" * 64
    name = built.name if built else f"{package}_1_all.deb"
    about = {"package": package, "deb": name, "sha256": digest, "path": path, "seconds": "2.0", "licence": "CC0-1.0"}
    return {**blank, **about, **more}


def attribution(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def build_deb(cache: Path, package: str, files: dict[str, Path], version: str = "1") -> Path:
    """A Debian package that holds the given files."""
    tree = cache / f"{package}.tree"
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir(parents=True)
    control.write_text(
        f"Package: {package}\nVersion: {version}\nArchitecture: all\nMaintainer: n <n@example.org>\nDescription: test\n"
    )
    for inside, outside in files.items():
        (tree / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(outside, tree / inside)
    deb = cache / f"{package}_{version}_all.deb"
    subprocess.run(["dpkg-deb", "-Znone", "--root-owner-group", "-b", tree, deb], check=True, capture_output=True)
    shutil.rmtree(tree)
    return deb


def fake_apt(folder: Path, monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    """An apt-get that knows the packages in a folder and nothing else."""
    folder.mkdir()
    script = folder / "apt-get"
    unknown = 'echo "E: Unable to locate package $2" >&2; exit 100'
    script.write_text(f'#!/bin/sh\ncp "{store}/$2"_*.deb . 2>/dev/null || {{ {unknown}; }}\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


# One file


@pytest.mark.parametrize("rate, channels", [(44_100, 1), (44_100, 2), (48_000, 1), (22_050, 2), (96_000, 2)])
def test_every_rate_becomes_48_khz_stereo_in_place(tmp_path: Path, rate: int, channels: int) -> None:
    source = sine(tmp_path / "in.wav", seconds=5.0, rate=rate, channels=channels)
    samples = convert(source, tmp_path / "out.flac")
    stored, rate = sf.read(tmp_path / "out.flac", dtype="int16")
    assert (stored.shape, rate) == ((samples, 2), SAMPLE_RATE)
    assert sf.info(tmp_path / "out.flac").format == "FLAC"
    assert abs(samples - 5 * SAMPLE_RATE) <= 1  # a resampler that keeps its tail loses some 50 samples
    np.testing.assert_array_equal(stored[:, 0], stored[:, 1])
    heard = stored[4800:-4800, 0] / 32768
    meant = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(4800, samples - 4800) / SAMPLE_RATE)
    # The offset filter, settling, reaches 0.0018; one sample of delay shows as 0.065, a wrong rate as 1.
    assert np.abs(heard - meant).max() < 2.5e-3


def test_loud_sound_is_clipped_not_wrapped(tmp_path: Path) -> None:
    wave = 1.5 * np.sin(2 * np.pi * 100 * np.arange(96_000) / SAMPLE_RATE)
    sf.write(tmp_path / "hot.wav", np.stack([wave, -wave], axis=1), SAMPLE_RATE, subtype="FLOAT")
    convert(tmp_path / "hot.wav", tmp_path / "hot.flac")
    stored, _ = sf.read(tmp_path / "hot.flac", dtype="int16")
    loud = wave > 1.1
    assert (stored[loud] == [32767, -32768]).all()  # wrapped, +1.5 would read -16384


def test_an_offset_is_taken_out_from_the_first_sample(tmp_path: Path) -> None:
    wave = 0.2 * np.sin(2 * np.pi * 1000 * np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE) + 0.35
    sf.write(tmp_path / "in.wav", np.stack([wave, wave], axis=1), SAMPLE_RATE)
    convert(tmp_path / "in.wav", tmp_path / "out.flac")
    stored, _ = sf.read(tmp_path / "out.flac")
    assert abs(stored.mean()) < 1e-4
    assert np.abs(stored).max() < 0.21  # a filter that starts empty lets 0.55 through as a click


@needs_ffmpeg
def test_ffmpeg_reads_what_soundfile_does_not(tmp_path: Path) -> None:
    source = sine(tmp_path / "in.wav", seconds=3.0)
    command = ["ffmpeg", "-v", "error", "-i", str(source), "-c:a", "aac", str(tmp_path / "in.m4a")]
    subprocess.run(command, check=True)
    with pytest.raises(sf.LibsndfileError):
        sf.info(tmp_path / "in.m4a")
    samples = convert(tmp_path / "in.m4a", tmp_path / "out.flac")
    spectrum = np.abs(np.fft.rfft(sf.read(tmp_path / "out.flac")[0][:SAMPLE_RATE, 0]))
    assert samples >= 3 * SAMPLE_RATE
    assert int(spectrum.argmax()) == 1000


@needs_ffmpeg
def test_surround_is_mixed_down(tmp_path: Path) -> None:
    sound = np.zeros((SAMPLE_RATE * 2, 6))
    sound[:, 2] = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(len(sound)) / SAMPLE_RATE)  # the centre speaker alone
    sf.write(tmp_path / "in.wav", sound, SAMPLE_RATE)
    convert(tmp_path / "in.wav", tmp_path / "out.flac")
    stored = sf.read(tmp_path / "out.flac", dtype="int16")[0].astype(float)
    # Taking the first two of six channels would leave silence.
    assert np.sqrt((stored**2).mean(axis=0)).min() > 1000


def test_damage_is_named_and_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ogg"
    broken.write_bytes(b"OggS" + bytes(3000))
    with pytest.raises(DamagedAudio, match=r"broken\.ogg: soundfile: .*ffmpeg: "):
        convert(broken, tmp_path / "out.flac")
    sf.write(tmp_path / "nan.wav", np.full((96_000, 2), np.nan), SAMPLE_RATE, subtype="FLOAT")
    with pytest.raises(DamagedAudio, match=r"nan\.wav: not finite after 0 samples"):
        convert(tmp_path / "nan.wav", tmp_path / "out.flac")
    with pytest.raises(DamagedAudio, match=r"short\.wav: 2\.0 s of sound, at least 9\.0 s expected"):
        convert(sine(tmp_path / "short.wav"), tmp_path / "out.flac", expect_s=10.0)
    assert not list(tmp_path.glob("out*"))


# Debian packages


@needs_dpkg
def test_packages_become_clips_with_licence_split_and_captions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    low, high = sine(tmp_path / "low.ogg", pitch_hz=500), sine(tmp_path / "high.ogg", pitch_hz=3000, channels=2)
    other = sine(tmp_path / "other.ogg", pitch_hz=700)
    with zipfile.ZipFile(tmp_path / "music.pk3", "w") as archive:
        archive.write(high, "music/high.ogg")
    game = build_deb(cache, "game-data", {"usr/low.ogg": low, "usr/music.pk3": tmp_path / "music.pk3"})
    kept = build_deb(cache, "enigma-data", {"usr/low.ogg": other})
    rows = [
        row("game-data", "usr/low.ogg", game, title="Deep", artist="Anna Artist", genre="Dub", licence="CC-BY-3.0"),
        row("game-data", "usr/music.pk3.d/music/high.ogg", game),
        row("enigma-data", "usr/low.ogg", kept),
    ]
    out = tmp_path / "corpus"
    command = [str(out), "--cache", str(cache), "--list", str(attribution(tmp_path / "list.csv", rows))]
    assert main(command) == 0

    clips = {(clip.package, clip.source): clip for clip in read_index(out)}
    deep, bright = clips["game-data", "usr/low.ogg"], clips["game-data", "usr/music.pk3.d/music/high.ogg"]
    assert (deep.licence, deep.holder, deep.title, deep.artist) == ("CC-BY-3.0", "someone", "Deep", "Anna Artist")
    assert (deep.split, clips["enigma-data", "usr/low.ogg"].split) == (TRAIN, VALIDATION)
    assert deep.captions[0] == "calm, synth, dub"
    for clip, pitch_hz in ((deep, 500), (bright, 3000)):
        sound = np.concatenate(list(read_recording(out, clip)), axis=1)
        assert sound.shape == (2, clip.samples)
        assert int(np.abs(np.fft.rfft(sound[0, :SAMPLE_RATE])).argmax()) == pitch_hz
    assert not (out / "unpacked").exists() and not (out / "making").exists()
    said = capsys.readouterr()
    assert "3 clips" in said.out
    assert "CC-BY-3.0" in said.out

    written = {path: path.stat().st_mtime_ns for path in out.rglob("*.tar")}
    assert main(command) == 0
    assert "this run made 0 (0.00 h, nothing to do), found 3, skipped 0, left out 0" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.tar")} == written


@needs_dpkg
def test_a_lost_or_cut_shard_is_made_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    deb = build_deb(cache, "game", {name: sine(tmp_path / name, pitch_hz=ord(name[0])) for name in ("a.ogg", "b.ogg")})
    more = build_deb(cache, "wizznic-data", {"c.ogg": sine(tmp_path / "c.ogg", pitch_hz=900)})
    rows = [row("game", name, deb) for name in ("a.ogg", "b.ogg")] + [row("wizznic-data", "c.ogg", more)]
    out = tmp_path / "corpus"
    command = [str(out), "--cache", str(cache), "--list", str(attribution(tmp_path / "list.csv", rows))]
    assert main(command) == 0
    train, validation = out / "shards" / "train-000000.tar", out / "shards" / "validation-000000.tar"
    first, whole = read_index(out), train.read_bytes()
    untouched = validation.stat().st_mtime_ns
    for damage in (train.unlink, lambda: train.write_bytes(whole[:-700]), lambda: train.write_bytes(whole[:5000])):
        damage()
        assert main(command) == 0
        assert {clip.file for clip in read_index(out)} == {clip.file for clip in first}
        assert train.read_bytes() == whole
        assert validation.stat().st_mtime_ns == untouched
    # A clip that may have been heard on one side never changes to the other, whatever the recipe says now.
    write_index(out, [replace(clip, split=VALIDATION) for clip in read_index(out)])
    assert main(command) == 0
    assert {clip.split for clip in read_index(out)} == {VALIDATION}


@needs_dpkg
def test_missing_packages_and_files_are_reported_and_the_rest_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    store.mkdir()
    broken = tmp_path / "broken.ogg"
    broken.write_bytes(b"no sound at all")
    deb = build_deb(store, "game", {"a.ogg": sine(tmp_path / "a.ogg"), "broken.ogg": broken})
    newer = build_deb(store, "other", {"a.ogg": sine(tmp_path / "b.ogg", pitch_hz=300)}, version="2")
    fake_apt(tmp_path / "bin", monkeypatch, store)
    rows = [
        row("gone", "a.ogg"),
        row("gone", "b.ogg"),
        row("game", "broken.ogg", deb),
        row("game", "a.ogg", deb),
        row("game", "moved.ogg", deb),
        row("other", "a.ogg", newer, deb="other_1_all.deb"),
    ]
    out = tmp_path / "corpus"
    assert main([str(out), "--list", str(attribution(tmp_path / "list.csv", rows))]) == 0
    assert {(clip.package, clip.source) for clip in read_index(out)} == {("game", "a.ogg"), ("other", "a.ogg")}
    said = capsys.readouterr()
    assert "skipped 4" in said.out
    lost = "gone: apt does not have it here; perhaps after:  sudo apt-get update (E: Unable to locate package gone)"
    assert said.err.count(lost) == 1  # told once, counted twice
    assert "game: broken.ogg: soundfile:" in said.err
    assert "game: moved.ogg: not in this version of the package" in said.err
    assert "other: other_2_all.deb instead of other_1_all.deb, not compared by checksum" in said.err


@needs_dpkg
def test_a_damaged_download_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    deb = build_deb(cache, "game", {"a.ogg": sine(tmp_path / "a.ogg")})
    table = attribution(tmp_path / "list.csv", [row("game", "a.ogg", deb)])
    deb.write_bytes(deb.read_bytes()[:-1])
    assert main([str(tmp_path / "corpus"), "--cache", str(cache), "--list", str(table)]) == 1
    assert f"{deb} has another checksum than recorded: a damaged download" in capsys.readouterr().err


def test_without_apt_the_way_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = attribution(tmp_path / "list.csv", [row("game", "a.ogg")])
    monkeypatch.setenv("PATH", "")
    assert main([str(tmp_path / "corpus"), "--list", str(table)]) == 1
    said = capsys.readouterr().err
    assert "game: apt-get and dpkg-deb are needed to get it" in said
    assert "python -m training.corpus OUT --folder MYMUSIC" in said


# What may be taken


def test_held_out_sources_are_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("freecol", "hyperrogue-music", "zaz-data", "flare-game", "hydrogen-drumkits-effects"):
        with pytest.raises(CorpusError, match=f"{name}: '{name}' is held out: it is kept for evaluation, so no model"):
            choose(read_attribution(), [name])
    with pytest.raises(CorpusError, match=r"supertux-data: battle_theme\.ogg is held out"):
        refuse_held_out("supertux-data", "usr/share/games/supertux2/music/battle_theme.ogg")
    refuse_held_out("supertux-data", "usr/share/games/supertux2/music/forest.ogg")

    out = tmp_path / "corpus"
    table = attribution(tmp_path / "list.csv", [row("game", "a.ogg"), row("krank", "b.ogg")])
    assert main([str(out), "--list", str(table)]) == 1
    assert "'krank' is held out" in capsys.readouterr().err
    recording = sine(tmp_path / "mine" / "librosa" / "data" / "trumpet.wav")
    assert main([str(out), "--folder", str(tmp_path / "mine")]) == 1
    assert f"{recording}: 'librosa' is held out" in capsys.readouterr().err
    assert not list(out.rglob("*.tar"))


def test_attribution_list_with_a_hole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"list\.csv: game: a\.ogg has no licence"):
        read_attribution(attribution(tmp_path / "list.csv", [row("game", "a.ogg", licence="")]))
    with pytest.raises(CorpusError, match=r"list\.csv: game: a\.ogg: licence 'CC-BY-NC-4\.0' is not in the table"):
        read_attribution(attribution(tmp_path / "list.csv", [row("game", "a.ogg", licence="CC-BY-NC-4.0")]))
    with pytest.raises(CorpusError, match=r"list\.csv: a row or column is wrong: 'deb'"):
        read_attribution(attribution(tmp_path / "list.csv", [{"package": "game"}]))


# A folder of one's own


def test_own_folder_with_sidecars(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine"
    sine(mine / "slow.wav", pitch_hz=300)
    (mine / "slow.txt").write_text("slow bowed strings\n\nnight\n", encoding="utf-8")
    sine(mine / "set" / "fast.flac", pitch_hz=400)
    (mine / "set" / "fast.json").write_text('{"caption": "fast drums", "title": "T", "licence": "CC0-1.0"}')
    sine(mine / "bare.ogg", pitch_hz=500)
    shutil.copyfile(mine / "slow.wav", mine / "the same again.wav")
    (mine / "bad.mp3").write_bytes(b"not music")
    (mine / "cover.jpg").write_bytes(b"not asked for")
    out = tmp_path / "corpus"
    assert main([str(out), "--folder", str(mine)]) == 0
    clips = {clip.source: clip for clip in read_index(out)}
    assert set(clips) == {"slow.wav", "set/fast.flac", "bare.ogg"}
    assert clips["slow.wav"].captions == ("slow bowed strings", "night")
    assert clips["slow.wav"].licence == "own recording"
    fast = clips["set/fast.flac"]
    assert (fast.captions, fast.title, fast.licence, fast.package) == (("fast drums",), "T", "CC0-1.0", "mine")
    assert clips["bare.ogg"].captions == ()
    said = capsys.readouterr()
    assert "skipped 1" in said.out
    assert "mine: bad.mp3: soundfile:" in said.err

    listed = read_index(out)
    sine(mine / "later.wav", pitch_hz=700)
    assert main([str(out), "--folder", str(mine)]) == 0
    assert read_index(out)[: len(listed)] == listed  # what is listed stays as it is
    assert {clip.shard for clip in read_index(out)} > {clip.shard for clip in listed}
    assert {clip.source for clip in read_index(out)} == {*clips, "later.wav"}

    (mine / "bare.txt").write_text("bare piano")  # a caption written later reaches a clip made earlier
    assert main([str(out), "--folder", str(mine)]) == 0
    assert {clip.source: clip for clip in read_index(out)}["bare.ogg"].captions == ("bare piano",)


def test_own_folder_always_has_both_splits_and_never_moves_a_clip(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    for number in range(2):
        sine(mine / f"{number}.wav", seconds=1.0, rate=8000, pitch_hz=200 + number)
    before = {item.clip.source: item.clip for item in find_recordings(mine)}
    assert {clip.split for clip in before.values()} == {TRAIN, VALIDATION}
    for number in range(2, 80):
        sine(mine / f"{number}.wav", seconds=0.1, rate=8000, pitch_hz=200 + number)
    after = {item.clip.source: item.clip for item in find_recordings(mine, list(before.values()))}
    assert {source: after[source] for source in before} == before
    share = [clip.split for clip in after.values()].count(VALIDATION) / len(after)
    assert 0.0 < share < 0.2  # one in twenty is meant


def test_own_folder_mistakes_are_answered(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere: no such folder"):
        find_recordings(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match=r"no recordings in it\. Known endings: \.aac .* \.wv"):
        find_recordings(tmp_path)
    sine(tmp_path / "a.wav")
    (tmp_path / "a.json").write_text('["piano"]')
    with pytest.raises(CorpusError, match=r'a\.json: not a caption file .* \{"captions": \["slow piano"\]'):
        find_recordings(tmp_path)


# Interruption, disk, index

KILLED = """
import sys, time
from pathlib import Path
import training.corpus.writer as writer
from training.corpus.folder import find_recordings

real = writer.convert
def convert(source, target, expect_s=None):
    if source.name == "6.wav":  # is in the middle of it when the power goes
        target.write_bytes(b"half a clip")
        time.sleep(600)
    return real(source, target, expect_s)
writer.convert = convert
out, mine = map(Path, sys.argv[1:])
with writer.only_writer(out):
    writer.make(out, find_recordings(mine), workers=2, shard_bytes=150_000)
"""


def test_a_killed_run_is_continued_not_repeated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine, out = tmp_path / "mine", tmp_path / "corpus"
    noise = np.random.default_rng(0)
    for number in range(8):
        mine.mkdir(exist_ok=True)
        sf.write(mine / f"{number}.wav", noise.normal(0, 0.1, 32_000), 16_000)
    run = subprocess.Popen([sys.executable, "-c", KILLED, out, mine], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        half = out / "making" / "6.flac"
        while len(finished(out)) < 2 or not half.exists() or not list(out.rglob("*.tar.part")):
            assert time.monotonic() < deadline, "the run made no shards"
            assert run.poll() is None, "the run ended before it was killed"
            time.sleep(0.02)
        with pytest.raises(CorpusError, match="another run is filling this folder"), only_writer(out):
            pass
    finally:
        run.kill()
        run.wait()
    before = finished(out)
    (out / "index.json").unlink()  # as if the power had gone between a shard and the index
    for path in before:  # no half shard under a final name
        assert all(clip.samples == 96_000 for clip in clips_in(path, path.name))
    done = sum(len(clips_in(path, path.name)) for path in before)
    assert 2 <= done < 8

    assert main([str(out), "--folder", str(mine)]) == 0
    assert f"this run made {8 - done} " in capsys.readouterr().out
    assert {path: finished(out)[path] for path in before} == before
    assert len(read_index(out)) == 8
    assert not [path for path in out.rglob("*") if path.suffix in (".part", ".new", ".flac")]


def finished(out: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in out.rglob("*.tar")}


def test_a_full_disk_is_said_before_it_is_full(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sine(tmp_path / "mine" / "a.wav")
    out = tmp_path / "corpus"
    assert main([str(out), "--folder", str(tmp_path / "mine"), "--keep-free", "1e9"]) == 1
    said = capsys.readouterr().err
    assert "GB free, and 1e+09 GB shall stay free. Make room and type the same again" in said
    assert not list(out.rglob("*.tar"))


def test_index_survives_a_round_trip_and_names_its_faults(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no corpus here\. Make one:  python -m training\.corpus"):
        read_index(tmp_path)
    clip = Clip("own/ü.flac", 7, "p", "s", "CC0-1.0", "h", "t", "a", ("x", "y"), TRAIN, {"bpm": 90}, "a.tar", 512, 9)
    write_index(tmp_path, [clip])
    assert read_index(tmp_path) == read_index(tmp_path / "index.json") == [clip]
    assert [path.name for path in tmp_path.iterdir()] == ["index.json"]

    table = json.loads((tmp_path / "index.json").read_text())
    (tmp_path / "index.json").write_text(json.dumps({**table, "format": 9}))
    with pytest.raises(CorpusError, match=r"format 9 at 48000 Hz, but this version reads format 2"):
        read_index(tmp_path)
    del table["clips"][0]["split"]
    (tmp_path / "index.json").write_text(json.dumps(table))
    with pytest.raises(CorpusError, match=r"not a corpus index \(KeyError\('split'\)"):
        read_index(tmp_path)
    (tmp_path / "index.json").write_text("{")
    with pytest.raises(CorpusError, match=r"not readable as JSON .* finished clips are kept"):
        read_index(tmp_path)
