"""The same work on several cores: every process takes its share of a list and reports piece by piece."""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from rtmusic.errors import RtmusicError
from training.corpus.index import CorpusError

Item = TypeVar("Item")
Result = TypeVar("Result")
PATIENCE_S = 2.0  # between looks at whether everybody is still alive


def shared_out(hire: Callable[[], Callable[[Item], Result]], items: Sequence[Item], workers: int) -> Iterator[Result]:
    """Do every item once, in no particular order.

    Args:
        hire: makes the worker within its own process; it and what it returns to us can be pickled.
        workers: 1 works here, without another process.

    Raises:
        RtmusicError: whatever a worker raised; the others are stopped.
        CorpusError: a worker was killed.
    """
    if workers == 1 or len(items) <= 1:
        yield from map(hire(), items)
        return
    context = multiprocessing.get_context("spawn")
    done: Any = context.Queue()
    crew = [
        context.Process(target=_work, args=(hire, items[first::workers], done), daemon=True)
        for first in range(min(workers, len(items)))
    ]
    for process in crew:
        process.start()
    try:
        left = len(items)
        while left:
            try:
                result = done.get(timeout=PATIENCE_S)
            except queue.Empty:
                if fallen := [process.exitcode for process in crew if process.exitcode]:
                    raise CorpusError(
                        f"a worker ended with status {fallen[0]} (out of memory?). Type the same again to go on, "
                        "with fewer --workers if it happens again."
                    ) from None
                continue
            if isinstance(result, RtmusicError):
                raise result
            left -= 1
            yield result
    finally:
        for process in crew:
            process.terminate()
            process.join()
        done.close()


def _work(hire: Callable[[], Callable[[Item], Result]], items: Sequence[Item], done: Any) -> None:
    try:
        work = hire()
        starter = multiprocessing.parent_process()
        for item in items:
            if starter is not None and not starter.is_alive():
                return  # it was killed; whoever starts again does the rest
            done.put(work(item))
    except RtmusicError as error:
        done.put(error)
    except KeyboardInterrupt:
        return  # the one who started us says so
