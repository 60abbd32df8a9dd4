"""Torch against ONNX Runtime, hop by hop on real sound: how far each graph strays from the model it came from.

Figures, by graph:

* encoder: ``same_coarsest`` and ``same``, the share of equal codes in level 1 and in all levels (a level after an
  unequal one is expected to differ); ``mel_added``, by how much the graph's codes are further from the original than
  torch's own, both decoded by torch (log10 mel, three scales: a codec has 0.3 to 0.6).
* decoder: ``snr_db`` and ``most`` (largest difference of a sample) between both decodings of the same codes, with the
  number of levels changing from frame to frame.
* remember: ``snr_db`` of the keys and values after all frames.
* rewrite: ``same_coarsest`` and ``same``, the share of equal tokens drawn with the same noise behind the same memory,
  and ``confidence_off``, the mean difference of log-probability where the whole frame so far is equal.
* text: ``cosine``, the lowest of all test prompts.
* listen: ``cosine``, the lowest of all windows of the sound, from half a second to ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import torch
from torch import Tensor

from exporters.generator import example_window
from exporters.text import PROMPTS
from rtmusic.errors import RtmusicError
from rtmusic.graph import Graph, State
from rtmusic.units import Codes, Geometry, Samples
from training.adapters import Adapted, Adapters
from training.codec import Codec
from training.depth import Freedom
from training.joint import Joint
from training.losses import spectrogram_losses
from training.text import Sentences, embed, load_tokenizer
from training.transformer import Generator

HOPS = 500  # the fewest that a verdict may rest on
_MOST_HOPS = 600  # more would only take longer
COMMIT = 4  # frames that the memory takes at a time
WINDOWS = (8, 40, 128)
LIMITS: Sequence[dict[str, Tensor]] = ({}, {"top_p": torch.tensor(0.9), "typical": torch.tensor(0.7)})
LISTENED = (25, 100, 500)  # frames
Figures = dict[str, float]

Wave = npt.NDArray[np.float64]


class ParityError(RtmusicError):
    """A graph does not compute what the model it came from computes."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What one figure must reach."""

    limit: float
    at_least: bool

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


def _least(limit: float) -> Bound:
    return Bound(limit, at_least=True)


def _most(limit: float) -> Bound:
    return Bound(limit, at_least=False)


# Unequal rounding of float32 leaves 110 dB and, where two codes are equally near, a code in some thousands. Eight bits,
# measured on the first trained models: encoder 0.978 and -0.001 (24 unseen clips score the same mel distance and SI-SDR
# to two digits), decoder 47 dB, remember 43 dB, rewrite 0.007 (0.85 of the coarsest tokens equal: where many codes are
# equally likely, the same noise soon falls on the other side of a boundary), text 0.999, listen 0.9998. Sixteen bits:
# encoder 0.998 and 0.998, decoder 87 dB, remember 69 dB, rewrite 0.0001, text and listen 1.000. Mixed: 0.987 and half
# a dB above eight bits.
BOUNDS: dict[str, dict[str, dict[str, Bound]]] = {
    "float32": {
        "encoder": {"same_coarsest": _least(0.999), "same": _least(0.98), "mel_added": _most(0.002)},
        "decoder": {"snr_db": _least(90.0), "most": _most(1e-3)},
        "remember": {"snr_db": _least(90.0)},
        "rewrite": {"same_coarsest": _least(0.995), "same": _least(0.98), "confidence_off": _most(0.002)},
        "text": {"cosine": _least(0.99999)},
        "listen": {"cosine": _least(0.99999)},
    },
    "float16": {
        "encoder": {"same_coarsest": _least(0.99), "same": _least(0.9), "mel_added": _most(0.005)},
        "decoder": {"snr_db": _least(55.0)},
        "remember": {"snr_db": _least(55.0)},
        "rewrite": {"confidence_off": _most(0.001)},
        "text": {"cosine": _least(0.9999)},
        "listen": {"cosine": _least(0.9999)},
    },
    "mixed": {
        "encoder": {"same_coarsest": _least(0.95), "mel_added": _most(0.01)},
        "decoder": {"snr_db": _least(35.0)},
    },
    "int8": {
        "encoder": {"same_coarsest": _least(0.95), "mel_added": _most(0.01)},
        "decoder": {"snr_db": _least(35.0)},
        "remember": {"snr_db": _least(35.0)},
        "rewrite": {"confidence_off": _most(0.05)},
        "text": {"cosine": _least(0.98)},
        "listen": {"cosine": _least(0.99)},
    },
}


def judge(graph: str, weights: str, figures: Mapping[str, float]) -> str:
    """Return what is wrong with a graph, one line a figure, or nothing."""
    return "\n".join(
        f"{graph}.onnx ({weights}): {name} is {figures[name]:.4g}, but must be {bound}"
        for name, bound in BOUNDS[weights][graph].items()
        if not bound.holds(figures[name])
    )


