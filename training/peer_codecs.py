"""Other neural codecs, built with random weights from the packages that their makers or others publish.

What a call takes does not depend on the weights, so nothing is downloaded but the packages. Weight normalisation is
folded away, as one does before playing. Nothing here says how a codec sounds.
"""

from __future__ import annotations

import importlib
import logging
import math
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from rtmusic.stopwatch import Job
from training.config import TrainingError

INSTALL = """Install them into an environment of their own, for they want older packages than we do:

  python -m venv peers
  peers/bin/python -m pip install torch==2.13.0 -e '.[cpu,peers]'
  peers/bin/python -m training.peers"""
PACKAGES = {"transformers": "transformers", "rave": "acids-rave"}  # module -> package
RAVE_BLOCK = 2048


@dataclass(frozen=True, slots=True)
class Peer:
    """A codec that is ready to be timed, one block a call."""

    name: str
    package: str  # and its version
    rate: int  # Hz
    channels: int
    block: int  # samples a call
    kbps: float | None  # None: it has no codes
    parameters: int
    encode: Job
    decode: Job
    between: str  # what it keeps from one call to the next

    @property
    def block_ms(self) -> float:
        return 1000 * self.block / self.rate


def check_installed(wanted: Sequence[str]) -> None:
    """Look for the packages that these peers (keys of PEERS) come from.

    Raises:
        TrainingError: one is not there.
    """
    modules = {"rave" if key.startswith("rave") else "transformers" for key in wanted}
    missing = [PACKAGES[module] for module in sorted(modules) if find_spec(module) is None]
    if missing:
        raise TrainingError(f"not installed: {' and '.join(missing)}. {INSTALL}")


