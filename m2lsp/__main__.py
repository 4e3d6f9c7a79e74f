"""``python -m m2lsp`` is ``m2lsp``."""

from m2lsp.cli import main

raise SystemExit(main())
