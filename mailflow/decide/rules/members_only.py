"""Who may post here is said in the list's file; everybody else is held or refused, as the file says."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict
from mailflow.model.records import Person


def may_post(posting: Posting) -> bool:
    """Whether the author may, or somebody they stand in for; `unproven` sees to it that they are who they say."""
    if posting.sender and _is_let_in(posting.sender, posting):
        return True
    if (writer := posting.writer) and writer.treatment == "trusted":
        return True
    facts = posting.facts
    return any(_is_let_in(p, posting) for p in facts.people.represented_by(posting.letter.sender.address, facts.today(posting.now)))


def _is_let_in(person: Person, posting: Posting) -> bool:
    if person.status == "staff":
        return True
    allowed, on_roster = posting.kind.post, posting.facts.lists.membership(posting.group.id, person.id) is not None
    return (
        ("member" in allowed and on_roster and person.status == "member")
        or ("guest_of_group" in allowed and on_roster and person.status == "guest")
        or ("anyone_inside" in allowed and person.status in {"member", "guest"})
    )


def verdict_on(posting: Posting) -> Verdict | None:
    if may_post(posting):
        return None
    if posting.kind.strangers == "refuse":
        return Verdict("refuse", "office_only" if posting.kind.post == ("office",) else "members_only")
    return Verdict("hold", "not_on_this_list" if posting.sender and posting.sender.status != "left" else "stranger")


RULE = Rule("members_only", verdict_on, reasons=("members_only", "office_only", "not_on_this_list", "stranger"))
