"""Files that hold secrets, known by their names.  They are never read or sent, whatever else is said."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class SecretFile:
    """Shell patterns (lower case) of names, and what such a file is.

    ``code_too`` false spares source code of that name: ``secrets.py`` is a module, ``secrets.yml`` is not.
    (Keys written into code are masked by ``m2lsp.index.secrets``.)
    """

    what: str
    patterns: tuple[str, ...]
    code_too: bool = True


SECRET_FILES = (
    SecretFile("environment settings", (".env", ".env[._-]*", "*.env", ".envrc")),
    SecretFile("a private key", ("*.pem", "*.key", "*.ppk", "*.p8", "*.agekey", "*.asc.key", "*.keytab")),
    SecretFile(
        "a private key",
        tuple(f"id_{kind}{rest}" for kind in ("rsa", "dsa", "ecdsa", "ed25519") for rest in ("", "[._-]*")),
        code_too=False,
    ),
    SecretFile("a key store", ("*.p12", "*.pfx", "*.pkcs12", "*.jks", "*.keystore", "*.kdbx", "*.kdb")),
    SecretFile("passwords of a package registry", (".npmrc", ".pypirc", ".gem_credentials", "auth.json")),
    SecretFile(
        "passwords of hosts", (".netrc", "_netrc", ".git-credentials", ".htpasswd", ".pgpass", ".my.cnf")
    ),
    SecretFile(
        "access to a cloud", (".boto", ".s3cfg", "rclone.conf", ".terraformrc", ".vault-token", ".dockercfg")
    ),
    SecretFile("access to a cloud", ("kubeconfig", "*.kubeconfig", "*.tfvars", "*.tfvars.json", "*.ovpn")),
    SecretFile("the state of a deployment, secrets included", ("*.tfstate", "*.tfstate.*")),
    SecretFile("credentials", ("credentials", "credentials[._-]*", "*[._-]credentials.*"), code_too=False),
    SecretFile("credentials", ("client_secret*.json", "service[-_]account*.json", "serviceaccount*.json")),
    SecretFile("secrets", ("secrets", "secrets.*", "secret.*", "*[._-]secrets.*"), code_too=False),
    SecretFile("passwords of a signing key", ("keystore.properties", "key.properties")),
    SecretFile("a history of commands", (".*_history",)),
)

# Names that mean something else outside their folder: folder, pattern, what it is.
SECRET_PLACES = (
    (".ssh", "*", "keys and hosts"),
    (".gnupg", "*", "private keys"),
    (".aws", "config", "access to a cloud"),
    (".azure", "*token*", "access to a cloud"),
    (".kube", "config", "access to a cloud"),
    (".docker", "config.json", "access to a registry"),
)

# What is handed out to be filled in, or to be known by everybody.
_HARMLESS = (
    *(
        f"*.{word}{rest}"
        for word in ("example", "sample")
        for rest in ("", ".json", ".yml", ".yaml", ".toml")
    ),
    *("*.template", "*.tmpl", "*.dist", "id_*.pub"),
)

_CODE = frozenset(
    (
        *(
            "c",
            "cc",
            "clj",
            "cpp",
            "cs",
            "cts",
            "cxx",
            "dart",
            "erl",
            "ex",
            "exs",
            "go",
            "h",
            "hh",
            "hpp",
            "hs",
        ),
        *("java", "js", "jsx", "kt", "kts", "lua", "m", "md", "mjs", "ml", "mm", "mts", "php", "py", "pyi"),
        *("rb", "rs", "rst", "scala", "svelte", "swift", "ts", "tsx", "vue", "zig"),
    )
)


def secret_file(path: PurePath) -> str | None:
    """What secret thing the path names (``"a private key"``), or ``None``.  Case does not matter."""
    *folders, name = (plain(part) for part in path.parts)
    for folder, pattern, what in SECRET_PLACES:
        if folder in folders and fnmatchcase(name, pattern):
            return what
    return _secret_name(name)


def plain(name: str) -> str:
    """A name as file systems compare it.

    Windows ignores dots and spaces at the end and takes what follows a colon for a stream of the file.
    """
    return name.partition(":")[0].rstrip(". ").lower() or name


@lru_cache(4096)
def _secret_name(name: str) -> str | None:
    if any(fnmatchcase(name, pattern) for pattern in _HARMLESS):
        return None
    code = name.rpartition(".")[2] in _CODE
    for row in SECRET_FILES:
        if not (code and not row.code_too) and any(fnmatchcase(name, p) for p in row.patterns):
            return row.what
    return None
