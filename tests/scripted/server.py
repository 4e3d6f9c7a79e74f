"""The endpoint itself: a small HTTP/1.1 server in a thread of its own."""

import asyncio
import contextlib
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any, Self

from scripted.script import Answer, Cut, Request, Script, Send, Wait
from scripted.tokens import tokenize
from scripted.wire import CHAT, COMPLETIONS, MODEL, MODELS, TOKENIZE, json_reply, models, openai_error

_ASKS = (CHAT, COMPLETIONS)
_TLS_HELLO = b"\x16"


class ScriptedBackend:
    """An endpoint on a free port of the loopback; see the package's docstring."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queued: dict[str, deque[Answer]] = defaultdict(deque)
        self._defaults: dict[str, Answer] = {MODELS: models(MODEL), TOKENIZE: _tokenized}
        self._released: set[str] = set()
        self._traffic: list[Request] = []
        self._gates: dict[str, asyncio.Event] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="scripted backend")
        self._port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the scripted backend did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def root(self) -> str:
        """Its address, without ``/v1``."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """Its base address as users write it, with ``/v1``."""
        return f"{self.root}/v1"

    def default(self, answer: Answer, path: str = "") -> None:
        """Answer so whenever nothing is queued for the path (the script's own, if none is given)."""
        with self._changed:
            self._defaults[path or _path(answer)] = answer

    def queue(self, *answers: Answer, path: str = "") -> None:
        """Answer so next, once each, in this order."""
        with self._changed:
            for answer in answers:
                self._queued[path or _path(answer)].append(answer)

    def release(self, gate: str) -> None:
        """Let every script that waits at this gate go on, now and later."""
        with self._changed:
            self._released.add(gate)
        self._loop.call_soon_threadsafe(lambda: self._gate(gate).set())

    @property
    def traffic(self) -> tuple[Request, ...]:
        """All requests so far."""
        with self._changed:
            return tuple(self._traffic)

    @property
    def requests(self) -> tuple[Request, ...]:
        """The requests so far that ask the model: chat and raw completions."""
        return tuple(r for r in self.traffic if r.path in _ASKS)

    def wait_for_request(self, n: int = 1, timeout: float = 10) -> Request:
        """The n-th request (from 1) that asks the model, as soon as it is there; ``timeout`` in seconds."""
        self.wait_until(lambda: len(self.requests) >= n, f"request {n}", timeout)
        return self.requests[n - 1]

    def wait_for_abort(self, n: int = 1, timeout: float = 10) -> Request:
        """The n-th request that asks the model, as soon as its client has closed the connection early."""
        request = self.wait_for_request(n, timeout)
        self.wait_until(lambda: request.aborted, f"the abort of request {n}", timeout)
        return request

    def wait_for_end(self, n: int = 1, timeout: float = 10) -> Request:
        """The n-th request that asks the model, as soon as it is over, in whatever way."""
        request = self.wait_for_request(n, timeout)
        self.wait_until(lambda: request.ended is not None, f"the end of request {n}", timeout)
        return request

    def wait_until(self, condition: Callable[[], bool], what: str, timeout: float = 10) -> None:
        """Block until the condition on requests holds; fail after ``timeout`` seconds."""
        with self._changed:
            if not self._changed.wait_for(condition, timeout):
                seen = [(r.path, "aborted" if r.aborted else r.ended and "ended") for r in self._traffic]
                raise AssertionError(f"no {what} within {timeout} s; seen: {seen}")

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        connections: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = self._loop.create_task(self._connection(reader, writer))
            connections.add(task)
            task.add_done_callback(connections.discard)
            # One that is cancelled before it has begun, or while somebody does not read, leaves it open.
            task.add_done_callback(lambda _: writer.transport.abort())

        server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=2**26)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in tuple(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        await server.wait_closed()
        for _ in range(3):  # what was aborted just now is let go of in the next round
            await asyncio.sleep(0)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await self._read(reader, writer)) and await self._answer(
                request, reader, writer
            ):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
        try:
            first = await reader.readexactly(1)
            if first == _TLS_HELLO:
                writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")  # as every server of plain HTTP does
                return None
            head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.IncompleteReadError:
            return None
        method, path, _ = head[0].split(" ", 2)
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        with self._changed:
            request = Request(len(self._traffic) + 1, method, path, headers, body, time.monotonic())
            self._traffic.append(request)
            self._changed.notify_all()
        return request

    def _script(self, request: Request) -> Script:
        with self._changed:
            names = [request.path, *([""] if request.path in _ASKS else [])]
            queued = next((self._queued[n] for n in names if self._queued[n]), None)
            answer = queued.popleft() if queued else self._defaults.get(request.path)
            if answer is None and request.path in _ASKS:
                answer = self._defaults.get("")
        if answer is None:
            return openai_error(404, f"no script for {request.path}", type="NotFoundError")
        if isinstance(answer, Script):
            return answer
        try:
            return answer(request)
        except Exception as error:
            return openai_error(500, f"the script failed: {error!r}")

    async def _answer(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Play the script; whether the connection lives on."""
        play = self._loop.create_task(self._play(self._script(request), writer))
        hang_up = self._loop.create_task(reader.read(1))
        try:
            await asyncio.wait({play, hang_up}, return_when=asyncio.FIRST_COMPLETED)
            whole = play.done() and not play.exception()
            self._ended(request, aborted=not whole)
            return whole and play.result()
        finally:
            for task in (play, hang_up):
                task.cancel()
            await asyncio.gather(play, hang_up, return_exceptions=True)

    def _ended(self, request: Request, *, aborted: bool) -> None:
        with self._changed:
            request.aborted, request.ended = aborted, time.monotonic()
            self._changed.notify_all()

    async def _play(self, script: Script, writer: asyncio.StreamWriter) -> bool:
        if script.hold:
            await self._gate(script.hold).wait()
        if not script.bare:
            writer.write(_head(script))
        for step in script.steps:
            match step:
                case Send(data):
                    writer.write(data if script.bare else _chunked(data, script.wire))
                    await writer.drain()
                case Wait(gate, ms):
                    await writer.drain()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._gate(gate).wait(), ms and ms / 1000)
                case Cut():
                    return False
        if not script.bare:
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        return not script.bare

    def _gate(self, name: str) -> asyncio.Event:
        gate = self._gates.setdefault(name, asyncio.Event())
        if name in self._released:
            gate.set()
        return gate


def _path(answer: Answer) -> str:
    if not isinstance(answer, Script):
        raise TypeError("say which path the function answers: path=CHAT")
    return answer.path


def _chunked(data: bytes, size: int) -> bytes:
    """The data in HTTP chunks of that many bytes, 0 for all in one."""
    size = size or len(data) or 1
    parts = (data[at : at + size] for at in range(0, len(data), size))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)


def _head(script: Script) -> bytes:
    fields = [*script.headers, ("Transfer-Encoding", "chunked")]
    lines = [f"HTTP/1.1 {script.status} Scripted", *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _tokenized(request: Request) -> Script:
    ids = tokenize(request.json["prompt"])
    reply: dict[str, Any] = {"count": len(ids), "max_model_len": 196_608, "tokens": ids, "token_strs": None}
    return json_reply(TOKENIZE, reply)
