"""Whose letters belong to an application that is under way."""

from datetime import datetime

import pytest
from conversation import Forum, letter

from mailflow.decide.joining.providers import PROVIDERS

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
FORM = "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: {}\nWarum: Austausch.\nEinwilligung: ja"


@pytest.mark.parametrize(("domain", "role"), [("kreis-hoexter.example", "Amtsleitung"), (min(PROVIDERS), "Beauftragte")])
def test_a_colleague_may_put_it_right_and_a_fellow_customer_of_a_provider_may_not(domain, role):
    forum = Forum(START)
    forum.write(f"eins@{domain}", "anmeldung@forum-test.example", FORM.format("Beauftragte"))
    forum.write(f"zwei@{domain}", "anmeldung@forum-test.example", FORM.format("Amtsleitung"))
    with forum.facts() as facts:
        [application] = facts.matters.applications()
        assert application.record.role == role
        assert len(facts.matters.said(application.id)) == 2


def test_a_colleague_who_names_another_contact_pushes_nobody_aside():
    """The letter is kept in the matter, its writer is answered, and the office settles who it is."""
    forum = Forum(START)
    forum.write(
        "j.maas@kreis-unna.example",
        "anmeldung@forum-test.example",
        "Landkreis: Kreis Unna\nAnsprechpartner: Jule Maas\nFunktion: Leitung",
        "Anmeldung",
    )
    left = forum.write(
        "p.weiss@kreis-unna.example",
        "anmeldung@forum-test.example",
        "Landkreis: Kreis Unna\nAnsprechpartner: Paul Weiss\nFunktion: Referent",
        "Anmeldung",
    )
    assert "p.weiss@kreis-unna.example" in {one.recipient for one in left}
    with forum.facts() as facts:
        (application,) = facts.matters.applications()
        assert application.record.contact_name == "Jule Maas"
        assert any("Paul Weiss" in said.text for said in facts.matters.said(application.id))


def test_whoever_writes_from_a_private_address_is_asked_for_the_one_at_work_and_may_name_it():
    forum, private, work = Forum(START), "tina77@webmail.example", "t.probst@landratsamt.example"
    [asked] = forum.write(private, "anmeldung@forum-test.example", "hallo hier höxter wir wollen auch mitmachen lg tina")
    assert "dienstliche E-Mail-Adresse" in asked.text
    said = f"Tina Probst, Integrationsbeauftragte. Ja, ich willige ein.\ndienstlich: {work}"
    forum.write(private, asked.header("Reply-To"), said)
    with forum.facts() as facts:
        [application] = facts.matters.applications()
        assert application.record.email == work


def test_what_comes_from_another_address_is_kept_beside_the_matter_and_answers_nothing():
    forum, lea, office = Forum(START), "lea@kreis-hoexter.example", "amsel@traeger.example"
    [asked] = forum.write(lea, "anmeldung@forum-test.example", "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nWarum: Austausch.")
    left = forum.write("poststelle@anderswo.example", asked.header("Reply-To"), "Funktion: Leitung\nEinwilligung: ja")
    assert "angekommen" in next(one.header("Subject") for one in left if one.recipient == "poststelle@anderswo.example")
    assert office in {one.recipient for one in left}
    with forum.facts() as facts:
        [application] = facts.matters.applications()
        assert (application.record.role, application.record.consent_given) == ("", False)
        assert any("Funktion: Leitung" in said.text for said in facts.matters.said(application.id))


def test_nobody_is_asked_a_third_time_for_the_same_answers():
    """What is open after the first answer is asked once more; then the office reads whatever came."""
    forum, lea = Forum(START), "lea@kreis-hoexter.example"
    [asked] = forum.write(lea, "anmeldung@forum-test.example", FORM.format("Beauftragte"))
    [again] = forum.write(lea, asked.header("Reply-To"), "1. Koordination, 20 Stunden.")
    assert "was hier offen ist" in again.text
    left = forum.write(lea, again.header("Reply-To"), "Wohnraum beschäftigt uns, alles andere gern am Telefon.")
    assert any("vollständig" in one.header("Subject") for one in left)
    with forum.facts() as facts:
        [application] = facts.matters.applications()
        assert application.state == "decision"
        assert "Wohnraum" in application.interest[1][1]


def test_two_counties_in_one_letter_are_two_matters_and_no_letter_greets_somebody_else():
    forum, writer, other = Forum(START), "m.seitz@kreis-unna.example", "g.theis@kreis-hoexter.example"
    left = forum.write(
        writer,
        "anmeldung@forum-test.example",
        f"wir melden zwei Landkreise als Mitglieder an:\n\n1. Kreis Unna\nAnsprechperson: Michael Seitz, Dezernatsleiter\nE-Mail: {writer}\n\n"
        f"2. Kreis Höxter\nAnsprechperson: Gerlinde Theis, Fachbereichsleiterin\nE-Mail: {other}\n\n"
        "Für beide gilt:\nThemen: Ehrenamt\nMotivation: Wir teilen uns eine Feuerwehr.\nMit der Speicherung unserer Daten sind wir beide einverstanden.",
    )
    with forum.facts() as facts:
        assert [(a.id, a.title) for a in facts.matters.applications()] == [("F-2027-0001", "Kreis Unna"), ("F-2027-0002", "Kreis Höxter")]
        assert len(facts.people.consents([writer])) == 1
    assert [one.recipient for one in left] == [writer, writer]
    assert [one.text.partition(",")[0] for one in left] == ["Guten Tag Michael Seitz", "Guten Tag"], (
        "nobody gets a letter that greets another"
    )
    assert "Ansprechperson: Gerlinde Theis" in left[1].text


def test_an_answer_that_names_the_charter_answers_and_orders_no_copy_of_it():
    forum, lea = Forum(START), "lea@kreis-hoexter.example"
    [asked] = forum.write(lea, "anmeldung@forum-test.example", FORM.format("Beauftragte"))
    forum.write(
        lea, asked.header("Reply-To"), "Aufgaben: alles, 30 Stunden.\nThemen: Schule\nErfahrungen: wir lernen\nSelbstverständnis: Ja."
    )
    with forum.facts() as facts:
        [application] = facts.matters.applications()
    assert [answer for _, answer in application.interest] == ["alles, 30 Stunden.", "Schule", "wir lernen", "Ja."]
    [charter] = forum.write(lea, asked.header("Reply-To"), "SELBSTVERSTÄNDNIS")
    assert "Wer wir sind" in charter.text


def test_the_registration_names_whoever_wrote_it():
    """Who writes for somebody else registers the county all the same."""
    forum = Forum(START)
    words = "Landkreis: Kreis Höxter\nAnsprechperson: Nele Muster\nFunktion: Dezernentin\nE-Mail: n.muster@kreis-hoexter.example\nWarum: Austausch.\nEinwilligung: ja"
    raw = letter("i.radke@kreis-hoexter.example", "anmeldung@forum-test.example", words, "Anmeldung", START)
    raw = raw.replace(b"From: i.radke@kreis-hoexter.example", b"From: Ilse Radke <i.radke@kreis-hoexter.example>")
    forum.receive(raw, "i.radke@kreis-hoexter.example", ["anmeldung@forum-test.example"])
    with forum.facts() as facts:
        [application] = facts.matters.applications()
    assert (application.record.contact_name, application.registration.by) == ("Nele Muster", "Ilse Radke")
