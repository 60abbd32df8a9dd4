"""Every streaming layer: any hop = whole file; NaN in the future is never heard; a neighbour in the batch is not heard.

A layer is named once in LAYERS and so gets all three tests. `Case.call` has the face of every layer: x [B, T, ...] and
the memory, a dict of tensors, in; y and the next memory out, with time in dimension 1 of x and y.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from training.codec import Codec, Decoder, Encoder
from training.codec_config import CodecConfig
from training.layers import Analysis, Block, ShiftedSum, Synthesis

State = dict[str, Tensor]

SMALL = CodecConfig(
    block_samples=8,
    overlap_samples=8,
    width=6,
    frame_width=10,
    latent=8,
    kernel=3,
    encoder_blocks=2,
    encoder_frame_blocks=1,
    decoder_frame_blocks=1,
    decoder_blocks=2,
    levels=3,
    codes=16,
    code_dim=4,
    hiss_bands=3,
    hiss_latent=4,
    envelope_parts=2,
    envelope_latent=3,
)


@dataclass(frozen=True)
class Case:
    """One layer in float64, and what it is fed."""

    make: Callable[[], torch.nn.Module]
    features: tuple[int, ...]  # of one column of x
    call: Callable[[torch.nn.Module, Tensor, State], tuple[Tensor, State]]
    start: Callable[[torch.nn.Module, int], State]


def single(module: torch.nn.Module, x: Tensor, past: State) -> tuple[Tensor, State]:
    y, past_next = module(x, past["past"])
    return y, {"past": past_next}


def single_start(module: torch.nn.Module, batch: int) -> State:
    return {"past": module.initial_state(batch)}  # type: ignore[operator]


def samples(module: torch.nn.Module, x: Tensor, past: State) -> tuple[Tensor, State]:
    """Analysis takes samples: a column of x is one hop of them."""
    y, past_next = module(x.flatten(1), past["past"])
    return y, {"past": past_next}


def sounding(module: torch.nn.Module, x: Tensor, past: State) -> tuple[Tensor, State]:
    """Synthesis gives samples: a column of y is one hop of them."""
    y, past_next = module(x, past["past"])
    return y.unflatten(1, (x.shape[1], -1)), {"past": past_next}


def encoder(module: torch.nn.Module, x: Tensor, past: State) -> tuple[Tensor, State]:
    """A column of x is one frame: [B, F, stream, block of the frame, bins]."""
    y, past_next = module(x.transpose(1, 2).flatten(2, 3), past)
    return y, past_next


def decoder(module: torch.nn.Module, x: Tensor, past: State) -> tuple[Tensor, State]:
    y, past_next = module(x, torch.zeros(x.shape[:2], dtype=torch.int64), past)
    return y.unflatten(2, (x.shape[1], -1)).transpose(1, 2), past_next


def whole_codec(module: torch.nn.Module, x: Tensor, past: State) -> tuple[Tensor, State]:
    """Sound through the codes and back; a column is one hop [2, hop_samples]."""
    assert isinstance(module, Codec)
    audio = x.transpose(1, 2).flatten(2)
    ears = {name[2:]: t for name, t in past.items() if name.startswith("e.")}
    mouth = {name[2:]: t for name, t in past.items() if name.startswith("d.")}
    codes, ears = module.encode(audio, ears)
    sound, mouth = module.decode(codes, 2, mouth)
    after = {f"e.{name}": t for name, t in ears.items()} | {f"d.{name}": t for name, t in mouth.items()}
    return sound.unflatten(2, (x.shape[1], -1)).transpose(1, 2), after


def codec_start(module: torch.nn.Module, batch: int) -> State:
    assert isinstance(module, Codec)
    ears, mouth = module.encoder_state(batch), module.decoder_state(batch)
    return {f"e.{name}": t for name, t in ears.items()} | {f"d.{name}": t for name, t in mouth.items()}


def state_start(module: torch.nn.Module, batch: int) -> State:
    start: State = module.initial_state(batch)  # type: ignore[operator]
    return start


LAYERS = {
    "ShiftedSum": Case(lambda: ShiftedSum(5, 4), (5,), single, single_start),
    "Block": Case(lambda: Block(6, 7, 3), (6,), single, single_start),
    "Analysis": Case(lambda: Analysis(12, 12), (12,), samples, single_start),
    "Analysis, low overlap": Case(lambda: Analysis(12, 4), (12,), samples, single_start),
    "Synthesis": Case(lambda: Synthesis(12, 12), (12,), sounding, single_start),
    "Synthesis, low overlap": Case(lambda: Synthesis(12, 4), (12,), sounding, single_start),
    "Encoder": Case(lambda: Encoder(SMALL), (2, 2, SMALL.seen_size), encoder, state_start),
    "Decoder": Case(lambda: Decoder(SMALL), (SMALL.latent_width,), decoder, state_start),
    "Codec": Case(lambda: Codec(SMALL), (2, 16), whole_codec, codec_start),
}
COLUMNS = 12


@pytest.fixture(params=LAYERS)
def case(request: pytest.FixtureRequest) -> Case:
    return LAYERS[request.param]


def ready(case: Case) -> tuple[torch.nn.Module, Tensor]:
    torch.manual_seed(0)
    module = case.make().double().eval()
    for parameter in module.parameters():
        # As they start, residuals are so small that a broken memory would hardly be heard.
        torch.nn.init.normal_(parameter, std=0.5)
    return module, torch.randn(2, COLUMNS, *case.features, dtype=torch.float64)


@pytest.mark.parametrize("hop", [1, 3, 5])
@torch.no_grad()
def test_any_hop_equals_whole_file(case: Case, hop: int) -> None:
    module, x = ready(case)
    whole, end = case.call(module, x, case.start(module, 2))
    past = case.start(module, 2)
    played = []
    for piece in x.split(hop, dim=1):
        y, past = case.call(module, piece, past)
        played.append(y)
    # float64: rounding reaches 2e-15; forgetting the memory shows as 0.3 and more.
    torch.testing.assert_close(torch.cat(played, dim=1), whole, rtol=0, atol=1e-12)
    for name, tensor in end.items():
        torch.testing.assert_close(past[name], tensor, rtol=0, atol=1e-12)


@torch.no_grad()
def test_nan_in_the_future_is_never_heard(case: Case) -> None:
    module, x = ready(case)
    clean, _ = case.call(module, x, case.start(module, 2))
    x[:, 7:] = torch.nan
    y, _ = case.call(module, x, case.start(module, 2))
    # A look ahead of a single sample would spread NaN into columns before the seventh.
    torch.testing.assert_close(y[:, :7], clean[:, :7], rtol=0, atol=1e-12)


@torch.no_grad()
def test_a_garbage_neighbour_is_never_heard(case: Case) -> None:
    module, x = ready(case)
    clean, _ = case.call(module, x, case.start(module, 2))
    x[1] = torch.nan
    y, _ = case.call(module, x, case.start(module, 2))
    # Mid and side share the batch axis: mixing up rows would let the neighbour in.
    torch.testing.assert_close(y[0], clean[0], rtol=0, atol=1e-12)


@torch.no_grad()
def test_memory_is_not_written_to(case: Case) -> None:
    module, x = ready(case)
    past = case.start(module, 2)
    _, past = case.call(module, x, past)
    before = {name: tensor.clone() for name, tensor in past.items()}
    case.call(module, x, past)
    # A state is a value: drafts are decoded from a kept one, again and again.
    for name, tensor in before.items():
        assert torch.equal(past[name], tensor), name


def test_training_and_playing_run_the_same_sum() -> None:
    torch.manual_seed(0)
    layer = ShiftedSum(3, 4).double()
    x = torch.randn(2, 6, 3, dtype=torch.float64, requires_grad=True)
    past = torch.randn(2, 3, 3, dtype=torch.float64, requires_grad=True)
    with torch.no_grad():
        played, _ = layer(x, past)
    trained, _ = layer(x, past)
    assert torch.equal(played, trained)
    # The gradient is written by hand: a wrong shift would show here, and only as slow learning elsewhere.
    assert torch.autograd.gradcheck(lambda a, b: layer(a, b)[0], (x, past))
    weights = torch.autograd.grad(trained.square().sum(), list(layer.parameters()))
    by_hand = torch.cat([past, x], dim=1).unfold(1, 4, 1)  # [B, T, C, kernel]
    y = (by_hand * layer.weight.T).sum(-1) + layer.bias
    torch.testing.assert_close(weights, torch.autograd.grad(y.square().sum(), list(layer.parameters())))
