"""Strings that look like keys are masked and put back; what only resembles one stays.

No key here is real, and each is put together from parts, so that nobody's scanner takes it for one.
"""

import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2lsp.index.key_patterns import KEY_PATTERNS
from m2lsp.index.secrets import Masked, mask, random_looking

# Long enough for any of them; digits, capitals and small letters.
R = "a8Kd03jfLq7Zx1Vb5Nm2Pw9Rt4Yc6He0Ug3Si7Ol1Dk5Fj8Gh2Tz4Qv6Xb9Mn0Lp3Wr7Ey5"
HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKB"


def pem(kind: str, end: str = "\n") -> str:
    return end.join(
        [f"-----BEGIN {kind}" + "-----", LINE, LINE[::-1], "Zx9/4+w==", f"-----END {kind}" + "-----"]
    )


KEYS = {
    "AWS access key": "AKIA" + "Q3EGR7X2ZLMN4PWS",
    "GitHub token": "ghp" + "_" + R[:36],
    "GitHub token ": "github" + "_pat_" + R[:22] + "_" + R[:59],
    "GitLab token": "glpat" + "-" + R[:20],
    "Slack token": "xoxb" + "-123456789012-" + R[:24],
    "Slack token ": "xapp" + "-1-A0123456789-" + R[:24],
    "Slack web hook": "T01ABCDEFGH/B01ABCDEFGH/" + R[:24],
    "Anthropic key": "sk-ant" + "-api03-" + R[:40] + "-" + R[:20],
    "API key": "sk" + "-" + R[:48],
    "API key ": "sk" + "-proj-" + R[:40] + "_" + R[:30],
    "Stripe key": "sk" + "_live_" + R[:24],
    "Stripe key ": "rk" + "_test_" + R[:24],
    "Stripe web hook": "whsec" + "_" + R[:32],
    "Google API key": "AIza" + R[:35],
    "Google client secret": "GOCSPX" + "-" + R[:28],
    "Google token": "ya29" + "." + R[:60],
    "Hugging Face token": "hf" + "_" + R[:34],
    "Groq key": "gsk" + "_" + R[:52],
    "npm token": "npm" + "_" + R[:36],
    "Python index token": "pypi" + "-AgE" + R[:60],
    "SendGrid key": "SG" + "." + R[:22] + "." + R[:43],
    "DigitalOcean token": "dop" + "_v1_" + HEX,
    "Vault token": "hvs" + "." + R[:40],
    "Telegram bot token": "123456789" + ":AA" + R[:33],
    "JSON web token": "eyJ" + R[:30] + ".eyJ" + R[:40] + "." + R[:43],
}
# How a key may stand in a text.
PLACES = {
    "alone": "{}",
    "in a string": 'x = connect("{}", 3)\n',
    "in settings": "SOME_NAME={}\nOTHER=1\n",
    "in prose": "The value was {}, he said.",
    "in an address": "https://hooks.slack" + ".com/services/{}",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_masked_wherever_it_stands(name: str, place: str):
    if name == "Slack web hook":  # has no mark of its own but its address
        place = "in an address"
    text = PLACES[place].format(KEYS[name])
    sent, masked = mask(text)
    assert KEYS[name] not in sent
    assert name.strip() in masked.kinds
    assert masked.restore(sent) == text


def test_every_row_has_an_example_here():
    elsewhere = {"private key", "end of a private key", "Azure account key"}
    assert {row.name for row in KEY_PATTERNS} == {name.strip() for name in KEYS} | elsewhere


SECRETS = {
    "a quoted password": 'password = "«Tr0ub4d0r3x9K»"',
    "a password in JSON": '{"db_password": "«k3Jx92mQpL0v»"}',
    "a password in YAML": "db:\n  passwd: '«k3Jx92mQpL0v»'\n",
    "a typed constant": f'const API_KEY: &str = "«{R[:32]}»";',
    "a walrus": f'apiKey := "«{R[:32]}»"',
    "an arrow": f"'secret_key' => '«{R[:32]}»',",
    "a subscript": f'os.environ["AUTH_TOKEN"] = "«{HEX[:40]}»"',
    "a call": f'client.set_access_key("«{R[:20]}»")',
    "a default": f'env("CLIENT_SECRET", "«{R[:20]}»")',
    "wrapped": f'let token: String = String::from("«{R[:40]}»");',
    "camel case": f'val clientSecret: String = "«{R[:40]}»"',
    "bytes": f"SECRET = b'«{R[:40]}»'",
    "a shell's variable": f"export API_TOKEN=«{R[:40]}»\n",
    "settings without quotes": f"aws_secret_access_key = «wJalrXUtnFEMI/K7MDENG/bPxRfi{R[:12]}»\n",
    "XML": f"<apiKey>«{R[:32]}»</apiKey>",
    "a header": f"Authorization: Bearer «{R[:32]}»\n",
    "an address": "postgres://admin:«hunter2»@db.internal:5432/app",
    "an address without a user": "redis://:«hunter2»@localhost",
    "an account key": "DefaultEndpointsProtocol=https;AccountKey=" + f"«{(R + R)[:86]}==»" + ";x",
    "a letter that grows in lower case": f'"İİİ" password = "«{R[:20]}»"',
}

ORDINARY = {
    "nothing": "",
    "prose": "Lorem ipsum dolor sit amet, the secret of a good password is a token of its length.",
    "a git hash": f"commit {HEX[:40]}\nMerge: {HEX[:7]} {HEX[7:14]}",
    "a UUID": 'id = "550e8400-e29b-41d4-a716-446655440000"',
    "a lock file": f'checksum = "{HEX}"\nintegrity: sha512-{R}+/=={HEX}==\n    --hash=sha256:{HEX} \\\n',
    "test data": f'IMAGE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ{R}"',
    "an address": "https://example.org:8080/a?token_type=x&b=c#d@e",
    "a mail address": "mailto:someone@example.org and https://example.org/@user:x",
    "a password to fill in": "postgres://app:${DB_PASSWORD}@db http://u:{password}@h ftp://a:<pass>@b x://u:%s@h",
    "a password from elsewhere": 'password = os.environ["DB_PASSWORD"]\npassword: ${{ secrets.DB_PASSWORD }}',
    "a call": "token = self.tokenizer.next_token(stream, 16)",
    "a name": 'secret_name = "my-app-database-secret"\ntoken_url = "https://auth.example.org/oauth2/v2/token"',
    "a version": 'tokenizer = "Qwen2.5-Coder-0.5B-Instruct"\napi_key_version = "2024-10-21-preview"',
    "a type": "def f(private_key: Ed25519PublicKey, token: OAuth2Token, api_key: S3SecretKeyProvider): ...",
    "a comparison": f'if password == "{R[:20]}".lower: pass',
    "words": "passwords = 12345678901234567890\ntokenize = 'abc'\nsecretary: 'A1b2C3d4E5f6'",
    "a short one": 'password = "hunter2"',
    "classes of a style sheet": ".sk-circle-fade-dot-container .sk-folding-cube-2x { }",
    "code about keys": 'if line == "-----BEGIN PRIVATE KEY-----":\n    end = "-----END PRIVATE KEY-----"\n',
    "a public key": f"-----BEGIN PUBLIC KEY-----\n{LINE}\n-----END PUBLIC KEY-----\n",
    "prefixes alone": "AKIA ghp_ glpat- xoxb- sk- sk_live_ AIza hf_ npm_ SG. eyJ hvs. sk-ant-",
}


@pytest.mark.parametrize("marked", SECRETS.values(), ids=SECRETS)
def test_what_is_given_to_a_name_that_speaks_of_keys_is_masked(marked: str):
    text = re.sub("[«»]", "", marked)
    sent, masked = mask(text)
    assert re.fullmatch(re.sub("«.*»", r"M2LSP_SECRET_\\w+", re.escape(marked), flags=re.DOTALL), sent)
    assert masked.restore(sent) == text


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY)
def test_what_only_resembles_a_key_stays(text: str):
    sent, masked = mask(text)
    assert sent == text
    assert not masked


