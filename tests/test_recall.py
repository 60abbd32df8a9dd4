"""Recall: the memory speaks as often as asked, in phrases that fit, never over what is kept, and always the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.alike import LEVELS, SIZE, Alike
from rtmusic.bundle import Bundle
from rtmusic.draft import Draft, refine
from rtmusic.generator import Generator, Intent
from rtmusic.moments import Moments
from rtmusic.recall import AROUND, LEAST_AHEAD, LONGEST_RUN, Recall, Recalled, Thread, phrases
from rtmusic.shared import MOMENT_FRAMES
from rtmusic.units import Geometry

HOP, K, W = 960, 8, 40
G = Geometry(48_000, 2, HOP, 16, K, 1024, 480, 256, 128, 384, ())
DICE = np.random.default_rng(0)
ALIKE = Alike(DICE.normal(size=(LEVELS, 1024, SIZE)).astype(np.float32))
NOTHING_KEPT = np.zeros((K, W), bool)


def tune(frames: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 1024, (16, frames))


def remembered(*tunes: np.ndarray) -> Recall:
    recall = Recall(ALIKE, Moments.local(G, slots=8))
    for number, codes in enumerate(tunes):
        recall.add(codes, number * 10_000 * HOP)
    return recall


def remind(
    recall: Recall,
    before: np.ndarray,
    base: np.ndarray | None = None,
    kept: np.ndarray = NOTHING_KEPT,
    draft: Draft | None = None,
    thread: Thread | None = None,
    share: float = 1.0,
    start: int = 0,
    other: bool = False,
    seed: int = 3,
) -> Recalled:
    return recall.remind(
        thread or Thread.none(), draft or Draft.empty(0, K).window(start, kept.shape[1]),
        np.zeros((K, kept.shape[1]), np.int64) if base is None else base, kept, before,
        share=share, seed=seed, number=0, other=other, run_frames=1e9,
    )  # fmt: skip


def test_phrases_are_as_long_and_as_many_as_asked() -> None:
    frames = np.arange(200_000, dtype=np.int64)
    for share in (0.0, 0.3, 1.0):
        first, speaks = phrases(frames, share, 5, 2)
        # About 7900 phrases of uneven length: the share is within 0.03 (five standard deviations).
        assert abs(speaks.mean() - share) < (0.03 if 0 < share < 1 else 1e-9)
        lengths = np.unique(first, return_counts=True)[1]
        # 25 frames, but for those that LONGEST_RUN cuts short: 21.1 on average.
        assert 19 < lengths.mean() < 25 and lengths.max() <= LONGEST_RUN


def test_phrases_do_not_depend_on_the_window_and_a_greater_share_only_adds() -> None:
    frames = np.arange(1000, dtype=np.int64)
    first, speaks = phrases(frames, 0.4, 1, 0)
    for at in (0, 1, 127, 128, 500):
        part_first, part_speaks = phrases(frames[at : at + 40], 0.4, 1, 0)
        np.testing.assert_array_equal(part_first, first[at : at + 40])
        np.testing.assert_array_equal(part_speaks, speaks[at : at + 40])
    assert not (speaks & ~phrases(frames, 0.7, 1, 0)[1]).any()
    assert (phrases(frames, 0.4, 1, 1)[1] != speaks).any()  # another pass


def test_the_memory_goes_on_where_it_was_played_like_this_before() -> None:
    song = tune(300)
    done = remind(remembered(tune(300, 2), song, tune(150, 3)), before=song[:K, 100:120])
    np.testing.assert_array_equal(done.codes, song[:K, 120:160])
    np.testing.assert_array_equal(done.whole, song[:, 120:160])  # deep levels, too
    assert done.kept.all()
    # Moments are of 200 frames: 1 and 2 hold the first tune, 3 and 4 the song.
    np.testing.assert_array_equal(done.thread.sources, 3 * MOMENT_FRAMES + np.arange(120, 160))


def test_what_is_kept_after_the_place_counts_as_much_as_what_is_before() -> None:
    song, kept = tune(300), NOTHING_KEPT.copy()
    kept[:, 4:] = True
    base = np.zeros((K, W), np.int64)
    base[:, 4:] = song[:K, 54:90]
    done = remind(remembered(tune(200, 2), song), before=tune(8, 9)[:K], base=base, kept=kept)
    np.testing.assert_array_equal(done.codes[:, :4], song[:K, 50:54])
    np.testing.assert_array_equal(done.codes[:, 4:], base[:, 4:])
    assert (done.whole[:, 4:] == -1).all()


def test_the_memory_is_silent_below_a_kept_level_in_which_it_differs() -> None:
    song, kept = tune(300), NOTHING_KEPT.copy()
    kept[:2] = True
    base = song[:K, 120:160].copy()
    base[1, ::2] += 1  # every second frame has another second level
    base[1] %= 1024
    done = remind(remembered(song), before=song[:K, 112:120], base=base, kept=kept)
    assert done.kept[:, 1::2].all() and (done.kept[2:, ::2] == 0).all()
    np.testing.assert_array_equal(done.codes[:, 1::2], song[:K, 121:160:2])
    np.testing.assert_array_equal(done.codes[:2], base[:2])


def test_a_loop_does_not_recall_itself_in_place() -> None:
    verse = tune(60)
    again = verse.copy()
    again[:, 40:] = tune(20, 5)  # begins alike and ends otherwise
    recall = remembered(np.concatenate([verse, tune(40, 4), again], axis=1))
    before, base = verse[:K, 32:40], np.concatenate([verse[:K, 40:], tune(20, 6)[:K]], axis=1)
    said = [remind(recall, before, base, seed=seed).codes[:, :8] for seed in range(9)]
    assert any((codes == verse[:K, 40:48]).all(axis=0).any() for codes in said)  # the places are as good as each other
    done = remind(recall, before, base, other=True)
    np.testing.assert_array_equal(done.codes[:, :20], again[:K, 40:])


def test_neither_does_it_where_coarse_levels_are_kept() -> None:
    song, kept = tune(300), NOTHING_KEPT.copy()
    kept[:4] = True
    base, recall = song[:K, 120:160], remembered(song)
    assert remind(recall, song[:K, 112:120], base, kept).kept.all()
    assert (remind(recall, song[:K, 112:120], base, kept, other=True).kept == kept).all()


def test_round_after_round_a_phrase_goes_on_and_a_forgotten_one_ends() -> None:
    song = tune(500)
    recall = remembered(song)
    thread = Thread.none()
    heard: list[np.ndarray] = []
    for start in range(0, 80, 4):
        before = np.concatenate([song[:K, 92:100], *heard], axis=1)[:, -AROUND:]
        done = remind(recall, before, thread=thread, start=start)
        thread = done.thread
        heard.append(done.codes[:, :4])
    np.testing.assert_array_equal(np.concatenate(heard, axis=1), song[:K, 100:180])
    recall.moments.forget_all()
    done = remind(recall, before, thread=thread, start=80)
    assert (done.thread.sources < 0).all() and not done.kept.any()


def test_one_place_a_round_is_looked_for_nearest_first() -> None:
    song, kept = tune(300), NOTHING_KEPT.copy()
    recall = remembered(song)
    base = np.zeros((K, W), np.int64)
    for at in (9, 19):  # a kept place between phrases that end with their moments
        kept[:, at] = True
    done = recall.remind(
        Thread.none(), Draft.empty(0, K).window(0, W), base, kept, song[:K, 100:108],
        share=1.0, seed=3, number=0, other=False, run_frames=1.0,
    )  # fmt: skip
    assert np.flatnonzero(done.thread.sources >= 0).tolist() == [0]
    again = recall.remind(
        done.thread, Draft.empty(0, K).window(0, W), base, kept, song[:K, 100:108],
        share=1.0, seed=3, number=0, other=False, run_frames=1.0,
    )  # fmt: skip
    assert np.flatnonzero(again.thread.sources >= 0).tolist() == [0, 1]


def test_an_empty_memory_leaves_everything_to_the_model() -> None:
    for recall in (remembered(), remembered(tune(LEAST_AHEAD - 1))):
        done = remind(recall, before=tune(8)[:K])
        assert not done.kept.any() and (done.whole == -1).all() and (done.thread.sources < 0).all()
        again = remind(recall, before=tune(8)[:K], thread=done.thread)
        np.testing.assert_array_equal(again.thread.sources, done.thread.sources)


def test_moments_that_were_taken_in_are_found() -> None:
    song, recall = tune(300), remembered()
    recall.moments.take_in(remembered(song).moments.packed("codec"), "codec", "recall.npz")
    recall.refresh()
    np.testing.assert_array_equal(remind(recall, song[:K, 12:20]).codes, song[:K, 20:60])


def test_what_is_recalled_is_a_known_token_to_the_generator(tiny_bundle: Path) -> None:
    generator, song = Generator(Bundle.load(tiny_bundle), "cpu"), tune(300)
    recall = Recall(Alike.learn(generator), Moments.local(G, slots=4))
    recall.add(song, 0)
    draft = Draft.empty(0, K).window(0, W)
    done = recall.remind(
        Thread.none(), draft, np.zeros((K, W), np.int64), NOTHING_KEPT, song[:K, 92:100],
        share=0.5, seed=0, number=1, other=False,
    )  # fmt: skip
    assert 0 < done.kept.sum() < done.kept.size
    intent = Intent(np.zeros(384, np.float32), 1.0, 1.0, 1024)
    written = refine(
        generator, draft, done.codes, done.kept, intent, generator.nothing(),
        refresh=0.0, steps=1, visit=0, in_time=lambda: True,
    )  # fmt: skip
    np.testing.assert_array_equal(written.codes[done.kept], done.codes[done.kept])
    np.testing.assert_array_equal(written.written, ~done.kept)


@given(st.integers(0, 1000), st.floats(0, 1), st.integers(1, 60), st.booleans())
@settings(max_examples=40)
def test_kept_tokens_stay_and_the_same_calls_give_the_same_phrases(
    seed: int, share: float, run: int, other: bool
) -> None:
    dice = np.random.default_rng(seed)
    song = tune(260, seed)
    results = []
    for _ in range(2):
        recall, thread, draft = remembered(song, tune(30, seed + 1)), Thread.none(), Draft.empty(0, K)
        dice = np.random.default_rng(seed)
        for start in (0, 4, 8, 30, 90):
            base, kept = dice.integers(0, 1024, (K, W)), dice.random((K, W)) < 0.4
            done = recall.remind(
                thread, draft.window(start, W), base, kept, song[:K, 20:28],
                share=share, seed=seed, number=1, other=other, run_frames=run,
            )  # fmt: skip
            assert done.kept[kept].all()
            np.testing.assert_array_equal(done.codes[kept], base[kept])
            places = recall.moments.find(done.thread.sources)
            told = done.kept & ~kept
            assert (places[told.any(axis=0)] >= 0).all()
            np.testing.assert_array_equal(
                done.codes[told], recall.moments.codes[:K, np.maximum(places, 0)][told]
            )  # the memory says only what was played, in its own column
            _, speaks = phrases(np.arange(start, start + W, dtype=np.int64), share, seed, 1, run)
            assert not told[:, ~speaks].any()
            thread, draft = done.thread, Draft(start, done.codes, ~done.kept, None)
            results.append(done.codes)
    half = len(results) // 2
    for one, again in zip(results[:half], results[half:], strict=True):
        np.testing.assert_array_equal(one, again)
