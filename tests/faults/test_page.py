"""docs/proofs.md says what the tests say."""

import os

from tests.faults.page import CATALOGUE, TESTS, page, proofs_by_row


def test_the_page_of_proofs_is_current():
    file = TESTS.parent / "docs" / "proofs.md"
    if os.environ.get("MAILFLOW_UPDATE"):
        file.write_text(page(), "utf-8")
    assert file.read_text("utf-8") == page(), "run MAILFLOW_UPDATE=1 pytest tests/faults/test_page.py"


def test_every_named_row_stands_in_the_catalogue():
    assert set(proofs_by_row()) <= set(CATALOGUE["rows"])
    assert set(CATALOGUE["open"]) <= set(CATALOGUE["rows"])