@pytest.mark.parametrize("end", ["\n", "\r\n", "\\n", '\\n" +\n    "'], ids=repr)
@pytest.mark.parametrize(
    "kind", ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"]
)
def test_a_private_key_is_masked_and_its_frame_stays(kind: str, end: str):
    text = f'{{"key": "{pem(kind, end)}", "x": 1}}'
    sent, masked = mask(text)
    body = re.escape(end)
    frame = re.escape(f'{{"key": "-----BEGIN {kind}-----'), re.escape(f'-----END {kind}-----", "x": 1}}')
    assert re.fullmatch(rf"{frame[0]}{body}M2LSP_SECRET_\w+{body}{frame[1]}", sent)
    assert masked.restore(sent) == text


@pytest.mark.parametrize(
    "part", [slice(0, 120), slice(60, None)], ids=["its end is cut off", "its start is cut off"]
)
def test_a_part_of_a_private_key_is_masked(part: slice):
    text = f"x = 1\n{pem('PRIVATE KEY')[part]}\ny = 2\n"
    sent, masked = mask(text)
    assert LINE[:40] not in sent
    assert LINE[::-1][:40] not in sent
    assert masked.restore(sent) == text


def test_a_private_key_with_headers_is_masked():
    headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,3F17F5316E2BAC89\n\n"
    text = pem("RSA PRIVATE KEY").replace(LINE, headers + LINE)
    assert LINE not in mask(text)[0]


