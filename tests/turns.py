"""Turns for tests of conversations."""

from m2lsp.core.chat import Message, Role
from m2lsp.core.thread import Turn

URI = "file:///project/src/main.rs"


def turn(text: str = "done", *, started: float = 1000.0, seconds: float = 2.0) -> Turn:
    messages = (Message(Role.USER, "why?"), Message(Role.ASSISTANT, text, reasoning="because"))
    return Turn("explain", messages, "MiniMax-M2.1", "vllm", started, seconds, outcome="answer")
