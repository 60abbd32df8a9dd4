"""Whoever starts the main process again when it is killed, and what that one leaves to the next.

`rtmusic live` splits in two before it has loaded anything. The one becomes the main process. The other, the guardian,
only waits for its end. Where that end was asked for, by q, by Ctrl-C, by an error that was told, the guardian ends with
the same status. Where it was not, the sound and the models play on meanwhile, and a new main process begins in the same
terminal: it finds on the board where the knobs stand, and in the lines that the old one left all that the board does
not say. The guardian holds no music and next to no memory; what it cannot do it does not try, and then a killed main
process ends the music, as it does where there is no guardian: on other systems than Linux.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

CRASHED = 70  # how a main process ends that found a fault in itself
MOST, WITHIN_S = 5, 10.0  # so many ends within so long are no accident any more
FAREWELL_S = 5.0  # for sound and models to end when nobody is left
ASKED_FOR = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_WATCHED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
_LISTS = ("event", "prompt")  # of these every one counts, of all else the last
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl: whose parent is gone becomes our child


class Lifeline:
    """A pipe through which nothing is ever sent: who holds its far end sees it close when the near one is gone.

    The near end is held by everybody who keeps the music going, the guardian and the main process, or the one process
    of an engine without a guardian. So it closes when all of them are dead, whatever they died of.
    """

    def __init__(self) -> None:
        self.far, self._near = os.pipe()
        self._open = True

    def close(self) -> None:
        """Let go of both ends. Calling it twice does no harm."""
        if self._open:
            self._open = False
            os.close(self.far)
            os.close(self._near)

    def __del__(self) -> None:
        self.close()


class Legacy:
    """What a main process leaves, line by line, in memory without a name; the next one reads it. Any thread.

    Args:
        lines: the file; None where nobody comes after us.
        lifeline: what sound and models hold on to.
        post: two ends of a wire; what is handed on lies in it.
    """

    def __init__(
        self,
        lines: int | None = None,
        lifeline: Lifeline | None = None,
        post: tuple[socket.socket, socket.socket] | None = None,
    ) -> None:
        self._lines, self._post = lines, post
        self.lifeline = lifeline or Lifeline()
        self.owner = os.getpid() if lines is None else os.getppid()  # whose things they are that outlive us
        self.left: dict[str, Any] = {}

    @property
    def playing(self) -> bool:
        """True when there is music already, and somebody before us who made it."""
        return bool(self.left.get("playing"))

    @property
    def guarded(self) -> bool:
        """True when somebody comes after us."""
        return self._lines is not None and os.getppid() == self.owner

    @property
    def orphaned(self) -> bool:
        """True when somebody would have come after us, and is dead."""
        return self._lines is not None and os.getppid() != self.owner

    def leave(self, **what: Any) -> None:
        """Say something to whoever comes after us; JSON. An "event" or a "prompt" is one more, all else replaces."""
        if self._lines is not None:
            os.write(self._lines, json.dumps(what).encode() + b"\n")

    def hand_on(self, fd: int) -> None:
        """Leave an open socket, the only one; what comes to it waits there for whoever comes after us."""
        if self._post is not None:
            socket.send_fds(self._post[0], [b"-"], [fd])

    def handed(self) -> int | None:
        """The socket that was left, open in this process, too; None where none was. It stays left."""
        if self._post is None:
            return None
        try:  # socket.recv_fds would take it, and wait for it
            _, sent, _, _ = self._post[1].recvmsg(1, socket.CMSG_LEN(4), socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        return int.from_bytes(sent[0][2][:4], sys.byteorder) if sent else None

    def read(self) -> None:
        """Find what was left so far."""
        if self._lines is None:
            return
        said = os.pread(self._lines, os.fstat(self._lines).st_size, 0)
        self.left = {name: [] for name in _LISTS}
        for line in said.split(b"\n"):
            with suppress(ValueError):  # one who was killed while he wrote
                for name, value in json.loads(line).items():
                    if name in _LISTS:
                        self.left[name].append(value)
                    else:
                        self.left[name] = value
        if said and not said.endswith(b"\n"):
            os.write(self._lines, b"\n")


class Stray:
    """A process that a main process before this one has started. It is seen from outside, and has no status."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._born = born(pid)

    def is_alive(self) -> bool:
        return self._born is not None and born(self.pid) == self._born

    def kill(self) -> None:
        self.tell(signal.SIGKILL)

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal, unless it is gone."""
        with suppress(OSError):
            if self.is_alive():
                os.kill(self.pid, number)

    def join(self, patience_s: float) -> None:
        """Wait until it is gone, or for so long."""
        give_up = time.monotonic() + patience_s
        while self.is_alive() and time.monotonic() < give_up:
            time.sleep(0.005)


def born(pid: int) -> str | None:
    """When a process was started, so that another one of its number is not taken for it; None: it is gone."""
    said = _stat(pid)
    return None if said is None or said[0] in "ZX" else said[19]


def _stat(pid: int) -> list[str] | None:
    """What the system says of a process after its name, which may hold spaces: state, parent, …; None: it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None


