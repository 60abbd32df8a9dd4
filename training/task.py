"""One step's exercise for the generator: what is heard, what is hidden, and what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from training.conditioning import CONTROLS, GUIDANCE_TOP, OBEDIENCE, Shown, show_controls, show_prompts
from training.masking import Heard, Hiding, corrupt, draw_known, draw_windows, turn
from training.token_clips import TokenBatch
from training.transformer import Generator, GeneratorConfig, Windows

PLAIN = 1.0  # guidance and obedience of an exercise that teaches neither


@dataclass(frozen=True, slots=True)
class Task:
    """A batch with everything drawn."""

    heard: Tensor  # int64 [B, levels, L], the memory's codes, some of them wrong
    codes: Tensor  # int64 [B, levels, M], what was played in the windows
    known: Tensor  # bool [B, levels, M]
    windows: Windows
    embedding: Tensor  # [B, 384]
    controls: Tensor  # [B, M, 24]
    control_known: Tensor  # [B, M, 24]

    def each(self, change: Callable[[Tensor], Tensor]) -> Task:
        """Return the task with every tensor changed in the same way."""
        w = self.windows
        return Task(
            heard=change(self.heard),
            codes=change(self.codes),
            known=change(self.known),
            windows=Windows(change(w.starts), change(w.oldest), change(w.newest), w.width),
            embedding=change(self.embedding),
            controls=change(self.controls),
            control_known=change(self.control_known),
        )

    def parts(self, count: int) -> list[Task]:
        """Cut the batch into `count` parts, or into single sequences where there are fewer."""
        cuts = torch.arange(len(self.codes)).tensor_split(min(count, len(self.codes)))
        return [self.each(lambda tensor, cut=cut: tensor[cut[0] : cut[-1] + 1]) for cut in cuts]  # type: ignore[misc]


def draw_task(batch: TokenBatch, config: GeneratorConfig, hiding: Hiding, shown: Shown, dice: torch.Generator) -> Task:
    """Hide, corrupt and leave out, all from the same dice, which lie where the batch lies."""
    codes = batch.codes
    size, levels, length = codes.shape
    windows = draw_windows(size, length, config.past_frames, hiding, dice)
    frames = windows.frames()
    there = frames[:, :, None].expand(-1, -1, batch.controls.shape[2])
    controls = batch.controls.gather(1, there)
    in_windows = controls.unflatten(1, (-1, windows.width)).flatten(0, 1)
    heard = Heard(*(in_windows[..., CONTROLS.index(name)] for name in ("onset", "beat")))
    known = draw_known(levels, heard, hiding, dice)
    told = show_controls(size, length, shown, dice) * batch.measured
    return Task(
        heard=corrupt(turn(batch.heard, hiding, dice), config.codes, hiding, dice),
        codes=codes.gather(2, frames[:, None].expand(-1, levels, -1)),
        known=known.unflatten(0, (size, -1)).transpose(1, 2).flatten(2),
        windows=windows,
        embedding=show_prompts(batch.embedding, shown, dice),
        controls=controls,
        control_known=told.gather(1, there),
    )


def hear_all(model: Generator, codes: Tensor) -> Tensor:
    """Return the memory of whole sequences from their first frame, [B, layers, 2, L, d]."""
    kv, frames = model.initial_memory(len(codes))
    return model.hear(codes, kv[:, :, :, :0], frames)


def answer(model: Generator, task: Task, rows: Tensor, embedding: Tensor, guidance: Tensor) -> Tensor:
    """Return the hidden vectors of a task's windows [B, M, d] for this prompt and guidance."""
    known = task.known.to(model.table.dtype)
    return model.teach(task.codes, known, rows, task.windows, embedding, guidance, task.controls, task.control_known)


def obeying(task: Task, obedience: Tensor) -> Task:
    """Return the task with its controls followed this strictly [B]; 1 is as learned and not told."""
    column = CONTROLS.index(OBEDIENCE)
    controls, known = task.controls.clone(), task.control_known.clone()
    controls[..., column] = obedience[:, None] / GUIDANCE_TOP
    known[..., column] = (obedience != PLAIN).float()[:, None]
    return replace(task, controls=controls, control_known=known)


@torch.no_grad()
def rolled(model: Generator, task: Task, batch: TokenBatch, dice: torch.Generator) -> TokenBatch:
    """Let the model fill a task's holes, and put what it wrote into what the next task's memory will hear.

    So the past holds the model's own mistakes, as it does on stage. Sequences that hear another instrument keep it.

    Source: Bengio et al. 2015, arXiv:1506.03099, with whole windows.
    """
    plain = torch.full((len(task.codes),), PLAIN, device=task.codes.device)
    hidden = answer(model, task, hear_all(model, task.heard), task.embedding, plain)
    tokens = task.codes.transpose(1, 2).flatten(0, 1)
    known = task.known.transpose(1, 2).flatten(0, 1)
    context, table = hidden.flatten(0, 1), model.table
    written = []
    for level, network in enumerate(model.depth.levels):
        logits = network(context).float()
        chance = torch.rand(logits.shape, generator=dice, device=dice.device).clamp(min=1e-9)
        drawn = (logits - (-chance.log()).log()).argmax(dim=1)  # one draw from softmax(logits)
        token = torch.where(known[:, level], tokens[:, level], drawn)
        written.append(token)
        if level + 1 < len(model.depth.levels):
            context = context + model.depth.told(level, token, table)
    size, levels, count = task.codes.shape
    own = torch.stack(written, dim=1).unflatten(0, (size, count)).transpose(1, 2)
    heard = batch.codes.scatter(2, task.windows.frames()[:, None].expand(-1, levels, -1), own)
    alone = (batch.heard == batch.codes).flatten(1).all(dim=1)[:, None, None]
    return replace(batch, heard=torch.where(alone, heard, batch.heard))
