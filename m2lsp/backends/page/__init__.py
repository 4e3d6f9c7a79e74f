"""The providers page, made from the rows and ``introduction.md``."""

import json
from collections.abc import Iterator
from importlib.resources import files

from m2lsp.backends.providers import PROVIDERS
from m2lsp.backends.providers.spec import FACTS, QUOTED, Provider
from m2lsp.backends.reasoning import Kind
from m2lsp.backends.ways import levers, way
from m2lsp.profiles import PROFILES

_KINDS = {
    Kind.FIELD: "in a field of its own: ",
    Kind.INLINE: "at the start of the content, between tags",
    Kind.CLOSE_ONLY: "at the start of the content, without the opening tag",
    Kind.NONE: "none is sent",
    Kind.UNKNOWN: "in the content or in a field: ",
}


def markdown() -> str:
    """The text of ``docs/providers.md``."""
    introduction = files("m2lsp.backends.page").joinpath("introduction.md").read_text(encoding="utf-8")
    parts = (_quoted(), _ghost_text(), *(_row(row) for row in PROVIDERS.values()))
    return "\n".join([introduction, *(line for part in parts for line in part)])


def _quoted() -> Iterator[str]:
    yield from _table("provider", *(f"`{marker}`" for marker in QUOTED), "grade")
    for row in PROVIDERS.values():
        fates = (row.eats[marker].value if marker in row.eats else "kept" for marker in QUOTED)
        yield _cells(f"`{row.name}`", *fates, row.grade("eats").value)
    yield ""


def _ghost_text() -> Iterator[str]:
    yield from ("## Ghost text", "", "How it is asked for, by model family and provider.")
    yield "What keeps a model from thinking over chat stands in brackets."
    yield from ("A model that can't be kept from it (`thinking`) gives ghost text on request only.", "")
    yield from _table("provider", *(f"`{family.name}`" for family in PROFILES))
    for row in PROVIDERS.values():
        ways = []
        for family in PROFILES:
            found = ", ".join(lever.value for lever in levers(family, row))
            ways.append(f"{way(family, row).value}{f' ({found})' if found else ''}")
        yield _cells(f"`{row.name}`", *ways)
    yield ""


def _row(row: Provider) -> Iterator[str]:
    yield from (f"## `{row.name}`", "", *_table("", "", "grade"))
    for fact in FACTS:
        if fact != "eats":  # it has a table of its own
            yield _cells(_NAMES[fact], _said(row, fact), row.grade(fact).value)
    yield from ("", *_notes(row), f"- Sources: {row.source}", "")


def _notes(row: Provider) -> Iterator[str]:
    if row.api_key_env:
        yield f"- Key: `{row.api_key_env}`"
    for body, name in ((row.chat_body, "chat"), (row.raw_body, "raw completions")):
        if body:
            yield f"- Sent with every request for {name}: `{json.dumps(dict(body))}`"
    if row.priority:
        yield "- Takes a `priority`: ghost text before actions before background work"
    if row.session_field:
        yield f"- Takes a conversation's key in `{row.session_field}`, so that a router keeps to one replica"
    for model in row.models:
        yield f"- `{model.id}`{f' {model.note}' if model.note else ''}"


_NAMES = {
    "base_url": "address",
    "shape": "thinking comes",
    "back": "thinking goes back in",
    "max_tokens_field": "limit of the answer",
    "raw": "raw completions",
    "prefill": "goes on from a given start",
    "levers": "keeps a model from thinking",
    "top_k": "`top_k`",
    "stop": "`stop`",
    "min_temperature": "lowest temperature",
    "tokenize": "tokenizer to ask",
    "tools": "tools",
    "structured": "answers by a schema",
}


def _said(row: Provider, fact: str) -> str:
    """A fact in words."""
    value = getattr(row, fact)
    match fact:
        case "shape":
            return _KINDS[row.shape.kind] + _code(*row.shape.fields)
        case "levers":
            return "; ".join(f"{lever.value}: `{name}`" for lever, name in row.levers.items()) or "nothing"
        case "structured":
            return value.value if value.value.startswith("by ") else _code(value.value)
        case "base_url" | "max_tokens_field" | "back":
            return _code(value) if value else "set it yourself"
        case _ if isinstance(value, bool):
            return "yes" if value else "no"
        case _:
            return str(value) if value is not None else "no"


def _code(*words: str) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _table(*heads: str) -> tuple[str, str]:
    return _cells(*heads), _cells(*("---" for _ in heads))


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
