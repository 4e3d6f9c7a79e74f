"""The test client keeps its word: it counts as LSP does, and it finds what is wrong."""

import pytest
from lspclient import Copy
from lspclient.trace import Trace

TEXT = "a\u2028b\r\n😀é\rlast"
WIDTHS = {"utf-8": (4, 6), "utf-16": (2, 3), "utf-32": (1, 2)}


@pytest.mark.parametrize(("encoding", "widths"), WIDTHS.items())
def test_positions_count_code_units_on_lines_as_lsp_has_them(encoding: str, widths: tuple[int, int]) -> None:
    copy = Copy("file:///a", TEXT, "x", encoding=encoding)
    places = [TEXT.index("é"), TEXT.index("é") + 1, len(TEXT)]
    assert [(p["line"], p["character"]) for p in map(copy.position, places)] == [
        (1, widths[0]),
        (1, widths[1]),
        (2, 4),
    ]
    assert [copy.offset(copy.position(p)) for p in places] == places


def test_a_position_inside_a_character_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such character"):
        Copy("file:///a", TEXT, "x").offset({"line": 1, "character": 1})


def session(*from_server: dict) -> list[str]:
    """What is found in a session in which the server says these things."""
    trace = Trace()
    document = {"uri": "file:///a", "languageId": "x", "version": 1, "text": "😀\n"}
    position = {"line": 0, "character": 0}
    at = {"textDocument": {"uri": "file:///a"}, "position": position, "context": {"triggerKind": 1}}
    trace.add("c2s", {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}})
    trace.add("s2c", {"jsonrpc": "2.0", "id": 1, "result": {"capabilities": {}}})
    opened = {"textDocument": document}
    trace.add("c2s", {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": opened})
    trace.add("c2s", {"jsonrpc": "2.0", "id": 2, "method": "textDocument/inlineCompletion", "params": at})
    for message in from_server:
        trace.add("s2c", {"jsonrpc": "2.0", **message})
    return trace.findings()


def item(start: int, end: int, **more: object) -> dict:
    positions = ({"line": 0, "character": n} for n in (start, end))
    span = dict(zip(("start", "end"), positions, strict=True))
    return {"id": 2, "result": [{"insertText": "x", "range": span, **more}]}


def test_a_session_in_which_nothing_is_wrong_has_no_findings() -> None:
    status = {"method": "m2lsp/status", "params": {"kind": "ready"}}
    assert session(item(0, 2), status) == []


WRONG = {
    "never answered": (),
    "answered before": (item(0, 0), item(0, 0)),
    "inside a utf-16 unit sequence": (item(1, 2),),
    "range ends before it starts": (item(2, 0),),
    "not a property of": (item(0, 0, colour="red"),),
    "missing": ({"id": 2, "result": [{}]},),
    "client lacks workspace.applyEdit": (
        item(0, 0),
        {"id": "s", "method": "workspace/applyEdit", "params": {"edit": {}}},
    ),
    "RequestCancelled without a cancel": ({"id": 2, "error": {"code": -32800, "message": ""}},),
}


@pytest.mark.parametrize(("finding", "messages"), WRONG.items())
def test_what_the_protocol_forbids_is_found(finding: str, messages: tuple[dict, ...]) -> None:
    findings = session(*messages)
    assert any(finding in line for line in findings), findings
