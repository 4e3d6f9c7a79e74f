"""Tool calls, from the parts of a stream, or from the model's own markup where no server parsed it."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2lsp.backends.answer import Calls
from m2lsp.backends.calls import RawCalls
from m2lsp.core.chat import Tool, ToolCall
from m2lsp.profiles import M2, M3
from m2lsp.profiles.spec import CallMarkup

Deltas = list[list[dict[str, Any]]]


def part(**given: Any) -> dict[str, Any]:
    """A part of a call; ``name`` and ``arguments`` stand in its function."""
    function = {key: given.pop(key) for key in ("name", "arguments") if key in given}
    return {**given, "function": function}


def put_together(deltas: Deltas) -> tuple[ToolCall, ...]:
    calls = Calls()
    for parts in deltas:
        calls.feed({"tool_calls": parts})
    return calls.end()


class Case(NamedTuple):
    rule: str
    deltas: Deltas
    calls: list[tuple[str, str, str]]


A, B = ("1", "read", '{"a": 1}'), ("2", "look", "{}")
PARTS = [
    Case(
        "the name first, then the arguments in parts",
        [
            [part(index=0, id="1", name="read", arguments="")],
            [part(index=0, arguments='{"a"')],
            [part(index=0, arguments=": 1}")],
        ],
        [A],
    ),
    Case(
        "parallel calls may take turns",
        [
            [part(index=0, id="1", name="read"), part(index=1, id="2", name="look")],
            [part(index=1, arguments="{}")],
            [part(index=0, arguments='{"a": 1}')],
        ],
        [A, B],
    ),
    Case(
        "the order is the index's",
        [
            [part(index=1, id="2", name="look", arguments="{}")],
            [part(index=0, id="1", name="read", arguments='{"a": 1}')],
        ],
        [A, B],
    ),
    Case(
        "a name with every part is one name",
        [
            [part(index=0, id="1", name="read", arguments='{"a"')],
            [part(index=0, id="1", name="read", arguments=": 1}")],
        ],
        [A],
    ),
    Case(
        "an id made up for every part is no other call",
        [
            [part(index=0, id="1", name="read", arguments='{"a"')],
            [part(index=0, id="x", name="read", arguments=": 1}")],
            [part(index=0, id="y", name=None, arguments="")],
        ],
        [A],
    ),
    Case(
        "a null name goes on",
        [
            [part(index=0, id="1", name="read", arguments=None)],
            [part(index=0, name=None, arguments='{"a": 1}')],
        ],
        [A],
    ),
    Case(
        "whole calls without an index are apart",
        [[part(id="1", name="read", arguments='{"a": 1}'), part(id="2", name="look", arguments="{}")]],
        [A, B],
    ),
    Case(
        "so are whole calls that all have the same index",
        [
            [part(index=0, id="1", name="read", arguments='{"a": 1}')],
            [part(index=0, id="2", name="look", arguments="{}")],
        ],
        [A, B],
    ),
    Case(
        "without an index the same name again, once the last call is whole, is another call",
        [[part(id="1", name="look", arguments="{}")], [part(id="2", name="look", arguments="{}")]],
        [("1", "look", "{}"), B],
    ),
    Case(
        "parts without an index go on with the last call",
        [[part(id="1", name="read", arguments='{"a"')], [part(arguments=": 1}")]],
        [A],
    ),
    Case("arguments may be an object", [[part(index=0, id="1", name="read", arguments={"a": 1})]], [A]),
    Case(
        "arguments that are no JSON stay as they are",
        [[part(id="1", name="f", arguments="{a")]],
        [("1", "f", "{a")],
    ),
    Case("what has neither name nor arguments is no call", [[part(index=0, id="1")], [part(index=0)]], []),
    Case("odd parts are passed over", [["odd", None, {"index": 0, "function": "odd"}]], []),  # type: ignore[list-item]
]


@pytest.mark.parametrize("case", PARTS, ids=lambda c: c.rule)
def test_calls_are_put_together_from_their_parts(case: Case) -> None:
    assert put_together(case.deltas) == tuple(ToolCall(*call) for call in case.calls)


def test_a_call_without_an_id_gets_one_that_is_always_the_same_and_its_own() -> None:
    deltas: Deltas = [[part(name="f", arguments="{}"), part(name="f", arguments="{}"), part(name="g")]]
    first, again = put_together(deltas), put_together(deltas)
    assert first == again
    assert len({call.id for call in first} - {""}) == 3


def test_calls_are_told_once_though_a_server_may_name_its_end_twice() -> None:
    calls = Calls()
    calls.feed({"tool_calls": [part(id="1", name="read", arguments='{"a": 1}')]})
    assert (calls.end(), calls.end()) == ((ToolCall(*A),), ())


@pytest.mark.parametrize("calls", [None, "odd", {}, {"index": 0}])
def test_what_is_no_list_holds_no_calls(calls: object) -> None:
    assembly = Calls()
    assembly.feed({"tool_calls": calls})
    assert assembly.end() == ()


READ = Tool(
    "read",
    "",
    {"type": "object", "properties": {"path": {"type": "string"}, "lines": {"type": "array"}, "any": {}}},
)
M2_CALL = (
    '<minimax:tool_call>\n<invoke name="read">\n<parameter name="path"> 1\n</parameter>\n'
    "<parameter name='lines'>[1, 2]</parameter>\n<parameter name=any>3</parameter>\n</invoke>\n"
    '<invoke name="look">\n</invoke>\n</minimax:tool_call>'
)
NS = "]<]minimax[>["
M3_CALL = (
    f'{NS}<tool_call>\n{NS}<invoke name="read">{NS}<path> 1\n{NS}</path>{NS}<lines>[1, 2]{NS}</lines>'
    f'{NS}<any>3{NS}</any>{NS}</invoke>\n{NS}<invoke name="look">{NS}</invoke>\n{NS}</tool_call>'
)
MEANT = [("read", '{"path": " 1\\n", "lines": [1, 2], "any": "3"}'), ("look", "{}")]


def markup(profile: Any) -> CallMarkup:
    assert profile.calls
    return profile.calls  # type: ignore[no-any-return]


def found(chunks: Iterable[str], profile: Any = M2) -> tuple[str, list[tuple[str, str]]]:
    raw = RawCalls(markup(profile), (READ,))
    text = "".join(raw.feed(chunk) for chunk in chunks)
    rest, calls = raw.end()
    return text + rest, [(call.name, call.arguments) for call in calls]


@pytest.mark.parametrize(("profile", "block"), [(M2, M2_CALL), (M3, M3_CALL)], ids=["m2", "m3"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_block_of_calls_is_read_and_is_no_text(profile: Any, block: str, size: int) -> None:
    whole = f"On it.\n{block}\nDone."
    chunks = [whole[i : i + size] for i in range(0, len(whole), size)]
    assert found(chunks, profile) == ("On it.\n\nDone.", MEANT)


TEXT = {
    "the opening tag alone": "see <minimax:tool_call> there",
    "a block without a call": "<minimax:tool_call>\n</minimax:tool_call>",
    "half an opening tag": "x <minimax:tool",
    "a call without its block": 'x <invoke name="read"></invoke>',
    "nothing": "",
}


@pytest.mark.parametrize("text", TEXT.values(), ids=TEXT)
def test_what_holds_no_call_is_text(text: str) -> None:
    assert found([text]) == (text, [])
    assert found(text) == (text, [])


FRAGMENTS = st.lists(
    st.sampled_from(
        ["<minimax:tool_call>", "</minimax:tool_call>", "<minimax:", "tool_call>", "<invoke", "</", "x", "\n"]
    ),
    max_size=12,
).map("".join)


@given(FRAGMENTS, st.integers(1, 9))
def test_markup_without_a_call_comes_through_however_it_is_cut(text: str, size: int) -> None:
    assert found(text[i : i + size] for i in range(0, len(text), size)) == (text, [])


@pytest.mark.parametrize("kept", [60, 90, 130])
def test_a_call_that_is_cut_off_is_a_call_whose_arguments_are_no_json(kept: int) -> None:
    text, [(name, arguments)] = found([f"x{M2_CALL[:kept]}"])
    assert (text, name) == ("x", "read")
    with pytest.raises(json.JSONDecodeError):
        json.loads(arguments)


@given(st.text(max_size=40), st.text(max_size=40).filter(lambda value: "<" not in value), st.integers(1, 9))
def test_text_and_values_come_through_whatever_they_are(said: str, value: str, size: int) -> None:
    tags = '<invoke name="read"><parameter name="path">', "</parameter></invoke>"
    whole = f"{said}<minimax:tool_call>{tags[0]}{value}{tags[1]}</minimax:tool_call>{said}"
    text, [(name, arguments)] = found(whole[i : i + size] for i in range(0, len(whole), size))
    assert (text, name, json.loads(arguments)) == (said + said, "read", {"path": value})
