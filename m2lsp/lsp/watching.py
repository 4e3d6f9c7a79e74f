"""Which changes of files the client is asked to tell of, for the index of the workspace."""

from lsprotocol import types

from m2lsp import languages

IGNORE_FILES = frozenset({".gitignore", ".m2lspignore"})

MOVES = types.FileOperationRegistrationOptions(
    [types.FileOperationFilter(types.FileOperationPattern("**/*"), scheme="file")]
)
"""Files and folders of any name that the user makes, moves or deletes in the editor."""


def registration() -> types.Registration:
    """For files of every language that there is a folder for, and for ignore files.  Reads the disk."""
    known = languages.all_languages()
    extensions = {e.lstrip(".") for row in known for e in (*row.extensions, *row.shared_extensions)}
    names = {name for row in known for name in row.filenames} | IGNORE_FILES
    globs = [f"**/*.{_one_of(extensions)}", f"**/{_one_of(names)}"]
    options = types.DidChangeWatchedFilesRegistrationOptions(
        [types.FileSystemWatcher(glob) for glob in globs]
    )
    return types.Registration("m2lsp.files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)


def _one_of(names: set[str]) -> str:
    return f"{{{','.join(sorted(names))}}}"
