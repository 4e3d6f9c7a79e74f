"""One endpoint's HTTP: requests, streams, time limits.  The only place that touches the SDK.

The SDK is loaded with the first request, because ``initialize`` must not wait for it.  Only its
transport is used: events stay plain dictionaries, since endpoints send what its models do not foresee.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from m2lsp import __version__
from m2lsp.backends import faults
from m2lsp.backends.encode import encode
from m2lsp.backends.where import Where, is_here

T = TypeVar("T")

if TYPE_CHECKING:
    import openai
    from openai._types import RequestOptions

    Call = Callable[[openai.AsyncOpenAI, RequestOptions], Awaitable[T]]

Event = Mapping[str, Any]

# The SDK tells every endpoint about the machine that it runs on; nobody asked for that.
_TOLD = (
    "Async",
    "Lang",
    "Package-Version",
    "OS",
    "Arch",
    "Runtime",
    "Runtime-Version",
    "Retry-Count",
    "Read-Timeout",
)
_UNSENT = (*(f"X-Stainless-{x}" for x in _TOLD), "OpenAI-Organization", "OpenAI-Project")


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds: to connect, to the first event, between two events."""

    connect: float = 5
    first_byte: float = 120
    stall: float = 60


@dataclass(slots=True)
class Client:
    """Speaks HTTP to one base address, which ends in the version (``/v1``)."""

    base_url: str = field(repr=False)  # may hold a user's name and password
    where: Where
    limits: Limits
    key: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    _sdk: "openai.AsyncOpenAI | None" = field(default=None, repr=False)

    async def events(self, path: str, body: Mapping[str, Any]) -> AsyncGenerator[Event, None]:
        """Post, and yield each event of the answer; closing the generator ends the request there.

        An answer in one piece, though a stream was asked for, is one event.  Nothing is sent again here: that
        is ``retry``'s to judge.

        Raises:
            BackendError: whatever goes wrong, also in the middle.
        """
        await self._ready()  # the time that the SDK takes to load is not the endpoint's
        now = asyncio.get_running_loop().time
        deadline, began = now() + self.limits.first_byte, False
        stream = await self._by(deadline, self._once(_opening(path, body)))
        try:
            if not _streams(stream):
                yield self._sound(await self._by(deadline, _whole(stream)))
                return
            while (event := await self._by(deadline, anext(stream, None), began=began)) is not None:
                yield self._sound(event)
                deadline, began = now() + self.limits.stall, True
        finally:
            await _end(stream)

    async def get(self, path: str) -> Event:
        """The JSON object at a path below the base address.

        Raises:
            BackendError: whatever goes wrong.
        """
        return await self._object(lambda sdk, options: sdk.get(path, cast_to=object, options=options))

    async def post_beside(self, path: str, body: Mapping[str, Any]) -> Event:
        """Post to a path beside the version, not below it; the JSON object that comes back.

        Raises:
            BackendError: whatever goes wrong.
        """
        url = self._beside(path)
        return await self._object(
            lambda sdk, options: sdk.post(url, content=encode(body), cast_to=object, options=options)
        )

    async def text_beside(self, path: str) -> str:
        """What is at a path beside the version, as it is: vLLM's ``/metrics`` and ``/version``.

        Raises:
            BackendError: whatever goes wrong.
        """
        await self._ready()
        url, deadline = self._beside(path), asyncio.get_running_loop().time() + self.limits.first_byte
        return await self._by(
            deadline, self._send(lambda sdk, options: sdk.get(url, cast_to=str, options=options))
        )

    def _beside(self, path: str) -> str:
        return self.base_url.rstrip("/").removesuffix("/v1") + path

    async def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        sdk, self._sdk = self._sdk, None
        if sdk is not None:
            await sdk.close()

    async def _object(self, call: "Call[object]") -> Event:
        await self._ready()
        deadline = asyncio.get_running_loop().time() + self.limits.first_byte
        return self._sound(await self._by(deadline, self._send(call)))

    async def _send(self, call: "Call[T]") -> T:
        """Make the call, and make it again if the server closed the connection before it answered.

        Servers close idle connections after a few seconds (vLLM after 5), perhaps just when the next
        request is under way.
        """
        from openai import APIConnectionError

        try:
            return await self._once(call)
        except APIConnectionError as error:
            if not faults.is_drop(error):
                raise
        return await self._once(call)

    async def _once(self, call: "Call[T]") -> T:
        sdk, options = await self._ready()
        return await call(sdk, options)

    async def _by(self, deadline: float, awaited: Awaitable[T], *, began: bool = False) -> T:
        """The result if it comes in time (of the loop's clock, in seconds); anything else in words."""
        try:
            async with asyncio.timeout_at(deadline):
                return await awaited
        except TimeoutError:
            limit = self.limits.stall if began else self.limits.first_byte
            fault: Exception = faults.silent(self.where, limit, began=began)
        except Exception as error:
            fault = faults.from_exception(error, self.where, proxied=self._proxied())
        # Raised out here it keeps neither the endpoint's words, in which some echo the key, nor the SDK's
        # frames, whose streams are to end now and not whenever something collects them.
        raise fault

    def _proxied(self) -> bool:
        """Whether a proxy of the environment stands between; to this machine none does."""
        parts = urlsplit(self.base_url)
        host = parts.hostname or ""
        if is_here(host):
            return False
        from urllib.request import getproxies, proxy_bypass

        proxies = getproxies()
        return bool(proxies.get(parts.scheme) or proxies.get("all")) and not proxy_bypass(host)

    def _direct(self) -> dict[str, None]:
        """What no proxy is used for: one of the environment does not lead back to this machine."""
        host = urlsplit(self.base_url).hostname or ""
        return {f"all://[{host}]" if ":" in host else f"all://{host}": None} if is_here(host) else {}

    def _sound(self, event: object) -> Event:
        if not isinstance(event, Mapping):
            raise faults.garbled(self.where, "something that is no answer")
        if fault := faults.in_band(event, self.where):
            raise fault
        return event

    async def _ready(self) -> "tuple[openai.AsyncOpenAI, RequestOptions]":
        """The SDK's client, made at the first call, and what goes with each request."""
        sdk = self._sdk or await self._load()
        from openai import Omit

        unsent = dict.fromkeys([*_UNSENT, *([] if self.key else ["Authorization"])], Omit())
        ours = {"User-Agent": f"m2lsp/{__version__}", "Accept-Encoding": "identity"}
        return sdk, {"headers": {**ours, **unsent, **self.headers}}

    async def _load(self) -> "openai.AsyncOpenAI":
        # It takes some 0.3 s of work, which in a thread does not hold up the loop.
        await asyncio.to_thread(import_module, "openai")
        if self._sdk is None:
            self._sdk = self._connected()
        return self._sdk

    def _connected(self) -> "openai.AsyncOpenAI":
        import httpx2
        import openai

        from m2lsp.backends.bounded import bound

        sdk = openai.AsyncOpenAI(
            api_key=self.key or "none",  # an empty one would be taken from OPENAI_API_KEY
            base_url=self.base_url,
            max_retries=0,
            http_client=openai.DefaultAsyncHttpxClient(
                timeout=httpx2.Timeout(None, connect=self.limits.connect),
                # Another host would get the code, and every header but the key's own: no user named it.
                follow_redirects=False,
                mounts=self._direct(),
                event_hooks={"response": [bound]},
            ),
        )
        # OPENAI_CUSTOM_HEADERS is meant for OpenAI; here it would even take the place of the key.
        sdk._custom_headers = {}
        return sdk


def _opening(path: str, body: Mapping[str, Any]) -> "Call[openai.AsyncStream[object]]":
    async def call(sdk: "openai.AsyncOpenAI", options: "RequestOptions") -> "openai.AsyncStream[object]":
        from openai import AsyncStream

        kind = AsyncStream[object]
        return await sdk.post(
            path, content=encode(body), cast_to=object, options=options, stream=True, stream_cls=kind
        )

    return call


def _streams(stream: "openai.AsyncStream[object]") -> bool:
    kind = stream.response.headers.get("content-type", "")
    return not kind.startswith(("application/json", "text/html"))


async def _end(stream: "openai.AsyncStream[object]") -> None:
    """Close the connection; leaving the loop alone lets the endpoint go on (m2-wire-measured, section 4).

    The SDK's stream and its generator hold each other.  Left to Python's collector, which runs in whatever
    thread, generators that the loop is closing would be closed a second time in their midst ("async generator
    already executing"); closed here, nothing is left to collect.
    """
    generator = stream._iterator
    if isinstance(generator, AsyncGenerator):
        await generator.aclose()
    await stream.close()


async def _whole(stream: "openai.AsyncStream[object]") -> object:
    return json.loads(await stream.response.aread())
