"""Measure a trained generator honestly:

    python -m training.evaluate_generator RUN --data TOKENS --codec CODEC --joint JOINT

Everything is measured on packages kept out of training, with the averaged weights, and written to RUN/figures.json:
how surprising the hidden tokens are (in nats, against a guess that only knows how often each code occurs), what the
past, the prompt and the guidance contribute, and whether the decoded sound follows the controls that say how much.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rtmusic.errors import script
from rtmusic.generator import ORDER_NOISE
from rtmusic.schedule import still_hidden
from training.codec import Codec, load_codec
from training.conditioning import CONTROLS, EMBEDDING_SIZE, TRAINED, Shown, measure
from training.depth import Freedom
from training.masking import Hiding
from training.objective import Holes, cross_entropies
from training.prompting import joint_words
from training.run import read_checkpoint
from training.task import Task, answer, draw_task, hear_all
from training.token_clips import TokenBatch, TokenClips
from training.train_generator import load_generator
from training.transformer import Generator, Windows

SEQUENCES = 32  # of the validation split
FRAMES = 512
PART = 8  # sequences scored at a time
DRAFT_WIDTH, DRAFT_GAP = 40, 8  # what the instrument asks for when it plays: all hidden, a little ahead of the past
PLAYED_FRAMES = 192  # that are played on to see whether a control is obeyed
PLAYED_PASTS = 12
WINDOW, STEPS = 24, 2
TOP_K = 250
LOW, HIGH = 0.1, 0.9  # where each of these is set
FOLLOWED = ("loudness", "brightness", "density", "drums", "bass")


def drafts(batch: TokenBatch, past_frames: int) -> Task:
    """Hide whole windows behind a full past: windows of DRAFT_WIDTH, DRAFT_GAP after what was heard."""
    size, levels, length = batch.codes.shape
    count = (length - past_frames) // DRAFT_WIDTH
    starts = (past_frames + torch.arange(count) * DRAFT_WIDTH).expand(size, -1)
    newest = starts - DRAFT_GAP
    windows = Windows(starts, (newest - past_frames).clamp(min=0), newest, DRAFT_WIDTH)
    frames = windows.frames()
    codes = batch.codes.gather(2, frames[:, None].expand(-1, levels, -1))
    free = torch.zeros(size, frames.shape[1], len(CONTROLS))
    return Task(batch.heard, codes, torch.zeros_like(codes, dtype=torch.bool), windows, batch.embedding, free, free)


@torch.inference_mode()
def score(model: Generator, tasks: list[Task], guidance: float = 1.0) -> dict[str, list[float]]:
    """Score tasks; nats and share of right guesses per level."""
    totals = torch.zeros(3, model.config.levels)
    for task in tasks:
        asked = torch.full((len(task.codes),), guidance)
        vectors = answer(model, task, hear_all(model, task.heard), task.embedding, asked)
        totals += torch.stack(cross_entropies(model, vectors, Holes.of(task.codes, task.known)))
    loss, right, count = totals
    return {"nats": rounded(loss / count), "right": rounded(right / count)}


def rounded(values: Tensor) -> list[float]:
    return [round(float(v), 4) for v in values]


def unigram(train: TokenClips, held: Tensor, codes: int) -> list[float]:
    """Return the nats of guessing held tokens [B, levels, F] from how often each code occurs in training, per level."""
    nats = []
    for level in range(held.shape[1]):
        counts = np.ones(codes)  # a code that never occurred in training may still come
        for clip_codes in train.all_codes():
            counts += np.bincount(clip_codes[level], minlength=codes)
        nats.append(float(-np.log(counts / counts.sum())[held[:, level].numpy()].mean()))
    return [round(n, 4) for n in nats]


@torch.inference_mode()
def play_on(model: Generator, past: Tensor, frames: int, wish: dict[str, Tensor], dice: torch.Generator) -> Tensor:
    """Continue codes [B, levels, F] by `frames` frames, window by window, in STEPS steps each.

    The surest frames are settled first, with as much chance as the instrument adds: without it, silence, of which the
    model is always sure, spreads from frame to frame.
    """
    memory = model.initial_memory(len(past))
    memory = model.remember(past, *memory)
    size, levels, _ = past.shape
    played = []
    for _ in range(math.ceil(frames / WINDOW)):
        codes = torch.zeros(size, levels, WINDOW, dtype=torch.int64)
        known = torch.zeros(size, levels, WINDOW)
        for step in range(STEPS):
            codes, sure = model.rewrite(
                codes, known, torch.zeros(size, dtype=torch.int64), wish["embedding"], wish["guidance"],
                wish["controls"].expand(size, WINDOW, -1), wish["control_known"].expand(size, WINDOW, -1),
                Freedom(torch.tensor(1.0), torch.tensor(min(TOP_K, model.config.codes))),
                torch.rand(size, levels, WINDOW, generator=dice), *memory,
            )  # fmt: skip
            hidden = still_hidden(WINDOW, step, STEPS)
            luck = -(-(torch.rand(size, WINDOW, generator=dice) * 0.999998 + 1e-6).log()).log()
            order = (sure.mean(dim=1) + ORDER_NOISE * luck + known[:, 0] * 1e6).argsort(dim=1, descending=True)
            known = torch.zeros(size, WINDOW).scatter(1, order[:, : WINDOW - hidden], 1.0)
            known = known[:, None].expand(-1, levels, -1)
        memory = model.remember(codes, *memory)
        played.append(codes)
    return torch.cat(played, dim=2)[:, :, :frames]


@torch.inference_mode()
def sound_of(codec: Codec, past: Tensor, played: Tensor) -> list[np.ndarray[Any, np.dtype[np.float32]]]:
    """Decode past and continuation together and return the continuation's sound, one [2, n] for each item."""
    audio, _ = codec.decode(torch.cat([past, played], dim=2), past.shape[1], codec.decoder_state(len(past)))
    start = past.shape[2] * codec.config.hop_samples + codec.config.delay_samples
    return [item[:, start:].numpy() for item in audio]


