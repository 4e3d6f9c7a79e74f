"""The filters in their order, and how they are applied."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.drop_blank import drop_blank
from m2lsp.postprocess.drop_echo import drop_echo
from m2lsp.postprocess.drop_repetition import drop_repetition
from m2lsp.postprocess.drop_suffix_overlap import drop_suffix_overlap
from m2lsp.postprocess.drop_unchanged import drop_unchanged
from m2lsp.postprocess.match_closers import match_closers
from m2lsp.postprocess.match_indentation import match_indentation
from m2lsp.postprocess.match_line_ends import match_line_ends
from m2lsp.postprocess.match_punctuation import match_punctuation
from m2lsp.postprocess.stop_at_line_end import stop_at_line_end
from m2lsp.postprocess.stop_at_scope_end import stop_at_scope_end
from m2lsp.postprocess.stop_at_suffix import stop_at_suffix
from m2lsp.postprocess.strip_chat import strip_chat
from m2lsp.postprocess.strip_control import strip_control
from m2lsp.postprocess.strip_envelope import strip_envelope
from m2lsp.postprocess.strip_fences import strip_fences
from m2lsp.postprocess.strip_label import strip_label
from m2lsp.postprocess.strip_leading_space import strip_leading_space
from m2lsp.postprocess.strip_line_marks import strip_line_marks
from m2lsp.postprocess.strip_placeholders import strip_placeholders
from m2lsp.postprocess.strip_thinking import strip_thinking
from m2lsp.postprocess.strip_tokens import strip_tokens
from m2lsp.postprocess.strip_trailing_space import strip_trailing_space
from m2lsp.postprocess.trim_syntax import trim_syntax

Filter = Callable[[str, Context], "str | Drop"]

# Find the code in the reply.
FIND: tuple[Filter, ...] = (
    strip_control,
    strip_thinking,
    strip_placeholders,
    strip_tokens,
    strip_chat,
    strip_fences,
    strip_label,
    strip_envelope,
    strip_line_marks,
    match_punctuation,
)

# Make it start where the cursor is.
PLACE: tuple[Filter, ...] = (
    drop_echo,
    strip_leading_space,
    match_indentation,
)

# End it where it should end.
END: tuple[Filter, ...] = (
    drop_repetition,
    stop_at_line_end,
    stop_at_scope_end,
    stop_at_suffix,
)

# Fit it to what follows, and see whether anything worth showing is left.
FIT: tuple[Filter, ...] = (
    match_closers,
    drop_suffix_overlap,
    strip_trailing_space,
    drop_blank,
    drop_unchanged,
    match_line_ends,
    trim_syntax,
)

INLINE_COMPLETION: tuple[Filter, ...] = (*FIND, *PLACE, *END, *FIT)


@dataclass(frozen=True, slots=True)
class Change:
    """What one filter did to a reply: characters ``before`` it and ``after`` it (equal if it only put some in
    place of others), and why it dropped the reply, if it did.
    """

    filter: str
    before: int
    after: int
    reason: str = ""


def apply(
    filters: Sequence[Filter],
    text: str,
    context: Context,
    report: Callable[[Change], None] | None = None,
) -> str | Drop:
    """The text after all filters, or the first ``Drop``; ``report`` is told of each that did something."""
    for each in filters:
        result = each(text, context)
        if report and result != text:
            report(_change(each, text, result))
        if isinstance(result, Drop):
            return result
        text = result
    return text


def _change(each: Filter, text: str, result: str | Drop) -> Change:
    if isinstance(result, Drop):
        return Change(each.__name__, len(text), 0, result.reason)
    return Change(each.__name__, len(text), len(result))
