"""Words and sound are prompts alike; what cannot be one says why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from rtmusic.bundle import Bundle
from rtmusic.errors import BundleError, UsageError
from rtmusic.likeness import PromptReader
from rtmusic.prompts import DEFAULT_PROMPTS, TextEncoder
from rtmusic.units import Samples

GUITAR = Path(__file__).parent.parent / "rtmusic" / "recordings" / "guitar.flac"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return Bundle.load()


@pytest.fixture(scope="module")
def reader(bundle: Bundle) -> PromptReader:
    return PromptReader(bundle)


def test_words_are_what_the_text_encoder_says(bundle: Bundle, reader: PromptReader) -> None:
    np.testing.assert_array_equal(reader.embed("slow strings"), TextEncoder(bundle).embed("slow strings"))
    assert not reader.embed("  ").any()


def test_two_parts_of_one_recording_are_more_alike_than_another_sound(
    bundle: Bundle, reader: PromptReader, tmp_path: Path
) -> None:
    guitar, rate = sf.read(GUITAR, dtype="float32", always_2d=True)
    half = min(len(guitar) // 2, 8 * rate)
    noise = np.random.default_rng(0).normal(0, 0.1, (4 * 44_100, 1))
    for name, sound, at in (("a", guitar[:half], rate), ("b", guitar[half : 2 * half], rate), ("n", noise, 44_100)):
        sf.write(tmp_path / f"{name}.wav", sound, at)
    a, b, other = (reader.embed(f"file:{tmp_path / name}.wav") for name in ("a", "b", "n"))
    for embedding in (a, b, other):
        assert embedding.shape == (bundle.geometry.embedding_size,)
        assert np.linalg.norm(embedding) == pytest.approx(1.0, abs=1e-5)
    assert a @ b > a @ other + 0.2


def test_the_last_seconds_are_a_prompt(bundle: Bundle) -> None:
    sound, _ = sf.read(GUITAR, dtype="float32", always_2d=True)
    wanted: list[float] = []

    def recent(seconds: float) -> Samples:
        wanted.append(seconds)
        return np.ascontiguousarray(np.repeat(sound[: round(seconds * 48_000), :1], 2, axis=1).T)

    player = PromptReader(bundle, recent)
    assert np.linalg.norm(player.embed("heard:")) == pytest.approx(1.0, abs=1e-5)
    player.embed("heard: 4")
    assert wanted == [10.0, 4.0]


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("file:/nowhere/x.wav", "cannot be read: there is no such file; give a sound file"),
        ("heard:", "nobody plays here"),
        ("heard:99", r"write heard: or heard:SECONDS, 0\.5 to 30 of them"),
        ("heard:soon", "write heard: or heard:SECONDS"),
    ],
)
def test_what_is_no_prompt_says_why(reader: PromptReader, prompt: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        reader.embed(prompt)


def test_silence_and_snippets_are_refused(reader: PromptReader, tmp_path: Path) -> None:
    sf.write(tmp_path / "silence.wav", np.zeros((96_000, 2)), 48_000)
    with pytest.raises(UsageError, match="silence; play or name something that sounds"):
        reader.embed(f"file:{tmp_path}/silence.wav")
    sf.write(tmp_path / "short.wav", np.ones((4_800, 2)) * 0.1, 48_000)
    with pytest.raises(UsageError, match=r"0\.10 s of sound; a prompt needs 0\.5 s"):
        reader.embed(f"file:{tmp_path}/short.wav")
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(UsageError, match=r"text\.wav cannot be read: .*; give a sound file"):
        reader.embed(f"file:{tmp_path}/text.wav")


def test_a_bundle_without_ears_says_so(tiny_bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="reads words alone"):
        PromptReader(Bundle.load(tiny_bundle)).embed(f"file:{GUITAR}")


def test_words_far_from_music_are_told_from_those_that_were_learned(reader: PromptReader) -> None:
    strange, known = reader.familiarity("the parliament votes on the new tax law"), reader.familiarity("church organ")
    assert strange is not None and known is not None
    assert strange.share < 0.3 < known.share
    assert len(known.nearest) == 3
    assert reader.familiarity("") is None and reader.familiarity(f"file:{GUITAR}") is None


def test_the_first_prompts_are_words_that_the_shipped_bundle_has_learned() -> None:
    reader = PromptReader(Bundle.load(None))
    for text in DEFAULT_PROMPTS:
        known = reader.familiarity(text)
        assert known is not None and known.share > 0.5, text