def follow(model: Generator, codec: Codec, held: TokenBatch) -> dict[str, dict[str, float]]:
    """Play on from the same pasts with each of FOLLOWED low and high; return what was measured in the sound.

    loudness in dB, brightness in octaves, density in onsets a second, drums and bass 0..1, the median over the pasts;
    "free" is with every control left free, "true" what the musicians really played on.
    """
    past, later = held.codes[:PLAYED_PASTS].split([model.config.past_frames, FRAMES - model.config.past_frames], dim=2)
    rate, hop = codec.config.sample_rate, codec.config.hop_samples

    def median(played: Tensor, row: int) -> float:
        # The first second still measures what was there before.
        sounds = sound_of(codec, past, played)
        return round(float(np.median([measure(s, rate, hop)[row, 50:].mean() for s in sounds])), 3)

    result = {}
    for name in FOLLOWED:
        row = TRAINED.index(name)
        medians = {"true": median(later[:, :, :PLAYED_FRAMES], row)}
        for word, value in (("free", 0.0), ("low", LOW), ("high", HIGH)):
            controls = torch.zeros(1, 1, len(CONTROLS))
            controls[..., CONTROLS.index(name)] = value
            wish = {
                "embedding": held.embedding[:PLAYED_PASTS],
                "guidance": torch.ones(PLAYED_PASTS),
                "controls": controls,
                "control_known": (controls > 0).float(),
            }
            medians[word] = median(play_on(model, past, PLAYED_FRAMES, wish, torch.Generator().manual_seed(0)), row)
        result[name] = {**medians, "difference": round(medians["high"] - medians["low"], 3)}
    return result


def in_parts(batch: TokenBatch) -> list[TokenBatch]:
    """Cut a batch into pieces that fit in memory."""
    return [batch.rows(slice(start, start + PART)) for start in range(0, len(batch.codes), PART)]


def draft_figures(model: Generator, batch: TokenBatch) -> dict[str, Any]:
    """Score drafts as the instrument plays them, and again without past, without prompt and with a wrong one."""
    ahead = [drafts(part, model.config.past_frames) for part in in_parts(batch)]
    # The wrong prompt is the caption of a sequence half the split away: another package.
    others = batch.embedding.roll(len(batch.embedding) // 2, 0).split(PART)
    bare = [replace(task, embedding=torch.zeros(len(task.codes), EMBEDDING_SIZE)) for task in ahead]
    wrong = [replace(task, embedding=other) for task, other in zip(ahead, others, strict=True)]
    deaf = [
        replace(t, windows=Windows(t.windows.starts, t.windows.newest, t.windows.newest, DRAFT_WIDTH)) for t in ahead
    ]
    by_guidance = {g: float(np.mean(score(model, ahead, g)["nats"])) for g in (0.0, 2.0)}
    return {
        "draft": score(model, ahead),
        "draft_without_past": score(model, deaf),
        "draft_without_prompt": score(model, bare),
        "draft_with_wrong_prompt": score(model, wrong),
        "draft_nats_by_guidance": {str(g): round(nats, 4) for g, nats in by_guidance.items()},
    }


def evaluate(run: Path, data: Path, codec_path: Path | None, joint: Path | None = None) -> dict[str, Any]:
    """Measure everything; without a codec, all but the controls.

    Args:
        joint: the joint embedding that the generator's prompts went through.

    Raises:
        TrainingError: no checkpoint, or no tokens.
    """
    model, point = load_generator(run), read_checkpoint(run)
    c = model.config
    prompts = None if joint is None else joint_words(data, joint)
    train, valid = (TokenClips(data, split, c.levels, FRAMES, 0, prompts=prompts) for split in ("train", "validation"))
    held = valid.in_order(SEQUENCES)
    always = Shown(prompt_dropped=0.0, prompt_noise_share=0.0)
    mixed = [
        draw_task(part, c, Hiding(), always, torch.Generator().manual_seed(i)) for i, part in enumerate(in_parts(held))
    ]
    figures: dict[str, Any] = {
        "step": point.step,
        "minutes": round(point.elapsed_s / 60, 1),
        "frames_seen": point.step * point.config["training"]["batch"] * point.config["training"]["sequence_frames"],
        "frames_of_training_data": sum(clip.frames for clip in train.clips),
        "parameters": sum(p.numel() for p in model.parameters()),
        "sequences": SEQUENCES,
        "validation_packages": sorted({clip.package for clip in valid.clips}),
        "validation": {
            "unigram_nats": unigram(train, held.codes, c.codes),
            "mixed_masks": score(model, mixed),
            **draft_figures(model, held),
        },
        "training": draft_figures(model, train.in_order(SEQUENCES)),
    }
    if codec_path is not None:
        figures["controls"] = follow(model, load_codec(codec_path), held)
    return figures


@script
def main(arguments: list[str] | None = None) -> int:
    """Parse and measure; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate_generator", description="Measure a generator.")
    parser.add_argument("run", type=Path, help="a generator run folder")
    parser.add_argument("--data", type=Path, required=True, help="the token folder it was trained on")
    parser.add_argument("--codec", type=Path, help="the codec of these tokens: the controls are measured in its sound")
    parser.add_argument("--joint", type=Path, help="the joint embedding that it was trained with")
    options = parser.parse_args(arguments)
    figures = evaluate(options.run, options.data, options.codec, options.joint)
    text = json.dumps(figures, indent=1)
    (options.run / "figures.json").write_text(text + "\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
