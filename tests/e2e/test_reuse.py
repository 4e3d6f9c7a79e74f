"""How many calls to the model ghost text costs while somebody types, as the endpoint counts them."""

from asking import CURSOR, INVOKED, SAID, SOURCE, opened, shown, type_in
from lspclient import Sessions
from scripted import COMPLETIONS, ScriptedBackend, openai_error, vllm_completion


def test_an_equal_request_costs_no_second_call(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.queue(vllm_completion(SAID))
    client, document = opened(sessions)
    assert [shown(client, document, CURSOR) for _ in range(10)] == [[SAID]] * 10
    assert len(backend.requests) == 1


def test_typing_what_it_says_keeps_it_at_each_of_eight_keys_and_costs_no_call(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion(SAID), vllm_completion("unrelated(1)"))
    client, document = opened(sessions)
    shown(client, document, CURSOR)
    at, kept = CURSOR, []
    for key in SAID[:8]:
        at = type_in(client, document, at, key)
        kept += shown(client, document, at)
    assert kept == [SAID[count:] for count in range(1, 9)]
    for count in range(7, -1, -1):  # and back again
        client.change(document, at - 1, at, "")
        at -= 1
        assert shown(client, document, at) == [SAID[count:]]
    assert len(backend.requests) == 1


def test_a_bracket_that_the_editor_closes_is_not_doubled(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion(SAID))
    client, document = opened(sessions)
    shown(client, document, CURSOR)
    client.change(document, CURSOR, CURSOR, "compute_total()")
    assert shown(client, document, CURSOR + len("compute_total(")) == ["points, weights"]
    assert len(backend.requests) == 1


def test_typing_something_else_asks_anew(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.queue(vllm_completion(SAID), vllm_completion("um(points)"))
    client, document = opened(sessions)
    shown(client, document, CURSOR)
    at = type_in(client, document, CURSOR, "s")
    assert shown(client, document, at) == ["um(points)"]
    assert len(backend.requests) == 2


def test_where_there_is_nothing_to_say_only_the_user_may_ask_again(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("  "))
    client, document = opened(sessions)
    assert [shown(client, document, CURSOR) for _ in range(3)] == [[]] * 3
    assert len(backend.requests) == 1
    backend.default(vllm_completion(SAID))
    assert shown(client, document, CURSOR, INVOKED) == [SAID]
    assert len(backend.requests) == 2


def test_an_error_is_not_remembered(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.queue(openai_error(500, "boom", path=COMPLETIONS), vllm_completion(SAID))
    client, document = opened(sessions)
    assert shown(client, document, CURSOR) == []
    assert shown(client, document, CURSOR) == [SAID]


def test_new_settings_forget_what_was_suggested(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion(SAID))
    client = sessions.start("kate-22.12")  # which tells its settings and is not asked for them
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    shown(client, document, CURSOR)
    client.notify("workspace/didChangeConfiguration", {"settings": {"completion": {"max_tokens": 7}}})
    shown(client, document, CURSOR)
    assert [r.json["max_tokens"] for r in backend.requests] == [128, 7]


def test_closing_a_document_forgets_what_was_suggested(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion(SAID))
    client, document = opened(sessions)
    shown(client, document, CURSOR)
    client.close(document)
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    shown(client, document, CURSOR)
    assert len(backend.requests) == 2
