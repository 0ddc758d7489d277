"""Who may post here is said in the list's file; everybody else is held or refused, as the file says."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict


def may_post(posting: Posting) -> bool:
    sender, allowed = posting.sender, posting.kind.post
    if (writer := posting.writer) and writer.treatment == "trusted":
        return True
    if sender is None:
        return False
    if sender.status == "staff":
        return True
    on_roster = posting.is_on_roster
    return (
        ("member" in allowed and on_roster and sender.status == "member")
        or ("guest_of_group" in allowed and on_roster and sender.status == "guest")
        or ("anyone_inside" in allowed and sender.status in {"member", "guest"})
    )


def verdict_on(posting: Posting) -> Verdict | None:
    if may_post(posting):
        return None
    if posting.kind.strangers == "refuse":
        return Verdict("refuse", "office_only" if posting.kind.post == ("office",) else "members_only")
    return Verdict("hold", "not_on_this_list" if posting.sender and posting.sender.status != "left" else "stranger")


RULE = Rule("members_only", verdict_on, reasons=("members_only", "office_only", "not_on_this_list", "stranger"))
