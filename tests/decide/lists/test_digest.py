"""The weekly letter: numbered once through, answered by number, one receipt for all of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow.decide.lists.digest import content_for, week_of
from mailflow.model.records import Membership, Person

OFFICE, MARA, RENATE = "amsel@traeger.example", "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example"
FRIDAY = datetime.fromisoformat("2027-03-19T09:00:00+01:00")


@pytest.fixture
def digest():
    """Renate's digest: a question to her, a meeting, a thread."""
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    [asked] = forum.write(
        OFFICE, "mailflow@forum-test.example", "EINLADEN\nTitel: Treffen\nAn: AG Wohnen\nBeginn: 22.04.2027 10:00\nOrt: Celle"
    )
    forum.write(OFFICE, asked.header("Reply-To"), "JA")
    forum.write(
        MARA,
        "ag-wohnen@forum-test.example",
        "Liebe alle,\n\nwer hat Erfahrung mit Belegrechten?\n\n> alte Zeile\n\nViele Grüße\nMara",
        "Belegrechte",
    )
    samir = "s.feldhaus@landkreis-goerlitz.example"
    [confirm] = forum.write(samir, "mailflow@forum-test.example", "AG GRÜNDEN: Fachkräfte")
    forum.write(samir, confirm.header("Reply-To"), "ja")
    forum.letter = next(one for one in forum.tick(FRIDAY) if one.recipient == RENATE)
    return forum


def test_its_sections_in_their_order(digest):
    text = digest.letter.text
    places = [
        text.index(words)
        for words in (
            "Bitte entscheiden",
            "1. Unterstützen Sie AG Fachkräfte?",
            "Termine",
            "2. Treffen",
            "Aus den Listen",
            "3. Belegrechte",
        )
    ]
    assert places == sorted(places)
    assert "alte Zeile" not in text
    assert "wer hat Erfahrung mit Belegrechten?" in text


def test_answers_by_number_reach_meeting_thread_and_question(digest):
    left = digest.write(RENATE, digest.letter.header("Reply-To"), "1 dafür\n2 Zusage\n3: Wir haben das seit 2019.\n9 ja", proven=False)
    receipt = next(one for one in left if one.recipient == RENATE and one.header("Subject").startswith("Notiert: "))
    assert [line for line in receipt.text.splitlines() if line.startswith("- ")] == [
        "- Punkt 1: Ihr Ja ist notiert.",
        "- Punkt 2: Zusage notiert.",
        "- Punkt 3: Ihr Text geht an die Liste.",
        "- Punkt 9: Diese Nummer stand nicht in unserem Brief. Es wurde nichts geändert.",
    ]
    posts = [one for one in left if one.header("Subject") == "Re: Belegrechte"]
    assert {one.recipient for one in posts} == {MARA, RENATE, "integration@kreis-dithmarschen.example"}
    assert posts[0].message["In-Reply-To"]
    assert "seit 2019" in posts[0].text
    with digest.facts() as facts:
        assert facts.matters.invitation("T-2027-0001", RENATE).partstat == "ACCEPTED"
        assert len(facts.lists.roster("fachkraefte")) == 2
    assert len([one for one in left if one.recipient == RENATE and one not in posts]) == 1


def test_answers_in_one_sentence_reach_each_their_own(digest):
    words = "Guten Morgen, zu 1: dafür. Und zu 3: das haben wir seit 2019.\nGruß Renate"
    left = digest.write(RENATE, digest.letter.header("Reply-To"), words, proven=False)
    assert any("das haben wir seit 2019." in one.text for one in left if one.header("Subject") == "Re: Belegrechte")
    with digest.facts() as facts:
        assert len(facts.lists.roster("fachkraefte")) == 2


@pytest.mark.parametrize(
    ("text", "why"), [("Frau A. M., geb. 03.04.1991, sucht auch.", "ein Geburtsdatum"), ("Nur unter uns: er geht.", "nur für eine Person")]
)
def test_the_rules_of_the_list_hold_for_answers_by_number_too(digest, text, why):
    left = digest.write(RENATE, digest.letter.header("Reply-To"), f"3: {text}")
    assert [one.recipient for one in left] == [RENATE]
    assert "ging nicht an die Liste" in left[0].text
    assert why in left[0].text


