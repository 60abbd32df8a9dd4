"""OSCQuery: the whole OSC address space as JSON over HTTP, and every change of a value over a WebSocket.

    GET /                        the tree: every address with type, bounds, unit, description and present value
    GET /temperature             one node;  /temperature?VALUE  one attribute of it
    GET /?HOST_INFO              who we are, and on which ports OSC and the WebSocket are
    LISTEN, IGNORE               over the WebSocket: {"COMMAND": "LISTEN", "DATA": "/temperature"}; the value comes at
                                 once and then whenever it changes, as binary OSC. A value that you sent through the
                                 same WebSocket is not sent back to you, unless it became another one. States, such
                                 as /meter/out and /mask, come so as well, all their values in one message.
    PATH_CHANGED                 comes to everybody when a node's attributes change, as the list of scenes does

Binary messages are OSC packets: they go to the OSC port, and what it answers comes back the same way, so that a page
in a browser can do all that a program can. Answers: 204 a node has no such attribute, 400 not a query, 404 no such
address. Choices travel by name, commands as 1 for a press.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from zeroconf import Error as ZeroconfError
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from rtmusic import __version__
from rtmusic.addresses import ATTRIBUTES, READ, Node, find_node, picture, table_nodes, tree
from rtmusic.errors import KnobError
from rtmusic.knobs import KNOBS, Panel
from rtmusic.oscaddresses import number, value_address
from rtmusic.oscnews import Listener, News
from rtmusic.oscsubscribers import SHORTEST_UNSTEADY_S
from rtmusic.oscwire import Argument, read_packet, write_packet
from rtmusic.status import Desk

LOOK_S = 0.01  # how often the knobs are looked at while somebody listens; states every `SHORTEST_UNSTEADY_S`
LATEST_S = 0.002  # a question finds states no older than this: a flood of questions is not a flood of looks
FAULT_S = 0.5  # until the next look after one that went wrong
SLOW_S = 2.0  # a client that does not take a message within this time is dropped
SILENT_S = 5.0  # a connection that has not asked anything within this time makes room for others
MOST_CLIENTS = 32  # connections at once, questions included
MOST_BYTES = 16384  # of one message over the WebSocket
MOST_MESSAGES_PER_S = 5000  # of one client; what comes faster waits in its own socket
_log = logging.getLogger(__name__)
_wire = logging.getLogger(f"{__name__}.wire")  # the library's: half a request is no event of ours
_wire.setLevel(logging.CRITICAL)


@dataclass(slots=True)
class Counters:
    """What came and went; written by the server's thread, read by anyone."""

    requests: int = 0  # HTTP
    messages: int = 0  # over WebSockets
    refused: int = 0  # requests and messages that were answered with an error
    dropped: int = 0  # clients that were too slow, or one too many
    failures: int = 0  # a fault of ours; the log has it


class _Client(Listener):
    """One WebSocket, and its way to the OSC port once it has said something there."""

    def __init__(self, wire: ServerConnection) -> None:
        super().__init__()
        self.wire = wire
        self.to_osc: asyncio.DatagramTransport | None = None


