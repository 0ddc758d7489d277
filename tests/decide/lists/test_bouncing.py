"""A bounce counts only by its signed return path; the office hears of an address that stays dead."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow.decide.lists.bouncing import PROBED_AT
from mailflow.model.records import Membership, Person, PersonAddress

SAMIR = "s.feldhaus@landkreis-goerlitz.example"
REPORT = """From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--b--
{n}
"""


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


def copy_to_samir(forum, n):
    left = forum.write("amsel@traeger.example", "ankuendigungen@forum-test.example", f"Nachricht {n}", f"Nachricht {n}")
    return next(one for one in left if one.recipient == SAMIR)


def bounce(forum, path, status="5.1.1", action="failed", address=SAMIR, n=0):
    raw = REPORT.format(status=status, action=action, address=address, n=n).replace("\n", "\r\n").encode()
    return forum.receive(raw, "", [path])


def bounces(forum):
    with forum.facts() as facts:
        return facts.people.by_address(SAMIR).bounces


def bounced_for(forum, times, every=timedelta(days=3)):
    """Samir's letters come back so many times; what the last one brought."""
    left = []
    for n in range(times):
        forum.clock.advance(every)
        copy = copy_to_samir(forum, n)
        forum.deliver()
        left = bounce(forum, forum.return_path(copy), n=n)
    return left


def test_hard_bounces_for_two_weeks_bring_a_probe_and_tell_the_office(forum):
    left = bounced_for(forum, PROBED_AT)
    assert bounces(forum) == PROBED_AT
    staff = {"amsel@traeger.example", "rehwinkel@traeger.example"}
    assert {one.recipient for one in left} == {SAMIR, *staff}
    assert any("Nicht erreichbar: Samir Feldhaus" in one.header("Subject") for one in left)
    assert {one.recipient for one in left if one.header("Subject") == "Undelivered Mail Returned to Sender"} == staff
    assert not is_paused(forum)


def test_letters_that_come_back_on_three_different_days_tell_the_office_once(forum):
    told = [_told_today(forum, n) for n in range(6)]
    assert [bool(letters) for letters in told] == [False, False, True, False, False, False]
    letter = next(one for one in told[2] if "Nicht erreichbar: Samir Feldhaus" in one.header("Subject"))
    assert "an 3 verschiedenen Tagen" in letter.text
    assert "Aus diesem Landkreis ist sonst niemand erreichbar." in letter.text
    assert {one.recipient for one in told[2]} == {"amsel@traeger.example", "rehwinkel@traeger.example"}
    assert not is_paused(forum)


def test_a_letter_that_arrives_between_begins_the_count_of_days_anew(forum):
    assert not any(_told_today(forum, n) for n in range(2))
    copy_to_samir(forum, 7)
    forum.deliver()
    forum.clock.advance(timedelta(days=6))
    assert not any(_told_today(forum, n) for n in range(10, 12))


def _told_today(forum, n):
    """What the office hears of a day on which two letters to Samir come back."""
    forum.clock.advance(timedelta(days=1))
    left = []
    for copy in [copy_to_samir(forum, 10 * n), copy_to_samir(forum, 10 * n + 1)]:
        forum.deliver()
        left += bounce(forum, forum.return_path(copy), n=int(copy.header("Subject").split()[-1]))
    return left


def test_only_a_probe_that_comes_back_pauses_and_a_letter_ends_the_pause(forum):
    probe = next(one for one in bounced_for(forum, PROBED_AT) if one.recipient == SAMIR)
    left = bounce(forum, forum.return_path(probe), n=9)
    assert is_paused(forum)
    assert any("zur Probe kam zurück" in one.text for one in left)
    forum.write(SAMIR, "mailflow@forum-test.example", "WEITER")
    assert not is_paused(forum)


def test_many_bounces_of_one_day_count_once(forum):
    for n in range(4):
        bounce(forum, forum.return_path(copy_to_samir(forum, n)), n=n)
    assert bounces(forum) == 1


def test_the_score_fades_while_letters_arrive(forum):
    bounced_for(forum, 2)
    for n in range(3):
        forum.clock.advance(timedelta(days=20))
        copy_to_samir(forum, 100 + n)
        forum.deliver()
    forum.clock.advance(timedelta(days=6))
    bounced_for(forum, 1)
    assert bounces(forum) == 1


@pytest.mark.parametrize("every", [timedelta(days=31), timedelta(days=75)], ids=["monthly", "less than monthly"])
def test_whoever_gets_few_letters_and_has_gone_is_found_in_the_end(forum, every):
    """Nothing arrives between two letters that come back, so nothing speaks for the address."""
    for n in range(PROBED_AT - 1):
        assert not any(one.recipient == SAMIR for one in bounced_for(forum, 1, every)), f"probed after {n + 1} letters"
    probe = next(one for one in bounced_for(forum, 1, every) if one.recipient == SAMIR)
    forum.deliver()
    bounce(forum, forum.return_path(probe), n=9)
    assert is_paused(forum)


