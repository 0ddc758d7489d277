"""Letters that come back, storms, and our own address in From: nothing goes round, nobody is flooded."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from conversation import SEED, Forum, letter

from mailflow.settings import Settings
from tests.deliver.relay import scripted_relay

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OFFICE, COLLEAGUE, MARA, OTHER = (
    "amsel@traeger.example",
    "rehwinkel@traeger.example",
    "mara.lindtner@kreis-stade.example",
    "obermoos@kreis-guetersloh.example",
)
GROUP = "ag-wohnen@forum-test.example"


@pytest.fixture
def forum():
    return Forum(START)


def posts(forum) -> int:
    with forum.facts() as facts:
        return len([post for post in facts.archive.since(START - timedelta(hours=1)) if post.group == "wohnen"])


@pytest.mark.proves("C1")
def test_two_lists_that_are_on_each_other_pass_a_post_on_once(tmp_path):
    """Each of two forums has the other's list among its readers."""
    homes = ("forum-test.example", "forum-nord.example")
    with scripted_relay() as relay:
        forums = []
        for here, there in (homes, homes[::-1]):
            text = SEED.read_text("utf-8").replace("forum-test.example", here).replace(OTHER, f"ag-wohnen@{there}")
            seed = json.loads(text) | {"authserv_id": "mx.forum-test.example", "cases": []}
            file = tmp_path / f"{here}.json"
            file.write_text(json.dumps(seed), "utf-8")
            forums.append(Forum(START, file, Settings(store={"url": "sqlite://"}, deliver={"relay": relay.url})))
        first, second = forums
        first.receive(letter(MARA, f"ag-wohnen@{homes[0]}", "Guten Tag", "Treffen", START), MARA, [f"ag-wohnen@{homes[0]}"])
        told = []
        for _ in range(5):
            for here, there in ((first, homes[1]), (second, homes[0])):
                here.deliver()
                crossing = [taken for taken in relay.taken if taken.recipient == f"ag-wohnen@{there}"]
                relay.taken.clear()
                other = second if here is first else first
                for taken in crossing:
                    told += other.receive(taken.raw, taken.sender, [taken.recipient])
    assert (posts(first), posts(second)) == (1, 0)
    assert told == []


@pytest.mark.proves("C1")
def test_who_looks_after_a_list_hears_once_a_day_of_letters_that_come_back(forum):
    [copy, *_] = forum.write(MARA, GROUP, "Guten Tag", "Treffen")
    for n in range(3):
        back = bytes(copy.message).replace(b"Guten Tag", b"Guten Tag, weitergeleitet %d" % n)
        left = forum.receive(back, OTHER, [GROUP])
        assert {one.recipient for one in left} == (set() if n else {MARA, OFFICE, COLLEAGUE}), n
    forum.clock.advance(timedelta(days=1))
    assert len(forum.receive(bytes(copy.message), OTHER, [GROUP])) == 3
    assert posts(forum) == 1


@pytest.mark.proves("C1")
def test_a_letter_that_went_through_thirty_hosts_goes_no_further(forum):
    trace = "".join(f"Received: from h{n}.example by h{n + 1}.example; Tue, 16 Mar 2027 09:00:00 +0100\n" for n in range(31))
    forum.write(MARA, GROUP, "Guten Tag", headers=trace)
    assert posts(forum) == 0


@pytest.mark.proves("C6")
def test_a_reply_all_storm_waits_and_the_office_is_asked_once(forum):
    [first, *_] = forum.write(MARA, GROUP, "Wer kommt zum Treffen?", "Treffen")
    reference = f"In-Reply-To: {first.message['Message-ID']}\n"
    asked, people = [], (MARA, OTHER, "integration@kreis-dithmarschen.example")
    for n in range(300):
        forum.clock.advance(timedelta(seconds=1))
        left = forum.write(people[n % 3], GROUP, f"Ich auch ({n}).", "AW: Treffen", headers=reference)
        asked += [one for one in left if one.recipient in {OFFICE, COLLEAGUE} and "entscheiden" in one.header("Subject")]
    assert posts(forum) == 20
    assert len(asked) == 2
    with forum.facts() as facts:
        assert len(facts.matters.holds()) == 281


@pytest.mark.proves("F4")
def test_strangers_by_the_hundred_do_not_flood_whoever_looks_after_a_list(forum):
    """All their posts wait and are found in OFFEN; letters about single ones end after a few."""
    for n in range(60):
        forum.clock.advance(timedelta(seconds=1))
        forum.write(f"fremd{n}@anderswo.example", GROUP, f"Kaufen Sie jetzt ({n}).", f"Angebot {n}", proven=False)
    forum.last = 0
    assert sum(one.recipient == OFFICE for one in forum.left()) <= 10
    assert "M-2027-0060" in forum.write(OFFICE, "mailflow@forum-test.example", "OFFEN")[0].text
    forum.clock.advance(timedelta(days=1))
    assert OFFICE in {one.recipient for one in forum.write("noch@anderswo.example", GROUP, "Darf ich mitlesen?", "Frage", proven=False)}


@pytest.mark.proves("C6")
def test_another_thread_is_not_held_up_by_a_storm_and_a_wish_to_leave_is_an_order(forum):
    [first, *_] = forum.write(MARA, GROUP, "Wer kommt zum Treffen?", "Treffen")
    reference = f"In-Reply-To: {first.message['Message-ID']}\n"
    for n in range(25):
        forum.write(MARA, GROUP, f"Ich auch ({n}).", "AW: Treffen", headers=reference)
    forum.write(OTHER, GROUP, "bitte abmelden", "AW: Treffen", headers=reference)
    before = posts(forum)
    forum.write(MARA, GROUP, "Eine andere Frage.", "Wohnraum")
    assert posts(forum) == before + 1
    with forum.facts() as facts:
        assert facts.lists.membership("wohnen", facts.people.by_address(OTHER).id) is None


@pytest.mark.proves("C7")
@pytest.mark.parametrize("own", ["buero", "ag-wohnen", "mailflow", "termine+m-2027-0001", "bounce", "forum", "postmaster", "antwort+abc"])
@pytest.mark.parametrize("to", ["mailflow", "ag-wohnen", "buero", "anmeldung", "forum"])
def test_our_own_address_in_from_does_nothing_and_gets_no_answer(forum, own, to):
    assert forum.write(f"{own}@forum-test.example", f"{to}@forum-test.example", "VERLASSEN AG Wohnen") == []
    assert posts(forum) == 0


@pytest.mark.proves("C7")
def test_each_letter_of_ours_sent_back_to_us_brings_nothing(forum):
    ours = forum.write(MARA, "mailflow@forum-test.example", "HILFE")
    ours += forum.write(MARA, "mailflow@forum-test.example", "ZUSTELLUNG wöchentlich", proven=False)
    ours += forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?")
    ours += forum.tick(datetime.fromisoformat("2027-03-19T09:30:00+01:00"))
    assert len({one.message["Subject"] for one in ours}) > 4
    for one in ours:
        for to in ("mailflow@forum-test.example", GROUP, one.header("Reply-To") or "buero@forum-test.example"):
            assert forum.receive(bytes(one.message), "", [to]) == [], one.header("Subject")
