"""A first endpoint and one that stands in for it, as the settings of a user name them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from acting import Stage, silent
from scripted import ScriptedBackend

from m2lsp.app.actions import User, perform
from m2lsp.app.ghost import suggest
from m2lsp.app.services import Services
from m2lsp.config import load


@dataclass(slots=True)
class Two:
    """A first endpoint and a spare one, and what the user was told."""

    stage: Stage
    spare: ScriptedBackend
    told: list[str]
    settings: dict[str, dict[str, Any]]

    def services(self) -> Services:
        endpoint = {"base_url": self.stage.backend.url, "fallbacks": ["spare"]}
        endpoint |= self.settings.get("endpoint", {})
        spare = {"base_url": self.spare.url, **self.settings.get("spare", {})}
        others = {name: table for name, table in self.settings.items() if name not in ("endpoint", "spare")}
        editor = {**others, "endpoint": endpoint, "endpoints": {"spare": spare}}
        loaded = load(environment={}, user_file=None, project_files=[], editor=editor)
        assert loaded.problems == ()
        folders, data = [self.stage.folder], self.stage.data
        return Services(loaded.config, folders, {}, data=data, tell=self.told.append)

    def run(self, job: Callable[[Services], Awaitable[Any]]) -> Any:
        async def whole() -> Any:
            services = self.services()
            try:
                return await job(services)
            finally:
                await services.close()

        return asyncio.run(whole())

    async def explain(self, services: Services) -> Any:
        user = User(lambda _: None, silent)
        return await perform("explain", self.stage.request("«x = 1»\n"), services, user)

    async def ghost(self, services: Services, *, invoked: bool = False) -> Any:
        return await suggest(self.stage.request("x = ˇ\n", invoked=invoked), services)
