"""Imports every file of skills, so that they are registered."""

from smallcode_nb.models.tiny.corpus import (
    skills_codes,
    skills_columns,
    skills_dates,
    skills_filter,
    skills_functions,
    skills_group,
    skills_helpers,
    skills_join,
    skills_live,
    skills_numpy,
    skills_periods,
    skills_plots,
    skills_stats,
    skills_steps,
    skills_strings,
    skills_table,
)

__all__ = [
    "skills_codes",
    "skills_columns",
    "skills_dates",
    "skills_filter",
    "skills_functions",
    "skills_group",
    "skills_helpers",
    "skills_join",
    "skills_live",
    "skills_numpy",
    "skills_periods",
    "skills_plots",
    "skills_stats",
    "skills_steps",
    "skills_strings",
    "skills_table",
]
