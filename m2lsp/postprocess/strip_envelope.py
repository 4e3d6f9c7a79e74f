"""Take the code out of the JSON, the tags or the CDATA that the model put it in.

    {"code": "total(points)"}  ->  total(points)
    <answer>\ntotal(points)\n</answer>  ->  total(points)

Only what holds the whole reply counts.  Where words are at home (a comment, a string, Markdown) all of it
stays, and so do elements that markup has itself, and objects with a key that the document spells.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.surroundings import is_markup, is_prose

TOOL_CALL = Drop("tool call", "The model called a tool instead of answering.")

# What models call the part of an object that is the answer, and what they put beside it.
KEYS = (
    *("code", "completion", "insertion", "insert_text", "insert", "new_string", "new_text", "replacement"),
    *("content", "text", "answer", "output", "result", "fill", "middle", "suggestion"),
)
# Documents that are such objects themselves.
DATA = frozenset({"json", "jsonc", "json5", "jsonl"})
BESIDE = frozenset(
    {
        *("language", "lang", "explanation", "reasoning", "thought", "path", "file", "filename", "file_path"),
        *("confidence", "type", "kind", "description", "comment", "notes", "indent", "line"),
    }
)

_TAGS = "answer|completion|response|solution|insertion|replacement|replace|edit|fill|code_block|artifact"
_TAG = re.compile(rf"\s*<(?P<name>{_TAGS})(?:\s[^<>\n]*)?>")
# These are elements of HTML too.
_HTML_TAG = re.compile(rf"\s*<(?P<name>{_TAGS}|code|pre|output|text|result)(?:\s[^<>\n]*)?>")
_BESIDE = re.compile(r"\s*<(?P<name>path|file|filename|language|thought|explanation)>[^<]*</(?P=name)>")
_CDATA = re.compile(r"\s*<!\[CDATA\[(?P<code>[\s\S]*?)(?:\]\]>|\Z)")
_LEFT_OPEN = re.compile(rf"\s*</(?:{_TAGS}|code|pre)>\s*\Z")
_BROKEN_OFF = re.compile(
    r'\s*\{\s*(?:"\w+"\s*:\s*"(?:\\.|[^"\\])*"\s*,\s*)*"(?P<key>\w+)"\s*:\s*"(?P<value>(?:\\.|[^"\\])*)\\?\Z'
)
_OBJECT = re.compile(r"""\s*\[?\s*\{\s*"(?P<key>[A-Za-z_]+)"\s*:""")


def strip_envelope(text: str, context: Context) -> str | Drop:
    """The code that was put into an envelope; without one the text as it is."""
    if is_prose(context) or context.document.language_id in DATA:
        return text
    if _OBJECT.match(text) and '"' + _key(text) + '"' not in context.document.text:
        return _from_object(text, context)
    unwrapped = text
    while (inner := _unwrapped(unwrapped, context)) != unwrapped:
        unwrapped = inner
    return unwrapped


def may_be_envelope(text: str) -> bool:
    """Whether a reply that begins with ``text`` may be in an envelope, so that its end has to be seen."""
    return bool(_HTML_TAG.match(text) or _CDATA.match(text)) or _key(text) in {*KEYS, *BESIDE, "name"}


def _key(text: str) -> str:
    found = _OBJECT.match(text)
    return found["key"] if found else ""


def _from_object(text: str, context: Context) -> str | Drop:
    """The code in an object, if it is one that no program would have."""
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text.lstrip())
    except ValueError:
        return _from_broken_object(text)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict) or text.lstrip()[end:].strip(" \n;"):
        return text
    arguments = _arguments(value)
    if arguments is not None and "tool" not in context.document.text.lower():
        return next(_codes(arguments), TOOL_CALL)
    code = next(_codes(value), "")
    return code if set(value) - BESIDE <= set(KEYS) and _is_code(code) else text


def _from_broken_object(text: str) -> str:
    """The code in an object that breaks off inside it."""
    found = _BROKEN_OFF.match(text)
    try:
        code = json.loads(f'"{found["value"]}"', strict=False) if found else ""
    except ValueError:
        return text
    return code if found and found["key"] in KEYS and _is_code(code) else text


def _arguments(value: dict[str, Any]) -> dict[str, Any] | None:
    """What a tool is called with; ``None`` for an object that is no call."""
    inner = value.get("function", value)
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        return None
    found = next((inner[key] for key in ("arguments", "parameters", "input") if key in inner), None)
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except ValueError:
            return {}
    return found if isinstance(found, dict) else None


def _codes(value: dict[str, Any]) -> Iterator[str]:
    return (value[key] for key in KEYS if isinstance(value.get(key), str))


def _is_code(text: str) -> bool:
    """Whether a value is more than a word or a message: ``"E100"`` and ``"Not found."`` are data."""
    return "\n" in text or bool(re.search(r"[\w\])]\s*\(|[=;{}<>]|\w\.\w|\[\w*\]|[-+*/]\s", text))


def _unwrapped(text: str, context: Context) -> str:
    if cdata := _CDATA.match(text):
        return cdata["code"].strip("\n")
    opening = (_TAG if is_markup(context) else _HTML_TAG).match(text)
    if opening:
        inside = text[opening.end() :]
        end = inside.rfind(f"</{opening['name']}>")
        return _without_beside(inside if end < 0 else inside[:end]).strip("\n")
    left = None if is_markup(context) else _LEFT_OPEN.search(text)
    return text[: left.start()] if left else text


def _without_beside(text: str) -> str:
    """The inside of an element without the elements before the code that name its file or language."""
    while found := _BESIDE.match(text):
        text = text[found.end() :]
    return text
