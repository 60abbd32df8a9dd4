"""What ONNX Runtime's options are worth is measured with the options that the instrument plays with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from exporters.options import GRAPHS, VARIANTS, main
from rtmusic.graph import OPTIONS, session_options


def test_every_option_is_tried_on_every_graph(tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tiny_bundle), "--calls", "2", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["chosen"] == OPTIONS and set(said["options"]) == set(GRAPHS)
    for found in said["options"].values():
        assert set(found) == {*VARIANTS, "binding"} and found["as played"]["ratio"] == 1.0
        assert all(0 < figures["p50"] <= figures["p99"] for figures in found.values())
    changed = [{key for key in OPTIONS if options[key] != OPTIONS[key]} for options in VARIANTS.values()]
    assert set.union(*changed) == set(OPTIONS)  # no option that was chosen without being measured
    assert main([str(tiny_bundle), "--calls", "0"]) == 2
    assert "--calls is at least 1" in capsys.readouterr().err


def test_options_reach_onnx_runtime() -> None:
    options = session_options(OPTIONS | {"threads": 3, "spinning": True, "arena": False})
    assert options.intra_op_num_threads == 3 and not options.enable_cpu_mem_arena and options.enable_mem_pattern
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "1"
    assert session_options(OPTIONS).get_session_config_entry("session.set_denormal_as_zero") == "1"
