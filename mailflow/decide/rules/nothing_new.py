"""A post without a word and without an attachment, e.g. a quote sent back by mistake, would only puzzle its readers."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict


def verdict_on(posting: Posting) -> Verdict | None:
    letter = posting.letter
    if not (letter.is_all_read or letter.text):
        return Verdict("hold", "unreadable")
    if letter.new_text.strip() or letter.attachments or letter.is_forward or letter.calendar:
        return None
    return Verdict("hold", "nothing_new")


RULE = Rule("nothing_new", verdict_on, of_letters=True, reasons=("nothing_new", "unreadable"))
