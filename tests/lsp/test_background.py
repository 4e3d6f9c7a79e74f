"""Tasks that outlive the message that began them."""

import asyncio
from pathlib import Path

import pytest

from m2lsp.app.services import Services
from m2lsp.config import Config
from m2lsp.core.errors import Declined
from m2lsp.lsp.background import Background


@pytest.mark.parametrize("steps", range(4))
def test_settings_that_wait_for_their_last_request_are_closed_at_the_end(tmp_path: Path, steps: int):
    """However far ``retire`` has come by then; with no step it was not even begun."""

    async def ends() -> None:
        background, services = Background(), Services(Config(), [], {}, data=tmp_path)
        with services.in_use():
            background.start(services.retire())
            for _ in range(steps):
                await asyncio.sleep(0)
            await background.close()
            with pytest.raises(Declined, match="m2lsp is closing"):
                await services.model("chat")

    asyncio.run(ends())
