"""Every knob of the product, with help, and the profiles that move several at once.

Knows nothing about notebooks, models or kernels; `loop_settings` translates for the loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from traitlets import Bool, Enum, Float, Int, List, Unicode, observe
from traitlets.config import Configurable

if TYPE_CHECKING:
    from .agent.types import LoopSettings

__all__ = ["INSERT_MODES", "KERNELS", "PROFILES", "SANDBOXES", "TRUST", "SmallCode"]

INSERT_MODES = ("next", "replace", "none")
TRUST = ("sandboxed", "none")
KERNELS = ("forked", "pooled", "live", "remote")
SANDBOXES = ("auto", "landlock+seccomp", "bwrap")
BACKENDS = ("auto", "openvino", "transformers", "exllamav2")
EMBEDDINGS = ("auto", "openvino", "onnxruntime", "sentence-transformers", "none")
DISPLAYS = ("auto", "widget", "text", "off")

#: What each profile changes against the defaults; a knob the user has set is left alone.
PROFILES: Mapping[str, Mapping[str, object]] = {
    "cpu": {},
    "gpu": {"parallel": 8, "max_tokens": 1024, "run_deadline_s": 30.0},
    "edge": {
        "n": 4,
        "parallel": 1,
        "max_generations": 8,
        "max_executions": 16,
        "decompose": False,
        "mutated_inputs": 10,
        "embeddings": "none",
        "context": 4096,
        "cache_bits": 4,
    },
    "teaching": {"explain": True, "insert": "none", "max_seconds": 60.0},
}
_MOVED = frozenset(name for knobs in PROFILES.values() for name in knobs)


class SmallCode(Configurable):
    """Settings: `c.SmallCode.… = …` in a configuration file, `%config SmallCode.… = …` in a notebook."""

    profile = Enum(
        tuple(PROFILES),
        default_value="cpu",
        help="Several knobs at once, for a kind of machine or use: cpu, gpu, edge (4 GB in all), teaching.",
    ).tag(config=True)
    model = Unicode(
        "smallcode-tiny", help="The model to draw from: a preset, a local path or the address of a server."
    ).tag(config=True)
    engine = Unicode(
        "auto",
        help="Where models are held: auto (large ones in the engine shared by all notebooks), on, off, or an address.",
    ).tag(config=True)

    backend = Enum(
        BACKENDS, default_value="auto", help="What runs a model on this machine; auto takes the best there is for it."
    ).tag(config=True)
    context = Int(0, min=0, help="Window in tokens; 0 is the model's own, on a GPU 8192 at most.").tag(config=True)
    cache_bits = Enum(
        (16, 8, 6, 4), default_value=16, help="How finely ExLlamaV2 keeps keys and values: fewer bits, less memory."
    ).tag(config=True)
    draft = Unicode(
        "",
        help='What guesses ahead for ExLlamaV2: "ngram", or the folder of a smaller model of the same vocabulary.',
    ).tag(config=True)
    server_timeout_s = Float(60.0, min=0.1, help="Longest silence of a model server, in seconds.").tag(config=True)
    key_variable = Unicode(
        "SMALLCODE_API_KEY", help="Environment variable that holds a model server's key; the key itself goes nowhere."
    ).tag(config=True)

    n = Int(8, min=1, max=256, help="Candidates drawn in the first batch.").tag(config=True)
    max_seconds = Float(120.0, min=0.1, help="Wall time of one request, in seconds.").tag(config=True)
    max_generations = Int(24, min=1, help="Candidates of one request in all, repairs included.").tag(config=True)
    max_tokens = Int(256, min=1, help="Tokens of one candidate.").tag(config=True)
    max_executions = Int(64, min=1, help="Runs in throwaway kernels for one request.").tag(config=True)
    run_deadline_s = Float(20.0, min=0.1, help="Wall time of one run in a throwaway kernel, in seconds.").tag(
        config=True
    )
    seed = Int(0, min=0, help="Seed of the draws: the same request, data and seed give the same code.").tag(config=True)

    temperature = Float(0.8, min=0.0, help="Temperature of every draw but the first, which is greedy.").tag(config=True)
    retry_temperature = Float(1.0, min=0.0, help="Temperature of the draws made after nothing passed.").tag(config=True)
    top_p = Float(0.95, min=0.0, max=1.0, help="Nucleus of the draws.").tag(config=True)
    repair_rounds = Int(
        None, allow_none=True, help="Rounds of repair when nothing passed; None lets the model's size decide."
    ).tag(config=True)
    decompose = Bool(True, help="Split a long or failed request into sub-tasks.").tag(config=True)
    guard = Bool(True, help="Flag candidates that repeat a retrieved snippet.").tag(config=True)
    early_stop = Bool(True, help="Stop drawing when enough passing candidates agree.").tag(config=True)
    mutated_inputs = Int(30, min=0, help="Inputs made from the examples to compare candidates on.").tag(config=True)
    variants = List(
        Enum(("shuffle", "drop", "nulls")),
        help="Extra runs of a cell on frames changed like this, to compare candidates on; each costs an execution.",
    ).tag(config=True)
    without_retrieval = Int(2, min=0, help="Draws of the first batch that see no retrieved snippet.").tag(config=True)

    retriever = Unicode(
        "auto",
        help="Where related code comes from: auto (the project's index, where one was made), none, the name of an "
        "installed retriever, or module:factory.",
    ).tag(config=True)
    recall_s = Float(0.3, min=0.0, help="Seconds after which a request goes on without related code.").tag(config=True)
    store = Unicode(
        "embedded", help="Where the index is kept: embedded, path:FOLDER or the address of a Qdrant server."
    ).tag(config=True)
    store_shards = Int(0, min=0, help="Shards of a Qdrant collection when it is made; 0: as the server has it.").tag(
        config=True
    )
    store_replicas = Int(0, min=0, help="Copies of each shard in a Qdrant cluster; 0: as the server has it.").tag(
        config=True
    )
    embeddings = Enum(
        EMBEDDINGS,
        default_value="auto",
        help="What runs the index's encoder: openvino, onnxruntime (8-bit integers), sentence-transformers, none "
        "(words only, for small machines); auto: openvino where the processor has bfloat16, else onnxruntime.",
    ).tag(config=True)
    query_pipeline = Unicode("", help="A YAML file with a query pipeline of your own, for the index.").tag(config=True)

    kernels = Enum(
        KERNELS,
        default_value="forked",
        help="Throwaway kernels: forked (fast and confined, Linux), live (forked from this kernel, nothing copied, "
        "confined, but its memory can be read), pooled (plain processes with your rights), remote (elsewhere).",
    ).tag(config=True)
    sandbox = Enum(
        SANDBOXES,
        default_value="auto",
        help="Confinement of kernels on this machine: landlock+seccomp, bwrap (inside bubblewrap as well), or auto.",
    ).tag(config=True)
    gateway = Unicode(
        "",
        help="Address of the Jupyter gateway that remote kernels run at; its token comes from "
        "JUPYTER_GATEWAY_AUTH_TOKEN. Empty: the kernel spec's own provisioner starts them.",
    ).tag(config=True)
    remote_kernel = Unicode("python3", help="Kernel spec of remote kernels.").tag(config=True)
    parallel = Int(2, min=1, max=64, help="Throwaway kernels that run side by side.").tag(config=True)

    insert = Enum(
        INSERT_MODES, default_value="next", help="Where the chosen code goes: a new next cell, this cell, or nowhere."
    ).tag(config=True)
    header_comment = Bool(True, help="Begin handed-over code with one comment line: request, label, model, seed.").tag(
        config=True
    )
    explain = Bool(False, help="Describe the chosen code in plain words, as --explain does.").tag(config=True)
    display = Enum(
        DISPLAYS,
        default_value="auto",
        help="Live progress: auto (widget where the front end can), widget, text, off.",
    ).tag(config=True)
    history = Int(8, min=0, help="Cells run before that a request may see.").tag(config=True)
    keep = Int(20, min=1, help="Outcomes kept for `%smallcode why` and `last`.").tag(config=True)
    keep_history = Bool(
        True,
        help="Keep the panel's history (requests, the code they led to) on this machine, beside Jupyter's own data.",
    ).tag(config=True)
    interrupt_grace_s = Float(
        3.0, min=0.0, help="Seconds an interrupted request has to come back with what was found so far."
    ).tag(config=True)
    strict = Bool(
        False, help="End the cell with an error when a request fails, for notebooks that are run unattended."
    ).tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        self._chosen: set[str] = set()
        self._applying = False
        super().__init__(**kwargs)
        self._apply_profile()

    @observe(*_MOVED)
    def _remember_choice(self, change: Any) -> None:
        if not self._applying:
            self._chosen.add(change.name)

    @observe("profile")
    def _apply_profile(self, change: Any = None) -> None:
        """Set what the profile sets, and put back what only the previous profile had set."""
        del change
        self._applying = True
        try:
            for name in _MOVED - self._chosen - set(self.config.get("SmallCode", ())):
                setattr(self, name, PROFILES[self.profile].get(name, self.traits()[name].default_value))
        finally:
            self._applying = False

    def loop_settings(
        self, *, n: int | None = None, max_seconds: float | None = None, seed: int | None = None
    ) -> LoopSettings:
        """The loop's view of these knobs, with one request's own values on top."""
        from .agent.types import Budget, LoopSettings

        budget = Budget(
            n=self.n if n is None else n,
            max_generations=max(self.max_generations, n or 0),
            max_tokens=self.max_tokens,
            max_seconds=self.max_seconds if max_seconds is None else max_seconds,
            max_executions=self.max_executions,
            run_deadline_s=self.run_deadline_s,
            seed=self.seed if seed is None else seed,
        )
        return LoopSettings(
            budget=budget,
            repair_rounds=self.repair_rounds,
            decompose=self.decompose,
            guard=self.guard,
            early_stop=self.early_stop,
            mutated_inputs=self.mutated_inputs,
            without_retrieval=self.without_retrieval,
            variants=tuple(self.variants),
            temperature=self.temperature,
            retry_temperature=self.retry_temperature,
            top_p=self.top_p,
        )
