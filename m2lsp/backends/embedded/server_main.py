"""The child process: llama.cpp's OpenAI-compatible server over one model file, on loopback.

What it and its parent say to each other, a line each:

* child, once it listens: ``{"address": "http://127.0.0.1:PORT", "key": "…"}``
* parent, after it left a stream early: ``settle``
* child, when nothing is being computed any more: ``settled``

A request that is still being computed ``SETTLE_SECONDS`` after that costs this process its life; the
parent starts another.  It also ends when its standard input does, so it never outlives its parent.
"""

import argparse
import http.client
import json
import os
import secrets
import signal
import sys
import threading
import time
from typing import IO, Any

SETTLE_SECONDS = 1.0
POLL_SECONDS = 0.02
STUCK = 75  # exit code: a cancelled request did not stop

# A cancel is noticed between two batches of the prompt.  Measured with 0.5B on two shared cores: with
# batches of 64 tokens two of seven cancels took longer than a second, with 32 none (0.9 s at most), with
# 16 all took under 0.3 s; a prompt is read about 13 % slower with each halving.
BATCH_TOKENS = 32
CONTEXT_TOKENS = 4096
CACHE_MIB = 256  # prompts kept beside the one in use; the library's default is 8 GiB


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the parent to judge
    args = _arguments()
    pipe = _keep_stdout()
    key = secrets.token_urlsafe(24)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    server = _serve(args, key)  # it serves from threads of its own for as long as it is referred to
    address = str(server.listening_address)
    _say(pipe, json.dumps({"address": address, "key": key}))
    for line in sys.stdin:
        if line.strip() == "settle":
            _settle(address, key)
            _say(pipe, "settled")
    os._exit(0)  # without waiting for what is being computed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--threads", type=int, required=True)
    return parser.parse_args()


def _keep_stdout() -> IO[str]:
    """Standard output for our lines alone: whatever else writes there goes to standard error."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return pipe


def _say(pipe: IO[str], line: str) -> None:
    try:
        print(line, file=pipe, flush=True)
    except OSError:  # the parent is gone
        os._exit(0)


def _end_with(parent: int) -> None:
    """End when the parent does, also while the model loads or another process holds our input open."""
    while os.getppid() == parent:
        time.sleep(SETTLE_SECONDS)
    os._exit(0)


def _serve(args: argparse.Namespace, key: str) -> Any:
    """Load the model and listen on a free port.

    The key and the closed origins keep other users of the machine and web pages out.
    """
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = args.model
    params.model_alias = {args.name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.cors_origins = ""
    params.offline = True
    params.ui = False
    params.n_parallel = 1
    params.n_ctx = CONTEXT_TOKENS
    params.n_batch = params.n_ubatch = BATCH_TOKENS
    params.cache_ram_mib = CACHE_MIB
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = args.threads
    return xllamacpp.Server(params)


def _settle(address: str, key: str) -> None:
    """Wait until nothing is being computed; end the process if that takes too long."""
    end = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < end:
        if not busy(address, key, end - time.monotonic()):
            return
        time.sleep(POLL_SECONDS)
    os._exit(STUCK)


def busy(address: str, key: str, seconds: float) -> bool:
    """Whether a request is being computed; no answer in time counts as yes."""
    connection = http.client.HTTPConnection(
        address.removeprefix("http://"), timeout=max(seconds, POLL_SECONDS)
    )
    try:
        connection.request("GET", "/slots", headers={"Authorization": f"Bearer {key}"})
        return any(slot["is_processing"] for slot in json.load(connection.getresponse()))
    except (http.client.HTTPException, OSError, ValueError):
        return True
    finally:
        connection.close()


if __name__ == "__main__":
    main()
