"""A post writes to many: where nothing but the From header says who wrote it, its author is asked first."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict
from mailflow.model.letter import Level


def verdict_on(posting: Posting) -> Verdict | None:
    if posting.proof.failed:
        return Verdict("hold", "forged")
    if not posting.proof.level.reaches(Level.ALIGNED):
        return Verdict("ask_back", "unproven", {"sent_by": posting.letter.sent_by})
    return None


RULE = Rule("unproven", verdict_on, of_letters=True, reasons=("forged", "unproven"), asks="own_post", letter="post/is_it_you")
