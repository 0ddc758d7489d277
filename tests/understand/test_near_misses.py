"""tests/corpus/orders/near_misses.txt: letters with a deciding word in them, that decide nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from letters import ADMISSION, MODERATION, vocabulary, written

from mailflow.understand.commands.orders import orders_in

MONDAY = date(2027, 6, 14)
LETTERS = Path(__file__).parent.parent / "corpus" / "orders" / "near_misses.txt"
CONTEXTS = {
    "about an application": {"offered": ADMISSION, "case": "A-2027-0011"},
    "about a held post": {"offered": MODERATION, "case": "M-2027-0031"},
    "to the command address": {},
}
DECISIONS = {"approve", "reject", "defer", "release", "discard"}


def _letters() -> Iterator[tuple[str, str]]:
    where = ""
    for line in LETTERS.read_text("utf-8").splitlines():
        if line.startswith("== "):
            where = line.removeprefix("== ")
        elif line and not line.startswith("#"):
            yield where, line.replace(" / ", "\n")


@pytest.mark.parametrize(("where", "text"), list(_letters()))
def test_what_nearly_decides_decides_nothing(where, text):
    found = orders_in(written(text, subject="AW: Neuer Antrag: Landkreis Uelzen"), vocabulary(), MONDAY, **CONTEXTS[where])
    assert not DECISIONS & {o.intent for o in found.orders}
