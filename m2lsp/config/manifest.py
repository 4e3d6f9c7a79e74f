"""The settings in the VS Code extension's ``package.json``."""

import json
from typing import Any

from m2lsp.config.page import json_schema
from m2lsp.config.sections import SECTIONS
from m2lsp.config.stand_ins import TABLE


def manifest(text: str) -> str:
    """A ``package.json`` with our settings as they are declared now.

    The first section of its ``contributes.configuration`` is the extension's own and stays as it is.
    """
    package = json.loads(text)
    contributed = package["contributes"]
    contributed["configuration"] = [contributed["configuration"][0], *map(_section, (*SECTIONS, TABLE))]
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _section(section: str) -> dict[str, Any]:
    start = f"m2lsp.{section}."
    schemas = {f"{name}.": schema for name, schema in json_schema().items()}
    own = {name.rstrip("."): schema for name, schema in schemas.items() if name.startswith(start)}
    ordered = {name: {"order": place, **schema} for place, (name, schema) in enumerate(own.items())}
    return {"title": section.capitalize(), "properties": ordered}
