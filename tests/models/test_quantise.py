import pytest

from smallcode_nb.errors import ModelError, UnknownOption, WeightsMissing
from smallcode_nb.models.exllamav2_files import check_device
from smallcode_nb.models.quantise import Conversion, check_conversion, quantise


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").touch()
    return folder


def test_the_converter_gets_the_folders_and_the_bits(source, tmp_path):
    command = Conversion(source, tmp_path / "out", tmp_path / "work", 4.25).command()
    assert command[1:3] == ["-m", "exllamav2.conversion.convert_exl2"]
    given = dict(zip(command[3::2], command[4::2], strict=True))
    assert given == {
        "-i": str(source),
        "-o": str(tmp_path / "work"),
        "-cf": str(tmp_path / "out"),
        "-b": "4.25",
        "-hb": "6",
        "-l": "2048",
        "-ml": "2048",
    }


def test_impossible_requests_are_refused_at_once(source, tmp_path):
    with pytest.raises(UnknownOption, match="2 to 8 bits"):
        check_conversion(Conversion(source, tmp_path / "out", tmp_path / "work", 1.0))
    with pytest.raises(WeightsMissing, match="unquantised model"):
        check_conversion(Conversion(tmp_path, tmp_path / "out", tmp_path / "work"))
    with pytest.raises(UnknownOption, match="already"):
        check_conversion(Conversion(source, source, tmp_path / "work"))


def test_without_the_library_or_a_gpu_nothing_is_written(source, tmp_path):
    try:
        check_device()
    except ModelError as missing:
        with pytest.raises(type(missing)):
            quantise(Conversion(source, tmp_path / "out", tmp_path / "work"))
        assert not (tmp_path / "work").exists()
    else:
        pytest.skip("there is a GPU with ExLlamaV2 here")
