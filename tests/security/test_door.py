"""What strangers can find out or bring about at the door: nothing."""

from datetime import datetime, timedelta
from functools import cache

import pytest
from conversation import Forum
from sqlalchemy import event

from mailflow.receive.door import Limits
from tests.receive.doors import Client, Memory, opened

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA = "mara.lindtner@kreis-stade.example"


def rcpt(client: Client, address: str) -> str:
    client.say("MAIL FROM:<a@kreis.example>")
    return client.say(f"RCPT TO:<{address}>")


@pytest.mark.proves("A9", "E5")
def test_wrong_reply_addresses_are_refused_and_soon_cost_the_connection():
    with opened(Memory(), Limits(guesses=3)) as port:
        first = Client(port)
        first.say("EHLO x")
        answers = [rcpt(first, f"antwort+wrong{n}@forum.example")[:3] for n in range(4)]
        assert answers == ["550", "550", "550", "421"]
        second = Client(port)
        second.say("EHLO x")
        assert rcpt(second, "antwort+right@forum.example").startswith("250")
        assert second.say("RCPT TO:<antwort+wrong9@forum.example>").startswith("421")


def test_a_wrong_list_name_is_no_guess():
    with opened(Memory(), Limits(guesses=3)) as port:
        client = Client(port)
        client.say("EHLO x")
        assert {rcpt(client, f"nobody{n}@forum.example")[:3] for n in range(6)} == {"550"}


@pytest.fixture
def forum():
    return Forum(START)


@pytest.mark.proves("F4", "C5")
@pytest.mark.parametrize("to", ["ag-wohnen-beitreten", "ag-wohnen", "mailflow", "anmeldung", "buero"])
def test_letters_in_a_stranger_s_name_bring_them_one_letter_a_day(forum, to):
    victim = "opfer@anderswo.example"
    for n in range(30):
        forum.write(victim, f"{to}@forum-test.example", "BEITRETEN AG Wohnen", f"Bitte {n}", proven=False)
    assert sum(one.recipient == victim for one in everything(forum)) == 1
    forum.clock.advance(timedelta(days=1, seconds=1))
    forum.write(victim, f"{to}@forum-test.example", "BEITRETEN AG Wohnen", "Noch einmal", proven=False)
    assert sum(one.recipient == victim for one in everything(forum)) == 2


@pytest.mark.proves("F4")
def test_all_that_is_written_in_a_stranger_s_name_brings_them_one_letter_a_day(forum):
    victim = "opfer@anderswo.example"
    for to in ("anmeldung", "ag-wohnen", "ag-wohnen-beitreten", "buero", "mailflow"):
        forum.write(victim, f"{to}@forum-test.example", "Wir vom Kreis Höxter würden gern bei euch mitmachen.", f"An {to}", proven=False)
    assert sum(one.recipient == victim for one in everything(forum)) == 1


@pytest.mark.proves("F5")
def test_whoever_asks_for_a_district_learns_nothing_of_another_s_application(forum):
    first = forum.write("lea.muster@kreis-hoexter.example", "anmeldung@forum-test.example", FORM)
    assert "F-2027-0001" in first[0].header("Subject")
    left = forum.write("neugierig@anderswo.example", "anmeldung@forum-test.example", FORM.replace("Lea Muster", "Udo Fremd"), proven=False)
    [told] = [one for one in left if one.recipient == "neugierig@anderswo.example"]
    said = told.header("Subject") + told.text
    assert "F-2027-0001" not in said
    assert "Lea" not in said
    assert "schon" not in said


COUNTIES = ["Kreis Höxter", "Landkreis Uelzen", "Landkreis Vechta", "Landkreis Celle", "Landkreis Fulda", "Kreis Lippe"]


@pytest.mark.proves("F4", "C5")
def test_applications_in_a_stranger_s_name_bring_them_one_matter_a_day_and_a_human_reads_the_others(forum):
    victim = "opfer@anderswo.example"
    for county in COUNTIES:
        forum.clock.advance(timedelta(minutes=1))
        forum.write(victim, "anmeldung@forum-test.example", FORM.replace("Kreis Höxter", county), f"Antrag {county}", proven=False)
    left = everything(forum)
    assert ["F-2027-0001" in one.header("Subject") for one in left if one.recipient == victim] == [True]
    read = {one.header("Subject") for one in left if one.recipient == "amsel@traeger.example"}
    assert read == {f"Antrag {county}" for county in COUNTIES[1:]}
    with forum.facts() as facts:
        assert len([a for a in facts.matters.applications() if a.sender == victim]) == 1
    forum.clock.advance(timedelta(minutes=1))
    left = forum.write(victim, "anmeldung@forum-test.example", FORM.replace("Kreis Höxter", "Kreis Lippe"), "Antrag")
    assert [one.recipient for one in left] == [victim]


