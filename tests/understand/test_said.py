"""tests/corpus/orders/said.txt: what people write, and which orders that is."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters import ADMISSION, DESK, MODERATION, vocabulary, written

from mailflow.understand.commands.orders import orders_in

MONDAY = date(2027, 6, 14)
LETTERS = Path(__file__).parent.parent / "corpus" / "orders" / "said.txt"
CONTEXTS = {
    "about an application": {"offered": ADMISSION, "case": "A-2027-0011"},
    "about a held post": {"offered": MODERATION, "case": "M-2027-0031"},
    "about a held post, or its author": {"offered": (*MODERATION, "trust"), "case": "M-2027-0031"},
    "to a numbered list": {"offered": DESK, "case": "desk"},
    "to the command address": {},
    "in answer to a receipt": {"offered": ("undo",), "case": "x"},
    "to a list": {"group": "wohnen"},
}


def _letters() -> Iterator[tuple[str, str, str]]:
    where = what = ""
    for line in LETTERS.read_text("utf-8").splitlines():
        if line.startswith("== "):
            where, _, what = line.removeprefix("== ").partition(": ")
        elif line and not line.startswith("#"):
            yield where, what, line.replace(" / ", "\n")


@pytest.mark.parametrize(("where", "what", "text"), list(_letters()))
def test_what_people_write(where, what, text):
    subject = "AW: Neuer Antrag: Landkreis Uelzen" if where == "about an application" else "Nachricht"
    found = orders_in(written(text, subject=subject), vocabulary(), MONDAY, **CONTEXTS[where])
    said = [o.intent for o in found.orders]
    if what.startswith("never "):
        assert not [name for name in said if what.removeprefix("never ") in {name, "anything"}]
    elif what == "help or unclear":
        assert said == ["help"] or (not said and found.unclear)
    elif what == "nothing":
        assert not said
    else:
        wanted = [order.split(" ") for order in what.split(", ")]
        assert said == [name for name, *_ in wanted]
        for order, (_, *values) in zip(found.orders, wanted, strict=True):
            assert set(values) <= {str(v) for v in order.args.values()}


PIECES = sorted(
    {word for _, _, text in _letters() for word in text.split()} | {"{group}", "{case}", "A-2027-0001", "1", "2.", "\n", ":", "(", "?"}
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join), st.sampled_from(sorted(CONTEXTS)))
def test_no_mixture_of_these_words_raises(text, where):
    orders_in(written(text), vocabulary(), MONDAY, **CONTEXTS[where])