def test_somebody_else_s_digest_gives_no_power(digest):
    left = digest.write("fremd@x.example", digest.letter.header("Reply-To"), "3: Werbung")
    assert {one.recipient for one in left} == {"fremd@x.example", RENATE}, "a neutral no, and a word to whose letter it was"
    assert not any("Werbung" in one.text for one in left)


def test_prose_without_a_number_reaches_the_office(digest):
    left = digest.write(RENATE, digest.letter.header("Reply-To"), "Vielen Dank für den schönen Überblick, sehr hilfreich.", proven=False)
    assert {one.recipient for one in left} >= {OFFICE, RENATE}


class TestDecisions:
    """What waits for the office and the Sprecher:innen stands in their digest and is decided by its number."""

    @pytest.fixture
    def forum(self):
        forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
        forum.write("erika@verein.example", "ag-wohnen@forum-test.example", "Wir laden ein.", "Fachtag")
        forum.digests = {one.recipient: one for one in forum.tick(FRIDAY) if "Wochenüberblick" in one.header("Subject")}
        return forum

    def hold(self, forum):
        with forum.facts() as facts:
            return facts.matters.hold("M-2027-0001").state

    @pytest.mark.parametrize("reader", [OFFICE, MARA])
    @pytest.mark.parametrize(("said", "state"), [("1 freigeben", "released"), ("1 ja", "released"), ("1: verwerfen", "discarded")])
    def test_a_held_post(self, forum, reader, said, state):
        digest = forum.digests[reader]
        assert "1. Beitrag freigeben? »Fachtag« von" in digest.text
        left = forum.write(reader, digest.header("Reply-To"), said, proven=False)
        assert self.hold(forum) == state
        [receipt] = [one for one in left if one.recipient == reader and not one.waits]
        forum.write(reader, receipt.header("Reply-To"), "RÜCKGÄNGIG", proven=False)
        assert self.hold(forum) == "held"

    @pytest.mark.parametrize("said", ["1 vielleicht", "1 freigeben?", "1 noch nicht freigeben", "freigeben"])
    def test_unclear_words_decide_nothing(self, forum, said):
        forum.write(MARA, forum.digests[MARA].header("Reply-To"), said, proven=False)
        assert self.hold(forum) == "held"

    def test_what_is_clear_is_done_and_what_is_not_is_named(self, forum):
        forum.write("erika@verein.example", "ag-wohnen@forum-test.example", "Wir laden noch einmal ein.", "Zweite Tagung")
        letters = forum.tick(FRIDAY + timedelta(days=7))
        digest = next(one for one in letters if one.recipient == OFFICE and "Wochenüberblick" in one.header("Subject"))
        left = forum.write(OFFICE, digest.header("Reply-To"), "2 freigeben, 1 aber noch nicht")
        with forum.facts() as facts:
            assert [facts.matters.hold(f"M-2027-000{n}").state for n in (1, 2)] == ["held", "released"]
        assert any("Punkt 1:" in one.text and "nicht eindeutig" in one.text for one in left if one.recipient == OFFICE)

    def test_a_week_in_which_nothing_happened_brings_no_letter(self):
        assert Forum(FRIDAY).tick(FRIDAY) == []


def test_a_friday_on_which_the_house_was_closed_costs_no_post_and_no_post_comes_twice():
    forum = Forum(datetime.fromisoformat("2027-03-18T10:00:00+01:00"))
    forum.tick(datetime.fromisoformat("2027-03-19T09:00:00+01:00"))
    told = []
    for day, subject in (("24", "vor dem verpassten Freitag"), ("30", "danach")):
        forum.clock.moment = datetime.fromisoformat(f"2027-03-{day}T10:00:00+02:00")
        forum.write(MARA, "ag-wohnen@forum-test.example", f"Wer kennt das, {subject}?", subject)
    for friday in ("2027-04-02", "2027-04-09"):
        left = forum.tick(datetime.fromisoformat(f"{friday}T09:00:00+02:00"))
        told.append([one.text for one in left if one.recipient == RENATE and "Wochenüberblick" in one.header("Subject")])
    [text] = told[0]
    assert "vor dem verpassten Freitag" in text
    assert "danach" in text
    assert not any("danach" in text for text in told[1])


