"""Reply addresses: one effect however often and fast they are used, dead when they should be, nowhere in clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from conversation import Forum, letter
from sqlalchemy import select, text

from mailflow.cli import main
from mailflow.model.effects import Decision, Save, Verdict
from mailflow.model.records import Person
from mailflow.perform.apply import perform
from mailflow.settings import Settings
from mailflow.store.tables import metadata

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OFFICE, COLLEAGUE, MARA = "amsel@traeger.example", "rehwinkel@traeger.example", "mara.lindtner@kreis-stade.example"
COMMANDS, GROUP = "mailflow@forum-test.example", "ag-wohnen@forum-test.example"
STRANGER = "fremd@anderswo.example"


@pytest.fixture
def forum():
    return Forum(START)


def held(forum):
    """A stranger's post that waits; the reply addresses of both members of staff."""
    left = forum.write(STRANGER, GROUP, "Darf ich mitlesen?", "Anfrage")
    return {one.recipient: one for one in left if "antwort+" in one.header("Reply-To")}


def copies(forum):
    with forum.app.store.reading() as connection:
        from mailflow.store.tables import mail

        return connection.scalar(select(text("count(*)")).select_from(mail).where(mail.c.kind == "post"))


@pytest.mark.proves("E6")
@pytest.mark.parametrize(("after", "lives"), [(-1, True), (0, False), (1, False), (365 * 86400, False)])
def test_a_confirmation_dies_to_the_second(forum, after, lives):
    [asked] = forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    forum.clock.advance(timedelta(days=2, seconds=after))
    forum.write(MARA, asked.header("Reply-To"), "ja", proven=False)
    with forum.facts() as facts:
        assert (facts.people.by_address(MARA).delivery == "weekly") is lives


def test_a_clock_that_is_set_back_does_not_revive_what_was_used(forum):
    [asked] = forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    forum.write(MARA, asked.header("Reply-To"), "nein", proven=False)
    forum.clock.advance(timedelta(days=-1))
    forum.write(MARA, asked.header("Reply-To"), "ja", proven=False)
    with forum.facts() as facts:
        assert facts.people.by_address(MARA).delivery == "single"


@pytest.mark.proves("E6", "I7")
@pytest.mark.parametrize("jump", [timedelta(days=3650), timedelta(days=-3650), timedelta(days=1), timedelta(days=-1)])
def test_no_jump_of_the_clock_revives_what_has_run_out(forum, jump):
    """It ran out, the clock jumped and came back: it is still dead, and another letter asks anew."""
    [asked] = forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    forum.tick(START + timedelta(days=2, seconds=1))
    forum.clock.advance(jump)
    forum.tick()
    forum.clock.moment = START + timedelta(hours=1)
    if not forum.app.intake().refusal(asked.header("Reply-To")):  # after years nothing is known of the letter any more
        forum.write(MARA, asked.header("Reply-To"), "ja", proven=False)
    with forum.facts() as facts:
        assert facts.people.by_address(MARA).delivery == "single"
    [fresh] = forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich, bitte", proven=False)[-1:]
    forum.write(MARA, fresh.header("Reply-To"), "ja", proven=False)
    with forum.facts() as facts:
        assert facts.people.by_address(MARA).delivery == "weekly"


@pytest.mark.proves("E3", "E4", "D9")
@pytest.mark.parametrize("sender", [STRANGER, "s.feldhaus@landkreis-goerlitz.example", COLLEAGUE.replace("@", "@mail.")])
def test_a_forwarded_letter_decides_nothing_and_stays_open(forum, sender):
    asked = held(forum)[OFFICE]
    forum.write(sender, asked.header("Reply-To"), "freigeben")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"
    forum.write(OFFICE, asked.header("Reply-To"), "freigeben", proven=False)
    assert copies(forum) == 1


