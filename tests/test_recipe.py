"""With what the machine made a layer is known, survives, and can be gone back to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rehearsal import NO_PROMPTS, WILD, looping, music, panel, tokens

from rtmusic.branches import as_made
from rtmusic.bundle import Bundle
from rtmusic.engine import Engine, Settings
from rtmusic.errors import RecordingError
from rtmusic.journal import Journal
from rtmusic.knobs import Panel, parse_setting
from rtmusic.layers import Layer
from rtmusic.loopfile import read_layers, write_layers
from rtmusic.memory import LoopStore
from rtmusic.recipe import MADE_WITH, Recipe, Recipes, controls, recipe_of
from rtmusic.render import Press, render
from rtmusic.setbook import read_set
from rtmusic.shared import Board
from rtmusic.soundprocess import SoundSpec
from rtmusic.tree import NUMBER, RECIPE, RECORDED, REWRITTEN
from rtmusic.trials import until


@pytest.fixture
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def stood(recipe: Recipe | None, name: str) -> float:
    assert recipe is not None
    return float(recipe[MADE_WITH.index(name)])


def turned(knobs: Panel, *settings: str) -> Panel:
    return knobs.turn([parse_setting(setting) for setting in settings])


def test_a_pass_says_with_what_it_was_made(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0")
    assert evening.store.recipe is None  # nobody but the player has made it
    evening.run(6.5, turned(knobs, *WILD, "seed=17", "rewrite=80"))
    first, number = tokens(evening), evening.store.number
    assert [stood(evening.store.recipe, name) for name in ("temperature", "seed", "rewrite")] == [2.0, 17.0, 80.0]
    evening.run(9.0, turned(knobs, *WILD, "temperature=0.5", "rewrite=60"))
    second = tokens(evening)
    assert not np.array_equal(first, second) and stood(evening.store.recipe, "temperature") == 0.5
    evening.run(9.5, turned(knobs, "rewrite=0"))
    while evening.store.number != number:
        at_s = evening.at / 48_000
        evening.run(at_s + 0.5, turned(knobs, "rewrite=0"), ("take_before", at_s))
    assert np.array_equal(tokens(evening), first) and stood(evening.store.recipe, "seed") == 17.0


def test_the_pedal_turns_the_knobs_of_the_loops_that_it_is_for_and_only_those_that_were_gone_by() -> None:
    store, now = LoopStore.local(16), panel("select=1", "loop_2_rewrite=33")
    made = turned(now, "loop_1_rewrite=71", "temperature=0.4", "seed=5", "prompt_1=0.2", "prompt_2=0.9", "loudness=0.9")
    for settings, kept in (
        ((), ()),
        (("loop_1_only_prompt=2",), ("prompt_1", "prompt_2")),
        (("loop_1_obeys=notes", "loudness_on=on"), ("loudness_on",)),
    ):
        then = turned(made, *settings)
        recipe = recipe_of(then.of_loop(1, seed=(then.int("seed") + 8191) % 65_536))
        store.loops[1].push(Layer(np.zeros((16, 50), np.int64), 48_000, 0, REWRITTEN, recipe=recipe))
        after = now.turn(as_made("as_made", now, store.loops) or ())
        wanted = {"loop_1_rewrite", "temperature", "seed", "prompt_1", "prompt_2", "loudness"} - set(kept)
        assert {name: after[name] for name in wanted} == {name: then[name] for name in wanted}
        assert {name: after[name] for name in kept} == {name: now[name] for name in kept}
        assert after["loop_2_rewrite"] == 33 and after["select"] == 1 and after["steps"] == now["steps"]
    assert as_made("loop_1_undo", now, store.loops) is None and as_made("loop_0_as_made", now, store.loops) == []


def test_an_endless_flood_of_recipes_forgets_the_oldest() -> None:
    recipes = Recipes(np.zeros((256, len(MADE_WITH))), np.zeros(256, np.int64))
    wanted = [recipe_of(panel(f"seed={seed}")) for seed in range(400)]
    numbers = [recipes.write_down(recipe) for recipe in wanted for _ in range(2)]
    assert numbers[::2] == numbers[1::2] == list(range(1, 401))  # the same again is the same
    assert recipes.read(144) is None and recipes.read(0) is None and recipes.read(401) is None
    for number in range(145, 401):
        np.testing.assert_array_equal(recipes.read(number), wanted[number - 1])
    assert [number for number, _ in recipes.since(398)] == [399, 400]


def test_the_journal_and_whoever_goes_on_know_it(tmp_path: Path) -> None:
    recipe = recipe_of(panel("seed=9", "temperature=0.3"))
    with Board.create() as board:
        journal = Journal(tmp_path / "set", board, {"bundle": {}}, everything=False)
        journal.start(Panel())
        loop = LoopStore.of(board).loops[2]
        loop.push(Layer(np.zeros((16, 50), np.int64), 48_000, 0, RECORDED))
        loop.push(Layer(np.ones((16, 50), np.int64), 48_000, 0, REWRITTEN, recipe=recipe))
        journal.stop()
    book = read_set(tmp_path / "set")
    assert book.loops is not None
    again = LoopStore.local(16)
    book.loops.lay_out(again)
    np.testing.assert_array_equal(again.loops[2].recipe, recipe)
    assert again.loops[2].undo() and again.loops[2].recipe is None
    assert again.table[again.table[:, NUMBER] > 0, RECIPE].tolist() == [0, 1]


def test_a_session_keeps_it_and_damage_is_told(tmp_path: Path) -> None:
    codes, recipe = np.zeros((16, 50), np.int64), recipe_of(panel("seed=9"))
    layers = [Layer(codes, 48_000, 0, RECORDED), Layer(codes, 48_000, 0, REWRITTEN, recipe=recipe)]
    write_layers(tmp_path / "loop.npz", layers, 2)
    (first, second), _ = read_layers(tmp_path / "loop.npz", 16, 1024)
    assert first.recipe is None
    np.testing.assert_array_equal(second.recipe, recipe)
    held = dict(np.load(tmp_path / "loop.npz"))
    wild = held["recipes"].copy()
    wild[1, MADE_WITH.index("temperature")] = 1e9
    for change, wrong in (
        ({"recipes": wild}, ""),
        ({"made_with": np.array([f"knob {i}" for i in range(len(MADE_WITH))])}, ""),  # of another build
        ({"recipes": held["recipes"][:1]}, "with what"),
        ({"made_with": np.array(MADE_WITH[:-1])}, "with what"),
        ({"recipes": held["recipes"].astype(np.float32)}, "with what"),
    ):
        np.savez(tmp_path / "other.npz", **(held | change))
        if wrong:
            with pytest.raises(RecordingError, match=wrong):
                read_layers(tmp_path / "other.npz", 16, 1024)
        else:
            (_, second), _ = read_layers(tmp_path / "other.npz", 16, 1024)
            assert stood(second.recipe, "temperature") == (2.0 if "recipes" in change else Panel()["temperature"])
    for array in ("recipes", "made_with"):
        held.pop(array)
    np.savez(tmp_path / "old.npz", **held)
    assert [layer.recipe for layer in read_layers(tmp_path / "old.npz", 16, 1024)[0]] == [None, None]


def test_a_pedal_in_a_script_turns_the_knobs_from_there_on(bundle: Bundle) -> None:
    knobs, audio = panel("mode=loop", "rewrite=0", "wet=0"), music(6)
    presses = [Press("record", 0.01), Press("record", 2.02), Press("as_made", 3.0)]
    plain = np.concatenate(list(render(bundle, audio, knobs, NO_PROMPTS, presses[:2])), axis=1)
    pressed = np.concatenate(list(render(bundle, audio, knobs, NO_PROMPTS, presses)), axis=1)
    np.testing.assert_array_equal(plain, pressed)  # the machine has made nothing yet


def test_the_knobs_of_an_instrument_that_plays_go_back(tiny_bundle: Path) -> None:
    knobs = Panel().turn([parse_setting(text) for text in ("mode=loop", "quantize=off", *WILD, "seed=77")])
    engine = Engine(Settings(SoundSpec("virtual", "virtual"), knobs, bundle=tiny_bundle, provider="cpu"))
    engine.start()
    try:
        until(engine, 0.3)
        engine.command("record")
        until(engine, 1.3)
        engine.command("record")
        until(engine, 5.0)
        engine.turn(parse_setting("rewrite=0"), parse_setting("temperature=0.2"), parse_setting("seed=1"))
        until(engine, 6.5)
        engine.command("as_made")
        now = engine.panel()
        assert [now[name] for name in ("rewrite", "loop_0_rewrite", "temperature", "seed")] == [100, 100, 2.0, 77]
    finally:
        engine.stop()


def test_every_value_can_be_turned_to() -> None:
    recipe = recipe_of(Panel().of_loop(3))
    assert {control.knob.name for control in controls(recipe, 3)} >= {"loop_3_rewrite", "seed", "temperature"}
    assert all(control.knob.clamp(control.value) == control.value for control in controls(recipe, 3))
    assert replace(Layer(np.zeros((1, 1), np.int64), 1, 0, REWRITTEN), recipe=recipe).recipe is recipe
