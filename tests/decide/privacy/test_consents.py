"""Evidence of a consent says who agreed to which words, when and by which letter; taken back, it holds no more (Art. 7 DSGVO)."""

from datetime import datetime

import pytest
from conversation import Forum

from mailflow.model.records import Consent

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
JAN, COMMANDS = "jan.beispiel@landkreis-uelzen.example", "mailflow@forum-test.example"
FORM = "Landkreis: Uelzen\nAnsprechpartner: Jan Beispiel\nFunktion: Integrationsbeauftragter\nMotivation: Austausch zum Wohnen"


@pytest.fixture
def forum():
    return Forum(START)


def consents(forum):
    with forum.facts() as facts:
        return {c.purpose: c for c in facts.records.all(Consent)}


def applied(forum, charter="Ja, wir tragen es mit."):
    (missing,) = forum.write(JAN, "anmeldung@forum-test.example", FORM, "Anmeldung")
    assert not consents(forum)
    (interest,) = forum.write(JAN, missing.header("Reply-To"), "Ja, ich willige ein.")
    forum.write(JAN, interest.header("Reply-To"), f"1. Alles\n2. Wohnen\n3. Erfahrung\n4. {charter}")


def test_an_applicant_s_yes_is_kept_with_the_words_that_asked(forum):
    applied(forum)
    stored, charter = consents(forum)["application"], consents(forum)["charter"]
    assert stored.address == JAN
    assert "verwendet sie, um über die Aufnahme zu entscheiden" in stored.wording
    assert stored.said == "Ja, ich willige ein."
    assert stored.asked
    assert stored.asked <= stored.agreed
    assert stored.letter
    assert stored.proof
    assert "Selbstverständnis" in charter.wording
    assert charter.edition == "1. November 2026"


@pytest.mark.parametrize("answer", ["Das müssen wir noch klären.", "Ja, aber nicht in jedem Punkt.", "nein"])
def test_what_is_no_clear_yes_to_the_charter_is_no_evidence(forum, answer):
    applied(forum, answer)
    assert set(consents(forum)) == {"application"}


def test_own_words_that_nobody_asked_for_have_no_wording(forum):
    forum.write(JAN, "anmeldung@forum-test.example", f"{FORM}\nEinwilligung: ja", "Anmeldung")
    assert (consents(forum)["application"].wording, consents(forum)["application"].asked) == ("", None)


def test_an_applicant_may_ask_what_they_agreed_to(forum):
    applied(forum)
    (there,) = forum.write(JAN, COMMANDS, "EINWILLIGUNG")
    assert "Anmeldung" in there.text
    assert "Selbstverständnis" in there.text
    assert "EINWILLIGUNG Kontaktliste" not in there.text, "that is for members"


def test_taking_back_what_an_application_rests_on_withdraws_it(forum):
    applied(forum)
    left = forum.write(JAN, COMMANDS, "WIDERRUF Anmeldung")
    assert any("zurückgezogen" in one.text for one in left)
    assert consents(forum)["application"].ended == forum.clock.now()
    assert consents(forum)["charter"].ended is None
    with forum.facts() as facts:
        assert not facts.matters.applications()


def test_an_objection_in_plain_words_reaches_the_office_with_its_reason_and_day(forum):
    left = forum.write("obermoos@kreis-guetersloh.example", COMMANDS, "Ich widerspreche der Verwendung meiner Daten für Statistiken.")
    (told,) = [one for one in left if one.recipient == "amsel@traeger.example"]
    assert "für Statistiken" in told.text
    assert "15. April 2027" in told.text
