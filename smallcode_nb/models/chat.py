"""Messages → the text a chat model was trained to continue.

Knows: Jinja chat templates as models ship them (untrusted: rendered in a sandbox), models that refuse a system turn.
Does not know: token ids, requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smallcode_nb.agent.types import Message, Prompt
from smallcode_nb.errors import ModelError

from .presets import family_template
from .tokens import Vocabulary, read_json, token_text

if TYPE_CHECKING:
    from jinja2 import Template

RAW = "raw"


@dataclass(frozen=True)
class ChatTemplate:
    """A model's chat template and the special words it may write."""

    source: str
    bos: str = ""
    eos: str = ""

    def render(self, messages: Sequence[Message]) -> str:
        """The conversation with the assistant's turn opened. Raises ModelError when the template fails."""
        from jinja2 import TemplateError

        try:
            return self._render(messages)
        except TemplateError as error:
            folded = fold_system(messages)
            if len(folded) == len(messages):
                raise _broken(error) from error
        try:
            return self._render(folded)
        except TemplateError as error:
            raise _broken(error) from error

    def _render(self, messages: Sequence[Message]) -> str:
        turns = [{"role": message.role, "content": message.content} for message in messages]
        template = _compile(self.source)
        return template.render(messages=turns, add_generation_prompt=True, bos_token=self.bos, eos_token=self.eos)


def read_template(folder: Path, family: str = "") -> ChatTemplate | None:
    """The template a model directory ships, else that of its `family`, else None."""
    settings = read_json(folder / "tokenizer_config.json")
    source = settings.get("chat_template")
    if isinstance(source, list):
        named = {entry.get("name"): entry.get("template") for entry in source if isinstance(entry, dict)}
        source = named.get("default")
    file = folder / "chat_template.jinja"
    if file.is_file():
        source = file.read_text(encoding="utf-8")
    source = source or family_template(family)
    if not isinstance(source, str) or not source:
        return None
    return ChatTemplate(source, token_text(settings.get("bos_token")), token_text(settings.get("eos_token")))


def prompt_ids(prompt: Prompt, vocabulary: Vocabulary, template: ChatTemplate | None) -> list[int]:
    """Ids of a whole prompt: a raw message as it is after BOS, turns through the template.

    Control tokens written in a turn's content are broken up, so that data cannot end the turn.
    """
    first = prompt.messages[0]
    if first.role == RAW:
        begin = [] if vocabulary.bos_id is None else [vocabulary.bos_id]
        ids = vocabulary.encode("".join(message.content for message in prompt.messages))
        return ids if ids[:1] == begin else begin + ids
    if template is None:
        raise ModelError("This model has no chat template.", "Choose an instruction-tuned model.")
    messages = [Message(m.role, defuse(m.content, vocabulary.specials)) for m in prompt.messages]
    return vocabulary.encode(template.render(messages))


def defuse(text: str, specials: Sequence[str]) -> str:
    """`text` with every written control token broken by a space after its first character."""
    for word in specials:
        if len(word) > 1 and word in text:
            text = text.replace(word, f"{word[0]} {word[1:]}")
    return text


def fold_system(messages: Sequence[Message]) -> list[Message]:
    """The same conversation with a leading system turn moved into the first user turn."""
    if len(messages) < 2 or messages[0].role != "system" or messages[1].role != "user":
        return list(messages)
    return [Message("user", f"{messages[0].content}\n\n{messages[1].content}"), *messages[2:]]


def _broken(error: Exception) -> ModelError:
    return ModelError(f"The model's chat template failed: {error}.", "Check its tokenizer_config.json.")


@cache
def _compile(source: str) -> Template:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return environment.from_string(source)


def _raise(message: str) -> Any:
    from jinja2 import TemplateError

    raise TemplateError(message)
