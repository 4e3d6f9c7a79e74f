"""The time that a request may take."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from acting import Stage, silent
from scripted import vllm_chat, vllm_completion, wait

from m2lsp.app.actions import User, perform
from m2lsp.app.deadline import Clock, deadline
from m2lsp.app.ghost import suggest
from m2lsp.app.services import Services
from m2lsp.core.errors import BackendTooSlow

LIMIT_S = 60  # more than a loaded machine takes to send the request, less than the time for a first byte


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock can be put forward."""

    ahead_s = 0.0

    def time(self) -> float:
        return super().time() + self.ahead_s


def run_late(stage: Stage, job: Callable[[Services], Awaitable[Any]]) -> None:
    """Run the job; as soon as its request is at the endpoint, the time is over."""
    loop = Loop()

    async def whole() -> None:
        services = stage.services()
        try:
            asking = asyncio.ensure_future(job(services))
            await asyncio.to_thread(stage.backend.wait_for_request)
            loop.ahead_s = LIMIT_S
            await asking
        finally:
            await services.close()

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(whole())


def test_a_suggestion_that_takes_too_long_is_stopped_and_the_setting_named(stage: Stage):
    stage.settings = {"completion": {"deadline_s": LIMIT_S}}
    stage.backend.default(vllm_completion("x", before=wait("never")))
    request = stage.request("y = ˇ\n")
    with pytest.raises(
        BackendTooSlow, match=r"longer than 60 s and was stopped. Raise completion.deadline_s"
    ):
        run_late(stage, lambda services: suggest(request, services))
    stage.backend.wait_for_abort()


def test_an_action_that_takes_too_long_is_stopped_and_keeps_nothing(stage: Stage):
    stage.settings = {"chat": {"deadline_s": LIMIT_S}}
    stage.backend.default(vllm_chat("x", before=wait("never")))
    request, user = stage.request("«x = 1»\n"), User(lambda _: None, silent)
    with pytest.raises(BackendTooSlow, match=r"Raise chat\.deadline_s, or ask for less\."):
        run_late(stage, lambda services: perform("explain", request, services, user))
    stage.backend.wait_for_abort()
    assert stage.turns(request.document.uri) == ()


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
