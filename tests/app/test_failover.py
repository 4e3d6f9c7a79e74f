"""Another endpoint answers while one does not: within the user's list, and no further away than allowed."""

import logging

import pytest
from acting import silent
from scripted import (
    CHAT,
    MODELS,
    Script,
    json_reply,
    models,
    openai_error,
    vllm_chat,
    vllm_completion,
    wait,
)
from two import Two

from m2lsp.app.actions import User, perform
from m2lsp.app.canary import chat_canary
from m2lsp.app.failover import AGAIN_S, answered
from m2lsp.app.ghost import suggest
from m2lsp.app.lines import FOREIGN, HERE, OWN, distance
from m2lsp.app.services import Services
from m2lsp.backends.embedded import EmbeddedBackend
from m2lsp.backends.probe import hear
from m2lsp.backends.providers import PROVIDERS
from m2lsp.config import Endpoint
from m2lsp.core.errors import BackendError, BackendRefused, BackendUnreachable, ContextOverflow, Declined
from m2lsp.core.feature import Answer, Suggestion
from m2lsp.profiles.model import Model

FAULTS: dict[str, tuple[Script, bool]] = {
    "401": (openai_error(401), True),
    "402": (openai_error(402), True),
    "404": (openai_error(404), True),
    "429": (openai_error(429), True),
    "500": (openai_error(500), True),
    "503": (openai_error(503), True),
    "garbage": (json_reply("", [1]), True),
    "400": (openai_error(400), False),
    "too long": (openai_error(400, "the prompt is longer than the context window"), False),
    "too long, and by how much": (openai_error(400, "maximum context length is 9 tokens. However, x"), True),
}


