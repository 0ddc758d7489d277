"""The outbox against a relay that misbehaves: every recipient has a fate of their own, nothing is lost, nothing hammered."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from blank import bring_up
from sqlalchemy import select

from mailflow.deliver.post import Pace, Postman
from mailflow.deliver.smtp import Patience, Relay
from mailflow.store import inbox, outbox, pace
from mailflow.store.engine import Database
from mailflow.store.standing import standing
from mailflow.store.store import Store
from mailflow.store.tables import outbox as rows
from tests.deliver.relay import LONG, scripted_relay

START = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
UNLIMITED = Pace()
LONG_ENOUGH = Patience(connect=10, command=10, dot=10)
SHORT = Patience(connect=0.3, command=0.3, dot=0.3)


class House:
    """A store, a still clock and a postman for one relay."""

    def __init__(
        self,
        url: str,
        *,
        connections: int = 1,
        limits: Pace = UNLIMITED,
        patience: Patience = LONG_ENOUGH,
        per_connection: int = 0,
        store: str | Store = "sqlite://",
        receipts: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self.store = store if isinstance(store, Store) else Store(Database(store))
        bring_up(self.store.database)
        self.now, self.asked_for = START, 0
        self.courier = Relay(url, connections=connections, patience=patience, per_connection=per_connection)
        self.postman = Postman(
            self.store,
            self.courier,
            lambda purpose, id: f"{id}-sig",
            lambda signed: f"bounce+{signed}@f.example",
            lambda: self.now,
            limits,
            monotonic,
            receipts=receipts,
        )

    def put(self, *recipients: str, message_id: str = "<1@f.example>", raw: bytes = b"Subject: x\r\n\r\nHallo\r\n", **more) -> None:
        with self.store.writing(self.now) as tx:
            outbox.put(tx.connection, raw, recipients, message_id=message_id, kind="post", about="ag", cause="l", now=self.now, **more)

    def one_each(self, count: int) -> list[str]:
        """A letter of its own for each of so many recipients."""
        people = [f"p{n}@kreis.example" for n in range(count)]
        for person in people:
            self.put(person, message_id=f"<{person}>")
        return people

    def deliver(self) -> None:
        while self.postman.round(0.2):
            pass

    def later(self, by: timedelta) -> None:
        self.now += by
        self.deliver()

    def states(self) -> dict[str, str]:
        with self.store.reading() as connection:
            return dict(connection.execute(select(rows.c.recipient, rows.c.state).order_by(rows.c.id)).all())

    def due(self, recipient: str) -> timedelta:
        with self.store.reading() as connection:
            return connection.scalar(select(rows.c.due).where(rows.c.recipient == recipient)) - START

    def rest(self):
        with self.store.reading() as connection:
            return pace.rest(connection, "relay")


AWAY, WAITS, TWICE, NO_MATTER = ("queued",), ("deferred",), ("uncertain",), ()
"""NO_MATTER: everything is delivered at once; who does not know EHLO is greeted with HELO."""
FATE = {
    ("banner", "421 4.3.2 voll"): AWAY,
    ("banner", "554 nein"): AWAY,
    ("banner", "drop"): AWAY,
    ("banner", "odd"): AWAY,
    ("banner", "reset"): AWAY,
    ("banner", "stall"): AWAY,
    ("ehlo", "drop"): AWAY,
    ("ehlo", "421 weg"): AWAY,
    ("ehlo", "554 nein"): NO_MATTER,
    ("ehlo", "odd"): NO_MATTER,
    ("ehlo", "stall"): AWAY,
    ("mail", "451 4.3.0 spaeter"): AWAY,
    ("mail", "432 4.3.2 zu schnell"): AWAY,
    ("mail", "421 4.7.0 genug"): AWAY,
    ("mail", "550 5.7.1 nicht von euch"): ("parked",),
    ("mail", "999 was"): WAITS,
    ("mail", LONG): WAITS,
    ("mail", "odd"): WAITS,
    ("mail", "drop"): WAITS,
    ("mail", "reset"): WAITS,
    ("mail", "stall"): WAITS,
    ("rcpt", "451 4.7.1 greylisting"): WAITS,
    ("rcpt", "421 4.7.0 genug"): WAITS,
    ("rcpt", "550 5.1.1 unbekannt"): ("failed",),
    ("rcpt", "550 5.7.1 unerwuenscht"): ("failed",),
    ("rcpt", "odd"): WAITS,
    ("rcpt", "999 was"): WAITS,
    ("rcpt", LONG): WAITS,
    ("rcpt", "drop"): WAITS,
    ("rcpt", "reset"): WAITS,
    ("rcpt", "stall"): WAITS,
    ("data", "451 4.3.0 spaeter"): AWAY,
    ("data", "554 5.5.1 nein"): ("parked",),
    ("data", "421 4.3.2 Ende"): AWAY,
    ("data", "odd"): WAITS,
    ("data", "drop"): WAITS,
    ("data", "reset"): WAITS,
    ("data", "stall"): WAITS,
    ("body", "drop"): TWICE,
    ("body", "reset"): TWICE,
    ("body", "stall"): TWICE,
    ("dot", "451 4.3.0 spaeter"): WAITS,
    ("dot", "421 4.3.2 Ende"): WAITS,
    ("dot", "554 5.7.1 Inhalt"): ("parked",),
    ("dot", "999 was"): TWICE,
    ("dot", "odd"): TWICE,
    ("dot", "drop"): TWICE,
    ("dot", "reset"): TWICE,
    ("dot", LONG): TWICE,
    ("dot", "stall"): TWICE,
    **{("quit", reply): NO_MATTER for reply in ("250 ok", "451 4.3.0 spaeter", "500 was", "421 weg", "odd", "drop", "reset", "stall")},
}
PLACES = [(1, 0), (50, 25)]
"""How many letters there are, and which of them it hits."""
EVERY_PLACE = [(1, 0), (2, 0), (2, 1), (50, 0), (50, 25), (50, 49)]


@pytest.mark.proves("H1", "H2", "H6", "H7")
@pytest.mark.parametrize("way", [{}, {"lax": True}, {"pipelining": False}], ids=["pipelined", "pipelined, lax", "in lock-step"])
@pytest.mark.parametrize(("phase", "reply"), FATE, ids=lambda v: v[:12])
@pytest.mark.parametrize("places", [PLACES, pytest.param(EVERY_PLACE, marks=pytest.mark.torture)], ids=["some", "all"])
def test_a_reply_decides_one_fate_and_all_others_arrive(phase, reply, way, places):
    for count, position in places:
        broken = {position}

        def script(at, number, recipient, broken=broken):
            if at == phase and (number in broken or at in {"banner", "ehlo"}) and broken:
                broken.clear()
                return reply
            return None

        with scripted_relay(script, **way) as relay:
            house = House(relay.url, patience=SHORT if reply == "stall" else LONG_ENOUGH)
            people = house.one_each(count)
            house.deliver()
            house.postman.rest()
            states = house.states()
            hit = [p for p in people if states[p] != "delivered"]
            expected = FATE[phase, reply]
            if expected == AWAY:
                assert {states[p] for p in hit} == {"queued"}
                assert house.rest().reason
            else:
                assert [states[p] for p in hit] == list(expected)
            house.later(timedelta(minutes=16))
            final = "delivered" if expected in (AWAY, WAITS, TWICE, NO_MATTER) else expected[0]
            assert {p: s for p, s in house.states().items() if s != "delivered"} == ({} if final == "delivered" else {hit[0]: final})
            got = Counter(relay.recipients())
            assert set(got) == set(people) - (set() if final == "delivered" else set(hit))
            assert max(got.values(), default=1) == 1, "nobody was told twice that it was taken"
            if expected == TWICE:
                assert len({t.raw for t in relay.taken if t.recipient == hit[0]}) == 1
            assert house.rest() is None


@pytest.mark.proves("H7")
def test_a_relay_that_speaks_one_byte_at_a_time_is_heard_out():
    with scripted_relay(drip=0.0005) as relay:
        house = House(relay.url)
        people = house.one_each(10)
        house.deliver()
    assert Counter(relay.recipients()) == Counter(people)
    assert set(house.states().values()) == {"delivered"}


@pytest.mark.proves("H5")
@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls"])
@pytest.mark.parametrize("reply", ["535 5.7.8 Kennwort", "454 4.7.0 spaeter", "421 weg", "odd", "drop", "stall"])
def test_a_relay_that_does_not_let_us_in_is_away_and_nobody_gets_a_strike(scheme, reply):
    trouble = {"on": True}

    def script(phase, number, to):
        return reply if trouble["on"] and phase in {"auth", "starttls"} else None

    with scripted_relay(script, extensions=("AUTH PLAIN", "STARTTLS")) as relay:
        house = House(relay.url.replace("smtp://", f"{scheme}://forum@"), patience=SHORT)
        house.courier.password = "geheim"
        people = house.one_each(3)
        house.deliver()
        assert set(house.states().values()) == {"queued"}
        assert house.rest().reason
        assert "geheim" not in house.rest().reason
        trouble["on"] = False
        house.courier.url = relay.url.replace("smtp://", "smtp://forum@")
        house.later(timedelta(minutes=1))
    assert set(house.states().values()) == {"delivered"}
    assert Counter(relay.recipients()) == Counter(people)


@pytest.mark.proves("H1", "H7")
@pytest.mark.parametrize("way", [{}, {"pipelining": False}], ids=["pipelined", "in lock-step"])
@pytest.mark.parametrize("reply", ["250 ok", "500 was", "451 4.3.0 spaeter", "421 weg", "odd", "drop", "stall"])
def test_a_broken_goodbye_to_a_refused_letter_costs_no_other_letter(reply, way):
    def script(phase, number, to):
        if phase == "rcpt" and number == 1:
            return "550 5.1.1 unbekannt"
        return reply if phase == "rset" and relay.letters == 2 else None

    with scripted_relay(script, **way) as relay:
        house = House(relay.url, patience=SHORT)
        people = house.one_each(5)
        house.deliver()
        house.later(timedelta(minutes=16))
    assert [house.states()[p] for p in people] == ["delivered", "failed", "delivered", "delivered", "delivered"]
    assert max(Counter(relay.recipients()).values()) == 1


@pytest.mark.proves("H2")
def test_one_bad_recipient_in_a_thousand():
    big = 1000
    with scripted_relay(lambda phase, number, to: "550 5.1.1 unbekannt" if phase == "rcpt" and to == "p500@x.example" else None) as relay:
        house = House(relay.url, connections=4)
        house.put(*[f"p{n}@x.example" for n in range(big)])
        house.deliver()
    assert Counter(house.states().values()) == {"delivered": big - 1, "failed": 1}
    assert Counter(relay.recipients()).most_common(1)[0][1] == 1
    assert relay.most_open <= 4


@pytest.mark.parametrize(("seconds", "at_once"), [(0.05, range(101, 131)), (0.0001, range(400, 651))])
def test_as_many_are_leased_as_the_relay_takes_in_half_a_second_and_never_fewer_than_a_hundred(seconds, at_once):
    clock, leased = {"now": 0.0}, []

    def script(phase, number, to):
        clock["now"] += seconds if phase == "dot" else 0
        if phase == "dot" and number % 50 == 0:
            leased.append(Counter(house.states().values())["leased"])

    with scripted_relay(script) as relay:
        house = House(relay.url, monotonic=lambda: clock["now"])
        house.courier.monotonic = lambda: clock["now"]
        house.put(*[f"p{n}@x.example" for n in range(1200)])
        house.deliver()
    assert len(relay.taken) == 1200
    assert max(leased) in at_once


@pytest.mark.proves("F3")
def test_no_copy_names_another_recipient():
    with scripted_relay() as relay:
        house = House(relay.url, connections=3)
        house.put("a@x.example", "b@x.example", "c@x.example", personal="List-Unsubscribe: <mailto:stop+{delivery}@f.example>\r\n")
        house.deliver()
    assert sorted((t.sender, t.recipient, t.raw.splitlines()[0].decode()) for t in relay.taken) == [
        (f"bounce+{n}-sig@f.example", f"{who}@x.example", f"List-Unsubscribe: <mailto:stop+{n}-sig@f.example>")
        for n, who in ((1, "a"), (2, "b"), (3, "c"))
    ]


@pytest.mark.proves("H6")
def test_a_dead_address_comes_back_as_a_bounce_and_a_policy_does_not():
    replies = {"dead@x.example": "550 5.1.1 unbekannt", "policy@x.example": "550 5.7.1 unerwuenscht"}
    with scripted_relay(lambda phase, number, to: replies.get(to) if phase == "rcpt" else None) as relay:
        house = House(relay.url)
        house.put("dead@x.example", "policy@x.example", "good@x.example")
        house.deliver()
    with house.store.reading() as connection:
        assert inbox.counts(connection) == {"new": 1}


@pytest.mark.proves("G3")
def test_a_policy_against_the_letter_stops_it_before_everybody_has_refused():
    with scripted_relay(lambda phase, number, to: "550 5.7.1 Spam" if phase == "rcpt" else None) as relay:
        house = House(relay.url)
        house.put(*[f"p{n}@x.example" for n in range(200)])
        house.put("other@y.example", message_id="<2@f.example>")
        house.deliver()
        states = Counter(house.states().values())
    assert states["parked"] > 50
    assert states["failed"] + states["parked"] == 201


@pytest.mark.proves("G3")
def test_a_letter_that_every_reader_s_server_refuses_waits_for_a_person():
    """A few readers, all refused before the pattern shows: none of them has the letter, so it is not over."""
    with scripted_relay(lambda phase, number, to: "550 5.7.1 Policy" if phase == "rcpt" else None) as relay:
        house = House(relay.url)
        house.put(*[f"p{n}@x{n}.example" for n in range(5)])
        house.deliver()
        assert set(house.states().values()) == {"parked"}
        with house.store.reading() as connection:
            assert standing(connection, START)["newest_parked"]
            assert inbox.counts(connection) == {}


@pytest.mark.proves("H3")
def test_greylisting_is_waited_for():
    first = set()

    def grey(phase, number, to):
        if phase == "rcpt" and (house.now - START < timedelta(minutes=5) or to not in first):
            first.add(to)
            return "451 4.7.1 spaeter"
        return None

    with scripted_relay(grey) as relay:
        house = House(relay.url)
        house.put("a@x.example")
        house.deliver()
        assert house.due("a@x.example") == timedelta(minutes=5)
        house.later(timedelta(minutes=4))
        assert relay.letters == 1
        house.later(timedelta(minutes=1))
        assert house.states() == {"a@x.example": "delivered"}


@pytest.mark.proves("H3", "H5")
def test_the_retry_table_ends_after_five_days():
    with scripted_relay(lambda phase, number, to: "451 4.2.0 Postfach voll" if phase == "rcpt" else None) as relay:
        house = House(relay.url)
        house.put("a@x.example")
        waits, tried = [], START
        house.deliver()
        while house.states()["a@x.example"] == "deferred":
            waits.append(START + house.due("a@x.example") - tried)
            tried = START + house.due("a@x.example")
            house.now = tried
            house.deliver()
    assert [round(w.total_seconds() / 60) for w in waits[:5]] == [5, 15, 30, 60, 120]
    assert all(timedelta(hours=3.6) <= w <= timedelta(hours=4.4) for w in waits[5:])
    assert house.states() == {"a@x.example": "expired"}
    assert timedelta(days=4.7) < tried - START <= timedelta(days=5, hours=4)


@pytest.mark.proves("H4")
def test_a_relay_that_throttles_gets_pauses_that_grow_and_nobody_a_strike():
    throttled = {"on": True}
    with scripted_relay(lambda phase, number, to: "432 4.3.2 zu viele" if phase == "mail" and throttled["on"] else None) as relay:
        house = House(relay.url, connections=3)
        house.put(*[f"p{n}@x.example" for n in range(20)])
        for pause in (1, 2, 5, 15, 15):
            before = relay.letters
            house.deliver()
            assert relay.letters > before
            assert house.rest().until - house.now == timedelta(minutes=pause)
            house.later(timedelta(minutes=pause) - timedelta(seconds=1))
            assert set(house.states().values()) == {"queued"}
            house.now += timedelta(seconds=1)
        throttled["on"] = False
        house.deliver()
    assert set(house.states().values()) == {"delivered"}
    assert house.rest() is None


@pytest.mark.proves("H4")
def test_the_published_limits_of_a_relay_are_kept_with_no_letter_lost():
    with scripted_relay() as relay:
        house = House(relay.url, connections=3, limits=Pace(per_minute=30, per_day=100))
        house.put(*[f"p{n}@x.example" for n in range(130)])
        sent = []
        for _ in range(6):
            house.deliver()
            sent.append(len(relay.taken))
            house.now += timedelta(minutes=1)
        house.later(timedelta(days=1))
        house.later(timedelta(minutes=1))
    assert sent == [30, 60, 90, 100, 100, 100]
    assert Counter(house.states().values()) == {"delivered": 130}
    assert relay.most_open <= 3


@pytest.mark.proves("H4", "H7")
def test_a_relay_that_ends_connections_gets_fewer():
    def one_too_many(phase, number, to):
        return "421 4.7.0 zu viele Verbindungen" if phase == "rcpt" and relay.open_now > 1 else None

    with scripted_relay(one_too_many) as relay:
        house = House(relay.url, connections=8)
        house.put(*[f"p{n}@x.example" for n in range(60)])
        house.deliver()
        assert house.courier._allowed() < 8
        # How often a letter meets a second connection is up to the threads of both sides; none waits longer than four hours.
        for _ in range(12):
            house.later(timedelta(hours=5))
    assert set(house.states().values()) == {"delivered"}


@pytest.mark.proves("H4")
def test_a_connection_is_closed_after_so_many_letters():
    with scripted_relay() as relay:
        house = House(relay.url, per_connection=5)
        house.put(*[f"p{n}@x.example" for n in range(23)])
        house.deliver()
    assert relay.connections == 5
    assert len(relay.taken) == 23


@pytest.mark.proves("F7")
def test_a_confidential_letter_never_travels_in_plain():
    with scripted_relay() as relay:
        house = House(relay.url)
        house.put("a@x.example", confidential=True)
        house.put("b@x.example", message_id="<2@f.example>")
        house.deliver()
    assert relay.recipients() == ["b@x.example"]
    assert house.states() == {"a@x.example": "deferred", "b@x.example": "delivered"}


@pytest.mark.proves("F7")
@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_relay_without_the_tls_it_should_have_gets_nothing(scheme):
    with scripted_relay() as relay:
        house = House(relay.url.replace("smtp", scheme, 1))
        house.put("a@x.example")
        house.deliver()
    assert relay.letters == 0
    assert house.states() == {"a@x.example": "queued"}
    assert house.rest()


@pytest.mark.proves("A11")
def test_an_address_outside_ascii_needs_a_relay_that_carries_it():
    for extensions, state in ((("8BITMIME",), "failed"), (("8BITMIME", "SMTPUTF8"), "delivered")):
        with scripted_relay(extensions=extensions) as relay:
            house = House(relay.url)
            house.put("jürgen@x.example", "juergen@x.example")
            house.deliver()
        assert house.states() == {"jürgen@x.example": state, "juergen@x.example": "delivered"}


@pytest.mark.proves("H8")
def test_a_lease_that_got_too_old_is_not_begun():
    with scripted_relay() as relay:
        house = House(relay.url, patience=Patience(connect=10, command=10_000, dot=10_000))
        house.put("a@x.example")
        frozen = {"for": 0.0}
        house.postman._monotonic = house.courier.monotonic = lambda: frozen["for"]
        house.postman.round(0)
        # The process slept for twenty minutes: somebody else may have the letter by now.
        frozen["for"] = 1200.0
        house.postman.round(0)
        assert relay.taken == []
        house.deliver()
    assert [t.recipient for t in relay.taken] == ["a@x.example"]


@pytest.mark.proves("H9")
def test_a_second_copy_has_the_same_bytes():
    answers = iter(["drop"])
    with scripted_relay(lambda phase, number, to: next(answers, None) if phase == "dot" else None) as relay:
        house = House(relay.url)
        house.put("a@x.example", personal="X: {delivery}\r\n")
        house.deliver()
        house.later(timedelta(minutes=15))
    first, second = relay.taken
    assert first == second.__class__(second.sender, second.recipient, second.raw, first.answered)


@pytest.mark.proves("A12")
def test_dots_and_long_lines_arrive_as_they_left():
    raw = b"Subject: x\r\n\r\n.\r\n..\r\n.x\r\n" + b"y" * 5000 + b"\r\n\xff\xfe\r\n.\r\n"
    for pipelining in (True, False):
        with scripted_relay(pipelining=pipelining) as relay:
            house = House(relay.url)
            house.put("a@x.example", raw=raw)
            house.deliver()
        assert [t.raw for t in relay.taken] == [raw]


@pytest.mark.proves("H5")
def test_two_days_without_a_relay_lose_nothing_and_drain_oldest_first():
    house = House("smtp://127.0.0.1:1")
    for n in range(20):
        house.put(*[f"p{n}-{m}@x.example" for m in range(100)], message_id=f"<{n}@f.example>")
        house.later(timedelta(hours=2.4))
    assert set(house.states().values()) == {"queued"}
    with scripted_relay() as relay:
        house.courier.url = relay.url
        house.later(timedelta(minutes=15))
        assert set(house.states().values()) == {"delivered"}
        order = [int(t.recipient[1:].partition("-")[0]) for t in relay.taken]
    assert len(order) == 2000
    assert order == sorted(order), "oldest first"
