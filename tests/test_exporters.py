"""From torch to graphs: what leaves the exporter computes what went in, or does not leave."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import soundfile
import torch
from entropies import random_model
from onnx import numpy_helper
from torch import nn

from exporters import bundle as export_bundle
from exporters import parity
from exporters.bundle import Bench, Models, Way, export, export_graph, main, read_sound
from exporters.card import Exported, Trial, make_card, write_attribution
from exporters.keep import join_attribution
from exporters.quantize import roundings
from exporters.states import GraphPlan, Tensors, TensorState, write_graph
from rtmusic.bundle import Bundle
from rtmusic.errors import BundleError
from rtmusic.graph import Graph, Port, Signature
from training.corpus.index import Clip
from training.corpus.render.shelf import PACKAGE as RENDERED
from training.corpus.sources import ATTRIBUTION
from training.entropy import FIGURES

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def bench(tiny_models: Models) -> Bench:
    g = tiny_models.geometry
    return Bench(tiny_models, read_sound(export_bundle.RECORDING, g)[:, : 510 * g.hop_samples])


def plan_of(models: Models, name: str) -> GraphPlan:
    return next(plan for plan in models.plans() if plan.name == name)


@pytest.fixture
def exported_before(tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Exporting takes seconds a graph: here the graphs of the tiny bundle come out at once."""
    monkeypatch.setattr(
        export_bundle, "write_graph", lambda plan, path: shutil.copyfile(tiny_bundle / f"{plan.name}.onnx", path)
    )
    return tiny_bundle


class _Sums(nn.Module):
    """A running sum, and values whose inner names torch would choose like the outer ones."""

    def __init__(self) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.tensor([[2.0, 0.0], [1.0, 2.0], [0.5, -1.0]]))

    def step(self, inputs: Tensors, past: TensorState) -> tuple[dict[str, torch.Tensor], TensorState]:
        cumsum = past["sum"] + inputs["mul"].cumsum(dim=1)
        return {"linear": nn.functional.linear(cumsum.T, self.gain).T}, {"sum": cumsum[:, -1:]}


def test_a_plan_becomes_a_graph_with_its_names_and_free_sizes(tiny_models: Models, tmp_path: Path) -> None:
    module = _Sums()
    ports = Signature({"mul": Port("float32", (2, "F"))}, {"linear": Port("float32", (3, "F"))})
    inputs, past = {"mul": torch.ones(2, 3)}, {"sum": torch.zeros(2, 1)}
    plan = GraphPlan("text", module, module.step, inputs, past, ports, tiny_models.geometry)
    write_graph(plan, tmp_path / "sums.onnx")
    graph = Graph(tmp_path / "sums.onnx", "cpu")
    assert graph.signature.inputs == {"mul": Port("float32", (2, "F")), "past_sum": Port("float32", (2, 1))}
    assert graph.signature.outputs == {"linear": Port("float32", (3, "F")), "past_next_sum": Port("float32", (2, 1))}
    x = np.random.default_rng(0).normal(size=(2, 11)).astype(np.float32)
    state, played = graph.initial_state(), []
    for hop in np.split(x, [1, 2, 7], axis=1):
        outputs, state = graph.run({"mul": hop}, state)
        played.append(outputs["linear"])
    wanted = module.gain.detach().numpy() @ x.cumsum(axis=1)
    # Rounding reaches 1e-6; a memory that is not carried shows as 1.
    np.testing.assert_allclose(np.concatenate(played, axis=1), wanted, rtol=0, atol=1e-5)
    assert {weight.name for weight in onnx.load(tmp_path / "sums.onnx").graph.initializer} >= {"gain"}


def test_graphs_say_nothing_about_the_machine_they_were_made_on(tiny_bundle: Path) -> None:
    for path in tiny_bundle.glob("*.onnx"):
        raw = path.read_bytes()
        assert str(REPOSITORY).encode() not in raw and b"site-packages" not in raw and b".py" not in raw


