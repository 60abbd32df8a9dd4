"""Sound files to recordings of codes and back: every sample where it was, any part as in the whole."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from entropies import random_arrays

from rtmusic.bundle import Bundle
from rtmusic.cli import main
from rtmusic.decoder import Decoder
from rtmusic.encoder import Encoder
from rtmusic.entropy import FILE
from rtmusic.errors import BundleError, UsageError
from rtmusic.rtm import RtmReader, entropy_model
from rtmusic.soundfiles import read_sound
from rtmusic.tape import decode_file, describe, encode_file, silence
from training.entropy_bundle import with_entropy

SECONDS = 5.017


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


@pytest.fixture(scope="module")
def modelled(tiny_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The same bundle with an entropy model."""
    folder = tmp_path_factory.mktemp("modelled")
    g = Bundle.load(tiny_bundle).geometry
    np.savez(folder / FILE, allow_pickle=False, **random_arrays(g.levels, g.codebook_size))
    shutil.copytree(tiny_bundle, folder / "bundle")
    return with_entropy(folder / "bundle", folder / FILE, {})


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds that are no whole number of frames, at another rate."""
    path = tmp_path_factory.mktemp("song") / "song.wav"
    noise = np.random.default_rng(0).standard_normal((round(44_100 * SECONDS), 2)) * 0.1
    soundfile.write(path, noise, 44_100)
    return path


def sound(path: Path) -> np.ndarray:
    columns: np.ndarray = soundfile.read(path, dtype="float32")[0]
    return columns.T


@pytest.mark.parametrize("levels", [1, 8, 16, None])
def test_there_and_back_every_sample_is_where_it_was(
    levels: int | None, bundle: Bundle, song: Path, tmp_path: Path
) -> None:
    done = encode_file(song, tmp_path / "a.rtm", bundle, levels)
    back = decode_file(tmp_path / "a.rtm", tmp_path / "a.wav", bundle)
    audio, g = read_sound(song, 48_000, 2), bundle.geometry
    assert sound(tmp_path / "a.wav").shape == audio.shape and back.missing_s == ()
    assert done.sound_s == back.sound_s == audio.shape[1] / 48_000
    # The two halves of the codec, by hand: a sample comes out delay_samples late, and is put back.
    kept = levels or g.levels
    padded = np.pad(audio, ((0, 0), (0, -audio.shape[1] % g.hop_samples + g.hop_samples)))
    encoder, decoder = Encoder(bundle), Decoder(bundle)
    codes, _ = encoder.encode(padded, encoder.initial_state())
    heard, _ = decoder.decode(codes[:kept], kept, decoder.initial_state())
    wanted = heard[:, g.delay_samples : g.delay_samples + audio.shape[1]]
    # 24 bits; a sample too early or too late would show as 0.01 and more.
    np.testing.assert_allclose(sound(tmp_path / "a.wav"), np.clip(wanted, -1, 1), atol=1e-5)
    with RtmReader(tmp_path / "a.rtm") as recording:
        np.testing.assert_array_equal(recording.read(0, recording.frames).codes, codes[:kept, : recording.frames])
    assert sorted(os.listdir(tmp_path)) == ["a.rtm", "a.wav"]


def test_a_part_is_the_same_part_of_the_whole(bundle: Bundle, song: Path, tmp_path: Path) -> None:
    encode_file(song, tmp_path / "a.rtm", bundle)
    decode_file(tmp_path / "a.rtm", tmp_path / "whole.wav", bundle, levels=4)
    whole = sound(tmp_path / "whole.wav")
    for start_s, seconds in ((0.0, 0.5), (1.2345, 0.01), (3.999, 1.0), (4.5, None), (4.9, 99.0)):
        decode_file(tmp_path / "a.rtm", tmp_path / "part.wav", bundle, start_s, seconds, 4)
        start = round(start_s * 48_000)
        stop = whole.shape[1] if seconds is None else min(whole.shape[1], start + round(seconds * 48_000))
        np.testing.assert_array_equal(sound(tmp_path / "part.wav"), whole[:, start:stop])


def test_fewer_levels_may_be_heard_and_no_more(bundle: Bundle, song: Path, tmp_path: Path) -> None:
    encode_file(song, tmp_path / "a.rtm", bundle, 4)
    encode_file(song, tmp_path / "b.rtm", bundle, 2)
    decode_file(tmp_path / "a.rtm", tmp_path / "a.wav", bundle, levels=2)
    decode_file(tmp_path / "b.rtm", tmp_path / "b.wav", bundle)
    np.testing.assert_array_equal(sound(tmp_path / "a.wav"), sound(tmp_path / "b.wav"))
    with pytest.raises(UsageError, match=r"b.rtm has 2 levels, not 3; give  --levels 1  to  --levels 2"):
        decode_file(tmp_path / "b.rtm", tmp_path / "c.wav", bundle, levels=3)
    with pytest.raises(UsageError, match=r"bundle tiny has 16 levels, not 17"):
        encode_file(song, tmp_path / "c.rtm", bundle, 17)
    with pytest.raises(UsageError, match=r"a.rtm is 5.02 s long; begin earlier:  --start SECONDS"):
        decode_file(tmp_path / "a.rtm", tmp_path / "c.wav", bundle, start_s=6.0)
    assert not (tmp_path / "c.wav").exists() and not (tmp_path / "c.rtm").exists()


def test_with_the_model_and_without_it_sounds_the_same(
    bundle: Bundle, modelled: Bundle, song: Path, tmp_path: Path
) -> None:
    encode_file(song, tmp_path / "plain.rtm", modelled, 3, short=False)
    encode_file(song, tmp_path / "short.rtm", modelled, 3)
    for name in ("plain", "short"):
        decode_file(tmp_path / f"{name}.rtm", tmp_path / f"{name}.wav", modelled)
    assert (tmp_path / "plain.wav").read_bytes() == (tmp_path / "short.wav").read_bytes()
    # The codec is the same without the model: what was written plainly is played.
    decode_file(tmp_path / "plain.rtm", tmp_path / "a.wav", bundle)
    with pytest.raises(BundleError, match=r"entropy model \w{12}, but bundle tiny has none.\nGive the bundle .*tiny"):
        decode_file(tmp_path / "short.rtm", tmp_path / "b.wav", bundle)


def test_another_codec_is_refused(bundle: Bundle, song: Path, tmp_path: Path) -> None:
    encode_file(song, tmp_path / "a.rtm", bundle, 2)
    data = (tmp_path / "a.rtm").read_bytes()
    with RtmReader(tmp_path / "a.rtm") as recording:
        head = recording.head
    assert head.codec == bundle.codec
    other = dataclasses.replace(head, codec="0" * 64)
    (tmp_path / "a.rtm").write_bytes(data.replace(head.to_bytes(), other.to_bytes()))
    with pytest.raises(BundleError, match=r"codec 000000000000, but bundle tiny has \w{12}: it would be noise.\nGive"):
        decode_file(tmp_path / "a.rtm", tmp_path / "a.wav", bundle)


def test_damage_is_told_and_heard_as_silence(bundle: Bundle, song: Path, tmp_path: Path) -> None:
    encode_file(song, tmp_path / "a.rtm", bundle, 2)
    with RtmReader(tmp_path / "a.rtm") as recording:
        second = recording.chunks[1]
        quiet = silence(Encoder(bundle), 2)
        assert recording.head.silence == tuple(quiet.tolist())
    data = bytearray((tmp_path / "a.rtm").read_bytes())
    data[second.at + 40] ^= 1
    (tmp_path / "a.rtm").write_bytes(data)
    done = decode_file(tmp_path / "a.rtm", tmp_path / "a.wav", bundle)
    assert done.missing_s == ((2.0, 4.0),) and sound(tmp_path / "a.wav").shape[1] == round(48_000 * SECONDS)
    with RtmReader(tmp_path / "a.rtm") as recording:
        np.testing.assert_array_equal(recording.read(100, 200).codes, np.repeat(quiet[:, None], 100, axis=1))
        assert "damaged, silent there: 2.00 to 4.00 s" in describe(recording)


def test_the_commands(modelled: Bundle, song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rtm, wav, where = str(tmp_path / "a.rtm"), str(tmp_path / "a.wav"), ["--bundle", str(modelled.path)]
    assert main(["codec", "encode", str(song), rtm, "--levels", "4", "--note", "take 3", *where]) == 0
    assert "a.rtm: 5.02 s in" in (said := capsys.readouterr().out) and "x real time" in said
    assert main(["codec", "info", rtm]) == 0
    said = capsys.readouterr().out
    assert "5.02 s, 4 levels," in said and "% saved" in said and "take 3" in said and "\nwhole\n" in said
    assert main(["codec", "decode", rtm, wav, "--start", "1", "--seconds", "2", *where]) == 0
    assert sound(tmp_path / "a.wav").shape == (2, 96_000)
    (tmp_path / "a.rtm").write_bytes((tmp_path / "a.rtm").read_bytes()[:-20])
    assert main(["codec", "info", rtm]) == 0
    assert "not finished: it was cut, and may have been longer" in capsys.readouterr().out
    assert main(["codec", "encode", str(song), wav, *where]) == 2
    assert "must end in .rtm" in capsys.readouterr().err
    assert main(["codec", "decode", str(song), wav, *where]) == 1
    assert "is no recording of codes" in capsys.readouterr().err


def test_a_model_for_other_codes_is_refused_when_the_bundle_is_made(tiny_bundle: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_bundle, tmp_path / "bundle")
    np.savez(tmp_path / FILE, allow_pickle=False, **random_arrays(3, 64))
    with pytest.raises(BundleError, match=r"made for 3 levels of 64 codes, but the codec has 16 of 1024"):
        with_entropy(tmp_path / "bundle", tmp_path / FILE, {})
    assert entropy_model(Bundle.load(tmp_path / "bundle")) is None
