"""Who waits and for how long: for a dead endpoint nobody, for a busy one the editor's own requests."""

import asyncio

import pytest
from scripted import CHAT, Request, Script, openai_error, vllm_chat, vllm_completion
from two import Two

from m2lsp.app.lines import Lines
from m2lsp.app.services import Services
from m2lsp.backends.providers import PROVIDERS
from m2lsp.config import Endpoint
from m2lsp.core.errors import BackendTooSlow, BackendUnreachable
from m2lsp.core.feature import Suggestion


def test_ghost_text_goes_to_the_next_one_too_and_leaves_the_dead_one_alone(two: Two) -> None:
    two.stage.backend.default(openai_error(500), path="/v1/completions")

    async def typing(services: Services) -> None:
        for _ in range(10):
            assert isinstance(await two.ghost(services), Suggestion)

    two.run(typing)
    assert len(two.stage.backend.requests) == 3
    assert len(two.spare.requests) == 10


def test_a_dead_endpoint_costs_nothing_per_keystroke_and_a_request_of_the_users_tries_it(two: Two) -> None:
    two.settings["endpoint"] = {"fallbacks": []}
    two.stage.backend.default(openai_error(500, "broken"), path="/v1/completions")

    async def typing(services: Services) -> set[str]:
        told = set()
        for invoked in [False] * 20 + [True]:
            with pytest.raises(BackendUnreachable) as error:
                await two.ghost(services, invoked=invoked)
            told.add(str(error.value))
        return told

    told = two.run(typing)
    assert len(two.stage.backend.requests) == 3 + 1
    assert sorted(len(sentence) for sentence in told)[0] < 200
    assert len(told) == 2


def test_one_that_accepts_and_says_nothing_is_left_alone_too(two: Two) -> None:
    two.settings |= {"endpoint": {"fallbacks": []}, "completion": {"deadline_s": 0.5}}
    stuck = vllm_completion("1\n")
    two.stage.backend.queue(stuck)  # the SDK is loaded with the first request
    two.stage.backend.default(Script(stuck.path, stuck.steps, hold="never"))

    async def typing(services: Services) -> None:
        await two.ghost(services)
        for _ in range(10):
            with pytest.raises(BackendTooSlow):
                await two.ghost(services)

    two.run(typing)
    assert len(two.stage.backend.requests) == 1 + 3


def test_one_that_is_busy_is_left_alone_at_once_and_for_as_long_as_it_asks(two: Two) -> None:
    busy = openai_error(429)
    busy = Script(busy.path, busy.steps, busy.status, (*busy.headers, ("Retry-After", "900")))
    two.stage.backend.default(busy, path="/v1/completions")

    async def typing(services: Services) -> None:
        for _ in range(5):
            await two.ghost(services)

    two.run(typing)
    assert len(two.stage.backend.requests) == 1


def test_a_silent_endpoint_leaves_the_next_one_time_within_the_deadline(two: Two) -> None:
    two.settings["completion"] = {"deadline_s": 20.0}
    two.settings["endpoint"] = {"first_byte_timeout_s": 0.5}
    stuck = vllm_completion("1\n")
    two.stage.backend.default(Script(stuck.path, stuck.steps, hold="never"))
    assert isinstance(two.run(two.ghost), Suggestion)
    two.stage.backend.wait_for_abort(1)


def test_ghost_text_that_waits_for_a_place_does_not_wait_behind_an_action(two: Two) -> None:
    two.settings["endpoint"] = {"max_parallel": 2}

    def held(_: Request) -> Script:
        script = vllm_chat("words")
        return Script(script.path, script.steps, hold="end")

    two.stage.backend.default(held, path=CHAT)

    async def session(services: Services) -> None:
        actions = [asyncio.create_task(two.explain(services)) for _ in range(3)]
        await asyncio.to_thread(two.stage.backend.wait_for_request, 1)
        assert isinstance(await two.ghost(services), Suggestion)
        asked = [r.path for r in two.stage.backend.requests]
        two.stage.backend.release("end")
        await asyncio.gather(*actions)
        assert asked == [CHAT, "/v1/completions"]

    two.run(session)
    assert len(two.stage.backend.requests) == 4


def test_all_models_at_one_address_share_its_places_and_each_has_its_own_health() -> None:
    lines, row = Lines(), PROVIDERS["vllm"]
    one, again, other = (lines.line(Endpoint(model=m), row) for m in ("a", "a", "b"))
    assert one is again
    assert one.gate is other.gate
    assert one.circuit is not other.circuit
    assert lines.line(Endpoint(base_url="http://127.0.0.1:1/v1"), row).gate is not one.gate
