"""The index of a command's workspace, for commands that can wait until it is up to date."""

import logging
from pathlib import Path

from m2lsp.app.index_plan import limits
from m2lsp.app.services import Services
from m2lsp.index.build import bring_up_to_date
from m2lsp.index.crawl import Place
from m2lsp.index.remembered import Remembered
from m2lsp.index.store import About, Store, store_file

log = logging.getLogger(__name__)


def indexed(services: Services) -> Remembered | None:
    """The index of the first folder, brought up to date here and now.

    ``None`` where none is wanted, and where it can't be kept, as on a full disk.
    """
    import sqlite3

    if not services.config.context.index or not services.folders:
        return None
    folder = services.folders[0]
    try:
        store = Store(store_file(folder, services.cache), folder)
        bring_up_to_date(store, Place(folder, services.rules, limits(services.config)))
    except (sqlite3.Error, OSError) as error:
        log.warning("there is no index: %s", error)
        return None
    return Remembered(store)


def kept(services: Services) -> tuple[Path, About] | None:
    """The file of the first folder's index and what it holds; ``None`` where there is none yet.

    Raises:
        sqlite3.Error: it can't be read.
    """
    folder = services.folders[0]
    file = store_file(folder, services.cache)
    if not file.exists():
        return None
    store = Store(file, folder, readonly=True)
    try:
        return file, store.about()
    finally:
        store.close()
