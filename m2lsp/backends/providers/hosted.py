"""Rows of third parties' endpoints.  Nothing here was tried against a live one (m2-wire, its head)."""

from dataclasses import replace
from types import MappingProxyType

from m2lsp.backends.providers.spec import Back, Fate, Grade, ModelNote, Provider
from m2lsp.backends.reasoning import Kind, Shape
from m2lsp.profiles.spec import Lever

_LEGACY = "is listed as legacy since November 2026"
# What every row here leaves at its cautious default because nobody has seen it work.
_CAUTIOUS = {"raw": Grade.D, "prefill": Grade.D, "tokenize": Grade.D, "structured": Grade.D, "tools": Grade.D}

MINIMAX = Provider(
    name="minimax",
    base_url="https://api.minimax.io/v1",
    local=False,
    api_key_env="MINIMAX_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning_details", "reasoning_content")),
    back=Back.DETAILS,
    default_model="MiniMax-M2.1",
    models=(
        ModelNote("MiniMax-M2.1", _LEGACY),
        ModelNote("MiniMax-M2.1-highspeed", _LEGACY),
        ModelNote("MiniMax-M2", _LEGACY),
        ModelNote("MiniMax-M2.5", "ended on 2026-11-18", ended=True),
        ModelNote("MiniMax-M2.5-highspeed", "ended on 2026-11-18", ended=True),
        ModelNote("MiniMax-M2.7", "ended on 2026-11-18, and M3.1 Flash may answer in its name", ended=True),
        ModelNote("MiniMax-M2.7-highspeed", "ended on 2026-11-18", ended=True),
        ModelNote("MiniMax-M3"),
        ModelNote("MiniMax-M3.1-Flash"),
    ),
    # Without it the thinking stands in the content, and at times the answer in the thinking's field.
    chat_body={"reasoning_split": True},
    max_tokens_field="max_completion_tokens",
    levers=MappingProxyType({Lever.BODY: "thinking"}),  # M2 ignores it
    stop=False,  # accepted and ignored, and so is `response_format`
    min_temperature=0.01,  # 0 is an error
    eats=MappingProxyType(
        {
            "</think>": Fate.UNKNOWN,
            "[e~[": Fate.UNKNOWN,
            "<invoke name=": Fate.UNKNOWN,
            "</parameter>": Fate.CUTS_ARGUMENT,
        }
    ),
    tools=True,
    grades={
        **_CAUTIOUS,
        "base_url": Grade.B,
        "shape": Grade.B,
        "back": Grade.B,
        "chat_body": Grade.B,
        "max_tokens_field": Grade.B,
        "min_temperature": Grade.B,
        "levers": Grade.B,
        "structured": Grade.C,
        "tools": Grade.B,
        "eats": Grade.B,
        "stop": Grade.C,
        "models": Grade.C,
    },
    source="m2-wire, sections 3, 5 and 9; MiniMax-M2 issue 95 (details come as increments)",
)

# Keys of the two platforms are not interchangeable.
MINIMAX_CN = replace(
    MINIMAX, name="minimax-cn", base_url="https://api.minimaxi.com/v1", api_key_env="MINIMAX_CN_API_KEY"
)

# It asks applications to name themselves in two headers, for its public ranking.  We send neither: who
# uses what is the user's own affair; `endpoint.headers` takes them.
OPENROUTER = Provider(
    name="openrouter",
    base_url="https://openrouter.ai/api/v1",
    local=False,
    api_key_env="OPENROUTER_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning", "reasoning_details")),
    back=Back.DETAILS,
    models=(
        ModelNote("minimax/minimax-m2", "was retired on 2026-11-05", ended=True),
        ModelNote("minimax/minimax-m2.1", "was retired on 2026-11-05", ended=True),
        ModelNote("minimax/minimax-m2.7", "was retired on 2026-11-05", ended=True),
        ModelNote("minimax/minimax-m3"),
    ),
    top_k=True,
    stop=False,  # it depends on who serves the model behind it
    min_temperature=0.01,  # the same
    tools=True,
    grades={
        **_CAUTIOUS,
        "base_url": Grade.B,
        "shape": Grade.C,
        "back": Grade.C,
        "models": Grade.C,
        "levers": Grade.C,  # to switch thinking off was an error
        "top_k": Grade.D,
        "stop": Grade.D,
        "min_temperature": Grade.D,
    },
    source="m2-wire, section 5",
)

DEEPINFRA = Provider(
    name="deepinfra",
    base_url="https://api.deepinfra.com/v1/openai",
    local=False,
    api_key_env="DEEPINFRA_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning_content",)),
    back=Back.REASONING_CONTENT,
    models=(
        ModelNote("MiniMaxAI/MiniMax-M2", "left the catalogue in June 2026", ended=True),
        ModelNote("MiniMaxAI/MiniMax-M2.1", "left the catalogue in June 2026", ended=True),
        ModelNote("MiniMaxAI/MiniMax-M2.5"),
    ),
    min_temperature=0.01,
    tools=True,
    grades={**_CAUTIOUS, "base_url": Grade.C, "shape": Grade.C, "back": Grade.D, "models": Grade.C},
    source="m2-wire, section 5",
)

TOGETHER = Provider(
    name="together",
    base_url="https://api.together.ai/v1",
    local=False,
    api_key_env="TOGETHER_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning", "reasoning_content")),
    back=Back.REASONING,
    models=(
        ModelNote("MiniMaxAI/MiniMax-M2.1", "is not offered (July 2026)", ended=True),
        ModelNote("MiniMaxAI/MiniMax-M2.5"),
        ModelNote("MiniMaxAI/MiniMax-M2.7"),
        ModelNote("MiniMaxAI/MiniMax-M3"),
    ),
    min_temperature=0.01,
    tools=True,
    grades={
        **_CAUTIOUS,
        "base_url": Grade.C,
        "shape": Grade.B,
        "back": Grade.D,
        "levers": Grade.C,
        "models": Grade.C,
    },
    source="m2-wire, section 5",
)

NOVITA = Provider(
    name="novita",
    base_url="https://api.novita.ai/openai/v1",
    local=False,
    api_key_env="NOVITA_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning_content", "reasoning_details")),
    back=Back.REASONING_CONTENT,
    models=(
        ModelNote("minimax/minimax-m2"),
        ModelNote("minimax/minimax-m2.1"),
        ModelNote("minimax/minimax-m2.5"),
    ),
    min_temperature=0.01,
    tools=True,
    grades={**_CAUTIOUS, "base_url": Grade.C, "shape": Grade.C, "back": Grade.D, "models": Grade.C},
    source="m2-wire, section 5",
)

FIREWORKS = Provider(
    name="fireworks",
    base_url="https://api.fireworks.ai/inference/v1",
    local=False,
    api_key_env="FIREWORKS_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning_content",)),
    back=Back.REASONING_CONTENT,
    models=(
        ModelNote("accounts/fireworks/models/minimax-m2p1", "was removed in May 2026", ended=True),
        ModelNote("accounts/fireworks/models/minimax-m2p7"),
        ModelNote("accounts/fireworks/models/minimax-m3"),
    ),
    min_temperature=0.01,
    tools=True,
    grades={**_CAUTIOUS, "base_url": Grade.C, "shape": Grade.C, "back": Grade.D, "models": Grade.C},
    source="m2-wire, section 5",
)

ROWS = (MINIMAX, MINIMAX_CN, DEEPINFRA, TOGETHER, OPENROUTER, NOVITA, FIREWORKS)
