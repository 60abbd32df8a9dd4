"""The masked frame generator: it remembers what was played and rewrites the frames of a window, all levels at once.

Two streams share every weight. The *memory* reads committed frames once, strictly in order, and keeps their keys and
values. A *window* reads that memory and itself in both directions, and is written again and again without touching
the memory. A small depth head then chooses the levels of each frame, coarse to fine.

Keys are stored unrotated and turned when they are read, so positions are only ever relative and a set may last for
hours. A learned sink in every head stands in for an empty past. Prompt, guidance and controls reach the window alone:
a turned knob acts at once and the memory stays valid.

Training runs the same lines: `hear` over a whole clean sequence with no past is the memory of every one of its
frames, and `write` takes many windows of one sequence side by side, each behind its own part of that memory.

Source: masked frames after MaskGIT, Chang et al. 2022, arXiv:2202.04200; a clean and a masked copy in one pass after
Arriola et al. 2025, arXiv:2503.09573; rotary positions after Su et al. 2021, arXiv:2104.09864; the sink after Xiao et
al. 2023, arXiv:2309.17453; guidance as an input after Meng et al. 2022, arXiv:2210.03142.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.conditioning import CONTROLS, EMBEDDING_SIZE, GUIDANCE_TOP, OBEDIENCE
from training.config import TrainingError
from training.depth import DepthHead, Freedom

UNHEARD = -1e9  # added to the score of what a frame must not see; exp of it is exactly 0
GUIDANCE_WAVES = 4  # octaves of sine and cosine that tell guidance values apart
ROTARY_BASE = 10_000.0
GEOMETRY = 0.8  # share of the code tables' first values that comes from the codec


@dataclass(frozen=True, slots=True)
class GeneratorConfig:
    """Every size of the generator."""

    levels: int = 8  # residual levels it writes
    codes: int = 1024  # codes per level
    code_width: int = 64  # numbers that stand for one code
    width: int = 256
    layers: int = 6
    heads: int = 4
    expansion: int = 4
    depth_width: int = 256  # hidden units of each level's network in the depth head
    control_width: int = 64
    past_frames: int = 256  # committed frames that a frame can look back on
    window_frames: int = 128  # most frames that one call may rewrite

    def __post_init__(self) -> None:
        for f in fields(self):
            if getattr(self, f.name) < 1:
                raise TrainingError(f"[model] {f.name} = {getattr(self, f.name)}: must be at least 1")
        if self.width % (2 * self.heads):
            raise TrainingError(
                f"[model] width = {self.width} gives each of {self.heads} heads {self.width / self.heads:g} numbers: "
                f"choose a width that is a multiple of {2 * self.heads}"
            )


@dataclass(frozen=True, slots=True)
class Windows:
    """Where the windows of a batch lie and what each may see; frame numbers count within the sequence.

    Window w of item b covers frames starts[b, w] .. starts[b, w] + width - 1 and sees, of the memory, the frames
    oldest[b, w] .. newest[b, w] - 1. The frames from newest to start are its gap: played already, not yet heard.
    """

    starts: Tensor  # int64 [B, N]
    oldest: Tensor  # int64 [B, N]
    newest: Tensor  # int64 [B, N]
    width: int

    def frames(self) -> Tensor:
        """Return the frame number of every window frame, int64 [B, N * width]."""
        return (self.starts[:, :, None] + torch.arange(self.width, device=self.starts.device)).flatten(1)

    def heard(self, frames: Tensor) -> Tensor:
        """Return bool [B, N * width, S]: may this window frame see the memory's frame with number frames[S]?"""
        seen = (frames >= self.oldest[:, :, None]) & (frames < self.newest[:, :, None])
        return seen.repeat_interleave(self.width, dim=1)


