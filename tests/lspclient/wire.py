"""Messages on the wire: the header framing of stdio and TCP, and WebSocket's frames."""

import json
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import IO, Protocol

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

Message = dict[str, object]


class Wire(Protocol):
    """What a client needs of a transport."""

    def send(self, message: Message) -> None: ...
    def receive(self) -> Message | None:
        """The next message; ``None`` when the other side has closed."""

    def close(self) -> None:
        """End our side, so that the server sees the end of its input."""


class Framed:
    """Messages behind ``Content-Length`` headers, over two byte streams."""

    def __init__(
        self, source: IO[bytes], sink: IO[bytes], on_close: Callable[[], None] | None = None
    ) -> None:
        self._source, self._sink, self._on_close = source, sink, on_close

    def send(self, message: Message) -> None:
        body = json.dumps(message, ensure_ascii=False).encode()
        self._sink.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._sink.flush()

    def receive(self) -> Message | None:
        length = None
        while (line := self._source.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if length is None:
            return None
        return json.loads(self._source.read(length))

    def close(self) -> None:
        self._sink.close()
        if self._on_close:
            self._on_close()


def over_tcp(host: str, port: int) -> Framed:
    """Connect to a server that listens on TCP."""
    sock = socket.create_connection((host, port), timeout=30)
    sock.settimeout(None)
    source, sink = sock.makefile("rb"), sock.makefile("wb")

    def close() -> None:
        sock.shutdown(socket.SHUT_RDWR)
        source.close()
        sock.close()

    return Framed(source, sink, close)


class OverWebSocket:
    """One message a WebSocket text frame, as pygls has it."""

    def __init__(self, host: str, port: int) -> None:
        self._open = ExitStack()
        waiting = connect(f"ws://{host}:{port}", proxy=None, max_size=None)
        self._connection: ClientConnection = self._open.enter_context(waiting)

    def send(self, message: Message) -> None:
        self._connection.send(json.dumps(message, ensure_ascii=False))

    def receive(self) -> Message | None:
        try:
            return json.loads(self._connection.recv())
        except ConnectionClosed:
            return None

    def close(self) -> None:
        self._open.close()
