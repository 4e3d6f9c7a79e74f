"""The backend over the embedded model: starts its process when it is first needed, and again if it died."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.util import find_spec

from m2lsp import profiles
from m2lsp.backends.embedded import weights
from m2lsp.backends.embedded.child import Child, log_file, start
from m2lsp.core.chat import Backend, Delta, Prompt
from m2lsp.core.errors import BackendError, BackendUnreachable, ConfigError

PATIENCE_S = 600.0  # longer than any deadline by default: the process is ours, and its end is noticed


class EmbeddedBackend:
    """One small model in one child process, for one request at a time; the others wait.

    The child is started by the first request.  It goes on loading when that request is cancelled, so
    somebody who types during the first seconds does not start it over and over.
    """

    def __init__(self, model: str = "") -> None:
        """Choose the row by its name (``0.5b`` if empty); nothing is started.

        Raises:
            ConfigError: there is no such model.
        """
        self._weights = weights.find(model)
        self._turn = asyncio.Lock()
        self._child: Child | None = None
        self._inner: Backend | None = None

    @property
    def name(self) -> str:
        """What to call it in messages."""
        return f"the embedded {self._weights.name} (a small local model)"

    @property
    def pid(self) -> int | None:
        """The child's process number; ``None`` while there is none."""
        return self._child.process.pid if self._child else None

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Ask, and yield what comes.  Close the generator to end the request.

        Raises:
            BackendError: the process does not start, or it failed in the middle.
            ConfigError: the weights or the engine are not here.
        """
        async with self._turn:
            child, inner = await self._running()
            whole = False
            try:
                async with aclosing(inner.stream(prompt)) as deltas:
                    async for delta in deltas:
                        yield delta
                whole = True
            except BackendError as error:
                child.leave()
                raise error if await child.settled() else _ended() from None
            finally:
                if not whole:
                    child.leave()

    async def close(self) -> None:
        """End the process, whatever it is doing."""
        inner, self._inner = self._inner, None
        child, self._child = self._child, None
        if child is not None:
            await child.close()
        if inner is not None:
            await inner.close()

    async def _running(self) -> tuple[Child, Backend]:
        """The process, idle, and the ordinary backend that speaks to it."""
        if self._child is not None and not await self._child.settled():
            await self.close()
        if self._child is None:
            self._check()
            self._child = await start(self._weights)
        child = self._child
        ready = await child.ready()
        if ready is None:
            await self.close()
            raise BackendUnreachable(f"The embedded model did not start; {log_file()} says why.")
        if self._inner is None:
            self._inner = _connect(f"{ready.address}/v1", ready.key, self._weights.name)
        return child, self._inner

    def _check(self) -> None:
        require_engine()
        if not weights.present(self._weights):
            pull = "m2lsp model pull"
            if self._weights is not weights.DEFAULT:
                pull += f" --model {self._weights.short}"
            raise ConfigError(
                f"The embedded model is not here yet. Run `{pull}` ({self._weights.megabytes})."
            )


def require_engine() -> None:
    """Make sure that the engine is installed.

    Raises:
        ConfigError: it is not.
    """
    if find_spec("xllamacpp") is None:
        raise ConfigError("The embedded model needs its engine: run `pip install 'm2lsp[embedded]'`.")


def _ended() -> BackendUnreachable:
    return BackendUnreachable(
        f"The embedded model's process ended. Ask again and it is started anew; {log_file()} may say why."
    )


def _connect(base_url: str, key: str, model: str) -> Backend:
    """The same way as to any server of this kind.

    The server closes a connection that was idle for a few seconds just when the next request comes,
    which then fails; so each request has its own, which costs nothing on loopback.  A machine may be so
    busy that a token takes seconds: only the request's own deadline ends it.
    """
    from m2lsp.backends import connect
    from m2lsp.backends.providers import PROVIDERS

    return connect(
        PROVIDERS["embedded"],
        base_url=base_url,
        model=model,
        api_key=key,
        profile=profiles.QWEN_CODER,
        headers={"Connection": "close"},
        connect_timeout_s=PATIENCE_S,
        first_byte_timeout_s=PATIENCE_S,
        stall_timeout_s=PATIENCE_S,
    )
