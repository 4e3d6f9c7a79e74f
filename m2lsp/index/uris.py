"""The paths that a URI of any scheme may speak of.  Clients differ, so there may be more than one."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_AUTHORITY = re.compile(r"^//[^/\\]*")
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_BEFORE_DRIVE = re.compile(r"^/+(?=[A-Za-z]:)")
_APART = re.compile(r"[\\:!]+")  # zip.vim writes a.zip::name, java a.jar!/name, git HEAD:name


def readings(uri: str) -> tuple[str, ...]:
    """The texts that may be the URI's path, the likeliest first; none twice, none empty.

    The path is decoded and without query and fragment.  Neovim gives the names of its buffers
    (``oil:///w/a#b.py``) as they are, so the text as it stands is read too.  VS Code's Git appends ``.git``
    to the path of the version that it compares with.
    """
    rest = _SCHEME.sub("", uri, count=1)
    path = _AUTHORITY.sub("", rest, count=1)
    texts = [unquote(_QUERY.sub("", path)), path, unquote(path), unquote(rest)]
    texts += [text.removesuffix(".git") for text in texts]
    texts += [_BEFORE_DRIVE.sub("", text) for text in texts]
    return tuple(dict.fromkeys(filter(None, texts)))


def named(text: str) -> tuple[PurePosixPath, ...]:
    """The path for a look at its names: as it is, and with what stands behind a colon as a name too."""
    paths = (PurePosixPath(text), PurePosixPath(_APART.sub("/", text)))
    return tuple(path for path in dict.fromkeys(paths) if path.parts)