@pytest.mark.proves("F4", "C5")
def test_an_application_told_again_and_again_brings_one_letter_and_its_answer_still_counts(forum):
    victim, form = "opfer@anderswo.example", "Wir möchten im Forum mitmachen. Landkreis: Kreis Höxter\n{}"
    for word in ("Wohnen", "Sprache", "Ehrenamt", "Arbeit", "Schule"):
        forum.write(victim, "anmeldung@forum-test.example", form.format(f"Unser Thema ist {word}."), word, proven=False)
    [asked] = [one for one in everything(forum) if one.recipient == victim]
    answer = FORM.replace("Landkreis: Kreis Höxter\n", "")
    [interest] = forum.write(victim, asked.header("Reply-To"), answer, "AW", proven=False)
    assert interest.recipient == victim
    with forum.facts() as facts:
        assert facts.matters.application_of(victim).state == "interest"


@pytest.mark.proves("F4", "C5")
def test_whoever_may_ask_for_help_is_not_flooded_with_it(forum):
    """In a stranger's name one letter a day; a stranger who proves to have written may want to read more."""
    heard = {"opfer@anderswo.example": 1, "fragt@anderswo.example": 5}
    for n, order in enumerate(["HILFE", "SELBSTVERSTÄNDNIS", "DATENSCHUTZ"] * 8):
        forum.clock.advance(timedelta(minutes=1))
        for stranger in heard:
            forum.write(stranger, "mailflow@forum-test.example", order, f"Bitte {n}", proven=stranger.startswith("fragt"))
    assert {stranger: sum(one.recipient == stranger for one in everything(forum)) for stranger in heard} == heard


@pytest.mark.proves("F4")
def test_letters_in_a_member_s_name_bring_them_few_questions_a_day(forum):
    for n in range(30):
        forum.write(MARA, "mailflow@forum-test.example", "PAUSE bis 01.05.2027", f"Bitte {n}", proven=False)
    assert sum(one.recipient == MARA for one in everything(forum)) == 5


@pytest.mark.proves("F5")
@pytest.mark.parametrize("order", ["WER AG Wohnen", "STATUS", "VERLASSEN AG Wohnen", "OFFEN", "PROTOKOLL M-2027-0001"])
def test_an_answer_does_not_tell_who_is_a_member(forum, order):
    """Member or not: the one who writes in their name gets nothing, and whoever is written to learns only about themselves."""
    for address in ("niemand@kreis-stade.example", "ausgedacht@traeger.example"):
        [answer] = forum.write(address, "mailflow@forum-test.example", order, f"x {address}", proven=False)
        assert answer.recipient == address
        assert "Lindtner" not in answer.text
    assert {one.recipient for one in forum.write(MARA, "mailflow@forum-test.example", order, proven=False)} == {MARA}


@pytest.mark.proves("F5", "A9")
def test_the_door_takes_the_same_recipients_from_everybody(forum):
    intake = forum.app.intake()
    for address in (MARA, "niemand@forum-test.example", "mara.lindtner@forum-test.example"):
        assert intake.refusal(address).text == intake.refusal("x@forum-test.example").text


def statements(forum, work) -> int:
    """How many questions the database is asked meanwhile: what a stopwatch at the door would tell, without the noise."""
    asked = []
    listen = lambda *about: asked.append(about[2])  # noqa: E731
    event.listen(forum.app.database.engine, "before_cursor_execute", listen)
    try:
        work()
    finally:
        event.remove(forum.app.database.engine, "before_cursor_execute", listen)
    return len(asked)


@pytest.mark.proves("F5")
def test_refusing_costs_the_same_work_whoever_is_asked_about(forum):
    """Members, people who never were, other houses; tokens and numbers near a real one and far from any."""
    copy = forum.write(MARA, "ag-wohnen@forum-test.example", "Guten Tag")[0]
    path = forum.return_path(copy)
    intake = forum.app.intake()
    alike = [
        (MARA, "niemand@kreis-stade.example", "amsel@traeger.example", "jemand@anderswo.example"),
        ("ag-wohnung@forum-test.example", "ag-gibtesnicht@forum-test.example"),
        (path.replace("-", "-a", 1), path[:-30] + "a" + path[-29:], "bounce+999-aaaaaaaaaaaaaaaa@forum-test.example"),
        ("antwort+aaaaaaaaaaaaaaaaaaaaaaaaaa@forum-test.example", "antwort+bbbb@forum-test.example"),
    ]
    for addresses in alike:
        assert all(intake.refusal(address) for address in addresses)
        assert len({statements(forum, lambda a=address: intake.refusal(a)) for address in addresses}) == 1, addresses


@pytest.mark.proves("F5")
def test_an_order_in_a_name_that_nobody_has_costs_the_same_at_every_domain(forum):
    """Whoever writes in a stranger's name learns nothing from how long it takes whether a domain is known here."""

    def ordered(address: str) -> int:
        return statements(forum, lambda: forum.write(address, "mailflow@forum-test.example", "WER AG Wohnen", f"x {address}", proven=False))

    ordered("warm@anderswo.example")  # what a process reads once, it has read now
    assert ordered("niemand@kreis-stade.example") == ordered("ausgedacht@traeger.example") == ordered("x@anderswo.example")


