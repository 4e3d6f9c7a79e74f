"""Whether the endpoint remembers a prompt's beginning: the same long prompt is sent twice."""

from secrets import token_hex

from m2lsp.app.canary import long_canary
from m2lsp.app.doctor.finding import Finding, note, ok
from m2lsp.app.doctor.part import Part
from m2lsp.backends import probe

CLEARLY = 0.5
"""The second answer has to begin in less than this part of the first one's time; times are noisy."""


async def prefix(part: Part) -> list[Finding]:
    """By the endpoint's own count, by vLLM's, or by the time that the second one took."""
    if part.endpoint is None:
        return []
    backend, client, asked = part.model.backend, part.endpoint.client, long_canary(token_hex(4))
    own = part.row.local
    first = await probe.hear(backend, asked)
    before = await probe.prefix_hits(client) if own else None
    second = await probe.hear(backend, asked)
    after = await probe.prefix_hits(client) if own else None
    times = f"first token after {first.first_ms:.0f} ms, then {second.first_ms:.0f} ms"
    figures = {"cold_ms": round(first.first_ms, 1), "warm_ms": round(second.first_ms, 1)}
    if second.usage.cached:
        figures |= {"cached_tokens": second.usage.cached, "prompt_tokens": second.usage.prompt}
        share = f"{second.usage.cached} of {second.usage.prompt} tokens"
        return [ok("prefix cache", f"{share} of a repeated prompt came from it; {times}", **figures)]
    if before is not None and after is not None and after > before:
        figures["cached_tokens"] = after - before
        return [ok("prefix cache", f"{after - before:.0f} tokens of a repeated prompt; {times}", **figures)]
    if second.first_ms < CLEARLY * first.first_ms:
        return [ok("prefix cache", f"a repeated prompt is answered sooner; {times}", **figures)]
    return [note("prefix cache", f"not seen, so every request may cost its whole prompt; {times}", **figures)]