def test_float32_graphs_are_within_their_bounds(bench: Bench, tiny_bundle: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    for name in ("encoder", "decoder", "remember", "rewrite"):
        figures = bench.measure(name, bundle.graph(name, "cpu"))
        assert parity.judge(name, "float32", figures) == ""
    assert bench.heard.codes.shape[1] >= 500  # hops that the verdict rests on


def perturb(source: Path, target: Path, by: float) -> None:
    """Scale one matrix of a graph a little, as a changed layer or a wrong checkpoint would."""
    model = onnx.load(source)
    largest = max(model.graph.initializer, key=lambda weight: len(weight.raw_data))
    largest.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(largest) * np.float32(1 + by), largest.name))
    onnx.save(model, target)


@pytest.mark.parametrize("name, figure", [("decoder", "snr_db"), ("encoder", "same")])
def test_a_graph_that_computes_something_else_is_refused(
    bench: Bench, tiny_models: Models, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    name: str, figure: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(
        export_bundle, "write_graph", lambda plan, path: perturb(tiny_bundle / f"{plan.name}.onnx", path, 0.02)
    )
    with pytest.raises(parity.ParityError) as caught:
        export_graph(plan_of(tiny_models, name), tmp_path, bench, (), every=False)
    message = str(caught.value)
    assert f"{name}.onnx (float32): {figure} is " in message and "but must be ≥" in message
    assert "nothing was written" in message


@pytest.mark.parametrize("strays, taken", [(("int8", "mixed"), "float16"), (("int8", "mixed", "float16"), "float32")])
def test_the_smallest_that_stays_within_its_bounds_is_taken(
    bench: Bench, tiny_models: Models, exported_before: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], strays: tuple[str, ...], taken: str,
) -> None:  # fmt: skip
    assert exported_before.is_dir()

    def rounded(graph: str, weights: str, source: Path, target: Path) -> None:
        perturb(source, target, 0.3 if weights in strays else 0.0)

    monkeypatch.setattr(export_bundle, "round_weights", rounded)
    monkeypatch.setattr(export_bundle, "_CALLS", 10)
    done = export_graph(plan_of(tiny_models, "decoder"), tmp_path, bench, ("int8", "mixed", "float16"), every=False)
    assert done.weights == taken and set(done.tried) == {"float32", "int8", "mixed", "float16"}
    assert done.path == tmp_path / ("decoder.onnx" if taken == "float32" else f"decoder.{taken}.onnx")
    told = capsys.readouterr().err
    for weights in strays:
        assert f"decoder.onnx ({weights}): snr_db is " in told and f"decoder.onnx does not take {weights}." in told


@pytest.mark.parametrize("every", [False, True])
def test_nothing_is_tried_in_vain(
    bench: Bench, tiny_models: Models, exported_before: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    every: bool,
) -> None:  # fmt: skip
    assert exported_before.is_dir()
    monkeypatch.setattr(export_bundle, "_CALLS", 10)
    done = export_graph(plan_of(tiny_models, "decoder"), tmp_path, bench, roundings("decoder"), every)
    assert done.weights == "int8"
    assert set(done.tried) == ({"float32", "int8", "mixed", "float16"} if every else {"float32", "int8"})
    sizes = {weights: trial.bytes for weights, trial in done.tried.items()}
    assert all(size < sizes["float32"] for weights, size in sizes.items() if weights != "float32")


def test_a_short_sound_gives_no_verdict(tiny_models: Models) -> None:
    with pytest.raises(parity.ParityError, match=r"has 499 hops, but a verdict needs 500 \(10 s\): .* --audio"):
        parity.hear(tiny_models.codec, np.zeros((2, 499 * 960), np.float32))


def a_run(run: Path, kind: str, steps: int = 120) -> Path:
    """A run folder as far as a card reads it."""
    point = run / "checkpoints" / f"step-{steps:08}"
    point.mkdir(parents=True)
    state = {"kind": kind, "step": steps, "elapsed_s": 90.0, "config": {"model": {"levels": 16}}}
    (point / "state.json").write_text(json.dumps(state))
    return run


