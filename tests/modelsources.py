"""A model file of a megabyte, and where it can come from on this machine: a hub, a folder of wheels."""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from m2lsp.backends.embedded.report import Note, Progress
from m2lsp.backends.embedded.weights import Hub, Parts, Weights

CONTENT = bytes(range(256)) * 4000
ROW = Weights(
    name="tiny",
    short="t",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    sources=(Hub("someone/Tiny-GGUF", "tiny.gguf"), Parts(("tiny-part1==1.0", "tiny-part2==1.0"))),
)
HUB_ONLY = replace(ROW, sources=ROW.sources[:1])
PARTS_ONLY = replace(ROW, sources=ROW.sources[1:])


class Stopped(Exception):
    """What the user's Ctrl-C is in these tests."""


class Watch:
    """Keeps what a pull reports; ends it after so many bytes of a stage, if told."""

    def __init__(self, stop_in: str = "", stop_at: int = 0) -> None:
        self.notes: list[str] = []
        self.stages: list[str] = []
        self.stop_in, self.stop_at = stop_in, stop_at

    def __call__(self, event: Progress | Note) -> None:
        if isinstance(event, Note):
            self.notes.append(event.text)
            return
        assert 0 <= event.done <= event.total == ROW.size
        stage = f"{event.stage} {event.detail}"
        self.stages.append(stage)
        if self.stop_in and stage.startswith(self.stop_in) and event.done >= self.stop_at:
            raise Stopped


@dataclass
class HubServer:
    """Serves ``content`` for any path.

    It hangs up once, ``cut_after`` bytes into an answer.  ``ranges`` false makes it ignore ranges,
    ``lengths`` false keeps it from saying how much will come.  ``asked`` are the ranges asked for.
    """

    content: bytes
    ranges: bool = True
    cut_after: int | None = None
    lengths: bool = True
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @contextmanager
    def running(self) -> Iterator["HubServer"]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            self.url = f"http://127.0.0.1:{server.server_address[1]}"
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range", "")
        self.asked.append(asked)
        match = re.fullmatch(r"bytes=(\d+)-", asked) if self.ranges else None
        start = int(match[1]) if match else 0
        if match and start >= len(self.content):
            request.send_error(416)
            return
        body = self.content[start:]
        request.send_response(206 if match else 200)
        if self.lengths:
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        cut, self.cut_after = self.cut_after, None
        request.wfile.write(body[:cut])


def add_wheel(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    """Write ``name`` version 1.0 with these files in its package."""
    module = name.replace("-", "_")
    info = f"{module}-1.0.dist-info"
    wheel = folder / f"{module}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{module}/__init__.py", "raise SystemExit('a part was imported')\n")
        for file, content in files.items():
            archive.writestr(f"{module}/data/{file}", content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def add_parts(wheels: Path, content: bytes = CONTENT) -> None:
    half = len(content) // 2
    add_wheel(wheels, "tiny-part1", {"part01.bin": content[:half]})
    add_wheel(wheels, "tiny-part2", {"part02.bin": content[half:]})
