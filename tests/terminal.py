"""The real ``m2lsp`` program, run as a process in a home of its own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lspclient.server import environment
from scripted import ScriptedBackend

PROGRAM = str(Path(sys.executable).with_name("m2lsp"))


@dataclass(frozen=True, slots=True)
class Done:
    """What a run left: exit code, and both outputs as they were written."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line on standard error, where there was nothing else."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("m2lsp: ")
        return line.removeprefix("m2lsp: ")


@dataclass(slots=True)
class Terminal:
    """A shell in a git repository, with an endpoint configured."""

    backend: ScriptedBackend
    home: Path
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, stdin: str | bytes = b"", cwd: Path | None = None) -> Done:
        """Run ``m2lsp`` with these words to its end."""
        fed = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [PROGRAM, *words],
            input=fed,
            capture_output=True,
            cwd=cwd or self.folder,
            env=self.environment(),
            timeout=60,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def environment(self) -> Mapping[str, str]:
        return environment(self.home, {"M2LSP_BASE_URL": self.backend.url, **self.settings})

    def file(self, name: str, text: str | bytes) -> Path:
        """A file of the repository."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def git(self, *words: str, stdin: str = "", cwd: Path | None = None) -> None:
        subprocess.run(["git", *words], input=stdin.encode(), cwd=cwd or self.folder, check=True)


@contextmanager
def terminal(folder: Path) -> Iterator[Terminal]:
    """A terminal with everything below ``folder``."""
    repository = folder / "repository"
    repository.mkdir()
    with ScriptedBackend() as backend:
        ready = Terminal(backend, folder / "home", repository)
        ready.git("init", "-q")
        yield ready
