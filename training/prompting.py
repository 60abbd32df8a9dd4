"""The prompts that a generator learns from: what the joint embedding makes of a token folder's words and sound.

At play time a prompt is mostly words, of which there are few and weak ones in training; sound there is always. As both
lie in one space, the generator may learn from the one and be asked with the other.

Source: Agostinelli et al. 2023 (MusicLM), arXiv:2301.11325.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from training.joint import load_joint, sound_prompts
from training.token_clips import PROMPT_EVERY, PROMPT_FRAMES, Prompts
from training.tokens import codec_name, read_tokens, save_array


def joint_words(folder: Path, joint: Path) -> Prompts:
    """Embed the captions of a token folder as the joint embedding does.

    Raises:
        TrainingError: no joint embedding there.
    """
    captions = torch.from_numpy(np.load(folder / "captions.npy").astype(np.float32))
    with torch.inference_mode():
        return Prompts(load_joint(joint).embed_words(captions).float(), {})


def read_prompts(folder: Path, joint: Path, device: torch.device) -> Prompts:
    """Embed all captions and all sound of a token folder; what is embedded is kept there in ``prompts/``.

    Args:
        joint: run or checkpoint of a joint embedding that was trained on the same codec's tokens.

    Raises:
        TrainingError: no tokens or no joint embedding there.
    """
    index = read_tokens(folder)
    place = folder / "prompts" / codec_name(joint).replace("/", "-")
    place.mkdir(parents=True, exist_ok=True)
    model = load_joint(joint).to(device)
    sound = {}
    for clip in index.clips:
        kept = place / f"{clip.name}.npy"
        if not kept.exists():
            codes = np.load(folder / f"{clip.name}.codes.npy")[: model.config.levels]
            save_array(kept, sound_prompts(model, codes, PROMPT_EVERY, PROMPT_FRAMES, device))
        sound[clip.name] = torch.from_numpy(np.load(kept).astype(np.float32))
    return Prompts(joint_words(folder, joint).words, sound)
