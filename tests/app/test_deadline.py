"""The time that a request may take."""

import asyncio

import pytest
from acting import Stage
from scripted import vllm_chat, vllm_completion, wait

from m2lsp.app.deadline import Clock, deadline
from m2lsp.core.errors import BackendTooSlow

LIMIT_S = 1.0  # long enough for a request over the loopback to arrive


def test_a_suggestion_that_takes_too_long_is_stopped_and_the_setting_named(stage: Stage):
    stage.backend.queue(vllm_completion("1\n"))
    stage.suggest(stage.request("y = ˇ\n"))  # what is imported once does not count
    stage.settings = {"completion": {"deadline_s": LIMIT_S}}
    stage.backend.default(vllm_completion("x", before=wait("never")))
    with pytest.raises(BackendTooSlow, match=r"longer than 1 s and was stopped. Raise completion.deadline_s"):
        stage.suggest(stage.request("y = ˇ\n"))
    stage.backend.wait_for_abort(2)


def test_an_action_that_takes_too_long_is_stopped_and_keeps_nothing(stage: Stage):
    request = stage.request("«x = 1»\n")
    stage.backend.queue(vllm_chat(""))
    stage.act("explain", request)
    stage.settings = {"chat": {"deadline_s": LIMIT_S}}
    stage.backend.default(vllm_chat("x", before=wait("never")))
    with pytest.raises(BackendTooSlow, match=r"Raise chat\.deadline_s, or ask for less\."):
        stage.act("explain", request)
    stage.backend.wait_for_abort(2)
    assert [turn.outcome for turn in stage.turns(request.document.uri)] == ["empty"]


def test_the_users_own_time_does_not_count():
    async def asks() -> None:
        async with asyncio.timeout(60) as scope:
            limit = scope.when()
            with Clock(scope).held():
                assert scope.when() is None
            after = scope.when()
            assert limit is not None
            assert after is not None
            assert after >= limit

    asyncio.run(asks())


def test_a_time_limit_of_something_inside_is_not_taken_for_the_deadline():
    async def inner() -> None:
        async with deadline(60, "x.y"):
            raise TimeoutError("of the inside")

    with pytest.raises(TimeoutError, match="of the inside"):
        asyncio.run(inner())