@pytest.mark.proves("G3")
def test_colleagues_who_get_one_letter_a_month_and_have_gone_are_named_to_the_office(forum):
    colleagues(forum, 1)
    told = bounced_together(forum, timedelta(days=31), times=PROBED_AT + 1)
    assert {subject.partition(" (")[0] for subject in told} >= {"Nicht erreichbar: Samir Feldhaus", "Nicht erreichbar: Person 0"}
    assert nobody_is_paused(forum)


@pytest.mark.proves("G3")
def test_an_incident_at_one_domain_counts_for_nobody_and_pauses_nobody(forum):
    colleagues(forum, 8)
    told = bounced_together(forum, timedelta(days=1), times=6)
    assert told == ["Zustellung gestört: landkreis-goerlitz.example", "Undelivered Mail Returned to Sender"], "once, with the original"
    assert nobody_is_paused(forum)


@pytest.mark.proves("G3")
@pytest.mark.parametrize("every", [timedelta(days=1), timedelta(days=7)], ids=["daily", "weekly"])
def test_two_people_at_one_domain_are_paused_by_no_incident_and_the_office_learns_of_it_once(forum, every):
    colleagues(forum, 1)
    told = bounced_together(forum, every, times=5)
    assert told == ["Zustellung gestört: landkreis-goerlitz.example", "Undelivered Mail Returned to Sender"]
    assert nobody_is_paused(forum)


@pytest.mark.proves("G3")
def test_colleagues_who_left_together_are_named_to_the_office_after_weeks_and_it_decides(forum):
    colleagues(forum, 1)
    told = bounced_together(forum, timedelta(days=7), times=14)
    named = [one for one in told if one != "Undelivered Mail Returned to Sender"]
    assert named[0] == "Zustellung gestört: landkreis-goerlitz.example"
    assert {subject.partition(" (")[0] for subject in named[1:]} == {"Nicht erreichbar: Samir Feldhaus", "Nicht erreichbar: Person 0"}
    assert nobody_is_paused(forum)


@pytest.mark.proves("G3")
def test_whoever_is_left_alone_by_a_fault_that_ended_is_probed_like_anybody(forum):
    """The domain works again for the one; the other had really left."""
    colleagues(forum, 1)
    bounced_together(forum, timedelta(days=7), times=3)
    forum.clock.advance(timedelta(days=31))
    assert any(one.recipient == SAMIR for n in range(PROBED_AT) for one in bounced_for(forum, 1)), "a probe"


@pytest.mark.proves("G3")
def test_the_only_member_at_a_domain_is_not_paused_by_a_server_that_refuses_all_for_some_days(forum):
    for n in range(12):
        for letter in bounced_for(forum, 1, timedelta(days=1)):
            assert letter.recipient != SAMIR, f"probed on day {n}"
    assert nobody_is_paused(forum)


@pytest.mark.proves("G3")
def test_a_colleague_who_left_later_is_found_out_too(forum):
    """Whoever is paused already says nothing about the domain."""
    probe = next(one for one in bounced_for(forum, PROBED_AT) if one.recipient == SAMIR)
    bounce(forum, forum.return_path(probe), n=9)
    assert is_paused(forum)
    colleagues(forum, 1)
    for n in range(20, 20 + PROBED_AT):
        forum.clock.advance(timedelta(days=3))
        copy = next(c for c in post(forum, n) if c.recipient == "person0@landkreis-goerlitz.example")
        left = bounce(forum, forum.return_path(copy), address=copy.recipient, n=n)
    assert any(one.recipient == "person0@landkreis-goerlitz.example" for one in left), "a probe"


@pytest.mark.proves("G3")
def test_a_probe_that_comes_back_beside_others_letters_pauses_nobody(forum):
    probe = next(one for one in bounced_for(forum, PROBED_AT) if one.recipient == SAMIR)
    colleagues(forum, 1)
    forum.clock.advance(timedelta(days=11))
    copy = next(c for c in post(forum, 50) if c.recipient == "person0@landkreis-goerlitz.example")
    bounce(forum, forum.return_path(copy), address=copy.recipient, n=50)
    bounce(forum, forum.return_path(probe), n=51)
    assert nobody_is_paused(forum)


def test_a_probe_of_which_nothing_was_heard_is_followed_by_another(forum):
    probes = [one for n in range(2 * PROBED_AT) for one in bounced_for(forum, 1) if one.recipient == SAMIR]
    assert len(probes) == 2


