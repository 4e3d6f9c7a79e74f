"""vLLM as a process, and what it says of itself when it is asked directly."""

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-vllm" / "bin" / "python"
MODEL = "MiniMax-M2.1"
CONTEXT = 16_384  # tokens
BLOCK = 32  # tokens: only whole blocks of a prompt come from the cache; 32 is the least on a CPU
SLOTS = 4  # requests that are worked on at once; others wait

THOUGHT = "~"
"""What it thinks where a test sets its words: a token that no answer holds."""

# Those that it may write into an answer as one token, or spell.
_MARKERS = ("<think>", "</think>", "<minimax:tool_call>", "</minimax:tool_call>")

_PATIENCE = 300.0
"""Seconds after which a start is given up; nothing is measured by it."""

_SETTLED = 20.0
"""Seconds after which a wait for the running engine is given up."""

_FLAGS = {
    "--host": "127.0.0.1",
    "--served-model-name": MODEL,
    "--max-model-len": CONTEXT,
    "--max-num-seqs": SLOTS,
    "--block-size": BLOCK,
    "--kv-cache-memory-bytes": 128 << 20,
    "--distributed-executor-backend": "uni",
    # The server's own defaults, not those of the checkpoint.
    "--generation-config": "vllm",
    "--tool-call-parser": "minimax_m2",
    # Without it ``priority`` is taken and ignored (m2-wire-measured, section 5).
    "--scheduling-policy": "priority",
}
_SWITCHES = ("--enforce-eager", "--enable-prompt-tokens-details", "--enable-auto-tool-choice")

# One thread that is bound to no core, and one process instead of two: quicker on a small busy machine.
_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    "OMP_NUM_THREADS": "1",
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
}


def available() -> bool:
    """Whether ``make test-vllm`` has put a vLLM there."""
    return (PYTHON.parents[1] / ".ready").exists()


def make_checkpoint(folder: Path) -> Path:
    """The tiny model in a folder of its own.

    Raises:
        AssertionError: there is no vLLM to make it with.
    """
    assert PYTHON.exists(), "there is no vLLM in .venv-vllm: make test-vllm puts one there"
    maker = Path(__file__).with_name("make_tiny.py")
    subprocess.run([PYTHON, maker, folder / "tiny"], cwd=folder, check=True, timeout=_PATIENCE)
    return folder / "tiny"


