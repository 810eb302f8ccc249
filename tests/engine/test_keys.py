import stat

import pytest

from smallcode_nb.engine.keys import OWNER, Keys, add_key, read_keys
from smallcode_nb.errors import EngineError


def test_a_key_is_whose_it_was_made_for_and_stored_nowhere(tmp_path):
    path = tmp_path / "class"
    ana, ben = add_key(path, "ana"), add_key(path, "ben@uni")
    keys = Keys("token", read_keys(path))
    assert keys.user(f"Bearer {ana}") == "ana"
    assert keys.user(f"bearer {ben}") == "ben@uni"
    assert keys.user("Bearer token") == OWNER
    assert ana not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_key_replaces_the_old_one(tmp_path):
    old = add_key(tmp_path / "class", "ana")
    new = add_key(tmp_path / "class", "ana")
    keys = Keys("", read_keys(tmp_path / "class"))
    assert keys.user(f"Bearer {old}") is None
    assert keys.user(f"Bearer {new}") == "ana"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic token", "Bearer guess", "token", "Bearer tökén"])
def test_nobody_else_gets_in(header):
    assert Keys("token").user(header) is None
    assert Keys("").user(header) is None


@pytest.mark.parametrize("name", ["", "two words", "owner", "a\nb", "x" * 65])
def test_odd_names_are_refused(tmp_path, name):
    with pytest.raises(EngineError, match="cannot be a user's name"):
        add_key(tmp_path / "class", name)


def test_a_file_that_others_can_read_is_refused(tmp_path):
    add_key(tmp_path / "class", "ana")
    (tmp_path / "class").chmod(0o644)
    with pytest.raises(EngineError, match="chmod 600"):
        read_keys(tmp_path / "class")


def test_a_missing_or_mangled_file_says_how_to_make_one(tmp_path):
    with pytest.raises(EngineError, match="smallcode-nb engine key"):
        read_keys(tmp_path / "none")
    (tmp_path / "odd").touch(mode=0o600)
    (tmp_path / "odd").write_text("only-a-name\n")
    with pytest.raises(EngineError, match="not a name and a hash"):
        read_keys(tmp_path / "odd")
