import os
import sys
from pathlib import Path

from smallcode_nb.models.exllamav2_build import compiler_environment, cuda_home


def cuda(folder):
    (folder / "include" / "crt").mkdir(parents=True)
    (folder / "include" / "crt" / "host_config.h").touch()
    return folder


def test_cudas_headers_come_before_pips(tmp_path, monkeypatch):
    monkeypatch.setenv("CUDA_HOME", str(cuda(tmp_path / "cuda")))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("CPATH", "/mine")
    (tmp_path / "nvidia" / "cu13" / "include").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    found = compiler_environment()
    assert found["CUDA_HOME"] == str(tmp_path / "cuda")
    folders = found["CPATH"].split(os.pathsep)
    assert folders[:2] == ["/mine", str(tmp_path / "cuda" / "include")]
    assert str(Path(sys.executable).parent) in found["PATH"].split(os.pathsep), "ninja lies beside python"


def test_a_compiler_behind_a_script_elsewhere_does_not_mislead(tmp_path, monkeypatch):
    script = tmp_path / "bin" / "nvcc"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(script.parent))
    monkeypatch.setenv("CUDA_HOME", str(cuda(tmp_path / "real")))
    assert cuda_home() == tmp_path / "real"


def test_what_the_user_chose_stays(monkeypatch):
    monkeypatch.setenv("MAX_JOBS", "3")
    assert compiler_environment()["MAX_JOBS"] == "3"
