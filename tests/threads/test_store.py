"""The thread store: exact, whole, shared, and calm when the file is not as it should be."""

import json
import random
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from turns import URI, turn

from m2lsp.core.chat import Message, Role, ToolCall, Usage
from m2lsp.core.thread import ThreadInfo, Turn
from m2lsp.threads import ThreadStore
from m2lsp.threads.record import dump, load


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "threads.sqlite3"


# --- what goes in comes out ---

AWKWARD = {
    "a lone high surrogate": "a\ud800b",
    "a lone low surrogate": "a\udc00b",
    "two lone surrogates that would make a pair": "\ud83d\ude00",
    "an emoji": "👩🏽‍💻",
    "NUL": "a\0b",
    "Windows line ends": "a\r\nb\r\n",
    "old Mac line ends": "a\rb\r",
    "a line separator": "a\u2028b\u2029c\x85d\x0ce",
    "a byte order mark": "\ufeffx",
    "no characters at all": "",
    "white space at both ends": "\n\n answer \t\n",
    "control tokens": "</think>[e~[\n]~b]ai\n",
    "combining marks in either order": "e\u0301 \u00e9",
}


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_every_text_comes_back_as_it_was(path: Path, text: str):
    whole = Turn(
        feature=text,
        messages=(
            Message(Role.USER, text),
            Message(
                Role.ASSISTANT,
                text,
                reasoning=text,
                tool_calls=(ToolCall(text, text, text),),
                details=({text: [text], "signature": None},),
                origin=text,
            ),
            Message(Role.TOOL, text, tool_call_id=text),
        ),
        model=text,
        endpoint=text,
        started=1763913600.123456,
        seconds=0.1,
        usage=Usage(1, 2, 3, 4),
        document_version=7,
        outcome=text,
    )
    store = ThreadStore(path)
    store.append("untitled:" + text, whole)
    store.close()
    again = ThreadStore(path)
    assert again.turns("untitled:" + text) == (whole,)
    assert [info.uri for info in again.threads()] == ["untitled:" + text]
    again.close()


