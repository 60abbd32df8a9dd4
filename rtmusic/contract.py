"""What a graph file says about itself, so that it can be played with nothing but ONNX Runtime.

Every exported file carries this in its metadata (``session.get_modelmeta().custom_metadata_map``), all of it text:

* ``rtmusic.format``: "1", the meaning of these entries.
* ``rtmusic.graph``: which graph this is, such as "decoder".
* ``rtmusic.sizes``: JSON, the sizes of the bundle's geometry that this graph depends on.
* ``rtmusic.inputs``, ``rtmusic.outputs``: JSON, name -> {"dtype", "shape", "meaning"}; a word in a shape stands for any
  size, and the same word for the same size. Memories are not among them.
* ``rtmusic.states``: JSON, one {"input", "output", "dtype", "shape", "initial"} for every memory: begin with an array
  full of "initial", then give each call the "output" of the call before as "input". An "output" of null means that the
  memory is only read, and comes from another graph's ``past_next_*`` of the same name.

The meanings are for people and may be worded anew; all else must agree with the bundle's manifest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rtmusic.graph import PAST, Port, Signature, following
from rtmusic.units import Geometry

FORMAT = "1"
PREFIX = "rtmusic."
_CODEC = ("sample_rate", "channels", "hop_samples", "levels", "codebook_size", "delay_samples")
_GENERATOR = ("sample_rate", "hop_samples", "model_levels", "codebook_size", "past_frames")

SIZES: dict[str, tuple[str, ...]] = {  # by graph: kept graphs stay valid where the others change their sizes
    "encoder": _CODEC,
    "decoder": _CODEC,
    "remember": _GENERATOR,
    "rewrite": (*_GENERATOR, "window_frames", "embedding_size", "controls", "trained_controls", "adapters"),
    "text": ("embedding_size",),
    "listen": ("sample_rate", "hop_samples", "model_levels", "codebook_size", "embedding_size"),
}

MEANINGS: dict[str, dict[str, str]] = {
    "encoder": {
        "audio": "left and right, full scale ±1, at sample_rate; n is F * hop_samples, F whole frames at once",
        "codes": "one column a frame, oldest first, coarse level first, each 0..codebook_size - 1",
    },
    "decoder": {
        "codes": "one column a frame, oldest first, coarse level first, each 0..codebook_size - 1",
        "levels": "how many rows of each column are heard, coarse ones first, 1..levels",
        "audio": "left and right, full scale ±1, not clipped, delay_samples late; n is F * hop_samples",
    },
    "remember": {"codes": "frames that have been played, oldest first, the coarse model_levels of the codec's rows"},
    "rewrite": {
        "codes": "the window's tokens, oldest first; any code where known is 0",
        "known": "1 where a token stays, 0 where it is to be chosen",
        "gap": "frames between the newest remembered one and the window",
        "embedding": "what is asked for, from text.onnx or listen.onnx, of length 1; zeros for nothing",
        "guidance": "how strongly it is followed, 1 as trained",
        "controls": "per frame, in the order of the sizes' controls, 0..1 over what training has heard",
        "control_known": "1 where a control is asked for, 0 where it is free",
        "temperature": "1 as likely as learned, below 1 more likely tokens",
        "top_k": "how many of the likeliest codes take part, 1..codebook_size",
        "top_p": "of these, the fewest of the likeliest that have so much of all probability; 1 leaves all",
        "typical": "of these, the same of the codes that surprise as nearly as may be expected; 1 leaves all",
        "noise": "even chance in [0, 1): the same noise is the same music",
        "blend": "how much of each of the sizes' adapters colours what is written, 0 none, 1 as learned",
        "sampled": "the window with every token chosen",
        "confidence": "log-probability (nats) of each chosen token, 0 where known",
    },
    "text": {
        "input_ids": "numbers of the words' pieces, from tokenizer.json",
        "attention_mask": "1 for every piece",
        "embedding": "what the words mean, of length 1",
    },
    "listen": {
        "codes": "what was played, oldest first, the coarse model_levels of the codec's rows; half a second at least",
        "embedding": "what it sounds like, of length 1, among the embeddings of words",
    },
}


def contract(name: str, signature: Signature, g: Geometry) -> dict[str, str]:
    """What the file of a graph must say about itself.

    Args:
        signature: everything that goes in and comes out, memories too.
    """

    def ports(side: Mapping[str, Port]) -> str:
        meanings = MEANINGS[name]
        return _json(
            {
                port_name: {"dtype": port.dtype, "shape": port.shape, "meaning": meanings.get(port_name, "")}
                for port_name, port in side.items()
                if not port_name.startswith(PAST)
            }
        )

    states = [
        {
            "input": past,
            "output": following(past) if following(past) in signature.outputs else None,
            "dtype": port.dtype,
            "shape": port.shape,
            "initial": 0,
        }
        for past, port in signature.inputs.items()
        if past.startswith(PAST)
    ]
    sizes = g.table()
    told = {
        "format": FORMAT,
        "graph": name,
        "sizes": _json({size: sizes[size] for size in SIZES[name] if size in sizes}),
        "inputs": ports(signature.inputs),
        "outputs": ports(signature.outputs),
        "states": _json(states),
    }
    return {PREFIX + key: text for key, text in told.items()}


def contradiction(name: str, real: Signature, g: Geometry) -> str:
    """Where what a file says about itself is not what it is, or not what its bundle needs; nothing where all agrees.

    Args:
        real: what the file takes, gives and tells; one that tells nothing of rtmusic contradicts nothing.
        g: the bundle's sizes.
    """
    own = {key: text for key, text in real.told.items() if key.startswith(PREFIX)}
    if not own:
        return ""
    for key, wanted in contract(name, real, g).items():
        if key not in own:
            return f"its metadata has no {key}"
        given, needed = _parsed(own[key]), _parsed(wanted)
        if given != needed:
            part = next((p for p in needed if given.get(p) != needed[p]), "") if _tables(given, needed) else ""
            odd = f" {part} {_json(given.get(part))}" if part else f" {own[key]}"
            right = _json(needed[part]) if part else wanted
            return f"its metadata says {key}{odd}, but the bundle needs {right}"
    return ""


def _tables(*values: Any) -> bool:
    return all(isinstance(value, dict) for value in values)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _parsed(text: str) -> Any:
    """An entry as it counts: the words for free sizes and the meanings aside."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return _counting(value)


def _counting(value: Any) -> Any:
    if isinstance(value, list):
        return [_counting(item) for item in value]
    if isinstance(value, dict):
        inner = {key: _counting(item) for key, item in value.items() if key != "meaning"}
        if isinstance(inner.get("shape"), list):
            inner["shape"] = [None if isinstance(size, str) else size for size in inner["shape"]]
        return inner
    return value
