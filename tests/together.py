"""A trainer in two processes, as torchrun would start them, without four more imports of torch: they are forked from a
process that has imported all and begun nothing. (That torchrun itself starts a trainer is in tests/test_codec.py.)
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

TRAINERS = ("training.train_generator", "training.train_joint")


def together(main: Callable[[list[str]], int], words: list[str], told: Path) -> str:
    """Call main(words) in two processes that share the work; return what they said on stderr.

    Args:
        main: of one of the TRAINERS.
        told: a folder for what they say.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(list(TRAINERS))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    both = [context.Process(target=_one, args=(main, words, rank, port, told)) for rank in (0, 1)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    said = "".join((told / f"{rank}.stderr").read_text() for rank in (0, 1))
    assert [process.exitcode for process in both] == [0, 0], said
    return said


def _one(main: Callable[[list[str]], int], words: list[str], rank: int, port: int, told: Path) -> None:
    shared = {"WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2", "GROUP_RANK": "0", "TORCHELASTIC_RUN_ID": "tests"}
    os.environ |= {**shared, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "CUDA_VISIBLE_DEVICES": ""}
    os.environ |= {"RANK": str(rank), "LOCAL_RANK": str(rank)}
    os.dup2(os.open(told / f"{rank}.stderr", os.O_WRONLY | os.O_CREAT), 2)
    raise SystemExit(main(words))
