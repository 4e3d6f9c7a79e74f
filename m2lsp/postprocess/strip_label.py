"""Take away a first line that names the file or the language, and a label before the code.

# src/area.py\ntotal(points)  ->  total(points)
python\ntotal(points)  ->  total(points)
Answer: total(points)  ->  total(points)
"""

import re

from m2lsp.core.context import Context
from m2lsp.postprocess.remarks import INLINE_LABEL, is_path
from m2lsp.postprocess.surroundings import is_prose

_LANGUAGES = frozenset(
    {
        *("python", "py", "rust", "go", "golang", "kotlin", "java", "typescript", "ts", "tsx", "javascript"),
        *(
            "js",
            "jsx",
            "c",
            "cpp",
            "c++",
            "csharp",
            "c#",
            "swift",
            "objc",
            "objective-c",
            "code",
            "plaintext",
        ),
    }
)
# A field with its type.
_TYPE = re.compile(
    r"(?:[A-Z][\w.]*|str|int|float|bool|bytes|list|dict|set|tuple|string|number|boolean|any)\b"
    r"(?:\[[^\]]*\])*\s*(?:[=;,)|?]|\Z)"
)

# Where a value is to come.
_VALUE = re.compile(r"(?:=|\breturn)\s*\Z")


def strip_label(text: str, context: Context) -> str:
    """The code behind the label."""
    if is_prose(context):
        return text
    start = text.lstrip("\n")
    first, _, rest = start.partition("\n")
    if rest.strip() and first.strip().lower() in _LANGUAGES:
        return rest
    if rest.strip() and is_path(first) and context.document.line_of(context.focus.start):
        return rest.lstrip("\n")
    label = INLINE_LABEL.match(text)
    return text[label.end() :] if label and _is_label(first, label.end(), context) else text


def _is_label(line: str, end: int, context: Context) -> bool:
    """Whether what ends at ``end`` of the line is a label, and no key, annotation or target of a jump."""
    prefix = context.line_prefix
    if prefix.strip():
        return bool(_VALUE.search(prefix))
    said, rest = line.strip(), line[end:]
    return said[:1].isupper() and not said.endswith((",", "{", "[")) and not _TYPE.match(rest)
