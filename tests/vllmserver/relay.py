"""A relay before vLLM that adds fields to requests, so that a random model says what a test wants.

A grammar (``structured_outputs``) does that, and m2lsp sends none by itself.  The bytes of the answer are
vLLM's own.  A connection that one side closes is closed on the other side at once.
"""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Self
from urllib.parse import urlsplit

_PATIENCE = 20.0

Added = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass
class Exchange:
    """A request as the client sent it, and the bytes of the answer that have come so far."""

    path: str
    body: dict[str, Any]
    answer: bytearray = field(default_factory=bytearray)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events of a streamed answer."""
        lines = self.answer.decode("utf-8", "replace").split("\n")
        return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]

    @property
    def prompt_ids(self) -> list[int]:
        """The prompt's token ids as vLLM saw it; only if ``return_token_ids`` was added."""
        found = [told for event in self.events for told in (event, *event.get("choices", ()))]
        (ids,) = (told["prompt_token_ids"] for told in found if told.get("prompt_token_ids"))
        return ids

    def said(self, field_name: str) -> str:
        """What a streamed chat answer holds in one field of its deltas, joined."""
        deltas = [choice.get("delta", {}) for event in self.events for choice in event.get("choices", ())]
        return "".join(delta.get(field_name) or "" for delta in deltas)


class Relay:
    """Listens on a port of its own; ``exchanges`` are the requests that asked the model."""

    def __init__(self, url: str) -> None:
        self._to = urlsplit(url)
        self._added: list[Added] = [{}]
        self.exchanges: list[Exchange] = []
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._accept, "127.0.0.1", 0))
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    @property
    def url(self) -> str:
        """The base address, as in a user's settings."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    def add(self, *fields: Added) -> None:
        """Put these fields into the next requests that ask the model, the last ones into all that follow.

        A function is given the request's body and gives the fields.
        """
        self._added = list(fields)

    def _run(self, work: Any) -> Any:
        done: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(_PATIENCE)

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for _ in range(3):  # what was aborted just now is let go of in the next round
            await asyncio.sleep(0)

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = self._loop.create_task(self._serve(reader, writer))
        # One that is cancelled before it has begun, or while its client does not read, leaves it open.
        task.add_done_callback(lambda _: writer.transport.abort())

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One connection, one request."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            length = next((int(x[15:]) for x in lines if x.lower().startswith("content-length:")), 0)
            content = await reader.readexactly(length)
            to_model, from_model = await asyncio.open_connection(self._to.hostname, self._to.port)
            try:
                answer = self._pass_on(from_model, lines, content)
                await _either(_pump(to_model, writer, answer), reader.read())
            finally:
                from_model.close()
                await from_model.wait_closed()
            writer.close()
            await writer.wait_closed()

    def _pass_on(self, to: StreamWriter, lines: list[str], content: bytes) -> bytearray:
        path = lines[0].split(" ")[1]
        answer = bytearray()
        if path.endswith("completions"):
            exchange = Exchange(path, json.loads(content))
            self.exchanges.append(exchange)
            added = self._added.pop(0) if len(self._added) > 1 else self._added[0]
            fields = added(exchange.body) if callable(added) else added
            content, answer = json.dumps({**exchange.body, **fields}).encode(), exchange.answer
        ours = ("connection:", "content-length:")
        kept = [line for line in lines if line and not line.lower().startswith(ours)]
        # Closed after each answer, so that the client opens a new connection for each request.
        kept += ["Connection: close", f"Content-Length: {len(content)}", "", ""]
        to.write("\r\n".join(kept).encode("latin-1") + content)
        return answer


async def _pump(reader: StreamReader, writer: StreamWriter, copy: bytearray) -> None:
    while part := await reader.read(65_536):
        copy += part
        writer.write(part)
        await writer.drain()


async def _either(*work: Any) -> None:
    """Until one of them is done; the others end with it."""
    tasks = [asyncio.ensure_future(w) for w in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
