"""How many calls to the model ghost text costs while somebody types, as the endpoint counts them."""

from typing import Any

from lspclient import Client, Copy, Pending, Sessions
from scripted import (
    COMPLETIONS,
    Request,
    Script,
    ScriptedBackend,
    events,
    openai_error,
    stream,
    vllm_completion,
    wait,
)

INVOKED, AUTOMATIC = 1, 2
SOURCE = "def f(points, weights):\n    total = \n    return total\n"
CURSOR = SOURCE.index("\n    return")
SAID = "compute_total(points, weights)"


def ask(client: Client, document: Copy, at: int, kind: int = AUTOMATIC, **context: Any) -> Pending:
    params = {**client.at(document, at), "context": {"triggerKind": kind, **context}}
    return client.send("textDocument/inlineCompletion", params)


def shown(client: Client, document: Copy, at: int, kind: int = AUTOMATIC) -> list[str]:
    return [item["insertText"] for item in ask(client, document, at, kind).result()]


def opened(sessions: Sessions, **settings: str) -> tuple[Client, Copy]:
    client = sessions.start(settings=settings)
    return client, client.open(sessions.workspace / "a.py", SOURCE, "python")


def type_in(client: Client, document: Copy, at: int, text: str) -> int:
    client.change(document, at, at, text)
    return at + len(text)


def wait_until_heard(sessions: Sessions, client: Client, backend: ScriptedBackend) -> None:
    """See that the server has heard the first words of the call under way: it answers a later one by then."""
    backend.wait_for_request(1)
    backend.queue(vllm_completion("2"))
    other = client.open(sessions.workspace / "other.py", "y = ", "python")
    assert shown(client, other, 4) == ["2"]


def calls(backend: ScriptedBackend) -> list[Request]:
    """The calls for the document at hand."""
    return [r for r in backend.requests if "The file is a.py" in r.text]


