"""A parse tree, asked in characters: the one module that touches nodes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from m2lsp.core.text import Span
from m2lsp.languages.grammar import outline_query, query
from m2lsp.languages.offsets import Offsets
from m2lsp.languages.spec import Language
from m2lsp.languages.tags import Match

if TYPE_CHECKING:
    import tree_sitter


PIECE = 1 << 16
"""Bytes that a query goes through at a time: 1 to 2 ms."""

_MOST_BLANK = 4  # statements of a body that says nothing: a docstring, ``public:`` and the like


@dataclass(frozen=True, slots=True)
class Body:
    """A block of statements, and where what it belongs to starts; ``empty`` if it says nothing."""

    span: Span
    header: int
    empty: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """The tree of one text, from ``offsets``; ``source`` is what the grammar was shown of it.

    It never changes and every query has a cursor of its own, so threads may share it.
    """

    language: Language
    parsed: "tree_sitter.Tree"
    offsets: Offsets
    source: bytes

    def matches(self, purpose: str, near: Span | None = None, piece: int = PIECE) -> Iterator[Match]:
        """The matches of one of the language's queries, in the whole text or those that touch ``near``."""
        seen = set()  # what lies across the border of two pieces is found in both
        pieces = near is None and len(self.offsets.data) >= piece
        for cursor in self._cursors(purpose, near, piece):
            for pattern, captures in cursor.matches(self.parsed.root_node):
                spans = {name: self._span(nodes[0]) for name, nodes in captures.items()}
                if pieces:
                    key = (pattern, *spans.items())
                    if key in seen:
                        continue
                    seen.add(key)
                yield pattern, spans

    def outline_matches(self) -> list[Match]:
        """The matches of all that an outline is made from, in no order; not to be interrupted."""
        import tree_sitter

        found = tree_sitter.QueryCursor(outline_query(self.language)).matches(self.parsed.root_node)
        span = self._span
        return [
            (pattern, {name: span(nodes[0]) for name, nodes in match.items()}) for pattern, match in found
        ]

    def spans(self, purpose: str, capture: str, near: Span | None = None) -> tuple[Span, ...]:
        """The spans of one capture of a query, in the order of the text."""
        found: set[Span] = set()
        for cursor in self._cursors(purpose, near):
            found.update(map(self._span, cursor.captures(self.parsed.root_node).get(capture, [])))
        return tuple(sorted(found))

    def bodies(self, near: Span) -> Iterator[Body]:
        """The blocks that touch ``near``.  Comments, and what ``@blank`` captures, say nothing."""
        captures = self._cursor("blocks", near).captures(self.parsed.root_node)
        for block in captures.get("block", []):
            said = [child for child in block.named_children if not child.is_extra]
            empty = not said or self._are_blank(said, block.start_byte)
            yield Body(self._span(block), self._span(block.parent or block).start, empty)

    def _are_blank(self, nodes: "Sequence[tree_sitter.Node]", start: int) -> bool:
        """Whether ``@blank`` captures all of the nodes in a block that starts at a byte."""
        if len(nodes) > _MOST_BLANK:
            return False
        cursor = self._cursor_in("blocks", start, nodes[-1].start_byte + 1)
        blank = {node.id for node in cursor.captures(self.parsed.root_node).get("blank", [])}
        return all(node.id in blank for node in nodes)

    def errors(self) -> tuple[Span, ...]:
        """The ERROR nodes and the MISSING ones, which are empty spans."""
        return tuple(sorted(self._span(node) for node in error_nodes(self.parsed.root_node)))

    def is_name(self, offset: int) -> bool:
        """Whether the leaf at ``offset`` is an identifier: all grammars have that word in its type."""
        start = self.offsets.byte(offset)
        leaf = self.parsed.root_node.descendant_for_byte_range(start, start + 1)
        return leaf is not None and "identifier" in leaf.type

    def code(self) -> Iterator[str]:
        """The leaves and the kinds of the nodes round them, without blanks and documentation.

        What lies between the children of a node counts too: not every grammar has a leaf for a string's text.
        """
        spoken = self._documentation()
        waiting: list[tree_sitter.Node | str] = [self.parsed.root_node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                yield from [node] if node.strip() else []
            elif node.id not in spoken:
                waiting += reversed(self._parts(node))

    def _parts(self, node: "tree_sitter.Node") -> "list[tree_sitter.Node | str]":
        """What a node is made of: its text if it is a leaf, else its children between two brackets."""
        if not node.child_count:
            return [self._text(node.start_byte, node.end_byte)]
        parts: list[tree_sitter.Node | str] = [f"({node.type}"]
        at = node.start_byte
        for child in node.children:
            parts += [self._text(at, child.start_byte).strip(), child]
            at = child.end_byte
        return [*parts, self._text(at, node.end_byte).strip(), ")"]

    def _documentation(self) -> set[int]:
        """The nodes of comments and docstrings; a string with code in it is no docstring."""
        captures = self._cursor("comments", None).captures(self.parsed.root_node)
        code = self.spans("strings", "code")
        docstrings = [
            node
            for node in captures.get("docstring", [])
            if not any(self._span(node).contains(span) for span in code)
        ]
        return {node.id for node in [*captures.get("comment", []), *docstrings]}

    def _text(self, start: int, end: int) -> str:
        """The text between two offsets in bytes."""
        return self.offsets.data[start:end].decode("utf-8", "surrogatepass")

    def _span(self, node: "tree_sitter.Node") -> Span:
        return Span(self.offsets.character(node.start_byte), self.offsets.character(node.end_byte))

    def _cursors(
        self, purpose: str, near: Span | None, piece: int = PIECE
    ) -> Iterator["tree_sitter.QueryCursor"]:
        """Cursors for the query, which together go through all of the text: a query can't be interrupted, and
        other threads wait for it.  One for ``near``.
        """
        if near is not None:
            yield self._cursor(purpose, near)
            return
        for start in range(0, len(self.offsets.data) + 1, piece):
            yield self._cursor_in(purpose, start, start + piece)

    def _cursor(self, purpose: str, near: Span | None) -> "tree_sitter.QueryCursor":
        """One cursor; one byte is added to either side of ``near``, so that edges touch."""
        if near is None:
            return self._cursor_in(purpose, 0, len(self.offsets.data) + 1)
        start, end = self.offsets.byte(near.start), self.offsets.byte(near.end)
        return self._cursor_in(purpose, max(start - 1, 0), end + 1)

    def _cursor_in(self, purpose: str, start: int, end: int) -> "tree_sitter.QueryCursor":
        import tree_sitter

        cursor = tree_sitter.QueryCursor(query(self.language, purpose))
        cursor.set_byte_range(start, end)
        return cursor


def error_nodes(root: "tree_sitter.Node") -> Iterator["tree_sitter.Node"]:
    """The ERROR and MISSING nodes; only subtrees that hold one are walked, without recursion."""
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            yield node
        waiting += [child for child in node.children if child.has_error]