class _Answers(asyncio.DatagramProtocol):
    """What the OSC port answers to one client."""

    def __init__(self, client: _Client) -> None:
        self._client = client

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._client.tell(data)


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is listened to."""

    osc_port: int
    host: str = "127.0.0.1"  # the one of OSC
    port: int = 0  # TCP; 0 takes a free one
    announce: bool | None = None  # by zeroconf; None: only when others can reach it
    allowed: Callable[[str], bool] = field(default=lambda address: True)  # whom OSC would listen to, by IP address


class OscQuery:
    """Answers from start() to stop(), on one thread of its own, which alone touches the network.

    What it cannot do it says in `told`: nothing that goes wrong here stops the music.

    Args:
        desk: the instrument; `panel`, `prompts` and `status` are called from the server's thread.
        place: ports, host, and who may ask.
        more: nodes beside those of the tables, made anew for every question.
        locked: whether OSC's performance lock is closed.
    """

    def __init__(
        self,
        desk: Desk,
        place: Place,
        more: Callable[[], Sequence[Node]] = tuple,
        locked: Callable[[], bool] = lambda: False,
    ) -> None:
        self._news = News(desk, locked)
        self._place = place
        self._more = more
        self.port = 0  # known after start
        self.told = ""
        self.counters = Counters()
        self._nodes = {node.address: node for node in table_nodes()}
        self._clients: set[_Client] = set()
        self._open = 0
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="oscquery", daemon=True)

    @property
    def host(self) -> str:
        """An address under which this machine reaches it."""
        return "127.0.0.1" if self._place.host in ("", "0.0.0.0") else self._place.host

    def start(self) -> None:
        """Open the port and wait until it is open, or say in `told` why it is not."""
        self._thread.start()
        if not self._ready.wait(5.0):
            self.told = "OSCQuery: not ready after 5 s; the music goes on without it"

    def stop(self) -> None:
        """Close the port and take back what was announced."""
        loop, ending = self._loop, self._ending
        if loop is not None and ending is not None:
            with suppress(RuntimeError):  # it has ended by itself
                loop.call_soon_threadsafe(ending.set)
        if self._thread.is_alive():
            self._thread.join(5.0)

    def changed(self, address: str) -> None:
        """Tell everybody that the attributes of this node are others now. Any thread may call it."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._tell_all, json.dumps({"COMMAND": "PATH_CHANGED", "DATA": address}))

    # What follows runs on the server's thread only.

    def _tell_all(self, text: str) -> None:
        for client in self._clients:
            client.tell(text)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self.told = (
                f"OSCQuery: port {self._place.port} on {self._place.host} cannot be opened "
                f"({error.strerror or error}); the music goes on without it. Choose another one with --oscquery-port"
            )
        except Exception:
            self.counters.failures += 1
            self.told = "OSCQuery: a fault inside rtmusic ended it; its log says more, and the music goes on"
            _log.exception("OSCQuery")
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        owner = self

        class Bounded(ServerConnection):
            """A connection that is counted from its first byte to its last."""

            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                owner._open += 1
                super().connection_made(transport)
                if owner._open > MOST_CLIENTS:
                    owner.counters.dropped += 1
                    self.transport.abort()

            def connection_lost(self, exc: Exception | None) -> None:
                owner._open -= 1
                super().connection_lost(exc)

        async with serve(
            self._converse,
            self._place.host,
            self._place.port,
            create_connection=Bounded,
            process_request=self._answer,
            server_header=f"rtmusic/{__version__}",
            compression=None,
            logger=_wire,
            open_timeout=SILENT_S,
            close_timeout=SLOW_S,
            max_size=MOST_BYTES,
        ) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            self._ready.set()
            announced = asyncio.create_task(self._announce())
            watching = asyncio.create_task(self._watch())
            await self._ending.wait()
            watching.cancel()
            announced.cancel()
            for client in list(self._clients):
                client.wire.transport.abort()
            await asyncio.gather(watching, announced, return_exceptions=True)

    async def _announce(self) -> None:
        """Say by zeroconf that we are here, until we go."""
        place = self._place
        near = _is_loopback(place.host)
        if not (place.announce or (place.announce is None and not near)):
            return
        wire = None
        try:
            everywhere = place.host in ("", "0.0.0.0")
            wire = AsyncZeroconf() if everywhere else AsyncZeroconf(interfaces=[place.host])
            addresses = _own_addresses() if everywhere else [place.host]
            name = f"rtmusic {socket.gethostname().split('.')[0]}"
            own = f"rtmusic-{self.port}.local."
            for kind, port in (("_oscjson._tcp.local.", self.port), ("_osc._udp.local.", place.osc_port)):
                service = AsyncServiceInfo(kind, f"{name}.{kind}", port, server=own, parsed_addresses=addresses)
                await (await wire.async_register_service(service, allow_name_change=True))
            await asyncio.get_running_loop().create_future()  # until cancelled
        except (OSError, ZeroconfError) as error:
            self.told = f"OSCQuery: cannot be announced ({error}); type its address and port by hand"
        finally:
            if wire is not None:
                with suppress(OSError, ZeroconfError, TimeoutError):
                    async with asyncio.timeout(2.0):
                        await wire.async_unregister_all_services()
                        await wire.async_close()

    async def _watch(self) -> None:
        """Look again and again, as long as somebody listens."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                self._look(frozenset().union(*(client.known for client in self._clients)), SHORTEST_UNSTEADY_S)
            except Exception:  # of ours: who listens hears of a change later rather than never again
                self.counters.failures += 1
                _log.exception("OSCQuery look")
                await asyncio.sleep(FAULT_S)

    def _look(self, wanted: Collection[str], oldest_s: float = LATEST_S) -> None:
        """See what stands there, and wake who listens to what is not what it was, whoever asked."""
        changed = self._news.look(wanted, oldest_s)
        for client in self._clients if changed else ():
            if not changed.isdisjoint(client.known):
                client.wake.set()

    # -- HTTP ------------------------------------------------------------------------------------------------

    def _answer(self, wire: ServerConnection, request: Request) -> Response | None:
        """The answer to a question; None lets a WebSocket in."""
        try:
            peer = str((wire.remote_address or ("",))[0])
            origin, host, upgrade = (_header(request, name) for name in ("Origin", "Host", "Upgrade"))
            welcome = self._place.allowed(peer) and _is_ours(origin, host)
            if upgrade.lower() == "websocket":
                return None if welcome else self._refuse(HTTPStatus.FORBIDDEN)
            self.counters.requests += 1
            if not self._place.allowed(peer):
                return self._refuse(HTTPStatus.FORBIDDEN)
            status, told = self._ask(request.path, str(wire.local_address[0]))
        except Exception:  # of ours, or a header that no library should have let through
            self.counters.failures += 1
            _log.exception("OSCQuery request")
            return self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
        if status is not HTTPStatus.OK:
            return self._refuse(status)
        headers = {"Access-Control-Allow-Origin": origin} if welcome and origin else {}
        return _response(HTTPStatus.OK, json.dumps(told).encode(), headers)

    def _refuse(self, status: HTTPStatus) -> Response:
        self.counters.refused += 1
        body = (
            b""
            if status is HTTPStatus.NO_CONTENT
            else json.dumps({"ERROR": f"{status.value} {status.phrase}"}).encode()
        )
        return _response(status, body, {})

    def _ask(self, target: str, address: str) -> tuple[HTTPStatus, Mapping[str, Any]]:
        """What a path with its query asks for."""
        path, _, query = target.partition("?")
        if query == "HOST_INFO":
            return HTTPStatus.OK, self._host_info(address)
        if query and query not in ATTRIBUTES:
            return HTTPStatus.BAD_REQUEST, {}
        asked = unquote(path).rstrip("/")
        self._look([a for a in self._nodes if a == asked or a.startswith(f"{asked}/")])
        node = find_node(tree([*self._nodes.values(), *self._more()], self._news.values), asked)
        if node is None:
            return HTTPStatus.NOT_FOUND, {}
        if not query:
            return HTTPStatus.OK, node
        return (HTTPStatus.OK, {query: node[query]}) if query in node else (HTTPStatus.NO_CONTENT, {})

    def _host_info(self, address: str) -> dict[str, Any]:
        extensions = (*ATTRIBUTES[3:], "LISTEN", "PATH_CHANGED", "OSC_STREAMING")
        return {
            "NAME": "rtmusic",
            "EXTENSIONS": dict.fromkeys(extensions, True),
            "OSC_IP": address,
            "OSC_PORT": self._place.osc_port,
            "OSC_TRANSPORT": "UDP",
            "WS_IP": address,
            "WS_PORT": self.port,
        }

    # -- the WebSocket ---------------------------------------------------------------------------------------

    async def _converse(self, wire: ServerConnection) -> None:
        client = _Client(wire)
        self._clients.add(client)
        telling = asyncio.create_task(self._tell(client))
        second, count = 0, 0
        try:
            async for message in wire:
                self.counters.messages += 1
                now = int(time.monotonic())
                second, count = now, count + 1 if now == second else 1
                if count % 64 == 0:
                    await asyncio.sleep(0 if count < MOST_MESSAGES_PER_S else 0.05)
                if isinstance(message, str):
                    self._obey(client, message)
                else:
                    await self._forward(client, message)
        except ConnectionClosed:
            pass
        except Exception:
            self.counters.failures += 1
            _log.exception("OSCQuery client")
        finally:
            self._clients.discard(client)
            telling.cancel()
            if client.to_osc is not None:
                client.to_osc.close()

    async def _tell(self, client: _Client) -> None:
        """Send what is due, and drop who does not take it."""
        try:
            while True:
                await client.wake.wait()
                client.wake.clear()
                for packet in client.due(self._news.values):
                    async with asyncio.timeout(SLOW_S):
                        await client.wire.send(packet)
        except TimeoutError:
            self.counters.dropped += 1
            client.wire.transport.abort()
        except ConnectionClosed:
            pass

    def _obey(self, client: _Client, text: str) -> None:
        """LISTEN and IGNORE."""
        try:
            order = json.loads(text)
        except (ValueError, RecursionError):
            order = None
        command, address = (order.get("COMMAND"), order.get("DATA")) if isinstance(order, dict) else (None, None)
        if command not in ("LISTEN", "IGNORE") or not isinstance(address, str):
            self._complain(client, "", 'send {"COMMAND": "LISTEN", "DATA": "/temperature"}, or IGNORE, or binary OSC')
            return
        if command == "IGNORE":
            client.known.pop(address, None)
            return
        node = self._nodes.get(address)
        if node is None or not node.access & READ:
            self._complain(client, address, "there is no value to listen to here")
            return
        client.known[address] = None
        self._look([address])
        client.wake.set()

    def _complain(self, client: _Client, address: str, sentence: str) -> None:
        self.counters.refused += 1
        client.tell(write_packet("/error", address[:200], sentence))

    async def _forward(self, client: _Client, packet: bytes) -> None:
        """Hand OSC on to the OSC port, and remember what it said, so that it is not told its own words."""
        with suppress(ValueError, KnobError):  # a broken packet is answered by the OSC port
            for message in read_packet(packet):
                self._remember(client, message.address, message.arguments)
        if client.to_osc is None:
            place, loop = (self.host, self._place.osc_port), asyncio.get_running_loop()
            client.to_osc, _ = await loop.create_datagram_endpoint(lambda: _Answers(client), remote_addr=place)
        client.to_osc.sendto(packet)

    def _remember(self, client: _Client, address: str, arguments: Sequence[Argument]) -> None:
        knob, node = _BY_ADDRESS.get(address), self._nodes.get(address)
        if not arguments or (knob is None and (node is None or not node.access & READ)):
            return
        said = arguments[0]
        shown: tuple[Argument, ...] = (said,)
        if knob is not None and not (address.startswith("/prompt/") and isinstance(said, str)):
            address, value = value_address(knob), number(knob, said)
            # What is shown for it, unless it has to be changed first: then the client does not know it.
            shown = picture(Panel({knob.name: value}), ())[address] if knob.clamp(value) == value else (value,)
        elif len(arguments) > 1:
            self._remember(client, f"{address}/weight", arguments[1:])
        client.said.setdefault(address, deque(maxlen=64)).append((time.monotonic(), shown))


_BY_ADDRESS = {knob.address: knob for knob in KNOBS.values()} | {value_address(knob): knob for knob in KNOBS.values()}


def _response(status: HTTPStatus, body: bytes, headers: Mapping[str, str]) -> Response:
    own = {"Cache-Control": "no-cache", "Connection": "close"}
    if status is not HTTPStatus.NO_CONTENT:
        own |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return Response(status.value, status.phrase, Headers({**own, **headers}), body)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _header(request: Request, name: str) -> str:
    """A header's value; of several none is believed, and they read as one that nobody knows."""
    return ", ".join(request.headers.get_all(name))


def _is_ours(origin: str, host: str) -> bool:
    """False for a page of a stranger's site that is open in the player's browser: it may not play.

    Pages from files, from this machine, and from the address that we were called by are ours. A name is believed only
    if it is this machine's: a stranger's name can be made to lead here.
    """
    if origin in ("", "file://"):
        return True
    try:
        page, called = urlsplit(origin).hostname or "", urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if _is_loopback(page):
        return True
    own = socket.gethostname().lower()
    with suppress(ValueError):
        ipaddress.ip_address(page)
        return page == called
    return page == called and page in (own, f"{own}.local")


def _own_addresses() -> list[str]:
    """The addresses under which others reach this machine."""
    import ifaddr  # noqa: PLC0415  comes with zeroconf

    found = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    return [address for address in found if not _is_loopback(address)] or found
