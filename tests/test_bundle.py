"""A bundle is whole or it is refused, and the message says which file, what is wrong, and what to type."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rtmusic import bundle as bundle_module
from rtmusic.bundle import MANIFEST, Bundle, write_bundle
from rtmusic.errors import BundleError

FILES = ("bundle.json", "encoder.onnx", "decoder.onnx", "remember.onnx", "rewrite.onnx", "attribution.csv", "words.txt")


@pytest.fixture(scope="module")
def whole(tiny_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny bundle with an attribution table and one more file."""
    folder = tmp_path_factory.mktemp("whole")
    tiny = Bundle.load(tiny_bundle)
    (folder / "who.csv").write_text("title,artist\nRain,Nobody\n")
    (folder / "words.txt").write_text("rain\n")
    graphs = {name: tiny.path / f"{name}.onnx" for name in tiny.signatures}
    card = {"hours": 0.25, "licences": ["CC0-1.0"], "note": "Grün – ½"}
    extra = {"words.txt": folder / "words.txt"}
    return write_bundle(
        folder / "whole", "test", tiny.geometry, graphs, tiny.weights, card, folder / "who.csv", extra
    ).path


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def forge(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change bundle.json as somebody would who also knows how to seal it."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    change(manifest)
    (folder / MANIFEST).write_bytes(bundle_module._render(manifest))


def refusal(folder: Path) -> str:
    with pytest.raises(BundleError) as caught:
        Bundle.load(folder)
    return str(caught.value)


def test_what_is_written_is_read(whole: Path) -> None:
    bundle = Bundle.load(whole)
    assert (bundle.name, bundle.path) == ("test", whole)
    assert bundle.card == {"hours": 0.25, "licences": ["CC0-1.0"], "note": "Grün – ½"}
    assert bundle.geometry.hop_samples == 960 and bundle.geometry.controls[3:5] == ("onset", "chroma_0")
    assert set(bundle.signatures) == {"encoder", "decoder", "remember", "rewrite"}
    assert bundle.signatures["remember"].pairs == ("past_kv", "past_frames")
    assert bundle.signatures["rewrite"].pairs == ()
    assert bundle.file("words.txt").read_text() == "rain\n"
    with pytest.raises(BundleError, match=r"no text graph in this bundle; it has encoder, decoder, remember, rewrite"):
        bundle.graph("text")
    with pytest.raises(BundleError, match=r"there is no tokenizer\.json in this bundle"):
        bundle.file("tokenizer.json")


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_byte_is_found_anywhere(copy: Path, name: str) -> None:
    whole = (copy / name).read_bytes()
    # Every place in the small files would take minutes; these include the first and last byte and the seal itself.
    places = {0, len(whole) - 1, len(whole) // 2, len(whole) - 5, *range(0, len(whole), max(1, len(whole) // 7))}
    for place in sorted(places):
        damaged = bytearray(whole)
        damaged[place] ^= 0x04
        (copy / name).write_bytes(damaged)
        message = refusal(copy)
        assert f"{copy}: {name}" in message and "python -m exporters.bundle" in message
    (copy / name).write_bytes(whole)
    Bundle.load(copy)  # the damage was all there was


def test_a_change_that_json_does_not_see_is_found(copy: Path) -> None:
    # A newline turned into a carriage return or a tab parses as the same JSON: only the bytes differ.
    text = (copy / MANIFEST).read_bytes()
    (copy / MANIFEST).write_bytes(text.replace(b"\n ", b"\r ", 1))
    assert "is damaged" in refusal(copy)
    (copy / MANIFEST).write_bytes(text + b" ")
    assert "is damaged" in refusal(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert f"{copy}: {name} is {'not there' if name == MANIFEST else 'missing'}" in refusal(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_named(copy: Path, name: str) -> None:
    part = (copy / name).read_bytes()[:-3]
    (copy / name).write_bytes(part)
    message = refusal(copy)
    assert f"{copy}: {name} " in message
    if name != MANIFEST:
        assert f"has {len(part)} bytes, but bundle.json says {len(part) + 3}" in message


def test_no_bundle_at_all(tmp_path: Path) -> None:
    message = refusal(tmp_path / "nothing")
    assert f"{tmp_path / 'nothing'}: bundle.json is not there" in message
    assert "leave --bundle away to play the default" in message


def test_the_default_that_is_damaged_asks_for_an_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle_module, "DEFAULT", tmp_path)
    with pytest.raises(BundleError, match=r"not there\.\nInstall it again:  pip install --force-reinstall"):
        Bundle.load(None)


def test_a_newer_format_asks_for_a_newer_rtmusic(copy: Path) -> None:
    forge(copy, lambda manifest: manifest.update(format=2))
    assert "format 2, but this rtmusic reads format 1" in refusal(copy)
    assert "pip install --upgrade rtmusic" in refusal(copy)
    forge(copy, lambda manifest: manifest.update(format=0))
    assert "no longer reads" in refusal(copy)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"sample_rate": 44_100}, "made for 44100 Hz and 2 channels, but rtmusic plays 48000 Hz"),
        ({"channels": 1}, "made for 48000 Hz and 1 channels"),
        ({"levels": 12}, "encoder.onnx gives codes as int64 [16, F], but the bundle's geometry needs int64 [12, F]"),
        (
            {"model_levels": 4},
            "remember.onnx takes codes as int64 [8, F], but the bundle's geometry needs int64 [4,",
        ),
        (
            {"embedding_size": 512},
            "rewrite.onnx takes embedding as float32 [384], but the bundle's geometry needs",
        ),
        ({"past_frames": 128}, "remember keeps [256] frames, but the bundle's geometry needs [128]"),
        ({"controls": ["loudness"], "trained_controls": []}, "rewrite.onnx takes controls as float32 [W, 24], but"),
        ({"model_levels": 17}, "contradicts itself"),
        ({"hop_samples": 0}, "the geometry's hop_samples is 0, which means nothing"),
        ({"codebook_size": 1024.0}, "the geometry's codebook_size is 1024.0"),
        ({"controls": "loudness"}, "the geometry's controls is 'loudness'"),
        ({"wind": 3}, "the geometry is not one this rtmusic knows (look at: wind)"),
    ],
)
def test_another_geometry_is_refused(copy: Path, change: dict[str, Any], words: str) -> None:
    forge(copy, lambda manifest: manifest["geometry"].update(change))
    message = refusal(copy)
    assert words in message and str(copy) in message


