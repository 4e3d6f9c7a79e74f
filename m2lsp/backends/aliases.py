"""Whether the model that answered is the one that was asked for, by their names.

Endpoints name a model in many ways: with its vendor or without, by an alias, by the path of its weights,
with a date or a quantisation.  None of these is another model, and a false alarm costs more than a missed
one.
"""

import re

from m2lsp import profiles

_TAIL = re.compile(r"[:@].*$|\.gguf$")


def is_another(asked: str, answered: str, *, local: bool) -> bool:
    """Whether ``answered`` names another model than ``asked``.

    A name that was asked for and is of no family that we know may be an alias for anything.  So may a name
    that answers, on a server of the user's own (``local``): there it is whatever they called it.
    """
    one, other = _plain(asked), _plain(answered)
    if not other or _same(one, other) or profiles.find(asked) is None:
        return False
    return not local or profiles.find(answered) is not None


def _plain(name: str) -> str:
    """The last part of the name, in small letters, without what stands behind a colon or an at sign."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].strip().lower()
    return _TAIL.sub("", last)


def _same(one: str, other: str) -> bool:
    """Equal, or one goes on with a variant of the other: ``-awq``, ``-2025-12-23``; but not ``.1``."""
    short, long = sorted((one, other), key=len)
    return long == short or (long.startswith(short) and long[len(short)] in "-_")
