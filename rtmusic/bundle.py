"""The bundle: a folder of ONNX graphs that the engine plays, written and read by this one file.

``bundle.json`` names every file with its size and SHA-256, every input and output of every graph, the geometry that
all of them agree on, and a card that says what the models learned from. Nothing in a bundle can execute code, and
nothing of it is used before every check has passed. bundle.json vouches for itself: its last line is the SHA-256 of
everything before, and it must be written exactly as `write_bundle` writes it, so one changed byte anywhere is found.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from rtmusic.contract import contradiction
from rtmusic.errors import BundleError
from rtmusic.features import USUAL
from rtmusic.graph import PAST, PAST_NEXT, Graph, Port, Signature, following, read_signature
from rtmusic.units import Geometry
from rtmusic.wholefile import sha256

FORMAT = 1
DEFAULT = Path(__file__).parent / "bundles" / "default"
MANIFEST = "bundle.json"
ATTRIBUTION = "attribution.csv"  # who made the recordings that the models learned from
CODEC_GRAPHS = ("encoder", "decoder")  # no bundle without these
GENERATOR_GRAPHS = ("remember", "rewrite")  # both or neither
FLOATING = ("float32", "float16")  # weights as they are stored; sums are float32 always
WEIGHTS = (*FLOATING, "int8", "mixed")  # mixed: most in eight bits, some in sixteen
_SAMPLE_RATE, _CHANNELS = 48_000, 2  # what the engine plays


def expected_signatures(g: Geometry) -> dict[str, Signature]:
    """What each graph must take and give for this geometry; memories (past_*) come on top and are the model's own."""
    f, i = "float32", "int64"
    frames = Port(i, (g.levels, "F"))
    sound = Port(f, (g.channels, "n"))
    model_frames, tokens = Port(i, (g.model_levels, "F")), (g.model_levels, "W")
    per_frame = Port(f, ("W", len(g.controls)))
    number, count = Port(f, ()), Port(i, ())
    rewrite_inputs = {
        "codes": Port(i, tokens),
        "known": Port(f, tokens),
        "gap": count,
        "embedding": Port(f, (g.embedding_size,)),
        "guidance": number,
        "controls": per_frame,
        "control_known": per_frame,
        "temperature": number,
        "top_k": count,
        "top_p": number,
        "typical": number,
        "noise": Port(f, tokens),
        **({"blend": Port(f, (len(g.adapters),))} if g.adapters else {}),
    }
    text_inputs = {"input_ids": Port(i, (1, "T")), "attention_mask": Port(i, (1, "T"))}
    return {
        "encoder": Signature({"audio": sound}, {"codes": frames}),
        "decoder": Signature({"codes": frames, "levels": Port(i, ("F",))}, {"audio": sound}),
        "remember": Signature({"codes": model_frames}, {}),
        "rewrite": Signature(rewrite_inputs, {"sampled": Port(i, tokens), "confidence": Port(f, tokens)}),
        "text": Signature(text_inputs, {"embedding": Port(f, (g.embedding_size,))}),
        "listen": Signature({"codes": model_frames}, {"embedding": Port(f, (g.embedding_size,))}),
    }


