"""Refinement: known tokens pass through, steps settle few frames at first, and chance says what is thought over."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rtmusic.bundle import Bundle
from rtmusic.draft import Draft, refine
from rtmusic.generator import Generator, Intent

K, W = 8, 20
FRAMES = np.arange(W, dtype=np.int64)
INTENT = Intent(np.zeros(384, np.float32), 1.0, 1.0, 1024)


@pytest.fixture(scope="module")
def generator(tiny_bundle: Path) -> Generator:
    return Generator(Bundle.load(tiny_bundle), "cpu")


@pytest.fixture
def codes() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 1024, (K, W))


def test_known_tokens_pass_through_unchanged(generator: Generator, codes: np.ndarray) -> None:
    known = np.random.default_rng(1).random((K, W)) < 0.4
    done = generator.rewrite(codes, known, FRAMES, INTENT, generator.nothing(), steps=3)
    np.testing.assert_array_equal(done.codes[known], codes[known])
    assert done.steps == 3
    assert (done.confidence[known] == 0).all() and (done.confidence[~known] < 0).all()
    assert done.codes.min() >= 0 and done.codes.max() < 1024


def test_the_same_chance_gives_the_same_music_and_another_visit_other_music(
    generator: Generator, codes: np.ndarray
) -> None:
    nothing_known = np.zeros((K, W), bool)
    once, again, other = (
        generator.rewrite(codes, nothing_known, FRAMES, INTENT, generator.nothing(), visit=visit).codes
        for visit in (1, 1, 2)
    )
    np.testing.assert_array_equal(once, again)
    assert (once != other).mean() > 0.9


def test_each_limit_leaves_fewer_codes_to_chance(generator: Generator, codes: np.ndarray) -> None:
    nothing_known = np.zeros((K, W), bool)

    def played(**limits: float) -> np.ndarray:
        wish = replace(INTENT, **limits)  # type: ignore[arg-type]
        return np.stack(
            [
                generator.rewrite(codes, nothing_known, FRAMES, wish, generator.nothing(), visit=visit).codes[0]
                for visit in range(8)
            ]
        )

    likeliest = played(top_k=1)
    assert (likeliest == likeliest[0]).all()
    np.testing.assert_array_equal(played(top_p=1e-6), likeliest)
    usual = played(typical=1e-6)  # one code, and not the likeliest
    assert (usual == usual[0]).all() and (usual != likeliest).any()
    kinds = [len({*codes.T[0]}) for codes in (played(), played(top_p=0.002), played(typical=0.002))]
    assert kinds[0] > max(kinds[1:]) and min(kinds[1:]) > 1


def test_nothing_to_do_costs_no_step(generator: Generator, codes: np.ndarray) -> None:
    done = generator.rewrite(codes, np.ones((K, W), bool), FRAMES, INTENT, generator.nothing(), steps=4)
    assert done.steps == 0
    np.testing.assert_array_equal(done.codes, codes)


def test_out_of_time_everything_is_settled_at_once(generator: Generator, codes: np.ndarray) -> None:
    done = generator.rewrite(
        codes, np.zeros((K, W), bool), FRAMES, INTENT, generator.nothing(), steps=8, in_time=lambda: False
    )
    assert done.steps == 1 and (done.confidence < 0).all()


def test_what_is_remembered_changes_what_is_written(generator: Generator, codes: np.ndarray) -> None:
    nothing = generator.nothing()
    past = generator.remember(codes, nothing)
    assert int(nothing["past_frames"]) == 0  # a state is a value
    alone, after = (generator.rewrite(codes, np.zeros((K, W), bool), FRAMES, INTENT, p) for p in (nothing, past))
    assert np.abs(alone.confidence - after.confidence).max() > 1e-4


def test_a_draft_moves_with_its_window() -> None:
    rng = np.random.default_rng(2)
    draft = Draft(10, rng.integers(0, 9, (K, 6)), rng.random((K, 6)) < 0.5, INTENT)
    moved = draft.window(12, 8)
    np.testing.assert_array_equal(moved.codes[:, :4], draft.codes[:, 2:])
    np.testing.assert_array_equal(moved.written[:, :4], draft.written[:, 2:])
    assert not moved.written[:, 4:].any()
    assert not draft.window(40, 5).written.any()


def test_chance_says_which_frames_are_thought_over() -> None:
    draft = Draft(0, np.zeros((K, 6), np.int64), np.ones((K, 6), bool))
    luck = np.array([0.9, 0.1, 0.8, 0.2, 0.7, 0.3], np.float32)
    given_up = draft.rethink(0.5, luck)
    np.testing.assert_array_equal(given_up.all(axis=0), [False, True, False, True, False, True])
    np.testing.assert_array_equal(given_up.any(axis=0), given_up.all(axis=0))
    assert not draft.rethink(0.0, luck).any() and draft.rethink(1.0, luck).all()
    half_written = Draft(0, draft.codes, np.arange(6)[None].repeat(K, 0) < 2)
    np.testing.assert_array_equal(half_written.rethink(0.5, luck).any(axis=0), [False, True, *[False] * 4])


def test_round_after_round_other_frames_are_thought_over(generator: Generator) -> None:
    keep_nothing = np.zeros((K, W), bool)

    def think(draft: Draft, visit: int) -> Draft:
        return refine(
            generator, draft, draft.codes, keep_nothing, INTENT, generator.nothing(),
            refresh=0.25, steps=1, visit=visit, in_time=lambda: True,
        )  # fmt: skip

    drafts = [think(Draft.empty(0, K).window(0, W), 0)]
    for visit in range(1, 9):
        drafts.append(think(drafts[-1], visit))
    changed = [set(np.flatnonzero((a.codes != b.codes).any(axis=0))) for a, b in itertools.pairwise(drafts)]
    assert all(len(frames) <= round(0.25 * W) for frames in changed)
    assert len(set().union(*changed)) > 0.6 * W  # the same quarter each time would leave three quarters as they were


def test_a_turned_knob_outdates_the_draft_and_an_untouched_one_does_not(
    generator: Generator, codes: np.ndarray
) -> None:
    keep_nothing = np.zeros((K, W), bool)

    def think(draft: Draft, intent: Intent, visit: int) -> Draft:
        return refine(
            generator, draft, draft.codes, keep_nothing, intent, generator.nothing(),
            refresh=0.0, steps=1, visit=visit, in_time=lambda: True,
        )  # fmt: skip

    first = think(Draft.empty(0, K).window(0, W), INTENT, 1)
    assert first.written.all()
    same = think(first, INTENT, 2)
    np.testing.assert_array_equal(same.codes, first.codes)
    turned = think(first, Intent(INTENT.embedding, 1.0, 1.3, 1024), 2)
    assert (turned.codes != first.codes).mean() > 0.8


def test_what_the_mask_keeps_is_the_base(generator: Generator, codes: np.ndarray) -> None:
    kept = np.random.default_rng(3).random((K, W)) < 0.5
    done = refine(
        generator, Draft.empty(0, K).window(0, W), codes, kept, INTENT, generator.nothing(),
        refresh=0.5, steps=2, visit=0, in_time=lambda: True,
    )  # fmt: skip
    np.testing.assert_array_equal(done.codes[kept], codes[kept])
    np.testing.assert_array_equal(done.written, ~kept)
