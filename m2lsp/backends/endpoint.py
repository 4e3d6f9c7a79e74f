"""An endpoint as a ``Backend``: nothing is asked of the network before the first request."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from m2lsp.backends import chat, completions, faults, probe
from m2lsp.backends.body import Served
from m2lsp.backends.client import Client, Limits
from m2lsp.backends.faults import Where
from m2lsp.backends.providers.spec import Provider
from m2lsp.backends.tokens import Tokenizer
from m2lsp.core.chat import Delta, Finish, Prompt, RawPrompt
from m2lsp.core.errors import BackendRefused, ConfigError
from m2lsp.profiles.spec import Profile

_LISTED = 5  # models named in a message


def connect(  # noqa: PLR0913 (an endpoint is that many settings)
    provider: Provider,
    *,
    base_url: str = "",
    model: str = "",
    api_key: str = "",
    profile: Profile | None = None,
    headers: Mapping[str, str] | None = None,
    connect_timeout_s: float = 5,
    first_byte_timeout_s: float = 120,
    stall_timeout_s: float = 60,
) -> "Endpoint":
    """The endpoint; times in seconds.  An empty address or model is the provider's default.

    A model that is named nowhere is the one that the endpoint serves, asked for with the first request.
    An address without a path gets ``/v1``.

    Raises:
        ConfigError: there is no address, or it is none.
    """
    address = _address(base_url or provider.base_url)
    limits = Limits(connect_timeout_s, first_byte_timeout_s, stall_timeout_s)
    where = Where(f"{provider.name} at {_host(address)}", api_key)
    client = Client(address, where, limits, api_key, {**provider.headers, **(headers or {})})
    tokenizer = None
    if provider.tokenize and profile:
        tokenizer = Tokenizer(client, provider.tokenize, profile.markers)
    return Endpoint(provider, profile, client, tokenizer, model or provider.default_model)


@dataclass(slots=True)
class Endpoint:
    """A ``Backend`` over HTTP."""

    provider: Provider
    profile: Profile | None
    client: Client
    tokenizer: Tokenizer | None
    model: str = ""
    _served: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Provider, model, host; never a key."""
        served = self.model or self._served
        return f"{self.provider.name}{f' {served}' if served else ''} at {_host(self.client.base_url)}"

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Ask, and yield what comes; see ``Backend.stream``.

        Raises:
            BackendError: with one sentence for the user.
            Declined: the prompt can't be sent to this endpoint as it is.
        """
        served = Served(self.provider, self.profile, await self.served_model())
        if isinstance(prompt, RawPrompt):
            answer = completions.stream(self.client, prompt, served, self.tokenizer)
        else:
            answer = chat.stream(self.client, prompt, served)
        finished = said = False
        async with aclosing(answer) as deltas:
            async for delta in deltas:
                finished = finished or delta.finish is not None
                said = said or bool(delta.text or delta.thinking or delta.tool_calls)
                yield delta
        # A connection that is cut is an error long before; a stream that ends in order without naming a
        # reason is an answer, if it said anything.
        if not (finished or said):
            raise faults.garbled(self.client.where, "an answer that broke off")
        if not finished:
            yield Delta(finish=Finish.OTHER)

    async def served_model(self) -> str:
        """The name to ask for: as set, else the one model that is served, asked for once.

        Raises:
            BackendError: from the endpoint, or it serves several and none is chosen.
        """
        if self.model or self._served:
            return self.model or self._served
        names = [m.id for m in await probe.models(self.client)]
        if len(names) != 1:
            listed = ", ".join([*names[:_LISTED], *["…"] * (len(names) > _LISTED)]) or "no model"
            raise BackendRefused(
                f"{self.client.where.name} serves {listed}. Set endpoint.model to the one to use."
            )
        self._served = names[0]
        return self._served

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()


def _address(base_url: str) -> str:
    if not base_url:
        raise ConfigError("endpoint.base_url: this provider has no address of its own, so set one.")
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("endpoint.base_url: an address begins with http:// or https:// and a host.")
    return base_url if parts.path.strip("/") else parts._replace(path="/v1").geturl()


def _host(address: str) -> str:
    """Host and port, without the user and password that an address may hold."""
    return urlsplit(address).netloc.rpartition("@")[2]
