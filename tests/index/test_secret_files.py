"""Files of secrets are known by name, and nothing else is taken for one."""

from fnmatch import fnmatchcase
from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from m2lsp.index.secret_files import SECRET_FILES, SECRET_PLACES, secret_file


def words(text: str) -> list[str]:
    return text.split()


SECRET = words("""
.env .env.local .env.production .ENV .env-old .env_prod .envrc prod.env .env.example.local
server.pem tls.key TLS.KEY AuthKey_ABC.p8 work.ppk backup.agekey mail.asc.key host.keytab
id_rsa id_dsa id_ecdsa id_ed25519 ID_RSA id_rsa.bak id_ed25519_work id_rsa-old id_dsa_2 id_ecdsa.1
cert.p12 cert.pfx store.pkcs12 release.jks debug.keystore passwords.kdbx old.kdb
.npmrc .pypirc .gem_credentials auth.json
.netrc _netrc .git-credentials .htpasswd .pgpass .my.cnf
.boto .s3cfg rclone.conf .terraformrc .vault-token .dockercfg kubeconfig prod.kubeconfig
terraform.tfvars prod.tfvars.json office.ovpn terraform.tfstate terraform.tfstate.backup
credentials credentials.json credentials.yml.enc credentials-prod.csv gcp-credentials.json Credentials.XML
client_secret_123.json service-account.json service_account_prod.json serviceaccount.json
secrets secrets.yml secrets.json secrets.toml SECRETS.YAML secret.yaml app-secrets.json
keystore.properties key.properties .bash_history .python_history
.ssh/config .ssh/known_hosts .gnupg/pubring.kbx .aws/config .azure/msal_token_cache.json .kube/config
.docker/config.json
""")

ORDINARY = words("""
main.rs Makefile README.md env.py environment.ts .environment .editorconfig .gitignore .gitattributes
.env.example .env.sample .env.template .env.dist secrets.example.yml credentials.json.example
id_rsa.pub id_ed25519_work.pub id_rsa.rs identity.py keyboard.ts monkey.key.ts package.json tsconfig.json
secrets.py credentials.ts CredentialsProvider.java aws-credentials.go secrets.rs credentials.md
history.py keys.json public.crt pemfile.go auth.ts config.json config .docker/nginx.conf .aws/task.json
.github/workflows/ci.yml
""")


@pytest.mark.parametrize("name", SECRET)
def test_a_file_of_secrets_is_known(name: str):
    assert secret_file(PurePosixPath("/project", name))
    assert secret_file(PureWindowsPath("C:\\project", name))


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_file_is_not_taken_for_one(name: str):
    assert secret_file(PurePosixPath("/project", name)) is None
    assert secret_file(PureWindowsPath("C:\\project", name)) is None


@pytest.mark.parametrize("name", [".env ", ".env.", ".env::$DATA", "id_rsa. ."])
def test_windows_other_spellings_of_a_name_do_not_help(name: str):
    assert secret_file(PureWindowsPath("C:\\project", name))


@pytest.mark.parametrize("pattern", [p for row in SECRET_FILES for p in row.patterns])
def test_every_pattern_is_lower_case_and_has_an_example_here(pattern: str):
    assert pattern == pattern.lower()
    assert any(fnmatchcase(PurePath(name).name.lower(), pattern) for name in SECRET)


@pytest.mark.parametrize("folder", [folder for folder, _, _ in SECRET_PLACES])
def test_every_secret_folder_has_an_example_here(folder: str):
    assert any(name.startswith(f"{folder}/") for name in SECRET)
