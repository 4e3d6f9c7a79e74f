"""Documents on disk, for the command line."""

import os
import secrets
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit
from m2lsp.core.errors import Declined


def read(path: Path) -> Document:
    """The file as a document, line ends as they are; a byte order mark stays its first character.

    Raises:
        Declined: there is no such file, or it is not UTF-8 text.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise Declined(f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Declined(f"{path} is not UTF-8 text, so m2lsp leaves it alone.") from None
    whole = absolute(path)
    return Document(whole.as_uri(), text, path=whole)


def absolute(path: Path) -> Path:
    """The path from the root, ``..`` taken away, links kept: as an editor names the file."""
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute keeps `..`)


def carry_out(edits: Mapping[Path, DocumentEdit], created: Mapping[Path, str] | None = None) -> None:
    """Change and create files: all of them or none.

    Raises:
        Declined: a file is not any more what its edit was made for, or can't be written.
    """
    for path, edit in edits.items():
        if read(path).text != edit.document.text:
            raise Declined(f"{path} changed meanwhile, so nothing was written. Try again.")
    _write({**{path: edit.after for path, edit in edits.items()}, **(created or {})})


def write(path: Path, text: str) -> None:
    """Put the text in the file's place, whole or not at all; its mode stays.

    Raises:
        Declined: the folder or the file can't be written; the file is as it was.
    """
    _write({path: text})


def _write(texts: Mapping[Path, str]) -> None:
    """Write all texts beside their files first: what can go wrong goes wrong before anything changed."""
    with ExitStack() as stack:
        ready = [(path, _beside(path, text, stack)) for path, text in texts.items()]
        for path, (temporary, target) in ready:
            try:
                temporary.replace(target)
            except OSError as error:
                raise Declined(f"{path} can't be written: {error.strerror}.") from None


def _beside(path: Path, text: str, stack: ExitStack) -> tuple[Path, Path]:
    """A new file with the text, and the file that it is to replace."""
    target = Path(os.path.realpath(path))  # through a link, so that the link stays one
    temporary = target.with_name(f".m2lsp-{secrets.token_hex(8)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        stack.callback(_forget, temporary)
        with temporary.open("xb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            if not os.access(target, os.W_OK):  # its folder would let us replace it all the same
                raise Declined(f"{path} is read-only. Nothing was written.")
            temporary.chmod(target.stat().st_mode)
    except UnicodeEncodeError:
        raise Declined(f"The new text of {path} can't be written as UTF-8. Nothing was written.") from None
    except OSError as error:
        raise Declined(f"{path} can't be written: {error.strerror}. Nothing was written.") from None
    return temporary, target


def _forget(temporary: Path) -> None:
    """Take the file away if it is still there: on a read-only disk it never was, and asking alone fails."""
    with suppress(OSError):
        temporary.unlink()