@pytest.mark.proves("G3")
def test_a_fault_of_our_own_relay_counts_for_nobody_and_the_office_learns_of_it_once(forum):
    told = []
    for day in range(4):
        forum.clock.advance(timedelta(days=3))
        members = [c for c in post(forum, day) if not c.recipient.endswith("@traeger.example")]
        for n, copy in enumerate(members):
            told += bounce(forum, forum.return_path(copy), address=copy.recipient, n=100 * day + n)
    office = [one.header("Subject") for one in told if one.recipient == "amsel@traeger.example"]
    assert office.count("Zustellung gestört: mehrere Landkreise") == 4, "once for each of the days"
    assert nobody_is_paused(forum)


@pytest.mark.proves("G3")
def test_three_readers_in_different_districts_refused_at_once_are_counted_for_nobody_and_the_office_hears_of_it(forum):
    copies = [c for c in post(forum, 1) if not c.recipient.endswith("@traeger.example")][:3]
    assert len({copy.recipient.partition("@")[2] for copy in copies}) == 3
    told = [one for n, copy in enumerate(copies) for one in bounce(forum, forum.return_path(copy), address=copy.recipient, n=n)]
    assert "Zustellung gestört: mehrere Landkreise" in {one.header("Subject") for one in told}
    with forum.facts() as facts:
        assert not any(person.bounces for person in facts.people.inside())


def test_weiter_heals_whoever_could_not_be_reached(forum):
    left = bounced_for(forum, PROBED_AT)
    [told] = [one for one in left if one.recipient == "amsel@traeger.example" and "Nicht erreichbar" in one.header("Subject")]
    assert "WEITER" in told.text
    forum.write(SAMIR, "mailflow@forum-test.example", "WEITER")
    assert bounces(forum) == 0
    probe = next(one for one in bounced_for(forum, PROBED_AT) if one.recipient == SAMIR)
    bounce(forum, forum.return_path(probe), n=9)
    assert is_paused(forum)
    forum.write(SAMIR, "mailflow@forum-test.example", "WEITER")
    assert not is_paused(forum)
    assert bounces(forum) == 0


def colleagues(forum, count):
    """So many others at Samir's domain."""
    with forum.app.store.writing(forum.clock.now(), cause="x") as tx:
        for n in range(count):
            address = f"person{n}@landkreis-goerlitz.example"
            tx.save(Person(id=f"P-09{n:02}", name=f"Person {n}", address=address, status="member"))
            tx.save(PersonAddress(id=address, person=f"P-09{n:02}"))
            tx.save(Membership(id=f"ankuendigungen:P-09{n:02}", group="ankuendigungen", person=f"P-09{n:02}"))


def post(forum, n):
    return forum.write("amsel@traeger.example", "ankuendigungen@forum-test.example", f"Nachricht {n}", f"Nachricht {n}")


def bounced_together(forum, every, times):
    """All copies to Samir's domain come back, so many times; what the office was told."""
    told = []
    for time in range(times):
        forum.clock.advance(every)
        left = post(forum, time)
        for n, copy in enumerate(one for one in left if one.recipient.endswith("@landkreis-goerlitz.example")):
            for letter in bounce(forum, forum.return_path(copy), address=copy.recipient, n=100 * time + n):
                assert "@landkreis-goerlitz" not in letter.recipient, "a probe"
                told.append(letter)
    return [one.header("Subject") for one in told if one.recipient == "amsel@traeger.example"]


def nobody_is_paused(forum):
    with forum.facts() as facts:
        return not any(p.paused_until for p in facts.people.inside())


def is_paused(forum):
    with forum.facts() as facts:
        return facts.people.by_address(SAMIR).is_away(facts.today(forum.clock.now()))


@pytest.mark.proves("G4")
@pytest.mark.parametrize(("status", "action"), [("4.4.1", "delayed"), ("4.2.2", "failed"), ("5.7.1", "failed"), ("5.2.2", "failed")])
def test_what_says_nothing_about_the_address_does_not_count(forum, status, action):
    copy = copy_to_samir(forum, 1)
    assert bounce(forum, forum.return_path(copy), status, action) == []
    assert bounces(forum) == 0


def test_a_report_about_somebody_else_counts_for_the_delivery_it_came_back_from(forum):
    copy = copy_to_samir(forum, 1)
    bounce(forum, forum.return_path(copy), address="mara.lindtner@kreis-stade.example")
    assert bounces(forum) == 1


def test_an_unsigned_report_changes_nothing(forum):
    assert bounce(forum, "bounce@forum-test.example") == []
    assert bounces(forum) == 0


def test_a_forged_return_path_is_refused_at_the_door(forum):
    assert forum.app.intake().refusal("bounce+1-aaaaaaaaaaaaaaaa@forum-test.example")
    assert forum.app.intake().refusal("antwort+aaaaaaaaaaaaaaaaaaaaaaaaaa@forum-test.example")
    assert forum.app.intake().refusal("ag-gibtesnicht@forum-test.example")
    assert forum.app.intake().refusal("ag-wohnen@forum-test.example") is None
