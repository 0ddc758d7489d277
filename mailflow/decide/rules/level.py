"""A post marked as confidential, to a list that more people read than its author may have thought: they are asked."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict
from mailflow.model.lists import level_marked


def verdict_on(posting: Posting) -> Verdict | None:
    if level_marked(posting.letter.subject_base, posting.letter.new_text) != "confidential" or posting.kind.level == "confidential":
        return None
    return Verdict("ask_back", "confidential", {"readers": posting.facts.lists.size(posting.group.id)})


RULE = Rule("level", verdict_on, reasons=("confidential",), asks="own_post", letter="post/for_all")
