"""An answer that is bound to a JSON schema: the field that m2lsp sends for it has an effect on vLLM."""

import json
from dataclasses import replace
from typing import Any

import pytest
from vllmserver import THOUGHT, VLLM, Relay

from m2lsp.core.chat import ChatPrompt, Finish, Message, Role, Schema

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

SCHEMA = Schema(
    "verdict",
    {
        "type": "object",
        "properties": {"sound": {"type": "boolean"}, "lines": {"type": "array", "items": {"enum": [1, 2]}}},
        "required": ["sound", "lines"],
        "additionalProperties": False,
    },
)
PLAIN = ChatPrompt((Message(Role.USER, "Is it sound?"),), max_tokens=200)
BOUND = replace(PLAIN, schema=SCHEMA)
m2_parser = pytest.mark.parametrize("row", ["vllm"], indirect=True)


def free(server: VLLM) -> dict[str, Any]:
    """Left to itself, but for lists, which a random model would go on with for ever."""
    return {"logit_bias": {str(server.ids("]")[0]): 90}, "temperature": 0.0}


def thinking(server: VLLM, tokens: int) -> dict[str, Any]:
    """The same, after so many tokens of a thought."""
    says = server.says("", thinking=tokens)
    bias = says["logit_bias"] | free(server)["logit_bias"]
    return {"thinking_token_budget": says["thinking_token_budget"], **free(server), "logit_bias": bias}


def is_verdict(text: str) -> bool:
    try:
        return set(json.loads(text)) == {"sound", "lines"}
    except ValueError:
        return False


@m2_parser
def test_the_answer_obeys_the_schema_and_the_thinking_need_not(server: VLLM, between: Relay, heard) -> None:
    between.add(thinking(server, 8))
    answer = heard(BOUND)
    assert is_verdict(answer.text), answer.text
    assert answer.thinking == THOUGHT * 8
    assert answer.finish is Finish.STOP


@m2_parser
def test_it_obeys_without_thinking_too(server: VLLM, between: Relay, heard) -> None:
    between.add(free(server))
    answer = heard(replace(BOUND, think=False))
    assert is_verdict(answer.text), answer.text
    assert answer.thinking == ""


@m2_parser
def test_without_the_field_the_same_model_says_something_else(server: VLLM, between: Relay, heard) -> None:
    """So the field is known to vLLM: one that it does not know it ignores without a word."""
    between.add(free(server))
    assert not is_verdict(heard(replace(PLAIN, think=False)).text)


@pytest.mark.parametrize("row", ["vllm-no-parser"], indirect=True)
def test_where_the_thinking_would_have_to_obey_no_field_is_sent(server: VLLM, between: Relay, heard) -> None:
    between.add(free(server), {"structured_outputs": {"json": SCHEMA.json}, **free(server)})
    heard(replace(BOUND, max_tokens=8))
    assert not {"structured_outputs", "response_format"} & set(between.exchanges[0].body)
    bound = heard(PLAIN)
    assert (is_verdict(bound.thinking), bound.text) == (True, "")
