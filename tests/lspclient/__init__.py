"""A language client for tests: raw JSON-RPC to a real server process, standard library only.

It knows nothing of m2lsp's code and nothing of pygls, so that both ends can't share a mistake.
Every message is recorded, and at the end the whole session is checked against the LSP meta model.
"""

from lspclient import answers
from lspclient.answers import ResponseError
from lspclient.client import Client, Pending
from lspclient.documents import Copy
from lspclient.profiles import PROFILES, Profile
from lspclient.server import Server, environment
from lspclient.sessions import Sessions

__all__ = [
    "PROFILES",
    "Client",
    "Copy",
    "Pending",
    "Profile",
    "ResponseError",
    "Server",
    "Sessions",
    "answers",
    "environment",
]
