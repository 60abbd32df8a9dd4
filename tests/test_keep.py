"""A bundle with a new decoder: what is kept is kept byte for byte, and only where codes still mean the same."""

from __future__ import annotations

import copy
import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
import torch

from exporters import bundle as export_bundle
from exporters import parity
from exporters.bundle import Models, Way, export, main, read_sound
from exporters.codec import codec_plans
from exporters.keep import Kept, join_attribution, weights_apart
from rtmusic import bundle
from rtmusic.bundle import Bundle, expected_signatures, write_bundle
from rtmusic.errors import BundleError
from rtmusic.graph import Port


@pytest.fixture(scope="module")
def recording(tiny_models: Models, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As much of a recording as a verdict needs."""
    path, g = tmp_path_factory.mktemp("recording") / "short.wav", tiny_models.geometry
    sound = read_sound(export_bundle.RECORDING, g)[:, : 510 * g.hop_samples]
    soundfile.write(path, sound.T, g.sample_rate, subtype="FLOAT")
    return path


@pytest.fixture(scope="module")
def heard(tiny_models: Models, recording: Path) -> parity.Heard:
    return parity.hear(tiny_models.codec, read_sound(recording, tiny_models.geometry))


@pytest.fixture(scope="module")
def old(tiny_bundle: Path, tiny_models: Models, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with all that a real one has beside its graphs."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "who.csv").write_text("package,title\nfolk,Rain\n")
    for name in ("notes.txt", "tokenizer.json", "entropy.npz"):
        (folder / name).write_text("kept")
    graphs = {name: tiny_bundle / f"{name}.onnx" for name in ("encoder", "decoder", "remember", "rewrite")}
    card = {
        "codec": {"steps": 1},
        "generator": {"steps": 2},
        "graphs": {name: {"weights": "float32"} for name in graphs},
        "exported_with": {"torch": "2.0"},
        "entropy": {"steps": 3},
        "own": {"adapters": {"rank": 4}},
    }
    extra = {name: folder / name for name in ("notes.txt", "tokenizer.json", "entropy.npz")}
    weights = dict.fromkeys(graphs, "float32")
    geometry = tiny_models.geometry
    return write_bundle(folder / "old", "old", geometry, graphs, weights, card, folder / "who.csv", extra).path


def test_a_new_decoder_leaves_all_else_byte_for_byte(
    tiny_models: Models, old: Path, tiny_bundle: Path, recording: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        export_bundle, "write_graph", lambda plan, path: shutil.copyfile(tiny_bundle / f"{plan.name}.onnx", path)
    )
    monkeypatch.setattr(export_bundle, "_CALLS", 10)
    kept = Kept(Bundle.load(old), ("decoder",))
    alone = Models(tiny_models.codec, None, None)
    new = export(alone, {}, tmp_path / "new", "new", recording, Way(), kept)
    for name in set(kept.bundle.files) - {"decoder.onnx"}:
        assert new.file(name).read_bytes() == (old / name).read_bytes()
    assert new.card["entropy"] == {"steps": 3}
    assert new.weights == {**dict.fromkeys(("encoder", "remember", "rewrite"), "float32"), "decoder": "int8"}
    assert new.geometry == kept.bundle.geometry
    assert new.card["generator"] == {"steps": 2} and new.card["graphs"]["encoder"] == {"weights": "float32"}
    assert "parity" in new.card["graphs"]["decoder"]
    told = new.card["kept"]
    assert told["graphs"] == ["encoder", "remember", "rewrite"] and told["sha256"] == kept.bundle.sha256
    assert told["exported_with"] == {"torch": "2.0"} != new.card["exported_with"]


def test_what_belongs_to_a_graph_goes_with_it(old: Path) -> None:
    without_text = Kept(Bundle.load(old), ("text",))
    assert set(without_text.extra) == {"notes.txt", "entropy.npz"}
    anew = Kept(Bundle.load(old), ("encoder", "decoder", "remember", "rewrite"))
    assert set(anew.extra) == {"notes.txt", "tokenizer.json"}  # other codes are as likely as nobody knows
    for name in ("entropy", "own"):
        assert name in without_text.card({"graphs": {}}) and name not in anew.card({"graphs": {}})


def test_figures_of_the_same_training_stay_where_its_checkpoint_alone_is_at_hand(old: Path) -> None:
    kept = Kept(Bundle.load(old), ("remember", "rewrite"))
    kept.bundle.card["generator"]["validation"] = 3.7
    assert kept.card({"graphs": {}, "generator": {"steps": 2}})["generator"] == {"steps": 2, "validation": 3.7}
    assert kept.card({"graphs": {}, "generator": {"steps": 9}})["generator"] == {"steps": 9}
    anew = {"steps": 2, "notes": "anew"}
    assert kept.card({"graphs": {}, "generator": anew})["generator"] == anew


def test_a_graph_that_is_replaced_may_be_of_another_version(
    old: Path, tiny_models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = expected_signatures(tiny_models.geometry)
    wanted["rewrite"] = replace(wanted["rewrite"], inputs={**wanted["rewrite"].inputs, "swing": Port("float32", ())})
    monkeypatch.setattr(bundle, "expected_signatures", lambda g: wanted)
    with pytest.raises(BundleError, match=r"rewrite\.onnx takes no swing, which must be float32"):
        Bundle.load(old, ("remember",))
    assert Kept(Bundle.load(old, ("remember", "rewrite")), ("remember", "rewrite")).bundle.name == "old"


def changed(models: Models, name: str, by: float) -> Models:
    """The same models with one tensor of the codec a little different."""
    codec = copy.deepcopy(models.codec)
    with torch.no_grad():
        codec.state_dict()[name].mul_(1.0 + by)
    return Models(codec, None, None)


@pytest.mark.parametrize(
    "name", ["quantizer.codebook", "quantizer.speak.3.weight", "encoder.leave.weight", "encoder.meet.bias"]
)
def test_a_codec_whose_codes_mean_something_else_is_refused(
    tiny_models: Models, heard: parity.Heard, old: Path, name: str
) -> None:
    kept = Kept(Bundle.load(old), ("decoder",))
    other = changed(tiny_models, name, 0.003)  # as little as one step of training changes
    with pytest.raises(BundleError) as caught:
        kept.check_codec(other.codec, codec_plans(other.codec, other.geometry), heard)
    message = str(caught.value)
    assert str(old) in message and ".onnx and the run differ by 0." in message
    assert "nothing was written.\nGive the run that goes on from this bundle's codec" in message


def test_a_decoder_that_has_learned_more_is_no_stranger(tiny_models: Models, old: Path, recording: Path) -> None:
    other = tiny_models
    for name in ("decoder.leave.weight", "decoder.norm.bias", "decoder.enter.weight"):
        other = changed(other, name, 0.5)
    heard = parity.hear(other.codec, read_sound(recording, other.geometry))
    Kept(Bundle.load(old), ("decoder",)).check_codec(other.codec, codec_plans(other.codec, other.geometry), heard)


def test_weights_rounded_to_sixteen_bits_are_the_same_weights(
    tiny_models: Models, heard: parity.Heard, old: Path
) -> None:
    codec = copy.deepcopy(tiny_models.codec)
    codec.load_state_dict({n: x.half().float() if x.is_floating_point() else x for n, x in codec.state_dict().items()})
    plans = codec_plans(codec, tiny_models.geometry)
    apart = weights_apart(old / "encoder.onnx", plans[0].module)
    # Rounding to sixteen bits leaves 0.0003; weights that were not found would all be missing.
    assert len(apart) > 50 and 1e-5 < max(apart.values()) < 1e-3
    assert set(weights_apart(old / "decoder.onnx", plans[1].module, ("table", "speak"))) == {"table", "speak"}


def test_encoders_that_choose_other_codes_are_refused(
    tiny_models: Models, heard: parity.Heard, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept(Bundle.load(old), ("decoder",))
    monkeypatch.setattr(parity, "encoder_parity", lambda *_: {"same_coarsest": 0.5, "same": 0.5, "mel_added": 0.0})
    with pytest.raises(BundleError, match=r"on the same sound their codes differ: .* same_coarsest is 0\.5"):
        kept.check_codec(tiny_models.codec, codec_plans(tiny_models.codec, tiny_models.geometry), heard)


@pytest.mark.parametrize(
    "new, words",
    [
        (("encoder",), "the kept decoder, remember, rewrite never learned.\nExport them together:  --only encoder dec"),
        (("encoder", "decoder"), "--only encoder decoder remember rewrite"),
        (("remember",), "share one memory.\nExport both:  --only remember rewrite"),
    ],
)
def test_graphs_that_belong_together_are_not_torn_apart(old: Path, new: tuple[str, ...], words: str) -> None:
    with pytest.raises(BundleError) as caught:
        Kept(Bundle.load(old), new)
    assert words in str(caught.value)


def test_another_frame_rate_is_refused(tiny_models: Models, old: Path) -> None:
    kept = Kept(Bundle.load(old), ("decoder",))
    with pytest.raises(BundleError, match="codec and the run's differ in hop_samples 960 and 1920"):
        kept.geometry(replace(tiny_models.geometry, hop_samples=1920))


def test_both_tables_of_recordings_are_named(tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("package,title,split\nrock,Sun,train\nfolk,Rain,\n")
    (tmp_path / "old.csv").write_text('package,title\nfolk,Rain\nfolk,"Wind, again"\n')
    join_attribution(tmp_path / "new.csv", tmp_path / "old.csv", tmp_path / "both.csv")
    with (tmp_path / "both.csv").open(newline="") as table:
        rows = [tuple(row.values()) for row in csv.DictReader(table)]
    assert rows == [("rock", "Sun", "train"), ("folk", "Rain", ""), ("folk", "Wind, again", "")]


@pytest.mark.parametrize("option", [["--keep", "x"], ["--only", "decoder"]])
def test_one_word_without_the_other_is_answered(
    option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), str(tmp_path / "out"), *option]) == 2
    assert "--keep and --only go together:  RUN OUT --keep OLD_BUNDLE --only decoder" in capsys.readouterr().err
