"""What can go wrong, and who can mend it.

* M2lspError                 ``str()`` is one calm sentence for the user, with what to do
  + ConfigError              the settings
  + BackendError             the model's endpoint
    - BackendUnreachable     start the server, check the address
    - BackendRefused         the key, the model name, the quota
    - BackendTooSlow         raise the deadline, ask for less
    - BackendGarbled         the endpoint answered something that is no answer
    - ContextOverflow        the prompt is longer than the model's context
  + ThreadsUnavailable       the file of conversations (``m2lsp.threads``)
  + Declined                 m2lsp itself will not: an ignored file, an endpoint that lacks something

Steps never raise for bad source text or a bad reply: they return less, and say why with a ``Drop``.
Only ``backends``, the thread store and the rules of trust raise; ``lsp/guard.py`` and ``cli`` find the words.
"""

from dataclasses import dataclass


class M2lspError(Exception):
    """Base of all that m2lsp raises on purpose; its text is meant for the user."""


class ConfigError(M2lspError):
    """A setting is wrong; the text names it."""


class BackendError(M2lspError):
    """The model's endpoint did not do what was asked.

    ``transient`` says that the same request, sent again, may well succeed; ``after_s`` is when the endpoint
    asks to be asked again, in seconds from now, ``None`` if it did not say.  ``elsewhere`` says that another
    endpoint may well answer the same request; it is false where the request itself is at fault.
    """

    def __init__(
        self,
        sentence: str,
        *,
        transient: bool = False,
        after_s: float | None = None,
        elsewhere: bool = True,
    ) -> None:
        super().__init__(sentence)
        self.transient = transient
        self.after_s = after_s
        self.elsewhere = elsewhere


class BackendUnreachable(BackendError):
    """No connection: wrong address, server down, DNS, TLS, proxy."""


class BackendRefused(BackendError):
    """The endpoint said no: key, model name, quota, bad request."""


class BackendTooSlow(BackendError):
    """Nothing came within the time allowed."""


class BackendGarbled(BackendError):
    """What came is no answer: not JSON, no choices, cut off."""


class ContextOverflow(BackendError):
    """The prompt, or the answer asked for, does not fit the model's context.

    ``limit_tokens`` is the whole context and ``prompt_tokens`` the prompt's length as the endpoint told
    them, in tokens; ``None`` where it did not.
    """

    def __init__(
        self, sentence: str, *, limit_tokens: int | None = None, prompt_tokens: int | None = None
    ) -> None:
        super().__init__(sentence, elsewhere=False)
        self.limit_tokens = limit_tokens
        self.prompt_tokens = prompt_tokens


class Declined(M2lspError):
    """m2lsp will not do this, by its own rules; the text says which rule."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Why a step returns nothing: a value, so that it can be counted and shown.

    ``reason`` is a short stable name (``"blank"``, ``"stale"``), ``detail`` a sentence for a person
    (or, for an edit, for the model, which gets one more try).
    """

    reason: str
    detail: str = ""
