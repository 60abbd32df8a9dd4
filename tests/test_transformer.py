"""The generator: one memory however it is fed, one window however it is computed, and a mask that is obeyed."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from training.conditioning import CONTROLS, EMBEDDING_SIZE
from training.config import TrainingError
from training.depth import Freedom
from training.transformer import Generator, GeneratorConfig, Windows

PAST = 12
SMALL = GeneratorConfig(
    levels=3, codes=11, code_width=6, width=16, layers=2, heads=2, depth_width=8, control_width=5, past_frames=PAST
)
FREE = Freedom(torch.tensor(1.0), torch.tensor(SMALL.codes))


def a_generator(config: GeneratorConfig = SMALL) -> Generator:
    """A float64 generator whose adapters are awake, as after training."""
    torch.manual_seed(0)
    model = Generator(config).double()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "colour" in name or "steer" in name or "sink" in name:
                parameter.copy_(torch.randn_like(parameter) * 0.3)
    return model.eval()


def some_codes(frames: int, batch: int = 1, seed: int = 1) -> Tensor:
    dice = torch.Generator().manual_seed(seed)
    return torch.randint(SMALL.codes, (batch, SMALL.levels, frames), generator=dice)


def asked(batch: int, frames: int) -> dict[str, Tensor]:
    """A prompt, a guidance and controls that differ from item to item and from frame to frame."""
    dice = torch.Generator().manual_seed(7)
    return {
        "embedding": torch.randn(batch, EMBEDDING_SIZE, generator=dice, dtype=torch.float64) / 20,
        "guidance": torch.linspace(1.0, 3.0, batch, dtype=torch.float64),
        "controls": torch.rand(batch, frames, len(CONTROLS), generator=dice, dtype=torch.float64),
        "control_known": (torch.rand(batch, frames, len(CONTROLS), generator=dice) < 0.5).double(),
    }


@torch.no_grad()
def remembered(model: Generator, codes: Tensor, chunk: int) -> tuple[Tensor, Tensor]:
    past = model.initial_memory(codes.shape[0])
    for part in codes.split(chunk, dim=2):
        past = model.remember(part, *past)
    return past


def play(model: Generator, **changed: object) -> tuple[Tensor, Tensor]:
    """One rewrite of a window of 5 frames behind 9 remembered ones, with whatever is changed."""
    width = 5
    codes, known = some_codes(width, seed=2), torch.zeros(1, SMALL.levels, width, dtype=torch.float64)
    known[:, 0, 1:3] = 1.0
    past = remembered(model, some_codes(9), 9)
    inputs: dict[str, object] = {
        "codes": codes, "known": known, "gap": torch.tensor([2]), **asked(1, width), "free": FREE,
        "noise": torch.full((1, SMALL.levels, width), 0.4, dtype=torch.float64),
        "past_kv": past[0], "past_frames": past[1],
    }  # fmt: skip
    with torch.no_grad():
        return model.rewrite(**{**inputs, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("chunk", [1, 3, 7, 40])
def test_memory_is_the_same_in_any_chunks(chunk: int) -> None:
    model = a_generator()
    codes = some_codes(40, batch=2)
    with torch.no_grad():
        kv, frames = remembered(model, codes, chunk)
        whole = model.hear(codes, model.initial_memory(2)[0][:, :, :, :0], torch.zeros(2, dtype=torch.int64))
    # float64: rounding stays under 1e-14; a query that sees one frame too many shows as 1e-2.
    torch.testing.assert_close(kv, whole[:, :, :, -PAST:], rtol=0, atol=1e-12)
    assert frames.tolist() == [PAST, PAST]


def test_memory_that_is_not_yet_full_counts_its_frames() -> None:
    model = a_generator()
    kv, frames = remembered(model, some_codes(5), 2)
    assert frames.tolist() == [5]
    assert float(kv[:, :, :, : PAST - 5].abs().max()) == 0.0


def test_empty_slots_are_never_read() -> None:
    """Whatever lies in slots that are not filled, even garbage, must not be heard."""
    model = a_generator()
    kv, frames = remembered(model, some_codes(5), 5)
    dirty = kv.clone()
    dirty[:, :, :, : PAST - 5] = 1e3
    for one, other in zip(
        play(model, past_kv=kv, past_frames=frames), play(model, past_kv=dirty, past_frames=frames), strict=True
    ):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    clean, garbage = (model.remember(some_codes(2, seed=5), past, frames)[0] for past in (kv, dirty))
    torch.testing.assert_close(clean[:, :, :, -2:], garbage[:, :, :, -2:], rtol=0, atol=0)


def test_later_frames_are_never_heard() -> None:
    """The rows of a frame are the same bit for bit, whatever is played after it."""
    model = a_generator()
    nothing = model.initial_memory(1)
    codes = some_codes(20)
    other = codes.clone()
    other[:, :, 13:] = (other[:, :, 13:] + 5) % SMALL.codes
    with torch.no_grad():
        first, second = (model.hear(c, nothing[0][:, :, :, :0], nothing[1]) for c in (codes, other))
    torch.testing.assert_close(first[:, :, :, :13], second[:, :, :, :13], rtol=0, atol=0)
    assert float((first - second)[:, :, :, 13:].abs().max()) > 0.1


def test_what_lies_beyond_the_sliding_window_is_forgotten() -> None:
    """Two layers reach back 2 * P frames: an older difference changes nothing, and the memory keeps its size."""
    model = a_generator()
    codes = some_codes(5 * PAST)
    other = codes.clone()
    other[:, :, : 2 * PAST] = (other[:, :, : 2 * PAST] + 3) % SMALL.codes
    kv, _ = remembered(model, codes, PAST)
    kv_other, _ = remembered(model, other, PAST)
    torch.testing.assert_close(kv, kv_other, rtol=0, atol=1e-12)
    assert kv.shape == (1, SMALL.layers, 2, PAST, SMALL.width)
    near = codes.clone()
    near[:, :, 3 * PAST + 2] = (near[:, :, 3 * PAST + 2] + 3) % SMALL.codes
    assert float((kv - remembered(model, near, PAST)[0]).abs().max()) > 1e-3


def test_training_form_equals_playing() -> None:
    """The windows of one training pass are what remember and rewrite give one window at a time.

    The windows differ in their gap and in how far back they may look. Both sides must agree on every logit.
    """
    model = a_generator()
    batch, frames, width = 2, 40, 6
    codes, target = some_codes(frames, batch), some_codes(frames, batch, seed=3)
    windows = Windows(
        starts=torch.tensor([[8, 14, 30], [10, 20, 34]]),
        newest=torch.tensor([[8, 11, 21], [0, 20, 30]]),
        oldest=torch.tensor([[0, 0, 9], [0, 15, 18]]),
        width=width,
    )
    places = windows.frames()
    codes_there = target.gather(2, places[:, None].expand(-1, SMALL.levels, -1))
    known = (torch.rand(codes_there.shape, generator=torch.Generator().manual_seed(4)) < 0.4).double()
    wish = asked(batch, 3 * width)
    with torch.no_grad():
        rows = model.hear(codes, model.initial_memory(batch)[0][:, :, :, :0], torch.zeros(batch, dtype=torch.int64))
        hidden = model.teach(codes_there, known, rows, windows, **wish)
        for item in range(batch):
            for number in range(3):
                start, newest, oldest = (int(t[item, number]) for t in (windows.starts, windows.newest, windows.oldest))
                kv, count = model.initial_memory(1)
                if newest:
                    kv, count = remembered(model, codes[item : item + 1, :, :newest], 4)
                part = slice(number * width, (number + 1) * width)
                hidden_there: list[Tensor] = []
                handle = model.norm.register_forward_hook(lambda _m, _i, out, keep=hidden_there: keep.append(out))
                model.rewrite(
                    codes_there[item : item + 1, :, part], known[item : item + 1, :, part],
                    torch.tensor([start - newest]),
                    wish["embedding"][item : item + 1], wish["guidance"][item : item + 1],
                    wish["controls"][item : item + 1, part], wish["control_known"][item : item + 1, part],
                    Freedom(torch.tensor(1.0), torch.tensor(3)),
                    torch.zeros(1, SMALL.levels, width, dtype=torch.float64), kv, count.clamp(max=newest - oldest),
                )  # fmt: skip
                handle.remove()
                # float64: rounding stays under 1e-13; a position that is off by one shows as 1e-2.
                torch.testing.assert_close(hidden_there[0][0], hidden[item, part], rtol=0, atol=1e-11)


def test_windows_side_by_side_do_not_hear_each_other() -> None:
    model = a_generator()
    codes = some_codes(24)
    windows = Windows(torch.tensor([[8, 14]]), torch.tensor([[0, 0]]), torch.tensor([[6, 6]]), 6)
    known = torch.ones(1, SMALL.levels, 12, dtype=torch.float64)
    there = codes[:, :, 8:20]
    other = there.clone()
    other[:, :, 6:] = (other[:, :, 6:] + 1) % SMALL.codes
    with torch.no_grad():
        rows = model.hear(codes, model.initial_memory(1)[0][:, :, :, :0], torch.zeros(1, dtype=torch.int64))
        first, second = (model.teach(c, known, rows, windows, **asked(1, 12)) for c in (there, other))
    torch.testing.assert_close(first[:, :6], second[:, :6], rtol=0, atol=0)
    assert float((first[:, 6:] - second[:, 6:]).abs().max()) > 1e-2


def test_parallel_logits_are_those_of_sampling() -> None:
    """Fed its own tokens, the teacher-forced head gives every sampled token the confidence that sampling reported."""
    model = a_generator()
    dice = torch.Generator().manual_seed(8)
    hidden = torch.randn(7, SMALL.width, generator=dice, dtype=torch.float64)
    codes, known = some_codes(7)[0].T, (torch.rand(7, SMALL.levels, generator=dice) < 0.3).double()
    noise = torch.rand(7, SMALL.levels, generator=dice, dtype=torch.float64)
    with torch.no_grad():
        tokens, confidence = model.depth.sample(hidden, codes, known, model.table, FREE, noise)
        contexts = model.depth.contexts(hidden, tokens, model.table)
        for level, network in enumerate(model.depth.levels):
            expected = network(contexts[level]).log_softmax(-1).gather(1, tokens[:, level : level + 1])[:, 0]
            expected = torch.where(known[:, level] > 0.5, 0.0, expected)
            torch.testing.assert_close(confidence[:, level], expected, rtol=0, atol=1e-12)


def test_known_tokens_pass_through() -> None:
    model = a_generator()
    codes, known = some_codes(5, seed=2), torch.zeros(1, SMALL.levels, 5, dtype=torch.float64)
    known[:, :, 0] = known[:, 1, 3] = 1.0
    sampled, confidence = play(model, codes=codes, known=known)
    assert torch.equal(sampled[known > 0.5], codes[known > 0.5])
    assert bool((confidence[known > 0.5] == 0).all())
    assert bool((confidence[known < 0.5] < 0).all())


def test_what_stands_under_a_hole_is_not_read() -> None:
    model = a_generator()
    known = torch.zeros(1, SMALL.levels, 5, dtype=torch.float64)
    first = play(model, known=known, codes=some_codes(5, seed=2))
    second = play(model, known=known, codes=some_codes(5, seed=9))
    assert torch.equal(first[0], second[0])
    assert torch.equal(first[1], second[1])


def test_the_same_noise_plays_the_same_tokens() -> None:
    model = a_generator()
    noise = torch.rand(1, SMALL.levels, 5, dtype=torch.float64)
    assert torch.equal(play(model, noise=noise)[0], play(model, noise=noise)[0])
    others = [play(model, noise=torch.rand(noise.shape, dtype=torch.float64))[0] for _ in range(4)]
    assert any(not torch.equal(play(model, noise=noise)[0], other) for other in others)


@pytest.mark.parametrize(
    "cold",
    [
        {"temperature": torch.tensor(0.0)}, {"top_k": torch.tensor(1)}, {"top_p": torch.tensor(1e-6)},
        {"top_p": torch.tensor(1e-6), "typical": torch.tensor(0.1)},
    ],
)  # fmt: skip
def test_cold_or_narrow_sampling_takes_the_likeliest(cold: dict[str, Tensor]) -> None:
    model, narrow = a_generator(), FREE._replace(**cold)
    drawn = [
        play(model, noise=torch.full((1, SMALL.levels, 5), n, dtype=torch.float64), free=narrow)[0]
        for n in (0.0, 0.5, 0.999)
    ]
    assert torch.equal(drawn[0], drawn[1])
    assert torch.equal(drawn[0], drawn[2])
    tokens = drawn[0]
    # Level 0 depends on nothing sampled: its likeliest code can be read off.
    hidden: list[Tensor] = []
    handle = model.norm.register_forward_hook(lambda _m, _i, out: hidden.append(out))
    play(model, free=narrow)
    handle.remove()
    free = [0, 3, 4]  # frames where play() leaves level 0 unknown
    assert torch.equal(tokens[0, 0, free], model.depth.levels[0](hidden[0][0]).argmax(-1)[free])


def test_the_gap_moves_the_window() -> None:
    """A window further from its past is another window; with no past there is nothing to be far from."""
    model = a_generator()
    near, far = (play(model, gap=torch.tensor([gap]))[1] for gap in (0, 9))
    assert float((near - far).abs().max()) > 1e-4
    kv, frames = model.initial_memory(1)
    alone = [play(model, gap=torch.tensor([gap]), past_kv=kv, past_frames=frames)[1] for gap in (0, 9)]
    torch.testing.assert_close(alone[0], alone[1], rtol=0, atol=1e-12)


def test_fresh_adapters_change_nothing() -> None:
    torch.manual_seed(0)
    model = Generator(SMALL).double()
    one = play(model)
    wish = asked(1, 5)
    other = play(model, embedding=-wish["embedding"], guidance=wish["guidance"] + 2, controls=1 - wish["controls"])
    assert torch.equal(one[1], other[1])


def test_prompt_guidance_and_controls_are_heard_once_awake() -> None:
    model = a_generator()
    wish = asked(1, 5)
    base = play(model)[1]
    changes = [
        {"embedding": torch.zeros_like(wish["embedding"])},
        {"guidance": wish["guidance"] + 2},
        {
            "controls": wish["controls"].index_fill(2, torch.tensor([0]), 0.99),
            "control_known": torch.ones_like(wish["controls"]),
        },
    ]
    for change in changes:
        assert float((play(model, **change)[1] - base).abs().max()) > 1e-4, list(change)


def test_codes_that_sound_alike_start_alike() -> None:
    """Code 0 and its neighbour on the codec's sphere get nearly the same rows, the opposite code opposite ones.

    A plain random start gives a correlation within 0.3 of 0 either way.
    """
    torch.manual_seed(0)
    model = Generator(GeneratorConfig(levels=2, codes=64, code_width=32, width=32, layers=1, depth_width=16))
    points = torch.nn.functional.normalize(torch.randn(2, 64, 8), dim=-1)
    points[:, 1] = points[:, 0]
    points[:, 2] = -points[:, 0]
    size = model.table.std()
    model.start_from(points * 3.0)  # the length of a code means nothing
    for level in range(2):
        for rows in (model.table[level * 64 :][:64], model.depth.levels[level].out.weight):
            alike = torch.corrcoef(rows[:3].detach())
            assert float(alike[0, 1]) > 0.4 and float(alike[0, 2]) < -0.4
    torch.testing.assert_close(model.table.std(), size, rtol=0.1, atol=0)


def test_a_size_that_cannot_be_is_refused() -> None:
    with pytest.raises(TrainingError, match="choose a width that is a multiple of 10"):
        GeneratorConfig(width=16, heads=5)
    with pytest.raises(TrainingError, match=r"\[model\] layers = 0: must be at least 1"):
        GeneratorConfig(layers=0)
