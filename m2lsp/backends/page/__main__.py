"""``python -m m2lsp.backends.page docs/providers.md`` writes the providers page (``make docs``)."""

import sys
from pathlib import Path

from m2lsp.backends.page import markdown


def main(path: Path) -> None:
    """Write the page to ``path``."""
    path.write_text(markdown(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
