"""An encrypted letter, or one that a portal keeps behind a password: its readers could not open it."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict


def verdict_on(posting: Posting) -> Verdict | None:
    return Verdict("hold", "locked") if posting.letter.is_locked else None


RULE = Rule("locked", verdict_on, reasons=("locked",))
