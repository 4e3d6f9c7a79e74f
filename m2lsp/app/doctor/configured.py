"""What the settings and the provider's row say of an endpoint, before anything is asked."""

from m2lsp.app import keys
from m2lsp.app.doctor.finding import Finding, note, ok
from m2lsp.app.doctor.part import Part

WORDS = {
    "base_url": "the address",
    "shape": "where the thinking comes out",
    "back": "where the thinking goes back in",
    "max_tokens_field": "how the answer's length is limited",
    "raw": "raw completions",
    "prefill": "going on from a given start",
    "levers": "switching thinking off",
    "top_k": "top_k",
    "stop": "stop strings",
    "min_temperature": "the lowest temperature",
    "tokenize": "the tokenizer",
    "tools": "tool calls",
    "structured": "schemas",
    "eats": "what becomes of the model's markers in code",
}
"""Each fact of a provider's row in a few words."""


async def facts(part: Part) -> list[Finding]:
    """Where the key comes from, and which facts of the row nobody has verified."""
    return [*_unverified(part), _key(part)]


def _unverified(part: Part) -> list[Finding]:
    row = part.row
    if not row.unverified:
        return []
    unsure = ", ".join(WORDS[fact] for fact in row.unverified)
    return [note("provider", f"nobody has verified of {row.name}: {unsure}")]


def _key(part: Part) -> Finding:
    """The source, never the key; one that is missing was told before (``keys.missing``)."""
    endpoint = part.candidate.endpoint
    row, environment = part.row, part.services.environment
    if source := keys.source(endpoint, row, environment):
        return ok("key", f"from {source}")
    if endpoint.headers:
        return ok("key", f"none; {part.setting('headers')} are sent")
    return ok("key", "none is set, and none is sent")
