"""A model's endpoint that plays what a test wrote, over real HTTP on the loopback.

What is under test (the SDK, a server process, an editor) talks to it as to vLLM, MiniMax or llama.cpp;
the bytes are those that they send.  It runs in a thread of its own, so tests need no event loop, and
another process reaches it by its address::

    from scripted import ScriptedBackend, minimax_chat, openai_error, vllm_chat, vllm_completion, wait

    with ScriptedBackend() as backend:
        backend.default(vllm_completion("return x\\n"))      # whenever nothing is queued for its path
        backend.queue(openai_error(429, "slow down"))        # first come, first served, for its path
        start_server(base_url=backend.url)                   # ends in /v1, as in a user's settings
        request = backend.wait_for_request(1)                # the 1st that asks the model
        assert request.json["max_tokens"] == 64

A script is a path and steps: bytes to send, a gate to wait at, a cut connection.  Gates are opened by
the test, so nothing depends on timing::

    backend.queue(vllm_chat(content="slow", before=wait("go")))
    ...
    backend.release("go")                  # or never: then the client has to give up
    backend.wait_for_abort(1)              # until the client closes the 1st request's connection early

``backend.requests`` are those that ask the model (``/v1/chat/completions`` and ``/v1/completions``), in
order of arrival; ``backend.traffic`` is everything.  ``/v1/models`` names one model, ``MiniMax-M2.1``,
and ``/tokenize`` makes an id of each UTF-8 byte and of each marker of M2, unless scripted otherwise.
An answer may also be a function from a ``Request`` to a ``Script``: ``backend.default(answer, path=CHAT)``.
Every wait has a time limit and then fails with what it saw.
"""

from scripted.script import Answer, Cut, Request, Script, Send, Step, Wait, in_bytes, send, wait
from scripted.server import ScriptedBackend
from scripted.tokens import M2_IDS, detokenize, tokenize
from scripted.wire import (
    CHAT,
    COMPLETIONS,
    MODELS,
    TOKENIZE,
    bare,
    chat_reply,
    chat_stream,
    event,
    events,
    json_reply,
    llama_chat,
    llama_completion,
    minimax_chat,
    models,
    openai_error,
    stream,
    tool_calls,
    vllm_chat,
    vllm_completion,
)

__all__ = [
    "CHAT",
    "COMPLETIONS",
    "M2_IDS",
    "MODELS",
    "TOKENIZE",
    "Answer",
    "Cut",
    "Request",
    "Script",
    "ScriptedBackend",
    "Send",
    "Step",
    "Wait",
    "bare",
    "chat_reply",
    "chat_stream",
    "detokenize",
    "event",
    "events",
    "in_bytes",
    "json_reply",
    "llama_chat",
    "llama_completion",
    "minimax_chat",
    "models",
    "openai_error",
    "send",
    "stream",
    "tokenize",
    "tool_calls",
    "vllm_chat",
    "vllm_completion",
    "wait",
]
