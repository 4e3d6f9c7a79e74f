"""What every request passes on its way to an endpoint, in this order: the meter, the gate, the context's
limit, another try.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field

from m2lsp.backends.gate import Gate
from m2lsp.backends.meter import Meter, metered
from m2lsp.backends.retry import PATIENCE, Patience, retried
from m2lsp.backends.scale import Scale, weighed
from m2lsp.backends.window import Window, fitted
from m2lsp.core.chat import Delta, Prompt

Ask = Callable[[Prompt], AsyncGenerator[Delta, None]]


@dataclass(frozen=True, slots=True)
class Guards:
    """Without a gate nothing waits, without a meter nothing is counted.

    ``window`` is what was learned of the server's context, ``scale`` of the length of tokens; both are
    shared by all that speak to one endpoint.
    """

    patience: Patience = PATIENCE
    gate: Gate | None = None
    meter: Meter | None = None
    window: Window = field(default_factory=Window)
    scale: Scale = field(default_factory=Scale)

    async def over(
        self, ask: Ask, prompt: Prompt, tokens: Callable[[str], int]
    ) -> AsyncGenerator[Delta, None]:
        """What ``ask`` yields for the prompt; ``tokens`` estimates a text's length.

        Raises:
            BackendError: from ``ask``.
            Declined: the meter says that nothing more may be spent.
        """
        deltas = weighed(self._let_in(ask, prompt), prompt, self.scale)
        guarded = metered(deltas, prompt, tokens, self.meter) if self.meter else deltas
        async with aclosing(guarded) as stream:
            async for delta in stream:
                yield delta

    async def _let_in(self, ask: Ask, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        place = self.gate.place(prompt.priority) if self.gate else nullcontext()
        async with place, aclosing(self._tried(ask, prompt)) as deltas:
            async for delta in deltas:
                yield delta

    def _tried(self, ask: Ask, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        def again(fitting: Prompt) -> AsyncGenerator[Delta, None]:
            return retried(lambda: ask(fitting), self.patience)

        return fitted(again, prompt, self.window)
