"""Pulling from Hugging Face: ranges, broken connections, wrong lengths."""

import pytest
from modelsources import CONTENT, HUB_ONLY, ROW, HubServer, Stopped, Watch

from m2lsp.backends.embedded.pull import pull
from m2lsp.core.errors import BackendUnreachable


def test_a_file_from_the_hub_is_kept_under_its_hash(served, models):
    served(HubServer(CONTENT))
    pulled = pull(ROW, Watch())
    assert pulled.path == models / f"{ROW.sha256}.gguf"
    assert pulled.path.read_bytes() == CONTENT
    assert pulled.source == "Hugging Face (someone/Tiny-GGUF)"


@pytest.mark.parametrize("lengths", [True, False])
def test_a_broken_connection_is_taken_up_where_it_broke(served, lengths):
    hub = served(HubServer(CONTENT, cut_after=300_000, lengths=lengths))
    assert pull(HUB_ONLY, Watch()).path.read_bytes() == CONTENT
    assert hub.asked == ["", "bytes=300000-"]


def test_a_pull_that_was_stopped_goes_on_where_it_was(served):
    hub = served(HubServer(CONTENT))
    with pytest.raises(Stopped):
        pull(HUB_ONLY, Watch("Downloading", 500_000))
    assert pull(HUB_ONLY, Watch()).path.read_bytes() == CONTENT
    start = int(hub.asked[1].removeprefix("bytes=").removesuffix("-"))
    assert 500_000 <= start < len(CONTENT)


def test_a_hub_that_knows_no_ranges_begins_again(served):
    hub = served(HubServer(CONTENT, ranges=False, cut_after=300_000))
    assert pull(HUB_ONLY, Watch()).path.read_bytes() == CONTENT
    assert hub.asked == ["", "bytes=300000-"]


@pytest.mark.parametrize("lengths", [True, False])
@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT + b"x"], ids=["short", "long"])
def test_a_file_of_another_length_is_refused(served, models, content, lengths):
    served(HubServer(content, lengths=lengths))
    with pytest.raises(BackendUnreachable):
        pull(HUB_ONLY, Watch())
    assert not (models / f"{ROW.sha256}.gguf").exists()


def test_a_length_that_is_said_is_judged_before_the_download(served):
    served(HubServer(CONTENT + b"x"))
    watch = Watch()
    with pytest.raises(BackendUnreachable, match="its file has 1,024,001 bytes instead of 1,024,000"):
        pull(HUB_ONLY, watch)
    assert watch.stages == []