def build(key: str) -> Peer:
    """One of PEERS, by its key."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of packages older than torch
        _stand_in_for_torchaudio()
        return PEERS[key]()


def plain(model: nn.Module) -> nn.Module:
    """The same model without weight normalisation, ready to play."""
    for module in model.modules():
        if parametrize.is_parametrized(module):
            for name in list(module.parametrizations):  # type: ignore[arg-type]
                parametrize.remove_parametrizations(module, name)
        elif hasattr(module, "weight_g"):
            nn.utils.remove_weight_norm(module)
    return model.eval()


def _noise(channels: int, samples: int) -> Tensor:
    return 0.1 * torch.randn(1, channels, samples, generator=torch.Generator().manual_seed(0))


def _size(*models: nn.Module) -> int:
    return sum(p.numel() for model in models for p in model.parameters())


def _transformers() -> tuple[Any, str]:
    library = importlib.import_module("transformers")
    library.utils.logging.set_verbosity_error()
    return library, f"transformers {version('transformers')}"


def _encodec(name: str, block: int, bandwidth: float, between: str, **settings: Any) -> Peer:
    library, package = _transformers()
    config = library.EncodecConfig(**settings)
    model: Any = plain(library.EncodecModel(config))
    sound = _noise(config.audio_channels, block)
    with torch.inference_mode():
        codes, scales = model.encode(sound, bandwidth=bandwidth, return_dict=False)[:2]
    return Peer(
        name,
        package,
        config.sampling_rate,
        config.audio_channels,
        block,
        bandwidth,
        _size(model),
        lambda: model.encode(sound, bandwidth=bandwidth, return_dict=False),
        lambda: model.decode(codes, scales, return_dict=False),
        between,
    )


ALONE = "nothing: every block is coded alone, which is as much work"


def encodec_24(block: int = 320) -> Peer:
    """EnCodec at 24 kHz, causal; Défossez et al. 2022, arXiv:2210.13438."""
    name = "EnCodec 24 kHz" if block == 320 else f"EnCodec 24 kHz ({block / 24_000:g} s at once)"
    return _encodec(name, block, 6.0, ALONE)


def encodec_48() -> Peer:
    """EnCodec at 48 kHz, stereo: it looks at a whole second to normalise it."""
    settings: dict[str, Any] = {
        "sampling_rate": 48_000,
        "audio_channels": 2,
        "normalize": True,
        "chunk_length_s": 1.0,
        "overlap": 0.01,
        "norm_type": "time_group_norm",
        "use_causal_conv": False,
        "target_bandwidths": [3.0, 6.0, 12.0, 24.0],
    }
    return _encodec("EnCodec 48 kHz", 48_000, 6.0, "nothing: a block is a second, normalised as a whole", **settings)


def mimi(levels: int = 8) -> Peer:
    """Mimi, one frame of 80 ms a call; Défossez et al. 2024, arXiv:2410.00037."""
    library, package = _transformers()
    config = library.MimiConfig()
    model: Any = plain(library.MimiModel(config))
    sound = _noise(1, config.frame_size)
    heard: dict[str, Any] = {"encoder_cache": None, "padding_cache": None}
    said: dict[str, Any] = {"decoder_cache": None}

    def encode() -> Tensor:
        done = model.encode(sound, num_quantizers=levels, use_streaming=True, **heard)
        heard.update(encoder_cache=done.encoder_cache, padding_cache=done.padding_cache)
        codes: Tensor = done.audio_codes
        return codes

    def decode() -> None:
        said["decoder_cache"] = model.decode(codes, use_cache=True, **said).decoder_cache

    blocks = math.ceil(config.sliding_window / (config.encodec_frame_rate * config.frame_size / config.sampling_rate))
    with torch.inference_mode():
        for _ in range(blocks):  # until its transformers look back as far as they can
            codes = encode()
            decode()
    return Peer(
        "Mimi",
        package,
        config.sampling_rate,
        1,
        config.frame_size,
        levels * config.frame_rate * math.log2(config.codebook_size) / 1000,
        _size(model),
        encode,
        decode,
        "all that its encoder needs; of the decoder its transformer's memory, the rest begins afresh, as much work",
    )


def dac(block: int = 44_100) -> Peer:
    """DAC at 44.1 kHz, a second a call: it is not causal; Kumar et al. 2023, arXiv:2306.06546."""
    library, package = _transformers()
    config = library.DacConfig(sampling_rate=44_100)
    model: Any = plain(library.DacModel(config))
    sound = _noise(1, block)
    with torch.inference_mode():
        codes = model.encode(sound, return_dict=False)[2]
    return Peer(
        "DAC 44.1 kHz",
        package,
        config.sampling_rate,
        1,
        block,
        config.n_codebooks * math.log2(config.codebook_size) * config.sampling_rate / config.hop_length / 1000,
        _size(model),
        lambda: model.encode(sound, return_dict=False),
        lambda: model.decode(audio_codes=codes, return_dict=False),
        "nothing: it looks ahead, so it has no stream",
    )


def rave() -> Peer:
    """RAVE v2, causal, 2048 samples a call through its cached convolutions; Caillon, Esling 2021, arXiv:2111.05011."""
    cached = importlib.import_module("cached_conv")
    gin = importlib.import_module("gin")
    cached.use_cached_conv(True)
    loud = logging.root.level
    logging.disable(logging.CRITICAL)  # it looks for its own files in several places, and complains at each
    try:
        importlib.import_module("rave")
        gin.parse_config_files_and_bindings(["v2.gin", "causal.gin"], [])
    finally:
        logging.disable(logging.NOTSET)
        logging.root.setLevel(loud)
    encoder = plain(gin.get_configurable("blocks.VariationalEncoder")(n_channels=1))
    decoder = plain(gin.get_configurable("blocks.GeneratorV2")(n_channels=1))
    bands: Any = gin.get_configurable("pqmf.CachedPQMF")(n_channels=1).eval()
    sound = _noise(1, RAVE_BLOCK)

    def encode() -> Tensor:
        latent: Tensor = encoder.reparametrize(encoder(bands(sound)))[0]  # type: ignore[operator]
        return latent

    with torch.inference_mode():
        latent = encode()
    return Peer(
        "RAVE v2 causal 44.1 kHz",
        f"acids-rave {version('acids-rave')}",
        44_100,
        1,
        RAVE_BLOCK,
        None,
        _size(encoder, decoder),
        encode,
        lambda: bands.inverse(decoder(latent)),
        "all that it needs",
    )


def _stand_in_for_torchaudio() -> None:
    """Where torchaudio is installed but wants a GPU's libraries, let the others be imported: to play they need none of
    it, RAVE's losses do.
    """
    try:
        importlib.import_module("torchaudio")
    except ModuleNotFoundError:
        return
    except OSError:
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchaudio"]:
            del sys.modules[name]
        whole, transforms = ModuleType("torchaudio"), ModuleType("torchaudio.transforms")
        for module in (whole, transforms):
            module.__spec__ = ModuleSpec(module.__name__, None)
            sys.modules[module.__name__] = module
        whole.__dict__.update(__path__=[], transforms=transforms)
        transforms.__dict__.update(Spectrogram=None)


PEERS: dict[str, Callable[[], Peer]] = {
    "encodec24": encodec_24,
    "encodec24-1s": lambda: encodec_24(24_000),
    "encodec48": encodec_48,
    "mimi": mimi,
    "dac": dac,
    "rave": rave,
}