def test_a_geometry_with_a_hole_is_refused(copy: Path) -> None:
    forge(copy, lambda manifest: manifest["geometry"].pop("delay_samples"))
    assert "look at: delay_samples" in refusal(copy)


@pytest.mark.parametrize(
    "graph, side, port, given, words",
    [
        (
            "decoder",
            "inputs",
            "levels",
            ["int64", []],
            "decoder.onnx takes levels as int64 [F],\nbut bundle.json says int64 []",
        ),
        ("decoder", "inputs", "codes", ["int32", [16, "F"]], "decoder.onnx takes codes as int64 [16, F],\nbut"),
        ("encoder", "outputs", "codes", ["int64", [16, 7]], "encoder.onnx gives codes as int64 [16, F],\nbut"),
        (
            "encoder",
            "inputs",
            "past_analysis",
            ["float32", [2, 481]],
            "takes past_analysis as float32 [2, 480]",
        ),
        ("rewrite", "inputs", "wind", ["float32", []], "do not agree on what it takes (wind)"),
    ],
)
def test_another_signature_is_refused(copy: Path, graph: str, side: str, port: str, given: Any, words: str) -> None:
    forge(copy, lambda manifest: manifest["graphs"][graph][side].update({port: given}))
    assert words in refusal(copy)


def test_graphs_of_two_exports_do_not_mix(copy: Path, whole: Path) -> None:
    # The decoder's file in the encoder's place, with size and sum put right: only the signature tells.
    shutil.copyfile(copy / "decoder.onnx", copy / "encoder.onnx")
    forge(copy, lambda manifest: manifest["files"].update({"encoder.onnx": manifest["files"]["decoder.onnx"]}))
    assert "encoder.onnx and bundle.json do not agree on what it takes" in refusal(copy)


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda m: m.pop("geometry"), "its 'geometry' is missing"),
        (lambda m: m.update(files=[]), "its 'files' is missing or of the wrong kind"),
        (lambda m: m["graphs"].pop("decoder"), "has no graph 'decoder', without which nothing plays"),
        (lambda m: m["graphs"].pop("remember"), "has no graph 'remember'"),
        (lambda m: m["graphs"].update(wind=m["graphs"]["encoder"]), "has a graph 'wind'; this rtmusic knows encoder,"),
        (lambda m: m["graphs"]["encoder"].pop("inputs"), "is not complete"),
        (lambda m: m["graphs"]["encoder"].update(file="other.onnx"), "names 'other.onnx' as its encoder"),
        (lambda m: m["graphs"]["encoder"].update(weights="int3"), "encoder has weights of 'int3'; this rtmusic knows"),
        (lambda m: m.update(attribution="other.csv"), "names 'other.csv' as its attribution"),
        (
            lambda m: m["files"].update({"../outside": m["files"]["words.txt"]}),
            "'../outside', which is not a plain",
        ),
        (lambda m: m["files"]["words.txt"].update(sha256="0" * 64), "words.txt is damaged: its SHA-256"),
    ],
)
def test_a_forged_manifest_is_refused(copy: Path, change: Callable[[dict[str, Any]], object], words: str) -> None:
    forge(copy, change)
    assert words in refusal(copy)


def test_a_codec_alone_is_a_bundle(copy: Path) -> None:
    def leave_out(manifest: dict[str, Any]) -> None:
        del manifest["graphs"]["remember"], manifest["graphs"]["rewrite"]

    forge(copy, leave_out)
    assert set(Bundle.load(copy).signatures) == {"encoder", "decoder"}


def test_a_file_that_is_no_graph_is_refused_before_it_is_written(whole: Path, tmp_path: Path) -> None:
    bundle = Bundle.load(whole)
    graphs = {"encoder": whole / "words.txt", "decoder": whole / "decoder.onnx"}
    out = tmp_path / "out"
    with pytest.raises(BundleError, match=r"encoder\.onnx: ONNX Runtime .* cannot read this graph"):
        write_bundle(out, "bad", bundle.geometry, graphs, bundle.weights, {}, None, {})
    assert not list(tmp_path.iterdir())  # neither the folder nor its draft


def test_an_older_bundle_is_replaced_and_anything_else_is_left_alone(whole: Path, tmp_path: Path) -> None:
    bundle = Bundle.load(whole)
    graphs = {name: whole / f"{name}.onnx" for name in ("encoder", "decoder")}

    def write(folder: Path, name: str) -> Bundle:
        return write_bundle(folder, name, bundle.geometry, graphs, bundle.weights, {}, None, {})

    write(tmp_path / "out", "old")
    assert write(tmp_path / "out", "new").name == "new"
    (tmp_path / "songs").mkdir()
    (tmp_path / "songs" / "mine.wav").write_bytes(b"RIFF")
    with pytest.raises(BundleError, match="exists and is no bundle: nothing was written"):
        write(tmp_path / "songs", "new")
    assert [path.name for path in (tmp_path / "songs").iterdir()] == ["mine.wav"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "songs"]
