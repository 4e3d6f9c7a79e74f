"""The process that keeps the index: ``python -m m2lsp.index.worker``.

What it and its parent say to each other is JSON, a line each:

* parent: a job, ``{"folders": [...], "cache": "...", "near": [...], "limits": {...}, "paths": null}``: all
  files of the folders are looked at, or, where ``paths`` is a list, these alone.
* child, as it goes: ``{"open": folder, "anew": false}`` once its index can be read (``anew`` if what was
  there could not be used), ``{"read": 50, "of": 1200}`` of the files that changed, and
  ``{"cut": limit, "folder": folder}`` where a limit left files out.
* child, at the end of each job: ``{"done": files}``, how many files of the folders are known.

It works at low priority, and ends when its standard input does, so it never outlives its parent.
"""

import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO

from m2lsp.index.build import Tell, bring_up_to_date, update
from m2lsp.index.crawl import Place
from m2lsp.index.jobs import Job, job_of
from m2lsp.index.opening import sweep
from m2lsp.index.rules import Rules
from m2lsp.index.store import Store, store_file

_NICE = 10
_LOOK_S = 1.0
_SAID_S = 0.1  # between two words about how far it is


def main() -> None:
    """Do one job after the other until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the parent to judge
    if hasattr(os, "nice"):
        os.nice(_NICE)
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    jobs: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()
    while True:
        job = job_of(jobs.get())
        sweep(job.cache)
        _say(pipe, {"done": sum(_done(job, folder, pipe) for folder in job.folders)})


def _listen(jobs: "queue.SimpleQueue[str]") -> None:
    """Hand the lines on; without any more, end, whatever is under way: the store is whole at any time."""
    for line in sys.stdin:
        jobs.put(line)
    os._exit(0)


def _end_with(parent: int) -> None:
    """End when the parent does, also while another process holds our input open."""
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os._exit(0)


def _say(pipe: IO[str], said: dict[str, object]) -> None:
    try:
        print(json.dumps(said), file=pipe, flush=True)
    except OSError:  # the parent is gone
        os._exit(0)


def _done(job: Job, folder: Path, pipe: IO[str]) -> int:
    """The files of the folder that are known after the job."""
    place = Place(folder, Rules(job.folders), job.limits)
    with closing(Store(store_file(folder, job.cache), folder)) as store:
        _say(pipe, {"open": str(folder), "anew": store.anew})
        if job.paths is not None:
            update(store, place, job.paths)
            return store.about().files
        crawled = bring_up_to_date(store, place, tuple(_inside(job.near, folder)), _telling(pipe))
        if crawled.cut:
            _say(pipe, {"cut": crawled.cut, "folder": str(folder)})
        return crawled.files


def _telling(pipe: IO[str]) -> Tell:
    """Says how far it is, though not too often."""
    following = 0.0

    def tell(read: int, of: int) -> None:
        nonlocal following
        now = time.monotonic()
        if read in (0, of) or now >= following:
            following = now + _SAID_S
            _say(pipe, {"read": read, "of": of})

    return tell


def _inside(paths: Sequence[Path], folder: Path) -> Iterator[Path]:
    return (path for path in paths if path.is_relative_to(folder))


if __name__ == "__main__":
    main()
