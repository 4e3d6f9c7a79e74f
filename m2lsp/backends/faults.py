"""What went wrong at the endpoint, in one calm sentence with what to do.

Whatever the SDK, the HTTP client or the endpoint throws becomes a ``BackendError``.  The endpoint's
own words are quoted only where they help, cut short, and never for a refused key: some echo it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from m2lsp.core.errors import (
    BackendError,
    BackendGarbled,
    BackendRefused,
    BackendTooSlow,
    BackendUnreachable,
    ContextOverflow,
)

_STATUSES = range(400, 600)
_FIRST_SERVER = 500
_OVERFLOW_STATUS = (400, 413, 422, 500)
_QUOTE = 200  # characters of the endpoint's own words that are shown
_OVERFLOW = re.compile(
    r"exceed_context_size|context[ _]length|context window|context size|prompt is too long",
    re.IGNORECASE,
)
_KEY = "Check endpoint.api_key and that the key is for this endpoint."
_LATER = "Try again in a moment."

_STATUS: Mapping[int, tuple[type[BackendError], str]] = {
    400: (BackendRefused, "did not accept the request{quote}. m2lsp doctor checks the settings."),
    401: (BackendRefused, "refused the key. " + _KEY),
    402: (BackendRefused, "says that the account has no credit left. Top it up, or choose another endpoint."),
    403: (BackendRefused, "does not allow this key to use the model. " + _KEY),
    404: (
        BackendRefused,
        "knows no such model or address{quote}. Check endpoint.model and endpoint.base_url.",
    ),
    408: (BackendTooSlow, "gave up waiting. " + _LATER),
    413: (ContextOverflow, "found the request too big. Lower the context budget, or select less."),
    429: (BackendRefused, "asks to slow down{quote}. Wait a little, or raise the quota there."),
}
_SERVER = (
    BackendUnreachable,
    "has trouble of its own ({status}){quote}. Look at its log, or try again later.",
)
_OTHER = (BackendRefused, "answered with status {status}{quote}. m2lsp doctor checks the settings.")
_OVERFLOWN = (
    "finds the prompt longer than the model's context{quote}. Lower the context budget, or select less."
)

# vLLM refuses an answer that alone would not fit; prompt and answer together it cuts (m2-wire-measured,
# section 1).
_ANSWER = re.compile(r"max_(completion_)?tokens\S* cannot be greater than max_model_len")
_TOO_LONG = "can't give so long an answer{quote}. Lower chat.max_tokens and completion.max_tokens."

# Codes of MiniMax's base_resp (m2-wire, section 5), which come with status 200.
_BASE_RESP = {1000: 500, 1001: 408, 1002: 429, 1004: 401, 1008: 402, 2013: 400, 2061: 403}


@dataclass(frozen=True, slots=True)
class Where:
    """The endpoint as messages call it, and the key that must not show in them."""

    name: str
    key: str = ""

    def __repr__(self) -> str:
        return f"Where({self.name!r})"

    def quote(self, message: str) -> str:
        """The endpoint's own words as the tail of a sentence, if there are any."""
        plain = " ".join((message.replace(self.key, "…") if self.key else message).split()).rstrip(".")
        return f" ({plain[:_QUOTE]})" if plain else ""


def from_exception(error: Exception, where: Where) -> BackendError:
    """The fault behind an exception of the SDK or below it."""
    import openai

    match error:
        case BackendError():
            return error
        case openai.APIStatusError():
            return from_status(
                error.status_code, _message(error.body) or _plain(error), where, _text(error.type)
            )
        case openai.APITimeoutError():
            return BackendUnreachable(f"No connection to {where.name} in time. {_ADDRESS}")
        case openai.APIConnectionError():
            return _connection(error, where)
        case openai.APIError():
            return in_band({"error": error.body}, where) or garbled(where, "something that is no answer")
        case ValueError():
            return garbled(where, "something that is not JSON")
        case _:
            return garbled(where, f"something unexpected ({type(error).__name__})")


_ADDRESS = "Is the server running, and is endpoint.base_url right?"


def _connection(error: Exception, where: Where) -> BackendError:
    names = [type(e).__name__ for e in _causes(error)]
    if any("SSL" in n or "Certificate" in n for n in names):
        return BackendUnreachable(
            f"No secure connection to {where.name}. Check whether its address begins with http or https, "
            "or name your own certificate authority in SSL_CERT_FILE."
        )
    if "gaierror" in names:
        return BackendUnreachable(f"There is no host of the name in {where.name}. Check endpoint.base_url.")
    if "ProxyError" in names:
        return BackendUnreachable(
            f"The proxy did not connect to {where.name}. Check HTTPS_PROXY and NO_PROXY."
        )
    if {"RemoteProtocolError", "ReadError", "LocalProtocolError", "DecodingError"} & set(names):
        return garbled(where, "an answer that broke off")
    return BackendUnreachable(f"No connection to {where.name}. {_ADDRESS}")


def is_drop(error: Exception) -> bool:
    """Whether the connection was closed at the other end, as an idle one may be."""
    return bool(
        {"RemoteProtocolError", "ReadError", "WriteError"} & {type(e).__name__ for e in _causes(error)}
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def from_status(status: int, message: str, where: Where, kind_of_error: str = "") -> BackendError:
    """The fault that an HTTP status stands for; message and kind of error are the endpoint's own."""
    kind, words = _STATUS.get(status) or (_SERVER if status >= _FIRST_SERVER else _OTHER)
    if status in _OVERFLOW_STATUS and _OVERFLOW.search(f"{kind_of_error} {message}"):
        kind, words = ContextOverflow, _OVERFLOWN
    elif _ANSWER.search(message):
        words = _TOO_LONG
    return kind(f"{where.name} {words.format(status=status, quote=where.quote(message))}")


def in_band(event: Mapping[str, Any], where: Where) -> BackendError | None:
    """The fault that an event of a stream reports, or a body that came with status 200; ``None`` if none."""
    if error := event.get("error"):
        code = str(error.get("code")) if isinstance(error, dict) else ""
        status = int(code) if code.isdigit() and int(code) in _STATUSES else _FIRST_SERVER
        return from_status(status, _message(event), where, _text(error.get("type")) if code else "")
    base = event.get("base_resp")
    if isinstance(base, dict) and (number := base.get("status_code")):
        return from_status(_BASE_RESP.get(number, 400), str(base.get("status_msg") or ""), where)
    if "choices" in event and event["choices"] is None and not event.get("usage"):
        return garbled(where, "no choices")
    return None


def garbled(where: Where, what: str) -> BackendGarbled:
    """It answered, but that is no answer."""
    return BackendGarbled(f"{where.name} sent {what}. {_LATER} If it stays so, look at the server's log.")


def silent(where: Where, seconds: float, *, began: bool) -> BackendTooSlow:
    """Nothing came in time: not at all, or not any more."""
    what = "stopped in the middle of its answer and sent nothing" if began else "sent nothing"
    setting = "endpoint.stall_timeout_s" if began else "endpoint.first_byte_timeout_s"
    return BackendTooSlow(f"{where.name} {what} for {seconds:g} s. Is it busy? {setting} sets the limit.")


def _message(body: object) -> str:
    """The endpoint's own words in an error's body, in the forms that are about."""
    match body:
        case {"error": {"message": str(text)}} | {"error": str(text)} | {"message": str(text)}:
            return text
        case {"detail": str(text)}:
            return text
        case _:
            return ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _plain(error: Any) -> str:
    """A body that is not JSON, if it is one short line; pages of HTML say nothing."""
    text = error.body if isinstance(error.body, str) else ""
    return "" if "<" in text else text