@pytest.mark.parametrize(("fault", "elsewhere"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_endpoint_goes_to_the_next_one_and_a_fault_of_the_request_does_not(
    two: Two, fault: Script, elsewhere: bool
) -> None:
    two.stage.backend.default(fault, path=CHAT)
    if elsewhere:
        assert two.run(two.explain) == Answer("words")
    else:
        with pytest.raises((BackendRefused, ContextOverflow)):
            two.run(two.explain)
    assert bool(two.spare.requests) is elsewhere


def test_what_was_kept_names_the_endpoint_and_the_model_that_answered(two: Two) -> None:
    two.stage.backend.default(openai_error(500), path=CHAT)
    two.spare.default(models("spare-model"), path=MODELS)
    two.spare.default(vllm_chat("words", model="spare-model"))
    two.run(two.explain)
    (turn,) = two.stage.turns(two.stage.request("xˇ").document.uri)
    assert turn.model == "spare-model"
    assert turn.endpoint == f"vllm spare-model at {two.spare.root.removeprefix('http://')}"


def test_the_user_is_told_once_that_another_answers_and_once_that_the_first_is_back(two: Two) -> None:
    two.stage.backend.default(openai_error(500, "broken"), path=CHAT)

    async def session(services: Services) -> None:
        for _ in range(3):
            await two.explain(services)
        two.stage.backend.default(vllm_chat("words"), path=CHAT)
        for _ in range(3):
            await two.explain(services)

    two.run(session)
    out, back = two.told
    assert "has trouble of its own (500) (broken)." in out
    assert out.endswith(f" Meanwhile vllm MiniMax-M2.1 at {two.spare.root[7:]} answers.")
    assert back == f"vllm MiniMax-M2.1 at {two.stage.backend.root[7:]} answers again."
    assert len(two.spare.requests) == 3


def test_a_new_outage_is_told_again_but_not_one_that_comes_and_goes(two: Two) -> None:
    clock = [0.0]

    async def session(services: Services) -> None:
        services.told.now = lambda: clock[0]
        for clock[0] in (0, 1, AGAIN_S):
            two.stage.backend.default(openai_error(500, "broken"), path=CHAT)
            await two.explain(services)
            two.stage.backend.default(vllm_chat("words"), path=CHAT)
            await two.explain(services)

    two.run(session)
    assert [sentence.split()[-1] for sentence in two.told] == ["answers.", "again."] * 2


TOO_LONG = openai_error(400, "maximum context length is 900 tokens. However, x")


def test_what_is_too_long_for_one_goes_only_to_one_with_a_longer_context(two: Two) -> None:
    two.stage.backend.default(TOO_LONG, path=CHAT)
    two.spare.default(models("MiniMax-M2.1", max_model_len=800), path=MODELS)

    async def twice(services: Services) -> None:
        await two.explain(services)  # what the spare one's context is shows at its first request
        with pytest.raises(ContextOverflow):
            await two.explain(services)

    two.run(twice)
    assert len(two.spare.requests) == 1
    (told,) = two.told
    assert "longer than the model's context" in told
    assert told.endswith(" answers.")


def test_text_that_the_first_one_cant_be_sent_goes_to_the_next(two: Two) -> None:
    two.stage.backend.default(json_reply("/tokenize", {"tokens": [1, 2]}))  # no markers: another family's
    two.spare.default(vllm_completion("1", model="Qwen2.5-Coder-7B"))
    two.settings["spare"] = {"model": "Qwen2.5-Coder-7B"}

    async def ghost(services: Services) -> object:
        return await suggest(two.stage.request('x = "]~b]" + ˇ\n', invoked=True), services)

    assert isinstance(two.run(ghost), Suggestion)
    (told,) = two.told
    assert "can't be sent safely" in told


def test_the_embedded_model_answers_when_the_days_tokens_are_spent(two: Two) -> None:
    two.settings["spare"] = {"provider": "embedded", "base_url": ""}
    two.settings["budget"] = {"daily_tokens": 1}

    async def name(model: Model) -> str:
        """Who answers; the embedded model's own process takes no part."""
        if not isinstance(model.backend, EmbeddedBackend):
            await hear(model.backend, chat_canary())
        return model.backend.name

    async def after_it_is_spent(services: Services) -> str:
        assert services.spending
        services.spending.add(1)
        return await answered(services, "chat", name)

    assert two.run(after_it_is_spent).startswith("the embedded ")
    assert two.stage.backend.traffic == ()
    (told,) = two.told
    assert told.startswith("Today's limit of 1 tokens is reached")


def test_where_another_stands_in_the_time_to_begin_is_part_of_the_deadline(two: Two) -> None:
    two.stage.backend.default(vllm_chat("late", before=wait("never")), path=CHAT)
    two.spare.default(openai_error(500), path=CHAT)
    two.settings["chat"] = {"deadline_s": 2}
    with pytest.raises(BackendError, match=r"for 1 s\. Is it busy\? chat\.deadline_s sets the limit"):
        two.run(two.explain)


def test_the_first_ones_fault_is_told_if_none_answers(two: Two) -> None:
    two.stage.backend.default(openai_error(500, "first"), path=CHAT)
    two.spare.default(openai_error(401, "second"), path=CHAT)
    with pytest.raises(BackendError, match=r"\(first\)"):
        two.run(two.explain)
    assert two.told == []


@pytest.mark.parametrize("allowed", [False, True])
def test_code_goes_further_away_only_where_that_is_marked(
    two: Two, allowed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    two.stage.backend.default(openai_error(500), path=CHAT)
    two.settings["spare"] = {
        "provider": "openrouter",
        "model": "minimax/minimax-m3",
        "base_url": "https://model.invalid/v1",  # a name that never exists (RFC 6761)
        "allow_remote": allowed,
    }
    with pytest.raises(BackendUnreachable):
        two.run(two.explain)
    assert ("minimax-m3 at model.invalid did not answer" in caplog.text) is allowed
    assert bool(two.told) is not allowed
    if not allowed:
        assert "endpoints.spare.allow_remote" in two.told[0]


DISTANCES = [
    ("embedded", "", HERE),
    ("vllm", "", HERE),
    ("vllm", "http://localhost:1/v1", HERE),
    ("generic", "http://127.0.0.1:9/v1", HERE),
    ("generic", "http://[::1]:9/v1", HERE),
    ("vllm", "http://192.168.1.5:8000/v1", OWN),
    ("vllm", "https://gpu.example/v1", OWN),
    ("generic", "https://gpu.example/v1", FOREIGN),
    ("minimax", "", FOREIGN),
    ("vllm", "http://127.0.0.1.example/v1", OWN),
]


@pytest.mark.parametrize(("provider", "address", "far"), DISTANCES)
def test_this_machine_is_nearest_then_ones_own_server_then_somebody_elses(
    provider: str, address: str, far: int
) -> None:
    assert distance(Endpoint(provider=provider, base_url=address), PROVIDERS[provider]) == far


def test_wrong_settings_of_a_stand_in_are_told_and_the_next_one_is_tried(two: Two) -> None:
    two.settings["spare"] = {"provider": "vlm"}
    two.stage.backend.default(openai_error(500, "first"), path=CHAT)
    with pytest.raises(BackendError, match=r"\(first\)"):
        two.run(two.explain)
    assert two.told == ["endpoints.spare.provider: there is no 'vlm'. Did you mean vllm?"]


def test_the_user_is_asked_each_question_once(two: Two) -> None:
    two.stage.backend.default(openai_error(500), path=CHAT)
    two.spare.default(vllm_chat("```python\nx = 2\n```"), path=CHAT)
    asked: list[str] = []

    async def answer(question: str) -> str:
        asked.append(question)
        return "use 2"

    async def rewrite(services: Services) -> None:
        request = two.stage.request("«x = 1»\n", can_ask=True)
        await perform("rewrite", request, services, User(lambda _: None, answer))

    two.run(rewrite)
    assert len(asked) == 1
    assert len(two.spare.requests) >= 1


def test_a_learned_context_bounds_the_next_prompt(two: Two) -> None:
    two.stage.backend.default(models("MiniMax-M2.1", max_model_len=2048), path=MODELS)
    code = "".join(f"name_{n} = {n}\n" for n in range(2000))

    async def twice(services: Services) -> None:
        for _ in range(2):
            user = User(lambda _: None, silent, remember=False)
            await perform("explain", two.stage.request(f"«x = 1»\n{code}"), services, user)

    two.run(twice)
    first, second = (r.json["max_tokens"] for r in two.stage.backend.requests)
    assert first < 2048
    assert second <= 2048 // 4
    assert len(two.stage.backend.requests[1].text) < len(two.stage.backend.requests[0].text)


def test_an_ignored_file_goes_to_none_of_them(two: Two) -> None:
    (two.stage.folder / ".gitignore").write_text("case.py\n")
    with pytest.raises(Declined):
        two.run(two.explain)
    assert two.stage.backend.traffic == two.spare.traffic == ()
