"""An edit of several files over the protocol: all of it, for the versions it was made for, or nothing."""

import json
import sys
from pathlib import Path

from lspclient import Client, Copy, Sessions, answers
from scripted import CHAT, Request, Script, ScriptedBackend, vllm_chat

SHAPES = "def area(width):\n    return width * width\n"
REPORT = "from shapes import area\n\nprint(area(2))\n"
BLOCKS = """\
shapes.py
<<<<<<< SEARCH
def area(width):
    return width * width
=======
def area(width, height):
    return width * height
>>>>>>> REPLACE

report.py
<<<<<<< SEARCH
print(area(2))
=======
print(area(2, 2))
>>>>>>> REPLACE
"""
COMPLAINS = """
import sys
sys.exit("shapes.py:1: error: odd" if "height" in open("shapes.py").read() else 0)
"""
INPUT = {"m2lsp": {"extensions": ["input"]}}
TOLD = {"m2lsp/input": answers.constant("take a height")}


def opened(sessions: Sessions, **settings: str) -> tuple[Client, Copy, Copy]:
    client = sessions.start("vscode-code-server-lc11", options=INPUT, answers=TOLD, settings=settings)
    texts = {"shapes.py": SHAPES, "report.py": REPORT}
    for name, text in texts.items():
        (sessions.workspace / name).write_text(text)
    shapes, report = (client.open(sessions.workspace / name, text, "python") for name, text in texts.items())
    return client, shapes, report


def resolved(client: Client, document: Copy, kind: str) -> dict:
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(0, 0),
        "context": {"diagnostics": [], "only": [kind]},
    }
    (action,) = client.request("textDocument/codeAction", params)
    return client.request("codeAction/resolve", action)


def test_all_files_change_in_one_edit_with_their_versions(sessions: Sessions, backend: ScriptedBackend):
    backend.default(vllm_chat(BLOCKS))
    client, shapes, report = opened(sessions)
    edit = resolved(client, shapes, "refactor.rewrite.m2lsp.signature")["edit"]
    identified = [change["textDocument"] for change in edit["documentChanges"]]
    assert [(each["uri"], each["version"]) for each in identified] == [(shapes.uri, 1), (report.uri, 1)]
    client.apply(edit)
    assert "height" in shapes.text
    assert report.text == REPORT.replace("area(2)", "area(2, 2)")


def test_if_one_of_them_changed_meanwhile_none_does_and_that_is_said(
    sessions: Sessions, backend: ScriptedBackend
):
    client, shapes, report = opened(sessions)

    def changes(_: Request) -> Script:
        client.change(report, 0, 0, "# mine\n")
        return vllm_chat(BLOCKS)

    backend.default(changes, path=CHAT)
    assert "edit" not in resolved(client, shapes, "refactor.rewrite.m2lsp.signature")
    (message,) = client.heard("window/showMessage")
    assert "changed meanwhile" in message["message"]


def test_an_edit_that_still_fails_the_projects_check_comes_with_a_warning(
    sessions: Sessions, backend: ScriptedBackend, tmp_path: Path
):
    backend.default(vllm_chat(BLOCKS))
    program = tmp_path / "program.txt"
    program.write_text(
        "import sys; sys.exit('shapes.py:1: error: odd' if 'height' in open('shapes.py').read() else 0)"
    )
    checks = {
        "M2LSP_CHECKS_TRUSTED": json.dumps([str(sessions.workspace)]),
        "M2LSP_CHECKS_COMMANDS": json.dumps({"python": f"'{sys.executable}' '{program}'"}),
        "M2LSP_CHECKS_ROUNDS": "0",
    }
    client, shapes, _ = opened(sessions, **checks)
    assert "edit" in resolved(client, shapes, "refactor.rewrite.m2lsp.signature")
    (message,) = client.heard("window/showMessage")
    assert message["message"] == "The edit does not pass the project's own check: shapes.py:1: error: odd"


TESTS = "tests/test_shapes.py\n```python\ndef test_area():\n    assert True\n```"


def test_a_new_file_is_made_and_filled_by_one_edit(sessions: Sessions, backend: ScriptedBackend):
    backend.default(vllm_chat(TESTS))
    client, shapes, _ = opened(sessions)
    made, filled = resolved(client, shapes, "refactor.rewrite.m2lsp.tests")["edit"]["documentChanges"]
    assert made["kind"] == "create"
    assert made["uri"] == filled["textDocument"]["uri"]
    assert made["uri"].endswith("/tests/test_shapes.py")
    assert filled["edits"][0]["newText"] == "def test_area():\n    assert True\n"