@pytest.mark.proves("E3")
def test_a_reply_address_in_other_hands_is_replaced(forum):
    asked = held(forum)[OFFICE]
    for n in range(2):
        told = {one.recipient: one for one in forum.write(STRANGER, asked.header("Reply-To"), f"freigeben {n}")}
        assert set(told) == {STRANGER, OFFICE}, "nobody else's address is in other hands"
        assert STRANGER in told[OFFICE].text
        assert not any("antwort+" in one.header("Reply-To") for one in told.values())
    left = forum.write("noch@einer.example", asked.header("Reply-To"), "freigeben")
    fresh = next(one for one in left if one.recipient == OFFICE)
    assert fresh.header("Reply-To") != asked.header("Reply-To")
    forum.write(OFFICE, asked.header("Reply-To"), "freigeben")
    assert copies(forum) == 0
    forum.write(OFFICE, fresh.header("Reply-To"), "freigeben")
    assert copies(forum) == 1


@pytest.mark.proves("D5")
def test_a_reference_alone_decides_only_with_a_proven_sender(forum):
    asked = held(forum)[OFFICE]
    reference = f"In-Reply-To: {asked.header('Message-ID')}\n"
    [again] = forum.write(OFFICE, "buero@forum-test.example", "freigeben", headers=reference, proven=False)
    assert again.recipient == OFFICE
    assert copies(forum) == 0
    forum.write(OFFICE, again.header("Reply-To"), "freigeben", proven=False)
    assert copies(forum) == 1


@pytest.mark.proves("E10")
def test_no_live_token_lies_in_the_database(forum):
    asked = held(forum)
    tokens = [one.header("Reply-To").partition("@")[0].partition("+")[2] for one in asked.values()]
    quoted = "\n".join(f"> Bitte antworten an {one.header('Reply-To')}" for one in asked.values())
    forum.write(OFFICE, asked[OFFICE].header("Reply-To"), f"Was meinen Sie?\n\n{quoted}")
    forum.write(MARA, GROUP, f"Das kam bei mir an: {asked[OFFICE].header('Reply-To')}")
    lines = "\n".join(forum.app.database.engine.raw_connection().driver_connection.iterdump()).lower()
    everything = [lines]
    with forum.app.store.reading() as connection:
        for table in metadata.sorted_tables:
            everything += [str(value).lower() for row in connection.execute(select(table)) for value in row]
    for token in tokens:
        assert len(token) == 26
        assert not any(token in text for text in everything)


@pytest.mark.proves("E4")
def test_a_token_goes_to_nobody_else(forum):
    asked = held(forum)[OFFICE]
    address = asked.header("Reply-To")
    left = forum.write(MARA, GROUP, f"Siehe {address}", headers=f"Cc: {address}\n")
    left += forum.write(STRANGER, "buero@forum-test.example", f"Was ist {address}?")
    assert len(left) > 3
    assert not any(address.partition("@")[0].encode() in bytes(one.message) for one in left)


@pytest.mark.proves("E11")
def test_a_new_key_keeps_what_is_open_alive(forum):
    asked = held(forum)
    copy = forum.write(MARA, GROUP, "Guten Tag")[0]
    path = forum.return_path(copy)
    forum.app.__dict__["keys"] = (b"a new key", *forum.app.keys)
    assert forum.app.intake().refusal(path) is None
    forum.write(OFFICE, asked[OFFICE].header("Reply-To"), "unklar gesagt")
    forum.write(COLLEAGUE, asked[COLLEAGUE].header("Reply-To"), "freigeben")
    assert copies(forum) == 2
    fresh = forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    forum.app.__dict__["keys"] = forum.app.keys[:1]
    assert forum.app.intake().refusal(fresh[0].header("Reply-To")) is None


@pytest.mark.proves("G1")
def test_a_return_path_dies_after_twelve_days(forum):
    path = forum.return_path(forum.write(MARA, GROUP, "Guten Tag")[0])
    forum.clock.advance(timedelta(days=12, seconds=-1))
    assert forum.app.intake().refusal(path) is None
    forum.clock.advance(timedelta(seconds=2))
    assert forum.app.intake().refusal(path)


