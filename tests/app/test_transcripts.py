"""A thread as a file."""

import pytest
from acting import Stage
from turns import turn

from m2lsp.app import transcripts

URIS = {
    "file:///project/src/main.rs": "main.rs-",
    "file:///c%3A/dir/a%20b.py": "a b.py-",
    "file:///c:/": "c--",
    "untitled:Untitled-1": "untitled-Untitled-1-",
    "untitled:C%3A%5Cdir%5Ca.py": "a.py-",
    "vscode-notebook-cell:/n.ipynb#W0s": "n.ipynb-W0s-",
    'git:/a.py?{"ref":"~"}': "a.py---ref------",
    "file:///a%2Fb/..%2F..%2Fc": "c-",
    "file:///..": "..-",
    "file:///nul%00byte%0A": "nul-byte--",
    "file:///" + "é" * 300: "é" * 50 + "-",
    "": "document-",
    "file:///\ud800": "--",
}


@pytest.mark.parametrize(("uri", "start"), URIS.items(), ids=range(len(URIS)))
def test_any_document_has_a_transcript_in_our_folder_under_a_name_that_every_disk_takes(
    stage: Stage, uri: str, start: str
):
    async def written(services):
        services.store.append(uri, turn("It adds."))
        return transcripts.write(uri, services), transcripts.write(uri, services)

    path, again = stage.run(written)
    assert path == again
    assert path.parent == stage.data / "transcripts"
    assert path.name.startswith(start)
    assert path.name.removeprefix(start).count(".") == 1
    assert "It adds." in path.read_text("utf-8")
    assert list(path.parent.iterdir()) == [path]


def test_two_documents_of_one_name_have_two_transcripts(stage: Stage):
    async def written(services):
        return {transcripts.write(f"file:///{folder}/a.py", services) for folder in "xy"}

    assert len(stage.run(written)) == 2
