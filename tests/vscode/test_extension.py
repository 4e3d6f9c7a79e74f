"""The VS Code extension in VS Code's own extension host, with a real server and a scripted endpoint.

The tests themselves are ``editors/vscode/src/test/suite``: mocha runs them inside VS Code.  Here is what
surrounds them, and what of it only the endpoint sees.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest
from lspclient import environment
from scripted import CHAT, COMPLETIONS, Request, Script, ScriptedBackend, vllm_chat, vllm_completion

pytestmark = [pytest.mark.vscode, pytest.mark.timeout(180)]

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "editors" / "vscode"
HOST = ROOT / ".build" / "vscode" / "host"
PICTURES = HOST.with_name("pictures")  # of the screen, to be looked at
ANSWERS = json.loads((EXTENSION / "src" / "test" / "answers.json").read_text("utf-8"))
PROGRAMS = Path(sys.executable).parent

# A workspace says where code goes and what runs: VS Code must not let it.
WORKSPACE_SETTINGS = {
    "m2lsp.endpoint.baseUrl": "http://127.0.0.1:9/v1",
    "m2lsp.server.command": ["no-such-program"],
}
# The user's settings in VS Code, and in m2lsp's own file.  In the middle of a word VS Code 1.139 gives ghost
# text up for its own list after 750 ms, unless that is off: here that would be a race.
MACHINE_SETTINGS = {"m2lsp.completion.maxTokens": 77, "editor.quickSuggestions": {"other": "off"}}
USER_FILE = "[completion]\nmax_tokens = 55\n[chat]\nmax_tokens = 9999\n"


@dataclass(frozen=True, slots=True)
class Run:
    """What the run in the editor left: exit code, what mocha said, and what the model was asked."""

    code: int
    said: str
    requests: tuple[Request, ...]

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]


def complete(request: Request) -> Script:
    fitting = [row["text"] for row in ANSWERS["completions"] if request.text.endswith(row["behind"])]
    return vllm_completion(fitting[0] if fitting else "")


def chat(request: Request) -> Script:
    fitting = [row["text"] for row in ANSWERS["chats"] if row["asked"] in request.text]
    return vllm_chat(fitting[0] if fitting else "I don't know.", reasoning="Let me think.")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    home = tmp_path_factory.mktemp("vscode")
    workspace = home / "workspace"
    put(workspace / ".vscode" / "settings.json", json.dumps(WORKSPACE_SETTINGS))
    put(home / "user" / "Machine" / "settings.json", json.dumps(MACHINE_SETTINGS))
    put(home / "config" / "m2lsp" / "config.toml", USER_FILE)
    with ScriptedBackend() as backend:
        backend.default(complete, path=COMPLETIONS)
        backend.default(chat, path=CHAT)
        env = environment(home, {"M2LSP_BASE_URL": backend.url, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"})
        env |= {"PATH": f"{PROGRAMS}{os.pathsep}{env['PATH']}", "TMPDIR": str(home)}
        command = [PROGRAMS / "node", EXTENSION / "out" / "test" / "drive" / "main.js", HOST, home, workspace]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        PICTURES.mkdir(exist_ok=True)
        for picture in home.glob("*.png"):
            picture.replace(PICTURES / picture.name)
        yield Run(done.returncode, done.stdout + done.stderr, backend.requests)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_the_extensions_own_tests_pass_in_the_extension_host(run: Run):
    assert run.code == 0, run.said
    print(run.said)


def test_what_the_user_set_in_vscode_counts_and_its_defaults_do_not(run: Run):
    completion, action = run.asked(COMPLETIONS)[0].json, run.asked(CHAT)[0].json
    assert completion["max_tokens"] == MACHINE_SETTINGS["m2lsp.completion.maxTokens"]
    assert 9999 in (action.get("max_tokens"), action.get("max_completion_tokens"))


def test_the_package_holds_what_it_needs_and_no_more(tmp_path: Path, run: Run):
    assert run.code == 0, run.said
    package = tmp_path / "m2lsp.vsix"
    env = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    command = ["npx", "vsce", "package", "--no-dependencies", "--out", package]
    subprocess.run(command, cwd=EXTENSION, env=env, check=True, capture_output=True)
    files = {name for name in ZipFile(package).namelist() if name.startswith("extension/")}
    assert files == {
        f"extension/{name}" for name in ("package.json", "readme.md", "LICENSE.txt", "dist/extension.js")
    }
