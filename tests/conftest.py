"""What several tests share: a bundle small enough to be exported once and kept as long as its sources stay, and OSC."""

from __future__ import annotations

import atexit
import ctypes
import gc
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from filelock import FileLock
from hypothesis import settings
from osc_client import Client, served
from recording_desk import RecordingDesk

from exporters.bundle import Models
from exporters.states import write_graph
from rtmusic.bundle import Bundle, write_bundle
from rtmusic.osc import OscServer
from rtmusic.oscquery import OscQuery, Place
from training.codec import Codec
from training.codec_config import CodecConfig
from training.transformer import Generator, GeneratorConfig

os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="rtmusic-tests-")  # sets, also those of child processes
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)
torch.set_num_threads(1)  # at these sizes more only wait for each other, on a busy machine for minutes
settings.register_profile("rtmusic", deadline=None)  # a busy machine is no fault
settings.load_profile("rtmusic")
NEW_NETWORK = 0x40000000  # CLONE_NEWNET
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a shell: it would be so in all children
    signal.signal(signal.SIGINT, signal.default_int_handler)
REPOSITORY = Path(__file__).parents[1]
SOURCES = (
    *(f"rtmusic/{name}" for name in ("bundle", "contract", "features", "graph", "units")),
    *(f"exporters/{name}" for name in ("codec", "generator", "states")),
    *(f"training/{name}" for name in ("codec", "codec_config", "conditioning", "depth", "envelope", "layers")),
    *(f"training/{name}" for name in ("quantizer", "transformer")),
)
TINY_CODEC = CodecConfig(  # frames wide enough for weights that rounding finds worth its while
    width=16, frame_width=64, latent=16,
    encoder_blocks=1, encoder_frame_blocks=1, decoder_frame_blocks=1, decoder_blocks=1,
)  # fmt: skip
TINY_GENERATOR = GeneratorConfig(
    width=16, layers=1, heads=2, expansion=2, code_width=8, depth_width=16, control_width=8
)


def _sources() -> str:
    """What the tiny bundle is made from, as a short number: another number, another bundle."""
    digest = hashlib.sha256(torch.__version__.encode())
    for name in SOURCES:
        digest.update((REPOSITORY / f"{name}.py").read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()[:16]


def pytest_collection_finish() -> None:
    """What was imported stays: looking for what nobody needs any more does not go through all of torch each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def tiny_models() -> Models:
    """Random weights in the shipped geometry: right shapes, no music. Nobody changes them."""
    torch.manual_seed(0)
    codec = Codec(TINY_CODEC).eval().requires_grad_(False)
    generator = Generator(TINY_GENERATOR).eval().requires_grad_(False)
    return Models(codec, generator, None)


@pytest.fixture(scope="session")
def tiny_bundle(tiny_models: Models, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of those models in float32, without a text encoder. Copy it before you damage it."""
    shelf = REPOSITORY / ".pytest_cache" / "tiny_bundle"
    shelf.mkdir(parents=True, exist_ok=True)
    folder = shelf / _sources()
    with FileLock(shelf.with_suffix(".lock")):  # another part of the tests may be at it: tests/all.sh
        if folder.is_dir():
            return Bundle.load(folder).path
        for older in shelf.iterdir():
            shutil.rmtree(older, ignore_errors=True)
        scratch = tmp_path_factory.mktemp("graphs")
        graphs = {}
        for plan in tiny_models.plans():
            graphs[plan.name] = scratch / f"{plan.name}.onnx"
            write_graph(plan, graphs[plan.name])
        weights = dict.fromkeys(graphs, "float32")
        return write_bundle(folder, "tiny", tiny_models.geometry, graphs, weights, {}, None, {}).path


@pytest.fixture
def desk() -> RecordingDesk:
    return RecordingDesk()


@pytest.fixture
def server(desk: RecordingDesk) -> Iterator[OscServer]:
    with served(desk) as server:
        yield server


@pytest.fixture
def client(server: OscServer) -> Iterator[Client]:
    with Client(server) as client:
        yield client


@pytest.fixture
def other(server: OscServer) -> Iterator[Client]:
    with Client(server) as client:
        yield client


@pytest.fixture
def query(desk: RecordingDesk, server: OscServer) -> Iterator[OscQuery]:
    query = OscQuery(desk, Place(server.port))
    query.start()
    assert query.told == "" and query.port
    yield query
    query.stop()
    assert query.counters.failures == 0
    assert not query._thread.is_alive()


@pytest.fixture
def network() -> Iterator[None]:
    """A loopback that nobody else is on: any other Link program on this machine would join. Where one may make it."""
    libc, ip = ctypes.CDLL(None, use_errno=True), shutil.which("ip")
    before = os.open("/proc/self/ns/net", os.O_RDONLY) if sys.platform == "linux" else -1
    own = ip is not None and before >= 0 and libc.unshare(NEW_NETWORK) == 0
    try:
        if own:
            subprocess.run([str(ip), "link", "set", "lo", "up"], check=True)
        yield
    finally:
        if own:
            assert libc.setns(before, 0) == 0
        if before >= 0:
            os.close(before)
