"""A first line like "Approved: word", as other list servers want it from moderators, would show the word to everybody (faults.md D8)."""

import re

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict

_SECRET = re.compile(r"\s*(?:x-)?(?:approved?|admin-?password|listen-?passwor[dt]|list-?password|moderations-?passwor[dt])\s*:\s*\S+", re.I)
FIRST_LINES = 3


def verdict_on(posting: Posting) -> Verdict | None:
    for text in (posting.letter.new_text, posting.letter.text):
        lines = [line for line in text.splitlines() if line.strip()]
        if any(_SECRET.match(line) for line in lines[:FIRST_LINES]):
            return Verdict("refuse", "secret")
    return None


RULE = Rule("secret_line", verdict_on, reasons=("secret",))
