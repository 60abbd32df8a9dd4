"""The codec as a whole: transforms that give everything back, shapes, learning, and errors that help."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from corpora import noise_corpus

from training import train_codec
from training.checkpoints import split_run
from training.codec import Codec, load_codec, mid_side
from training.codec_config import CodecConfig
from training.codec_learner import CodecLearner, CodecTraining
from training.config import TrainingError
from training.fabric import launch
from training.layers import Analysis, Synthesis, lapped_matrix, overlap_window, transform
from training.losses import hearing_weight, spectrogram_losses, spectrum_loss, wave_loss
from training.run import read_checkpoint, read_log

TINY = CodecConfig(
    block_samples=48,
    overlap_samples=48,
    width=24,
    frame_width=32,
    latent=16,
    kernel=3,
    encoder_blocks=1,
    encoder_frame_blocks=1,
    decoder_frame_blocks=1,
    decoder_blocks=1,
    levels=4,
    codes=32,
    code_dim=4,
)


@pytest.mark.parametrize("front, spoken", [("mdct", 480), ("stft", 960)])
@pytest.mark.parametrize("overlap", [2, 120, 480])
def test_the_transforms_give_everything_back(front: str, spoken: int, overlap: int) -> None:
    torch.manual_seed(0)
    analysis, synthesis = Analysis(480, overlap, front), Synthesis(480, overlap, front)
    sound = torch.randn(1, 4800)
    columns, _ = analysis(sound, analysis.initial_state(1))
    back, tail = synthesis(columns[..., : min(spoken, 480 + overlap)], synthesis.initial_state(1))
    # float32: rounding reaches 2e-6; a window that does not add up to one shows as 0.1, a sign as 1.
    torch.testing.assert_close(back[:, overlap:], sound[:, :-overlap], rtol=0, atol=1e-5)
    assert float(back[:, :overlap].abs().max()) < 1e-5
    assert tail.shape == (1, overlap)


def test_the_window_is_power_complementary_and_mdst_sees_what_mdct_misses() -> None:
    window = overlap_window(480, 480)
    torch.testing.assert_close(window[:480].square() + window[480:].square(), torch.ones(480, dtype=torch.float64))
    t = torch.arange(960, dtype=torch.float64)
    sizes = []
    for phase in torch.linspace(0, math.pi, 7):
        tone = torch.cos(2 * math.pi * 1000.0 / 48000.0 * t + phase)
        both = torch.stack([tone @ lapped_matrix(480, 480, odd) for odd in (False, True)])
        sizes.append(both.square().sum(dim=0).max())
    # MDCT alone swings from full size to nothing with the phase; together they hardly move (measured 0.3 %).
    assert float(max(sizes) / min(sizes)) < 1.02


@pytest.mark.parametrize("front", ["mdct", "stft"])
def test_every_bin_knows_its_pitch(front: str) -> None:
    heard, _, pitch = transform(front, 480, 480)
    t = torch.arange(960)
    tone = torch.cos(2 * math.pi * 5000.0 / 48000.0 * t) + torch.sin(2 * math.pi * 5000.0 / 48000.0 * t)
    loudest = (tone @ heard[:, : len(pitch)]).abs().topk(2).indices
    # A weight for the ear that is off by one bin is off by 50 Hz, by the order of bins it is off by kilohertz.
    assert all(abs(float(pitch[i]) * 48000.0 - 5000.0) < 60.0 for i in loudest)


@pytest.mark.parametrize("overlap", [0, 7, 482])
def test_impossible_overlaps(overlap: int) -> None:
    with pytest.raises(
        ValueError, match=f"overlap {overlap}: choose an even number of samples from 2 to the hop of 480"
    ):
        overlap_window(480, overlap)


def test_mid_and_side_give_left_and_right_back() -> None:
    torch.manual_seed(0)
    stereo = torch.randn(2, 2, 100)
    torch.testing.assert_close(mid_side(mid_side(stereo)), stereo, rtol=0, atol=1e-6)
    mono = stereo[:, :1].expand(2, 2, 100)
    # From one microphone there is no side at all, and mid is as loud as both together.
    assert float(mid_side(mono)[:, 1].abs().max()) == 0
    torch.testing.assert_close(mid_side(mono).square().sum(), mono.square().sum())


def test_shapes_ranges_and_levels() -> None:
    torch.manual_seed(0)
    codec = Codec(TINY).eval()
    audio = torch.randn(3, 2, 5 * TINY.hop_samples) * 0.1
    with torch.no_grad():
        codes, _ = codec.encode(audio, codec.encoder_state(3))
        sound, _ = codec.decode(codes, torch.tensor(2), codec.decoder_state(3))
        fewer, _ = codec.decode(codes[:, :2], 2, codec.decoder_state(3))
    assert codes.dtype == torch.int64 and codes.shape == (3, 4, 5)
    assert int(codes.min()) >= 0 and int(codes.max()) < TINY.codes
    assert sound.shape == audio.shape
    # The generator hands over its first rows only: the same sound as all rows with the rest unheard.
    assert torch.equal(sound, fewer)
    assert next(iter(codec.encoder_state(1))) == "analysis" and list(codec.decoder_state(1))[-1] == "synthesis"


def test_the_sound_comes_out_delay_samples_later() -> None:
    codec = Codec(TINY)
    x = torch.zeros(1, 2, 10 * TINY.hop_samples)
    x[..., 300] = 1.0
    columns, _ = codec.spectrum(x, codec.encoder_state(1)["analysis"])
    back, _ = codec.sound(columns[..., : TINY.block_samples], codec.decoder_state(1))
    assert int(back[0, 0].argmax()) == 300 + TINY.delay_samples


def test_losses_know_nothing_from_something() -> None:
    torch.manual_seed(0)
    columns, sound = torch.randn(2, 2, 10, 48), torch.randn(2, 2, 4800) * 0.1
    ear = hearing_weight(torch.linspace(500.0, 23_500.0, 48))
    assert float(ear.mean()) == pytest.approx(1.0) and float(ear[0]) > 10 * float(ear[-1])
    assert float(spectrum_loss(columns, columns, ear)) == 0
    assert float(wave_loss(sound, sound)) == 0
    same = spectrogram_losses(sound[:, 0], sound[:, 0], 48_000)
    assert [float(same.mel), float(same.magnitude), float(same.energy)] == [0, 0, 0]
    # Silence costs about one level's worth, whatever the level is: quiet clips count like loud ones.
    for gain in (1.0, 0.05):
        assert float(wave_loss(0 * sound, gain * sound)) == pytest.approx(1.0, abs=0.3)
        assert float(spectrum_loss(0 * columns, gain * columns, ear)) == pytest.approx(1.0, abs=0.3)
    # Half the level is nearly log10(2) in every mel band of every window; the floor takes a little.
    loud = torch.randn(2, 9600)
    half = spectrogram_losses(0.5 * loud, loud, 48_000)
    assert float(half.mel) == pytest.approx(math.log10(2), abs=0.02)
    assert float(half.magnitude) == pytest.approx(0.5, abs=0.02)
    assert float(half.energy) == pytest.approx(2 * math.log10(2), abs=0.02)
    silent = torch.zeros(1, 4800, requires_grad=True)
    apart = spectrogram_losses(silent, torch.zeros(1, 4800), 48_000)
    (apart.mel + apart.magnitude + apart.energy).backward()
    assert silent.grad is not None and bool(silent.grad.isfinite().all())


def sine_batch(step: int, size: int = 4) -> torch.Tensor:
    """Clips of a chord whose phase changes from step to step."""
    t = torch.arange(20 * TINY.hop_samples) / TINY.sample_rate
    dice = torch.Generator().manual_seed(step)
    phases = torch.rand(size, 3, generator=dice) * 2 * math.pi
    tones = torch.tensor([440.0, 880.0, 1500.0])[:, None] * t * 2 * math.pi
    left = 0.2 * torch.sin(tones + phases[..., None]).sum(dim=1)
    return torch.stack([left, 0.6 * left], dim=1)


def test_sixty_steps_on_a_chord_are_heard() -> None:
    training = CodecTraining(
        batch=4, warmup_steps=5, learning_rate=1e-2, steps_before_quantizer=30, idle_patience=10, judges=()
    )
    learner = CodecLearner(TINY, training, sine_batch, launch(1, False, "cpu"))
    learner.measure_scale()
    rows = [learner.learn(step, step / 60) for step in range(60)]
    before, after = rows[0], rows[-1]
    # Measured 0.99 -> 0.60 and 1.02 -> 0.41: a broken gradient path, or codes seeded wrongly, stays near 1.
    assert after["wave"] < 0.75 * before["wave"]
    assert after["spectrum"] < 0.6 * before["spectrum"]
    assert "used_4" in after and "used_4" not in before


JUDGED = CodecTraining(
    batch=4,
    warmup_steps=5,
    learning_rate=1e-2,
    steps_before_quantizer=4,
    magnitude_weight=1.0,
    balanced=True,
    judges=("stft", "periods"),
    judges_from=6,
    judge_windows=(256,),
    judge_periods=(3,),
    judge_channels=2,
)


def test_the_whole_recipe_with_judges_and_balance() -> None:
    learner = CodecLearner(TINY, JUDGED, sine_batch, launch(1, False, "cpu"), sine_batch(0, 1))
    learner.measure_scale()
    assert learner.court is not None
    before = {name: x.clone() for name, x in learner.court.network.state_dict().items()}
    rows = [learner.learn(step, step / 12) for step in range(12)]
    assert "fooling" not in rows[5] and {"fooling", "feature", "magnitude"} <= set(rows[6])
    assert all(math.isfinite(value) for row in rows for value in row.values())
    assert any(not torch.equal(x, before[name]) for name, x in learner.court.network.state_dict().items())
    assert {name for name in learner.tensors() if name.startswith("balancer.")} >= {"balancer.mel", "balancer.feature"}
    examples = learner.listen(12)
    assert set(examples) == {"clip 1, original", "clip 1, 4 levels"}
    assert all(x.shape == (2, 20 * TINY.hop_samples) for x in examples.values())


def test_decoder_only_leaves_every_code_as_it_was() -> None:
    training = replace(JUDGED, learn="decoder", judges=(), steps_before_quantizer=0, learning_rate=1e-2)
    learner = CodecLearner(TINY, training, sine_batch, launch(1, False, "cpu"))
    start = Codec(TINY).state_dict()
    learner.begin_with(start)
    rows = [learner.learn(step, step / 20) for step in range(20)]
    after = learner.codec.state_dict()
    # Tokens that a generator has learned, and loops saved on disk, must mean the same after it.
    same = {name for name in start if torch.equal(start[name], after[name])}
    assert {name for name in start if not name.startswith("decoder.")} <= same
    assert any(name.startswith("decoder.") for name in set(start) - same)
    assert rows[-1]["spectrum"] < rows[0]["spectrum"]


@pytest.mark.parametrize(
    "variant",
    [
        {"front": "stft"},
        {"overlap_samples": 12},
        {"blocks_per_frame": 4},
        {"codes_by": "gradient", "normalised": True},
        {"levels": 1, "codes": 64, "code_dim": 16},
    ],
    ids=["stft", "low overlap", "25 frames a second", "DAC's codes", "VQ-VAE"],
)
def test_variants_are_configurations(variant: dict[str, object]) -> None:
    config = replace(TINY, **variant)  # type: ignore[arg-type]
    training = CodecTraining(batch=4, warmup_steps=5, learning_rate=1e-2, steps_before_quantizer=12, judges=())
    learner = CodecLearner(config, training, sine_batch, launch(1, False, "cpu"))
    learner.measure_scale()
    rows = [learner.learn(step, step / 36) for step in range(36)]
    # Measured 0.99 -> 0.7 ... 0.9 in so few steps; a variant that does not learn stays at 1.
    assert rows[-1]["spectrum"] < 0.95 * rows[0]["spectrum"]
    audio = sine_batch(0, 1)
    codec = learner.codec
    with torch.no_grad():
        codes, _ = codec.encode(audio, codec.encoder_state(1))
        sound, _ = codec.decode(codes, config.levels, codec.decoder_state(1))
    assert sound.shape == audio.shape


# --- the command ------------------------------------------------------------------------------------------------

TOML = """
[model]
block_samples = 48
overlap_samples = 48
width = 8
frame_width = 12
latent = 8
kernel = 3
encoder_blocks = 1
encoder_frame_blocks = 1
decoder_frame_blocks = 1
decoder_blocks = 1
levels = 2
codes = 16
code_dim = 4
[training]
batch = 2
clip_s = 0.05
steps_before_quantizer = 3
judges = []
"""
JUDGED_TOML = """balanced = true
judges = ["stft"]
judges_from = 5
judge_windows = [256]
judge_channels = 2"""
TWO = ("--nproc-per-node", "2", "--master-port", "29517")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return noise_corpus(tmp_path / "corpus")


def stop_before(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Ctrl-C arrive while this step is taken."""
    plain = CodecLearner.learn

    def learn(self: CodecLearner, at: int, progress: float) -> dict[str, float]:
        if at == step:
            os.kill(os.getpid(), signal.SIGINT)
        return plain(self, at, progress)

    monkeypatch.setattr(CodecLearner, "learn", learn)


