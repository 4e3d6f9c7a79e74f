"""What m2lsp finds out about an endpoint by itself, and what it makes of it."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from acting import Stage
from confirming import NOT_HERE, both
from impostors import vllm
from scripted import (
    CHAT,
    COMPLETIONS,
    MODELS,
    Script,
    minimax_chat,
    openai_error,
    vllm_chat,
    vllm_completion,
)

from m2lsp.app import manners
from m2lsp.app.ghost import suggest
from m2lsp.app.models import provider_for
from m2lsp.app.services import Services
from m2lsp.backends import circuit as circuits
from m2lsp.backends.providers.spec import UNKNOWN_SHAPE
from m2lsp.backends.reasoning import Kind, Shape
from m2lsp.core.chat import Way
from m2lsp.core.errors import BackendUnreachable
from m2lsp.core.feature import Suggestion
from m2lsp.features.inline_completion import THINKS


def test_the_way_of_the_row_is_kept_where_it_works(stage: Stage):
    stage.backend.default(vllm_completion("a + b\n"))
    stage.backend.default(vllm_chat("ready", reasoning="hm"))
    assert stage.run(both()).way is Way.RAW_PREFILL
    assert sorted(r.path for r in stage.backend.requests) == [CHAT, CHAT, COMPLETIONS]


LADDER = [
    ((), Way.CHAT_PREFILL, "continue_final_message"),
    (("continue_final_message",), Way.SWITCHED_OFF, "thinking_token_budget"),
]


@pytest.mark.parametrize(("refused", "way", "field"), LADDER, ids=str)
def test_where_a_way_is_refused_ghost_text_takes_the_next(stage: Stage, refused, way: Way, field: str):
    stage.backend.default(NOT_HERE)
    stage.backend.default(vllm(refuses=refused), path=CHAT)

    async def then(services: Services) -> Any:
        found = await suggest(stage.request("x = ˇ\n"), services)
        return (await services.model("completion")).way, found

    found_way, suggestion = stage.run(both(then))
    assert found_way is way
    assert field in stage.backend.requests[-1].json
    assert isinstance(suggestion, Suggestion)


def test_where_no_way_keeps_it_from_thinking_ghost_text_comes_on_request_only(stage: Stage):
    stage.backend.default(NOT_HERE)
    stage.backend.default(vllm(refuses=("continue_final_message", "thinking_token_budget")), path=CHAT)
    asked = replace(stage.request("x = ˇ\n"), invoked=False)
    assert stage.run(both(lambda services: suggest(asked, services))) == THINKS


def test_a_lever_that_is_accepted_and_ignored_is_none(stage: Stage):
    stage.backend.default(NOT_HERE)
    stage.backend.default(vllm_chat("a + b", reasoning="I think all the same."))
    assert stage.run(both()).way is Way.THINKING


@pytest.mark.parametrize("status", [401, 402, 403, 429, 500, 503])
def test_a_server_that_refuses_everything_says_nothing_about_ways(stage: Stage, status: int):
    for path in (CHAT, COMPLETIONS):
        stage.backend.default(openai_error(status, "no"), path=path)
    assert stage.run(both()).way is Way.RAW_PREFILL
    assert not (stage.data / "cache" / manners.FILE).exists()


SHAPES = {
    "field": (vllm_chat("ready", reasoning="hm", field="reasoning_content"), Kind.FIELD),
    "inline": (minimax_chat("ready", reasoning="hm", details=False), Kind.INLINE),
    "closing tag only": (vllm_chat("hm\n</think>\n\nready", chunk=1), Kind.CLOSE_ONLY),
    "no thinking seen": (vllm_chat("ready"), UNKNOWN_SHAPE.kind),
}


@pytest.mark.parametrize(("answer", "kind"), SHAPES.values(), ids=SHAPES.keys())
def test_the_shape_of_an_unknown_endpoint_is_seen_in_an_answer(stage: Stage, answer: Script, kind: Kind):
    stage.settings = {"endpoint": {"provider": "generic", "model": "MiniMax-M2.1"}}
    stage.backend.default(answer, path=CHAT)

    async def shape(services: Services) -> Shape:
        return (await services.model("chat")).backend.provider.shape

    assert stage.run(both(shape)).kind is kind


STARTED = {
    "": (vllm_chat("ready", reasoning="hm"), True),
    "--reasoning-parser minimax_m2_append_think": (
        minimax_chat("ready", reasoning="hm", details=False),
        False,
    ),
    "no --tool-call-parser": (
        lambda r: (
            openai_error(400, "no", path=CHAT) if "tools" in r.json else vllm_chat("ok", reasoning="hm")
        ),
        False,
    ),
}


@pytest.mark.parametrize(("answer", "tools"), STARTED.values(), ids=STARTED.keys())
def test_tools_are_declared_only_where_the_server_can_take_them(stage: Stage, answer, tools: bool):
    stage.backend.default(vllm_completion("a + b\n"))
    stage.backend.default(answer, path=CHAT)

    async def declared(services: Services) -> bool:
        return (await services.model("chat")).tools

    assert stage.run(both(declared)) is tools
    assert stage.run(declared) is tools


def test_a_server_of_ones_own_without_a_reasoning_parser_is_read_right(stage: Stage):
    stage.backend.default(vllm_completion("a + b\n"))
    stage.backend.default(vllm_chat("hm\n</think>\n\nIt adds.", chunk=3), path=CHAT)

    async def then(services: Services) -> Any:
        model = await services.model("chat")
        assert model.backend.provider.shape.kind is Kind.CLOSE_ONLY

    stage.run(both(then))
    stage.act("explain", stage.request("«x = 1»\n"))
    (turn,) = stage.turns(stage.request("ˇ").document.uri)
    assert (turn.messages[-1].reasoning, turn.messages[-1].content) == ("hm\n", "\n\nIt adds.")


QUIET = [
    {"endpoint": {"provider": "minimax"}},
    {"endpoint": {"probe": False}},
    {"endpoint": {"provider": "embedded"}},
]


@pytest.mark.parametrize("settings", QUIET, ids=str)
def test_nothing_is_asked_where_there_is_nothing_to_find_out_or_the_user_forbids_it(stage: Stage, settings):
    stage.settings = settings
    stage.run(both())
    assert [r for r in stage.backend.traffic if r.path != MODELS] == []


def test_a_question_goes_after_everybody_elses_requests(stage: Stage):
    stage.backend.default(vllm_completion("a + b\n"))
    stage.backend.default(vllm_chat("ready", reasoning="hm"))
    stage.run(both())
    assert {r.json.get("priority", 10) for r in stage.backend.requests} == {10}


def test_nothing_is_asked_where_the_days_limit_is_used_up(stage: Stage):
    stage.settings = {"budget": {"daily_tokens": 1}}

    async def after_it_is_spent(services: Services) -> None:
        services.spending.add(1)
        await both()(services)

    stage.run(after_it_is_spent)
    assert stage.backend.requests == ()


def test_an_endpoint_that_is_left_alone_is_left_alone(stage: Stage):
    async def after_it_failed(services: Services) -> None:
        (candidate,) = services.config.candidates("completion")
        circuit = services.lines.line(candidate.endpoint, provider_for(candidate)).circuit
        for _ in range(circuits.FAILURES):
            with suppress(BackendUnreachable), circuit.watch(invoked=True):
                raise BackendUnreachable("It is away.")
        await both()(services)

    stage.run(after_it_failed)
    assert stage.backend.traffic == ()
