"""What went wrong at the endpoint, in one calm sentence with what to do.

Whatever the SDK, the HTTP client or the endpoint throws becomes a ``BackendError``.  The endpoint's
own words are quoted only where they help, cut short, and never for a refused key: some echo it.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from m2lsp.backends.later import after_s
from m2lsp.backends.overflow import STATUSES, overflow, too_big
from m2lsp.backends.where import Where
from m2lsp.core.errors import (
    BackendError,
    BackendGarbled,
    BackendRefused,
    BackendTooSlow,
    BackendUnreachable,
)

log = logging.getLogger(__name__)

_STATUSES = range(400, 600)
_DIGITS = 3
_ELSEWHERE = range(300, 400)
_FIRST_SERVER = 500
_UNKNOWN = 401
_TOO_BIG = 413
_TOO_MANY = 429
_TRANSIENT = frozenset({408, 429, 502, 503, 504, 529})
_OURS = frozenset({400, 422})  # the request is at fault, so it would be elsewhere, too
_KEY = "Check {api_key} and that the key is for this endpoint."
_LATER = "Another try may go better."  # whoever tries: the user, or m2lsp while another endpoint stands in

_STATUS: Mapping[int, tuple[type[BackendError], str]] = {
    400: (BackendRefused, "did not accept the request{quote}. m2lsp doctor checks the settings."),
    401: (BackendRefused, "refused the key. " + _KEY),
    402: (BackendRefused, "says that the account has no credit left. Top it up, or choose another endpoint."),
    403: (BackendRefused, "does not allow this key to use the model. " + _KEY),
    404: (BackendRefused, "knows no such model or address{quote}. Check {model} and {base_url}."),
    407: (
        BackendUnreachable,
        "is behind a proxy that asks for a name and a password. Write them into HTTPS_PROXY.",
    ),
    408: (BackendTooSlow, "gave up waiting. " + _LATER),
    429: (BackendRefused, "asks to slow down{quote}. Wait a little, or raise the quota there."),
}
_NO_KEY = "asks for a key, and there is none for it. {ways}."
_SERVER = (
    BackendUnreachable,
    "has trouble of its own ({status}){quote}. Look at its log, or try again later.",
)
_MOVED = (
    BackendRefused,
    "sends requests on to another address{quote}, and m2lsp does not follow with your code. "
    "Set {base_url} to the address that you want.",
)
_OTHER = (BackendRefused, "answered with status {status}{quote}. m2lsp doctor checks the settings.")
_USED_UP = "says that the account's quota is used up{quote}. Raise it there, or choose another endpoint."

# What OpenAI calls a quota that no waiting brings back, with the status 429 of a rate that is too high.
_QUOTA = "insufficient_quota"

# Codes of MiniMax's base_resp (m2-wire, section 5), which come with status 200.
_BASE_RESP = {"1000": 500, "1001": 408, "1002": 429, "1004": 401, "1008": 402, "2013": 400, "2061": 403}
_BASE_RESP_AGAIN = frozenset({"1000", "1001", "1002"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an endpoint said with an error: status, its own words, what it calls the error, and when to ask
    again, in seconds from now.
    """

    status: int
    message: str = ""
    kind: str = ""
    after_s: float | None = None
    again: bool = False  # the endpoint's own code says so, whatever the status


def from_exception(error: Exception, where: Where, *, proxied: bool = False) -> BackendError:
    """The fault behind an exception of the SDK or below it; ``proxied`` if a proxy was to carry it."""
    import openai

    from m2lsp.backends.bounded import TooLong

    match error:
        case BackendError():
            return error
        case TooLong():
            return garbled(where, "an endless line")
        case openai.APIStatusError():
            return from_status(_refusal(error), where)
        case openai.APITimeoutError():
            return BackendUnreachable(f"No connection to {where.name} in time. {_address(where)}")
        case openai.APIConnectionError():
            return _connection(error, where, proxied=proxied)
        case openai.APIError():
            return in_band({"error": error.body}, where) or garbled(where, "something that is no answer")
        case ValueError() | RecursionError():
            return garbled(where, "something that is not JSON")
        case _:
            log.info("an answer could not be read: %s", type(error).__name__)
            return garbled(where, "an answer that can't be read")


def _refusal(error: Any) -> Refusal:
    code = _text(error.code)
    kind = _QUOTA if code == _QUOTA else _text(error.type)
    return Refusal(
        error.status_code,
        _leads_to(error) or _message(error.body) or _plain(error),
        kind,
        after_s(error.response.headers),
    )


def _leads_to(error: Any) -> str:
    """The address to which a redirect leads."""
    return str(error.response.headers.get("location", "")) if error.status_code in _ELSEWHERE else ""


