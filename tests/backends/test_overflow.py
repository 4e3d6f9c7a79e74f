"""How endpoints say that something is longer than the model's context."""

import pytest

from m2lsp.backends.overflow import overflow
from m2lsp.backends.where import Where

WHERE = Where("vllm at x")

# What they say, the limit and the prompt's length in it; sources in the module.
SAID = [
    ("max_tokens=16384 cannot be greater than max_model_len=2048. Please request fewer", 2048, None),
    (
        "This model's maximum context length is 2048 tokens. However, your prompt contains at least 2049 "
        "input tokens, which exceeds this limit even without any output tokens.",
        2048,
        2049,
    ),
    (
        "This model's maximum context length is 2048 tokens. However, your prompt contains 90000 characters "
        "(more than 40960 characters, which is the upper bound for 2048 input tokens).",
        2048,
        None,
    ),
    (
        "'max_tokens' or 'max_completion_tokens' is too large: 16384. This model's maximum context length is "
        "4096 tokens and your request has 300 input tokens (16384 > 4096 - 300).",
        4096,
        300,
    ),
    (
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (1000 in the "
        "messages, 8000 in the completion).",
        8192,
        1000,
    ),
    ("The decoder prompt (length 5000) is longer than the maximum model length of 4096.", 4096, 5000),
    ("request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it", 4096, 5000),
    ("Context size has been exceeded.", None, None),
    ("invalid params, context window exceeds limit (2013)", None, None),
]


@pytest.mark.parametrize(("message", "limit", "prompt"), SAID)
def test_an_overflow_is_known_with_the_figures_that_it_tells(
    message: str, limit: int | None, prompt: int | None
) -> None:
    found = overflow(message, "", WHERE)
    assert found is not None
    assert (found.limit_tokens, found.prompt_tokens) == (limit, prompt)


@pytest.mark.parametrize("message", ["top_k must be positive", "", "max_tokens must be at least 1"])
def test_another_fault_is_none(message: str) -> None:
    assert overflow(message, "", WHERE) is None


def test_llama_cpp_names_it_by_the_kind_of_error() -> None:
    assert overflow("too much", "exceed_context_size_error", WHERE) is not None
