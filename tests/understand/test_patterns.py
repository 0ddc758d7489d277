"""What one pattern does is no call and cannot be counted. But how long a text it is shown can: the square of that bounds it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mailflow.understand.reach import REACH

SIGHT = 6000
"""No pattern that could take more steps than its text is long is shown more of a letter than this."""
SUBJECT = 1000
"""Characters of a subject, which is read together with the letter."""
LINEAR = {
    r"(?im)^content-type[ \t]*:[ \t]*multipart/": "begins where a line does, and nothing it repeats can begin a line",
    r"(?m)^[!-9;-~]+:": "begins where a line does, and nothing it repeats can begin a line",
    r"\S\s+\S": "each row of blanks is walked once",
    r'"(?:[^"\\]|\\.){0,2000}"|': "the pieces of an address list: a quoted one ends after 2,000 characters, any other where the next begins",
    r"\s*(?:[-*•–>]|\d{1,2}[.)]": "asked only where a line begins, and looks at its blanks once",
    r"(?im)^-{2,}.{0,40}": "begins where a line does and looks 100 characters ahead",
    "(?:(?:return-path|received|": "every step is a line",
}
"""By how they begin: patterns that see a whole letter, and why that takes no longer than the letter is."""


@pytest.mark.proves("B1")
def test_no_pattern_with_an_endless_repeat_sees_a_long_text():
    program = Path(__file__).parent / "watched_patterns.py"
    told = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True)
    shown = json.loads(told.stdout)
    reading, meaning = shown["reading"], shown["meaning"]
    assert len(reading) + len(meaning) > 100, "too few patterns were watched"
    assert {pattern: length for pattern, length in reading.items() if length > SIGHT and not pattern.startswith(tuple(LINEAR))} == {}
    assert {pattern: length for pattern, length in meaning.items() if length > REACH + SUBJECT} == {}
