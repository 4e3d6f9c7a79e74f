"""A real vLLM on the CPU that serves a tiny random MiniMax-M2, for tests.

    with VLLM(folder, make_checkpoint(folder)) as vllm:     # about half a minute, so one for all tests
        vllm.url                            # ends in /v1, as in a user's settings
        vllm.ids(text), vllm.text(ids)      # its tokenizer
        vllm.rendered(messages, ...)        # what its template makes of messages: the oracle
        with Relay(vllm.url) as relay:      # stands between, to make a random model say something
            relay.add(vllm.says("It is f.", thinking=8))

Nothing here imports m2lsp or its SDK, so that both ends can't share a mistake.
"""

from vllmserver.relay import Exchange, Relay
from vllmserver.server import BLOCK, CONTEXT, MODEL, SLOTS, THOUGHT, VLLM, available, make_checkpoint

__all__ = [
    "BLOCK",
    "CONTEXT",
    "MODEL",
    "SLOTS",
    "THOUGHT",
    "VLLM",
    "Exchange",
    "Relay",
    "available",
    "make_checkpoint",
]
