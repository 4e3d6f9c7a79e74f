"""What all subcommands have in common, and those that ask for a completion."""

import json
import signal
import socket
import subprocess

import pytest
from impostors import vllm
from scripted import CHAT, openai_error, vllm_completion, wait
from terminal import PROGRAM, Terminal

CODE = "def add(a, b):\r\n    return \r\n"
WRONG = [
    (("nosuch",), 'there is no command "nosuch". There are: serve, try, '),
    (("atc",), 'there is no command "atc". Did you mean act?'),
    (("--nosuch",), "unrecognized arguments: --nosuch. See m2lsp --help."),
    (("act",), "the following arguments are required: NAME, "),
    (("act", "nosuch", "a.py:1"), "there is no action 'nosuch'; there are: fix_diagnostic, "),
    (("act", "explian", "a.py:1"), "there is no action 'explian'; did you mean explain?"),
    (("act", "explain", "a.py"), "'a.py' is no FILE:LINE[:COL][-LINE[:COL]]"),
    (("complete", "a.py:1"), "'a.py:1' is no FILE:LINE:COL"),
    (("context", "a.py:1:1", "--budget", "0"), "'0' is no number of tokens"),
    (("thread",), "the following arguments are required: list|show"),
]


@pytest.mark.parametrize(("words", "words_of_it"), WRONG, ids=range(len(WRONG)))
def test_wrong_usage_is_exit_code_2_and_one_sentence(shell: Terminal, words, words_of_it: str):
    done = shell.run(*words)
    assert done.code == 2
    assert words_of_it in done.sentence


def test_help_names_every_command(shell: Terminal):
    done = shell.run("--help")
    assert (done.code, done.err) == (0, "")
    assert "complete" in done.out


def test_a_completion_goes_to_standard_output(shell: Terminal):
    shell.file("a.py", CODE)
    shell.backend.default(vllm_completion("a + b  # é\nmore()\n"))
    done = shell.run("complete", "a.py:2:12")
    assert (done.code, done.out, done.err) == (0, "a + b  # é\n", "")
    assert shell.backend.requests[0].text.endswith("def add(a, b):\r\n    return ")


def test_no_completion_is_exit_code_1_and_a_sentence(shell: Terminal):
    shell.file("a.py", CODE)
    shell.backend.default(vllm_completion(" \n"))
    done = shell.run("complete", "a.py:2:12")
    assert done.code == 1
    assert done.sentence.startswith("no completion: ")


def test_at_the_end_of_a_file_and_in_an_empty_one_there_may_be_a_completion(shell: Terminal):
    shell.file("empty.py", "")
    shell.file("end.py", "x = ")
    shell.backend.default(vllm_completion("1\n"))
    assert shell.run("complete", "empty.py:1:1").out == "1\n"
    assert shell.run("complete", "end.py:1:5").out == "1\n"


def test_context_shows_exactly_what_complete_sends_and_sends_nothing(shell: Terminal):
    shell.file("a.py", CODE)
    done = shell.run("context", "a.py:2:12", "--json")
    assert (done.code, done.err) == (0, "")
    assert shell.backend.traffic == ()
    told = json.loads(done.out)
    shell.backend.default(vllm_completion("a + b\n"))
    shell.run("complete", "a.py:2:12")
    assert told["prompt"] == shell.backend.requests[0].json["prompt"]
    assert told["way"] == "raw prefill"
    assert told["to"].startswith("vllm at 127.0.0.1:")
    assert [s["kind"] for s in told["sections"]][-1] == "excerpt"
    assert all(s["tokens"] >= 0 and s["reason"] for s in told["sections"])


def test_context_for_a_person_lists_the_sections_and_then_the_prompt(shell: Terminal):
    shell.file("a.py", "import os\n\n" + "x = 1\n" * 2000 + "y = ")
    done = shell.run("context", "a.py:2003:5", "--budget", "200")
    assert done.code == 0
    head, _, prompt = done.out.partition("\n\n")
    assert head.startswith("to vllm at 127.0.0.1:")
    assert "excerpt" in head
    assert len(prompt) < 3000
    assert shell.backend.traffic == ()


def test_context_is_cut_to_what_the_endpoint_takes(shell: Terminal):
    shell.settings = {"M2LSP_PROVIDER": "embedded"}
    shell.file("a.py", "x = 1\n" * 20_000 + "y = ")
    done = shell.run("context", "a.py:20001:5", "--budget", "100000", "--json")
    assert 1000 < json.loads(done.out)["tokens"] < 4096


def test_a_batch_of_contexts_answers_every_line_from_the_text_given(shell: Terminal):
    shell.file("a.py", "on_disk = 1\n")
    shell.file("b.py", "def total(xs):\n    return sum(xs)\n")
    shell.file(".env", "def secret(): ...\n")
    shell.file("ignored.py", "def ignored(): ...\n")
    shell.file(".gitignore", "ignored.py\n")
    case = {"root": str(shell.folder), "path": "a.py", "text": "𝄞 = total\n", "line": 0, "character": 10}
    others = ["a.py", "b.py", ".env", "ignored.py", "none.py"]
    lines = [
        {"id": 1, **case, "budget_tokens": 1000, "open_files": others},
        {"id": 2, **case, "budget_tokens": 1000},
        {**case, "path": ".env", "budget_tokens": 1000},
        {**case, "line": "0", "budget_tokens": 1000},
        case,
        [],
    ]
    done = shell.run("context", "--batch", stdin="\n".join(map(json.dumps, lines)) + "\n{\n")
    assert (done.code, done.err) == (0, "")
    first, second, *wrong = map(json.loads, done.out.splitlines())
    assert first["context"].endswith("𝄞 = total\n")
    assert "def total(xs)" in first["context"]
    assert second["context"] == "𝄞 = total\n"
    assert 0 < second["tokens"] < first["tokens"]
    for text in ("on_disk", "secret", "ignored"):
        assert text not in first["context"]
    assert "leaves .env alone" in wrong[0]["error"]
    assert [answer["error"].startswith("A line must be ") for answer in wrong[1:]] == [True] * 4
    assert shell.backend.traffic == ()


