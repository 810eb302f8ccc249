"""A random Llama small enough to be made for every test session, as GGUF and as a Hugging Face directory."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

WIDTH, HEADS, LAYERS, FEED, CONTEXT, VOCABULARY = 64, 2, 2, 128, 512, 420
MARKERS = ("<|pad|>", "<|bos|>", "<|end|>", "<|ns|>", "<|task|>", "<|draft|>", "<|error|>", "<|code|>")
TEXTS = [
    "def total(df):\n    return df['price'].sum()\n",
    "naïve Größe 価格 😀 für élève",
    "for row in rows: print(row)",
]
CHAT_TEMPLATE = (
    "{% for m in messages %}<|task|>{{ m['role'] }}\n{{ m['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}<|code|>{% endif %}"
)


@dataclass(frozen=True)
class RandomModel:
    """Where the same random weights lie in both formats."""

    folder: Path
    gguf: Path
    huggingface: Path


@pytest.fixture(scope="session")
def tokenizer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A byte-level BPE vocabulary with the embedded model's markers."""
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers import decoders, models, pre_tokenizers, trainers

    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=list(MARKERS),
        initial_alphabet=alphabet,
        show_progress=False,
        min_frequency=1,
    )
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    tokenizer.add_tokens([f"tok{number}" for number in range(VOCABULARY - tokenizer.get_vocab_size())])
    path = tmp_path_factory.mktemp("vocabulary") / "tokenizer.json"
    tokenizer.save(str(path))
    return path