TEXT = st.text(st.characters(exclude_categories=()) | st.sampled_from("\0\r\n\u2028\ud800\udc00"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
MESSAGES = st.builds(
    Message,
    role=st.sampled_from(Role),
    content=TEXT,
    reasoning=TEXT,
    tool_calls=st.lists(st.builds(ToolCall, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    tool_call_id=TEXT,
    details=st.lists(st.dictionaries(TEXT, JSON, max_size=3), max_size=2).map(tuple),
    origin=TEXT,
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
TURNS = st.builds(
    Turn,
    feature=TEXT,
    messages=st.lists(MESSAGES, max_size=4).map(tuple),
    model=TEXT,
    endpoint=TEXT,
    started=FINITE,
    seconds=FINITE,
    usage=st.builds(Usage, *[st.integers(min_value=0)] * 4),
    document_version=st.none() | st.integers(),
    outcome=TEXT,
)


@given(TURNS)
def test_any_turn_survives_the_way_to_bytes_and_back(any_turn: Turn):
    assert load(dump(any_turn)) == any_turn


def test_a_turn_from_before_messages_had_parts_and_an_origin_is_read():
    record = json.loads(dump(turn("hello")))
    for message in record["messages"]:
        del message["details"], message["origin"]
    assert load(json.dumps(record).encode()) == turn("hello")


@settings(max_examples=25, deadline=None)
@given(any_turns=st.lists(TURNS, max_size=5), uri=TEXT)
def test_any_turns_come_back_in_the_order_they_were_added(
    tmp_path_factory: pytest.TempPathFactory, any_turns: list[Turn], uri: str
):
    store = ThreadStore(tmp_path_factory.mktemp("any") / "threads.sqlite3")
    for any_turn in any_turns:
        store.append(uri, any_turn)
    assert store.turns(uri) == tuple(any_turns)
    store.close()


# --- threads ---


def test_a_document_nobody_spoke_about_has_no_turns(path: Path):
    store = ThreadStore(path)
    assert store.turns(URI) == ()
    assert store.threads() == ()
    store.close()


def test_documents_have_threads_of_their_own_and_the_newest_comes_first(path: Path):
    store = ThreadStore(path)
    store.append("file:///b", turn("1", started=100.0, seconds=5.0))
    store.append("file:///a", turn("2", started=200.0, seconds=1.0))
    store.append("file:///b", turn("3", started=300.0, seconds=9.0))
    assert [t.messages[-1].content for t in store.turns("file:///b")] == ["1", "3"]
    assert store.threads() == (
        ThreadInfo("file:///b", 2, 100.0, 309.0),
        ThreadInfo("file:///a", 1, 200.0, 201.0),
    )
    store.close()


def test_the_order_is_that_of_adding_whatever_the_clock_said(path: Path):
    store = ThreadStore(path)
    store.append(URI, turn("first", started=900.0))
    store.append(URI, turn("second", started=100.0))
    assert [t.messages[-1].content for t in store.turns(URI)] == ["first", "second"]
    store.close()


def test_making_a_store_touches_no_file_and_closing_it_twice_is_harmless(path: Path):
    store = ThreadStore(path)
    store.close()
    store.close()
    assert not path.parent.exists()


def test_a_closed_store_opens_again_when_it_is_needed(path: Path):
    store = ThreadStore(path)
    store.append(URI, turn("before"))
    store.close()
    store.append(URI, turn("after"))
    assert len(store.turns(URI)) == 2
    store.close()


# --- many writers ---


def test_many_threads_may_share_one_store(path: Path):
    store = ThreadStore(path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.append(f"file:///{n % 4}", turn(str(n))), range(80)))
    written = [int(t.messages[-1].content) for n in range(4) for t in store.turns(f"file:///{n}")]
    assert sorted(written) == list(range(80))
    store.close()


# Writes numbered turns, each of several pages, and prints each number once the turn is said to be on disk.
WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from m2lsp.core.chat import Message, Role
    from m2lsp.core.thread import Turn
    from m2lsp.threads import ThreadStore

    path, name, first, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    store = ThreadStore(path, busy_seconds=60)
    for number in range(first, first + count):
        body = f"{name} {number} \\ud800\\0\\r\\n\\u2028 " * 500
        messages = (Message(Role.USER, str(number)), Message(Role.ASSISTANT, body, reasoning=body[::-1]))
        store.append("file:///shared", Turn("ask", messages, name, "here", float(number), 1.0))
        print(number, flush=True)
    store.close()
""")


def writer(path: Path, name: str, first: int, count: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WRITER, str(path), name, str(first), str(count)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def check_whole(turns: tuple[Turn, ...]) -> None:
    for t in turns:
        number, answer = t.messages[0].content, t.messages[1]
        body = f"{t.model} {number} \ud800\0\r\n\u2028 " * 500
        assert (answer.content, answer.reasoning) == (body, body[::-1])


def test_two_editors_may_write_at_once_even_to_a_file_that_is_not_there_yet(path: Path):
    both = [writer(path, name, 0, 40) for name in ("left", "right")]
    for process in both:
        process.communicate()
        assert process.returncode == 0
    store = ThreadStore(path)
    turns = store.turns("file:///shared")
    check_whole(turns)
    for name in ("left", "right"):
        assert [int(t.messages[0].content) for t in turns if t.model == name] == list(range(40))
    store.close()


def test_a_killed_process_leaves_whole_turns_and_none_that_it_finished_is_lost(path: Path):
    chance = random.Random()
    finished = 0
    for _ in range(6):
        process = writer(path, "victim", finished, 1_000_000)
        assert process.stdout
        for _ in range(chance.randint(0, 12)):  # so many turns, and then some part of the next
            finished = int(process.stdout.readline()) + 1
        process.kill()
        said = process.stdout.read().split()
        process.stdout.close()
        process.wait()
        store = ThreadStore(path)
        turns = store.turns("file:///shared")
        store.close()
        check_whole(turns)
        finished = max([finished, *(int(n) + 1 for n in said)])
        # One more may be on disk than the process came to say.
        assert len(turns) in {finished, finished + 1}
        assert [int(t.messages[0].content) for t in turns] == list(range(len(turns)))
        finished = len(turns)
