"""What both wire formats send alike: model, limits, sampling, stops."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from m2lsp.backends.providers.spec import Provider
from m2lsp.core.chat import Prompt
from m2lsp.profiles.spec import Profile

_STOPS = 4  # what every endpoint takes; vLLM's limit is higher, but it has one


@dataclass(frozen=True, slots=True)
class Served:
    """A model family on a kind of endpoint, by the name it is served under there."""

    provider: Provider
    profile: Profile | None
    model: str


def common(prompt: Prompt, served: Served, *, thinking_closed: bool) -> dict[str, Any]:
    """The fields that do not depend on the format.

    Stop strings go out only where no thinking can come: elsewhere they end the thinking
    (m2-wire, trap 8).
    """
    provider = served.provider
    body: dict[str, Any] = {
        "model": served.model,
        "stream": True,
        "stream_options": {"include_usage": True},
        provider.max_tokens_field: prompt.max_tokens,
        **_sampling(prompt.temperature, served),
    }
    if provider.priority:
        body["priority"] = int(prompt.priority)
    stops = _stops(prompt.stop) if thinking_closed and provider.stop else []
    return body | ({"stop": stops} if stops else {})


def _sampling(temperature: float | None, served: Served) -> dict[str, Any]:
    sampling, provider = served.profile.sampling if served.profile else None, served.provider
    if temperature is None and sampling is not None:
        temperature = sampling.temperature
    body: dict[str, Any] = {}
    if temperature is not None:
        body["temperature"] = max(temperature, provider.min_temperature)
    if sampling is not None:
        body["top_p"] = sampling.top_p
        if sampling.top_k is not None and provider.top_k:
            body["top_k"] = sampling.top_k
    return body


def _stops(stops: Sequence[str]) -> list[str]:
    """An empty string is an error on vLLM, and so are too many."""
    return [s for s in stops if s][:_STOPS]
