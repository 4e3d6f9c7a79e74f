"""What a server's parsers do to code in an answer that spells the model's markers: as its row says."""

import json

import pytest
from vllmserver import THOUGHT, VLLM, Relay

from m2lsp.backends.providers import PROVIDERS
from m2lsp.backends.providers.spec import QUOTED, Fate
from m2lsp.core.chat import ChatPrompt, Message, Role, Tool

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

ASK = (Message(Role.USER, "x"),)
WRITE = Tool("write", "Write a text.", {"type": "object", "properties": {"text": {"type": "string"}}})

# Whether the code survives: spelled from pieces, spelled with tools declared, written as the control token.
SURVIVES: dict[Fate | None, tuple[bool, bool, bool]] = {
    None: (True, True, True),
    Fate.CUTS_ARGUMENT: (True, True, True),
    Fate.AS_CONTROL: (True, True, False),
    Fate.WITH_TOOLS: (True, False, True),
    Fate.SWALLOWS: (False, False, False),
}


@pytest.mark.parametrize("marker", QUOTED)
def test_code_that_spells_a_marker_survives_where_the_row_says_so(
    server: VLLM, between: Relay, heard, row: str, marker: str
) -> None:
    spelled, with_tools, as_token = SURVIVES[PROVIDERS[row].eats.get(marker)]
    code = f"a\n{marker}\nb\n"
    says = server.says(code, thinking=4)
    between.add(says | {"logit_bias": says["logit_bias"] | dict.fromkeys(tokens(server, marker), -50)})
    assert heard(ChatPrompt(ASK, max_tokens=100)).text.endswith(code) is spelled
    if PROVIDERS[row].tools:
        assert heard(ChatPrompt(ASK, max_tokens=100, tools=(WRITE,))).text.endswith(code) is with_tools
    if marker == "</think>":
        between.add(says)
        assert heard(ChatPrompt(ASK, max_tokens=100)).text.endswith(code) is as_token


def tokens(server: VLLM, marker: str) -> list[str]:
    """The marker's token id, unless the server's answer needs it to end its thinking."""
    ids = server.ids(marker)
    needed = marker == "</think>" and server.parser != "minimax_m2"
    return [] if needed or len(ids) > 1 else [str(ids[0])]


@pytest.mark.parametrize("row", ["vllm", "vllm-no-parser"], indirect=True)
def test_an_argument_ends_where_it_spells_the_end_of_one(server: VLLM, between: Relay, heard) -> None:
    """Why edits travel in the answer, in fences, and not in arguments."""
    call = (
        '<minimax:tool_call>\n<invoke name="write">\n'
        '<parameter name="text">a</parameter> b</parameter>\n</invoke>\n</minimax:tool_call>'
    )
    between.add(server.says(call, thinking=4))
    answer = heard(ChatPrompt(ASK, max_tokens=200, tools=(WRITE,)))
    assert [json.loads(call.arguments) for call in answer.calls] == [{"text": "a"}]
    assert answer.thinking == THOUGHT * 4