@pytest.fixture(scope="session")
def chat_gguf(tokenizer_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same weights as a GGUF that brings a chat template."""
    pytest.importorskip("gguf", reason="writing a GGUF needs the train extra")
    folder = tmp_path_factory.mktemp("chat")
    (folder / "tokenizer.json").write_bytes(tokenizer_file.read_bytes())
    return _write_gguf(_weights(), tokenizer_file, folder / "random-chat.gguf", CHAT_TEMPLATE)


@pytest.fixture(scope="session")
def random_model(tokenizer_file: Path, tmp_path_factory: pytest.TempPathFactory) -> RandomModel:
    """Weights with enough spread that samples differ; seeded."""
    pytest.importorskip("gguf", reason="writing a GGUF needs the train extra")
    pytest.importorskip("safetensors", reason="writing a model directory needs the train extra")
    folder = tmp_path_factory.mktemp("random")
    weights = _weights()
    directory = _write_huggingface(weights, tokenizer_file, folder / "hf")
    path = _write_gguf(weights, tokenizer_file, folder / "model.gguf")
    (folder / "tokenizer.json").write_bytes(tokenizer_file.read_bytes())
    return RandomModel(folder, path, directory)


def _weights():
    import numpy as np

    rng = np.random.default_rng(7)

    def matrix(rows, columns, scale=1.0):
        return (rng.standard_normal((rows, columns)) * scale / columns**0.5).astype(np.float32)

    out = {
        "model.embed_tokens.weight": matrix(VOCABULARY, WIDTH, 8.0),
        "model.norm.weight": np.ones(WIDTH, np.float32),
        "lm_head.weight": matrix(VOCABULARY, WIDTH, 2.0),
    }
    for layer in range(LAYERS):
        prefix = f"model.layers.{layer}."
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            out[f"{prefix}self_attn.{name}.weight"] = matrix(WIDTH, WIDTH)
        out[f"{prefix}mlp.gate_proj.weight"] = matrix(FEED, WIDTH)
        out[f"{prefix}mlp.up_proj.weight"] = matrix(FEED, WIDTH)
        out[f"{prefix}mlp.down_proj.weight"] = matrix(WIDTH, FEED)
        out[f"{prefix}input_layernorm.weight"] = np.ones(WIDTH, np.float32)
        out[f"{prefix}post_attention_layernorm.weight"] = np.ones(WIDTH, np.float32)
    return out


def _write_huggingface(weights, tokenizer_file: Path, folder: Path) -> Path:
    from safetensors.numpy import save_file

    folder.mkdir()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": VOCABULARY,
        "hidden_size": WIDTH,
        "intermediate_size": FEED,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": HEADS,
        "head_dim": WIDTH // HEADS,
        "max_position_embeddings": CONTEXT,
        "rms_norm_eps": 1e-5,
        "rope_theta": 10000.0,
        "hidden_act": "silu",
        "tie_word_embeddings": False,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
        "dtype": "float32",
    }
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<|bos|>",
        "eos_token": "<|end|>",
        "pad_token": "<|pad|>",
        "chat_template": CHAT_TEMPLATE,
    }
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer))
    (folder / "tokenizer.json").write_bytes(tokenizer_file.read_bytes())
    return folder


def _write_gguf(weights, tokenizer_file: Path, path: Path, template: str = "") -> Path:
    import gguf

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_rope_freq_base(10000.0)
    writer.add_vocab_size(VOCABULARY)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    if template:
        writer.add_chat_template(template)
    _write_vocabulary(writer, json.loads(tokenizer_file.read_text()))
    for name, weight in weights.items():
        writer.add_tensor(_gguf_name(name), _gguf_weight(name, weight))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _write_vocabulary(writer, tokenizer) -> None:
    import gguf

    vocabulary = tokenizer["model"]["vocab"] | {token["content"]: token["id"] for token in tokenizer["added_tokens"]}
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    kinds = [gguf.TokenType.CONTROL if token in MARKERS else gguf.TokenType.NORMAL for token in tokens]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(False)


def _gguf_name(name: str) -> str:
    names = {
        "model.embed_tokens.weight": "token_embd.weight",
        "model.norm.weight": "output_norm.weight",
        "lm_head.weight": "output.weight",
    }
    parts = {
        "self_attn.q_proj": "attn_q",
        "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output",
        "mlp.gate_proj": "ffn_gate",
        "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
        "input_layernorm": "attn_norm",
        "post_attention_layernorm": "ffn_norm",
    }
    if name in names:
        return names[name]
    _, _, layer, rest = name.split(".", 3)
    return f"blk.{layer}.{parts[rest.removesuffix('.weight')]}.weight"


def _gguf_weight(name: str, weight):
    import numpy as np

    if weight.ndim == 1:
        return weight
    if name.endswith(("q_proj.weight", "k_proj.weight")):
        rows, columns = weight.shape
        weight = weight.reshape(HEADS, 2, rows // HEADS // 2, columns).swapaxes(1, 2).reshape(rows, columns)
    return np.ascontiguousarray(weight.astype(np.float16))


@dataclass(frozen=True)
class Reply:
    """What the loopback server answers: `parts` are sent one after the other, `stall_s` after the last."""

    parts: tuple[str, ...] = ()
    status: int = 200
    kind: str = "text/event-stream"
    headers: tuple[tuple[str, str], ...] = ()
    stall_s: float = 0.0
    pause_s: float = 0.0


class Loopback:
    """A real HTTP server on this machine that answers by a function and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict]] = []
        self.headers: list[dict[str, str]] = []
        self.broken_off = threading.Event()
        self.done = threading.Event()
        self.answer = lambda path, body: Reply(status=404, kind="application/json")
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                owner._serve(self, {})

            def do_POST(self):
                owner._serve(self, json.loads(self.rfile.read(int(self.headers["content-length"]))))

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self.address = f"{self.root}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self.done.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def bodies(self, path: str) -> list[dict]:
        """What was posted to a path."""
        return [body for asked, body in self.asked if asked == path]

    def _serve(self, handler, body) -> None:
        self.asked.append((handler.path, body))
        self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        reply = self.answer(handler.path, body)
        try:
            handler.send_response(reply.status)
            handler.send_header("content-type", reply.kind)
            for name, value in reply.headers:
                handler.send_header(name, value)
            handler.end_headers()
            for part in reply.parts:
                handler.wfile.write(part.encode())
                handler.wfile.flush()
                self.done.wait(reply.pause_s)
            self.done.wait(reply.stall_s)
        except (BrokenPipeError, ConnectionResetError):
            self.broken_off.set()


@pytest.fixture
def loopback():
    """A loopback server without answers yet."""
    server = Loopback()
    yield server
    server.close()


@pytest.fixture
def reply():
    """How a test describes an answer."""
    return Reply