@pytest.mark.proves("A9")
def test_guesses_leave_nothing_behind(forum):
    intake = forum.app.intake()
    import random

    dice = random.Random(7)
    for _ in range(300):
        guess = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz234567", k=26))
        assert intake.refusal(f"antwort+{guess}@forum-test.example").is_guess
        assert intake.refusal(f"bounce+{dice.randrange(9)}-{guess[:16]}@forum-test.example").is_guess
    assert forum.left() == []


@pytest.mark.proves("E9")
def test_a_reply_address_survives_the_mills_of_mail(forum):
    address = held(forum)[OFFICE].header("Reply-To")
    assert len(address.partition("@")[0]) <= 40
    assert forum.app.intake().refusal(address.upper()) is None
    assert forum.app.intake().refusal(address.replace("+", "-")) is None
    forum.write(OFFICE, address.upper().replace("+", "-"), "freigeben")
    assert copies(forum) == 1


@pytest.mark.proves("D13")
def test_whoever_leaves_takes_their_open_questions_along(forum):
    asked = held(forum)
    for status in ("left", "staff"):
        with forum.app.store.writing(START, cause=status) as tx:
            [person] = tx.records.all(Person, address=OFFICE)
            perform(Decision(Verdict("accept", status), (Save(replace(person, status=status)),)), tx, forum.app.hands())
    forum.write(OFFICE, asked[OFFICE].header("Reply-To"), "freigeben")
    assert copies(forum) == 0
    forum.write(COLLEAGUE, asked[COLLEAGUE].header("Reply-To"), "freigeben")
    assert copies(forum) == 1


@pytest.mark.proves("D13")
def test_whoever_a_table_takes_out_and_brings_back_answers_nothing_of_before(tmp_path):
    forum = Forum(START, settings=Settings(store={"url": f"sqlite:///{tmp_path}/forum.db"}))
    del forum.app.__dict__["keys"]
    [asked] = forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    for status in ("left", "member"):
        table = tmp_path / "people.csv"
        table.write_text(f"name;address;status\nMara Lindtner;{MARA};{status}\n")
        done = CliRunner().invoke(main, ["people", "import", str(table)], env={"MAILFLOW__STORE__URL": f"sqlite:///{tmp_path}/forum.db"})
        assert done.exit_code == 0, done.output
    forum.write(MARA, asked.header("Reply-To"), "Ja", proven=False)
    with forum.facts() as facts:
        mara = facts.people.by_address(MARA)
    assert (mara.status, mara.delivery) == ("member", "single")


@pytest.mark.proves("E12")
def test_a_forged_twin_sent_first_cannot_suppress_the_real_letter(forum):
    real = letter(MARA, GROUP, "Das Treffen ist am Montag", "Termin", START)
    forged = letter(MARA, GROUP, "Das Treffen fällt aus", "Termin", START, proven=False)
    id = real.partition(b"Message-ID: ")[2].partition(b"\r\n")[0]
    forged = forged.replace(forged.partition(b"Message-ID: ")[2].partition(b"\r\n")[0], id)
    forum.receive(forged, "x@evil.example", [GROUP])
    forum.receive(real, MARA, [GROUP])
    assert copies(forum) == 1


FORM = "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: Integrationsbeauftragte\nWarum: Wir suchen Austausch.\nThemen: Wohnen\nEinwilligung: ja"
LEA = "lea.muster@kreis-hoexter.example"


def dossier(forum):
    interest = forum.write(LEA, "anmeldung@forum-test.example", FORM)
    left = forum.write(LEA, interest[0].header("Reply-To"), "1. Koordination\n2. Wohnen\n3. Ein Leitfaden\n4. Ja")
    return next(one for one in left if one.recipient == OFFICE)


