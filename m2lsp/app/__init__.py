"""Composition: settings to profile, provider, backend and store; shared by ``lsp`` and ``cli``."""
