"""Rows of third parties' endpoints.  Nothing here was tried against a live one (m2-wire, its head)."""

from dataclasses import replace

from m2lsp.backends.providers.spec import Back, Grade, ModelNote, Provider
from m2lsp.backends.reasoning import Kind, Shape

MINIMAX = Provider(
    name="minimax",
    base_url="https://api.minimax.io/v1",
    local=False,
    api_key_env="MINIMAX_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning_details", "reasoning_content")),
    back=Back.DETAILS,
    default_model="MiniMax-M2.1",
    models=(
        ModelNote("MiniMax-M2.1", "listed as legacy in November 2026"),
        ModelNote("MiniMax-M2.1-highspeed", "listed as legacy in November 2026"),
        ModelNote("MiniMax-M2", "listed as legacy in November 2026"),
        ModelNote("MiniMax-M2.5", "ended on 2026-11-18"),
        ModelNote("MiniMax-M2.7", "ended on 2026-11-18; may be answered by another model under its name"),
        ModelNote("MiniMax-M3"),
        ModelNote("MiniMax-M3.1-Flash"),
    ),
    chat_body={"reasoning_split": True},
    max_tokens_field="max_completion_tokens",
    stop=False,  # accepted and ignored
    min_temperature=0.01,  # 0 is an error
    tools=True,
    grades={
        "base_url": Grade.B,
        "shape": Grade.B,
        "back": Grade.B,
        "chat_body": Grade.B,
        "max_tokens_field": Grade.B,
        "min_temperature": Grade.B,
        "raw": Grade.D,
        "thinking_budget": Grade.D,
        "tokenize": Grade.D,
        "stop": Grade.C,
        "models": Grade.C,
        "tools": Grade.B,
    },
    source="m2-wire, section 5; MiniMax-M2 issue 95 (details come as increments)",
)

# Keys of the two platforms are not interchangeable.
MINIMAX_CN = replace(
    MINIMAX, name="minimax-cn", base_url="https://api.minimaxi.com/v1", api_key_env="MINIMAX_CN_API_KEY"
)

OPENROUTER = Provider(
    name="openrouter",
    base_url="https://openrouter.ai/api/v1",
    local=False,
    api_key_env="OPENROUTER_API_KEY",
    shape=Shape(Kind.FIELD, ("reasoning", "reasoning_details")),
    back=Back.DETAILS,
    models=(
        ModelNote("minimax/minimax-m2.1", "retired on 2026-11-05"),
        ModelNote("minimax/minimax-m2", "retired on 2026-11-05"),
        ModelNote("minimax/minimax-m2.7", "retired on 2026-11-05"),
        ModelNote("minimax/minimax-m3"),
    ),
    top_k=True,
    stop=False,  # it depends on who serves the model behind it
    min_temperature=0.01,  # the same
    tools=True,
    grades={
        "base_url": Grade.B,
        "shape": Grade.C,
        "back": Grade.C,
        "models": Grade.C,
        "raw": Grade.D,
        "top_k": Grade.D,
        "tools": Grade.D,
    },
    source="m2-wire, section 5",
)

ROWS = (MINIMAX, MINIMAX_CN, OPENROUTER)
