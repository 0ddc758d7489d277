"""Many county gateways refuse large letters: what would not arrive is held."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict


def verdict_on(posting: Posting) -> Verdict | None:
    if posting.letter.size > posting.kind.max_size_mb * 1_000_000:
        return Verdict("hold", "too_large")
    return None


RULE = Rule("too_large", verdict_on, reasons=("too_large",))
