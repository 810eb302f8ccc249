import logging

from smallcode_nb.engine.logs import tail, write_log


def test_the_log_stays_small_and_its_end_can_be_read(place):
    place.prepare()
    handler = write_log(place.log)
    try:
        for number in range(24):
            logging.getLogger("smallcode.engine").info("request %d %s", number, "x" * 300_000)
    finally:
        for name in ("smallcode.engine", "uvicorn.error"):
            logging.getLogger(name).removeHandler(handler)
        handler.close()
    files = sorted(path.name for path in place.folder.glob("engine.log*"))
    assert files == ["engine.log", "engine.log.1", "engine.log.2", "engine.log.3"]
    assert all((place.folder / name).stat().st_size <= 1_000_000 for name in files)
    assert "request 23" in tail(place, 1)
    place.errors.write_text("it crashed\n")
    assert tail(place, 1).endswith("it crashed")
