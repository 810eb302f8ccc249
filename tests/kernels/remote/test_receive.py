"""What is sent to a remote kernel works there with nothing of this package installed."""

import base64
import json
import subprocess
import sys
import zlib
from pathlib import Path

from smallcode_nb.kernels.remote import kit

#: an interpreter that sees the standard library and the kit only
SCRIPT = """
import json, sys, types
sys.path[:] = [p for p in sys.path if "site-packages" not in p]
source, pieces = json.load(sys.stdin)
module = types.ModuleType("receiver")
exec(source, module.__dict__)
major, minor, home = module.begin()
sizes = [module.put(name, text) for name, text in pieces]
there = module.activate("kit.zip", "spare.zip", ["smallcode_nb.kernels.inside.witness", "cloudpickle", "no_such"])
print(json.dumps([sizes, there, sys.modules["smallcode_nb"].__file__.startswith(home)]))
print(home)
"""


def encoded(data):
    return base64.b64encode(zlib.compress(data)).decode()


def test_the_kit_is_all_that_a_bare_python_needs():
    source = Path(kit.__file__).with_name("receive.py").read_text()
    files = {"kit.zip": kit.kit(), "spare.zip": kit.spare(), "work/data/a.csv": b"a,b"}
    sent = json.dumps([source, [(name, encoded(data)) for name, data in files.items()]])
    bare = [sys.executable, "-I", "-c", SCRIPT]
    done = subprocess.run(bare, input=sent, capture_output=True, text=True, check=True)  # noqa: S603
    answer, home = done.stdout.splitlines()
    sizes, there, from_kit = json.loads(answer)
    assert sizes == [len(kit.kit()), len(kit.spare()), 3]
    assert there == ["smallcode_nb.kernels.inside.witness", "cloudpickle"]
    assert from_kit
    assert not Path(home).exists()


def test_no_more_of_the_package_is_sent_than_runs_inside():
    import io
    import zipfile

    names = zipfile.ZipFile(io.BytesIO(kit.kit())).namelist()
    assert "smallcode_nb/kernels/inside/witness.py" in names
    assert not [name for name in names if "sandbox" in name or "notebook" in name or "models" in name]
