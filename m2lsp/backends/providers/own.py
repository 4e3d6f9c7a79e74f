"""Rows of servers that people run themselves."""

from dataclasses import replace

from m2lsp.backends.providers.spec import UNKNOWN_SHAPE, Back, Grade, Provider, Tokenize
from m2lsp.backends.reasoning import Kind, Shape

VLLM = Provider(
    name="vllm",
    base_url="http://127.0.0.1:8000/v1",
    local=True,
    api_key_env="VLLM_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning", "reasoning_content")),
    back=Back.REASONING,
    # Without the first the start token is doubled; without the second, tokens flagged special vanish
    # inside code.
    raw_body={"add_special_tokens": False, "skip_special_tokens": False},
    raw=True,
    prefill=True,
    thinking_budget=True,
    top_k=True,
    tokenize=Tokenize.VLLM,
    session_field="session_id",
    tools=True,
    grades={
        "base_url": Grade.A,
        "max_tokens_field": Grade.A,
        "min_temperature": Grade.A,
        "shape": Grade.A,
        "back": Grade.A,
        "raw": Grade.A,
        "raw_body": Grade.A,
        "prefill": Grade.A,
        "thinking_budget": Grade.A,
        "top_k": Grade.A,
        "stop": Grade.A,
        "tokenize": Grade.A,
        "session_field": Grade.D,
        "tools": Grade.A,  # where the server was started with a tool parser; else it says no with a 400
    },
    source="m2-wire, sections 2, 4 and 7; m2-wire-measured, sections 1 and 3 (vLLM 0.32 with its M2 parser)",
)

# Without a reasoning parser the thinking stands in the content and has no opening tag.
VLLM_NO_PARSER = replace(
    VLLM,
    name="vllm-no-parser",
    shape=Shape(Kind.CLOSE_ONLY),
    thinking_budget=False,
    source="m2-wire, sections 2 and 4.1 (vLLM without --reasoning-parser)",
)

# As MiniMax's own guide starts vLLM: the thinking stands in the content, between tags.
VLLM_APPEND_THINK = replace(
    VLLM,
    name="vllm-append-think",
    shape=Shape(Kind.INLINE),
    thinking_budget=False,
    tools=False,  # with tools this parser loses the closing tag, and thinking can't be told from answer
    source="m2-wire, sections 2 and 4.1 (vLLM with --reasoning-parser minimax_m2_append_think)",
)

LLAMA_CPP = Provider(
    name="llama.cpp",
    base_url="http://127.0.0.1:8080/v1",
    local=True,
    api_key_env="LLAMA_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning_content",)),
    back=Back.REASONING_CONTENT,
    # Progress reports let the server notice during the prefill that nobody listens any more.
    chat_body={"return_progress": True, "cache_prompt": True},
    raw_body={"return_progress": True, "cache_prompt": True},
    raw=True,
    top_k=True,
    tokenize=Tokenize.LLAMA_CPP,
    tools=True,
    grades={
        "base_url": Grade.B,
        "max_tokens_field": Grade.A,
        "min_temperature": Grade.A,
        "thinking_budget": Grade.D,
        "shape": Grade.B,
        "back": Grade.D,
        "raw": Grade.A,
        "prefill": Grade.A,  # it goes on from a prefill, but repeats it in the answer
        "raw_body": Grade.A,
        "chat_body": Grade.A,
        "tokenize": Grade.A,  # with parse_special false a spelled token stays text; run on xllamacpp
        "top_k": Grade.B,
        "stop": Grade.A,
        "tools": Grade.B,
    },
    source="m2-wire, section 2; embedded-model, section 4; tokenizer run on xllamacpp 2026.10.11549",
)

# Its address is that of a child process, known only once that runs.
# Its context is what `embedded.server_main` gives it, for memory's sake.
EMBEDDED = replace(LLAMA_CPP, name="embedded", base_url="", api_key_env="", tools=False, context_tokens=4096)

# It could be anybody's, so no usual variable: a key for OpenAI must not go to another host.
GENERIC = Provider(
    name="generic",
    base_url="",
    local=False,
    shape=UNKNOWN_SHAPE,
    back=Back.REASONING,
    source="what most endpoints that call themselves OpenAI-compatible have in common; nothing was tried",
)

ROWS = (VLLM, VLLM_NO_PARSER, VLLM_APPEND_THINK, LLAMA_CPP, EMBEDDED, GENERIC)
