"""An endpoint as a ``Backend``: nothing is asked of the network before the first request."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from math import ceil
from urllib.parse import urlsplit

from m2lsp.backends import chat, completions, faults, probe
from m2lsp.backends.aliases import is_another
from m2lsp.backends.body import Served
from m2lsp.backends.client import Client, Limits
from m2lsp.backends.guards import Guards
from m2lsp.backends.providers import Provider, retirement
from m2lsp.backends.tokens import Tokenizer
from m2lsp.backends.where import Where
from m2lsp.core.chat import Delta, Finish, Prompt, RawPrompt
from m2lsp.core.errors import BackendError, BackendRefused, ConfigError
from m2lsp.core.text import one_line
from m2lsp.profiles.spec import Profile

Tell = Callable[[str], None]
"""Shows the user a sentence that is no error."""

_LISTED = 5  # models named in a message
_NAME = 80  # characters shown of a model's name
_CHARACTERS_PER_TOKEN = 3.0  # of a family that is not known; cautious


def _untold(_: str) -> None:
    """Where nobody listens."""


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
    settings: Mapping[str, str] | None = None,
    guards: Guards | None = None,
    tell: Tell = _untold,
) -> "Endpoint":
    """The endpoint; times in seconds.  An empty address or model is the provider's default.

    A model that is named nowhere is the one that the endpoint serves, asked for with the first request.
    An address without a path gets ``/v1``.  ``settings`` says which setting decides (see
    ``Where``), ``tell`` shows sentences that are no errors.

    Raises:
        ConfigError: there is no address, or it is none.
    """
    where = Where(provider.name, api_key, settings or {})
    address = _address(base_url or provider.base_url, where)
    where = replace(where, name=f"{provider.name} at {_host(address)}")
    limits = Limits(connect_timeout_s, first_byte_timeout_s, stall_timeout_s)
    client = Client(address, where, limits, api_key, {**provider.headers, **(headers or {})})
    tokenizer = None
    if provider.tokenize and profile:
        tokenizer = Tokenizer(client, provider.tokenize, profile.markers)
    named = model or provider.default_model
    return Endpoint(provider, profile, client, tokenizer, named, guards or Guards(), tell)


@dataclass(slots=True)
class Endpoint:
    """A ``Backend`` over HTTP."""

    provider: Provider
    profile: Profile | None
    client: Client
    tokenizer: Tokenizer | None
    model: str = ""
    guards: Guards = field(default_factory=Guards)
    tell: Tell = field(default=_untold, repr=False)
    _served: str = field(default="", repr=False)
    _told: set[str] = field(default_factory=set, repr=False)

    @property
    def name(self) -> str:
        """Provider, model, host; never a key."""
        served = one_line(self.model or self._served, _NAME)
        return f"{self.provider.name}{f' {served}' if served else ''} at {_host(self.client.base_url)}"

    @property
    def context_tokens(self) -> int | None:
        """The server's context, in tokens, as far as it was told; prompt and answer together."""
        return self.guards.window.tokens

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Ask, and yield what comes; see ``Backend.stream``.

        Raises:
            BackendError: with one sentence for the user.
            Declined: the prompt can't be sent to this endpoint as it is.
        """
        async with aclosing(self.guards.over(self._ask, prompt, self._tokens)) as deltas:
            async for delta in deltas:
                self._look_at(delta.model)
                yield delta

    async def _ask(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """One request, with its finish always told."""
        served = Served(self.provider, self.profile, await self.served_model())
        self._look_up(served.model)
        prompt = self.guards.window.fit(prompt)  # the list of models may just have told its size
        if isinstance(prompt, RawPrompt):
            answer = completions.stream(self.client, prompt, served, self.tokenizer)
        else:
            answer = chat.stream(self.client, prompt, served)
        finished = said = False
        try:
            async with aclosing(answer) as deltas:
                async for delta in deltas:
                    finished = finished or delta.finish is not None
                    said = said or bool(delta.text or delta.thinking or delta.tool_calls)
                    yield delta
        except BackendError:
            if not finished:  # what breaks behind the end of an answer takes nothing from it
                raise
        # A connection that is cut is an error long before; a stream that ends in order without naming a
        # reason is an answer, if it said anything.
        if not (finished or said):
            raise faults.garbled(self.client.where, "an answer that broke off", transient=True)
        if not finished:
            yield Delta(finish=Finish.OTHER)

    def _tokens(self, text: str) -> int:
        return self.profile.tokens(text) if self.profile else ceil(len(text) / _CHARACTERS_PER_TOKEN)

    def _look_up(self, asked: str) -> None:
        """Tell the user, once, if the model has ended by what is known of this provider."""
        end = retirement(self.provider, asked, past=True, setting=self.client.where.setting("model"))
        if end and end not in self._told:
            self._told.add(end)
            self.tell(end)

    def _look_at(self, answered: str) -> None:
        """Tell the user, once, if another model answers than was asked for."""
        asked = self.model or self._served
        if answered in self._told or not is_another(asked, answered, local=self.provider.local):
            return
        self._told.add(answered)
        where, one, other = self.client.where, one_line(answered, _NAME), one_line(asked, _NAME)
        self.tell(
            f"{where.name} answers with {one} though {other} was asked for. "
            f"Set {where.setting('model')} to the one you want, if it is still served there."
        )

    async def served_model(self) -> str:
        """The name to ask for: as set, else the one model that is served, asked for once.

        Raises:
            BackendError: from the endpoint, or it serves several and none is chosen.
        """
        if self.model or self._served:
            return self.model or self._served
        found = await probe.models(self.client)
        if len(found) != 1:
            names = [one_line(m.id, _NAME) for m in found]
            listed = ", ".join([*names[:_LISTED], *["…"] * (len(names) > _LISTED)]) or "no model"
            where = self.client.where
            raise BackendRefused(
                f"{where.name} serves {listed}. Set {where.setting('model')} to the one to use."
            )
        self._served = found[0].id
        self.guards.window.tokens = found[0].max_tokens or self.guards.window.tokens
        return self._served

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()


def _address(base_url: str, where: Where) -> str:
    setting = where.setting("base_url")
    if not base_url:
        raise ConfigError(f"{setting}: this provider has no address of its own, so set one.")
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{setting}: an address begins with http:// or https:// and a host.")
    return base_url if parts.path.strip("/") else parts._replace(path="/v1").geturl()


def _host(address: str) -> str:
    """Host and port, without the user and password that an address may hold."""
    return urlsplit(address).netloc.rpartition("@")[2]
