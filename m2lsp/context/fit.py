"""Choosing whole pieces of text that fit a number of tokens together."""

from bisect import bisect_right
from collections.abc import Callable, Sequence


def fitting(pieces: Sequence[str], best_first: Sequence[int], room: int, tokens: Callable[[str], int]) -> str:
    """The best pieces that fit into ``room`` tokens, a line each, in the order of ``pieces``.

    ``best_first`` holds the pieces' numbers.  It counts the pieces as joined, so an estimate that rounds up
    does so once.
    """

    def joined(count: int) -> str:
        return "\n".join(pieces[number] for number in sorted(best_first[:count]))

    return joined(bisect_right(range(1, len(best_first) + 1), room, key=lambda count: tokens(joined(count))))


def stands_in(piece: str, text: str) -> bool:
    """Whether a text that was made by ``fitting`` holds the piece."""
    return f"\n{piece}\n" in f"\n{text}\n"
