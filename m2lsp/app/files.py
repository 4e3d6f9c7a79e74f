"""Documents on disk, for the command line."""

import os
import tempfile
from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.core.errors import Declined

BOM = "\ufeff"


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
    whole = path.absolute()
    return Document(whole.as_uri(), text, path=whole)


def write(path: Path, text: str) -> None:
    """Put the text in the file's place, whole or not at all; its mode stays.

    Raises:
        Declined: the folder or the file can't be written; the file is as it was.
    """
    target = path.resolve()  # through a link, so that the link stays one
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8"))
            if target.exists():
                temporary.chmod(target.stat().st_mode)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise Declined(f"{path} can't be written: {error.strerror}. It is as it was.") from None