# -- the guardian ----------------------------------------------------------------------------------------------


def guard() -> Legacy:
    """Split in two, and return in the main process: now, and again in every one that comes after it.

    Call it before any thread is started. In the guardian it never returns.
    """
    if sys.platform != "linux":
        return Legacy()
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        lines = os.memfd_create("rtmusic-legacy")
    except OSError:
        return Legacy()
    lifeline, post = Lifeline(), socket.socketpair()
    terminal = _Terminal()
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    deaths: list[float] = []
    while True:
        main = os.fork()
        if not main:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
            legacy = Legacy(lines, lifeline, post)
            legacy.read()
            return legacy
        _adopt_orphans()
        status = _await(main)
        deaths = [at_s for at_s in deaths if at_s > time.monotonic() - WITHIN_S] + [time.monotonic()]
        legacy = Legacy(lines, lifeline, post)
        legacy.read()
        if not violent(status) or not legacy.playing or len(deaths) == MOST:
            _end(status, legacy, terminal)
        legacy.leave(died={"how": how(status), "at_s": deaths[-1]})
        terminal.give_back()


def violent(status: int) -> bool:
    """True for an end that nobody has asked for; a status below 0 is that of a signal."""
    return status == CRASHED or (status < 0 and -status not in ASKED_FOR)


def how(status: int) -> str:
    """An end in words."""
    return f"was killed (signal {-status})" if status < 0 else "found a fault in itself"


def _adopt_orphans() -> None:
    """Become the parent of what a dead main process has started, so that nobody stays in the table of processes."""
    import ctypes  # noqa: PLC0415  the main process, which does not need it, has begun by now

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _await(main: int) -> int:
    """Wait until the main process has ended, and hand on what we are told by others; its status."""
    while True:
        told = signal.sigwaitinfo(_WATCHED)
        if told.si_signo == signal.SIGCHLD:
            while (ended := _ended()) is not None:
                if ended[0] == main:
                    return ended[1]
        elif told.si_code <= 0:  # what comes from the terminal, and not from a process, the main one gets itself
            os.kill(main, told.si_signo)


def _ended() -> tuple[int, int] | None:
    """A child that has ended, and how; None: no more of them."""
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, os.waitstatus_to_exitcode(status)) if pid else None


def _end(status: int, legacy: Legacy, terminal: _Terminal) -> NoReturn:
    """End as the main process has; what it could not tidy up is tidied up now."""
    if status < 0 or status == CRASHED:
        terminal.give_back()
    _tidy(legacy)
    if violent(status) and legacy.playing:
        kept = legacy.left.get("set")
        again = f"; go on with:  rtmusic live --resume {kept}" if kept else ""
        often = f"the main process {how(status)}, {MOST} times within {WITHIN_S:g} s: the music was faded out"
        with suppress(OSError):
            print(f"rtmusic: {often}{again}", file=sys.stderr, flush=True)
        os._exit(1)
    if status < 0:
        with suppress(OSError):  # nobody may say what SIGKILL does
            signal.signal(-status, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
        os.kill(os.getpid(), -status)
    os._exit(status)


def _tidy(legacy: Legacy) -> None:
    """Let sound and models end, and take away what they shared; nothing to do where the main process has."""
    legacy.lifeline.close()
    board, bundle = legacy.left.get("board"), legacy.left.get("bundle")
    if not board or not Path("/dev/shm", board).exists():
        return
    give_up = time.monotonic() + FAREWELL_S
    while (others := _left_behind(board)) and time.monotonic() < give_up:
        time.sleep(0.02)
        while _ended() is not None:
            pass
    for pid in others:
        Stray(pid).kill()
    Path("/dev/shm", board).unlink(missing_ok=True)
    if bundle:
        import shutil  # noqa: PLC0415

        shutil.rmtree(bundle, ignore_errors=True)


def _left_behind(board: str) -> list[int]:
    """Who holds a board and belongs to nobody but us; others may look at it, too."""
    parents = {pid: (_stat(pid) or ["", "0"])[1] for pid in holders(board)}
    return [pid for pid, parent in parents.items() if parent in (str(os.getpid()), "1")]


def holders(board: str) -> list[int]:
    """The processes that hold shared memory whose name begins so, but for ourselves."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and int(folder.name) != os.getpid():
            with suppress(OSError):
                if f"/dev/shm/{board}" in (folder / "maps").read_text(errors="replace"):
                    found.append(int(folder.name))
    return found


class _Terminal:
    """The terminal as it was, for those who come after one who could not put it back."""

    def __init__(self) -> None:
        self._before: list[Any] | None = None
        with suppress(Exception):
            import termios  # noqa: PLC0415

            self._before = termios.tcgetattr(0)

    def give_back(self) -> None:
        """Lines and echo as before, and the cursor."""
        if self._before is None:
            return
        with suppress(Exception):
            import termios  # noqa: PLC0415

            signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTTOU,))
            termios.tcsetattr(0, termios.TCSADRAIN, self._before)
            if sys.stdout.isatty():
                os.write(1, b"\x1b[?25h\n")
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTTOU,))
