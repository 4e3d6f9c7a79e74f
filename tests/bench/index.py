"""The index of the workspace: the first crawl, a second start, looking up, and what all that costs.

The crawl runs in a process of its own, and its speed is that of one core; beside it stands what the grammars
alone take for the same files in the same run, which is the least that any crawl by tree-sitter can take.
"""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import workspace
from bench.session import M2LSP, Started, started
from bench.stall import pinged
from bench.table import Row, Unavailable, median, percentile
from m2lsp import languages
from m2lsp.index.build import bring_up_to_date
from m2lsp.index.crawl import Place, candidates
from m2lsp.index.rules import Rules
from m2lsp.index.store import Store

FILES = 10_000
NAMES = 400
QUERIES = 200
PATIENCE_S = 300.0
EVERY_S = 0.01


def measure() -> list[Row]:
    """In this process, and then as a server has it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "workspace"
        folder.mkdir()
        workspace.write(folder, FILES)
        return [*_crawled(folder, Path(name)), *_served()]


def _crawled(folder: Path, home: Path) -> list[Row]:
    place = Place(folder, Rules((folder,)))
    parsed = _processor_s(lambda: _parse_all(place))
    store = Store(home / "index.sqlite", folder)
    first = _processor_s(lambda: bring_up_to_date(store, place))
    again = _processor_s(lambda: bring_up_to_date(store, place))
    times = list(_queries(Store(home / "index.sqlite", folder, readonly=True), folder))
    symbols = store.about().symbols
    return [
        Row(f"{FILES:,} files parsed and nothing else", parsed, "s"),
        Row(f"the first crawl, {symbols:,} definitions, one core", first, "s", first / parsed),
        Row("nothing has changed: looked through again", again, "s"),
        Row(f"{NAMES} names looked up, p50", median(times), "ms"),
        Row(f"{NAMES} names looked up, p95", percentile(times, 0.95), "ms"),
    ]


def _processor_s(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _parse_all(place: Place) -> None:
    for item in candidates(place):
        languages.parse_once(item.path.read_text("utf-8"), item.language)


def _queries(store: Store, folder: Path) -> Iterator[float]:
    """In ms: what is named in one file after the other, and the members of the types."""
    files = sorted(store.stamps())
    for shown in files[:: len(files) // QUERIES]:
        text = (folder / shown).read_text("utf-8")
        names = list(dict.fromkeys(re.findall(r"[^\W\d]\w{2,}", text)))[:NAMES]
        begun = time.perf_counter()
        found = store.named(names)
        store.members({symbol.name for symbol in found if symbol.kind == "class"})
        yield (time.perf_counter() - begun) * 1000


def _served() -> list[Row]:
    """The event loop and the memory meanwhile; a second start is the folder taken away and given again."""
    with started(M2LSP, prepare=lambda folder: workspace.write(folder, FILES)) as server:
        before = server.rss_mib
        with pinged(server.client) as pings:
            first = indexed(server, 1)
            peak = _peak_mib(server)
        event = {"uri": server.workspace.as_uri(), "name": "workspace"}
        for change in ({"added": [], "removed": [event]}, {"added": [event], "removed": []}):
            server.client.notify("workspace/didChangeWorkspaceFolders", {"event": change})
        again = indexed(server, 2)
        return [
            Row("a server: from initialize to the whole index", first, "s"),
            Row("a ping meanwhile, longest", max(pings), "ms"),
            Row("the process that indexes, memory at most", peak, "MiB"),
            Row("the server's memory before, after", before, "MiB"),
            Row("", server.rss_mib, "MiB"),
            Row("a second start, the process's own included", again, "s"),
        ]


def indexed(server: Started, times: int) -> float:
    """In seconds, until the log has said so often that all is indexed."""
    begun = time.perf_counter()
    while server.log.count("files are indexed") < times:
        if time.perf_counter() - begun > PATIENCE_S:
            raise Unavailable("the index did not come")
        time.sleep(EVERY_S)
    return time.perf_counter() - begun


def _peak_mib(server: Started) -> float:
    """Of the process, which is still there for a moment after its work."""
    (number, *_) = re.findall(r"indexed by process (\d+)", server.log)
    status = Path(f"/proc/{number}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024
