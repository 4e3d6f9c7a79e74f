"""The same session over TCP and over a websocket."""

import socket
from collections.abc import Callable
from contextlib import suppress

import pytest
from lspclient import Client, Sessions
from lspclient.wire import OverWebSocket, Wire, over_tcp
from websockets.exceptions import InvalidStatus
from websockets.sync import client as browser
from websockets.typing import Origin

TRANSPORTS = {"--tcp": over_tcp, "--ws": OverWebSocket}


@pytest.mark.parametrize(("option", "connect"), TRANSPORTS.items(), ids=TRANSPORTS.keys())
def test_a_session_over_a_socket_is_like_any_other(
    sessions: Sessions, option: str, connect: Callable[[str, int], Wire]
) -> None:
    server = sessions.server("serve", option, "127.0.0.1:0")
    try:
        port = int(server.wait_for_stderr(r"listening on \S*127\.0\.0\.1:(\d+)")[1])
        client = Client(connect("127.0.0.1", port))
        client.initialize(sessions.workspace)
        client.leave()
        client.peer.close()
        assert server.wait() == 0
        assert client.peer.trace.findings() == []
    finally:
        heard = server.end()
    assert heard.count("\n") == 1, heard


@pytest.mark.parametrize(("option", "connect"), TRANSPORTS.items(), ids=TRANSPORTS.keys())
def test_a_client_that_only_hangs_up_ends_the_server_too(
    sessions: Sessions, option: str, connect: Callable[[str, int], Wire]
) -> None:
    server = sessions.server("serve", option, "127.0.0.1:0")
    try:
        port = int(server.wait_for_stderr(r"listening on \S*127\.0\.0\.1:(\d+)")[1])
        client = Client(connect("127.0.0.1", port))
        client.initialize(sessions.workspace)
        client.wait_for("workspace/configuration")
        client.peer.close()
        assert server.wait() == 1
    finally:
        heard = server.end()
    assert heard.count("\n") == 1, heard


def test_a_web_page_cannot_speak_to_the_server(sessions: Sessions) -> None:
    server = sessions.server("serve", "--ws", "127.0.0.1:0")
    try:
        port = int(server.wait_for_stderr(r"listening on \S*127\.0\.0\.1:(\d+)")[1])
        with pytest.raises(InvalidStatus, match="403"):
            browser.connect(f"ws://127.0.0.1:{port}", proxy=None, origin=Origin("https://page.example"))
    finally:
        server.end()


@pytest.mark.parametrize(("option", "connect"), TRANSPORTS.items(), ids=TRANSPORTS.keys())
def test_a_second_client_does_not_get_into_the_session_of_the_first(
    sessions: Sessions, option: str, connect: Callable[[str, int], Wire]
) -> None:
    server = sessions.server("serve", option, "127.0.0.1:0")
    try:
        port = int(server.wait_for_stderr(r"listening on \S*127\.0\.0\.1:(\d+)")[1])
        first = Client(connect("127.0.0.1", port))
        first.initialize(sessions.workspace)
        with suppress(OSError):  # over TCP nobody listens any more
            second = Client(connect("127.0.0.1", port))
            second.peer.wait(lambda: second.peer.closed, "end of the second connection")
            second.peer.close()
        first.leave()
        first.peer.close()
        assert server.wait() == 0
    finally:
        server.end()


def test_an_address_that_others_can_reach_is_refused(sessions: Sessions) -> None:
    server = sessions.server("serve", "--tcp", "0.0.0.0:9")
    try:
        assert server.wait() == 1
    finally:
        heard = server.end()
    assert "--anywhere" in heard
    assert "Traceback" not in heard


@pytest.mark.parametrize("option", TRANSPORTS)
def test_a_port_that_is_taken_is_said_in_one_sentence(sessions: Sessions, option: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = sessions.server("serve", option, f"127.0.0.1:{taken.getsockname()[1]}")
        try:
            assert server.wait() == 1
        finally:
            heard = server.end()
    assert "can't be listened on" in heard
    assert heard.count("\n") == 1, heard