class VLLM:
    """A running server; its home and log are in ``folder``.

    ``parser`` reads the thinking; an empty one leaves it in the content.

    Raises:
        AssertionError: it did not start; the end of its log says why.
    """

    def __init__(self, folder: Path, checkpoint: Path, parser: str = "minimax_m2") -> None:
        self.parser = parser
        self.port = _free_port()
        self._log = folder / "vllm.log"
        flags = {**_FLAGS, **_parsing(parser), "--model": checkpoint, "--port": self.port}
        # The program `vllm` asks for a distribution of that name, and this one is called vllm-cpu.
        command = [PYTHON, "-m", "vllm.entrypoints.openai.api_server", *_SWITCHES]
        command += [part for flag in flags.items() for part in flag]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                env={"PATH": os.environ["PATH"], "HOME": str(folder), **_ENVIRONMENT},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_up()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The base address, as in a user's settings."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def log(self) -> str:
        """All that it wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """End the process, and be sure that it is gone."""
        self.process.terminate()
        try:
            self.process.wait(_SETTLED)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(_SETTLED)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Status and answer of one request: JSON as values, anything else as text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SETTLED)
        try:
            data = None if body is None else json.dumps(body)
            headers = {"Content-Type": "application/json"}
            connection.request("GET" if body is None else "POST", path, data, headers)
            response = connection.getresponse()
            text = response.read().decode()
            told = response.headers.get("Content-Type", "")
            return response.status, json.loads(text) if told.startswith("application/json") else text
        finally:
            connection.close()

    def ids(self, text: str) -> list[int]:
        """The token ids of a text, control tokens included, nothing added."""
        return self._asked("/tokenize", {"prompt": text, "add_special_tokens": False})["tokens"]

    def text(self, ids: Sequence[int]) -> str:
        """The text of token ids, control tokens included."""
        return self._asked("/detokenize", {"tokens": list(ids)})["prompt"]

    def rendered(self, messages: Sequence[dict[str, Any]], **more: Any) -> list[int]:
        """The token ids that its own chat template makes of a conversation."""
        body = {"messages": list(messages), "add_special_tokens": False, **more}
        return self._asked("/tokenize", body)["tokens"]

    def prompt_of_chat(self, body: dict[str, Any]) -> str:
        """The text that a chat request is rendered to, by making it and asking for one token."""
        more = {"stream": False, "max_tokens": 1, "return_prompt_text": True}
        unsent = ("stream_options", "thinking_token_budget")
        asked = {name: value for name, value in body.items() if name not in unsent}
        return self._asked("/v1/chat/completions", asked | more)["prompt_text"]

    def says(self, answer: str, *, thinking: int = 0) -> dict[str, Any]:
        """Fields that make it say ``answer``, with M2's control tokens where that spells them, after about
        so many tokens of ``THOUGHT``; with none it closes its think block at once.
        """
        # Less than the thought, so that no marker comes before its time.
        marked = {marker: 90 for marker in _MARKERS if marker in answer}
        if self.parser == "minimax_m2":  # a grammar begins behind the think block, which a budget ends
            text, marked = answer, marked | {THOUGHT: 100}
            more = {"thinking_token_budget": thinking + 1}  # the template's newline counts
        else:
            text, marked, more = f"{THOUGHT * thinking}</think>{answer}", marked | {"</think>": 90}, {}
        bias = {str(self.ids(marker)[0]): weight for marker, weight in marked.items()}
        return {"structured_outputs": {"choice": [text]}, "logit_bias": bias, "temperature": 0.0, **more}

    def known_fields(self, schema: str) -> frozenset[str]:
        """The fields of a request that it knows; others it ignores without a word."""
        return frozenset(self._asked("/openapi.json")["components"]["schemas"][schema]["properties"])

    def gauge(self, name: str) -> float:
        """One of its metrics, summed over its labels."""
        lines = self._asked("/metrics").splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"vllm:{name}{{"))

    def wait_until(self, *, running: int, waiting: int = 0) -> None:
        """Wait until so many requests are worked on, and so many queue.

        Raises:
            AssertionError: it did not come to that.
        """

        def there() -> bool:
            now = self.gauge("num_requests_running"), self.gauge("num_requests_waiting")
            return now == (running, waiting)

        _wait(there, f"{running} running and {waiting} waiting requests", _SETTLED)

    def wait_until_idle(self) -> None:
        """Wait until nothing runs or waits.

        Raises:
            AssertionError: something still does.
        """
        self.wait_until(running=0)

    def _asked(self, path: str, body: dict[str, Any] | None = None) -> Any:
        status, answer = self.ask(path, body)
        assert status == http.HTTPStatus.OK, f"{path}: {status} {answer}"
        return answer

    def _wait_until_up(self) -> None:
        def up() -> bool:
            ended = self.process.poll()
            assert ended is None, f"vLLM left with {ended}; its log ends with:\n{self.log[-3000:]}"
            try:
                return self.ask("/health")[0] == http.HTTPStatus.OK
            except OSError:
                return False

        _wait(up, "vLLM to come up", _PATIENCE)


def _parsing(parser: str) -> dict[str, str]:
    """With M2's own parser a thinking budget and a grammar together need a grammar that waits for the end
    of the thinking; the other one has no budget, so the grammar must begin at once (m2-wire-measured,
    section 3).
    """
    grammar = {"backend": "xgrammar", "disable_any_whitespace": True}
    grammar["enable_in_reasoning"] = parser != "minimax_m2"
    flags = {"--structured-outputs-config": json.dumps(grammar)}
    return flags | ({"--reasoning-parser": parser} if parser else {})


def _wait(there: Callable[[], bool], what: str, seconds: float) -> None:
    """Look again and again: another process has no condition that could be waited on."""
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, f"waited {seconds:g} s for {what}"
        time.sleep(0.02)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
