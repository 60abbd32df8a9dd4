"""Adapters in a bundle: the graph is torch's, a blend of 0 is the old bundle, and the knob is heard on stage."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from safetensors.torch import save_file

from exporters import adapters as grafting
from exporters import parity
from exporters.adapters import beside_base, check_generator, export_adapters, graft, main, told
from exporters.bundle import Models
from exporters.cost import example_calls
from exporters.own_sound import apart, play
from exporters.quantize import round_weights
from rtmusic.bundle import MANIFEST, Bundle, write_bundle
from rtmusic.errors import BundleError
from rtmusic.generator import Generator as Player
from rtmusic.generator import Intent
from rtmusic.graph import Graph, read_signature
from rtmusic.knobs import Panel, parse_setting
from rtmusic.listing import bundle_card
from rtmusic.memory import LoopStore
from rtmusic.pipeline import Pipeline, Turn
from rtmusic.render import render
from rtmusic.timeline import Timeline
from rtmusic.units import Codes, Geometry, Samples
from training.adapters import KIND, Adapters, AdaptersConfig
from training.corpus.index import Clip
from training.learner import model_tensors
from training.transformer import Generator

LEVELS, WIDTH = 8, 20


def awake(models: Models, *names: str) -> Adapters:
    """Adapters that have learned something."""
    assert models.generator is not None
    torch.manual_seed(3)
    adapters = Adapters(AdaptersConfig(4), models.generator.config, names).requires_grad_(False)
    for parameter in adapters.parameters():
        parameter.normal_(0, 0.3)
    return adapters


def generator_of(models: Models) -> Generator:
    assert models.generator is not None
    return models.generator


@pytest.fixture(scope="module")
def codes() -> Codes:
    return np.random.default_rng(0).integers(0, 1024, (16, 300))


@pytest.fixture(scope="module", params=["float32", "int8", "float16"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def base(tiny_bundle: Path, kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """rewrite.onnx as bundles hold it, its weights rounded in every way."""
    source = tiny_bundle / "rewrite.onnx"
    if kind == "float32":
        return source
    rounded = tmp_path_factory.mktemp(kind) / "rewrite.onnx"
    round_weights("rewrite", kind, source, rounded)
    return rounded


def geometry_of(models: Models, adapters: Adapters) -> Geometry:
    return replace(models.geometry, adapters=adapters.names)


@pytest.mark.parametrize("names", [("ann",), ("ann", "ben")])
def test_the_graph_computes_what_torch_computes(
    tiny_models: Models, tiny_bundle: Path, base: Path, kind: str, codes: Codes, tmp_path: Path, names: tuple[str, ...]
) -> None:
    """Two adapters are heard in different amounts, the second half as much: see `example_window`."""
    adapters = awake(tiny_models, *names)
    g = geometry_of(tiny_models, adapters)
    graft(base, tmp_path / "new.onnx", adapters, g)
    memory = check_generator(Bundle.load(tiny_bundle), generator_of(tiny_models), codes)
    new = Graph(tmp_path / "new.onnx", "cpu")
    figures = parity.rewrite_parity(generator_of(tiny_models), new, g, memory, adapters)
    assert parity.judge("rewrite", kind, figures) == ""
    # Torch without adapters is somewhere else altogether.
    plain = parity.rewrite_parity(
        generator_of(tiny_models), new, g, memory, Adapters(adapters.config, generator_of(tiny_models).config, names)
    )
    assert parity.judge("rewrite", kind, plain) != ""


def test_a_blend_of_0_is_the_old_graph(tiny_models: Models, base: Path, tmp_path: Path) -> None:
    adapters = awake(tiny_models, "ann")
    g = geometry_of(tiny_models, adapters)
    graft(base, tmp_path / "new.onnx", adapters, g)
    old, new = Graph(base, "cpu"), Graph(tmp_path / "new.onnx", "cpu")
    apart = beside_base(old, new, g)
    # ONNX Runtime joins other operators where a sum stands between them: the last digit may differ, no token does.
    assert apart["same"] == 1.0 and apart["confidence_off"] < 2e-5
    window = next(example_calls("rewrite", new, g))
    full, none = (new.run({**window, "blend": np.full(1, part, np.float32)})[0] for part in (1.0, 0.0))
    assert (full["sampled"] != none["sampled"]).mean() > 0.2


def test_every_weight_that_was_there_stays_as_it_was(tiny_models: Models, base: Path, tmp_path: Path) -> None:
    adapters = awake(tiny_models, "ann")
    graft(base, tmp_path / "new.onnx", adapters, geometry_of(tiny_models, adapters))
    before, after = (
        {w.name: w.raw_data for w in onnx.load(p).graph.initializer} for p in (base, tmp_path / "new.onnx")
    )
    assert before.items() <= after.items()
    added = {name for name in after if name not in before}
    assert added == {"blend_numbers"} | {
        f"adapters.{n}.{s}" for n, _ in adapters.named_pairs() for s in ("look", "say")
    }


def test_a_graph_of_another_generator_is_refused(tiny_models: Models, tiny_bundle: Path, tmp_path: Path) -> None:
    other = Adapters(AdaptersConfig(4), replace(generator_of(tiny_models).config, layers=2), ("ann",))
    with pytest.raises(BundleError) as caught:
        graft(tiny_bundle / "rewrite.onnx", tmp_path / "new.onnx", other, geometry_of(tiny_models, other))
    assert "there are 0 products with generator.layers.1.query_key_value.weight, where adapters" in str(caught.value)
    assert not (tmp_path / "new.onnx").exists()


def test_weights_that_are_not_the_bundles_are_refused(tiny_models: Models, tiny_bundle: Path, codes: Codes) -> None:
    torch.manual_seed(9)
    stranger = Generator(generator_of(tiny_models).config).eval().requires_grad_(False)
    with pytest.raises(BundleError, match="its generator is not the one that the adapters were trained beside"):
        check_generator(Bundle.load(tiny_bundle), stranger, codes)


@pytest.fixture(scope="module")
def adapted(
    tiny_models: Models, tiny_bundle: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Bundle, Bundle, dict[str, object]]:
    """A bundle with an attribution table, the same with adapters, and the report."""
    folder = tmp_path_factory.mktemp("adapted")
    tiny = Bundle.load(tiny_bundle)
    (folder / "who.csv").write_text("package,title\nfolk,Rain\n")
    graphs = {name: tiny.graph_files[name] for name in tiny.signatures}
    card = {"generator": {"steps": 2}, "graphs": {name: {"weights": "float32"} for name in graphs}}
    old = write_bundle(folder / "old", "old", tiny.geometry, graphs, tiny.weights, card, folder / "who.csv", {})
    (folder / "run").mkdir()
    use = {"train": 40.0, "validation": 5.0, "judged": 5.0}
    music = {"recordings": 2, "seconds": 50.0, "unreadable": ["b.wav: no sound"], "copies": []}
    nats = {"mean": 2.5, "by_level": [2.5]}
    learned = {
        "music": {**music, "turned_into_tokens": 1, "seconds_by_use": use},
        "training": {"steps": 9, "chosen_step": 0, "chosen_part": 1.0, "minutes": 1.0},
        "nats_per_code": {"own music, held out": {"before": nats, "half": nats, "after": nats}},
    }
    (folder / "run" / "figures.json").write_text(json.dumps(learned))
    clip = Clip("own/1.flac", 48_000, "mine", "a.wav", "own recording", "Ann", "Mine", "Ann", (), "train")
    patch = pytest.MonkeyPatch()
    patch.setattr(grafting, "_CALLS", 3)
    new, report = export_adapters(
        old, generator_of(tiny_models), awake(tiny_models, "ann"), folder / "run", folder / "new", "mine", [clip]
    )
    patch.undo()
    return old, new, report


def test_all_else_in_the_bundle_is_kept_byte_for_byte(adapted: tuple[Bundle, Bundle, dict[str, object]]) -> None:
    old, new, _ = adapted
    for name in set(old.files) - {"rewrite.onnx", "attribution.csv"}:
        assert new.file(name).read_bytes() == old.file(name).read_bytes()
    assert new.geometry == replace(old.geometry, adapters=("ann",))
    assert new.card["generator"] == {"steps": 2} and new.card["graphs"]["encoder"] == {"weights": "float32"}
    assert new.card["kept"]["sha256"] == old.sha256 and new.card["own"]["adapters"]["names"] == ["ann"]
    assert new.attribution is not None
    assert "mine,a.wav,own recording,Ann,Mine" in new.attribution.read_text() and "Rain" in new.attribution.read_text()
    # A bundle without adapters never mentions them, so older ones are what they were.
    assert b"adapters" not in (old.path / MANIFEST).read_bytes()
    sizes = [json.loads(read_signature(b.path / "rewrite.onnx").told["rtmusic.sizes"]) for b in (old, new)]
    assert "adapters" not in sizes[0] and sizes[1]["adapters"] == ["ann"]


@pytest.mark.parametrize(
    "names, words",
    [
        ((), "rewrite.onnx takes blend, which this rtmusic does not know"),
        (("ann", "ben"), "rewrite.onnx takes blend as float32 [1], but the bundle's geometry needs float32 [2]"),
        (("ben",), "its metadata says rtmusic.sizes adapters"),
    ],
)
def test_a_geometry_of_other_adapters_is_refused(
    adapted: tuple[Bundle, Bundle, dict[str, object]], tmp_path: Path, names: tuple[str, ...], words: str
) -> None:
    old, new, _ = adapted
    with pytest.raises(BundleError) as caught:
        write_bundle(
            tmp_path / "x", "x", replace(old.geometry, adapters=names), new.graph_files, new.weights, {}, None, {}
        )
    assert words in str(caught.value)
    graphs = old.graph_files
    with pytest.raises(BundleError, match=r"rewrite\.onnx takes no blend, which must be float32"):
        write_bundle(tmp_path / "x", "x", new.geometry, graphs, old.weights, {}, None, {})


def test_the_report_tells_what_was_learned_and_what_it_costs(adapted: tuple[Bundle, Bundle, dict[str, object]]) -> None:
    page = told(adapted[2])
    for words in (
        "# ann: what was learned", "2 recordings, 50 s: 40 s learned from", "Not read: b.wav: no sound",
        "There was time for 1 of the recordings only", "so nothing was learned: give it more",
        "| own music, held out | 2.500 | 2.500 | 2.500 | +0.000 |", "A rewrite of 40 frames took ",
        "At own=0 100.00% of the tokens are those of the old bundle",
    ):  # fmt: skip
        assert words in page


def test_what_it_plays_by_itself_is_compared_code_by_code(adapted: tuple[Bundle, Bundle, dict[str, object]]) -> None:
    one, other = np.zeros((2, 10), np.int64), np.ones((3, 10), np.int64)
    other[0, :4] = 0
    assert apart(one, one, 8) == 0.0 and apart(one, other, 8) == pytest.approx((0.6 + 1.0) / 2)
    old, new = (Player(bundle, "cpu") for bundle in adapted[:2])
    heard = np.random.default_rng(0).integers(0, 1024, (LEVELS, 30))
    before, coloured = play(old, 1.0, heard, 50), play(new, 1.0, heard, 50)
    np.testing.assert_array_equal(play(new, 0.0, heard, 50), before)
    assert (play(new, 0.0, heard[:, :9], 50) != before).any()
    assert before.shape == (LEVELS, 50) and (coloured != before).mean() > 0.2


def test_the_listing_names_whose_recordings_it_learned_from(adapted: tuple[Bundle, Bundle, dict[str, object]]) -> None:
    assert "learned from own recordings besides: ann" in bundle_card(adapted[1])
    assert "own recordings" not in bundle_card(adapted[0])


def test_a_bundle_with_adapters_is_not_adapted_again(
    tiny_models: Models, adapted: tuple[Bundle, Bundle, dict[str, object]], tmp_path: Path
) -> None:
    generator, adapters = generator_of(tiny_models), awake(tiny_models, "ben")
    with pytest.raises(BundleError, match=r"has adapters already \(ann\)"):
        export_adapters(adapted[1], generator, adapters, tmp_path, tmp_path / "out", "x", [])


def rewritten(bundle: Bundle, own: float) -> Codes:
    player = Player(bundle, "cpu")
    intent = Intent(np.zeros(384, np.float32), 1.0, 1.0, 1024, own=own)
    dice = np.random.default_rng(1)
    past = player.remember(dice.integers(0, 1024, (LEVELS, 30)), player.nothing())
    known = dice.random((LEVELS, WIDTH)) < 0.2
    frames = np.arange(WIDTH, dtype=np.int64)
    return player.rewrite(dice.integers(0, 1024, known.shape), known, frames, intent, past, steps=2).codes


def test_the_player_hears_the_knob(adapted: tuple[Bundle, Bundle, dict[str, object]]) -> None:
    old, new, _ = adapted
    plain = rewritten(old, 1.0)
    np.testing.assert_array_equal(rewritten(old, 0.3), plain)  # without adapters it means nothing
    np.testing.assert_array_equal(rewritten(new, 0.0), plain)
    full, half = rewritten(new, 1.0), rewritten(new, 0.5)
    assert (full != plain).mean() > 0.2 and (full != half).mean() > 0.1


@pytest.mark.parametrize("mode", ["stream", "follow"])
def test_on_stage_own_0_is_the_old_bundle_to_the_last_sample(
    adapted: tuple[Bundle, Bundle, dict[str, object]], mode: str
) -> None:
    old, new, _ = adapted
    heard = np.random.default_rng(0).normal(0, 0.1, (2, 24_000)).astype(np.float32)

    def played(bundle: Bundle, own: float) -> Samples:
        settings = (f"mode={mode}", "horizon=16", "steps=1", f"own={own}")
        knobs = Panel().turn([parse_setting(setting) for setting in settings])
        return np.concatenate(list(render(bundle, heard, knobs, np.zeros((8, 384), np.float32))), axis=1)

    plain = played(old, 1.0)
    assert np.abs(plain).max() > 0
    np.testing.assert_array_equal(played(old, 0.0), plain)  # a bundle without adapters has no ear for the knob
    np.testing.assert_array_equal(played(new, 0.0), plain)
    assert np.abs(played(new, 1.0) - plain).max() > 1e-3


def test_a_turned_knob_outdates_the_draft_of_a_bundle_with_adapters_alone(
    adapted: tuple[Bundle, Bundle, dict[str, object]],
) -> None:
    old, new, _ = adapted
    nothing, free = np.zeros((8, 384), np.float32), (960, 960 * 5)

    def drafted(bundle: Bundle, *turns: str) -> Samples:
        """The draft after two rounds of a stream that rethinks nothing, knobs turned before the second."""
        timeline, store = Timeline.local(2, 2**18), LoopStore.local(bundle.geometry.levels)
        pipeline = Pipeline(bundle, timeline, lambda at, n: np.zeros((2, n), np.float32), store, "cpu")
        knobs = Panel().turn([parse_setting(s) for s in ("mode=stream", "horizon=16", "steps=1", "refresh=0")])
        pipeline.round(Turn(free[0], knobs, nothing))
        pipeline.round(Turn(free[1], knobs.turn([parse_setting(turn) for turn in turns]), nothing))
        return timeline.peek(free[1], 960 * 10)

    np.testing.assert_array_equal(drafted(old, "own=0"), drafted(old))
    assert np.abs(drafted(new, "own=0") - drafted(new)).max() > 1e-3


def test_the_command_writes_bundle_and_report(
    tiny_models: Models, tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(grafting, "_CALLS", 3)
    monkeypatch.setattr(torch, "set_num_threads", lambda count: None)  # other tests share this process
    generator = generator_of(tiny_models)
    monkeypatch.setattr(grafting, "load_generator", lambda path: generator)
    point = tmp_path / "run" / "checkpoints" / "step-00000007"
    point.mkdir(parents=True)
    save_file(model_tensors("best", awake(tiny_models, "ann")), point / "tensors.safetensors")
    config = {"model": asdict(generator.config), "adapters": {"rank": 4}, "names": ["ann"]}
    state = {"kind": KIND, "step": 7, "elapsed_s": 1.0, "config": config}
    (point / "state.json").write_text(json.dumps(state))
    words = [str(tmp_path / "run"), str(tmp_path / "mine"), "--bundle", str(tiny_bundle), "--generator", "x"]
    assert main(words) == 0
    assert Bundle.load(tmp_path / "mine").geometry.adapters == ("ann",)
    report = json.loads((tmp_path / "run" / "report.json").read_text())
    assert report["rewrite"]["call_ms"]["after"]["cpu"] > 0
    assert capsys.readouterr().out.startswith((tmp_path / "run" / "report.md").read_text())
