"""What is handed over, and what is recorded about it."""

import json

from support import scripted

from smallcode_nb.notebook.extension import load
from smallcode_nb.notebook.handover import provenance, with_header


def outcome_of(shell, request):
    session = load(shell, scripted("total = 1"))
    shell.run_cell(f"%smallcode --n 1 {request}")
    return session.last


def test_a_long_request_is_cut_to_one_comment_line(shell):
    outcome = outcome_of(shell, "price " * 40)
    header, _, code = with_header("x = 1", outcome).partition("\n")
    assert header.startswith("# smallcode: price price")
    assert len(header) < 120
    assert code == "x = 1"


def test_the_record_is_json_and_names_the_code_by_its_hash(shell):
    record = provenance(outcome_of(shell, "total"), "x = 1", "next")["smallcode"]
    assert json.loads(json.dumps(record)) == record
    assert len(record["code_sha256"]) == 64


def test_without_code_the_record_claims_none(shell):
    assert "code" not in provenance(outcome_of(shell, "total"), "", "next")["smallcode"]
