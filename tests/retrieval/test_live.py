from smallcode_nb.retrieval.live import live_path, read_history


def test_cells_that_ran_are_found_unsaved_and_a_repeated_one_once_under_its_latest_number():
    found = read_history(["a = 1", "b = a + 1", "", "a = 1"], live_path("k1")).fragments
    assert [(f.text, f.cell, f.defines) for f in found] == [("a = 1", "In[4]", ("a",)), ("b = a + 1", "In[2]", ("b",))]


def test_a_password_typed_into_a_cell_stays_out():
    found = read_history(["password = 'hG7!kq92Lm'"], live_path("k1"))
    assert found.fragments == ()
    assert found.skipped[0].place == "live notebook k1#In[1]"