def snr_db(reference: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """How far the difference lies below the reference, in dB; 300 where there is no difference."""
    a, b = np.asarray(reference, np.float64), np.asarray(other, np.float64)
    noise, signal = float(np.square(a - b).mean()), float(np.square(a).mean())
    return 10.0 * float(np.log10((signal + 1e-30) / (noise + signal * 1e-30 + 1e-60)))


@dataclass(frozen=True, slots=True)
class Heard:
    """Real sound and what the torch codec makes of it, hop by hop."""

    audio: Samples  # [2, F * hop]
    codes: Codes  # [levels, F]
    levels: npt.NDArray[np.int64]  # [F], how many are decoded in each frame
    decoded: Samples  # [2, F * hop], late by the codec's delay
    full: Samples  # the same with all levels everywhere


@torch.no_grad()
def hear(codec: Codec, audio: Samples) -> Heard:
    """Play real sound through the torch codec, one hop at a time.

    Raises:
        ParityError: fewer than HOPS hops.
    """
    hop = codec.config.hop_samples
    count = audio.shape[1] // hop
    if count < HOPS:
        raise ParityError(
            f"the test sound has {count} hops, but a verdict needs {HOPS} "
            f"({HOPS * hop / codec.config.sample_rate:g} s): give a longer one with --audio"
        )
    count = min(count, _MOST_HOPS)
    audio = audio[:, : count * hop]
    codes = _encode(codec, audio)
    levels = np.full(count, codec.config.levels, np.int64)
    levels[count // 2 :] = 1 + np.arange(count - count // 2) % codec.config.levels
    return Heard(audio, codes, levels, _decode_in_hops(codec, codes, levels), decode(codec, codes))


def _encode(codec: Codec, audio: Samples) -> Codes:
    past, columns = codec.encoder_state(1), []
    for hop in torch.from_numpy(np.ascontiguousarray(audio)).split(codec.config.hop_samples, dim=1):
        codes, past = codec.encode(hop[None], past)
        columns.append(codes[0])
    return torch.cat(columns, dim=1).numpy()


@torch.no_grad()
def decode(codec: Codec, codes: Codes) -> Samples:
    """Play codes through the torch decoder, all levels and all frames at once."""
    audio, _ = codec.decode(torch.from_numpy(codes)[None], codec.config.levels, codec.decoder_state(1))
    return audio[0].numpy()


def _decode_in_hops(codec: Codec, codes: Codes, levels: npt.NDArray[np.int64]) -> Samples:
    past, hops = codec.decoder_state(1), []
    for frame, count in zip(torch.from_numpy(codes).split(1, dim=1), torch.from_numpy(levels).split(1), strict=True):
        audio, past = codec.decode(frame[None], count[None], past)
        hops.append(audio[0])
    return torch.cat(hops, dim=1).numpy()


def _frames(array: npt.NDArray[np.generic], size: int) -> Iterable[npt.NDArray[np.generic]]:
    return (array[..., start : start + size] for start in range(0, array.shape[-1], size))


def graph_codes(encoder: Graph, audio: Samples, hop_samples: int) -> Codes:
    """Play sound through encoder.onnx, one hop at a time."""
    past, columns = encoder.initial_state(), []
    for hop in _frames(audio, hop_samples):
        outputs, past = encoder.run({"audio": hop}, past)
        columns.append(outputs["codes"])
    return np.concatenate(columns, axis=1)


def graph_sound(decoder: Graph, codes: Codes, levels: npt.NDArray[np.int64]) -> Samples:
    """Play codes through decoder.onnx, one frame at a time."""
    past, hops = decoder.initial_state(), []
    for frame, count in zip(_frames(codes, 1), _frames(levels, 1), strict=True):
        outputs, past = decoder.run({"codes": frame, "levels": count}, past)
        hops.append(outputs["audio"])
    return np.concatenate(hops, axis=1)


def encoder_parity(codec: Codec, graph: Graph, heard: Heard) -> Figures:
    """See the module's docstring."""
    codes = graph_codes(graph, heard.audio, codec.config.hop_samples)
    equal = codes == heard.codes
    figures = {"same_coarsest": float(equal[0].mean()), "same": float(equal.mean())}
    delay = codec.config.delay_samples
    target = torch.from_numpy(heard.audio[:, :-delay].copy())

    def mel(late: Samples) -> float:
        return float(spectrogram_losses(torch.from_numpy(late[:, delay:].copy()), target, codec.config.sample_rate).mel)

    figures["mel_added"] = mel(decode(codec, codes)) - mel(heard.full)
    return figures


def decoder_parity(graph: Graph, heard: Heard) -> Figures:
    """See the module's docstring."""
    audio = graph_sound(graph, heard.codes, heard.levels)
    return {"snr_db": snr_db(heard.decoded, audio), "most": float(np.abs(audio - heard.decoded).max())}


@torch.no_grad()
def remember_parity(generator: Generator, graph: Graph, codes: Codes) -> tuple[Figures, State]:
    """See the module's docstring; the second result is torch's memory, for `rewrite_parity`.

    Args:
        codes: int64 [levels, F] of real sound, F at least HOPS.
    """
    codes = codes[: generator.config.levels]
    kv, frames = generator.initial_memory(1)
    past = graph.initial_state()
    for chunk in _frames(codes, COMMIT):
        kv, frames = generator.remember(torch.from_numpy(np.asarray(chunk, np.int64))[None], kv, frames)
        _, past = graph.run({"codes": chunk}, past)
    memory: State = {"past_kv": kv[0].numpy(), "past_frames": frames[0].numpy()}
    same_length = int(past["past_frames"]) == int(frames[0])
    return {"snr_db": snr_db(memory["past_kv"], past["past_kv"]) if same_length else -300.0}, memory


@torch.no_grad()
def rewrite_parity(
    generator: Generator, graph: Graph, g: Geometry, memory: State, adapters: Adapters | None = None, seed: int = 0
) -> Figures:
    """See the module's docstring; adapters are those of the geometry, the first as learned and the last half."""
    dice = torch.Generator().manual_seed(seed)
    equals, first, confidence = [], [], []
    for width, limits in product((w for w in WINDOWS if w <= g.window_frames), LIMITS):
        window = example_window(g, width, dice) | limits
        one = {name: value[None] for name, value in window.items() if name not in Freedom._fields}
        free = Freedom(*(window[name] for name in Freedom._fields))
        past = {name: torch.from_numpy(np.asarray(value))[None] for name, value in memory.items()}
        writer = Adapted(generator, adapters, one.pop("blend")[0]) if adapters is not None else generator
        sampled, sure = (x[0].numpy() for x in writer.rewrite(**one, free=free, **past))
        outputs, _ = graph.run({**{name: value.numpy() for name, value in window.items()}, **memory})
        drawn = window["known"].numpy() < 0.5
        equal = outputs["sampled"] == sampled
        equals.append(equal[drawn])
        first.append(equal[0][drawn[0]])
        so_far = np.logical_and.accumulate(equal, axis=0) & drawn
        confidence.append(np.abs(outputs["confidence"] - sure)[so_far])
    off = np.concatenate(confidence)
    return {
        "same_coarsest": float(np.concatenate(first).mean()),
        "same": float(np.concatenate(equals).mean()),
        "confidence_off": float(off.mean()) if off.size else float("inf"),
    }


def text_parity(model: Sentences, graph: Graph, prompts: Sequence[str] = PROMPTS) -> Figures:
    """See the module's docstring."""
    tokenizer = load_tokenizer()
    wanted: Tensor = embed(prompts, model, tokenizer)
    lowest = 1.0
    for prompt, row in zip(prompts, wanted.numpy(), strict=True):
        pieces = tokenizer.encode(prompt)
        ids = {"input_ids": np.array([pieces.ids]), "attention_mask": np.array([pieces.attention_mask])}
        lowest = min(lowest, float(graph.run(ids)[0]["embedding"] @ row))
    return {"cosine": lowest}


@torch.no_grad()
def listen_parity(joint: Joint, graph: Graph, codes: Codes) -> Figures:
    """See the module's docstring; codes int64 [levels, F] of real sound."""
    codes = np.asarray(codes[: joint.config.levels], np.int64)
    lowest = 1.0
    for width in (w for w in LISTENED if w <= codes.shape[1]):
        for start in range(0, codes.shape[1] - width + 1, width):
            window = np.ascontiguousarray(codes[:, start : start + width])
            wanted = joint.embed_sound(torch.from_numpy(window)[None])[0].numpy()
            lowest = min(lowest, float(graph.run({"codes": window})[0]["embedding"] @ wanted))
    return {"cosine": lowest}


def write_listening(folder: Path, heard: Heard, encoder: Graph, decoder: Graph, g: Geometry) -> float:
    """Write original.wav, torch.wav and graphs.wav for the ear, aligned in time.

    Returns:
        The mean difference between the spectra of the two decodings, in dB: under 1 is beyond hearing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    codes = graph_codes(encoder, heard.audio, g.hop_samples)
    late = graph_sound(decoder, codes, np.full(codes.shape[1], g.levels, np.int64))
    delay = g.delay_samples
    pair = {"torch": heard.full[:, delay:], "graphs": late[:, delay:]}
    for name, sound in {"original": heard.audio[:, :-delay], **pair}.items():
        soundfile.write(folder / f"{name}.wav", np.clip(sound.T, -1.0, 1.0), g.sample_rate, subtype="PCM_24")
    levels = [_levels_db(sound) for sound in pair.values()]
    return float(np.abs(levels[0] - levels[1]).mean())


def _levels_db(sound: Samples) -> Wave:
    """A spectrogram in dB, floored 80 dB under its loudest point."""
    mono = torch.from_numpy(sound.mean(axis=0))
    power = torch.stft(mono, 2048, 512, window=torch.hann_window(2048), return_complex=True).abs().square().numpy()
    level = 10.0 * np.log10(power.astype(np.float64) + 1e-12)
    floored: Wave = np.maximum(level, level.max() - 80.0)
    return floored
