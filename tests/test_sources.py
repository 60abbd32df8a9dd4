"""What may be taken: the attribution list is fit to publish, the split goes by package, any first hours are varied."""

from __future__ import annotations

import pytest

from training.corpus.captions import VARIANTS, captions
from training.corpus.index import TRAIN, VALIDATION, CorpusError
from training.corpus.sources import (
    HELD_OUT,
    VALIDATION_PACKAGES,
    Source,
    choose,
    in_turns,
    read_attribution,
    refuse_held_out,
    split_of,
)


def test_attribution_list_is_fit_to_publish() -> None:
    sources = read_attribution()
    assert len({(source.package, source.path) for source in sources}) == len(sources)
    for source in sources:
        assert source.licence
        assert source.holder
        assert "@" not in source.holder
        assert "NC" not in source.licence
        assert len(source.sha256) == 64
        assert source.deb.startswith(f"{source.package}_")
        refuse_held_out("", source.path)  # no folder happens to be called like a held-out source
    packages = {source.package for source in sources}
    assert not packages & HELD_OUT
    assert packages >= VALIDATION_PACKAGES
    assert 20 < sum(source.seconds for source in sources) / 3600 < 40


def test_split_goes_by_package() -> None:
    sides: dict[str, set[str]] = {TRAIN: set(), VALIDATION: set()}
    for source in read_attribution():
        sides[split_of(source.package)].add(source.package)
    assert sides[VALIDATION] == VALIDATION_PACKAGES
    assert not sides[TRAIN] & sides[VALIDATION]


def test_any_first_hours_are_varied() -> None:
    first = in_turns(read_attribution(), limit_hours=6.0)
    assert 6.0 <= sum(source.seconds for source in first) / 3600 < 6.3
    packages = {source.package for source in first}
    assert len(packages) >= 12  # in list order it would be two
    assert packages >= VALIDATION_PACKAGES  # so that a short corpus can be evaluated
    everything = in_turns(read_attribution())
    assert everything[: len(first)] == first
    assert len(everything) == len(read_attribution())


def test_unknown_package_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CorpusError, match=r"package 'ufo' is not on the attribution list\. Known: .*ufoai-music"):
        choose(read_attribution(), ["ufo"])


def test_captions_vary_and_repeat() -> None:
    some = captions("Night_Drive", "Soundtrack", "dark ambient, industrial, tense", seed="x")
    assert some == captions("Night_Drive", "Soundtrack", "dark ambient, industrial, tense", seed="x")
    assert some != captions("Night_Drive", "Soundtrack", "dark ambient, industrial, tense", seed="y")
    assert some[:2] == (
        "dark ambient, industrial, tense, soundtrack",
        "Night Drive, dark ambient, industrial, tense, soundtrack",
    )
    assert len(set(some)) == len(some) == VARIANTS
    known = {"dark ambient", "industrial", "tense", "soundtrack", "Night Drive"}
    assert all(set(caption.split(", ")) <= known for caption in some)
    assert captions("Untitled", "(None)", "", seed="x") == ()
    assert captions("", "Game", "calm", seed="x") == ("calm",)


def test_turns_keep_the_order_within_a_package() -> None:
    def source(package: str, number: int) -> Source:
        return Source(package, "", "", f"{number}", 1000.0, "CC0-1.0", "", "", "", "", "")

    mixed = in_turns([source(package, number) for package in ("a", "b") for number in range(3)])
    # Two files fill half an hour, the third waits for the next turn.
    assert [f"{one.package}{one.path}" for one in mixed] == ["a0", "a1", "b0", "b1", "a2", "b2"]
