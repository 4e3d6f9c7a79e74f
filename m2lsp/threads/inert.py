"""A model's Markdown, made harmless to render.

A model's text is data: a preview must not fetch an image from it, offer a link, or see HTML.  The text
must also not run over into what follows it, so every fence that it opens is closed.

Fenced blocks are written anew at the left margin with fences of our own, so that where code begins and
ends is decided here and by no renderer's rules for lists and quotes.  In all other text, whatever could
become a link, an image or a tag is broken up, except in code spans that every reader of Markdown would
see as such (CommonMark 0.31, 6.1).
"""

import re
from collections.abc import Iterator

from m2lsp.core.text import split_lines, with_eol

_OPENING = re.compile(r"[ \t]*(?:(?P<ticks>`{3,})(?P<tag>[^`]*)|(?P<tildes>~{3,})(?P<label>.*))")
_TAG = re.compile(r"[\w+#.-]{1,30}")
_RUN = re.compile(r"(?<!\\)(?:\\\\)*(?P<run>`+)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LIVE = (
    (re.compile(r"<(?=[^\s=])"), "&lt;"),  # tags, comments, <https://...>
    (re.compile(r"\](?=[(:])"), r"]\\"),  # [text](target), ![text](target), [name]: target
    (re.compile(r"(?<=\w)://"), r"\://"),  # bare addresses
    (re.compile(r"\b(www)\.", re.IGNORECASE), r"\1\."),
)


def inert(markdown: str) -> str:
    """The Markdown with nothing live in it, its line ends ``\\n``, ending in one of them.

    Characters that can't be shown or stored as UTF-8 (controls, lone surrogates) become U+FFFD.
    """
    lines = split_lines(printable(markdown))
    return "".join(_blocks([line.rstrip("\n") for line in lines]))


def inert_line(markdown: str) -> str:
    """The Markdown as one line of running text with nothing live in it, no line end after it."""
    return _line(" ".join(printable(markdown).split()), trust_spans=True)[0]


def printable(text: str) -> str:
    """The text with line ends ``\\n`` and U+FFFD for what can't be shown or stored as UTF-8."""
    return _UNPRINTABLE.sub("\ufffd", with_eol(text, "\n"))


def fenced(text: str, tag: str = "") -> str:
    """The text as a fenced block that it can't end."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{tag}\n{text.rstrip(chr(10))}\n{fence}\n"


def code_span(text: str) -> str:
    """One line of text as a code span that it can't end."""
    line = " ".join(printable(text).split()) or "?"
    ticks = "`" * (_longest_run(line) + 1)
    pad = " " if "`" in line else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _blocks(lines: list[str]) -> Iterator[str]:
    """Fenced blocks written anew, other lines made harmless."""
    at, settled = 0, True
    while at < len(lines):
        if opening := _OPENING.fullmatch(lines[at]):
            end = _closing(lines, at + 1, opening["ticks"] or opening["tildes"])
            yield _anew(lines[at + 1 : end], opening)
            at, settled = end + 1, True
            continue
        line = lines[at]
        settled = settled or not line.strip()
        text, settled = _line(line, trust_spans=settled)
        yield text + "\n"
        at += 1


def _closing(lines: list[str], start: int, fence: str) -> int:
    """The number of the line that closes the block; the number of lines if none does."""
    closing = re.compile(rf"[ \t]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
    return next((n for n in range(start, len(lines)) if closing.fullmatch(lines[n])), len(lines))


def _anew(body: list[str], opening: re.Match[str]) -> str:
    indent = re.compile(rf"[ \t]{{0,{len(opening[0]) - len(opening[0].lstrip())}}}")
    dedented = (indent.sub("", line, count=1) for line in body)
    tag = _TAG.match((opening["tag"] or opening["label"] or "").strip())
    return fenced("\n".join(dedented), tag[0] if tag else "")


def _line(line: str, *, trust_spans: bool) -> tuple[str, bool]:
    """The line made harmless, and whether code spans can be told on the next line of its paragraph.

    A run of backticks without its like on the line may belong to a span that goes on below, so from
    there to the paragraph's end nothing is taken for code.  A bar may end a table's cell, and a span
    with it, so backticks must pair between the bars.
    """
    pieces = [_spans(piece) for piece in line.split("|")] if trust_spans else [None]
    if None in pieces:
        return _broken_up(line), False
    return "|".join(piece for piece in pieces if piece is not None), True


def _spans(text: str) -> str | None:
    """The text made harmless but for its code spans; ``None`` if a run of backticks has no partner."""
    out, at = [], 0
    while opening := _RUN.search(text, at):
        run = opening["run"]
        closing = re.compile(rf"(?<!`){run}(?!`)").search(text, opening.end())
        if closing is None:
            return None
        out += [_broken_up(text[at : opening.start("run")]), text[opening.start("run") : closing.end()]]
        at = closing.end()
    return "".join([*out, _broken_up(text[at:])])


def _broken_up(text: str) -> str:
    for live, harmless in _LIVE:
        text = live.sub(harmless, text)
    return text
