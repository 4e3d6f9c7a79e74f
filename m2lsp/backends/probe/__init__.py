"""What can be learned from an endpoint by asking it: a question a file, none of them on any user's path.

``served`` asks what it serves, ``hearing`` what it answers and how fast, ``shape`` where the thinking is,
``vllm`` what vLLM tells of itself.
"""

from m2lsp.backends.probe.hearing import Heard, hear
from m2lsp.backends.probe.served import ServedModel, models
from m2lsp.backends.probe.shape import AS_IT_COMES, fields, look
from m2lsp.backends.probe.vllm import prefix_hits, version

__all__ = [
    "AS_IT_COMES",
    "Heard",
    "ServedModel",
    "fields",
    "hear",
    "look",
    "models",
    "prefix_hits",
    "version",
]
