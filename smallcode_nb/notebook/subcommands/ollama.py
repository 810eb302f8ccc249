"""`%smallcode model ollama[:TAG]`: the models of a running Ollama below 8B, and the loop set up for one of them.

Not a subcommand of its own: `model` hands over to it.
"""

from __future__ import annotations

from ..page import Line, Page, Table
from ..session import Session


def choose(session: Session, tag: str) -> Page:
    """Use the model of that tag, or the largest below 8B; raises ServerError, UnknownModel before anything changes.

    Template, window and repair rounds follow the model's card; `n` is that of its preset where there is one.
    """
    from ...models.ollama import choose_installed, list_ollama
    from ...models.server_facts import match_preset

    installed = list_ollama()
    chosen = choose_installed(installed, tag)
    preset = match_preset(chosen.tag)
    session.settings.model = f"ollama:{chosen.tag}"
    if preset is not None:
        session.settings.n = preset.profile.n
    rows = tuple(
        ("→" if model == chosen else "", f"ollama:{model.tag}", f"{model.parameters:.2g}B", model.family)
        for model in installed
    )
    how = f"known as {preset.title}" if preset else "not a preset: its own template, rounds by its size"
    return Page(
        (
            Line(f"{chosen.tag} on Ollama, {how}; {session.settings.n} candidates.", strong="Model:"),
            Table(("", "model", "size", "family"), rows),
            Line("%smallcode model ollama:TAG chooses another.", quiet=True),
        )
    )
