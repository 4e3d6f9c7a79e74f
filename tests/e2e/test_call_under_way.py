"""What becomes of a call to the model under way while somebody types on, as the endpoint sees it."""

from asking import CURSOR, INVOKED, SAID, ask, calls, in_parts, opened, shown, type_in, wait_until_heard
from lspclient import Sessions
from scripted import ScriptedBackend, vllm_completion, wait


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
