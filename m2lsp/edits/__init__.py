"""From a model's reply to an edit that can be trusted: parse, locate, merge, minimise, check.

Each step returns a value or a ``Drop`` whose reason is one of ``Reason`` and whose detail tells the
model what to send in its place.  An edit goes to the only place it can mean, or nowhere.
"""

from m2lsp.edits.apply import FileEdits, apply_block, apply_blocks, edit_document, edit_files
from m2lsp.edits.check import check
from m2lsp.edits.documentation import keeps_code
from m2lsp.edits.locate import locate
from m2lsp.edits.minimise import minimise, narrow
from m2lsp.edits.parse import Block, Whole, parse_blocks, parse_region, parse_reply
from m2lsp.edits.reasons import Reason
from m2lsp.edits.region import replace_region

__all__ = [
    "Block",
    "FileEdits",
    "Reason",
    "Whole",
    "apply_block",
    "apply_blocks",
    "check",
    "edit_document",
    "edit_files",
    "keeps_code",
    "locate",
    "minimise",
    "narrow",
    "parse_blocks",
    "parse_region",
    "parse_reply",
    "replace_region",
]