def test_posts_stand_under_the_word_their_authors_put_in_front():
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    for subject in ("Belegrechte: wer kennt sie?", "Konzept: Sprachmittlerpool", "FRAGE: Fahrdienst?", "AW: Konzept: Sprachmittlerpool"):
        forum.write(MARA, "ag-wohnen@forum-test.example", f"Zu {subject} schreibe ich hier.", subject)
    text = next(one for one in forum.tick(FRIDAY) if one.recipient == RENATE).text
    headings = ("Fragen", "1. FRAGE: Fahrdienst?", "Konzepte", "2. Konzept: Sprachmittlerpool", "Aus den Listen", "Belegrechte: wer")
    places = [text.index(words) for words in headings]
    assert places == sorted(places)
    assert text.count("Konzepte\n") == 1


def test_readers_of_one_week_get_what_each_would_get_alone(digest):
    with digest.facts() as facts:
        readers = [*facts.people.staff(), *facts.people.inside()]
        week = week_of(FRIDAY.date(), facts, FRIDAY, [person.id for person in readers])
        together = [content_for(person, week) for person in readers]
        alone = [content_for(person, week_of(FRIDAY.date(), facts, FRIDAY, [person.id])) for person in readers]
    assert together == alone
    assert len({str(content) for content in alone}) > 2


def join(forum, person, group):
    with forum.app.store.writing(forum.clock.now()) as tx:
        id = tx.records.all(Person, address=person)[0].id
        before = tx.records.get(Membership, f"{group}:{id}") or Membership(id=f"{group}:{id}", group=group, person=id)
        tx.save(replace(before, since=forum.clock.now()))


@pytest.mark.parametrize("way", ["wöchentlich", "täglich", "monatlich"])
def test_what_a_group_wrote_before_somebody_joined_is_in_no_letter_to_them(way):
    forum = Forum(datetime.fromisoformat("2027-03-18T09:00:00+01:00"))
    forum.write(RENATE, "mailflow@forum-test.example", f"ZUSTELLUNG {way}")
    forum.write(MARA, "ag-sprache@forum-test.example", "Das bleibt unter uns.", "Vorher")
    forum.clock.advance(timedelta(minutes=5))
    join(forum, RENATE, "sprache")
    forum.clock.advance(timedelta(minutes=5))
    forum.write(MARA, "ag-sprache@forum-test.example", "Willkommen in der Gruppe.", "Nachher")
    moments = (FRIDAY, datetime.fromisoformat("2027-04-02T09:00:00+02:00"))
    gathered = [
        one.text for moment in moments for one in forum.tick(moment) if one.recipient == RENATE and "überblick" in one.header("Subject")
    ]
    assert any("Willkommen in der Gruppe." in text for text in gathered)
    assert not any("Vorher" in text or "unter uns" in text for text in gathered)


def test_what_everybody_may_read_is_told_to_who_joined_later_in_the_week_too():
    forum = Forum(datetime.fromisoformat("2027-03-18T09:00:00+01:00"))
    forum.write(MARA, "forum@forum-test.example", "Für alle, auch für neue.", "Offen")
    forum.clock.advance(timedelta(minutes=5))
    join(forum, RENATE, "forum")
    assert "Für alle, auch für neue." in next(one for one in forum.tick(FRIDAY) if one.recipient == RENATE).text


def test_readers_of_a_list_hear_who_joined_it_and_its_speaker_who_asks_to():
    samir, ilias = "s.feldhaus@landkreis-goerlitz.example", "ilias.bergfeld@lra-freising.example"
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    asked = {one.recipient: one for one in forum.write(samir, "ag-wohnen-join@forum-test.example", "")}[MARA]
    forum.write(MARA, asked.header("Reply-To"), "ja")
    forum.write(ilias, "ag-wohnen-join@forum-test.example", "")
    letters = {one.recipient: one.text for one in forum.tick(FRIDAY)}
    assert "Neue Person für AG Wohnen: Ilias Bergfeld (Landkreis Freising)" in letters[MARA]
    assert "- AG Wohnen: Samir Feldhaus, Landkreis Görlitz" in letters[RENATE]
    for reader in (samir, ilias):
        assert "Samir Feldhaus" not in letters.get(reader, "").replace("Guten Tag Samir Feldhaus", "")


def test_nobody_is_invited_to_answer_where_only_the_office_writes():
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    forum.write(OFFICE, "ankuendigungen@forum-test.example", "Unser Büro ist im Juli geschlossen.", "Sommer")
    letters = {one.recipient: one.text for one in forum.tick(FRIDAY)}
    assert "Hier schreibt nur das Programmbüro. Fragen dazu bitte an buero@forum-test.example." in letters[RENATE]
    assert "Antwort an alle auf der Liste" not in letters[RENATE]
