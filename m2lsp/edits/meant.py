"""What a block may mean that quotes nothing that stands in the file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from m2lsp.edits.elided import filled
from m2lsp.edits.misquoted import corrected
from m2lsp.edits.numbers import unnumbered
from m2lsp.edits.parse import Block
from m2lsp.edits.source import Source, source


def meant(text: Source, block: Block) -> Iterator[Block]:
    """The block without line numbers, with what it leaves out, with its misquoted line put right; the
    likeliest first.  Each is to be looked for as any other block: nothing is known yet of its place.
    """
    old, new = list(source(block.search).bodies), list(source(block.replace).bodies)
    bodies = frozenset(text.bodies)
    bare = sorted(unnumbered(old, new), key=lambda lines: -sum(line in bodies for line in lines[0]))
    for lines in ((old, new), *bare):
        if lines[0] != old:
            yield _block(block, lines)
        for mended in (filled(text, *lines), corrected(text, *lines)):
            if mended:
                yield _block(block, mended)


def _block(block: Block, lines: tuple[Sequence[str], Sequence[str]]) -> Block:
    search, new = ("".join(f"{line}\n" for line in each) for each in lines)
    return replace(block, search=search, replace=new)
