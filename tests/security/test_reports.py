"""What a bounce says about people is not believed: the signed return path alone says whose delivery failed (faults.md G1, G2, G4)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow.store import outbox

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, OTHER, GROUP = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "ag-wohnen@forum-test.example"


def report(to: str, *, address: str, n: int = 0, prose: str = "unbekannt") -> bytes:
    lines = [
        "From: MAILER-DAEMON@mx.example", f"To: {to}", "Subject: Undelivered Mail Returned to Sender", f"Message-ID: <{n}@mx.example>",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "", "--b", "Content-Type: text/plain", "", prose, "--b",
        "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "", f"Final-Recipient: rfc822; {address}",
        "Action: failed", "Status: 5.1.1", "", "--b--", "",
    ]  # fmt: skip
    return "\n".join(lines).replace("\n", "\r\n").encode()


@pytest.fixture
def forum():
    return Forum(START)


def scores(forum) -> dict[str, int]:
    with forum.facts() as facts:
        return {p.address: p.bounces for p in facts.people.members() if p.bounces}


def failed(forum) -> int:
    """How many copies are known not to have arrived."""
    with forum.app.store.reading() as connection:
        return outbox.counts(connection).get("failed", 0)


LIES = {
    "names another member": {"address": MARA},
    "names two members": {"address": f"{MARA}\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; {OTHER}"},
    "names the office": {"address": "amsel@traeger.example"},
    "names a list": {"address": GROUP},
}


@pytest.mark.proves("G2")
@pytest.mark.parametrize("lie", LIES)
def test_a_report_counts_for_nobody_but_the_reader_of_that_copy(forum, lie):
    [copy] = [one for one in forum.write(MARA, GROUP, "Guten Tag") if one.recipient == OTHER]
    forum.receive(report(forum.return_path(copy), **LIES[lie]), "", [forum.return_path(copy)])
    assert scores(forum) == {OTHER: 1}


@pytest.mark.proves("G1", "G2")
@pytest.mark.parametrize("to", ["bounce@forum-test.example", "ag-wohnen-bounces@forum-test.example", GROUP, "buero@forum-test.example"])
@pytest.mark.parametrize("sender", ["", "mailer-daemon@kreis-stade.example", MARA])
def test_a_report_without_our_return_path_counts_for_nobody(forum, to, sender):
    for n in range(10):
        forum.clock.advance(timedelta(days=1))
        forum.receive(report(to, address=MARA, n=n), sender, [to])
    assert scores(forum) == {}
    with forum.facts() as facts:
        assert not facts.people.by_address(MARA).is_away(facts.today(forum.clock.now()))


@pytest.mark.proves("G2")
def test_a_report_does_not_change_an_address_or_a_person(forum):
    """ "We have moved, write to ..." in a bounce is for the office to read."""
    [copy] = [one for one in forum.write(MARA, GROUP, "Guten Tag") if one.recipient == OTHER]
    raw = report(forum.return_path(copy), address=OTHER, prose="The user has moved to boese@evil.example (5.1.6)")
    forum.receive(raw, "", [forum.return_path(copy)])
    with forum.facts() as facts:
        assert facts.people.by_address(OTHER).address == OTHER
        assert facts.people.by_address("boese@evil.example") is None


@pytest.mark.proves("G1")
def test_ten_thousand_guessed_return_paths_are_refused_at_the_door(forum):
    [copy, *_] = forum.write(MARA, GROUP, "Guten Tag")
    path, dice, intake = forum.return_path(copy), random.Random(7), forum.app.intake()
    head = path.partition("@")[0].rpartition("-")[0]
    for _ in range(10_000):
        guess = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz234567", k=16))
        assert intake.refusal(f"{head}-{guess}@forum-test.example").is_guess
    assert intake.refusal(path) is None


DELAYED = "Action: delayed\r\nStatus: 4.4.1"
VAGUE = {"no status at all", "a status that is none", "cut off in the middle"}
"""May say that this one copy did not arrive; of the person they say nothing."""
ODD = {
    "a delay": lambda raw: raw.replace(b"Action: failed\r\nStatus: 5.1.1", DELAYED.encode()),
    "a success": lambda raw: raw.replace(b"Action: failed\r\nStatus: 5.1.1", b"Action: delivered\r\nStatus: 2.0.0"),
    "passed on to somewhere without reports": lambda raw: raw.replace(b"Action: failed\r\nStatus: 5.1.1", b"Action: relayed\r\nStatus: 2.0.0"),
    "no status at all": lambda raw: raw.replace(b"Action: failed\r\nStatus: 5.1.1\r\n", b""),
    "a status that is none": lambda raw: raw.replace(b"Status: 5.1.1", b"Status: five").replace(b"failed", b"maybe"),
    "cut off in the middle": lambda raw: raw[: raw.index(b"Final-Recipient")],
    "nothing but the null sender": lambda raw: b"From: a@b.example\r\nSubject: x\r\n\r\nGuten Tag\r\n",
}  # fmt: skip


PLACES = ("buero", "mailflow", "anmeldung", "ag-wohnen", "ag-wohnen-beitreten", "ag-wohnen-leitung", "bounce", "termine", "postmaster")


@pytest.mark.proves("G4")
@pytest.mark.parametrize("to", [*PLACES, "path", "reply"])
def test_the_null_sender_is_answered_nowhere_and_odd_reports_count_for_nobody(forum, to):
    [copy] = [one for one in forum.write(MARA, GROUP, "Guten Tag") if one.recipient == OTHER]
    [asked] = forum.write(MARA, "mailflow@forum-test.example", "ZUSTELLUNG wöchentlich", proven=False)
    address = {"path": forum.return_path(copy), "reply": asked.header("Reply-To")}.get(to, f"{to}@forum-test.example")
    for n, (odd, made) in enumerate(ODD.items()):
        before = failed(forum)
        left = forum.receive(made(report(address, address=OTHER, n=n)), "", [address])
        assert not [one for one in left if one.header("Auto-Submitted") == "auto-replied"], odd
        assert {one.recipient for one in left} <= {"amsel@traeger.example", "rehwinkel@traeger.example"}, (
            f"{odd}: nobody outside hears of it"
        )
        assert not scores(forum), odd
        assert failed(forum) == before or odd in VAGUE, odd
