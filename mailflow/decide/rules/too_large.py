"""Many county gateways refuse large letters: the largest files stay here to be fetched; what is too large without them is held."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict
from mailflow.model.letter import NOT_CHECKED


def verdict_on(posting: Posting) -> Verdict | None:
    """A signed letter is not taken apart: nobody could tell any more that it is whole."""
    if posting.letter.size <= posting.kind.max_size_mb * 1_000_000:
        return None
    return None if posting.left_out and NOT_CHECKED not in posting.letter.defects else Verdict("hold", "too_large")


RULE = Rule("too_large", verdict_on, reasons=("too_large",))
