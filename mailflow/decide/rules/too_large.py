"""Many county gateways refuse large letters: the largest files stay here to be fetched; what is too large without them is held."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict
from mailflow.model.letter import ENCODED, NOT_CHECKED, Attachment


def left_out(posting: Posting) -> tuple[Attachment, ...]:
    """The files, largest first, without which the letter fits; none where it fits with all of them, or would not fit without."""
    if RULE.name not in posting.kind.rules:
        return ()
    over = posting.letter.size - posting.kind.max_size_mb * 1_000_000
    chosen: list[Attachment] = []
    for file in sorted(posting.letter.attachments, key=lambda a: a.size, reverse=True):
        if over <= 0:
            break
        chosen.append(file)
        over -= file.size * ENCODED
    return tuple(chosen) if over <= 0 else ()


def verdict_on(posting: Posting) -> Verdict | None:
    """A signed letter is not taken apart: nobody could tell any more that it is whole."""
    if posting.letter.size <= posting.kind.max_size_mb * 1_000_000:
        return None
    return None if left_out(posting) and NOT_CHECKED not in posting.letter.defects else Verdict("hold", "too_large")


RULE = Rule("too_large", verdict_on, reasons=("too_large",))