def test_the_command_from_runs_to_a_bundle(
    tiny_models: Models, exported_before: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert exported_before.is_dir()
    monkeypatch.setattr(export_bundle, "_CALLS", 10)
    monkeypatch.setattr(torch, "set_num_threads", lambda count: None)  # other tests share this process
    loaded = {}
    for kind, model in (("codec", tiny_models.codec), ("generator", tiny_models.generator)):
        loaded[a_run(tmp_path / "runs" / kind, kind)] = model
        monkeypatch.setattr(export_bundle, f"load_{kind}", loaded.__getitem__)
    entropy, out = tmp_path / "entropy.npz", tmp_path / "out"
    random_model(entropy, tiny_models.geometry.levels, tiny_models.geometry.codebook_size)
    (tmp_path / FIGURES).write_text('{"saved": 0.2}')
    words = [str(tmp_path / "runs"), str(out), "--no-text", "--name", "evening"]
    assert main([*words, "--entropy", str(entropy), "--listen", str(tmp_path / "listen")]) == 0
    bundle = Bundle.load(out)
    assert bundle.name == "evening" and bundle.file("entropy.npz").read_bytes() == entropy.read_bytes()
    assert bundle.card["codec"]["steps"] == bundle.card["generator"]["steps"] == 120
    assert bundle.card["entropy"] == {"saved": 0.2}
    assert bundle.file("attribution.csv").read_bytes() == ATTRIBUTION.read_bytes()
    assert len(list((tmp_path / "listen").iterdir())) == 3
    for name, graph in bundle.card["graphs"].items():
        assert parity.judge(name, graph["weights"], graph["parity"]) == ""
        assert set(graph["call_ms"]) == set(graph["bytes"]) == {"float32", "int8"}
        assert graph["call_ms"]["float32"]["threads_2"]["p50"] > 0
    assert set(bundle.card["exported_with"]) == {"torch", "onnx", "onnxruntime"}
    told = capsys.readouterr().out
    for word in (*bundle.files, "same_coarsest", "snr_db", "p50/p99", "1 thread", "2 threads", " MB"):
        assert word in told


def test_a_folder_of_something_else_is_left_alone_before_the_work_begins(tiny_models: Models, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "song.wav").write_bytes(b"RIFF")
    with pytest.raises(BundleError, match="is no bundle: nothing was written"):
        export(tiny_models, {}, tmp_path / "mine", "x", export_bundle.RECORDING, Way())


def test_listening_writes_three_aligned_files(bench: Bench, tiny_bundle: Path, tmp_path: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    encoder, decoder = bundle.graph("encoder", "cpu"), bundle.graph("decoder", "cpu")
    apart = parity.write_listening(tmp_path, bench.heard, encoder, decoder, bundle.geometry)
    sounds = {name: soundfile.read(tmp_path / f"{name}.wav")[0] for name in ("original", "torch", "graphs")}
    assert len({sound.shape for sound in sounds.values()}) == 1
    # Unrelated decodings of noise-like weights differ by more than 5 dB.
    assert apart < 1.0 and np.abs(sounds["torch"] - sounds["graphs"]).mean() < 0.1 * np.abs(sounds["torch"]).mean()
    # 24 bits: half a step of rounding.
    np.testing.assert_allclose(sounds["original"].T, bench.heard.audio[:, :-480], rtol=0, atol=2e-7)


@pytest.mark.parametrize("rate, channels", [(44_100, 1), (48_000, 2), (96_000, 4)])
def test_sound_of_any_rate_and_shape_is_read(tiny_models: Models, tmp_path: Path, rate: int, channels: int) -> None:
    t = np.arange(rate) / rate
    soundfile.write(tmp_path / "a.wav", np.stack([np.sin(2 * np.pi * 440 * t)] * channels, axis=1) * 0.5, rate)
    sound = read_sound(tmp_path / "a.wav", tiny_models.geometry)
    assert sound.shape == (2, 48_000) and sound.dtype == np.float32
    wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    assert np.abs(sound[:, 1000:-1000] - wanted[1000:-1000]).max() < 1e-3


def test_who_made_the_recordings_is_written_down(tmp_path: Path) -> None:
    clip = Clip("a.npy", 96_000, "folk", "a.ogg", "CC-BY-4.0", 'Ann "Fiddle" Lee', "Rain, again", "Ann", (), "train")
    write_attribution([clip], tmp_path / "who.csv")
    with (tmp_path / "who.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert rows[0]["holder"] == 'Ann "Fiddle" Lee' and rows[0]["title"] == "Rain, again"
    assert (rows[0]["licence"], rows[0]["seconds"]) == ("CC-BY-4.0", "2.0")


def test_pieces_written_here_are_one_row_a_holder(tmp_path: Path) -> None:
    labels = {"tracks": [{"soundfont": "B.sf2"}, {"soundfont": "A.sf3"}]}
    pieces = [
        Clip(f"{n}.flac", 96_000, RENDERED, f"{n}.flac", "CC0-1.0", holder, "", "", (), "train", labels)
        for n, holder in enumerate(("us", "you", "us"))
    ]
    write_attribution(pieces, tmp_path / "new.csv")
    old = "package,source,licence,holder,title,artist,seconds,split\n"
    (tmp_path / "old.csv").write_text(
        old + "rendered,7.flac,CC0-1.0,us,,,3,train\nrendered,8.flac,CC0-1.0,they,,,3,train\n"
        'rendered,"pieces written here (9), played with C.sf2",CC0-1.0,us,,,9.0,train\n'
    )
    join_attribution(tmp_path / "new.csv", tmp_path / "old.csv", tmp_path / "both.csv")
    with (tmp_path / "both.csv").open(encoding="utf-8", newline="") as table:
        rows = [(row["source"], row["holder"], row["seconds"]) for row in csv.DictReader(table)]
    assert rows == [
        ("pieces written here (2), played with A.sf3, B.sf2", "us", "4.0"),
        ("pieces written here (1), played with A.sf3, B.sf2", "you", "2.0"),
        ("8.flac", "they", "3"),
        ("pieces written here (9), played with C.sf2", "us", "9.0"),
    ]


def test_the_card_tells_of_training_data_and_measurements(tmp_path: Path) -> None:
    run = a_run(tmp_path / "runs" / "codec", "codec")
    (run / "codec.json").write_text(json.dumps({"rows": [{"name": "16 levels", "mel": 1.2}]}))
    who = ("CC0-1.0", "", "", "", ())
    clips = [
        Clip("a.npy", 48_000 * 3600, "p", "a", *who, "train"),
        Clip("b.npy", 48_000 * 1800, "p", "b", *who, "train"),
        Clip("c.npy", 48_000 * 900, "q", "c", "GPL-2", "", "", "", (), "validation"),
    ]
    trial = Trial(1_500_000, {"same": 0.987654321}, {"p50": 0.4, "p99": 0.6, "cpu": 0.3})
    done = Exported(tmp_path / "encoder.onnx", "int8", {"int8": trial})
    card = make_card({"codec": run}, {"encoder": done, "text": done}, clips)
    assert card["text"]["licence"] == "Apache-2.0"
    assert (card["codec"]["steps"], card["codec"]["trained_minutes"]) == (120, 1.5)
    assert card["codec"]["rows"][0]["mel"] == 1.2 and card["codec"]["config"]["model"]["levels"] == 16
    assert card["data"] == {"clips": 2, "hours_by_licence": {"CC0-1.0": 1.5}, "kept_out_hours": 0.25}
    assert card["graphs"]["encoder"]["parity"] == {"same": 0.98765}
    assert card["graphs"]["encoder"]["bytes"] == {"int8": 1_500_000}
    assert card["graphs"]["encoder"]["call_ms"]["int8"]["cpu"] == 0.3
    assert "* int8       1.50 MB  1 thread 0.40/0.60 (0.30)  same 0.9877" in done.table("encoder")
    assert str(tmp_path) not in json.dumps(card)  # nothing about the machine that trained


def test_what_cannot_be_exported_is_said_in_a_sentence(
    tiny_models: Models, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch, "set_num_threads", lambda count: None)
    words = [str(tmp_path / "none"), str(tmp_path / "out"), "--no-text"]
    assert main(words) == 1
    assert "no checkpoint here" in capsys.readouterr().err
    monkeypatch.setattr(export_bundle, "load_codec", lambda path: tiny_models.codec)
    assert main([*words, "--entropy", str(tmp_path / "none.npz")]) == 1  # before the work begins
    assert "none.npz is no entropy model that can be read" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
