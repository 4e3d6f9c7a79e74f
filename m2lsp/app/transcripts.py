"""A thread as a Markdown file that any editor can open."""

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from m2lsp.app import files
from m2lsp.app.services import Services
from m2lsp.threads import inert, transcript

NAME_LENGTH = 50  # characters; four bytes each and the rest stay under the 255 that disks allow
_DRIVE = re.compile(r"^/[A-Za-z]:")
_TURN = re.compile(r"## \d+\. ")
_UNSAFE = re.compile(r"[^\w.+@ -]")  # on any platform


def render(uri: str, services: Services) -> str:
    """The transcript of a document's thread, as Markdown.  Reads the store: call it in a thread."""
    return transcript(_name(uri), services.store.turns(uri))


def write(uri: str, services: Services) -> Path:
    """Write the transcript and return its file, the same one each time.  Reads the store and the disk."""
    return newest(uri, services)[0]


def newest(uri: str, services: Services) -> tuple[Path, int]:
    """Write the transcript; its file, and the line (from 0) at which its newest turn begins."""
    text = render(uri, services)
    begins = (n for n, line in enumerate(text.split("\n")) if _TURN.match(line))
    return put(uri, text, services), max(begins, default=0)


def write_answer(uri: str, answer: str, services: Services) -> Path:
    """Write an answer that belongs to no thread, and return its file, the same one each time."""
    return put(uri, f"# {_name(uri)}\n\n{inert(answer)}", services)


def put(uri: str, text: str, services: Services) -> Path:
    """Write a Markdown text that belongs to ``uri``, and return its file, the same one each time."""
    folder = services.data / "transcripts"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # What tells two documents apart is the hash; the name is for the reader of a list of files.
    name = _UNSAFE.sub("-", _name(uri))[:NAME_LENGTH]
    path = folder / f"{name}-{sha256(uri.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}.md"
    temporary = path.with_suffix(".part")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)
    return path


def uri_of(file: Path, services: Services) -> str:
    """The URI under which the file's thread is kept, if there is one: clients escape differently.

    Reads the store: call it in a thread.
    """
    own = files.absolute(file).as_uri()
    kept = (info.uri for info in services.store.threads())
    return next((uri for uri in kept if readable(uri) == readable(own)), own)


def readable(uri: str) -> str:
    """A file's path as a person writes it, its drive in small letters; any other URI as it is."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return uri
    path = unquote(parts.path)
    return _DRIVE.sub(lambda drive: drive[0].lower(), path)


def _name(uri: str) -> str:
    """What to call a document whose URI may be anything: ``untitled:``, a notebook's cell, a drive."""
    return re.split(r"[/\\]", unquote(uri).rstrip("/\\"))[-1] or "document"
