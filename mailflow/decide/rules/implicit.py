"""A list in Bcc: its readers could not tell why they got the letter, and answers would go astray. Its author is asked."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict


def verdict_on(posting: Posting) -> Verdict | None:
    named = {mailbox.address for mailbox in (*posting.letter.to, *posting.letter.cc)}
    return None if posting.group.address in named else Verdict("ask_back", "implicit")


RULE = Rule("implicit", verdict_on, of_letters=True, reasons=("implicit",), asks="own_post", letter="post/for_all")