def _render(manifest: Mapping[str, Any]) -> bytes:
    """The one way to write a manifest: everything, and last the SHA-256 of everything."""
    body = {key: value for key, value in manifest.items() if key != "sha256"}
    text = json.dumps(body, indent=1, ensure_ascii=False, allow_nan=False)
    seal = hashlib.sha256(text.encode()).hexdigest()
    return (json.dumps(body | {"sha256": seal}, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _mend(path: Path) -> str:
    if path == DEFAULT:
        return "Install it again:  pip install --force-reinstall rtmusic"
    return f"Export it again:  python -m exporters.bundle RUN {path}"


def _check_signature(where: str, name: str, given: Signature, g: Geometry, mend: str) -> None:
    """Compare one graph with the geometry; states must come in pairs, except where only the memory is read."""
    wanted = expected_signatures(g)[name]
    for side, ports, needed in (("takes", given.inputs, wanted.inputs), ("gives", given.outputs, wanted.outputs)):
        for port_name, port in needed.items():
            if port_name not in ports:
                raise BundleError(f"{where} {side} no {port_name}, which must be {port}.\n{mend}")
            if not ports[port_name].fits(port):
                raise BundleError(
                    f"{where} {side} {port_name} as {ports[port_name]}, but the bundle's geometry needs {port}.\n{mend}"
                )
        for port_name in ports:
            if port_name not in needed and not port_name.startswith(PAST):
                raise BundleError(f"{where} {side} {port_name}, which this rtmusic does not know.\n{mend}")
    for past, port in given.inputs.items():
        if not past.startswith(PAST):
            continue
        if any(isinstance(size, str) for size in port.shape):
            raise BundleError(f"{where} takes {past} as {port}: a memory must have one fixed size.\n{mend}")
        if name == "rewrite":
            continue
        carried = given.outputs.get(following(past))
        if carried is None:
            raise BundleError(f"{where} takes {past} but does not give {following(past)} back.\n{mend}")
        if not carried.fits(port):
            raise BundleError(f"{where} takes {past} as {port} but gives {following(past)} as {carried}.\n{mend}")
    for port_name in given.outputs:
        if port_name.startswith(PAST_NEXT) and PAST + port_name.removeprefix(PAST_NEXT) not in given.inputs:
            raise BundleError(f"{where} gives {port_name} but does not take it as {PAST}*.\n{mend}")


def _check_memory(where: str, signatures: Mapping[str, Signature], g: Geometry, mend: str) -> None:
    """The memory that remember.onnx fills must be the one that rewrite.onnx reads, and as long as the geometry says."""
    kept = {name: port for name, port in signatures["remember"].inputs.items() if name.startswith(PAST)}
    read = {name: port for name, port in signatures["rewrite"].inputs.items() if name.startswith(PAST)}
    if kept != read:
        told = [", ".join(f"{name} {port}" for name, port in ports.items()) or "nothing" for ports in (kept, read)]
        raise BundleError(
            f"{where}: remember keeps {told[0]}, but rewrite reads {told[1]}: they come from different exports.\n{mend}"
        )
    slots = kept["past_kv"].shape[2:3] if "past_kv" in kept else ()
    if slots != (g.past_frames,):
        raise BundleError(
            f"{where}: remember keeps {list(slots)} frames, but the bundle's geometry needs {[g.past_frames]}.\n{mend}"
        )


def _check_told(where: str, name: str, real: Signature, g: Geometry, mend: str) -> None:
    """Compare what a graph file says about itself with what it is and with the geometry."""
    odd = contradiction(name, real, g)
    if odd:
        raise BundleError(f"{where}: {odd}: they come from different exports.\n{mend}")


def _check_geometry(where: str, table: Any, mend: str) -> Geometry:
    known = {field.name for field in fields(Geometry)}
    odd = sorted((set(table) ^ known) - {"adapters"}) if isinstance(table, dict) else ["geometry"]
    if odd:
        raise BundleError(f"{where}: the geometry is not one this rtmusic knows (look at: {', '.join(odd)}).\n{mend}")
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key in ("controls", "trained_controls", "adapters"):
            good = isinstance(value, list) and all(isinstance(word, str) for word in value)
            values[key] = tuple(value) if good else ()
        else:
            good = type(value) is int and value >= (0 if key == "delay_samples" else 1)
            values[key] = value
        if not good:
            raise BundleError(f"{where}: the geometry's {key} is {value!r}, which means nothing.\n{mend}")
    g = Geometry(**values)
    if (g.sample_rate, g.channels) != (_SAMPLE_RATE, _CHANNELS):
        raise BundleError(
            f"{where}: made for {g.sample_rate} Hz and {g.channels} channels, but rtmusic plays {_SAMPLE_RATE} Hz and "
            f"{_CHANNELS} channels.\nChoose another bundle, or none for the default."
        )
    if g.model_levels > g.levels or g.hop_samples > g.sample_rate or not set(g.trained_controls) <= set(g.controls):
        raise BundleError(f"{where}: the geometry contradicts itself ({g}).\n{mend}")
    return g


def _signature_from(table: Any) -> Signature:
    def ports(side: Any) -> dict[str, Port]:
        return {str(name): Port(str(dtype), tuple(shape)) for name, (dtype, shape) in side.items()}

    return Signature(ports(table["inputs"]), ports(table["outputs"]))


def _signature_table(file: str, weights: str, signature: Signature) -> dict[str, Any]:
    def ports(side: Mapping[str, Port]) -> dict[str, Any]:
        return {name: [port.dtype, list(port.shape)] for name, port in side.items()}

    return {"file": file, "weights": weights, "inputs": ports(signature.inputs), "outputs": ports(signature.outputs)}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that has passed every check.

    Source of the checks: the files themselves; nothing is fetched and nothing is executed.
    """

    path: Path
    name: str
    geometry: Geometry
    card: Mapping[str, Any]  # how it was trained, on what, how it measures, under which licences
    files: Mapping[str, int]  # every file and its bytes
    weights: Mapping[str, str]  # graph -> one of WEIGHTS
    signatures: Mapping[str, Signature]
    codec: str  # SHA-256 of the encoder: bundles with the same one mean the same by their codes
    sha256: str  # of the whole bundle: two bundles with the same one are the same

    @classmethod
    def load(cls, path: Path | str | None = None, replaced: Collection[str] = ()) -> Bundle:
        """Open a bundle and check all of it: every byte, every name, every shape.

        Args:
            path: the folder; None is the bundle that came with rtmusic.
            replaced: graphs that will come from elsewhere: they may take and give what another rtmusic wanted.

        Raises:
            BundleError: says which file, what is wrong with it, and what to type.
        """
        folder = DEFAULT if path is None else Path(path)
        mend = _mend(folder)
        manifest = _read_manifest(folder, mend)
        _check_files(folder, manifest["files"], mend)
        where = f"{folder}: {MANIFEST}"
        geometry = _check_geometry(where, manifest["geometry"], mend)
        try:
            declared = {name: _signature_from(table) for name, table in manifest["graphs"].items()}
            graph_files = {name: str(table["file"]) for name, table in manifest["graphs"].items()}
            weights = {name: str(table["weights"]) for name, table in manifest["graphs"].items()}
            attribution = manifest["attribution"]
            card = dict(manifest["card"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BundleError(f"{where} is not complete ({error!r}).\n{mend}") from error
        _check_graph_names(where, declared, geometry, mend)
        for name, kind in weights.items():
            if kind not in WEIGHTS:
                known = ", ".join(WEIGHTS)
                raise BundleError(f"{where}: {name} has weights of {kind!r}; this rtmusic knows {known}.\n{mend}")
        for name, file in [*graph_files.items(), *([("attribution", attribution)] if attribution else [])]:
            if file not in manifest["files"]:
                raise BundleError(
                    f"{where} names {file!r} as its {name}, but does not list it among its files.\n{mend}"
                )
        real = {name: read_signature(folder / graph_files[name]) for name in declared}
        for name, signature in declared.items():
            _check_same(folder, graph_files[name], real[name], signature, mend)
            if name not in replaced:
                _check_signature(f"{folder}: {graph_files[name]}", name, signature, geometry, mend)
        if "rewrite" in declared:
            _check_memory(str(folder), declared, geometry, mend)
        for name, signature in real.items():
            _check_told(f"{folder}: {graph_files[name]}", name, signature, geometry, mend)
        sizes = {name: entry["bytes"] for name, entry in manifest["files"].items()}
        codec = manifest["files"][graph_files["encoder"]]["sha256"]
        return cls(folder, manifest["name"], geometry, card, sizes, weights, declared, codec, manifest["sha256"])

    @property
    def graph_files(self) -> dict[str, Path]:
        """Graph name -> its ONNX file."""
        return {name: self.path / f"{name}.onnx" for name in self.signatures}

    @property
    def attribution(self) -> Path | None:
        """The table of who made the recordings, or None."""
        return self.path / ATTRIBUTION if ATTRIBUTION in self.files else None

    @property
    def extra(self) -> dict[str, Path]:
        """All files but these and bundle.json, such as tokenizer.json."""
        known = {ATTRIBUTION, *(path.name for path in self.graph_files.values())}
        return {name: self.path / name for name in sorted(self.files) if name not in known}

    @property
    def control_ranges(self) -> dict[str, tuple[float, float]]:
        """What becomes 0 and 1 of each feature, as the generator was trained with it, in the units of features.py."""
        config = self.card.get("generator", {}).get("config", {})
        trained = {name: (float(low), float(high)) for name, (low, high) in config.get("controls", {}).items()}
        return USUAL | trained

    def graph(self, name: str, provider: str = "auto", threads: int = 1) -> Graph:
        """One graph of the bundle, ready to run.

        Raises:
            BundleError: the bundle has no such graph.
            UsageError: the provider is unknown or not there.
        """
        if name not in self.signatures:
            has = ", ".join(self.signatures)
            raise BundleError(
                f"{self.path}: there is no {name} graph in this bundle; it has {has}.\n{_mend(self.path)}"
            )
        return Graph(self.path / f"{name}.onnx", provider, threads, floating=self.weights[name] in FLOATING)

    def file(self, name: str) -> Path:
        """A file of the bundle that is no graph, such as tokenizer.json.

        Raises:
            BundleError: the bundle has no such file.
        """
        if name not in self.files:
            raise BundleError(f"{self.path}: there is no {name} in this bundle.\n{_mend(self.path)}")
        return self.path / name


def _read_manifest(folder: Path, mend: str) -> dict[str, Any]:
    """Read bundle.json and see that it is whole, of a format we know, and has all its parts."""
    where = f"{folder}: {MANIFEST}"
    try:
        raw = (folder / MANIFEST).read_bytes()
    except OSError as error:
        if folder == DEFAULT:
            raise BundleError(f"{where} is not there.\n{mend}") from error
        raise BundleError(
            f"{where} is not there ({error.strerror}). Give the folder that  python -m exporters.bundle RUN OUT  has "
            "written, or leave --bundle away to play the default."
        ) from error
    try:
        manifest = json.loads(raw)
    except ValueError as error:
        raise BundleError(f"{where} is damaged: {error}.\n{mend}") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        raise BundleError(f"{where} is damaged: it does not say its format.\n{mend}")
    try:
        whole = raw == _render(manifest)
    except ValueError:  # NaN, or half a surrogate: nothing that we write
        whole = False
    if not whole:
        raise BundleError(f"{where} is damaged: it is not as it was written (its own SHA-256 differs).\n{mend}")
    if manifest["format"] != FORMAT:
        raise BundleError(
            f"{where} is of format {manifest['format']}, but this rtmusic reads format {FORMAT}.\n"
            "Get a newer rtmusic:  pip install --upgrade rtmusic"
            if manifest["format"] > FORMAT
            else f"{where} is of format {manifest['format']}, which this rtmusic no longer reads.\n{mend}"
        )
    kinds: dict[str, type | tuple[type, ...]] = {
        "name": str,
        "geometry": dict,
        "graphs": dict,
        "files": dict,
        "card": dict,
        "attribution": (str, type(None)),
    }
    for key, kind in kinds.items():
        if key not in manifest or not isinstance(manifest[key], kind):
            raise BundleError(f"{where} is not complete: its {key!r} is missing or of the wrong kind.\n{mend}")
    return manifest


def _check_files(folder: Path, files: Mapping[str, Any], mend: str) -> None:
    for name, entry in files.items():
        if Path(name).name != name or name in ("", ".", ".."):
            raise BundleError(f"{folder}: {MANIFEST} lists {name!r}, which is not a plain file name.\n{mend}")
        path = folder / name
        if not path.is_file():
            raise BundleError(f"{folder}: {name} is missing.\n{mend}")
        size, digest = entry.get("bytes"), entry.get("sha256")
        if path.stat().st_size != size:
            raise BundleError(f"{folder}: {name} has {path.stat().st_size} bytes, but {MANIFEST} says {size}.\n{mend}")
        if sha256(path) != digest:
            raise BundleError(f"{folder}: {name} is damaged: its SHA-256 is not the one in {MANIFEST}.\n{mend}")


def _check_graph_names(where: str, graphs: Mapping[str, Signature], geometry: Geometry, mend: str) -> None:
    known = expected_signatures(geometry)
    for name in graphs:
        if name not in known:
            raise BundleError(f"{where} has a graph {name!r}; this rtmusic knows {', '.join(known)}.\n{mend}")
    needed = CODEC_GRAPHS + (GENERATOR_GRAPHS if set(GENERATOR_GRAPHS) & set(graphs) else ())
    for name in needed:
        if name not in graphs:
            raise BundleError(f"{where} has no graph {name!r}, without which nothing plays.\n{mend}")


def _check_same(folder: Path, file: str, real: Signature, declared: Signature, mend: str) -> None:
    """Compare a graph file with what bundle.json says about it."""
    for side, ports, told in (("takes", real.inputs, declared.inputs), ("gives", real.outputs, declared.outputs)):
        if set(ports) != set(told):
            odd = ", ".join(sorted(set(ports) ^ set(told)))
            raise BundleError(f"{folder}: {file} and {MANIFEST} do not agree on what it {side} ({odd}).\n{mend}")
        for name, port in ports.items():
            if not port.fits(told[name]):
                raise BundleError(
                    f"{folder}: {file} {side} {name} as {port},\nbut {MANIFEST} says {told[name]}: "
                    f"the two come from different exports.\n{mend}"
                )


def check_place(folder: Path) -> None:
    """See that a bundle may be written to this folder.

    Raises:
        BundleError: there is something that is no bundle.
    """
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise BundleError(f"{folder} exists and is no bundle: nothing was written. Give a new or an empty folder.")


def write_bundle(
    folder: Path,
    name: str,
    geometry: Geometry,
    graphs: Mapping[str, Path],
    weights: Mapping[str, str],
    card: Mapping[str, Any],
    attribution: Path | None,
    extra: Mapping[str, Path],
) -> Bundle:
    """Write a bundle folder: all of it under a temporary name, checked as `Bundle.load` checks, then renamed.

    Args:
        folder: where; an older bundle there is replaced, anything else is left alone.
        name: what the bundle is called.
        geometry: the sizes that all graphs must have.
        graphs: graph name -> its ONNX file; encoder and decoder at least.
        weights: graph name -> one of WEIGHTS.
        card: training, data, licences, figures; anything that JSON can say.
        attribution: a table of who made the recordings, or None.
        extra: file name in the bundle -> file to copy, such as tokenizer.json.

    Raises:
        BundleError: the folder holds something else, or the graphs do not fit the geometry or each other.
    """
    check_place(folder)
    mend = _mend(folder)
    sources = {f"{graph}.onnx": path for graph, path in graphs.items()} | dict(extra)
    if attribution is not None:
        sources[ATTRIBUTION] = attribution
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.parent / f".{folder.name}.{os.getpid()}.new"
    draft.mkdir()
    try:
        for file, source in sources.items():
            shutil.copyfile(source, draft / file)
        signatures = {graph: read_signature(draft / f"{graph}.onnx") for graph in graphs}
        for graph, signature in signatures.items():
            _check_signature(f"{folder}: {graph}.onnx", graph, signature, geometry, mend)
            _check_told(f"{folder}: {graph}.onnx", graph, signature, geometry, mend)
        manifest = {
            "format": FORMAT,
            "name": name,
            "geometry": geometry.table(),
            "graphs": {
                graph: _signature_table(f"{graph}.onnx", weights[graph], signature)
                for graph, signature in signatures.items()
            },
            "files": {
                file: {"bytes": (draft / file).stat().st_size, "sha256": sha256(draft / file)}
                for file in sorted(sources)
            },
            "card": dict(card),
            "attribution": ATTRIBUTION if attribution is not None else None,
        }
        (draft / MANIFEST).write_bytes(_render(json.loads(json.dumps(manifest))))
        Bundle.load(draft)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Bundle.load(folder)


def amend_bundle(bundle: Bundle, card: Mapping[str, Any], extra: Mapping[str, Path] | None = None) -> Bundle:
    """Write a bundle again with another card, and with these files beside or instead of its own; return the new one.

    Raises:
        BundleError: a file of it cannot be read any more.
    """
    files = bundle.extra | dict(extra or {})
    return write_bundle(
        bundle.path, bundle.name, bundle.geometry, bundle.graph_files, bundle.weights, card, bundle.attribution, files
    )
