"""Whose letters belong to an application that is under way."""

from datetime import datetime

import pytest
from conversation import Forum

from mailflow.decide.applying import PROVIDERS

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
