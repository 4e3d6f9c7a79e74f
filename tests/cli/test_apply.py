"""``m2lsp apply``: a reply applied to files, all of it or nothing."""

import json

import pytest
from terminal import Terminal

A, B = "x = 1\r\ny = 1", "z = 1\n"


def block(search: str, replace: str, path: str = "") -> str:
    return f"{path}\n<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n"


BOTH = block("x = 1", "x = 'é'", "a.py") + block("z = 1", "z = 2", "sub/b.py")


@pytest.fixture
def files(shell: Terminal) -> Terminal:
    shell.file("a.py", A)
    shell.file("sub/b.py", B)
    return shell


def read(shell: Terminal) -> tuple[str, str]:
    return tuple((shell.folder / name).read_bytes().decode() for name in ("a.py", "sub/b.py"))


def test_a_fence_is_the_files_new_text(files: Terminal):
    done = files.run("apply", "a.py", stdin="Here:\n```python\nx = 2\ny = 2\n```\n")
    assert (done.code, done.out, done.err) == (0, "changed a.py\n", "")
    assert read(files) == ("x = 2\r\ny = 2", B)


@pytest.mark.parametrize("options", [(), ("--diff",)])
def test_a_fence_with_a_part_of_the_file_is_refused(files: Terminal, options: tuple[str, ...]):
    done = files.run("apply", "a.py", *options, stdin="```python\nx = 2\n```\n")
    assert done.code == 1
    assert done.sentence.startswith("nothing was changed: a.py: It would delete `y`.")
    assert "--whole" in done.sentence
    assert read(files) == (A, B)


def test_whole_takes_the_part_for_the_file(files: Terminal):
    assert files.run("apply", "a.py", "--whole", stdin="```python\nx = 2\n```\n").code == 0
    assert read(files) == ("x = 2", B)


def test_blocks_of_several_files_are_applied_together(files: Terminal):
    done = files.run("apply", "a.py", stdin=BOTH)
    assert (done.code, done.out) == (0, "changed a.py\nchanged sub/b.py\n")
    assert read(files) == ("x = 'é'\r\ny = 1", "z = 2\n")


def test_the_reply_may_come_from_a_file(files: Terminal):
    files.file("reply.md", BOTH)
    assert files.run("apply", "a.py", "--reply", "reply.md").code == 0
    assert read(files)[0] == "x = 'é'\r\ny = 1"


@pytest.mark.parametrize("where", [".", "sub"])
def test_the_named_file_is_meant_wherever_one_is(files: Terminal, where: str):
    cwd = files.folder / where
    name = "b.py" if where == "sub" else "sub/b.py"
    for reply in ("```\nz = 2\n```", block("z = 2", "z = 3", name), block("z = 3", "z = 4", "b.py")):
        assert files.run("apply", name, stdin=reply, cwd=cwd).code == 0
    assert read(files) == (A, "z = 4\n")


def test_a_file_that_there_is_not_yet_is_made_where_it_was_named(files: Terminal):
    done = files.run("apply", "new.py", stdin="```\nx = 1\n```", cwd=files.folder / "sub")
    assert (done.code, done.out) == (0, "created new.py\n")
    assert (files.folder / "sub" / "new.py").read_text() == "x = 1\n"


REFUSED = [
    (block("x = 1", "x = 2", "a.py") + block("nowhere", "z = 2", "sub/b.py"), "sub/b.py: "),
    (block("x = 1", "x = (", "a.py"), "a.py: The file would have 1 syntax error"),
    (block("x = 1", "x = 2", "a.py") + block("", "x", "../out.py"), "outside"),
    (block("x = 1", "x = 2", "a.py") + block("", "x", "/tmp/out.py"), "outside"),
    (block("x = 1", "x = 2", "a.py") + block("", "x", ".git/hooks/pre-commit"), "repository's own data"),
    (block("x = 1", "x = 2", "a.py") + block("", "x", "secret.pem"), "leaves secret.pem alone"),
    (block("x = 1", "x = 2", "a.py") + block("y = 1", "y = 2", "sub/../a.py"), "in 2 ways"),
    (block("x = 1", "x = 2", "a.py") + block("", "x", "`sub`"), "can't be read"),
    ("No fence at all.", "no fenced block"),
    ("```\nx = 2", "not closed"),
    ("", "no fenced block"),
]


@pytest.mark.parametrize(("reply", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused_in_part_is_refused_whole(files: Terminal, reply: str, words: str):
    done = files.run("apply", "a.py", stdin=reply)
    assert done.code == 1
    assert words in done.sentence
    assert read(files) == (A, B)
    assert sorted(p.name for p in files.folder.iterdir()) == [".git", "a.py", "sub"]


def test_a_link_that_leads_outside_is_refused(files: Terminal):
    outside = files.folder.parent / "outside.py"
    outside.write_text("x = 1\n")
    (files.folder / "link.py").symlink_to(outside)
    done = files.run("apply", "a.py", stdin=block("x = 1", "x = 2", "link.py"))
    assert done.code == 1
    assert "outside the project" in done.sentence
    assert outside.read_text() == "x = 1\n"


def test_diff_shows_all_of_it_for_git_and_writes_nothing(files: Terminal):
    done = files.run("apply", "a.py", "--diff", stdin=BOTH + block("", "n = 1", "new.py"))
    assert done.code == 0
    assert read(files) == (A, B)
    files.git("apply", "--whitespace=nowarn", stdin=done.out)
    assert read(files) == ("x = 'é'\r\ny = 1", "z = 2\n")
    assert (files.folder / "new.py").read_text() == "n = 1\n"


def test_a_reply_that_is_no_text_is_refused_in_a_sentence(files: Terminal):
    done = files.run("apply", "a.py", stdin=b"\xff\xfe")
    assert (done.code, done.sentence) == (1, "The reply is not UTF-8 text, so nothing was changed.")


def test_without_a_file_it_says_what_is_missing(files: Terminal):
    assert files.run("apply", stdin="x").sentence == "Name the file that the reply is about."


def test_a_batch_answers_every_line(shell: Terminal):
    lines = [
        json.dumps({"text": "é = 1\r\n", "search": "é = 1", "replace": "é = 2"}),
        json.dumps({"text": "x\n", "search": "nowhere", "replace": "y"}),
        json.dumps({"text": "\ud800\nx\n", "search": "x", "replace": "y"}),
        "",
        "{",
        "[]",
        "3",
        '{"text": "x"}',
        '{"text": 1, "search": "x", "replace": "y"}',
    ]
    done = shell.run("apply", "--batch", stdin="\n".join(lines))
    assert (done.code, done.err) == (0, "")
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert answers[0] == {"text": "é = 2\r\n", "reason": ""}
    assert answers[1] == {"text": None, "reason": "not found"}
    assert answers[2] == {"text": "\ud800\ny\n", "reason": ""}
    assert [a["reason"] for a in answers[3:]] == ["bad input"] * 5
