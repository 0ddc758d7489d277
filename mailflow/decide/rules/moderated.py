"""Posts that somebody looks at first: everybody's, newcomers', or those of one person (MODERIEREN)."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict


def verdict_on(posting: Posting) -> Verdict | None:
    if posting.writer:
        return None if posting.writer.treatment == "trusted" else Verdict("hold", "moderated")
    if posting.sender and posting.sender.status == "staff":
        return None
    match posting.kind.moderated:
        case "all":
            return Verdict("hold", "moderated")
        case "newcomers" if not posting.facts.archive.has_posts_of(posting.addresses, posting.group.id):
            return Verdict("hold", "newcomer")
    return None


RULE = Rule("moderated", verdict_on, reasons=("moderated", "newcomer"))
