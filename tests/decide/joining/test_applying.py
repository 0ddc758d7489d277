"""Whose letters belong to an application that is under way."""

from datetime import datetime

import pytest
from conversation import Forum

from mailflow.decide.joining.applying import PROVIDERS

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
