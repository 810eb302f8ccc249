"""Cells of the made-up tables."""

from random import Random

from smallcode_nb.models.tiny.corpus import values


def test_dates_span_more_than_a_year_so_that_monthly_questions_have_answers() -> None:
    dates = values.date_values(Random(3), 40, with_time=False)
    assert (max(dates) - min(dates)).days > 250
    assert all(d.hour == 0 for d in dates)


def test_groups_have_few_distinct_values() -> None:
    for seed in range(50):
        pool = values.category_values(Random(seed))
        assert 2 <= len(pool) <= 6
        assert len(set(pool)) == len(pool)


def test_whole_numbers_are_whole_and_labels_fill_every_row() -> None:
    assert all(isinstance(v, int) for v in values.number_values(Random(1), 30, whole=True))
    assert len(values.label_values(Random(1), 30)) == 30