def test_stopped_twice_and_resumed_equals_never_stopped(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "tiny.toml"
    config.write_text(TOML)
    straight, stopped = tmp_path / "straight", tmp_path / "stopped"
    words = ["--data", str(corpus), "--steps", "8"]
    assert train_codec.main([str(config), str(straight), *words]) == 0
    assert (straight / "curve.png").stat().st_size > 1000
    # Once before the codebooks are seeded at step 3, once after.
    for last in (1, 5):
        with monkeypatch.context() as patch:
            stop_before(last, patch)
            assert train_codec.main([str(config), str(stopped), *words, "--resume"]) == 0
        assert read_checkpoint(stopped).step == last + 1
    assert train_codec.main([str(config), str(stopped), *words, "--resume"]) == 0
    assert [row["loss"] for row in read_log(stopped)] == [row["loss"] for row in read_log(straight)]
    wanted, found = read_checkpoint(straight).tensors(), read_checkpoint(stopped).tensors()
    assert wanted.keys() == found.keys()
    for name, tensor in wanted.items():
        # Bit for bit: codebooks, moments, averages and the random state that draws the number of levels.
        assert torch.equal(found[name], tensor), name

    assert train_codec.main([str(config), str(stopped), *words]) == 1
    assert "already holds a run: continue it with --resume" in capsys.readouterr().err
    codec = load_codec(straight)
    assert codec.config.levels == 2 and not codec.training
    assert not any(p.requires_grad for p in codec.parameters())


def test_two_processes_walk_the_same_curve_as_one(tmp_path: Path, corpus: Path) -> None:
    config = tmp_path / "tiny.toml"
    config.write_text(TOML.replace("batch = 2", "batch = 4").replace("judges = []", JUDGED_TOML))
    words = ["--data", str(corpus), "--steps", "8"]
    command = [sys.executable, "-m", "torch.distributed.run", *TWO, "-m", "training.train_codec"]
    command += [str(config), str(tmp_path / "two"), *words]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert train_codec.main([str(config), str(tmp_path / "one"), *words]) == 0
    logs = [read_log(tmp_path / name) for name in ("one", "two")]
    assert "replaced" in logs[0][-1] and "fooling" in logs[0][-1]
    for one, two in zip(*logs, strict=True):
        for figure in set(one) - {"elapsed_s", "waited_s"}:
            # float32 adds up in another order: measured 2e-5 after 8 steps; a batch of one's own shows as 0.1.
            assert two[figure] == pytest.approx(one[figure], rel=2e-3, abs=1e-3), (one["step"], figure)


def test_a_new_run_begins_with_given_weights(tmp_path: Path, corpus: Path) -> None:
    config, pieces = tmp_path / "tiny.toml", tmp_path / "pieces"
    config.write_text(TOML)
    assert train_codec.main([str(config), str(tmp_path / "old"), "--data", str(corpus), "--steps", "8"]) == 0
    split_run(tmp_path / "old", pieces)
    words = ["--data", str(corpus), "--steps", "1", "--weights", str(pieces)]
    assert train_codec.main([str(config), str(tmp_path / "new"), *words]) == 0
    old, new = (read_checkpoint(tmp_path / name).tensors() for name in ("old", "new"))
    codebook = "quantizer.codebook"
    # One step at a tenth of the learning rate, and sixteen bits, move it by less than 1 %; seeding would make it anew.
    torch.testing.assert_close(new[f"model.{codebook}"], old[f"average.{codebook}"], rtol=0.05, atol=0.05)
    weight = next(name for name in new if name.startswith("model.encoder") and name.endswith("weight"))
    torch.testing.assert_close(new[weight], old[weight.replace("model", "average", 1)], rtol=0.05, atol=0.01)


def test_wrong_words_are_answered(tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "tiny.toml"

    def told(text: str, *words: str) -> str:
        config.write_text(text)
        assert train_codec.main(
            [str(config), str(tmp_path / "run"), *(words or ("--data", str(corpus), "--steps", "1"))]
        )
        return capsys.readouterr().err

    assert "unknown key 'widht'. Known keys: sample_rate, block_samples" in told(TOML.replace("width", "widht", 1))
    assert "unknown table [modell]. Known tables: [model], [training]" in told(TOML.replace("[model]", "[modell]"))
    assert "latent = 'big' must be of type int, e.g. 128" in told(TOML.replace("latent = 8", 'latent = "big"'))
    assert "[model] codes = 0: must be at least 1" in told(TOML.replace("codes = 16", "codes = 0"))
    assert "[model] front = 'dct': choose one of mdct, stft" in told(TOML.replace("[model]", "[model]\nfront = 'dct'"))
    assert "[training] learn = 'some': choose one of all, decoder" in told(TOML + "learn = 'some'\n")
    assert "[training] judges: there is no 'ears'. Known judges: stft, periods, patch" in told(
        TOML.replace("judges = []", "judges = ['ears']")
    )
    assert "cannot be read as TOML" in told("[model\n")
    assert "say how long to train: either --steps N or --minutes M" in told(TOML, "--data", str(corpus))
    assert "no corpus here" in told(TOML, "--data", str(tmp_path / "nowhere"), "--steps", "1")
    assert not (tmp_path / "run").exists()


def test_a_checkpoint_that_does_not_fit(tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, run = tmp_path / "tiny.toml", tmp_path / "run"
    config.write_text(TOML)
    words = [str(config), str(run), "--data", str(corpus)]
    assert train_codec.main([*words, "--steps", "2"]) == 0
    config.write_text(TOML.replace("frame_width = 12", "frame_width = 16"))
    assert train_codec.main([*words, "--steps", "4", "--resume"]) == 1
    assert "was trained with another configuration: model differ" in capsys.readouterr().err
    with pytest.raises(TrainingError, match=r"no checkpoint here\. Train first:  python -m training\.train_codec"):
        load_codec(tmp_path)
    state = next((run / "checkpoints").glob("step-*")) / "state.json"
    table = json.loads(state.read_text())
    state.write_text(json.dumps({**table, "kind": "generator"}))
    with pytest.raises(TrainingError, match="is a generator checkpoint, not a codec"):
        load_codec(run)
    state.write_text("{")
    with pytest.raises(TrainingError, match=r"state.json cannot be read .*delete"):
        load_codec(run)
