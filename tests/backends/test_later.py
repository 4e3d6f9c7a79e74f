"""When an endpoint asks to be asked again."""

from datetime import UTC, datetime

import pytest

from m2lsp.backends.later import after_s

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)

TOLD = [
    ({}, None),
    ({"retry-after": "7"}, 7.0),
    ({"retry-after": "0.5"}, 0.5),
    ({"retry-after": "0"}, 0.0),
    ({"retry-after": "-3"}, 0.0),
    ({"retry-after": "soon"}, None),
    ({"retry-after": "inf"}, None),
    ({"retry-after": "nan"}, None),
    ({"retry-after": ""}, None),
    ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
    ({"retry-after-ms": "?", "retry-after": "1"}, 1.0),
    ({"retry-after": "Mon, 23 Nov 2026 12:00:30 GMT"}, 30.0),
    ({"retry-after": "Mon, 23 Nov 2026 12:00:30 -0000"}, 30.0),
    ({"retry-after": "Mon, 23 Nov 2026 11:59:00 GMT"}, 0.0),
]


@pytest.mark.parametrize(("headers", "seconds"), TOLD)
def test_seconds_milliseconds_and_dates_are_understood_and_anything_else_is_not_told(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert after_s(headers, NOW) == seconds
