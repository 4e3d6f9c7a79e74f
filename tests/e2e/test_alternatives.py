"""Several suggestions to choose from, for a user who asks."""

from itertools import count

import pytest
from lspclient import Client, Copy, Pending, Sessions
from scripted import (
    COMPLETIONS,
    Request,
    Script,
    ScriptedBackend,
    minimax_chat,
    openai_error,
    vllm_completion,
    wait,
)

INVOKED, AUTOMATIC = 1, 2
SOURCE = "def f(points):\n    total = \n    return total\n"
CURSOR = SOURCE.index("\n    return")


def ask(client: Client, document: Copy, kind: int = INVOKED) -> Pending:
    params = {**client.at(document, CURSOR), "context": {"triggerKind": kind}}
    return client.send("textDocument/inlineCompletion", params)


def texts(pending: Pending) -> list[str]:
    return [item["insertText"] for item in pending.result()]


def opened(sessions: Sessions, **settings: str) -> tuple[Client, Copy]:
    client = sessions.start(settings=settings)
    return client, client.open(sessions.workspace / "a.py", SOURCE, "python")


def temperatures(backend: ScriptedBackend) -> list[float]:
    return [request.json["temperature"] for request in backend.requests]


def test_what_is_on_the_screen_comes_first_and_others_behind_it(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    said = iter(("sum(points)", "len(points)", "max(points)"))
    backend.default(lambda _: vllm_completion(next(said)), path=COMPLETIONS)
    client, document = opened(sessions)
    assert texts(ask(client, document, AUTOMATIC)) == ["sum(points)"]
    first, *others = texts(ask(client, document))
    assert first == "sum(points)"
    assert sorted(others) == ["len(points)", "max(points)"]
    assert temperatures(backend) == [0.0, 1.0, 1.0]
    assert len({request.text for request in backend.requests}) == 1

    assert texts(ask(client, document)) == [first, *others]
    assert texts(ask(client, document, AUTOMATIC)) == [first]
    assert len(backend.requests) == 3


def test_typing_what_one_of_them_says_keeps_that_one(sessions: Sessions, backend: ScriptedBackend) -> None:
    said = iter(("sum(points)", "len(points)", "max(points)"))
    backend.default(lambda _: vllm_completion(next(said)), path=COMPLETIONS)
    client, document = opened(sessions)
    ask(client, document, AUTOMATIC).result()
    ask(client, document).result()
    client.change(document, CURSOR, CURSOR, "ma")
    params = {**client.at(document, CURSOR + 2), "context": {"triggerKind": AUTOMATIC}}
    assert texts(client.send("textDocument/inlineCompletion", params)) == ["x(points)"]
    assert len(backend.requests) == 3


def test_an_answer_that_takes_its_time_comes_with_the_others(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion("sum(points)", after=wait("go")))
    backend.default(vllm_completion("len(points)"))
    client, document = opened(sessions)
    pending = ask(client, document)
    backend.wait_for_end(2)
    backend.wait_for_end(3)
    backend.release("go")
    assert texts(pending) == ["sum(points)", "len(points)"]


def test_an_answer_that_is_there_at_once_is_not_held_back_for_others(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("  "))
    client, document = opened(sessions)
    assert texts(ask(client, document)) == []
    assert len(backend.requests) == 1


def test_those_that_are_late_are_left_out_and_ended(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.queue(vllm_completion("sum(points)"), vllm_completion("len(points)"))
    backend.default(vllm_completion("late", before=wait("never")))
    client, document = opened(sessions)
    ask(client, document, AUTOMATIC).result()
    assert texts(ask(client, document)) == ["sum(points)", "len(points)"]
    backend.wait_until(lambda: [r.aborted for r in backend.requests].count(True) == 1, "the late one's abort")


def test_a_cancel_ends_all_of_them(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("sum(points)", after=wait("never")))
    client, document = opened(sessions)
    pending = ask(client, document)
    backend.wait_for_request(3)
    pending.cancel()
    assert pending.error().code == -32800
    for number in (1, 2, 3):
        backend.wait_for_abort(number)


def test_while_the_user_types_there_is_one_call_alone(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.queue(vllm_completion("sum(points)", after=wait("go")))
    client, document = opened(sessions)
    pending = ask(client, document, AUTOMATIC)
    backend.wait_for_request(1)
    other = client.open(sessions.workspace / "b.py", "x = ", "python")
    backend.default(vllm_completion("1"))
    client.request(
        "textDocument/inlineCompletion", {**client.at(other, 4), "context": {"triggerKind": AUTOMATIC}}
    )
    backend.release("go")
    assert texts(pending) == ["sum(points)"]
    assert len(backend.requests) == 2


@pytest.mark.parametrize("setting", ["M2LSP_COMPLETION_ALTERNATIVES", "M2LSP_ENDPOINT_MAX_PARALLEL"])
def test_there_is_no_choice_where_the_settings_leave_room_for_one(
    sessions: Sessions, backend: ScriptedBackend, setting: str
) -> None:
    backend.default(vllm_completion("sum(points)"))
    client, document = opened(sessions, **{setting: "1"})
    for _ in range(2):
        assert texts(ask(client, document)) == ["sum(points)"]
    assert len(backend.requests) == 1


def test_a_model_that_thinks_is_asked_once(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(minimax_chat("```\nsum(points)\n```", reasoning="hm"))
    client, document = opened(
        sessions, M2LSP_PROVIDER="minimax", M2LSP_MODEL="MiniMax-M2.1", M2LSP_API_KEY="k"
    )
    for _ in range(2):
        assert texts(ask(client, document)) == ["sum(points)"]
    assert len(backend.requests) == 1


def test_no_thinking_gets_into_any_of_them(sessions: Sessions, backend: ScriptedBackend) -> None:
    numbers = count()

    def thinking(_: Request) -> Script:
        number = next(numbers)
        return vllm_completion(f"<think>hidden</think>\nf{number}(points)" if number else "sum(points)")

    backend.default(thinking, path=COMPLETIONS)
    client, document = opened(sessions)
    ask(client, document, AUTOMATIC).result()
    shown = texts(ask(client, document))
    assert sorted(shown) == ["f1(points)", "f2(points)", "sum(points)"]


def test_one_that_fails_is_left_out(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.queue(vllm_completion("sum(points)"), openai_error(500, "boom", path=COMPLETIONS))
    backend.default(vllm_completion("len(points)"))
    client, document = opened(sessions)
    ask(client, document, AUTOMATIC).result()
    assert texts(ask(client, document)) == ["sum(points)", "len(points)"]
    assert client.heard("window/showMessage") == []
