"""The codec as two graphs: encoder.onnx and decoder.onnx.

The networks run as they are, whatever their front end and sizes: `Codec.hear` and `Codec.speak`. The quantizer alone is
written anew for one frame a call, where every operator costs more than its arithmetic: the encoder projects the frame
once for all levels and corrects that projection after each choice, instead of going back to the full width; the decoder
looks all levels up at once and adds them in one product. Both only know that a level is a linear look, a table of codes
and a linear answer; which code is nearest is the quantizer's own `nearest`.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from exporters.states import GraphPlan, Tensors, TensorState
from rtmusic.bundle import expected_signatures
from rtmusic.units import Geometry
from training.codec import Codec
from training.codec_config import CodecConfig
from training.conditioning import CONTROLS, EMBEDDING_SIZE
from training.transformer import GeneratorConfig

CHANNELS = 2
_EXAMPLE_FRAMES = 3


def geometry(codec: CodecConfig, generator: GeneratorConfig) -> Geometry:
    """The sizes that both models together give a bundle."""
    return Geometry(
        sample_rate=codec.sample_rate,
        channels=CHANNELS,
        hop_samples=codec.hop_samples,
        levels=codec.levels,
        model_levels=generator.levels,
        codebook_size=codec.codes,
        delay_samples=codec.delay_samples,
        past_frames=generator.past_frames,
        window_frames=generator.window_frames,
        embedding_size=EMBEDDING_SIZE,
        controls=CONTROLS,
        trained_controls=CONTROLS,
    )


class _Listener(nn.Module):
    """Sound to codes: the codec's encoder, with the quantizer's matrices multiplied out beforehand."""

    def __init__(self, codec: Codec) -> None:
        super().__init__()
        self.codec = codec
        with torch.no_grad():
            look_weight, look_bias = _weights(codec.quantizer.look)  # [levels, code_dim, latent], [levels, code_dim]
            speak_weight, speak_bias = _weights(codec.quantizer.speak)  # [levels, latent, code_dim], [levels, latent]
            look = look_weight.flatten(0, 1)
            self.look, self.look_bias = _constant(look.T), _constant(look_bias.flatten())
            # What choosing a code takes away from the projections of all levels.
            self.taken = nn.ParameterList(_constant(weight) for weight in (look @ speak_weight).transpose(1, 2))
            self.taken_bias = nn.ParameterList(_constant(bias) for bias in speak_bias @ look.T)

    def step(self, inputs: Tensors, past: TensorState) -> tuple[dict[str, Tensor], TensorState]:
        latent, past_next = self.codec.hear(inputs["audio"][None], past)
        seen = latent[0] @ self.look + self.look_bias  # [F, levels * code_dim]
        quantizer = self.codec.quantizer
        size = quantizer.codebook.shape[-1]
        chosen: list[Tensor] = []
        for level in range(quantizer.levels):
            index = quantizer.nearest(seen[:, level * size : (level + 1) * size], level)
            chosen.append(index)
            if level + 1 < quantizer.levels:
                code = quantizer.codebook[level][index]
                seen = seen - (code @ self.taken[level] + self.taken_bias[level])
        return {"codes": torch.stack(chosen)}, past_next


class _Speaker(nn.Module):
    """Codes to sound: the codec's decoder behind one look-up for all levels."""

    def __init__(self, codec: Codec) -> None:
        super().__init__()
        self.codec = codec
        book = codec.quantizer.codebook  # [levels, codes, code_dim]
        with torch.no_grad():
            weight, bias = _weights(codec.quantizer.speak)
            self.table = _constant(book.flatten(0, 1))
            self.speak = _constant(weight.transpose(1, 2).flatten(0, 1))  # [levels * code_dim, latent]
            self.speak_bias = _constant(bias)
        self.register_buffer("first", torch.arange(book.shape[0]) * book.shape[1], persistent=False)
        self.register_buffer("level", torch.arange(book.shape[0]), persistent=False)

    def step(self, inputs: Tensors, past: TensorState) -> tuple[dict[str, Tensor], TensorState]:
        level, first = self.get_buffer("level"), self.get_buffer("first")
        heard = (inputs["levels"][:, None] > level).to(self.table.dtype)  # [F, levels]
        said = self.table[inputs["codes"].T + first] * heard[..., None]  # [F, levels, code_dim]
        latent = said.flatten(1) @ self.speak + heard @ self.speak_bias
        rows = self.codec.hiss_rows(inputs["codes"][None], inputs["levels"][None])
        audio, past_next = self.codec.speak(latent[None], rows, past)
        return {"audio": audio[0]}, past_next


def _weights(layers: Iterable[nn.Module]) -> tuple[Tensor, Tensor]:
    """The weights and the biases of equal linear layers, stacked, in float64."""
    linear = [layer for layer in layers if isinstance(layer, nn.Linear)]
    return torch.stack([x.weight for x in linear]).double(), torch.stack([x.bias for x in linear]).double()


def _constant(x: Tensor) -> nn.Parameter:
    return nn.Parameter(x.detach().float().contiguous(), requires_grad=False)


def codec_plans(codec: Codec, g: Geometry) -> list[GraphPlan]:
    """The two graphs of a codec, encoder first."""
    signatures = expected_signatures(g)
    listener, speaker = _Listener(codec), _Speaker(codec)
    heard = {"audio": 0.1 * torch.randn(g.channels, _EXAMPLE_FRAMES * g.hop_samples)}
    codes = torch.randint(g.codebook_size, (g.levels, _EXAMPLE_FRAMES))
    said = {"codes": codes, "levels": torch.full((_EXAMPLE_FRAMES,), g.levels)}
    return [
        GraphPlan("encoder", listener, listener.step, heard, codec.encoder_state(1), signatures["encoder"], g),
        GraphPlan("decoder", speaker, speaker.step, said, codec.decoder_state(1), signatures["decoder"], g),
    ]
