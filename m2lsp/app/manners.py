"""What was found out about how an endpoint answers, kept in memory and on disk, and put to use.

It is found out by ``m2lsp.app.confirm``; until then, and where nothing could be found out, a model is
used as its rows say.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from m2lsp import __version__
from m2lsp.app.models import joined
from m2lsp.backends import Endpoint
from m2lsp.backends.providers import PROVIDERS, Provider
from m2lsp.backends.reasoning import Kind, Shape
from m2lsp.core.chat import Way
from m2lsp.profiles.model import Model
from m2lsp.profiles.spec import Lever
from m2lsp.prompt.ghost import OWN_RENDERING

log = logging.getLogger(__name__)

FILE = "manners.json"
DAY_S = 24 * 3600.0
KEPT_S = 3 * DAY_S
"""How long what was found counts, in seconds: a server that was upgraded is noticed within days."""
THINKING_S = 3600.0
"""The same where thinking could not be closed, because that costs the user their ghost text."""
AGAIN_S = 60.0
"""Seconds from one try to find something out to the next."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What was found at one endpoint, in seconds since 1970.

    ``way`` is how ghost text can be asked for, ``None`` where nobody wanted to know, with the lever that
    keeps the model from thinking where it takes one; ``shape`` is where the thinking is, and ``row`` the
    provider's row for a server started so, both empty where the row is right or nothing was seen; ``tools``
    is false where declared tools are refused; ``served`` is the model it holds for, as the endpoint lists it.
    """

    served: str
    found: float
    way: Way | None = None
    lever: Lever | None = None
    shape: Shape | None = None
    row: str = ""
    tools: bool = True

    def counts(self, now: float) -> bool:
        """Whether it is young enough to be believed."""
        return 0 <= now - self.found < (THINKING_S if self.way is Way.THINKING else KEPT_S)


class Manners:
    """All that was found, by endpoint; a file in ``folder`` keeps it between runs.

    ``now`` is the time in seconds since 1970, ``clock`` one that is never set back.
    """

    def __init__(
        self,
        folder: Path,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file = folder / FILE
        self.now = now
        self._clock = clock
        self._kept: dict[str, Manner] = {}
        self._asked: dict[str, float] = {}
        self._doubted: set[str] = set()

    def known(self, key: str) -> Manner | None:
        """What holds for this endpoint, if anything does.  Reads the disk."""
        manner = None if key in self._doubted else self._all().get(key)
        return manner if manner and manner.counts(self.now()) else None

    def keep(self, key: str, manner: Manner) -> None:
        """Remember it, and drop what is too old.  Writes to the disk; without one it holds for this run."""
        self._doubted.discard(key)
        self._kept[key] = manner
        rows = {name: asdict(row) for name, row in self._all().items() if row.counts(self.now())}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._file.with_suffix(".part")
            temporary.write_text(json.dumps(rows), encoding="utf-8")
            temporary.replace(self._file)
        except OSError as error:
            log.info("what was found out about an endpoint is not kept: %s", type(error).__name__)

    def doubt(self, key: str) -> None:
        """What was found, or what the rows say, failed: it has to be found out again."""
        self._doubted.add(key)

    @property
    def in_doubt(self) -> bool:
        """Whether an endpoint is to be asked again now."""
        return any(self.due(key) for key in self._doubted)

    def due(self, key: str) -> bool:
        """Whether to ask this endpoint now: a while after it was last asked, or for the first time."""
        last = self._asked.get(key)
        return last is None or self._clock() - last >= AGAIN_S

    def asking(self, key: str) -> None:
        """Note that it is asked now."""
        self._asked[key] = self._clock()

    def _all(self) -> dict[str, Manner]:
        try:
            read = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            read = None
        rows = read.items() if isinstance(read, dict) else ()
        return {name: manner for name, row in rows if (manner := _manner(row))} | self._kept


def _manner(row: Any) -> Manner | None:
    """A row of the file as a value; ``None`` for one that is none, such as another version's."""
    try:
        way, lever, served = row["way"], row["lever"], str(row["served"])
        return Manner(
            served,
            float(row["found"]),
            way and Way(way),
            lever and Lever(lever),
            _shape(row["shape"]),
            str(row["row"]),
            bool(row["tools"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _shape(row: Mapping[str, Any] | None) -> Shape | None:
    return Shape(Kind(row["kind"]), tuple(map(str, row["fields"]))) if row else None


def key(model: Model) -> str | None:
    """The name of a model's endpoint in ``Manners``; ``None`` for one about which there is no doubt.

    A hash, because an address may hold a password.
    """
    endpoint = model.backend
    if not isinstance(endpoint, Endpoint):
        return None
    row = endpoint.provider.name
    parts = (endpoint.client.base_url, endpoint.model, row, model.profile.name, __version__)
    return sha256(json.dumps(parts).encode()).hexdigest()[:32]


def as_rows_say(model: Model) -> Model:
    """The model without anything that was found."""
    endpoint = model.backend
    if not isinstance(endpoint, Endpoint) or endpoint.provider.name not in PROVIDERS:
        return model
    return _with_row(model, PROVIDERS[endpoint.provider.name])


def applied(model: Model, manner: Manner) -> Model:
    """The model, used as was found; it shares the connections of the one given."""
    if not isinstance(model.backend, Endpoint):
        return model
    row = model.backend.provider
    if manner.row in PROVIDERS:
        row = replace(PROVIDERS[manner.row], name=row.name)
    elif manner.shape:
        row = replace(row, shape=manner.shape)
    if manner.lever:
        row = replace(row, levers={k: field for k, field in row.levers.items() if k is manner.lever})
    if manner.way and manner.way not in OWN_RENDERING:
        # Raw completions come first wherever the row has them, so another way was found without them.
        row = replace(row, raw=False)
    if not manner.tools:
        row = replace(row, tools=False)
    found = _with_row(model, row)
    return replace(found, way=manner.way or found.way)


def _with_row(model: Model, row: Provider) -> Model:
    backend = replace(model.backend, provider=row) if isinstance(model.backend, Endpoint) else model.backend
    return joined(model.profile, row, backend)
