"""Settings of several places never make an endpoint that nobody wrote down."""

import pytest

from m2lsp.config.joining import together

PROVIDER, URL, MODEL = "endpoint.provider", "endpoint.base_url", "endpoint.model"
COMMAND, TIMEOUT = "endpoint.api_key_command", "endpoint.connect_timeout_s"

LOCAL = {PROVIDER: "vllm", URL: "http://127.0.0.1:8000/v1", MODEL: "M2.1", COMMAND: ("show", "vllm")}

CASES = {
    "nothing": ([], {}),
    "one place holds as it is": ([LOCAL], LOCAL),
    "another provider leaves nothing of the old one": ([{PROVIDER: "minimax"}, LOCAL], {PROVIDER: "minimax"}),
    "the same provider changes nothing": ([{PROVIDER: "vllm"}, LOCAL], LOCAL),
    "another address takes the provider along, and no key": (
        [{URL: "http://gpu:8000/v1"}, LOCAL],
        {PROVIDER: "vllm", URL: "http://gpu:8000/v1", MODEL: "M2.1"},
    ),
    "another model changes the model alone": ([{MODEL: "M2"}, LOCAL], {**LOCAL, MODEL: "M2"}),
    "what belongs to no endpoint stays": (
        [{PROVIDER: "minimax"}, {**LOCAL, TIMEOUT: 3.0}],
        {PROVIDER: "minimax", TIMEOUT: 3.0},
    ),
    "a key beside no provider goes with any": (
        [{PROVIDER: "minimax"}, {COMMAND: ("show",)}],
        {PROVIDER: "minimax", COMMAND: ("show",)},
    ),
    "a key of a stronger place stays": ([{COMMAND: ("show",)}, LOCAL], {**LOCAL, COMMAND: ("show",)}),
    "the weakest of three may go with the strongest": (
        [{PROVIDER: "vllm"}, {PROVIDER: "minimax", MODEL: "M3"}, {URL: "http://gpu:8000/v1"}],
        {PROVIDER: "vllm", URL: "http://gpu:8000/v1"},
    ),
}


@pytest.mark.parametrize(("places", "joined"), CASES.values(), ids=CASES)
def test_parts_of_two_endpoints_never_make_a_third(places: list[dict], joined: dict):
    assert together(places) == joined
