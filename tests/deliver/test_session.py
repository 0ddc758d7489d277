"""Whatever a relay says, in whatever pieces: every letter gets exactly one outcome and nothing raises."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.deliver.courier import Outgoing
from mailflow.deliver.session import Offers, Session
from mailflow.store.outbox import Delivery

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
CODES = ["220", "250", "354", "421", "450", "451", "550", "554", "999", "25", ""]
REPLY = st.one_of(
    st.builds(
        lambda code, gap, text: f"{code}{gap}{text}\r\n".encode(),
        st.sampled_from(CODES),
        st.sampled_from([" ", "-", ""]),
        st.text(max_size=8),
    ),
    st.binary(max_size=30),
    st.just(b"x" * 5000),
)


def outgoing(n):
    return Outgoing(Delivery(n, n, f"p{n}@x.example", 1, NOW), "bounce@f.example", b"", b"Subject: x\r\n\r\nHallo\r\n", 0.0)


@pytest.mark.proves("H7")
@given(st.booleans(), st.lists(REPLY, max_size=40))
def test_every_letter_gets_exactly_one_outcome(pipelining, replies):
    session, waiting, told, begun = Session(Offers(pipelining)), [outgoing(n) for n in range(5)], [], 0
    for reply in replies:
        if session.ready and not session.finishing:
            session.finish()
        if session.free and waiting:
            session.announce(waiting.pop(0))
            begun += 1
        told += session.receive(reply)
    told += session.lost("the end")
    assert len(told) == begun
    assert len({letter.delivery.id for letter, _ in told}) == begun
    assert all(len(outcome.reply) <= 600 and outcome.reply.isprintable() for _, outcome in told)


def test_nothing_is_announced_behind_an_unanswered_data():
    session = Session(Offers(pipelining=True))
    session.announce(outgoing(1))
    session.receive(b"250 ok\r\n550 5.1.1 nobody\r\n")
    assert not session.free, "the relay may still say 354 and take our commands for a letter"
    session.receive(b"354 go\r\n")
    assert b"".join(session.out).endswith(b"DATA\r\n.\r\n")
    session.receive(b"554 no recipients\r\n")
    assert session.free
