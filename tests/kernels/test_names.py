from smallcode_nb.kernels.names import visible


def test_only_the_users_own_names_are_visible():
    assert visible({"df": 1, "_": 2, "In": [], "open": open, 3: 4, "x": 5}, frozenset({"x"})) == {"df": 1}
