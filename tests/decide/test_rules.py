"""The rules of a list: each tells its author what happened; how a list behaves is a line in its file."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta

import pytest
from conversation import Forum, letter
from sqlalchemy import select

from mailflow.decide.asking import kinds
from mailflow.decide.rules import RULES
from mailflow.model.records import PersonAddress
from mailflow.settings import Settings, SettingsError
from mailflow.settings.site_files import shipped
from mailflow.store.tables import outbox

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, RENATE, SAMIR, KARLA = (
    "mara.lindtner@kreis-stade.example",
    "obermoos@kreis-guetersloh.example",
    "s.feldhaus@landkreis-goerlitz.example",
    "amsel@traeger.example",
)
GROUP = "ag-wohnen@forum-test.example"
LETTERS = {p.parent.parent.name + "/" + p.stem for p in shipped("templates").rglob("_why/*.md")}


@pytest.fixture
def forum():
    return Forum(START)


@pytest.fixture
def site(tmp_path):
    """A forum whose lists/workgroup.toml has these lines instead."""

    def made(**changed: str) -> Forum:
        folder = tmp_path / "lists"
        shutil.copytree(shipped("lists"), folder, dirs_exist_ok=True)
        file = folder / "workgroup.toml"
        text = file.read_text("utf-8")
        for name, value in changed.items():
            text = re.sub(rf"^{name}\s*=\s*(?:\[[^]]*\]|.*)$", "", text, flags=re.M) + f"\n{name} = {value}\n"
        file.write_text(text, "utf-8")
        return Forum(START, settings=Settings(store={"url": "sqlite://"}, site={"folder": str(tmp_path)}))

    return made


def delivered_to(forum, address):
    rows = select(outbox.c.id).where(outbox.c.recipient == address, outbox.c.state == "delivered")
    with forum.app.store.reading() as connection:
        return len(connection.execute(rows).all())


def readers(letters, subject):
    return {one.recipient for one in letters if one.header("Subject") == subject}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_verdict_that_people_hear_of_has_its_sentences(rule):
    assert {f"{language}/{reason}" for language in ("de", "en") for reason in rule.reasons} <= LETTERS
    assert not rule.asks or rule.asks in kinds()


def test_no_sentence_is_left_without_a_rule():
    said = {reason for rule in RULES.values() for reason in rule.reasons}
    assert {name.partition("/")[2] for name in LETTERS} == said


def test_what_only_its_author_decides_is_asked_after_everything_that_others_decide(site):
    """Else their yes would pass a post by whoever looks at it first."""
    with pytest.raises(SettingsError, match=r"moderated.*behind.*unproven"):
        site(rules='["members_only", "unproven", "moderated"]')


@pytest.mark.parametrize(
    ("name", "value"), [("delay", "5"), ("moderated", '"some"'), ("rules", '["membres_only"]'), ("max_size_mb", '"big"')]
)
def test_a_mistake_in_a_list_file_is_told_with_its_place(site, name, value):
    with pytest.raises(SettingsError, match=rf"workgroup\.toml.*{name}"):
        site(**{name: value})


def test_stop_reaches_copies_that_still_wait(site):
    forum = site(delay_minutes="5")
    copies = forum.write(MARA, GROUP, "Die Planung für unsere Stellen", "Personal")
    assert len(copies) == 3
    assert all(one.due == START + timedelta(minutes=5) for one in copies)
    forum.clock.advance(timedelta(minutes=2))
    [told] = forum.write(MARA, GROUP, "Stopp, falsche Liste!", "AW: Personal")
    assert told.header("Subject") == "Gestoppt: »Personal«"
    forum.clock.advance(timedelta(minutes=10))
    forum.deliver()
    assert delivered_to(forum, RENATE) == 0
    with forum.facts() as facts:
        assert facts.archive.since(START - timedelta(days=1)) == []


RECALLS = {
    "by its subject": ("Rückruf: Personal", 'Mara Lindtner möchte die Nachricht "Personal" zurückrufen.', ""),
    "by its words alone": ("Personal", 'Mara Lindtner möchte die Nachricht "Personal" zurückrufen.', ""),
    "in English": ("Recall: Personal", 'Mara Lindtner would like to recall the message, "Personal".', ""),
    "by its class in winmail.dat": ("Personal", "SVBNLk91dGxvb2suUmVjYWxs", "application/ms-tnef; name=winmail.dat"),
}


def recall(forum, form):
    subject, text, kind = RECALLS[form]
    raw = letter(MARA, GROUP, text, subject, forum.clock.now())
    if kind:
        raw = raw.replace(b"text/plain; charset=utf-8", kind.encode()).replace(b"Encoding: 8bit", b"Encoding: base64")
    return forum.receive(raw, MARA, [GROUP])


@pytest.mark.parametrize("form", RECALLS)
def test_a_recall_of_outlook_stops_the_post_it_names(site, form):
    forum = site(delay_minutes="5")
    forum.write(MARA, GROUP, "Die Planung für unsere Stellen", "Personal")
    forum.write(MARA, GROUP, "Wer kommt?", "Treffen")
    forum.clock.advance(timedelta(minutes=2))
    [told] = recall(forum, form)
    assert told.header("Subject") in {"Gestoppt: »Personal«", "Stopped: “Personal”"}
    forum.clock.advance(timedelta(minutes=10))
    forum.deliver()
    assert delivered_to(forum, RENATE) == 1


def test_a_post_stopped_too_late_is_found_by_nobody(forum):
    forum.write(MARA, GROUP, "Die Planung für unsere Stellen", "Personal")
    forum.write(MARA, GROUP, "Stopp, falsche Liste!", "AW: Personal")
    for order in ("SUCHE Planung", "THEMA Personal"):
        [answer] = forum.write(RENATE, "mailflow@forum-test.example", order)
        assert "unsere Stellen" not in answer.text
    [nothing] = forum.write(RENATE, "mailflow@forum-test.example", "SUCHE Personal")
    assert "Mara Lindtner" not in nothing.text


@pytest.mark.parametrize("form", RECALLS)
def test_a_recall_that_fits_no_post_waits_and_is_answered(forum, form):
    forum.write(MARA, GROUP, "Guten Tag", "Treffen")
    left = recall(forum, form)
    assert not any(one.header("List-Id") for one in left)
    [told] = [one for one in left if re.search("Stopp, falsche Liste!|Stop, wrong list!", one.text)]
    assert told.recipient == MARA


def test_a_list_that_waits_five_minutes_delivers_by_itself(site):
    forum = site(delay_minutes="5")
    forum.write(MARA, GROUP, "Guten Tag", "Treffen")
    assert forum.deliver() == 0
    forum.clock.advance(timedelta(minutes=6))
    assert forum.deliver() >= 1


def test_nobody_stops_the_post_of_another(forum):
    [copy, *_] = forum.write(MARA, GROUP, "Guten Tag", "Treffen")
    answered = f"In-Reply-To: {copy.message['Message-ID']}\n"
    left = forum.write(RENATE, GROUP, "Stopp, falsche Liste!", "AW: Treffen", headers=answered)
    assert readers(left, "AW: Treffen") >= {MARA, RENATE}


@pytest.mark.parametrize(
    ("subject", "text"), [("Falscher Verteiler!", "Bitte nicht verteilen"), ("Rückruf: Treffen", "Bitte zurückrufen.")]
)
def test_a_stop_takes_back_a_post_that_still_waits(site, subject, text):
    forum = site(moderated='"all"')
    forum.write(MARA, GROUP, "Guten Tag", "Treffen")
    [told] = forum.write(MARA, GROUP, text, subject)
    assert told.header("Subject") == "Gestoppt: »Treffen«"
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "withdrawn"
        assert facts.matters.holds() == []


def test_a_stop_that_nothing_vouches_for_stops_nothing(forum):
    forum.write(MARA, GROUP, "Guten Tag", "Treffen")
    left = forum.write(MARA, GROUP, "Stopp, falsche Liste!", "AW: Treffen", proven=False)
    assert [one.recipient for one in left] == [MARA]
    assert "Ist dieser Beitrag von Ihnen?" in left[0].header("Subject")


@pytest.mark.parametrize(
    "text",
    [
        "Frau A. M., geb. 03.04.1991, sucht eine Wohnung",
        "Geburtsdatum: 3. April 1991",
        "AZR-Nr. 12 345 678",
        "AZR-Nummer: 120405012345",
        "Az. 7654321-423 beim BAMF",
        "SV-Nr. 65 170839 J 003",
        "Aufenthaltstitel-Nr.: YZ12345678",
        "Yusuf Kaya, 12.7.1984, muss zum 30.11. ausziehen",
        "Amina Rahimi (*3.4.2008) sucht einen Schulplatz",
        "Frau Fatima Alavi aus unserer Unterkunft ist schwanger und HIV-positiv, wer kennt eine Beratungsstelle?",
        "Wir suchen Hilfe, weil Herr Kaya schwer traumatisiert ist",
        "Frau Dr. Rahimi leidet an Epilepsie und braucht einen Arzt",
        "Klientin Amina Rahimi hat eine schwere Depression",
        "Mr Kaya, who lives in our shelter, is suicidal",
    ],
)
def test_data_of_clients_goes_to_nobody(forum, text):
    left = forum.write(MARA, GROUP, f"Liebe alle,\n\n{text}.", "Ein Fall")
    assert [one.recipient for one in left] == [MARA]
    with forum.facts() as facts:
        assert facts.matters.holds() == []
        assert facts.archive.since(START - timedelta(days=1)) == []


def test_data_in_a_subject_is_not_carried_on_by_the_refusal(forum):
    [told] = forum.write(MARA, GROUP, "Kann jemand helfen? Sie sucht eine Wohnung.", "Frau Yilmaz, geb. 01.02.1980")
    assert told.header("Subject") == "Nicht verteilt: Ihr Brief an AG Wohnen"
    assert "Yilmaz" not in told.text


def test_data_of_clients_reaches_no_moderator_either(forum):
    left = forum.write(SAMIR, GROUP, "Frau A. M., geb. 03.04.1991, sucht eine Wohnung.", "Ein Fall")
    assert [one.recipient for one in left] == [SAMIR]


@pytest.mark.parametrize(
    "text",
    [
        "Das bitte unter uns behalten: er geht.",
        "Das soll unter uns bleiben.",
        "Unter uns: er geht.",
        "Liebe Renate, das bleibt bitte zwischen uns zweien: er geht.",
        "Bitte behandeln Sie diese Nachricht vertraulich, er geht.",
        "Er geht. Halte das bitte vertraulich und erzähl es nicht weiter.",
        "Keep this to yourself please: he is leaving.",
    ],
)
def test_words_that_keep_a_secret_are_asked_back(forum, text):
    assert [one.recipient for one in forum.write(MARA, GROUP, text, "AW: Belegrechte")] == [MARA]


@pytest.mark.parametrize(
    "text",
    [
        "Unser Treffen ist am 03.04.2027 in Stade.",
        "Bitte rufen Sie an: 04141 123456.",
        "Das Az. des Fördermittelgebers ist 12-2027.",
        "Unsere AZR-Schulung hat 30 Plätze.",
        "Die AG ist am 1. Juni 2024 geboren.",
        "Kontonummer und Pass liegen vor.",
        "Beim Treffen im Landkreis Stade, 12.05.2015, war das anders.",
        "Der Kreistag hat das am 12.5.1998 beschlossen.",
        "Frau Dr. Klein hält einen Vortrag über HIV und Traumatisierung.",
        "Herr Braun berät Menschen, die psychisch krank sind.",
        "Frau Weber ist bei der Schwangerenberatung in Celle.",
        "Frau Weber leitet den Kurs »Schwanger in Deutschland«.",
        "Herr Krebs hat uns zum Thema Diabetes eingeladen.",
        "Eine Frau aus unserer Unterkunft ist schwanger, wer kennt eine Hebamme?",
        "Wer schwanger ist, bekommt einen Gutschein.",
        "Frau Kollegin Meier ist diese Woche nicht im Haus, bitte an mich wenden.",
        "Frau Meier hat HIV-Beratung als Schwerpunkt.",
    ],
)
def test_dates_and_numbers_of_work_pass(forum, text):
    assert len(forum.write(MARA, GROUP, text, "Arbeit")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Wir sind hier unter uns Praktikerinnen gut aufgehoben.",
        "Danke für Ihr Vertrauen.",
        "Das gilt nicht für alle Kreise gleich.",
        "Sozialdaten müssen alle Stellen vertraulich behandeln.",
        "Wir behandeln das vertraulich, wie halten Sie es?",
        "Bei uns bleibt die Absprache zwischen uns Kreisen bestehen.",
        "Wir halten das für vertraulich; darf die Schule es nicht weitergeben?",
        "Geben Sie das gern weiter.",
        "How do you keep this data confidential?",
    ],
)
def test_words_that_only_look_private_pass(forum, text):
    assert len(forum.write(MARA, GROUP, text, "Arbeit")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Ich kandidiere für die GRÜNEN und freue mich am 9. Mai über Ihre Stimme.",
        "Als Kandidatin der SPD bitte ich euch: Wählt mich am 9. Mai!",
        "Bei den Linken kandidiere ich auf Platz drei, eure Stimmen zählen.",
    ],
)
def test_advertising_for_a_party_waits(forum, text):
    left = forum.write(MARA, GROUP, text, "Kommunalwahl")
    assert not [one for one in left if text in one.text and one.recipient == RENATE]
    with forum.facts() as facts:
        assert [hold.rule for hold in facts.matters.holds()] == ["political"]


@pytest.mark.parametrize(
    "text",
    [
        "Am 9. Mai ist Kommunalwahl: Wer hat den Flyer in leichter Sprache?",
        "Die GRÜNEN im Kreistag fragen, wie viele Plätze es gibt.",
        "Wer möchte für das Amt der Sprecher:in kandidieren? Ihre Stimme zählt.",
        "Der Antrag von CDU und SPD zur Wahl des Integrationsbeirats liegt bei.",
    ],
)
def test_talk_of_parties_and_elections_passes(forum, text):
    assert len(forum.write(MARA, GROUP, text, "Arbeit")) == 3


def test_who_is_new_to_a_list_is_looked_at_once(site):
    forum = site(moderated='"newcomers"')
    held = forum.write(RENATE, GROUP, "Guten Tag", "Hallo")
    asked = next(one for one in held if one.recipient == MARA)
    forum.write(MARA, asked.header("Reply-To"), "freigeben")
    assert len(forum.write(RENATE, GROUP, "Noch einmal", "Zweiter")) == 3


@pytest.mark.parametrize("footer", ['"readers"', '"none"'])
def test_each_list_of_a_kind_has_the_tag_of_its_own_name(site, footer):
    forum = site(subject_tag='"[{name} für alle]"', footer=footer)
    tagged = {"ag-wohnen": "[AG Wohnen für alle] Hallo", "ag-sprache": "[AG Sprache für alle] Hallo"}
    for local, subject in tagged.items():
        copies = forum.write(MARA, f"{local}@forum-test.example", f"Guten Tag, {local}", "Hallo")
        assert {one.header("Subject") for one in copies} == {subject}


def test_a_stranger_who_is_trusted_writes_without_a_release(forum):
    held = forum.write("erika@verein.example", GROUP, "Wir laden ein.", "Fachtag")
    asked = next(one for one in held if one.recipient == KARLA)
    forum.write(KARLA, asked.header("Reply-To"), "freigeben und vertrauen")
    left = forum.write("erika@verein.example", GROUP, "Das Programm", "Fachtag, Programm")
    assert readers(left, "Fachtag, Programm") == {MARA, RENATE, "integration@kreis-dithmarschen.example"}


def test_an_answer_that_had_to_wait_belongs_to_its_thread(forum):
    post = forum.write(MARA, GROUP, "Wer hat Erfahrung?", "Belegrechte")[0]
    thread = f"In-Reply-To: {post.header('Message-ID')}\n"
    held = forum.write("erika@verein.example", GROUP, "Wir haben welche.", "AW: Belegrechte", headers=thread)
    asked = next(one for one in held if one.recipient == KARLA)
    forum.write(KARLA, asked.header("Reply-To"), "freigeben")
    [topic] = forum.write(MARA, "mailflow@forum-test.example", "THEMA Belegrechte")
    assert "Wer hat Erfahrung?" in topic.text
    assert "Wir haben welche." in topic.text


@pytest.mark.parametrize("subject", ["VERTRAULICH: Personalie", "[vertraulich] Personalie", "Vertraulich - Personalie"])
def test_a_subject_can_mark_a_post_as_confidential(forum, subject):
    [asked] = forum.write(MARA, GROUP, "Die Leitung wechselt.", subject)
    assert "Soll dieser Beitrag an alle?" in asked.header("Subject")
    assert len(forum.write(MARA, GROUP, "Wer kennt das Verfahren?", "Vertrauliche Geburt")) == 3


def test_a_member_does_not_moderate_another_group(forum):
    forum.write(SAMIR, "mailflow@forum-test.example", f"MODERIEREN {RENATE} AG Wohnen")
    assert len(forum.write(RENATE, GROUP, "Guten Tag", "Hallo")) == 3


def test_only_its_author_takes_a_post_back(forum):
    forum.write("erika@verein.example", GROUP, "Wir laden ein.", "Fachtag")
    forum.write(SAMIR, "mailflow@forum-test.example", "ZURÜCKZIEHEN M-2027-0001")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"


def test_private_words_are_shown_to_nobody_while_their_author_is_asked(forum):
    post = forum.write(MARA, GROUP, "Wer hat Erfahrung?", "Belegrechte")[0]
    thread = f"In-Reply-To: {post.header('Message-ID')}\n"
    left = forum.write(RENATE, GROUP, "Nur unter uns: er geht.", "AW: Belegrechte", headers=thread)
    assert [one.recipient for one in left] == [RENATE]
    [desk] = forum.write(KARLA, "mailflow@forum-test.example", "OFFEN")
    assert "Belegrechte" not in desk.text
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").text == ""


def test_holds_are_decided_in_one_reply_by_number(forum):
    for subject in ("Eins", "Zwei", "Drei"):
        forum.write("erika@verein.example", GROUP, f"Wir laden ein: {subject}", subject)
    [desk] = forum.write(KARLA, "mailflow@forum-test.example", "OFFEN")
    forum.write(KARLA, desk.header("Reply-To"), "1 freigeben, 2 verwerfen Grund: Werbung, 3 freigeben und vertrauen")
    with forum.facts() as facts:
        assert [facts.matters.hold(f"M-2027-000{n}").state for n in (1, 2, 3)] == ["released", "discarded", "released"]
        assert facts.lists.writer("wohnen", ("erika@verein.example",)).treatment == "trusted"


@pytest.mark.parametrize(
    ("said", "states"),
    [
        ("1 und 3 bitte nicht verteilen, das ist Reklame. 2 kann raus.", ["discarded", "released", "discarded"]),
        ("2 und 3 können raus, 1 noch nicht", ["held", "released", "released"]),
        ("Nr. 1 freigeben, 2 bis 3 verwerfen, Grund: Reklame", ["released", "discarded", "discarded"]),
    ],
)
def test_holds_are_decided_by_number_in_own_words(forum, said, states):
    for subject in ("Eins", "Zwei", "Drei"):
        forum.write("erika@verein.example", GROUP, f"Wir laden ein: {subject}", subject)
    [desk] = forum.write(KARLA, "mailflow@forum-test.example", "OFFEN")
    forum.write(KARLA, desk.header("Reply-To"), said)
    with forum.facts() as facts:
        assert [facts.matters.hold(f"M-2027-000{n}").state for n in (1, 2, 3)] == states


def test_all_of_a_list_is_decided_once_it_is_confirmed(forum):
    for subject in ("Eins", "Zwei"):
        forum.write("erika@verein.example", GROUP, f"Wir laden ein: {subject}", subject)
    [desk] = forum.write(KARLA, "mailflow@forum-test.example", "OFFEN")
    [asked] = forum.write(KARLA, desk.header("Reply-To"), "Bitte alle verwerfen, Grund: Reklame")
    assert "Eins" in asked.text
    assert "Zwei" in asked.text
    forum.write(KARLA, asked.header("Reply-To"), "ja")
    with forum.facts() as facts:
        assert [facts.matters.hold(f"M-2027-000{n}").state for n in (1, 2)] == ["discarded", "discarded"]


@pytest.mark.parametrize("said", ["alle bis auf 2 verwerfen", "alle noch nicht freigeben", "alle freigeben?", "Danke, alles gut"])
def test_all_of_a_list_is_not_guessed(forum, said):
    for subject in ("Eins", "Zwei"):
        forum.write("erika@verein.example", GROUP, f"Wir laden ein: {subject}", subject)
    [desk] = forum.write(KARLA, "mailflow@forum-test.example", "OFFEN")
    for one in forum.write(KARLA, desk.header("Reply-To"), said):
        if address := one.header("Reply-To"):
            forum.write(KARLA, address, "ja")
    with forum.facts() as facts:
        assert [facts.matters.hold(f"M-2027-000{n}").state for n in (1, 2)] == ["held", "held"]


@pytest.mark.parametrize(
    ("said", "state"),
    [("Freigeben, und Renate darf künftig ohne Freigabe schreiben", "released"), ("Freigeben und Petra künftig vertrauen", "held")],
)
def test_whoever_is_trusted_is_the_author_and_nobody_else(site, said, state):
    forum = site(moderated='"newcomers"')
    held = forum.write(RENATE, GROUP, "Guten Tag", "Hallo")
    asked = next(one for one in held if one.recipient == MARA)
    forum.write(MARA, asked.header("Reply-To"), said)
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == state


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("Hoppla, natürlich nur an Mara bitte", "withdrawn"),
        ("Bitte löschen", "withdrawn"),
        ("nicht an alle", "asked"),
        ("bitte nicht löschen", "asked"),
        ("nicht nur an Mara", "asked"),
        ("nur an Renate", "asked"),
    ],
)
def test_a_private_answer_goes_to_the_one_its_author_names(forum, said, state):
    post = forum.write(MARA, GROUP, "Wer hat Erfahrung?", "Belegrechte")[0]
    thread = f"In-Reply-To: {post.header('Message-ID')}\n"
    [asked] = forum.write(RENATE, GROUP, "Nur unter uns: er geht.", "AW: Belegrechte", headers=thread)
    forum.write(RENATE, asked.header("Reply-To"), said)
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == state


@pytest.mark.parametrize(
    ("said", "copies"),
    [("Passt schon, kann ruhig an alle", 3), ("Ach, falscher Verteiler, bitte löschen", 0), ("bitte nicht löschen", 0), ("an alle?", 0)],
)
def test_a_post_marked_as_confidential_goes_where_its_author_says(forum, said, copies):
    [asked] = forum.write(MARA, GROUP, "Die Leitung wechselt.", "VERTRAULICH: Personalie")
    left = forum.write(MARA, asked.header("Reply-To"), said)
    assert len([one for one in left if "Die Leitung wechselt." in one.text]) == copies


def test_fifty_moderators_bring_one_outcome(forum):
    held = forum.write("erika@verein.example", GROUP, "Wir laden ein.", "Fachtag")
    addresses = {one.recipient: one.header("Reply-To") for one in held if one.recipient in {MARA, KARLA}}
    told = []
    for n in range(50):
        who = (MARA, KARLA)[n % 2]
        forum.clock.advance(timedelta(seconds=1))
        told += forum.write(who, addresses[who], "freigeben" if n % 3 else "verwerfen", f"Antwort {n}")
    assert len(readers(told, "Ihr Beitrag ist freigegeben: »Fachtag«") | readers(told, "Nicht verteilt: »Fachtag« (M-2027-0001)")) == 1
    late = [one for one in told if one.header("Subject").startswith("Schon entschieden")]
    assert len(late) == 49
    assert all("schon entschieden, von" in one.text for one in late)


def test_an_unclear_answer_about_a_private_post_is_asked_again_with_its_numbers(forum):
    [asked] = forum.write(RENATE, GROUP, "Nur unter uns: er geht.", "Belegrechte")
    [again] = forum.write(RENATE, asked.header("Reply-To"), "hm")
    assert "1 nur an eine Person, 2 an alle auf der Liste, 3 gar nicht" in again.text
    forum.write(RENATE, again.header("Reply-To"), "3")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "withdrawn"


def test_one_person_may_be_chosen_even_where_nobody_can_tell_who_it_is(forum):
    [asked] = forum.write(RENATE, GROUP, "Nur unter uns: er geht.", "Belegrechte")
    left = forum.write(RENATE, asked.header("Reply-To"), "1 bitte")
    assert [one.recipient for one in left] == [RENATE]
    assert "Bitte senden Sie ihn dieser Person selbst." in left[0].text


def test_the_subject_of_what_is_asked_again_does_not_grow(forum):
    [asked] = forum.write(RENATE, GROUP, "Nur unter uns: er geht.", "Belegrechte")
    [again] = forum.write(RENATE, asked.header("Reply-To"), "hm")
    [once_more] = forum.write(RENATE, again.header("Reply-To"), "hmm", again.header("Subject"))
    assert once_more.header("Subject") == again.header("Subject")


def test_a_member_posts_from_any_of_their_addresses(forum):
    other = "renate@gt-netz.example"
    with forum.facts() as facts:
        person = facts.people.by_address(RENATE).id
    with forum.app.store.writing(START) as tx:
        tx.save(PersonAddress(id=other, person=person))
    left = forum.write(other, GROUP, "Von zu Hause", "Vorlage")
    assert MARA in readers(left, "Vorlage")
    assert not any(one.header("Subject").startswith("Ihr Beitrag wartet") for one in left)


def test_a_letter_to_two_lists_reaches_each_reader_once(forum):
    everybody = "forum@forum-test.example"
    raw = letter(MARA, f"{GROUP}, {everybody}", "Guten Tag", "An beide", START)
    left = [one.recipient for one in forum.receive(raw, MARA, [GROUP, everybody]) if one.header("Subject") == "An beide"]
    assert left.count(RENATE) == 1
    assert SAMIR in left
