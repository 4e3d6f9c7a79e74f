"""Answers as values, over HTTP: a schema goes out, what comes is checked, what is wrong goes back once."""

import json
from dataclasses import dataclass
from typing import Literal

import pytest
from acting import Stage, acting
from scripted import CHAT, openai_error, vllm_chat

from m2lsp.agent.structured import form, structured
from m2lsp.core.chat import ChatPrompt, Message, Role
from m2lsp.core.errors import BackendRefused, Drop
from m2lsp.core.feature import Refusal


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan."""

    file: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What to change, in order."""

    steps: tuple[Step, ...]
    risk: Literal["low", "high"]
    title: str = ""


RIGHT = '{"steps": [{"file": "a.py", "lines": 2}], "risk": "low", "title": "t"}'
PLAN = Plan((Step("a.py", 2),), "low", "t")
ASKED = ChatPrompt((Message(Role.SYSTEM, "Plan."), Message(Role.USER, "What first?")), 500)
THOUGHTS = " \n hm, 😀\n"


def plan(stage: Stage) -> Plan | Refusal:
    async def job(services) -> Plan | Refusal:
        return await structured(Plan, ASKED, await services.model("chat"))

    return stage.run(job)


def test_the_schema_is_closed_and_says_what_the_docstrings_say():
    schema = form(Plan).schema
    assert schema.name == "plan"
    assert schema.json == {
        "$defs": {
            "Step": {
                "description": "One step of a plan.",
                "type": "object",
                "properties": {"file": {"type": "string"}, "lines": {"default": 1, "type": "integer"}},
                "required": ["file", "lines"],
                "additionalProperties": False,
            }
        },
        "description": "What to change, in order.",
        "type": "object",
        "properties": {
            "steps": {"items": {"$ref": "#/$defs/Step"}, "type": "array"},
            "risk": {"enum": ["low", "high"], "type": "string"},
            "title": {"default": "", "type": "string"},
        },
        "required": ["steps", "risk", "title"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    "said",
    [RIGHT, f"\n\n{RIGHT}\n", f"```json\n{RIGHT}\n```", f"Here it is:\n\n```\n{RIGHT}\n```\nThat is all."],
    ids=["bare", "blank lines", "fence", "prose"],
)
def test_an_answer_is_read_with_or_without_a_fence(said: str):
    assert form(Plan).read(said) == PLAN


WRONG = {
    "no JSON": ("a plan", "the answer: Invalid JSON"),
    "cut JSON": (RIGHT[:-5], "the answer: Invalid JSON"),
    "a list": ("[]", "the answer: "),
    "a wrong type": (RIGHT.replace('"a.py"', "1"), "steps.0.file: Input should be a valid string"),
    "no such choice": (RIGHT.replace("low", "none"), "risk: Input should be 'low' or 'high'"),
    "missing": ('{"risk": "low"}', "steps: Field required"),
    "several fences": (f"```\n{RIGHT}\n```\n```\n{RIGHT}\n```", "Invalid JSON"),
}


@pytest.mark.parametrize(("said", "why"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(said: str, why: str):
    found = form(Plan).read(said)
    assert isinstance(found, Drop)
    assert why in found.detail


def test_the_schema_goes_out_in_words_and_in_the_rows_form(stage: Stage):
    stage.backend.queue(vllm_chat(RIGHT, reasoning=THOUGHTS))
    assert plan(stage) == PLAN
    body = stage.backend.requests[0].json
    assert body["structured_outputs"] == {"json": form(Plan).schema.json}
    assert json.dumps(form(Plan).schema.json) in body["messages"][-1]["content"]
    assert body["messages"][-1]["content"].startswith("What first?\n")


@pytest.mark.parametrize(
    ("provider", "field"), [("llama.cpp", "response_format"), ("minimax", None), ("generic", None)]
)
def test_elsewhere_it_goes_out_as_that_row_says(tmp_path, provider: str, field: str | None):
    with acting(tmp_path, {"endpoint": {"provider": provider, "model": "MiniMax-M2.1"}}) as stage:
        stage.backend.queue(vllm_chat(RIGHT))
        assert plan(stage) == PLAN
        body = stage.backend.requests[0].json
    assert {"structured_outputs", "response_format"} & set(body) == ({field} if field else set())
    assert '"additionalProperties": false' in body["messages"][-1]["content"]


def test_a_wrong_answer_goes_back_once_with_what_is_wrong_and_its_thinking(stage: Stage):
    wrong = RIGHT.replace("low", "none")
    stage.backend.queue(vllm_chat(wrong, reasoning=THOUGHTS), vllm_chat(RIGHT))
    assert plan(stage) == PLAN
    first, second = (request.json["messages"] for request in stage.backend.requests)
    assert second[:2] == first
    assert second[2] == {"role": "assistant", "content": wrong, "reasoning": THOUGHTS}
    assert "risk: Input should be 'low' or 'high'" in second[3]["content"]


def test_after_two_wrong_answers_the_user_is_told(stage: Stage):
    stage.backend.default(vllm_chat("I would rather not."))
    outcome = plan(stage)
    assert isinstance(outcome, Refusal)
    assert outcome.reason == "no JSON"
    assert len(stage.backend.requests) == 2


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (vllm_chat(reasoning="hm", finish="length"), "only thinking"),
        (vllm_chat(), "empty"),
        (vllm_chat(RIGHT, reasoning="hm", finish="length"), "cut off"),
    ],
    ids=["only thinking", "empty", "cut off"],
)
def test_where_no_answer_came_that_is_said(stage: Stage, reply, reason: str):
    stage.backend.default(reply)
    outcome = plan(stage)
    assert isinstance(outcome, Refusal)
    assert outcome.reason == reason


def test_an_answer_that_spells_a_control_token_does_not_go_back(stage: Stage):
    stage.backend.default(vllm_chat("[e~["))
    assert isinstance(plan(stage), Refusal)
    assert len(stage.backend.requests) == 1


def test_an_endpoint_that_refuses_the_form_is_asked_in_words_alone(stage: Stage):
    error = openai_error(400, "Unsupported JSON schema: structured outputs are off", path=CHAT)
    stage.backend.queue(error, vllm_chat(RIGHT))
    assert plan(stage) == PLAN
    assert "structured_outputs" not in stage.backend.requests[1].json


def test_any_other_refusal_is_the_users_to_hear(stage: Stage):
    stage.backend.default(openai_error(401, "no", path=CHAT))
    with pytest.raises(BackendRefused):
        plan(stage)
    assert len(stage.backend.requests) == 1
