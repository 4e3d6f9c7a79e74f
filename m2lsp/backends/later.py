"""When an endpoint asks to be asked again: ``retry-after`` in its forms."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite


def after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds from ``now``, at least 0; ``None`` where the headers do not say.

    ``retry-after`` has seconds or a date (RFC 9110, section 10.2.3); ``retry-after-ms`` is what some
    gateways send beside it, and more exact.
    """
    if (ms := _number(headers.get("retry-after-ms"))) is not None:
        return ms / 1000
    told = headers.get("retry-after")
    seconds = _number(told)
    return seconds if seconds is not None else _until(told, now or datetime.now(UTC))


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return max(0.0, number) if isfinite(number) else None


def _until(date: str | None, now: datetime) -> float | None:
    try:
        then = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds())
