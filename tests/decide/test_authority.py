"""Who may do what: a From header alone changes nothing, a forwarded letter gives no power, a confirmation goes to the stored address."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OFFICE, COLLEAGUE = "amsel@traeger.example", "rehwinkel@traeger.example"
MARA, SAMIR = "mara.lindtner@kreis-stade.example", "s.feldhaus@landkreis-goerlitz.example"
COMMANDS, GROUP = "mailflow@forum-test.example", "ag-wohnen@forum-test.example"
FORM = "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: Integrationsbeauftragte\nWarum: Wir suchen Austausch.\nThemen: Wohnen\nEinwilligung: ja"
INTEREST = "1. Koordination\n2. Wohnen\n3. Ein Leitfaden\n4. Ja"
LEA = "lea.muster@kreis-hoexter.example"


@pytest.fixture
def forum():
    return Forum(START)


def reply(letters, to):
    """The Reply-To of the letter that went to this person."""
    return next(one for one in letters if one.recipient == to and "antwort+" in one.header("Reply-To")).header("Reply-To")


@pytest.fixture
def dossier(forum):
    """The reply address under which the office was asked about an application."""
    interest = forum.write(LEA, "anmeldung@forum-test.example", FORM)
    return reply(forum.write(LEA, reply(interest, LEA), INTEREST), OFFICE)


def state(forum):
    with forum.facts() as facts:
        return facts.matters.application("F-2027-0001").state


def test_the_office_decides_by_answering(forum, dossier):
    forum.write(OFFICE, dossier, "AUFNEHMEN", proven=False)
    assert state(forum) == "admitted"


@pytest.mark.parametrize("sender", ["fremd@anderswo.example", MARA, LEA, "amsel@traeger.example.evil.example"])
def test_nobody_else_decides_with_the_same_address(forum, dossier, sender):
    left = forum.write(sender, dossier, "AUFNEHMEN")
    assert state(forum) == "decision"
    assert "Diese Frage ging an jemand anderen" in next(one for one in left if one.recipient == sender).header("Subject")
    [told] = [one for one in left if one.recipient == OFFICE]
    assert sender in told.text, "whoever was asked hears who answered"


def test_a_sender_that_failed_authentication_decides_nothing(forum, dossier):
    failed = "Authentication-Results: mx.forum-test.example; dmarc=fail header.from=traeger.example\n"
    raw = f"{failed}From: {OFFICE}\nTo: {dossier}\nSubject: x\nMessage-ID: <f@x>\n\nAUFNEHMEN\n".replace("\n", "\r\n").encode()
    [told] = forum.receive(raw, OFFICE, [dossier])
    assert state(forum) == "decision"
    assert (told.recipient, "antwort+" in told.header("Reply-To")) == (OFFICE, False), (
        "whose name was used hears of it, and is asked nothing"
    )


def test_what_is_to_be_confirmed_is_quoted_as_it_was_written_and_its_matter_named(forum, dossier):
    [asked] = forum.write(OFFICE, COMMANDS, "AUFNEHMEN F-2027-0001 Mentorin: Frau Lindtner")
    assert "> AUFNEHMEN F-2027-0001 Mentorin: Frau Lindtner" in asked.text
    assert "Es geht um: Kreis Höxter" in asked.text
    assert "Wir verstehen das so" not in asked.text


def test_a_reason_told_in_a_clause_stays_one(forum, dossier):
    left = forum.write(OFFICE, dossier, "Der Antrag wird abgelehnt, weil die Unterschrift des Landrats noch fehlt.")
    [told] = [one for one in left if one.recipient == LEA]
    assert "> weil die Unterschrift des Landrats noch fehlt" in told.text


@pytest.mark.parametrize("proven", [True, False])
def test_a_decision_to_the_command_address_is_confirmed_first(forum, dossier, proven):
    asked = forum.write(OFFICE, COMMANDS, "AUFNEHMEN F-2027-0001", proven=proven)
    assert state(forum) == "decision"
    assert [one.recipient for one in asked] == [OFFICE]
    forum.write(OFFICE, reply(asked, OFFICE), "Ja", proven=proven)
    assert state(forum) == "admitted"


def test_a_confirmation_answered_no_or_by_somebody_else_runs_nothing(forum, dossier):
    asked = forum.write(OFFICE, COMMANDS, "AUFNEHMEN F-2027-0001")
    forum.write("fremd@anderswo.example", reply(asked, OFFICE), "Ja")
    forum.write(OFFICE, reply(asked, OFFICE), "Nein, das war ich nicht.")
    forum.write(OFFICE, reply(asked, OFFICE), "Ja")
    assert state(forum) == "decision"


def test_a_confirmation_expires(forum, dossier):
    asked = forum.write(OFFICE, COMMANDS, "AUFNEHMEN F-2027-0001")
    forum.clock.advance(timedelta(days=2, seconds=1))
    forum.write(OFFICE, reply(asked, OFFICE), "Ja")
    assert state(forum) == "decision"


@pytest.mark.parametrize(
    ("member", "text"),
    [
        (MARA, "AUFNEHMEN F-2027-0001"),
        (MARA, "FREIGEBEN M-2027-0001"),
        (MARA, "EINLADEN\nTitel: x\nAn: alle\nBeginn: 01.06.2027 10:00"),
        (SAMIR, "OFFEN"),
    ],
)
def test_a_member_does_not_decide_for_the_office(forum, dossier, member, text):
    [answer] = forum.write(member, COMMANDS, text)
    assert "deshalb wurde nichts geändert" in answer.text
    assert state(forum) == "decision"


def test_one_s_own_settings_need_proof_or_a_confirmation(forum):
    [done] = forum.write(SAMIR, COMMANDS, "ZUSTELLUNG wöchentlich")
    assert "Wochenüberblick" in done.text
    [asked] = forum.write(MARA, COMMANDS, "ZUSTELLUNG keine", proven=False)
    with forum.facts() as facts:
        assert facts.people.by_address(SAMIR).delivery == "weekly"
        assert facts.people.by_address(MARA).delivery == "single"
    forum.write(MARA, asked.header("Reply-To"), "ja", proven=False)
    with forum.facts() as facts:
        assert facts.people.by_address(MARA).delivery == "off"


def test_several_orders_about_oneself_in_one_letter(forum):
    [done] = forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich\nPAUSE bis 01.05.2027\nVERLASSEN AG Sprache")
    with forum.facts() as facts:
        mara = facts.people.by_address(MARA)
        assert mara.delivery == "weekly"
        assert mara.paused_until.isoformat() == "2027-05-01"
        assert facts.lists.membership("sprache", mara.id) is None
    assert done.text.count("Pause") == 1


def test_a_stranger_learns_nothing_about_members(forum):
    for text in ("WER AG Wohnen", "AG LISTE"):
        [answer] = forum.write("fremd@anderswo.example", COMMANDS, text)
        assert "Lindtner" not in answer.text
        assert "kreis-stade" not in answer.text


def test_an_automatic_letter_decides_nothing_and_gets_no_answer(forum, dossier):
    headers = "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n"
    assert forum.write(OFFICE, dossier, "AUFNEHMEN", "Automatische Antwort: Bitte entscheiden", headers=headers) == []
    assert state(forum) == "decision"


def test_the_dossier_that_comes_back_quoted_decides_nothing(forum):
    interest = forum.write(LEA, "anmeldung@forum-test.example", FORM)
    left = forum.write(LEA, reply(interest, LEA), INTEREST)
    dossier = next(one for one in left if one.recipient == OFFICE)
    forum.write(OFFICE, dossier.header("Reply-To"), dossier.text)
    quoted = "\n".join(f"> {line}" for line in dossier.text.splitlines())
    forum.write(OFFICE, dossier.header("Reply-To"), f"Am 16.03.27 um 10:00 schrieb Forum:\n{quoted}")
    assert state(forum) == "decision"


def test_undo_ends_with_the_window(forum, dossier):
    done = forum.write(OFFICE, dossier, "AUFNEHMEN")
    forum.clock.advance(timedelta(minutes=10, seconds=1))
    forum.deliver()
    forum.write(OFFICE, reply(done, OFFICE), "RÜCKGÄNGIG")
    assert state(forum) == "admitted"


def test_what_is_taken_back_already_is_answered_so(forum, dossier):
    receipt = reply(forum.write(OFFICE, dossier, "AUFNEHMEN"), OFFICE)
    forum.write(OFFICE, receipt, "Rückgängig, bitte.")
    [told] = forum.write(OFFICE, receipt, "RÜCKGÄNGIG")
    assert "schon zurückgenommen" in told.text
    assert state(forum) == "decision"


def test_undo_within_the_window_sends_nothing(forum, dossier):
    done = forum.write(OFFICE, dossier, "ABLEHNEN Grund: doppelt")
    forum.clock.advance(timedelta(minutes=9))
    forum.write(OFFICE, reply(done, OFFICE), "rückgängig bitte")
    assert state(forum) == "decision"
    forum.clock.advance(timedelta(hours=1))
    forum.deliver()
    with forum.app.store.reading() as connection:
        from mailflow.store import outbox

        counts = outbox.counts(connection)
    assert counts["cancelled"] == 2, "neither the applicant nor the colleague hears of it"


def test_undo_takes_back_the_decision_whose_receipt_it_answers(forum, dossier):
    first = forum.write(OFFICE, dossier, "ZURÜCKSTELLEN")
    held = forum.write("erika@verein.example", GROUP, "Einladung zum Fachtag")
    forum.write(OFFICE, reply(held, OFFICE), "VERWERFEN")
    forum.write(OFFICE, reply(first, OFFICE), "RÜCKGÄNGIG")
    assert state(forum) == "decision"
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "discarded"


def test_a_late_undo_takes_back_nothing_else(forum, dossier):
    first = forum.write(OFFICE, dossier, "ZURÜCKSTELLEN")
    forum.clock.advance(timedelta(minutes=11))
    held = forum.write("erika@verein.example", GROUP, "Einladung zum Fachtag")
    forum.write(OFFICE, reply(held, OFFICE), "VERWERFEN")
    [answer] = forum.write(OFFICE, reply(first, OFFICE), "RÜCKGÄNGIG")
    assert "Die Frist dafür ist vorbei" in answer.text
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "discarded"


def test_without_an_undo_window_letters_leave_at_once():
    from mailflow.settings import Settings

    forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, forum={"undo_minutes": 0}))
    interest = forum.write(LEA, "anmeldung@forum-test.example", FORM)
    dossier = reply(forum.write(LEA, reply(interest, LEA), INTEREST), OFFICE)
    assert not any(one.waits for one in forum.write(OFFICE, dossier, "AUFNEHMEN"))


def test_a_post_by_from_header_alone_reaches_nobody(forum):
    [asked] = forum.write(MARA, GROUP, "Dringend!", proven=False)
    assert asked.recipient == MARA
    assert {one.recipient for one in forum.write("fremd@anderswo.example", asked.header("Reply-To"), "JA")} == {
        MARA,
        "fremd@anderswo.example",
    }
    assert len(forum.write(MARA, asked.header("Reply-To"), "JA", proven=False)) == 3