FOR_NOBODY = [
    ("VERLASSEN AG Wohnen {}", MARA, "niemand@kreis-stade.example"),
    ("BEITRETEN AG Wohnen {}", MARA, "niemand@kreis-stade.example"),
    ("VERTRETUNG {} bis 31.12.2027", MARA, "niemand@kreis-stade.example"),
    ("MODERIEREN {} AG Wohnen", MARA, "niemand@kreis-stade.example"),
    ("MENTOR:IN ZUORDNEN F-2027-0001: {}", "Mara Lindtner", "Maria Lindauer"),
    ("EINLADEN\nTitel: Treffen\nAn: {}\nBeginn: 01.06.2027 10:00\nEnde: 12:00\nOrt: Stade", MARA, "niemand@kreis-stade.example"),
    ("STATUS {}", "F-2027-0001", "F-2027-0077"),
    ("STATUS {}", "M-2027-0001", "M-2027-0077"),
    ("PROTOKOLL {}", "M-2027-0001", "M-2027-0077"),
    ("FREIGEBEN {}", "M-2027-0001", "M-2027-0077"),
    ("ZURÜCKZIEHEN {}", "F-2027-0001", "F-2027-0077"),
    ("HOLE <{}@kreis-stade.example>", "wohnraum", "waldraum"),
]
"""What there is, and what there is not, of the same shape."""
FOR_MEMBERS = [
    ("WER {}", "AG Wohnen", "AG Waldbau"),
    ("VERLASSEN {}", "AG Wohnen", "AG Waldbau"),
    ("AG GRÜNDEN: {}\nThema: Wärme", "Wohnen", "Waldbau"),
    ("NACHFOLGE {}", MARA, "niemand@kreis-stade.example"),
]
"""Members may know which lists there are, by LISTE, and who is on them, by WER."""
FORM = "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: Integrationsbeauftragte\nWarum: Wir suchen Austausch.\nThemen: Wohnen\nEinwilligung: ja"
POST = f"""Authentication-Results: mx.forum-test.example; spf=pass smtp.mailfrom={MARA}; dmarc=pass header.from=kreis-stade.example
From: {MARA}
To: ag-wohnen@forum-test.example
Subject: Wohnraum
Date: Tue, 16 Mar 2027 10:00:00 +0100
Message-ID: <wohnraum@kreis-stade.example>

Wir haben drei Wohnungen.
""".replace("\n", "\r\n").encode()
SAMIR, STRANGER = "s.feldhaus@landkreis-goerlitz.example", "fremd@anderswo.example"


@cache
def with_matters() -> Forum:
    forum = Forum(START)
    forum.write("lea.muster@kreis-hoexter.example", "anmeldung@forum-test.example", FORM)
    forum.write("noch@anderswo.example", "ag-wohnen@forum-test.example", "Darf ich mitlesen?", "Anfrage")
    forum.receive(POST, MARA, ["ag-wohnen@forum-test.example"])
    return forum


def answered(writer: str, proven: bool, order: str, named: str) -> tuple[object, ...]:
    """(what an order brings its writer, the name put aside; how many questions it costs) in a forum made for it alone."""
    forum = Forum(START, like=with_matters())
    cost = statements(forum, lambda: forum.write(writer, "mailflow@forum-test.example", order.format(named), "Bitte", proven=proven))
    told = [(one.recipient, one.header("Subject"), one.text.replace(named, "...")) for one in everything(forum)[-1:]]
    return told, cost


@pytest.mark.proves("F5")
@pytest.mark.parametrize("proven", [False, True])
@pytest.mark.parametrize(
    ("writer", "order", "there", "missing"),
    [(STRANGER, *probe) for probe in FOR_NOBODY + FOR_MEMBERS] + [(SAMIR, *probe) for probe in FOR_NOBODY],
)
def test_nobody_learns_by_an_order_what_there_is(writer, proven, order, there, missing):
    """Same words, same work."""
    assert answered(writer, proven, order, there) == answered(writer, proven, order, missing)


def everything(forum):
    forum.last = 0
    return forum.left()


def test_nobody_consents_in_an_applicant_s_name(forum):
    """A later letter that nothing vouches for fills gaps in their application; the consent it gives is none."""
    lea = "lea.muster@kreis-hoexter.example"
    forum.write(lea, "anmeldung@forum-test.example", "Wir vom Kreis Höxter möchten gern Mitglied werden. Lea Muster, Leiterin.", "Antrag")
    for proven, consented in ((False, False), (True, True)):
        forum.clock.advance(timedelta(days=2))
        forum.write(
            lea, "anmeldung@forum-test.example", "Ich willige in die Speicherung meiner Daten ein.", f"Antrag {proven}", proven=proven
        )
        with forum.facts() as facts:
            assert facts.matters.application_of(lea).record.consent_given is consented
