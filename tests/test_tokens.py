"""Tokenising is the codec and the controls, clip by clip: whole, resumable, and never mixed between two codecs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from corpora import packed
from safetensors.torch import save_file

from rtmusic.features import to_unit
from training import text, tokens
from training.codec import Codec, load_codec
from training.codec_config import CodecConfig
from training.conditioning import CONTROLS, measure
from training.config import TrainingError
from training.corpus.index import Clip, read_index
from training.corpus.reading import read_recording
from training.learner import model_tensors
from training.takes import Take
from training.token_clips import TokenClips
from training.tokens import codec_name, encode_take, read_tokens, tokenise

TINY = CodecConfig(
    block_samples=48, overlap_samples=48, width=8, frame_width=12, latent=6, encoder_blocks=1, encoder_frame_blocks=1,
    decoder_frame_blocks=1, decoder_blocks=1, levels=3, codes=16, code_dim=4,
)  # fmt: skip


def a_codec(folder: Path, step: int = 5) -> Path:
    torch.manual_seed(step)
    point = folder / "checkpoints" / f"step-{step:08d}"
    point.mkdir(parents=True)
    save_file(model_tensors("average", Codec(TINY)), point / "tensors.safetensors")
    state = {"kind": "codec", "step": step, "elapsed_s": 1.0, "config": {"model": asdict(TINY)}}
    (point / "state.json").write_text(json.dumps(state))
    return folder


def a_corpus(folder: Path, seconds: tuple[float, ...] = (1.0, 1.5, 2.0)) -> Path:
    dice = np.random.default_rng(0)
    recordings = []
    for number, length in enumerate(seconds):
        samples = int(length * 48_000) + 17  # the last part-hop is left out
        sound = (dice.normal(0, 3000, (samples, 2)) * (number + 1)).astype(np.int16)
        split = "validation" if number == 2 else "train"
        captions = ("rain", f"drums {number}") if number else ()
        clip = Clip(f"{number}.flac", samples, f"p{number}", "s", "CC0", "h", "t", "a", captions, split)
        recordings.append((clip, sound))
    return packed(folder, recordings)


def recorded(corpus: Path, number: int) -> npt.NDArray[np.float32]:
    """Whatever the corpus holds of a clip, float32 [2, n]."""
    return np.concatenate(list(read_recording(corpus, listed(corpus, number))), axis=1)


def listed(corpus: Path, number: int) -> Clip:
    return next(clip for clip in read_index(corpus) if clip.file == f"{number}.flac")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, Path]:
    """A codec, a corpus and its tokens; captions are embedded by their length instead of by their meaning."""

    def by_length(captions: list[str], *_: object) -> torch.Tensor:
        return torch.nn.functional.one_hot(torch.tensor([len(c) for c in captions]), 384).float()

    monkeypatch.setattr(text, "embed", by_length)
    monkeypatch.setattr(text, "load_minilm", lambda: None)
    monkeypatch.setattr(text, "load_tokenizer", lambda: None)
    codec, corpus = a_codec(tmp_path / "codec"), a_corpus(tmp_path / "corpus")
    tokenise(codec, tmp_path / "tokens", corpus, processes=1)
    return codec, corpus, tmp_path / "tokens"


def test_codes_are_what_the_codec_says_from_silence_on(made: tuple[Path, Path, Path]) -> None:
    codec_path, corpus, out = made
    codec = load_codec(codec_path)
    assert codec_name(codec_path) == "codec/step-00000005"
    stored = recorded(corpus, 1)
    frames = stored.shape[1] // TINY.hop_samples
    audio = torch.from_numpy(stored[:, : frames * TINY.hop_samples])[None]
    whole, _ = codec.encode(audio, codec.encoder_state(1))
    codes = np.load(out / "1.codes.npy")
    assert codes.dtype == np.int16 and codes.shape == (3, frames)
    # bfloat16 moves a few codes; a wrong memory or scale moves most.
    assert float((codes == whole[0].numpy()).mean()) > 0.95
    np.testing.assert_array_equal(codes, encode_take(corpus, Take(listed(corpus, 1)), codec))


def test_measures_lie_beside_the_codes(made: tuple[Path, Path, Path]) -> None:
    _, corpus, out = made
    codes, measured = np.load(out / "2.codes.npy"), np.load(out / "2.measured.npy")
    assert measured.shape == (23, codes.shape[1]) and measured.dtype == np.float16
    stored = recorded(corpus, 2)[:, : codes.shape[1] * TINY.hop_samples]
    expected = measure(stored, 48_000, TINY.hop_samples)
    # float16 keeps three digits; another hop's measure is off by far more. Two seconds of noise have no clear beats.
    np.testing.assert_allclose(measured, expected, rtol=1e-3)


def test_the_index_names_clips_captions_and_percentiles(made: tuple[Path, Path, Path]) -> None:
    index = read_tokens(made[2])
    assert (index.levels, index.codes, index.codec) == (3, 16, "codec/step-00000005")
    assert [(c.name, c.split, c.package) for c in index.clips] == [
        ("0", "train", "p0"), ("1", "train", "p1"), ("2", "validation", "p2"),
    ]  # fmt: skip
    table = json.loads((made[2] / "captions.json").read_text())
    assert [[table[row] for row in c.captions] for c in index.clips] == [[], ["rain", "drums 1"], ["rain", "drums 2"]]
    training = np.concatenate([np.load(made[2] / f"{n}.measured.npy") for n in (0, 1)], axis=1)
    np.testing.assert_allclose(index.low[:3], np.nanpercentile(training[:3].astype(np.float32), 5, axis=1), rtol=1e-5)
    assert (index.low[18], index.high[18]) == (40.0, 240.0) and set(index.low[3:18]) == {0.0}


def test_what_is_finished_is_kept(made: tuple[Path, Path, Path]) -> None:
    codec, corpus, out = made
    before = (out / "0.codes.npy").stat().st_mtime_ns
    (out / "1.codes.npy").unlink()
    (out / "index.json").unlink()
    again = tokenise(codec, out, corpus, processes=1)
    assert (out / "0.codes.npy").stat().st_mtime_ns == before
    assert again == read_tokens(out)
    assert not list(out.glob("*.part"))


def test_another_codec_needs_another_folder(made: tuple[Path, Path, Path], tmp_path: Path) -> None:
    with pytest.raises(
        TrainingError, match="holds the tokens of codec/step-00000005, not of other/step-00000009: name another folder"
    ):
        tokenise(a_codec(tmp_path / "other", step=9), made[2], made[1])


def test_batches_replay_and_keep_the_splits_apart(made: tuple[Path, Path, Path]) -> None:
    clips = TokenClips(made[2], "train", levels=2, frames=8, seed=1)
    one, same, next_one = clips.batch(3, 5), clips.batch(3, 5), clips.batch(4, 5)
    assert (
        one.codes.shape == (5, 2, 8) and one.controls.shape == (5, 8, len(CONTROLS)) and one.embedding.shape == (5, 384)
    )
    assert torch.equal(one.codes, same.codes) and torch.equal(one.embedding, same.embedding)
    assert not torch.equal(one.codes, next_one.codes)
    assert float(one.controls.min()) >= 0.0 and float(one.controls.max()) <= 1.0
    assert float(one.measured[:, :, CONTROLS.index("loudness")].mean()) > 0.9
    for nobody_knows in ("beat", "obedience"):
        assert float(one.measured[:, :, CONTROLS.index(nobody_knows)].max()) == 0.0
    assert float((one.controls * (1 - one.measured)).abs().max()) == 0.0
    assert torch.equal(one.heard, one.codes)
    assert {c.name for c in clips.clips} == {"0", "1"}
    held = TokenClips(made[2], "validation", levels=2, frames=8, seed=1).in_order(3)
    stored = torch.from_numpy(np.load(made[2] / "2.codes.npy")[:2].astype(np.int64))
    windows = stored.unfold(1, 8, 1).transpose(0, 1)
    assert all(any(torch.equal(row, w) for w in windows) for row in held.codes)


def test_controls_belong_to_the_frames_of_their_codes(made: tuple[Path, Path, Path]) -> None:
    clips = TokenClips(made[2], "train", levels=3, frames=30, seed=0)
    batch = clips.batch(0, 4)
    for codes, controls in zip(batch.codes, batch.controls, strict=True):
        for clip in clips.clips:
            stored = np.load(made[2] / f"{clip.name}.codes.npy").astype(np.int64)
            starts = [s for s in range(stored.shape[1] - 29) if np.array_equal(stored[:, s : s + 30], codes.numpy())]
            if starts:
                index = clips.index
                low, high = (np.array(x, np.float32) for x in (index.low, index.high))
                unit, _ = to_unit(np.load(made[2] / f"{clip.name}.measured.npy"), low, high)
                # Kept as float16; another frame's controls are off by whole percents.
                np.testing.assert_allclose(controls[:, :23].T.numpy(), unit[:, starts[0] : starts[0] + 30], atol=5e-4)
                break
        else:
            pytest.fail("a training sequence is not in any clip")


def test_the_memory_hears_the_clip_that_is_answered(made: tuple[Path, Path, Path], tmp_path: Path) -> None:
    dice = np.random.default_rng(1)
    sounds = [dice.normal(0, 3000, (48_000, 2)).astype(np.int16) for _ in range(3)]
    names = {"band/a.flac": {}, "band/b.flac": {"hears": "band/a"}, "band/c.flac": {"hears": "band/gone"}}
    clips = [Clip(name, 48_000, "p", "s", "CC0", "", "", "", ("rain",), "train", said) for name, said in names.items()]
    corpus = packed(tmp_path / "band", zip(clips, sounds, strict=True))
    tokenise(made[0], tmp_path / "out", corpus, processes=1)
    assert [clip.hears for clip in read_tokens(tmp_path / "out").clips] == ["", "band__a", ""]
    pair = TokenClips(tmp_path / "out", "train", levels=2, frames=500, seed=0).in_order(3)
    assert torch.equal(pair.heard[1], pair.codes[0]) and not torch.equal(pair.codes[1], pair.codes[0])
    assert torch.equal(pair.heard[::2], pair.codes[::2])


def test_clear_words_when_something_is_missing(made: tuple[Path, Path, Path], tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no tokens here. Make them:  python -m training.tokens CODEC"):
        read_tokens(tmp_path / "nowhere")
    with pytest.raises(TrainingError, match="holds 3 levels, but the generator writes 8"):
        TokenClips(made[2], "train", levels=8, frames=8, seed=0)
    with pytest.raises(TrainingError, match="no train clip is 99999 frames long"):
        TokenClips(made[2], "train", levels=3, frames=99_999, seed=0)
    (made[2] / "index.json").write_text("{")
    with pytest.raises(TrainingError, match="cannot be read"):
        read_tokens(made[2])
    assert tokens.main([str(tmp_path / "nothing"), str(tmp_path / "o"), "--data", str(made[1])]) == 1


def test_when_the_time_is_up_the_index_holds_what_is_done(made: tuple[Path, Path, Path], tmp_path: Path) -> None:
    codec, corpus, out = made
    whole = read_tokens(out)
    (out / "1.codes.npy").unlink()
    (out / "index.json").unlink()
    part = tokenise(codec, out, corpus, processes=1, seconds=-1.0)
    assert [clip.name for clip in part.clips] == ["0", "2"] and part.low != whole.low
    grown = tokenise(codec, out, corpus, processes=1)
    # The controls keep their scale, or a generator could not learn on with the clip that was added.
    assert [clip.name for clip in grown.clips] == ["0", "1", "2"] and (grown.low, grown.high) == (part.low, part.high)
    with pytest.raises(TrainingError, match=r"empty: no time for a single clip; give it more, or the same again"):
        tokenise(codec, tmp_path / "empty", corpus, processes=1, seconds=-1.0)
