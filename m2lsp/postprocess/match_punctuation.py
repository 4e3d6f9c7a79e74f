"""Write the signs of code as code has them: no typographic quotes and dashes, no wide signs, no entities.

    print(“a”)  ->  print("a")
    a &lt; b  ->  a < b

Strings and comments keep theirs, and so does the text of markup.
"""

import html
import re

from m2lsp.core.context import Context
from m2lsp.postprocess.brackets import strings_and_comments
from m2lsp.postprocess.surroundings import is_markup, is_prose, line_comment

_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_SIGNS = {**_WIDE, **str.maketrans("“”„‟‘’‚–—−。、", '""""\'\'\'---.,')}
_ODD = re.compile("[“”„‟‘’‚–—−\uff01-\uff5e]")

# What stands between two typographic quotes is a string and keeps its signs.
_DOUBLE = re.compile('[“”„‟＂](?P<inside>[^“”„‟＂"\n]*)[“”‟＂]')
_SINGLE = re.compile("[‘’‚](?P<inside>[^‘’‚'\n]*)[‘’]")

_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# One of them beside a sign of code, or in a tag.
_CODE_BLANK = re.compile(
    "(?<=[=(){};,&|?:>])[\u00a0\u202f]|[\u00a0\u202f](?=[=(){}&|?:])|(?<=<\\w\\w)[\u00a0\u202f]"
)

_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#(?:3[49]|38|6[02])|#x(?:2[267]|3[ce]));", re.IGNORECASE)
# In markup only these say that code was escaped: an arrow, an and, a tag, quotes round an attribute.
_ESCAPED_CODE = re.compile(r"=&gt;|&amp;&amp;|&lt;/?[A-Za-z][\w.]*(?:&gt;|\s)|=&quot;")


def match_punctuation(text: str, context: Context) -> str:
    """The text with the signs that its language has, outside strings and comments."""
    if is_prose(context):
        return text
    text = _unescaped(text, context)
    if not (_ODD.search(text) or _BLANK.search(text)):
        return text
    parts, at = [], 0
    for start, end in strings_and_comments(text, line_comment(context)):
        parts += [_plain(text[at:start], context), text[start:end]]
        at = end
    return "".join([*parts, _plain(text[at:], context)])


def _plain(code: str, context: Context) -> str:
    if is_markup(context):  # between its tags stands text
        return _CODE_BLANK.sub(" ", code)
    code = _BLANK.sub(" ", code)
    code = _SINGLE.sub(r"'\g<inside>'", _DOUBLE.sub(r'"\g<inside>"', code))
    parts, at = [], 0
    for start, end in strings_and_comments(code, ""):
        parts += [code[at:start].translate(_SIGNS), code[start:end]]
        at = end
    return "".join([*parts, code[at:].translate(_SIGNS)])


def _unescaped(text: str, context: Context) -> str:
    """The text without entities, unless the document means them or has a variable of that name.

    Who escapes code leaves no bracket as it was.
    """
    found = _ENTITY.search(text)
    if not found or "<" in text or ">" in text:
        return text
    if re.search(rf"{_ENTITY.pattern}|\b{found.group()[1:-1]}\b", context.document.text):
        return text
    if is_markup(context) and not _ESCAPED_CODE.search(text):
        return text
    meant = strings_and_comments(text, line_comment(context))

    def plain(match: re.Match[str]) -> str:
        inside = any(start < match.start() < end for start, end in meant)
        return match.group() if inside else html.unescape(match.group())

    return _ENTITY.sub(plain, text)
