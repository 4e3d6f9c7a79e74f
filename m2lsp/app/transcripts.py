"""A thread as a Markdown file that any editor can open."""

from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from m2lsp.app.services import Services
from m2lsp.threads import transcript


def render(uri: str, services: Services) -> str:
    """The transcript of a document's thread, as Markdown.  Reads the store: call it in a thread."""
    return transcript(_name(uri), services.store.turns(uri))


def write(uri: str, services: Services) -> Path:
    """Write the transcript and return its file, the same one each time.  Reads the store and the disk."""
    folder = services.data / "transcripts"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{_name(uri)}-{sha256(uri.encode()).hexdigest()[:8]}.md"
    temporary = path.with_suffix(".part")
    temporary.write_text(render(uri, services), encoding="utf-8", newline="\n")
    temporary.replace(path)
    return path


def _name(uri: str) -> str:
    return unquote(uri).rstrip("/").rsplit("/", 1)[-1].replace("\\", "-").replace(":", "-") or "document"
