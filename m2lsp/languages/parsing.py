"""From a text to its syntax.

**Limits.** A text of more than ``CHARACTERS`` is not parsed, and neither is one so broken that queries
would take seconds (``ERROR_CHILDREN``).  Such a text has a ``Syntax`` like any other, which knows no scopes
and no outline; ``parsed`` tells.  The broken one has many errors, the long one none.  Both limits are counts
and not times, so that an answer does not depend on how busy the machine is.

**One parse a text.** The last few results are kept by language and text, so the steps of a request, which do
not know each other, share one.  A text that was not seen yet is most often an old one with a keystroke in
it: then the old tree is edited and only what changed is parsed again (7 ms against 60 ms for Python of
20,000 lines).  The tree comes out the same either way, broken code included; the tests compare them.

**Threads.** Parsing may be asked for from any thread; it holds the interpreter lock throughout.
"""

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from m2lsp.languages.grammar import grammar
from m2lsp.languages.offsets import Offsets
from m2lsp.languages.spec import Language
from m2lsp.languages.syntax import Syntax
from m2lsp.languages.tree import Tree, error_nodes

if TYPE_CHECKING:
    import tree_sitter

# About 0.2 s of parsing on one core of a small machine, at some 11 MB/s (measured, tree-sitter 0.26).
CHARACTERS = 2_000_000

# A query's time grows with the square of the children of one ERROR node, and nothing stops it:
# 10,000 take 50 ms, 80,000 take 3.5 s (measured, tree-sitter 0.26).
ERROR_CHILDREN = 5_000

# Enough for the document at hand before and after an edit, and a few open ones beside it.
KEPT = 8

_recent: OrderedDict[tuple[str, str], Syntax] = OrderedDict()
_lock = Lock()


def parse(text: str, language: Language) -> Syntax:
    """The syntax of the text; loads the language's grammar the first time."""
    key = (language.name, text)
    with _lock:
        if found := _recent.get(key):
            _recent.move_to_end(key)
            return found
        like = [syntax for (name, _), syntax in reversed(_recent.items()) if name == language.name]
    syntax = _parse(text, language, like)
    with _lock:
        _recent[key] = syntax
        while len(_recent) > KEPT:
            _recent.popitem(last=False)
    return syntax


def _parse(text: str, language: Language, like: list[Syntax]) -> Syntax:
    import tree_sitter

    parser = tree_sitter.Parser(grammar(language))
    if len(text) <= CHARACTERS:
        offsets = Offsets(text)
        old = next((tree for syntax in like if (tree := _edited(syntax.tree, offsets.data))), None)
        parsed = parser.parse(offsets.data, old) if old else parser.parse(offsets.data)
        broken = sum(n.child_count for n in error_nodes(parsed.root_node) if n.child_count > ERROR_CHILDREN)
        if not broken:
            return Syntax(text, language, Tree(language, parsed, offsets))
    else:
        broken = 0
    nothing = Tree(language, parser.parse(b""), Offsets(""))
    return Syntax(text, language, nothing, parsed=False, errors_unplaced=broken)


def _edited(tree: Tree, new: bytes) -> "tree_sitter.Tree | None":
    """A copy of the tree that knows what changed on the way to ``new``; ``None`` where most of it did."""
    old = tree.offsets.data
    start = _common(old, new)
    tail = _common(old[start:][::-1], new[start:][::-1])
    if 2 * (start + tail) <= max(len(old), len(new)):
        return None
    ends = len(old) - tail, len(new) - tail
    points = _point(old, start), _point(old, ends[0]), _point(new, ends[1])
    edited = tree.parsed.copy()
    edited.edit(start, *ends, *points)
    return edited


def _common(a: bytes, b: bytes) -> int:
    """How many bytes the two begin with alike: by halves, as comparing slices is quick."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _point(data: bytes, at: int) -> tuple[int, int]:
    """The row and the column of an offset, in bytes; tree-sitter's rows end at ``\\n`` alone."""
    return data.count(b"\n", 0, at), at - (data.rfind(b"\n", 0, at) + 1)
