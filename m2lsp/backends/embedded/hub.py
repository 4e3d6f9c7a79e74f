"""Fetch a model file from Hugging Face, going on where an earlier try stopped."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.backends.embedded.report import Progress, Report, SourceFailed, SourceLied
from m2lsp.backends.embedded.weights import Hub, Weights

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 3.0  # a hub that is out of reach must not hold up the sources after it
READ_SECONDS = 30.0
TRIES = 5  # in a row without one new byte
OK, PARTIAL, NOT_SATISFIABLE = 200, 206, 416


def address(hub: Hub) -> str:
    """Where the file is.  ``HF_ENDPOINT`` may name a mirror: the hash is trusted, not the host."""
    host = os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"
    return f"{host}/{hub.repository}/resolve/main/{hub.file}"


def fetch(hub: Hub, weights: Weights, staging: Path, report: Report) -> Path:
    """Download into ``staging``; what is there of an earlier try is kept and gone on from.

    Raises:
        SourceFailed: out of reach, or it refused.
        SourceLied: its file has another length.
    """
    import httpx2

    part = staging / "hub.part"
    idle = 0
    limits = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    with httpx2.Client(timeout=limits, follow_redirects=True) as client:
        while (have := _length(part)) < weights.size:
            try:
                _go_on(client, address(hub), part, weights, report)
            except _out_of_reach() as error:
                raise SourceFailed("it is out of reach") from error
            except httpx2.HTTPError:
                pass  # it broke: what came is kept, and the rest is asked for
            idle = 0 if _length(part) > have else idle + 1
            if idle == TRIES:
                raise SourceFailed("the connection broke again and again")
    return part


def _out_of_reach() -> tuple[type[Exception], ...]:
    import httpx2

    return httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol, httpx2.InvalidURL


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _go_on(client: "httpx2.Client", url: str, part: Path, weights: Weights, report: Report) -> None:
    """Ask for what is missing and append it as it comes, so that nothing is lost when it breaks."""
    have = _length(part)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=headers) as response:
        if response.status_code == NOT_SATISFIABLE:
            raise SourceLied(f"its file ends before {weights.size:,} bytes")
        if response.status_code not in (OK, PARTIAL):
            raise SourceFailed(f"it answered with status {response.status_code}")
        if response.status_code == OK:
            have = 0  # it does not know ranges, so it begins again
        _check_length(response, have, weights)
        with part.open("ab" if have else "wb") as out:
            for chunk in response.iter_raw():
                have += out.write(chunk)
                if have > weights.size:
                    raise SourceLied(f"it sent more than {weights.size:,} bytes")
                report(Progress("Downloading", have, weights.size, "from Hugging Face"))


def _check_length(response: "httpx2.Response", have: int, weights: Weights) -> None:
    """Refuse a file of the wrong length before its first byte."""
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and have + int(length) != weights.size:
        raise SourceLied(f"its file has {have + int(length):,} bytes instead of {weights.size:,}")
