"""The settings that a page may show and change: those that steer a request, none that opens a way out.

What loosens confinement, sends requests elsewhere or names an address stays with the user's own cells: a
message is no proof that the user sent it. Knows traitlets; knows nothing about messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Bool, Enum, Float, Int, TraitError

from .receive import RefusedError

if TYPE_CHECKING:
    from ...settings import SmallCode
    from .from_page import Setting
    from .parts import SettingEntry

__all__ = ["CHANGEABLE", "change", "entries"]

CHANGEABLE = (
    *("profile", "model", "n", "max_seconds", "max_tokens", "run_deadline_s", "seed", "temperature", "top_p"),
    *("decompose", "early_stop", "header_comment", "explain", "history"),
)
#: more is refused here although a cell may set it
_CEILINGS = {
    "n": 256,
    "max_seconds": 3_600,
    "max_tokens": 4_096,
    "run_deadline_s": 600,
    "temperature": 2,
    "history": 50,
}


def entries(settings: SmallCode) -> list[SettingEntry]:
    """Every setting a page may change, in the order they are shown."""
    return [_entry(settings, name) for name in CHANGEABLE]


def change(settings: SmallCode, wanted: dict[str, Setting], models: frozenset[str]) -> None:
    """Set all of `wanted` or, raising RefusedError, none; `models` are those that may be chosen."""
    for name, value in wanted.items():
        _check(settings, name, value, models)
    for name, value in wanted.items():
        setattr(settings, name, value)


def _check(settings: SmallCode, name: str, value: Setting, models: frozenset[str]) -> None:
    if name not in CHANGEABLE:
        raise RefusedError(
            "setting", f"{name} cannot be set from a page.", f"Set it in a cell: %config SmallCode.{name} = …"
        )
    if name == "model" and value not in models:
        raise RefusedError(
            "setting",
            f"{str(value)[:80]} is not one of the models a page may choose.",
            "Paths and addresses are set in a cell: %smallcode model NAME",
        )
    trait: Any = settings.traits()[name]
    try:
        trait._validate(settings, value)
    except TraitError as error:
        raise RefusedError("setting", f"{name} cannot be that: {error}", trait.help) from None
    if isinstance(value, int | float) and value > _CEILINGS.get(name, value):
        raise RefusedError("setting", f"{name} is {value:g}; at most {_CEILINGS[name]} can be set here.", trait.help)


def _entry(settings: SmallCode, name: str) -> SettingEntry:
    trait: Any = settings.traits()[name]
    return {
        "name": name,
        "kind": _kind(trait),
        "value": getattr(settings, name),
        "default": trait.default_value,
        "choices": [str(value) for value in getattr(trait, "values", None) or ()],
        "low": getattr(trait, "min", None),
        "high": _CEILINGS.get(name, getattr(trait, "max", None)),
        "help": trait.help,
    }


def _kind(trait: object) -> Any:
    match trait:
        case Bool():
            return "bool"
        case Int():
            return "int"
        case Float():
            return "float"
        case Enum():
            return "choice"
        case _:
            return "text"
