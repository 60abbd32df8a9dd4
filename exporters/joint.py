"""The joint embedding as graphs: listen.onnx turns codes into a prompt, and text.onnx ends with its word network.

Without a joint embedding a bundle has no listen.onnx, and its prompts are what the text encoder alone says.
"""

from __future__ import annotations

import torch
from torch import Tensor

from exporters.states import GraphPlan, Tensors, TensorState
from rtmusic.bundle import expected_signatures
from rtmusic.units import Geometry
from training.joint import Joint
from training.text import MiniLM, Sentences

_EXAMPLE_FRAMES = 60


class JointText(Sentences):
    """The text encoder and what the joint embedding makes of it, called like the text encoder alone."""

    def __init__(self, text: MiniLM, joint: Joint) -> None:
        super().__init__()
        self.text, self.joint = text, joint

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Embed sentences; see `MiniLM.forward`."""
        return self.joint.embed_words(self.text(input_ids, attention_mask))


def sound_plan(joint: Joint, g: Geometry) -> GraphPlan:
    """The graph that listens; it has no memory."""

    def listen(inputs: Tensors, past: TensorState) -> tuple[dict[str, Tensor], TensorState]:
        return {"embedding": joint.hear(joint.look_up(inputs["codes"][None]))[0]}, past

    codes = torch.randint(
        g.codebook_size, (g.model_levels, _EXAMPLE_FRAMES), generator=torch.Generator().manual_seed(0)
    )
    return GraphPlan("listen", joint, listen, {"codes": codes}, {}, expected_signatures(g)["listen"], g)
