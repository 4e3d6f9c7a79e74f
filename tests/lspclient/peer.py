"""JSON-RPC in both directions over one wire; a thread reads, the test's thread asks and waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Condition, Lock, Thread
from typing import Any, TypeVar

from lspclient.answers import NO_ANSWER, ResponseError
from lspclient.trace import Trace
from lspclient.wire import Message, Wire

PATIENCE = 20.0
"""Seconds after which a test that waits gives up; nothing is measured by it."""

T = TypeVar("T")


@dataclass(frozen=True)
class Pending:
    """A request that was sent."""

    peer: Peer
    id: int
    method: str

    def result(self, timeout: float = PATIENCE) -> Any:
        """What the server answered.

        Raises:
            ResponseError: an error.
            TimeoutError: nothing in time.
        """
        response = self.peer.wait(
            lambda: self.peer.responses.get(self.id), f"answer to {self.method}", timeout
        )
        if "error" in response:
            error = response["error"]
            raise ResponseError(error["code"], error["message"], error.get("data"))
        return response["result"]

    def error(self, timeout: float = PATIENCE) -> ResponseError:
        """The error that the server must answer."""
        try:
            result = self.result(timeout)
        except ResponseError as error:
            return error
        raise AssertionError(f"{self.method} was answered with a result: {result!r}")

    def cancel(self) -> None:
        """Say ``$/cancelRequest``."""
        self.peer.notify("$/cancelRequest", {"id": self.id})

    @property
    def answered(self) -> bool:
        """Whether there is an answer already."""
        return self.id in self.peer.responses


class Peer:
    """One end of a conversation; ``answer`` says what to say to the server's requests."""

    def __init__(self, wire: Wire, answer: Callable[[str, dict], Any]) -> None:
        self.trace = Trace()
        self.responses: dict[object, Message] = {}
        self.closed = False
        self._wire, self._answer = wire, answer
        self._ids = count(1)
        self._changed = Condition()
        self._sending = Lock()  # Apart from the condition: a full pipe must not stop the reader.
        self._failure: Exception | None = None
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def send(self, method: str, params: Any = None) -> Pending:
        """Send a request and do not wait."""
        pending = Pending(self, next(self._ids), method)
        self._say({"id": pending.id, "method": method}, params)
        return pending

    def notify(self, method: str, params: Any = None) -> None:
        """Send a notification."""
        self._say({"method": method}, params)

    def wait(self, until: Callable[[], T], what: str, timeout: float = PATIENCE) -> T:
        """The first true value of ``until``, which is asked again whenever a message has come.

        Raises:
            TimeoutError: none in time, or the server has hung up.
        """
        with self._changed:
            self._changed.wait_for(lambda: until() or self.closed or self._failure, timeout)
            if self._failure:
                raise self._failure
            if value := until():
                return value
        raise TimeoutError(f"{what}: " + ("the server hung up" if self.closed else f"not within {timeout} s"))

    def close(self) -> None:
        """Hang up, and read what still comes."""
        self.trace.hang_up()
        self._wire.close()
        self._reader.join(PATIENCE)

    def _say(self, message: Message, params: Any) -> None:
        whole = {"jsonrpc": "2.0", **message}
        if params is not None:
            whole["params"] = params
        with self._sending:
            self.trace.add("c2s", whole)
            self._wire.send(whole)

    def _read(self) -> None:
        try:
            while message := self._wire.receive():
                self._take(message)
        except (ValueError, OSError) as failure:  # A closed file is a ValueError: we hung up.
            if not self.closed and not str(failure).startswith(("I/O operation", "read of closed")):
                self._failure = failure
        except Exception as failure:
            self._failure = failure
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def _take(self, message: Message) -> None:
        with self._changed:
            self.trace.add("s2c", message)
            if "method" not in message:
                self.responses[message.get("id")] = message
            self._changed.notify_all()
        if "method" in message and "id" in message:
            self._respond(message)

    def _respond(self, request: Message) -> None:
        try:
            result = self._answer(request["method"], request.get("params") or {})
        except ResponseError as error:
            self._say({"id": request["id"], "error": {"code": error.code, "message": error.message}}, None)
            return
        if result is not NO_ANSWER:
            self._say({"id": request["id"], "result": result}, None)
