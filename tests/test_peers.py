"""Our codec is timed beside others, which need not be installed to test it; the page repeats what was found."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from rtmusic.bundle import Bundle
from rtmusic.errors import RtmusicError
from training import cost_page, peer_codecs, peers
from training.peer_codecs import INSTALL, Peer


class Toy(nn.Module):
    """A codec of one convolution each way, weight-normalised as most are."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.utils.parametrizations.weight_norm(nn.Conv1d(1, 4, 8, 8))
        self.up = nn.utils.parametrizations.weight_norm(nn.ConvTranspose1d(4, 1, 8, 8))


def toy(name: str, rate: int, block: int) -> Peer:
    model = peer_codecs.plain(Toy())
    sound = torch.randn(1, 1, block)
    with torch.inference_mode():
        latent = model.down(sound)  # type: ignore[operator]
    size = sum(p.numel() for p in model.parameters())
    down, up = (lambda: model.down(sound)), (lambda: model.up(latent))  # type: ignore[operator]
    return Peer(name, "toys 1.0", rate, 1, block, None, size, down, up, "nothing")


def test_weights_are_plain_and_all_there() -> None:
    torch.manual_seed(0)
    model = Toy()
    sound = torch.randn(1, 1, 64)
    before = model.down(sound)
    plain = peer_codecs.plain(model)
    assert {name for name, _ in plain.named_parameters()} == {"down.weight", "down.bias", "up.weight", "up.bias"}
    # The same sums in another order: rounding reaches 2e-7.
    torch.testing.assert_close(plain.down(sound), before, rtol=0, atol=1e-5)  # type: ignore[operator]


def test_peers_are_timed_beside_ours(tiny_bundle: Path) -> None:
    threads = torch.get_num_threads()
    crowd = [toy("Short", 24_000, 320), toy("Long", 44_100, 4096)]
    found = json.loads(json.dumps(peers.measure(crowd, Bundle.load(tiny_bundle), 1)))
    short, long = found["peers"]
    # Ours has frames of 20 ms: one where not even one fits, and as many as fit.
    assert (short["block_ms"], short["ours"]["frames"]) == (13.33, 1)
    assert (long["block_ms"], long["ours"]["frames"]) == (92.88, 4)
    for peer in found["peers"]:
        assert peer["parameters"] == 32 + 4 + 32 + 1
        for side in (peer, peer["ours"]):
            busy = side["encode"]["cpu"] + side["decode"]["cpu"]
            assert side["share"] == pytest.approx(busy / side["block_ms"], abs=2e-4)
    assert torch.get_num_threads() == threads
    head, _, *rows = peers.table(found).splitlines()
    assert head.startswith("| codec | sound |") and [row.split(" | ")[0] for row in rows] == ["| Short", "| Long"]
    assert "24 kHz mono" in rows[0] and "(1 frame)" in rows[0] and "(4 frames)" in rows[1]


def test_what_is_not_installed_is_named_with_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peer_codecs, "find_spec", lambda module: None if module == "rave" else module)
    assert peers.main(["--only", "rave", "mimi"]) == 1
    said = capsys.readouterr().err
    assert "not installed: acids-rave. " in said and INSTALL in said
    assert "torch==2.13.0" in INSTALL
    peer_codecs.check_installed(["mimi", "dac", "encodec24"])
    monkeypatch.setattr(peer_codecs, "find_spec", lambda module: None)
    with pytest.raises(RtmusicError, match=r"not installed: acids-rave and transformers\. "):
        peer_codecs.check_installed([*peer_codecs.PEERS])


# -- the page ----------------------------------------------------------------------------------------------------

KEPT: dict[str, Any] = json.loads(cost_page.KEPT.read_text("utf-8"))


def test_the_page_is_what_was_found() -> None:
    assert cost_page.PAGE.read_text("utf-8") == cost_page.page(KEPT), "run:  python -m training.cost_page"


def test_the_picture_is_small_and_shows_everybody(tmp_path: Path) -> None:
    cost_page.draw(KEPT, tmp_path / "cost.svg")
    drawn = (tmp_path / "cost.svg").read_text("utf-8")
    assert len(drawn) < 60_000 and len(cost_page.PICTURE.read_bytes()) < 60_000
    assert all(peer["name"] in drawn for peer in KEPT["peers"]["peers"])
    again = copy.deepcopy(KEPT)
    cost_page.draw(again, tmp_path / "again.svg")
    assert (tmp_path / "again.svg").read_text("utf-8") == drawn


def test_figures_are_kept_until_there_are_newer_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, file in (("KEPT", "cost.json"), ("PAGE", "cost.md"), ("PICTURE", "cost.svg")):
        monkeypatch.setattr(cost_page, name, tmp_path / file)
    cost, beside = tmp_path / "c.json", tmp_path / "p.json"
    cost.write_text(json.dumps(KEPT["cost"]))
    beside.write_text(json.dumps(KEPT["peers"]))
    assert cost_page.main([str(cost)]) == 1
    assert "cost.json has no peers yet; measure it with:  python -m training.peers" in capsys.readouterr().err
    assert cost_page.main([str(beside), str(cost)]) == 0
    assert (tmp_path / "cost.md").read_text("utf-8") == cost_page.page(KEPT)
    assert cost_page.main([]) == 0 and json.loads((tmp_path / "cost.json").read_text("utf-8")) == KEPT
    cost.write_text(json.dumps(KEPT["cost"] | {"footprint": None}))
    assert cost_page.main([str(cost)]) == 1
    assert "measure it on Linux:  rtmusic bench cost --json" in capsys.readouterr().err
    # What cannot become a page is not kept.
    assert json.loads((tmp_path / "cost.json").read_text("utf-8")) == KEPT


def test_rows_for_the_readme() -> None:
    rows = dict(cost_page.readme_rows(KEPT))
    assert len(rows) == 5 and "from the command to the first sound" in rows
    assert all(peer["name"] in " ".join(rows.values()) for peer in KEPT["peers"]["peers"])