@pytest.mark.proves("E7")
def test_nobody_decides_on_what_they_have_not_seen(forum):
    older = dossier(forum)
    left = forum.write(
        LEA, "anmeldung@forum-test.example", FORM.replace("Lea Muster", "Tom Muster").replace("Wohnen", "Sprache"), "Noch einmal"
    )
    newer = next(one for one in left if one.recipient == OFFICE)
    [told] = forum.write(OFFICE, older.header("Reply-To"), "AUFNEHMEN")
    assert "Inzwischen geändert" in told.header("Subject")
    with forum.facts() as facts:
        assert facts.matters.application("F-2027-0001").state == "decision"
    forum.write(OFFICE, newer.header("Reply-To"), "AUFNEHMEN")
    with forum.facts() as facts:
        assert facts.matters.application("F-2027-0001").state == "admitted"


@pytest.mark.proves("D1", "E4")
def test_an_application_is_not_withdrawn_by_who_knows_a_letter_about_it(forum):
    interest = forum.write(LEA, "anmeldung@forum-test.example", FORM)[0]
    [asked] = forum.write(
        LEA, "anmeldung@forum-test.example", "ZURÜCKZIEHEN", headers=f"In-Reply-To: {interest.header('Message-ID')}\n", proven=False
    )
    with forum.facts() as facts:
        assert facts.matters.application("F-2027-0001").is_open
    assert asked.recipient == LEA
    forum.write(LEA, asked.header("Reply-To"), "ja", proven=False)
    with forum.facts() as facts:
        assert not facts.matters.application("F-2027-0001").is_open


@pytest.mark.proves("D9")
def test_a_stranger_does_not_write_into_somebody_else_s_application(forum):
    dossier(forum)
    forum.write(STRANGER, "anmeldung@forum-test.example", FORM.replace("Lea Muster", "Eve Muster") + f"\nE-Mail: {STRANGER}", "Antrag")
    with forum.facts() as facts:
        record = facts.matters.application("F-2027-0001").record
        assert record.contact_name == "Lea Muster"
        assert STRANGER not in record.email


@pytest.mark.proves("D1")
@pytest.mark.parametrize(
    ("sender", "text"),
    [
        (LEA, FORM.replace("Funktion:", "E-Mail: lea.muster@evil.example\nFunktion:")),
        ("it@kreis-hoexter.example", FORM.replace("Funktion:", "E-Mail: lea.muster@evil.example\nFunktion:")),
    ],
)
def test_an_unproven_letter_of_an_applicant_s_house_puts_no_other_address_in_their_place(forum, sender, text):
    forum.write(LEA, "anmeldung@forum-test.example", FORM)
    for proven in (False, True):
        forum.clock.advance(timedelta(minutes=1))
        forum.write(sender, "anmeldung@forum-test.example", text, "Ergänzung", proven=proven)
        with forum.facts() as facts:
            [application] = facts.matters.applications()
            if not proven:
                assert application.record.email in {"", LEA}
                assert "evil" in facts.matters.said(application.id)[-1].text, "whoever decides reads it all the same"
    assert application.record.email == "lea.muster@evil.example", "proven, it is a correction"


def decides_over(forum, copy, sender, words="freigeben", **how):
    """The letters that an answer to this copy brings, and what became of the held post."""
    left = forum.write(sender, copy.header("Reply-To"), words, **how)
    with forum.facts() as facts:
        return left, facts.matters.hold("M-2027-0001").state


@pytest.mark.proves("D5", "E3")
@pytest.mark.parametrize("proven", [True, False])
def test_nobody_decides_in_a_colleague_s_name_with_their_own_copy(forum, proven):
    asked = held(forum)
    assert asked[OFFICE].header("Reply-To") != asked[COLLEAGUE].header("Reply-To")
    left, state = decides_over(forum, asked[COLLEAGUE], OFFICE, proven=proven)
    assert state == "held"
    told = {one.recipient: one for one in left}
    assert set(told) == {OFFICE, COLLEAGUE}, "whose copy it is and whose name it bears, and no other"
    _, state = decides_over(forum, told[OFFICE], OFFICE, proven=proven)
    assert state == "released", "the real one answers a letter of their own"


