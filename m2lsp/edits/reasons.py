"""Why an edit is refused: the stable names that scripts, counters and tests rely on.

A ``Drop`` of this package has one of these as its reason, and a sentence for the model as its
detail: what is wrong, where, and what to send in its place.
"""

from enum import StrEnum


class Reason(StrEnum):
    """One kind of refusal; the value is what ``m2lsp apply --batch`` prints."""

    # The shape of the reply.
    NO_FENCE = "no fence"  # no fenced block at all
    SEVERAL_FENCES = "several fences"  # more than one where one was asked for
    UNCLOSED = "unclosed"  # a fence or a block is not closed: most likely the answer was cut off
    NO_BLOCKS = "no blocks"  # no search/replace block at all
    MALFORMED = "malformed"  # markers missing, doubled or out of order
    UNKNOWN_FILE = "unknown file"  # it names a file that was not part of the question, or none
    PATH = "path"  # it would create a file outside the workspace

    # The place.
    EMPTY = "empty"  # nothing is quoted, or nothing stands in the fence
    NOT_FOUND = "not found"  # the quoted lines are nowhere
    AMBIGUOUS = "ambiguous"  # two places are equally good
    INDENTATION = "indentation"  # the place is known, how deep the new lines belong is not
    OVERLAP = "overlap"  # two blocks change the same lines

    # What would come of it.
    UNCHANGED = "unchanged"  # the text would be the same
    PLACEHOLDER = "placeholder"  # a comment such as "rest unchanged" stands for code
    SYNTAX = "syntax"  # the file would parse worse than before
    OUTSIDE_SCOPE = "outside scope"  # it changes more than was asked for
    FRAGMENT = "fragment"  # a part of the file stands where its whole new text should
    CODE = "code changed"  # it changes code where only documentation was asked for
    LINE_ENDS = "line ends"  # it brings line ends that the file did not have
    FINAL_NEWLINE = "final newline"  # it adds or takes the end of the last line
