"""Conversations: kept on disk (store), sent again (replay), shown as Markdown (transcript)."""

from m2lsp.threads.inert import inert
from m2lsp.threads.replay import replay
from m2lsp.threads.store import ThreadStore, ThreadsUnavailable
from m2lsp.threads.transcript import transcript

__all__ = ["ThreadStore", "ThreadsUnavailable", "inert", "replay", "transcript"]
