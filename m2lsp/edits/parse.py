"""A model's reply as the changes it holds: new text in a fence, or search/replace blocks.

    path/to/file.py
    <<<<<<< SEARCH
    lines as they stand in the file
    =======
    lines to put in their place
    >>>>>>> REPLACE

The three markers stand alone on their lines and are equally long, at least five signs.  A file that
holds such lines itself is edited with longer markers; a file that holds fences, in a longer fence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from m2lsp.core.errors import Drop
from m2lsp.core.text import split_lines
from m2lsp.edits.fences import Fence, fences
from m2lsp.edits.reasons import Reason

_OPEN = re.compile(r"^(<{5,}) ?SEARCH\s*$")
_DIVIDER = re.compile(r"^(={5,})\s*$")
_CLOSE = re.compile(r"^(>{5,}) ?REPLACE\s*$")
_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})(.*)$")
_LABEL = re.compile(r"^(?:#+ |[-*] |\d+\. )?(?:(?:file(?:name)?|path)\b:?)?\s*", re.IGNORECASE)
_PATH = re.compile(r"(?:[A-Za-z]:)?[\w.@+~()\[\]/\\-]*(?:[\w)\]-]\.[A-Za-z]\w{0,11}|[/\\][\w.-]+)")
_NAME = re.compile(r"[\w.@+-]+")
_MENTION = re.compile(r"`([^`]+)`")

_SHAPE = (
    "Write each block as a line <<<<<<< SEARCH, the lines as they stand in the file, a line =======, "
    "the new lines, and a line >>>>>>> REPLACE."
)
_LONGER = "If the text itself holds such a line, write all three markers with nine signs in place of seven."


@dataclass(frozen=True, slots=True)
class Block:
    """Put ``replace`` in place of the lines ``search``; ``path`` as the model wrote it, or empty."""

    search: str
    replace: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole new text of a file; ``path`` as the model wrote it, or empty."""

    text: str
    path: str = ""


def parse_region(reply: str) -> str | Drop:
    """The text in the reply's only fence; prose round it is ignored."""
    found = fences(reply)
    if not found:
        return Drop(
            Reason.NO_FENCE, "The answer holds no fenced block. Put the new text in one ``` fence, whole."
        )
    if not found[-1].closed:
        return Drop(Reason.UNCLOSED, _cut_off("fence"))
    if len(found) > 1:
        return Drop(
            Reason.SEVERAL_FENCES,
            f"The answer holds {len(found)} fenced blocks. Put the new text, and nothing else, in one fence; "
            "if it holds ``` lines itself, use a fence of four backticks.",
        )
    return found[0].text


def parse_blocks(reply: str) -> tuple[Block, ...] | Drop:
    """The search/replace blocks of a reply, in order, inside fences or not; at least one.

    A block without a file name is about the file of the block before it.
    """
    lines = [line.rstrip("\r\n") for line in split_lines(reply)]
    blocks: list[Block] = []
    at, path = 0, ""
    while at < len(lines):
        opening = _OPEN.match(lines[at])
        if opening is None:
            at += 1
            continue
        path = _path_before(lines, at) or path
        parts = _parts(lines, at, len(opening[1]))
        if isinstance(parts, Drop):
            return parts
        middle, end = parts
        blocks.append(Block(_text(lines[at + 1 : middle]), _text(lines[middle + 1 : end]), path))
        at = end + 1
    return tuple(blocks) or Drop(Reason.NO_BLOCKS, f"The answer holds no search/replace block. {_SHAPE}")


def parse_reply(reply: str) -> tuple[Block | Whole, ...] | Drop:
    """All changes of a reply: its blocks if it has any, else the whole files in its fences.

    Several fences need a file name each, on the line before or after the language.
    """
    if any(_OPEN.match(line.rstrip("\r\n")) for line in split_lines(reply)):
        return parse_blocks(reply)
    found = fences(reply)
    if len(found) < 2:  # noqa: PLR2004 (one fence may do without a name)
        text = parse_region(reply)
        return text if isinstance(text, Drop) else (Whole(text, _fence_path(found[0])),)
    if not found[-1].closed:
        return Drop(Reason.UNCLOSED, _cut_off("fence"))
    files = tuple(Whole(fence.text, _fence_path(fence)) for fence in found)
    if any(not file.path for file in files):
        return Drop(
            Reason.SEVERAL_FENCES,
            f"The answer holds {len(found)} fenced blocks, not all with a file name. Put the file's name on "
            "the line before each fence, and only whole files in fences.",
        )
    return files


def _parts(lines: Sequence[str], at: int, length: int) -> tuple[int, int] | Drop:
    """The lines of the divider and of the end of the block that opens at ``at``."""
    dividers: list[int] = []
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if _is_marker(_OPEN, line, length):
            break
        if _is_marker(_DIVIDER, line, length):
            dividers.append(number)
        elif _is_marker(_CLOSE, line, length):
            if len(dividers) == 1:
                return dividers[0], number
            return Drop(Reason.MALFORMED, f"A block has {len(dividers)} ======= lines. {_SHAPE} {_LONGER}")
    else:
        return Drop(Reason.UNCLOSED, _cut_off("search/replace block"))
    return Drop(Reason.MALFORMED, f"A block begins inside another. {_SHAPE} {_LONGER}")


def _is_marker(pattern: re.Pattern[str], line: str, length: int) -> bool:
    found = pattern.match(line)
    return found is not None and len(found[1]) == length


def _text(lines: Sequence[str]) -> str:
    return "".join(line + "\n" for line in lines)


def _cut_off(what: str) -> str:
    return (
        f"The last {what} is not closed, so the answer seems to be cut off. Send it again, whole and shorter."
    )


def _path_before(lines: Sequence[str], at: int) -> str:
    """The file named right before a block, or before the fence that the block stands in."""
    before = lines[at - 1] if at else ""
    fence = _FENCE.match(before)
    if fence is None:
        return path_in(before)
    return _path_in_info(fence[1]) or path_in(lines[at - 2] if at > 1 else "")


def _fence_path(fence: Fence) -> str:
    return _path_in_info(fence.info) or path_in(fence.before)


def _path_in_info(info: str) -> str:
    """A file name after the language: ``python src/a.py``, ``rust title="src/a.rs"``, ``go:a.go``."""
    parts = re.split(r"[\s:]|(?:title|path|file(?:name)?)=", info.strip())
    named = [part.strip("\"'{}") for part in parts]
    return next((part for part in named if _PATH.fullmatch(part)), "")


def path_in(line: str) -> str:
    """The file that a line before a block or fence names; empty if it names none.

    ``src/a.py``, ``**src/a.py**``, ``### File: `Makefile` `` and "Now ``src/a.py``:" (the only name
    in backticks) are names; a sentence without one is not.
    """
    bare = _LABEL.sub("", line.strip().strip("*_ "), count=1).strip("*_: ")
    quoted = _MENTION.fullmatch(bare)
    if quoted:
        return quoted[1] if _PATH.fullmatch(quoted[1]) or _NAME.fullmatch(quoted[1]) else ""
    if _PATH.fullmatch(bare):
        return bare
    mentions = [name for name in _MENTION.findall(bare) if _PATH.fullmatch(name)]
    return mentions[0] if len(mentions) == 1 and bare != line.strip() else ""
