"""Which model is served, how long its context is, what is known of its end, and by what it is run."""

import re

from m2lsp.app.canary import chat_canary
from m2lsp.app.doctor.finding import Finding, bad, note, ok
from m2lsp.app.doctor.part import Part
from m2lsp.app.measures import in_words
from m2lsp.backends import Endpoint, probe
from m2lsp.backends.probe import ServedModel
from m2lsp.backends.providers import retirement
from m2lsp.core.errors import BackendRefused
from m2lsp.profiles import find

OLDEST_VLLM = (0, 24)
"""Before it, the parsers of M2 let thinking through in a stream (m2-wire, sections 2 and 7)."""


_LISTED = 5  # models named in a row


async def model(part: Part) -> list[Finding]:
    """Whether the model is there; that the address is fine is said only once something answered there."""
    endpoint = part.endpoint
    if endpoint is None:
        return [
            ok("endpoint", part.model.backend.name),
            note("model", "the small embedded model, which is not M2.1"),
        ]
    served = await endpoint.served_model()
    try:
        listed = {m.id: m for m in await probe.models(endpoint.client)}
    except BackendRefused as error:  # some have no list; the next question shows whether the key is right
        if error.transient:
            raise
        listed = {}
    if listed and served not in listed:
        return [*await _unserved(part, endpoint, served, sorted(listed))]
    found = [ok("endpoint", endpoint.name), _model(part, served, listed)]
    if end := retirement(part.row, served):
        found.append(note("model", end))
    tokens = ok("tokens", in_words(part.model))
    return [*found, tokens, *await _version(part, endpoint)]


async def _unserved(part: Part, endpoint: Endpoint, served: str, listed: list[str]) -> list[Finding]:
    """A name that is not in the list: some servers know it all the same, by an alias or by loading it.

    Where even one token is refused, so would be every further question.
    """
    names = ", ".join(listed[:_LISTED])
    advice = f"there are: {names}. Set {part.setting('model')} to one of them"
    try:
        await probe.hear(part.model.backend, chat_canary(max_tokens=1))
    except BackendRefused as error:
        if error.transient:
            raise
        return [bad("endpoint", f"{endpoint.name}: {served} is not served; {advice}")]
    return [ok("endpoint", endpoint.name), bad("model", f"{served} is not served; {advice}")]


def _model(part: Part, served: str, listed: dict[str, ServedModel]) -> Finding:
    if not listed:
        return note("model", f"{served}; this endpoint does not tell what it serves")
    family, spoken = find(served), part.model.profile
    if family and family.name != spoken.name:
        return bad(
            "model",
            f"{served} is of the {family.name} family but is spoken to as {spoken.name}; "
            f'set {part.setting("profile")} = "{family.name}"',
        )
    if window := listed[served].max_tokens:
        return ok("model", f"{served}, {window} tokens of context", context_tokens=window)
    return ok("model", served)


async def _version(part: Part, endpoint: Endpoint) -> list[Finding]:
    """vLLM's version, where it may be one: a server of one's own, or one of which nothing is known."""
    if not (part.row.local or not part.row.base_url):
        return []
    if not (version := await probe.version(endpoint.client)):
        return []
    if not part.row.local:
        return [note("version", f'this is vLLM {version}, so set {part.setting("provider")} = "vllm"')]
    numbers = tuple(int(n) for n in re.findall(r"\d+", version)[:2])
    if numbers < OLDEST_VLLM:
        return [note("version", f"vLLM {version}; from 0.24 on it reads M2's thinking right, so upgrade it")]
    return [ok("version", f"vLLM {version}")]