def test_context_of_a_file_that_may_not_be_sent_is_refused(shell: Terminal):
    shell.file(".env", "KEY=1\n")
    done = shell.run("context", ".env:1:1")
    assert done.code == 1
    assert "leaves .env alone" in done.sentence


def test_doctor_is_exit_code_0_where_all_works(shell: Terminal):
    shell.backend.default(vllm_completion("a + b\n"))
    shell.backend.default(vllm(), path=CHAT)
    done = shell.run("doctor")
    assert (done.code, done.err) == (0, "")
    assert "\nok   model        MiniMax-M2.1, 196608 tokens of context\n" in done.out
    assert not [line for line in done.out.splitlines() if line.startswith("bad")]
    assert done.out.endswith("\nusable as it is\n")


def test_doctor_speaks_json_to_programs(shell: Terminal):
    shell.backend.default(vllm_completion("a + b\n"))
    shell.backend.default(vllm("minimax_m2_append_think"), path=CHAT)
    done = shell.run("doctor", "--json")
    assert (done.code, done.err) == (1, "")
    told = json.loads(done.out)
    assert told["usable"] is False
    assert [row["about"] for row in told["findings"] if row["verdict"] == "bad"] == ["thinking"]
    assert next(row for row in told["findings"] if row["about"] == "chat")["figures"]["first_token_ms"] > 0


def test_doctor_can_be_interrupted(shell: Terminal):
    shell.backend.default(vllm_completion("a", before=wait("never")))
    with subprocess.Popen(
        [PROGRAM, "doctor"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=shell.folder,
        env=shell.environment(),
    ) as process:
        shell.backend.wait_for_request(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")
    assert b"MiniMax-M2.1" in out
    shell.backend.wait_for_abort(1)


@pytest.mark.parametrize("state", ["down", "refusing"])
def test_doctor_is_exit_code_1_where_it_can_not_work(shell: Terminal, state: str):
    if state == "down":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            shell.settings = {"M2LSP_BASE_URL": f"http://127.0.0.1:{free.getsockname()[1]}/v1"}
    shell.backend.default(openai_error(401, "no"), path="/v1/models")
    done = shell.run("doctor")
    assert (done.code, done.err) == (1, "")
    assert [line for line in done.out.splitlines() if line.startswith("bad  endpoint")]


def test_doctor_does_not_call_settings_fine_that_have_a_problem(shell: Terminal):
    shell.settings = {"M2LSP_COMPLETION_MAX_TOKENS": "many"}
    lines = shell.run("doctor").out.splitlines()
    assert [line for line in lines if line.startswith("bad  settings")]
    assert not [line for line in lines if line.startswith("ok   settings")]


def test_a_broken_settings_file_is_named_in_a_sentence_and_otherwise_ignored(shell: Terminal):
    user = shell.home / "config" / "m2lsp" / "config.toml"
    user.parent.mkdir(parents=True)
    user.write_text("[completion\n")
    shell.file(".m2lsp.toml", "[completion]\nmax_tokns = 3\n")
    shell.file("a.py", CODE)
    shell.backend.default(vllm_completion("a + b\n"))
    done = shell.run("complete", "a.py:2:12")
    assert (done.code, done.out) == (0, "a + b\n")
    broken, unknown = done.err.splitlines()
    assert "config.toml" in broken
    assert "max_tokns" in unknown
    assert "completion.max_tokens" in unknown


def test_a_wrong_endpoint_is_exit_code_1_and_names_the_setting(shell: Terminal):
    shell.settings = {"M2LSP_COMPLETION_PROVIDER": "vlm"}
    shell.file("a.py", CODE)
    done = shell.run("complete", "a.py:2:12")
    assert (done.code, done.sentence) == (1, "completion.provider: there is no 'vlm'. Did you mean vllm?")


@pytest.mark.parametrize("size", [1, 200_000])
def test_a_reader_that_leaves_is_no_trouble(shell: Terminal, size: int):
    shell.file("a.py", "x = '" + "y" * size + "'\n")
    with subprocess.Popen(
        [PROGRAM, "context", "a.py:1:1", "--budget", "100000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=shell.folder,
        env=shell.environment(),
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read().decode()
        process.wait(60)
    assert said == ""


def test_what_is_printed_is_utf_8_whatever_the_locale(shell: Terminal):
    shell.settings = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0", "LC_ALL": "C"}
    shell.file("a.py", "x = ")
    shell.backend.default(vllm_completion("'𝄞'\n"))
    assert shell.run("complete", "a.py:1:5").out == "'𝄞'\n"
