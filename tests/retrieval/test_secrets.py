import pytest

from smallcode_nb.retrieval.secrets import secret_file, secret_text


@pytest.mark.parametrize(
    "name", [".env", ".env.local", "id_rsa", "server.pem", "credentials.json", ".netrc", "pip.conf"]
)
def test_files_that_hold_secrets_are_known_by_name(name):
    assert secret_file(name)


def test_a_module_about_secrets_is_code():
    assert not secret_file("secrets.py")
    assert not secret_file("environment.md")
    assert secret_file("config.py", (".ssh",))


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "token = '" + "ghp_" + "a1B2c3D4e5" * 4 + "'",
        "openai.api_key = '" + "sk-" + "proj-a1B2c3D4e5F6g7H8i9J0'",
        "db = 'postgres://bob:" + "hunter22" + "@db/prod'",
        "config = {'password': 'Tr0ub4dor&3'}",
        "os.environ['API_KEY'] = '8f3a9c7e21'",
    ],
)
def test_keys_and_passwords_in_code_are_seen(text):
    assert secret_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "password = getpass()",
        "token = os.environ['TOKEN']",
        "api_key = '<your key here>'",
        "tokens = text.split(' ')",
        "df['password_length'] = df.name.str.len()",
        "url = 'https://example.org/data.csv'",
        "password = 'xxxxxxxx'",
    ],
)
def test_ordinary_code_that_speaks_of_passwords_is_kept(text):
    assert secret_text(text) == ""