def rotate(x: Tensor, positions: Tensor) -> Tensor:
    """Turn x [B, heads, T, n] by its positions [B or 1, T]: scores between turned rows know only the distance."""
    half = x.shape[-1] // 2
    exact = torch.promote_types(x.dtype, torch.float32)  # bfloat16 cannot count to 300
    speeds = ROTARY_BASE ** (-torch.arange(half, dtype=exact, device=x.device) / half)
    angle = positions.to(exact)[:, None, :, None] * speeds
    cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    first, second = x.chunk(2, dim=-1)
    return torch.cat([first * cos - second * sin, first * sin + second * cos], dim=-1)


class Layer(nn.Module):
    """One layer of attention and a feed-forward network, for both streams."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        c = config
        self.heads, self.size = c.heads, c.width // c.heads
        self.attention_norm = nn.LayerNorm(c.width)
        self.query_key_value = nn.Linear(c.width, 3 * c.width, bias=False)
        self.mix = nn.Linear(c.width, c.width, bias=False)
        self.sink = nn.Parameter(torch.zeros(c.heads))
        self.norm = nn.LayerNorm(c.width)
        self.widen = nn.Linear(c.width, c.expansion * c.width, bias=False)
        self.narrow = nn.Linear(c.expansion * c.width, c.width, bias=False)
        self.drop = nn.Dropout(0.0)  # training sets it
        # Adapters: zero at the start, so that an untrained prompt or control changes nothing.
        self.colour = nn.Linear(c.width, 4 * c.width)
        self.steer = nn.Linear(c.control_width, c.width)
        with torch.no_grad():
            for weight in (self.mix.weight, self.narrow.weight):
                weight.mul_(1.0 / math.sqrt(2 * c.layers))
            for adapter in (self.colour, self.steer):
                adapter.weight.zero_()
                adapter.bias.zero_()

    def project(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Turn normed x [B, T, d] into queries [B, heads, T, d / heads] and key and value rows [B, 2, T, d]."""
        query, key, value = self.query_key_value(x).chunk(3, dim=-1)
        return self.split(query), torch.stack([key, value], dim=1)

    def split(self, x: Tensor) -> Tensor:
        """Turn [B, T, d] into [B, heads, T, d / heads]."""
        apart: Tensor = x.unflatten(-1, (self.heads, self.size))
        return apart.transpose(1, 2)

    def attend(self, *scores: Tensor) -> list[Tensor]:
        """Turn scores [B, heads, T, S] into weights, shared out between all of them and the sink."""
        batch, _, frames, _ = scores[0].shape
        sink = self.sink.to(scores[0].dtype)[None, :, None, None].expand(batch, -1, frames, 1)
        weights = torch.cat([*scores, sink], dim=-1).softmax(dim=-1)
        return list(weights.split([*(s.shape[-1] for s in scores), 1], dim=-1)[:-1])

    def after(self, x: Tensor, heard: Tensor, scale: Tensor | None = None, shift: Tensor | None = None) -> Tensor:
        """Add what was heard [B, heads, T, n] to the stream x [B, T, d], then the feed-forward network's answer."""
        x = x + self.drop(self.mix(heard.transpose(1, 2).flatten(2)))
        y = self.norm(x)
        if scale is not None and shift is not None:
            y = y * (1.0 + scale) + shift
        answer: Tensor = self.drop(self.narrow(functional.gelu(self.widen(y))))
        return x + answer

    def hear(self, x: Tensor, past: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The memory's stream: x [B, F, d] behind past rows [B, 2, S, d] -> x and the rows [B, 2, S + F, d].

        Args:
            mask: float [B, 1, F, S + F], 0 where a frame may look and UNHEARD where not.
        """
        query, rows = self.project(self.attention_norm(x))
        rows = torch.cat([past.to(rows.dtype), rows], dim=2)
        key, value = rows.unbind(1)
        frames, slots = x.shape[1], past.shape[2]
        positions = torch.arange(slots + frames, device=x.device)[None] - slots
        keys = rotate(self.split(key), positions)
        query = rotate(query, positions[:, slots:]) * self.size**-0.5
        (weights,) = self.attend(query @ keys.transpose(2, 3) + mask.to(query.dtype))
        return self.after(x, weights @ self.split(value)), rows

    def write(
        self, x: Tensor, rows: Tensor, places: Tensor, positions: Tensor, mask: Tensor, width: int,
        colour: Tensor, controls: Tensor,
    ) -> Tensor:  # fmt: skip
        """The window's stream: x [B, N * width, d] sees memory rows [B, 2, S, d] and its own window.

        Args:
            places: positions [1 or B, S] of the memory's rows.
            positions: positions [B, N * width] of the window's frames.
            mask: float [B, 1, N * width, S], 0 or UNHEARD.
            width: frames in one window.
            colour: [B, d], prompt and guidance.
            controls: [B, N * width, control_width].
        """
        batch, frames, _ = x.shape
        scale, shift, later_scale, later_shift = self.colour(colour)[:, None].chunk(4, dim=-1)
        x = x + self.steer(controls)
        query, own = self.project(self.attention_norm(x) * (1.0 + scale) + shift)
        query = rotate(query, positions) * self.size**-0.5
        own_key, own_value = own.unbind(1)
        past_key, past_value = rows.to(query.dtype).unbind(1)
        past_keys = rotate(self.split(past_key), places)
        heard = query @ past_keys.transpose(2, 3) + mask.to(query.dtype)
        # Each window by itself: [B, heads, N, width, n].
        apart = (batch, self.heads, -1, width, self.size)
        own_keys = rotate(self.split(own_key), positions).reshape(apart)
        each_other = (query.reshape(apart) @ own_keys.transpose(3, 4)).reshape(batch, self.heads, frames, width)
        of_past, of_window = self.attend(heard, each_other)
        from_past = of_past @ self.split(past_value)
        own_values = self.split(own_value).reshape(apart)
        from_window = of_window.reshape(batch, self.heads, -1, width, width) @ own_values
        return self.after(x, from_past + from_window.reshape(from_past.shape), later_scale, later_shift)


class Generator(nn.Module):
    """Committed frames, a window with holes, a prompt and controls -> the window filled."""

    octaves: Tensor

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        c = config
        self.config = config
        self.table = nn.Parameter(torch.randn(c.levels * c.codes, c.code_width))
        self.hidden_code = nn.Parameter(torch.randn(c.levels, c.code_width))  # stands where a token is masked
        self.enter = nn.Linear(c.levels * c.code_width, c.width, bias=False)
        self.prompt = nn.Linear(EMBEDDING_SIZE, c.width)
        self.guide = nn.Linear(1 + 2 * GUIDANCE_WAVES, c.width)
        self.colour = nn.Linear(c.width, c.width)
        self.controls = nn.Linear(2 * len(CONTROLS), c.control_width)
        self.layers: Iterable[Layer] = nn.ModuleList(Layer(c) for _ in range(c.layers))  # type: ignore[assignment]
        self.norm = nn.LayerNorm(c.width)
        self.depth = DepthHead(c.levels, c.codes, c.code_width, c.width, c.depth_width)
        octaves = math.pi / GUIDANCE_TOP * 2.0 ** torch.arange(GUIDANCE_WAVES)
        self.register_buffer("octaves", octaves, persistent=False)
        with torch.no_grad():
            # An embedding has length 1, not one per number: without this the prompt would start as a whisper.
            self.prompt.weight.mul_(math.sqrt(EMBEDDING_SIZE) / 2)
            # A run that ends before obedience is taught is not disturbed by it.
            self.controls.weight.unflatten(1, (2, -1))[:, :, CONTROLS.index(OBEDIENCE)] = 0.0

    @torch.no_grad()
    def start_from(self, codebooks: Tensor) -> None:
        """Let codes that sound alike look alike from the first step on.

        The codec's codes are points on a small sphere; a random turn of them, with some noise, replaces the random
        start of the code table and of the depth head's last layers. Everything is learned on from there. (On the first
        corpus, 96 steps from here were worth 313 from the plain start.)

        Args:
            codebooks: [levels, codes, n], the directions that each level of the codec chooses from.
        """
        points = functional.normalize(codebooks, dim=-1) * codebooks.shape[-1] ** 0.5
        for level, head in enumerate(self.depth.levels):
            for weight in (self.table.unflatten(0, (self.config.levels, -1))[level], head.out.weight):
                size = float(weight.std())
                turned = points[level] @ torch.randn(points.shape[-1], weight.shape[1]) * points.shape[-1] ** -0.5
                weight.copy_((turned * GEOMETRY**0.5 + torch.randn(weight.shape) * (1.0 - GEOMETRY) ** 0.5) * size)

    def initial_memory(self, batch: int) -> tuple[Tensor, Tensor]:
        """Return the memory of nothing: past_kv [B, layers, 2, P, d] of zeros and past_frames int64 [B] of zeros."""
        c = self.config
        empty = self.table.new_zeros(batch, c.layers, 2, c.past_frames, c.width)
        return empty, torch.zeros(batch, dtype=torch.int64, device=empty.device)

    def codes_in(self, codes: Tensor) -> Tensor:
        """Look up codes int64 [B, levels, F]; float [B, F, levels, code_width]."""
        first = torch.arange(self.config.levels, device=codes.device) * self.config.codes
        return functional.embedding(codes.transpose(1, 2) + first, self.table)

    def hear(self, codes: Tensor, past_kv: Tensor, past_frames: Tensor) -> Tensor:
        """Read frames in order, each seeing the `past_frames` slots before it and itself, never what comes later.

        Args:
            codes: int64 [B, levels, F].
            past_kv: [B, layers, 2, S, d], the rows of the S frames before; S may be 0.
            past_frames: int64 [B], how many of those are real; the newest are last.

        Returns:
            The rows of old and new frames, [B, layers, 2, S + F, d].
        """
        slots, frames = past_kv.shape[3], codes.shape[2]
        key = torch.arange(slots + frames, device=codes.device)
        query = key[slots:, None]
        seen = (key <= query) & (key >= query - self.config.past_frames)
        seen = seen[None] & (key >= slots - past_frames[:, None])[:, None]
        mask = (1.0 - seen[:, None].to(self.table.dtype)) * UNHEARD
        x = self.enter(self.codes_in(codes).flatten(2)).to(self.table.dtype)  # sums stay exact under autocast
        heard = []
        for i, layer in enumerate(self.layers):
            x, rows = layer.hear(x, past_kv[:, i], mask)
            heard.append(rows)
        return torch.stack(heard, dim=1)

    def remember(self, codes: Tensor, past_kv: Tensor, past_frames: Tensor) -> tuple[Tensor, Tensor]:
        """Commit frames to memory, in any chunks.

        Args:
            codes: int64 [B, levels, F].
            past_kv: [B, layers, 2, P, d] and past_frames int64 [B]: what `initial_memory` or the last call gave.

        Returns:
            past_next_kv and past_next_frames, of the same shapes.
        """
        kept = past_kv.shape[3]
        rows = self.hear(codes, past_kv, past_frames)
        return rows[:, :, :, -kept:], (past_frames + codes.shape[2]).clamp(max=kept)

    def write(
        self, codes: Tensor, known: Tensor, rows: Tensor, places: Tensor, positions: Tensor, seen: Tensor, width: int,
        embedding: Tensor, guidance: Tensor, controls: Tensor, control_known: Tensor,
    ) -> Tensor:  # fmt: skip
        """Turn windows with holes into one hidden vector for each of their frames.

        Args:
            codes: int64 [B, levels, N * width]; what stands under a hole is not read.
            known: float [B, levels, N * width], 1 where the token is given.
            rows: the memory, [B, layers, 2, S, d].
            places: positions [1 or B, S] of its frames.
            positions: positions [B, N * width] of the window's frames.
            seen: bool [B, 1 or N * width, S], which of the memory each of them may see.
            width: frames in one window; windows do not see each other.
            embedding: [B, 384], zeros for no prompt.
            guidance: [B].
            controls: [B, N * width, 24], and control_known, 1 where a control is given.

        Returns:
            [B, N * width, d].
        """
        given = known.transpose(1, 2)[..., None]
        x = self.enter((self.codes_in(codes) * given + self.hidden_code * (1.0 - given)).flatten(2)).to(
            self.table.dtype
        )
        waves = guidance[:, None] * self.octaves
        guide = torch.cat([guidance[:, None] / GUIDANCE_TOP, waves.sin(), waves.cos()], dim=-1)
        colour = functional.gelu(self.colour(functional.gelu(self.prompt(embedding) + self.guide(guide))))
        steering = functional.gelu(self.controls(torch.cat([controls * control_known, control_known], dim=-1)))
        mask = (1.0 - seen[:, None].to(x.dtype)) * UNHEARD
        for layer, memory in zip(self.layers, rows.unbind(1), strict=True):
            x = layer.write(x, memory, places, positions, mask, width, colour, steering)
        hidden: Tensor = self.norm(x)
        return hidden

    def rewrite(
        self, codes: Tensor, known: Tensor, gap: Tensor, embedding: Tensor, guidance: Tensor, controls: Tensor,
        control_known: Tensor, free: Freedom, noise: Tensor, past_kv: Tensor, past_frames: Tensor,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        """Fill the holes of one window, once; the memory is read and not changed.

        Args:
            codes: int64 [B, levels, W]; 0 where masked.
            known: float [B, levels, W], 1 where a token is kept.
            gap: int64 [B], frames between the newest remembered frame and the window's first.
            embedding: [B, 384], the mixed prompt; zeros for none.
            guidance: [B].
            controls: [B, W, 24], each 0..1, and control_known, 0 where one is left free.
            free: how freely to choose.
            noise: [B, levels, W], uniform in [0, 1): the same noise gives the same tokens.
            past_kv, past_frames: the memory.

        Returns:
            sampled int64 [B, levels, W], known tokens unchanged, and confidence [B, levels, W]: the log-probability
            of each sampled token under temperature 1, 0 where known.
        """
        slots, width = past_kv.shape[3], codes.shape[2]
        slot = torch.arange(slots, device=codes.device)
        positions = gap[:, None] + torch.arange(width, device=codes.device)
        seen = (slot >= slots - past_frames[:, None])[:, None]
        hidden = self.write(
            codes, known, past_kv, (slot - slots)[None], positions, seen, width,
            embedding, guidance, controls, control_known,
        )  # fmt: skip
        flat = (codes.transpose(1, 2).flatten(0, 1), known.transpose(1, 2).flatten(0, 1))
        tokens, confidence = self.depth.sample(
            hidden.flatten(0, 1), *flat, self.table, free, noise.transpose(1, 2).flatten(0, 1)
        )
        shape = (codes.shape[0], width, -1)
        return tokens.reshape(shape).transpose(1, 2), confidence.reshape(shape).transpose(1, 2)

    def teach(
        self, codes: Tensor, known: Tensor, rows: Tensor, windows: Windows,
        embedding: Tensor, guidance: Tensor, controls: Tensor, control_known: Tensor,
    ) -> Tensor:  # fmt: skip
        """The training form of `rewrite`: many windows of each sequence behind the memory of the whole sequence.

        Args:
            codes: int64 [B, levels, N * width], the frames of all windows (`windows.frames()`).
            rows: what `hear` gave for the clean sequence from its first frame, [B, layers, 2, L, d].
            known, embedding, guidance, controls, control_known: as in `write`.

        Returns:
            Hidden vectors [B, N * width, d]; `depth.logits` turns them into the logits of any level.
        """
        frames = torch.arange(rows.shape[3], device=rows.device)
        return self.write(
            codes, known, rows, frames[None], windows.frames(), windows.heard(frames), windows.width,
            embedding, guidance, controls, control_known,
        )  # fmt: skip
