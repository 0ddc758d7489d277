"""A command sent to a list by mistake: nobody else has to read "HILFE", and nothing is done that everybody could have ordered."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict


def verdict_on(posting: Posting) -> Verdict | None:
    """Only where the letter says nothing else, and in the command's own words in capitals: a post may begin with "Suche ..."."""
    orders = posting.reading.orders
    written = [line.strip() for line in posting.letter.new_text.splitlines() if line.strip()]
    said = {order.words.strip() for order in orders.orders}
    if not orders.orders or orders.unclear or not all(line in said and _is_shouted(line) for line in written):
        return None
    return Verdict("refuse", "misplaced_order", {"orders": written, "commands": posting.facts.forum.addresses.of("commands")})


def _is_shouted(line: str) -> bool:
    first = line.split()[0].strip(":,.!")
    return len(first) > 1 and first.isupper()


RULE = Rule("misplaced_order", verdict_on, reasons=("misplaced_order",))
