"""How a model is opened: everything a setting may say that a preset does not.

Knows nothing about traitlets, which the caller reads these from.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """Choices for one load; the zero value of each means "as the model or the library prefers"."""

    backend: str = ""  #: "openvino", "transformers", "exllamav2" or "openai"
    context: int = 0  #: tokens; never more than the model's own window
    device: str = ""  #: "CPU", "cpu", "cuda:0" …
    precision: str = ""  #: "f32", "bf16", "f16": what the arithmetic is done in
    cache_bits: int = 0  #: 16, 8, 6 or 4: how finely ExLlamaV2 keeps keys and values
    draft: str = (
        ""  #: what guesses ahead on ExLlamaV2: "ngram", or the folder of a smaller model of the same vocabulary
    )
    threads: int = 0
    timeout_s: float = 60.0  #: longest silence of a server
    retries: int = 2
    key_variable: str = "SMALLCODE_API_KEY"  #: environment variable that holds a server's key
