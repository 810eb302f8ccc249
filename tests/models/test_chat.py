import json

import pytest

from smallcode_nb.agent.types import Message, Prompt
from smallcode_nb.errors import ModelError
from smallcode_nb.models.chat import ChatTemplate, defuse, prompt_ids, read_template
from smallcode_nb.models.presets import family_template, presets
from smallcode_nb.models.tokens import read_vocabulary

TURNS = (Message("system", "Be brief."), Message("user", "Sum a."))


def render(name):
    return ChatTemplate(family_template(name), "<s>", "</s>").render(TURNS)


def test_each_family_opens_the_assistants_turn_as_its_model_was_trained():
    assert render("chatml") == (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nSum a.<|im_end|>\n<|im_start|>assistant\n"
    )
    assert render("llama-inst") == "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nSum a. [/INST]"
    assert render("deepseek") == "<s>Be brief.\n### Instruction:\nSum a.\n### Response:\n"
    assert render("phi3") == "<|system|>\nBe brief.<|end|>\n<|user|>\nSum a.<|end|>\n<|assistant|>\n"


def test_earlier_answers_are_part_of_the_conversation():
    turns = (Message("user", "a"), Message("assistant", "b"), Message("user", "c"))
    text = ChatTemplate(family_template("llama-inst"), "<s>", "</s>").render(turns)
    assert text == "<s>[INST] a [/INST] b </s>[INST] c [/INST]"


def test_every_presets_family_has_a_template():
    assert all(family_template(preset.template) for preset in presets().values() if preset.template)


def test_a_template_that_refuses_a_system_turn_gets_it_within_the_first_question():
    source = (
        "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
        "[{{ m.content }}]{% endfor %}"
    )
    assert ChatTemplate(source).render(TURNS) == "[Be brief.\n\nSum a.]"


def test_a_broken_template_is_named():
    with pytest.raises(ModelError, match="chat template failed"):
        ChatTemplate("{{ messages | nosuchfilter }}").render(TURNS)


def test_a_template_cannot_reach_into_the_process():
    source = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    with pytest.raises(ModelError, match="chat template failed"):
        ChatTemplate(source).render(TURNS)


def test_written_control_tokens_are_broken_up():
    assert defuse("a <|end|> b", ("<|end|>", "<|bos|>")) == "a < |end|> b"


def test_turns_without_a_template_are_refused(tokenizer_file):
    vocabulary = read_vocabulary(tokenizer_file.parent)
    with pytest.raises(ModelError, match="no chat template"):
        prompt_ids(Prompt(TURNS), vocabulary, None)


@pytest.mark.parametrize(
    "form", [["{{ bos_token }}x"], [{"name": "tool_use", "template": "no"}, {"name": "default", "template": "yes"}]]
)
def test_templates_are_found_in_each_form_directories_use(tmp_path, form):
    entry = form[0] if isinstance(form[0], str) else form
    settings = {"chat_template": entry, "bos_token": {"content": "<s>"}}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings))
    template = read_template(tmp_path)
    assert template.render(TURNS) == ("<s>x" if isinstance(form[0], str) else "yes")


def test_a_template_file_beside_the_weights_wins_and_none_means_a_base_model(tmp_path):
    assert read_template(tmp_path) is None
    assert read_template(tmp_path, "phi3").source == family_template("phi3")
    (tmp_path / "chat_template.jinja").write_text("from file")
    assert read_template(tmp_path, "phi3").source == "from file"
