"""The index's tables, and what is asked of them."""

VERSION = 2
"""A store of another version has another name."""

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = OFF",  # a power cut costs an index, which is made again
    "PRAGMA foreign_keys = ON",
)
TABLES = (
    "CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, shown TEXT NOT NULL UNIQUE,"
    " modified INTEGER NOT NULL, size INTEGER NOT NULL, language TEXT NOT NULL,"
    " folder TEXT NOT NULL, stem TEXT NOT NULL, words TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS symbol (file INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,"
    " name TEXT NOT NULL, kind TEXT NOT NULL, line INTEGER NOT NULL, signature TEXT NOT NULL,"
    " doc TEXT NOT NULL, container TEXT NOT NULL, depth INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS crawl (id INTEGER PRIMARY KEY, at REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS symbol_by_name ON symbol (name)",
    "CREATE INDEX IF NOT EXISTS symbol_by_container ON symbol (container) WHERE container <> ''",
    "CREATE INDEX IF NOT EXISTS symbol_by_file ON symbol (file)",
    "CREATE INDEX IF NOT EXISTS file_by_folder ON file (folder)",
    "CREATE INDEX IF NOT EXISTS file_by_stem ON file (stem)",
)
SELECT = (
    "SELECT name, kind, shown, language, line, signature, doc, container, depth FROM json_each(?) AS asked"
    " JOIN symbol ON symbol.rowid IN (SELECT rowid FROM symbol WHERE {column} = asked.value LIMIT ?)"
    " JOIN file ON file.id = symbol.file"
)
SELECT_IN = (
    "SELECT name, kind, shown, language, line, signature, doc, container, depth FROM json_each(?) AS asked"
    " JOIN file ON file.shown = asked.value JOIN symbol ON symbol.rowid IN"
    " (SELECT rowid FROM symbol WHERE file = file.id AND depth < 2 LIMIT ?)"
)
SELECT_CALLED = "SELECT shown FROM json_each(?) AS asked JOIN file ON file.stem = asked.value LIMIT ?"
INSERT_FILE = (
    "INSERT INTO file (shown, modified, size, language, folder, stem, words) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
OF_THESE = " WHERE shown IN (SELECT value FROM json_each(?))"
