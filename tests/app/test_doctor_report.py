"""The document that doctor writes for editors."""

from acting import Stage

from m2lsp.app.doctor import Finding, Verdict, report

FOUND = (
    Finding(Verdict.OK, "m2lsp", "0.1"),
    Finding(Verdict.OK, "endpoint", "there", "actions"),
    Finding(Verdict.BAD, "model", "a | b is not served", "actions"),
)


def lines(stage: Stage, *findings: Finding) -> list[str]:
    return report.write(findings, stage.services()).read_text("utf-8").split("\n")


def test_what_is_to_be_mended_comes_first_and_this_machine_last(stage: Stage) -> None:
    assert lines(stage, *FOUND) == [
        "# m2lsp doctor: 1 to mend",
        "",
        "- **model** (actions): a | b is not served",
        "",
        "## actions",
        "",
        "| | what | found |",
        "|---|---|---|",
        "| ok | endpoint | there |",
        "| **bad** | model | a \\| b is not served |",
        "",
        "## this machine",
        "",
        "| | what | found |",
        "|---|---|---|",
        "| ok | m2lsp | 0.1 |",
        "",
    ]


def test_nothing_to_mend_is_said_in_the_title(stage: Stage) -> None:
    assert lines(stage, *FOUND[:2])[:3] == ["# m2lsp doctor: usable as it is", "", "## actions"]
