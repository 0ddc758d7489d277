"""docs/requirements.md says what the conversations show."""

import os

from tests.requirements import CATALOGUE, CONVERSATIONS, conversations_by_row, page


def test_the_page_of_requirements_is_current():
    file = CONVERSATIONS.parents[1] / "docs" / "requirements.md"
    if os.environ.get("MAILFLOW_UPDATE"):
        file.write_text(page(), "utf-8")
    assert file.read_text("utf-8") == page(), "run MAILFLOW_UPDATE=1 pytest tests/test_requirements.py"


def test_every_named_row_stands_in_the_catalogue():
    assert set(conversations_by_row()) <= set(CATALOGUE["rows"])
    assert set(CATALOGUE["open"]) <= set(CATALOGUE["rows"])