def test_the_same_key_has_the_same_placeholder_and_others_have_others():
    one, two = KEYS["GitHub token"], KEYS["API key"]
    sent, masked = mask(f"a = '{one}'\nb = '{two}'\nc = '{one}'\n")
    first, second, third = re.findall(r"'(.*)'", sent)
    assert first == third != second
    assert mask(f"{two} {one}")[0] == f"{second} {first}"
    assert masked.restore(f"{third} and {second}") == f"{one} and {two}"


def test_a_key_is_masked_where_nothing_gives_it_away_too():
    text = f'password = "{R[:20]}"\nassert log_in("{R[:20]}")\n'
    sent, masked = mask(text)
    assert R[:20] not in sent
    assert masked.restore(sent) == text


def test_a_word_that_is_a_password_once_stays_a_word_elsewhere():
    sent, _ = mask("postgres://postgres:postgres@localhost")
    assert re.fullmatch(r"postgres://postgres:M2LSP_SECRET_\w+@localhost", sent)


def test_masking_twice_changes_nothing_more():
    sent, _ = mask(f'password = "{R[:20]}"; token = "{KEYS["GitHub token"]}"')
    assert mask(sent) == (sent, Masked())


def test_a_placeholder_that_is_not_ours_stays():
    _, masked = mask(KEYS["API key"])
    strange = "M2LSP_SECRET_0123456789ab M2LSP_SECRET_x M2LSP_SECRET_"
    assert masked.restore(strange) == strange
    assert Masked().restore(strange) == strange


def test_what_was_masked_does_not_show_in_logs():
    _, masked = mask(f'password = "{R[:20]}"')
    assert R[:20] not in f"{masked} {masked!r}"


def test_a_placeholder_says_nothing_of_its_value_to_another_process():
    import subprocess
    import sys

    code = f"from m2lsp.index.secrets import placeholder; print(placeholder({R!r}))"
    one, two = (subprocess.check_output([sys.executable, "-c", code], text=True) for _ in range(2))
    assert one != two


def test_source_code_keeps_its_shape():
    code = dedent(f"""
        API_KEY = "{KEYS["API key"]}"  # from the vault

        def main() -> None:
            run(API_KEY)
    """)
    sent, _ = mask(code)
    assert re.sub(r"M2LSP_SECRET_\w+", KEYS["API key"], sent) == code


@pytest.mark.parametrize(
    "value", [R[:10], R, HEX[:32], "Tr0ub4d0r3x9K", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]
)
def test_random_strings_look_random(value: str):
    assert random_looking(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1234567890",
        "correcthorsebattery",
        "session_token_2024_refresh",
        "a1a1a1a1a1a1",
        "OAuth2ClientId",
        "sha256digest",
    ],
)
def test_written_strings_do_not(value: str):
    assert not random_looking(value)


PARTS = st.sampled_from(
    [*KEYS.values(), *SECRETS.values(), *ORDINARY.values(), pem("PRIVATE KEY"), "\n", '"', " ", "="]
)


@given(st.lists(PARTS | st.text(max_size=10), max_size=8))
def test_every_text_comes_back_as_it_was(parts: list[str]):
    text = "".join(parts)
    sent, masked = mask(text)
    assert masked.restore(sent) == text
    assert bool(masked) == (sent != text)