def _connection(error: Exception, where: Where, *, proxied: bool) -> BackendError:
    names = {type(e).__name__ for e in _causes(error)}
    if any("SSL" in n or "Certificate" in n for n in names):
        return BackendUnreachable(
            f"No secure connection to {where.name}. Check whether its address begins with http or https, "
            "or name your own certificate authority in SSL_CERT_FILE."
        )
    if names & _DROPPED:
        return garbled(where, "an answer that broke off", transient=True)
    if proxied or "ProxyError" in names:
        return BackendUnreachable(
            f"The proxy did not connect to {where.name}. Check HTTPS_PROXY and NO_PROXY."
        )
    if "gaierror" in names:
        return BackendUnreachable(
            f"The host of {where.name} can't be found. Check {where.setting('base_url')}, and the network."
        )
    return BackendUnreachable(f"No connection to {where.name}. {_address(where)}")


# The connection was closed at the other end, as an idle one may be.
_DROPPED = frozenset(
    {"RemoteProtocolError", "ReadError", "WriteError", "LocalProtocolError", "DecodingError"}
)


def is_drop(error: Exception) -> bool:
    """Whether the connection was closed at the other end, as an idle one may be."""
    return bool(_DROPPED & {type(e).__name__ for e in _causes(error)})


def _address(where: Where) -> str:
    return f"Is the server running, and is {where.setting('base_url')} right?"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def from_status(said: Refusal, where: Where) -> BackendError:
    """The fault that an HTTP status, or an error within an answer, stands for."""
    if said.status in STATUSES and (long := overflow(said.message, said.kind, where)):
        return long
    if said.status == _TOO_BIG:
        return too_big(where)
    kind, words = _STATUS.get(said.status) or _unlisted(said.status)
    used_up = said.kind == _QUOTA
    settings = {name: where.setting(name) for name in ("api_key", "model", "base_url")}
    if said.status == _UNKNOWN and not where.key:
        words, settings = _NO_KEY, {"ways": _ways_to_a_key(where)}
    words = (_USED_UP if used_up else words).format(
        status=said.status, quote=where.quote(said.message), **settings
    )
    return kind(
        f"{where.name} {words}",
        transient=(said.status in _TRANSIENT or said.again) and not used_up,
        after_s=said.after_s,
        elsewhere=said.status not in _OURS,
    )


def _unlisted(status: int) -> tuple[type[BackendError], str]:
    if status in _ELSEWHERE:
        return _MOVED
    return _SERVER if status >= _FIRST_SERVER else _OTHER


def _ways_to_a_key(where: Where) -> str:
    """Where the user can put one: an endpoint that stands in has no variable of its own."""
    section = where.setting("api_key").removesuffix(".api_key")
    command = f"{section}.api_key_command to a command that prints it"
    if "." in section:
        return f"Set {command}"
    variable = "M2LSP_API_KEY" if section == "endpoint" else f"M2LSP_{section.upper()}_API_KEY"
    return f"Put it into the environment as {variable}, or set {command}"


def in_band(event: Mapping[str, Any], where: Where) -> BackendError | None:
    """The fault that an event of a stream reports, or a body that came with status 200; ``None`` if none."""
    if error := event.get("error"):
        return from_status(_in_error(error, event), where)
    base = event.get("base_resp")
    if isinstance(base, dict) and (number := base.get("status_code")):
        code, message = str(number), str(base.get("status_msg") or "")
        return from_status(Refusal(_BASE_RESP.get(code, 400), message, again=code in _BASE_RESP_AGAIN), where)
    if "choices" in event and event["choices"] is None and not event.get("usage"):
        return garbled(where, "no choices")
    return None


def _in_error(error: Any, event: Mapping[str, Any]) -> Refusal:
    """Without a number for a code it is a fault of the server's."""
    code = str(error.get("code")) if isinstance(error, dict) else ""
    if code == _QUOTA:
        return Refusal(_TOO_MANY, _message(event), _QUOTA)
    if not (len(code) == _DIGITS and code.isdecimal() and int(code) in _STATUSES):
        return Refusal(_FIRST_SERVER, _message(event))
    return Refusal(int(code), _message(event), _text(error.get("type")))


def garbled(where: Where, what: str, *, transient: bool = False) -> BackendGarbled:
    """It answered, but that is no answer."""
    return BackendGarbled(
        f"{where.name} sent {what}. {_LATER} If it stays so, look at the server's log.", transient=transient
    )


def silent(where: Where, seconds: float, *, began: bool) -> BackendTooSlow:
    """Nothing came in time: not at all, or not any more."""
    what = "stopped in the middle of its answer and sent nothing" if began else "sent nothing"
    setting = where.setting("stall_timeout_s" if began else "first_byte_timeout_s")
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
