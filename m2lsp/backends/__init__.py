"""Prompt to a stream of deltas; the only user of the network.

    prompt → endpoint → chat | completions → client → the endpoint's events
           ← deltas           ← reasoning, answer  ←

``providers`` says how each kind of endpoint carries a model, ``faults`` turns what goes wrong into words.
"""

from m2lsp.backends.endpoint import Endpoint, connect

__all__ = ["Endpoint", "connect"]
