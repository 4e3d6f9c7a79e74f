"""Rows of servers that people run themselves."""

from dataclasses import replace
from types import MappingProxyType

from m2lsp.backends.providers.spec import UNKNOWN_SHAPE, Back, Fate, Grade, Provider, Structured, Tokenize
from m2lsp.backends.reasoning import Kind, Shape
from m2lsp.profiles.spec import Lever

_TEMPLATE = {Lever.TEMPLATE: "chat_template_kwargs"}

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
    levers=MappingProxyType({Lever.BUDGET: "thinking_token_budget", **_TEMPLATE}),
    top_k=True,
    priority=True,  # without its scheduling policy it is accepted and ignored
    # In a body that asks for either, `include_reasoning: false` gives an empty message: never send it.
    structured=Structured.VLLM,
    eats=MappingProxyType(
        {
            "</think>": Fate.AS_CONTROL,
            "[e~[": Fate.AS_CONTROL,
            "<invoke name=": Fate.SWALLOWS,
            "</parameter>": Fate.CUTS_ARGUMENT,
        }
    ),
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
        "levers": Grade.A,
        "priority": Grade.A,
        "structured": Grade.A,
        "eats": Grade.A,
        "top_k": Grade.A,
        "stop": Grade.A,
        "tokenize": Grade.A,
        "session_field": Grade.D,
        "tools": Grade.A,  # where the server was started with a tool parser; else it says no with a 400
    },
    source="m2-wire, sections 2, 4 and 7; m2-wire-measured, sections 1 and 3 (vLLM 0.32 with its M2 parser)",
)

# Without a reasoning parser the thinking stands in the content and has no opening tag.  Nothing tells
# the server then where the answer begins, so it would bind the thinking to a schema.
VLLM_NO_PARSER = replace(
    VLLM,
    name="vllm-no-parser",
    shape=Shape(Kind.CLOSE_ONLY),
    levers=MappingProxyType(_TEMPLATE),
    structured=Structured.NONE,
    eats=MappingProxyType({"<invoke name=": Fate.SWALLOWS, "</parameter>": Fate.CUTS_ARGUMENT}),
    grades={**VLLM.grades, "structured": Grade.D},
    source="m2-wire, sections 2 and 4.1 (vLLM without --reasoning-parser)",
)

# As MiniMax's own guide starts vLLM: the thinking stands in the content, between tags.  With a tool
# parser the closing tag is lost as soon as tools are declared, and all of the answer is thinking then.
VLLM_APPEND_THINK = replace(
    VLLM,
    name="vllm-append-think",
    shape=Shape(Kind.INLINE),
    levers=MappingProxyType(_TEMPLATE),
    tools=False,
    eats=MappingProxyType(
        {
            "</think>": Fate.WITH_TOOLS,
            "[e~[": Fate.WITH_TOOLS,
            "<invoke name=": Fate.WITH_TOOLS,
            "</parameter>": Fate.CUTS_ARGUMENT,
        }
    ),
    grades={**VLLM.grades, "structured": Grade.D},
    source="m2-wire, sections 2 and 4.1 (vLLM with --reasoning-parser minimax_m2_append_think)",
)

SGLANG = Provider(
    name="sglang",
    base_url="http://127.0.0.1:30000/v1",
    local=True,
    api_key_env="SGLANG_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning_content",)),
    back=Back.REASONING_CONTENT,
    raw_body={"skip_special_tokens": False},
    raw=True,
    # It appends the start behind the generation prompt, that is, inside the open think block.
    prefill=False,
    levers=MappingProxyType(_TEMPLATE),
    top_k=True,
    structured=Structured.RESPONSE_FORMAT,
    tokenize=Tokenize.VLLM,
    tools=True,
    grades={
        "tools": Grade.A,
        "base_url": Grade.B,
        "shape": Grade.A,
        "back": Grade.A,
        "max_tokens_field": Grade.A,
        "raw": Grade.A,
        "raw_body": Grade.A,
        "prefill": Grade.D,
        "levers": Grade.A,  # the field; that the template obeys it, D
        "top_k": Grade.A,
        "stop": Grade.A,
        "min_temperature": Grade.A,
        "tokenize": Grade.A,
        "structured": Grade.A,
    },
    source="m2-wire, section 2 (--reasoning-parser minimax); its entrypoints/openai, protocol.py and "
    "serving_tokenize.py, read, not run",
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
    levers=MappingProxyType(
        {Lever.CLOSED_BY_SERVER: "chat_template_kwargs", Lever.TEMPLATE: "chat_template_kwargs"}
    ),
    top_k=True,
    structured=Structured.RESPONSE_FORMAT,
    tokenize=Tokenize.LLAMA_CPP,
    tools=True,
    grades={
        "base_url": Grade.B,
        "max_tokens_field": Grade.A,
        "min_temperature": Grade.A,
        "levers": Grade.D,
        "structured": Grade.B,
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

# Its server is llama.cpp's only inside: there is no tokenizer to ask, and thinking is apart from the
# content only if a setting of the application says so.
LM_STUDIO = Provider(
    name="lm-studio",
    base_url="http://127.0.0.1:1234/v1",
    local=True,
    shape=Shape(Kind.UNKNOWN, ("reasoning_content", "reasoning")),
    back=Back.REASONING_CONTENT,
    raw=True,
    top_k=True,
    structured=Structured.RESPONSE_FORMAT,
    tools=True,
    grades={
        "tools": Grade.B,
        "base_url": Grade.B,
        "shape": Grade.B,
        "max_tokens_field": Grade.B,
        "raw": Grade.B,
        "prefill": Grade.D,
        "levers": Grade.D,
        "tokenize": Grade.D,
        "structured": Grade.B,
        "stop": Grade.B,
        "top_k": Grade.B,
    },
    source="its documentation of the OpenAI-compatible endpoints; nothing was tried",
)

# Its completions put the prompt into the model's template once more, so they are not raw.
OLLAMA = Provider(
    name="ollama",
    base_url="http://127.0.0.1:11434/v1",
    local=True,
    shape=Shape(Kind.FIELD, ("reasoning",)),
    back=Back.REASONING,
    structured=Structured.RESPONSE_FORMAT,
    tools=True,
    grades={
        "tools": Grade.A,
        "base_url": Grade.B,
        "shape": Grade.A,
        "back": Grade.A,
        "max_tokens_field": Grade.A,
        "raw": Grade.A,
        "prefill": Grade.D,
        "levers": Grade.D,
        "top_k": Grade.A,
        "stop": Grade.A,
        "min_temperature": Grade.A,
        "tokenize": Grade.D,
        "structured": Grade.A,
    },
    source="its openai/openai.go, read, not run; it cuts a prompt that exceeds its context in silence, "
    "so set OLLAMA_CONTEXT_LENGTH there",
)

# It could be anybody's, so no usual variable: a key for OpenAI must not go to another host.
GENERIC = Provider(
    name="generic",
    base_url="",
    local=False,
    shape=UNKNOWN_SHAPE,
    back=Back.REASONING,
    source="what most endpoints that call themselves OpenAI-compatible have in common; nothing was tried",
)

ROWS = (VLLM, VLLM_NO_PARSER, VLLM_APPEND_THINK, SGLANG, LLAMA_CPP, LM_STUDIO, OLLAMA, EMBEDDED, GENERIC)
