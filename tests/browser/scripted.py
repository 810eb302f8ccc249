"""Run inside the browser tests' kernels: a model that answers by the words in a request, as slowly as asked.

`%config SmallCode.model = 'scripted'` chooses it. It exists for the states that a real model passes too quickly
through to be looked at; what must hold end to end is tested on the embedded model.
"""

import asyncio
from collections.abc import AsyncIterator

from IPython import get_ipython

from smallcode_nb.agent.types import Chunk, ModelCard, Prompt, PromptStyle, Sampling

SLOW_S = 0.3
PIECE = 6

#: the one that ends last in a prompt decides; of two that end together, the longer one
ANSWERS = {
    "slowly": "total = 0\n" + "total = total + 1  # a line that takes its time\n" * 20 + "total",
    "for ever": "import time\nwhile True:\n    time.sleep(0.1)",
    "ten thousand": "import pandas as pd\npd.set_option('display.max_rows', None)\n"
    "pd.DataFrame({'row': range(10_000), 'twice': [2 * row for row in range(10_000)]})",
    "bars": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.bar(['a', 'b', 'c'], [3, 1, 2])\nplt.show()",
    "markup": '# <img src=x onerror="window.hacked=1"> **bold** [link](http://example.org)\n'
    "from IPython.display import HTML\n"
    "HTML('<b>kept</b><script>window.hacked=1</script><img src=x onerror=\"window.hacked=1\">'\n"
    '     \'<img src="http://127.0.0.1:9/pixel.png"><a href="http://127.0.0.1:9/away">a link</a>\'\n'
    '     \'<a href="javascript:window.hacked=1">another</a><iframe src="http://127.0.0.1:9/"></iframe>\'\n'
    "     '<button data-commandlinker-command=\"notebook:run-all-cells\">run</button>'\n"
    "     '<div style=\"background:url(http://127.0.0.1:9/style.png)\">styled</div>')",
    "nonsense": "this is not Python at all (",
    "mean price by city": "sales.groupby('city')['price'].mean()",
    "one of them": "6 * 7",
    "answer": "6 * 7",
    # both steps at once fail, each by itself does not
    "keep the dear ones": "dear = sales[sales['price'] > 10]\ndear",
    "slowly count them by city": "dear.groupby('city').size()  # a line for each city",
    "then slowly count them by city": "sales.dear.count()  # a column that is not there",
}
#: what the second half of a batch says instead, so that candidates differ; all but the first for "one of them"
OTHERS = {
    "mean price by city": "sales['pirce'].mean()",
    "one of them": "import time\nwhile True:\n    time.sleep(0.1)",
    "answer": "40 + 2",
}


class ScriptedModel:
    """`agent.ports.Model` over the table above."""

    card = ModelCard("scripted", 0.001, 2048, PromptStyle.CHAT, "scripted")

    def count_tokens(self, text: str) -> int:
        return len(text) // 4 + 1

    async def sample(self, prompts: tuple[Prompt, ...], samplings: tuple[Sampling, ...]) -> AsyncIterator[Chunk]:
        texts = [self._answer(prompt, place, len(prompts)) for place, prompt in enumerate(prompts)]
        slow = any("slowly" in prompt.messages[-1].content for prompt in prompts)
        for start in range(0, max(map(len, texts)), PIECE):
            await asyncio.sleep(SLOW_S if slow else 0.01)
            for place, text in enumerate(texts):
                if start < len(text):
                    ended = "stop" if start + PIECE >= len(text) else ""
                    tokens = start // PIECE + 1
                    yield Chunk(place, text[start : start + PIECE], ended, None, tokens)

    def _answer(self, prompt: Prompt, place: int, of: int) -> str:
        said = "\n".join(message.content for message in prompt.messages)
        key = max(ANSWERS, key=lambda word: (said.rfind(word) + len(word) if word in said else -1, len(word)))
        first = 1 if key == "one of them" else (of + 1) // 2
        return OTHERS.get(key, ANSWERS[key]) if place >= first else ANSWERS[key]


session = getattr(get_ipython(), "_smallcode_session", None)
if session is not None:
    session.models["scripted"] = ScriptedModel()