def in_parts(*parts: str) -> Script:
    """An answer in these parts, with a gate of the number between each two: part 0, gate 1, part 1 ..."""
    steps: list[Any] = []
    for number, part in enumerate(parts):
        steps += [wait(str(number))] * bool(number)
        steps += events({"choices": [{"index": 0, "text": part, "finish_reason": None}]})
    end = {"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}
    return stream(COMPLETIONS, [*steps, *events(end)])


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


def test_closing_a_document_ends_its_call_and_answers_empty(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion(SAID, before=wait("never")))
    client, document = opened(sessions)
    pending = ask(client, document, CURSOR)
    backend.wait_for_request(1)
    client.close(document)
    assert pending.result() == []
    backend.wait_for_abort(1)


def test_of_a_burst_of_ten_keys_nine_calls_are_ended_and_all_are_answered(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("(points)", before=wait("first byte")))
    client, document = opened(sessions)
    pending, at = [], CURSOR
    for count, key in enumerate("abcdefghij", start=1):
        at = type_in(client, document, at, key)
        pending.append(ask(client, document, at))
        backend.wait_for_request(count)
    for count in range(1, 10):
        backend.wait_for_abort(count)
    backend.release("first byte")
    assert [len(each.result()) for each in pending] == [0] * 9 + [1]
    assert len(backend.requests) == 10


def test_a_request_for_the_same_place_waits_for_the_call_under_way(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion(SAID, before=wait("go")))
    client, document = opened(sessions)
    older = ask(client, document, CURSOR)
    backend.wait_for_request(1)
    newer = ask(client, document, CURSOR)
    assert older.result() == []
    backend.release("go")
    assert [item["insertText"] for item in newer.result()] == [SAID]
    assert len(backend.requests) == 1


def test_typing_what_a_call_under_way_says_keeps_the_call(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(in_parts("compute", "_total(points, weights)"))
    client, document = opened(sessions)
    older = ask(client, document, CURSOR)
    wait_until_heard(sessions, client, backend)
    at, pending = CURSOR, [older]
    for key in "compute_":
        at = type_in(client, document, at, key)
        pending.append(ask(client, document, at))
    assert [each.result() for each in pending[:-1]] == [[]] * 8
    backend.release("1")
    assert [item["insertText"] for item in pending[-1].result()] == ["total(points, weights)"]
    assert not any(r.aborted for r in calls(backend))
    assert len(calls(backend)) == 1


def test_a_call_that_says_something_else_than_is_typed_is_ended(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(in_parts("compute", "_total(points, weights)"))
    client, document = opened(sessions)
    older = ask(client, document, CURSOR)
    wait_until_heard(sessions, client, backend)
    backend.queue(vllm_completion("um(points)"))
    at = type_in(client, document, CURSOR, "s")
    assert shown(client, document, at) == ["um(points)"]
    assert older.result() == []
    backend.wait_for_abort(1)


def test_where_the_call_ends_otherwise_after_all_another_is_made(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(in_parts("compute", "_mean(points)"))
    client, document = opened(sessions)
    ask(client, document, CURSOR)
    wait_until_heard(sessions, client, backend)
    backend.queue(vllm_completion("l(points)"))
    at = type_in(client, document, CURSOR, "compute_tota")
    pending = ask(client, document, at)
    backend.release("1")
    assert [item["insertText"] for item in pending.result()] == ["l(points)"]
    assert len(calls(backend)) == 2


def test_a_call_lives_on_for_the_request_that_follows_the_cancel_at_a_key(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(in_parts("compute", "_total(points, weights)"))
    client, document = opened(sessions)
    older = ask(client, document, CURSOR)
    wait_until_heard(sessions, client, backend)
    at = type_in(client, document, CURSOR, "co")  # as VS Code: the change, the cancel, then the request
    older.cancel()
    assert older.error().code == -32800
    pending = ask(client, document, at)
    backend.release("1")
    assert [item["insertText"] for item in pending.result()] == [SAID.removeprefix("co")]
    assert len(calls(backend)) == 1


def test_a_call_that_fits_is_ended_if_no_request_follows(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(in_parts("compute", "_total(points, weights)"))
    client, document = opened(sessions)
    older = ask(client, document, CURSOR)
    wait_until_heard(sessions, client, backend)
    type_in(client, document, CURSOR, "co")
    older.cancel()
    backend.wait_for_abort(1)


def test_the_next_call_is_under_way_once_a_suggestion_is_accepted(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion(SAID), vllm_completion("return total\n", before=wait("go")))
    client, document = opened(sessions, M2LSP_COMPLETION_DEBOUNCE_MS="5000")
    shown(client, document, CURSOR, INVOKED)
    at = type_in(client, document, CURSOR, SAID)
    assert backend.wait_for_request(2).text.endswith(SAID)
    pending = ask(client, document, at)
    backend.release("go")
    pending.result()
    assert len(backend.requests) == 2


def test_a_call_for_what_follows_is_ended_where_the_user_goes_on_otherwise(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion(SAID), vllm_completion("later", before=wait("never")))
    client, document = opened(sessions)
    shown(client, document, CURSOR)
    at = type_in(client, document, CURSOR, SAID)
    backend.wait_for_request(2)
    type_in(client, document, at, " + 1")
    backend.wait_for_abort(2)


def test_words_of_a_suggestion_that_are_taken_one_by_one_cost_no_call(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion(SAID))
    client, document = opened(sessions)
    shown(client, document, CURSOR)
    at = CURSOR
    for word in ("compute_total", "(points", ", weights"):
        at = type_in(client, document, at, word)
        assert shown(client, document, at) == [SAID[at - CURSOR :]]
    assert len(backend.requests) == 1


def test_what_goes_on_from_a_chosen_item_is_remembered_too(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion("(points)"))
    client, document = opened(sessions)
    type_in(client, document, CURSOR, "sm")
    chosen = {"range": document.range(CURSOR, CURSOR + 2), "text": "sum"}
    expected = {"insertText": "sum(points)", "filterText": "sm(points)", "range": chosen["range"]}
    for _ in range(2):
        assert ask(client, document, CURSOR + 2, selectedCompletionInfo=chosen).result() == [expected]
    client.change(document, CURSOR, CURSOR + 2, "sum")
    assert shown(client, document, CURSOR + 3) == ["(points)"]
    assert len(backend.requests) == 1
