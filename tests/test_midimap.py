"""Maps: what a line says, files with their faults, presets that come along, and SooperLooper's files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rtmusic.errors import KnobError, UsageError
from rtmusic.knobs import COMMANDS, KNOBS, LOOP_COMMANDS, LOOPS, Knob
from rtmusic.midimap import (
    CURVES,
    MODES,
    NUMBERED,
    PRESSED,
    REALTIME,
    TAKEOVERS,
    Binding,
    Scene,
    Source,
    Target,
    about,
    bindings,
    change,
    lines_of,
    over,
    parse_binding,
    presets,
    read_map,
    write_map,
)  # fmt: skip
from rtmusic.midislb import OURS_ALONE, read_slb


@pytest.mark.parametrize("name", presets())
def test_every_map_that_comes_along_is_whole(name: str, tmp_path: Path) -> None:
    bound = read_map(name)
    assert len(bound) > 10 and about(name)
    for source, here in bound.items():
        for binding in here:
            target = binding.target
            assert isinstance(target, Scene) or KNOBS.get(target.name) is target or COMMANDS.get(target.name) is target
            # A fine half that is bound by itself would swallow the fine movement of another controller.
            partner = Source(source.kind, source.channel, source.number + 32)
            if source.kind == "cc" and source.number < 32 and binding.mode == "auto":
                assert partner not in bound, f"{name}: {source} needs mode=abs7"
    write_map(bound, tmp_path / "x.map")
    assert read_map(str(tmp_path / "x.map")) == bound


def test_the_presets_are_those_that_the_issue_names() -> None:
    assert presets() == ["bcf2000", "fcb1010", "generic", "launchcontrolxl", "midimix", "nanokontrol2"]


def test_without_a_word_the_generic_map_is_in_force() -> None:
    bound = bindings()
    assert bound[Source("cc", 0, 20)] == (Binding(Source("cc", 0, 20), KNOBS["prompt_1"]),)
    assert all(source.channel == 0 and not 32 <= source.number < 64 for source in bound)


def test_a_line_says_everything() -> None:
    binding = parse_binding("cc:1:20=temperature low=0.2 high=1.2 curve=log takeover=pickup from=1 to=99 step=0.01")
    knob = KNOBS["temperature"]
    assert binding == Binding(
        Source("cc", 1, 20), knob, 0.2, 1.2, "log", step=0.01, takeover="pickup", first=1, last=99
    )
    assert binding.value(knob, 0.5) == pytest.approx((0.2 * 1.2) ** 0.5)
    assert parse_binding("pc:1:5 = scene:chorus # the loud one").target == Scene("chorus")
    assert parse_binding('pc:1:5 = scene "slow verse" from=0').target == Scene("slow verse")
    assert parse_binding("cc:*:30 = key high=c#m low=c").ends(KNOBS["key"]) == (1.0, 14.0)
    assert parse_binding("stop = freeze high=on").source == Source("stop")


def test_one_source_does_one_thing_or_several_or_nothing() -> None:
    bound = over({}, ["cc:1:20=wet", "cc:1:20=dry", "cc:1:20 += gain", "cc:2:20=wet", "cc:2:20=nothing"])
    assert [binding.target.name for binding in bound[Source("cc", 1, 20)]] == ["dry", "gain"]
    assert bound[Source("cc", 2, 20)] == ()
    assert lines_of(bound) == ["cc:1:20 = dry", "cc:1:20 += gain", "cc:2:20 = nothing"]


@pytest.mark.parametrize(
    "text, error, sentence",
    [
        ("cc:1:20", KnobError, "there is no knob ''"),
        ("wheel=wet", UsageError, "is not understood; write for example"),
        ("cc:one:20=wet", UsageError, "is not understood"),
        ("cc:1:-3=wet", UsageError, "is not understood"),
        ("cc:²:3=wet", UsageError, "is not understood"),
        ("pb:1:3=wet", UsageError, "is not understood"),
        ("start:1=record", UsageError, "is not understood"),
        ("cc:17:20=wet", UsageError, "channel 17 is not 1 to 16"),
        ("cc:0:20=wet", UsageError, "channel 0 is not 1 to 16"),
        ("cc:1:128=wet", UsageError, "number 128 is not 0 to 127"),
        ("nrpn:1:16384=wet", UsageError, "number 16384 is not 0 to 16383"),
        ("cc:1:20=temprature", KnobError, "did you mean temperature"),
        ("cc:1:20=nothing", UsageError, "it binds nothing"),
        ("cc:1:20='wet", UsageError, "a quote is not closed"),
        ("note:1:20=wet", KnobError, "a note can press a command or hold a switch"),
        ("pc:1:20=wet", KnobError, "pc can press a command or recall a scene; to turn wet add high=VALUE"),
        ("cc:1:20=wet low=7", KnobError, "7 is outside -60 to 6 dB"),
        ("cc:1:20=wet curve=log", UsageError, "curve=log needs low and high above 0"),
        ("cc:1:20=wet mode=rel", UsageError, "mode=rel: give auto, abs7"),
        ("pb:1=wet mode=abs7", UsageError, "mode=abs7 is for controllers"),
        ("cc:1:20=record low=1", UsageError, "record is pressed, and has no value"),
        ("cc:1:20=record toggle", UsageError, "record is pressed, not turned"),
        ("cc:1:20=undo hold", UsageError, "hold is for record, overdub"),
        ("pc:1:20=overdub hold", UsageError, "on a note or a controller"),
        ("cc:1:20=wet from=9 to=8", UsageError, "from=9 is above to=8"),
        ("cc:1:20=wet to=128", UsageError, "to=128 is not a whole number from 0 to 127"),
        ("cc:1:20=wet step=0", UsageError, "step=0 is not a share of the way"),
        ("cc:1:20=wet loud", UsageError, "'loud' is not an option of a binding"),
    ],
)
def test_a_binding_that_is_wrong_is_explained(text: str, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence) as caught:
        parse_binding(text)
    assert repr(text) in str(caught.value)


def test_the_faults_of_a_file_are_told_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "mine.map"
    path.write_text("# mine\n\ncc:1:20 = wet\ncc:1:21 = wett\n  cc:1:200 = dry\n")
    with pytest.raises(UsageError) as caught:
        read_map(str(path))
    assert "line 4, 'cc:1:21 = wett': there is no knob 'wett'; did you mean wet" in str(caught.value)
    assert "line 5, 'cc:1:200 = dry': number 200 is not 0 to 127" in str(caught.value)
    with pytest.raises(UsageError, match=r"'nano2' cannot be read: No such file.*name a file, or one of bcf2000"):
        read_map("nano2")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="it is no text"):
        read_map(str(path))


def test_a_changed_line_is_not_written_after_the_one_that_adds_to_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.map"
    write_map(bindings(["cc:1:20=wet", "cc:1:20+=dry", "cc:1:21=nothing"]), path)
    bound = over(read_map(str(path)), ["cc:1:20=gain", "cc:1:20+=dry", "cc:1:21=wet"])
    write_map(bound, path)
    # Were "+= dry" kept where it stood, "= gain" below it would take its place.
    assert read_map(str(path)) == bound


def test_writing_keeps_what_a_player_wrote(tmp_path: Path) -> None:
    path = tmp_path / "mine.map"
    path.write_text("# left hand\ncc:1:20=wet   # the big one\ncc:1:21 = dry\n\n# right hand\npc:1:0 = scene:a\n")
    write_map(over(read_map(str(path)), ["cc:1:21=gain", "cc:1:20+=mute"]), path)
    assert path.read_text() == (
        "# left hand\ncc:1:20=wet   # the big one\n\n# right hand\npc:1:0 = scene:a\ncc:1:20 += mute\ncc:1:21 = gain\n"
    )
    assert len(list(tmp_path.iterdir())) == 1
    (tmp_path / "song.txt").write_text("la la la")
    with pytest.raises(UsageError, match="line 1, 'la la la'"):
        write_map(bindings(), tmp_path / "song.txt")
    assert (tmp_path / "song.txt").read_text() == "la la la"
    with pytest.raises(UsageError, match="cannot be written: No such file"):
        write_map(bindings(), tmp_path / "nowhere" / "x.map")


def sources() -> st.SearchStrategy[Source]:
    channels = st.integers(0, 16)
    numbered = st.sampled_from([*NUMBERED]).flatmap(
        lambda kind: st.builds(Source, st.just(kind), channels, st.integers(0, NUMBERED[kind]))
    )
    return st.one_of(numbered, st.builds(Source, st.sampled_from(["pb", "at"]), channels, st.just(0)))


@st.composite
def any_binding(draw: st.DrawFn) -> Binding:
    source = draw(st.one_of(sources(), st.builds(Source, st.sampled_from(REALTIME), st.just(0), st.just(0))))
    names = st.text("abc #'\"=", min_size=1)
    targets: list[Target] = [*KNOBS.values(), *COMMANDS.values()]
    target = draw(st.one_of(st.sampled_from(targets), st.builds(Scene, names)))
    words = []
    if isinstance(target, Knob):
        ends = [target.clamp(draw(st.floats(target.low, target.high))) for _ in range(2)]
        show = target.show if target.choices else repr
        words += [f"{word}={show(end)}" for word, end in zip(("low", "high"), ends, strict=True) if draw(st.booleans())]
        words += [f"curve={draw(st.sampled_from(CURVES))}", f"takeover={draw(st.sampled_from(TAKEOVERS))}"]
        words += ["toggle"] if draw(st.booleans()) else []
        words += [f"mode={draw(st.sampled_from(MODES))}"] if source.kind == "cc" else []
    first = draw(st.integers(0, 127))
    words += [f"from={first}", f"to={draw(st.integers(first, 127))}", f"lit={draw(st.integers(0, 127))}"]
    words += ["feedback"] if draw(st.booleans()) else []
    try:
        return change(Binding(source, target), words)
    except UsageError:
        return Binding(source, COMMANDS["undo"])


@given(any_binding())
def test_what_is_written_is_what_is_read(binding: Binding) -> None:
    assert parse_binding(str(binding)) == binding


@given(any_binding(), st.floats(0, 1))
@example(change(Binding(Source("pb", 0, 0), KNOBS["wet"]), ["low=5e-324", "high=1.0", "curve=log"]), 1.0)
def test_positions_and_values_are_inside_their_bounds(binding: Binding, share: float) -> None:
    if isinstance(knob := binding.target, Knob):
        value = binding.value(knob, share)
        low, high = sorted(binding.ends(knob))
        assert low - 1e-9 <= value <= high + 1e-9
        assert 0 <= binding.position(knob, value) <= 1
        assert binding.value(knob, binding.position(knob, value)) == pytest.approx(value, rel=1e-6, abs=1e-6)


@given(st.text(max_size=60))
def test_no_words_raise_anything_but_what_a_player_can_mend(text: str) -> None:
    for words in (text, f"cc:1:1={text}", f"cc:1:1=wet {text}"):
        try:
            binding = parse_binding(words)
        except UsageError as error:
            assert str(error)
        else:
            assert parse_binding(str(binding)) == binding


def test_what_is_only_pressed_is_told_apart() -> None:
    assert set(PRESSED) == {"note", "pc", *REALTIME}


BCF2000 = """# midi binding file for sooperlooper
9 n 35\tnote\tundo\t\t0
9 n 36\tnote\trecord\t\t0
9 n 49\tnote\tmute\t  \t1
9 n 51\tnote\treverse\t\t-3
9 n 52\tnote\tmute_on\t\t1
9 n 53\tnote\tmute\t\t-3
9 n 54\tnote\tinsert\t\t8
0 cc 7  set\tdry\t\t0\t0.0\t1.0\tgain
1 cc 7  set\twet\t\t0\t0.0\t1.0\tgain\t
1 cc 8  set\twet\t\t-2\t0.0\t1.0\tgain\t
2 cc 7  set\tfeedback\t7\t0.0\t0.5\t\t
2 cc 8  set\tpan_1\t-3\t0.0\t1.0\t\t
2 cc 9  set\trate\t0\t0.25\t4.0\t\t
2 cc 9  set\tscratch_pos\t0\t0.0\t1.0\t\t
2 cc 10 set selected_loop_num -2 0 7
0 pc 3 hit undo_all -1
0 pc 4 hit tap_tempo -1
0 pc 5 hit multiply
0 cc 20 note overdub 2  0 1  norm 64 127
0 n 21 susnote mute 2
0 n 22 susnote trigger 2
"""


def test_what_sooperlooper_was_bound_to_comes_over() -> None:
    found = read_slb(BCF2000.splitlines())
    assert [str(binding) for binding in found.bindings] == [
        "note:10:35 = loop_0_undo",
        "note:10:36 = loop_0_record",
        "note:10:49 = loop_1_mute",
        "note:10:51 = reverse",
        "note:10:53 = mute_loop",  # the knob mute would silence everything
        "cc:1:7 = dry low=-60.0 high=0.0",
        "cc:2:7 = loop_0_level low=-60.0 high=0.0",
        "cc:2:8 = wet low=-60.0 high=0.0",
        "cc:3:7 = loop_7_feedback low=0.0 high=50.0",
        "cc:3:8 = pan",
        "cc:3:9 = loop_0_rate",
        "cc:3:10 = select low=0 high=7",
        "pc:1:3 = undo_all",
        "pc:1:4 = tap",
        "pc:1:5 = multiply",
        "cc:1:20 = loop_2_overdub from=64 to=127",
        "note:1:21 = loop_2_mute hold",
    ]
    assert found.left_out == (
        "line 6, '9 n 52 note mute_on 1': note mute_on has no counterpart",
        "line 8, '9 n 54 note insert 8': there is no loop 8; there are 0 to 7",
        "line 15, '2 cc 9 set scratch_pos 0 0.0 1.0': set scratch_pos has no counterpart",
        "line 17, '0 pc 3 hit undo_all -1': is for the selected loop here; for all of them turn on:  select=all",
        "line 22, '0 n 22 susnote trigger 2': trigger cannot be held here; a press can be: note",
    )


@pytest.mark.parametrize("command", [name for name in LOOP_COMMANDS if name not in OURS_ALONE])
def test_what_both_loopers_can_is_pressed_for_every_loop(command: str) -> None:
    found = read_slb(f"0 n {loop} note {command} {loop}" for loop in range(LOOPS))
    assert [binding.target for binding in found.bindings] == [COMMANDS[f"loop_{n}_{command}"] for n in range(LOOPS)]
    assert not found.left_out


@given(st.text("0123456789 .-abcenoprstuw\n", max_size=200))
def test_no_slb_file_raises(text: str) -> None:
    found = read_slb(text.splitlines())
    for binding in found.bindings:
        assert parse_binding(str(binding)) == binding
