"""``python -m m2lsp.config.docs PAGE PACKAGE`` writes the generated parts of both (``make docs``)."""

import sys
from pathlib import Path

from m2lsp.config import manifest, markdown


def main(page: Path, package: Path) -> None:
    """Write the settings page anew, and the settings in the extension's ``package.json``."""
    page.write_text(markdown(), encoding="utf-8", newline="\n")
    package.write_text(manifest(package.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
