import traceback

import pytest

from m2lsp.config import Config, Endpoint, Secret

KEY = "sk-private"


@pytest.mark.parametrize(
    "shown",
    [
        repr(Secret(KEY)),
        str(Secret(KEY)),
        f"{Secret(KEY)}",
        f"{Secret(KEY)!r:>40}",
        "%s" % Secret(KEY),  # noqa: UP031 (log messages are made like this)
        repr(Config(endpoint=Endpoint(api_key=Secret(KEY), headers={"Authorization": KEY}))),
    ],
)
def test_a_key_is_never_shown(shown):
    assert KEY not in shown


def test_a_key_is_not_shown_by_an_error_about_it():
    try:
        raise ValueError(Secret(KEY))
    except ValueError as error:
        assert KEY not in "".join(traceback.format_exception(error)).replace(f'KEY = "{KEY}"', "")


def test_a_key_is_there_for_the_one_who_sends_it():
    assert Secret(KEY).reveal() == KEY
    assert Secret(KEY) == Secret(KEY) != Secret("other")
    assert Secret(KEY)
    assert not Secret()