@pytest.mark.proves("D5")
def test_a_reference_to_a_colleague_s_copy_decides_nothing_either(forum):
    asked = held(forum)
    reference = f"In-Reply-To: {asked[COLLEAGUE].header('Message-ID')}\n"
    forum.write(OFFICE, "buero@forum-test.example", "freigeben", headers=reference)
    assert copies(forum) == 0
    reference = f"In-Reply-To: {asked[OFFICE].header('Message-ID')}\n"
    forum.write(OFFICE, "buero@forum-test.example", "freigeben", headers=reference)
    assert copies(forum) == 1


@pytest.mark.proves("D5", "E3")
def test_an_address_used_in_another_s_name_again_and_again_dies_and_no_other(forum):
    asked = held(forum)
    for n in range(3):
        left, _ = decides_over(forum, asked[COLLEAGUE], OFFICE, f"freigeben {n}", proven=False)
    fresh = next(one for one in left if one.recipient == COLLEAGUE)
    _, state = decides_over(forum, asked[COLLEAGUE], COLLEAGUE)
    assert state == "held"
    _, state = decides_over(forum, fresh, COLLEAGUE)
    assert state == "released"


@pytest.mark.proves("E6")
@pytest.mark.parametrize(("seconds", "counts"), [(-1, True), (0, False), (1, False)])
def test_no_address_decides_over_others_after_two_weeks(forum, seconds, counts):
    asked = held(forum)[OFFICE]
    forum.clock.advance(timedelta(days=14, seconds=seconds))
    left, state = decides_over(forum, asked, OFFICE)
    assert (state == "released") is counts
    if not counts:
        [again] = left
        assert "Frist" not in again.text, "the question is still open"
        assert "Darf ich mitlesen" in again.header("Subject") or "Anfrage" in again.header("Subject")
        _, state = decides_over(forum, again, OFFICE)
        assert state == "released"


@pytest.mark.proves("E6")
def test_a_reminder_brings_an_address_of_its_own(forum):
    asked = held(forum)[OFFICE]
    left = forum.tick(START + timedelta(days=3, hours=1))
    reminder = next(one for one in left if one.recipient == OFFICE and "Anfrage" in one.header("Subject"))
    assert reminder.header("Reply-To") != asked.header("Reply-To")
    forum.clock.moment = START + timedelta(days=15)
    _, state = decides_over(forum, reminder, OFFICE)
    assert state == "released"


@pytest.mark.proves("E3")
def test_whose_address_was_replaced_is_told_the_truth(forum):
    asked = held(forum)[OFFICE]
    for n in range(3):
        forum.write(STRANGER, asked.header("Reply-To"), f"freigeben {n}")
    [again] = forum.write(OFFICE, asked.header("Reply-To"), "freigeben")
    assert "Frist" not in again.header("Subject") + again.text
    assert "Karla Amsel" in again.text
    assert "Anfrage" in again.header("Subject"), "the matter, not a number of the house"
    forum.write(OFFICE, again.header("Reply-To"), "freigeben")
    assert copies(forum) == 1


@pytest.mark.proves("E3")
def test_foreign_answers_to_a_receipt_keep_nobody_from_taking_back_in_time(forum):
    done = next(one for one in forum.write(OFFICE, held(forum)[OFFICE].header("Reply-To"), "freigeben") if one.recipient == OFFICE)
    for n in range(3):
        left = forum.write(STRANGER, done.header("Reply-To"), f"RÜCKGÄNGIG {n}")
    fresh = next(one for one in left if one.recipient == OFFICE)
    assert "Anfrage" in fresh.header("Subject"), "what can be taken back is named"
    forum.write(OFFICE, done.header("Reply-To"), "RÜCKGÄNGIG")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"
