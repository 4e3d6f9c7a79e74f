"""One row a model family: markers, template, thinking and what keeps it off, sampling, limits.

To add a family: its file with one ``Profile``, and its name in ``PROFILES`` below.
"""

from fnmatch import fnmatchcase

from m2lsp.profiles.m2 import M2
from m2lsp.profiles.m3 import M3, M3_1
from m2lsp.profiles.model import Model
from m2lsp.profiles.qwen_coder import QWEN3_CODER, QWEN_CODER
from m2lsp.profiles.spec import Profile

PROFILES: tuple[Profile, ...] = (M2, M3, M3_1, QWEN_CODER, QWEN3_CODER)

__all__ = ["M2", "M3", "M3_1", "PROFILES", "QWEN3_CODER", "QWEN_CODER", "Model", "Profile", "find"]


def find(model_name: str) -> Profile | None:
    """The family of a served model, by the last part of its name; ``None`` for one that we do not know.

    ``MiniMaxAI/MiniMax-M2.1``, ``accounts/fireworks/models/minimax-m2p7`` and a path to weights all find
    ``M2``.
    """
    last = model_name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].lower()
    return next((p for p in PROFILES if any(fnmatchcase(last, m.lower()) for m in p.models)), None)
