"""Letters that machines write decide nothing, post nothing, get no answer; a note of somebody who left is a task for the office."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

from tests.security.matrix import RECEIPT, receipt

OFFICE, COLLEAGUE, MARA = "amsel@traeger.example", "rehwinkel@traeger.example", "mara.lindtner@kreis-stade.example"
GROUP, COMMANDS, LISTS = "ag-wohnen@forum-test.example", "mailflow@forum-test.example", "forum@forum-test.example"
AUTO = "Auto-Submitted: auto-replied\n"
NOTES = {
    "out of office, Exchange": ("Automatische Antwort: Anfrage", "X-Auto-Response-Suppress: All\n", "Ich bin bis 20.03. nicht im Büro. Freigeben kann Frau Rehwinkel."),
    "out of office, English": ("Automatic reply: request", AUTO, "I am out of office. Release it.\nYes"),
    "out of office, without a header": ("Abwesenheitsnotiz", "", "Ich bin im Urlaub und nicht erreichbar.\nFREIGEBEN"),
    "read receipt": ("Gelesen: Anfrage", f"{RECEIPT}\n", receipt("FREIGEBEN")),
    "ticket": ("Ihre Anfrage", "Auto-Submitted: auto-generated\n", "Ihre Anfrage ist eingegangen, Ticketnummer: 4711\nFREIGEBEN"),
    "challenge": ("Bitte bestätigen Sie Ihre Nachricht", AUTO, "Bitte bestätigen Sie, dass Sie kein Roboter sind.\nJA"),
    "list copy": ("Anfrage", "List-Id: <x.y.example>\nPrecedence: list\n", "FREIGEBEN"),
}  # fmt: skip


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


@pytest.mark.proves("C2", "C3", "C4")
@pytest.mark.parametrize("note", NOTES)
def test_a_machine_decides_nothing_posts_nothing_and_gets_no_answer(forum, note):
    subject, headers, text = NOTES[note]
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    address = next(one.header("Reply-To") for one in held if one.recipient == OFFICE)
    for to in (address, GROUP, LISTS, COMMANDS, "buero@forum-test.example", "anmeldung@forum-test.example"):
        assert forum.write(OFFICE, to, text, subject, headers=headers) == [], to
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"


WITHOUT_HEADERS = [
    ("Abwesenheitsbenachrichtigung", "Das Amt ist zwischen den Feiertagen geschlossen. JA"),
    ("Abwesenheitsassistent: Anfrage", "Rückkehr unbestimmt.\nFREIGEBEN"),
    ("Abwesend: Anfrage", "Ich genieße freie Tage. Freigeben kann Frau Rehwinkel."),
    ("Nicht im Büro: Anfrage", "Auch ich habe mal frei.\nFREIGEBEN"),
    ("Réponse automatique : Anfrage", "Je suis absent jusqu'au 10 avril. OK"),
    ("AW: Anfrage", "*** Automatische Rückantwort ***\nUnsere Sprechzeiten: Mo bis Do 8 bis 16 Uhr.\nFREIGEBEN"),
]


@pytest.mark.proves("C3")
@pytest.mark.parametrize(("subject", "text"), WITHOUT_HEADERS)
def test_a_program_that_answers_under_a_subject_of_its_own_is_known_without_headers_and_speaking_of_absence(forum, subject, text):
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    [copy, *_] = forum.write(MARA, GROUP, "Wer kommt?", "Treffen")
    address = next(one.header("Reply-To") for one in held if one.recipient == OFFICE)
    assert forum.write(OFFICE, address, text, subject) == []
    assert forum.write(OFFICE, GROUP, text, subject, headers=f"In-Reply-To: {copy.message['Message-ID']}\n") == []
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"


def test_who_answers_by_hand_below_the_subject_of_a_machine_is_understood(forum):
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Automatische Antwort")
    forum.write(OFFICE, next(one.header("Reply-To") for one in held if one.recipient == OFFICE), "Freigeben", "AW: Automatische Antwort: x")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "released"


@pytest.mark.proves("C2")
def test_two_robots_do_not_talk(forum):
    """Whatever our letters bring out of a robot, nothing goes back."""
    [told] = forum.write("robot@anderswo.example", COMMANDS, "Hallo", proven=False, headers="")[-1:]
    for n in range(20):
        assert (
            forum.write("robot@anderswo.example", told.header("Reply-To") or COMMANDS, "Danke", f"Automatische Antwort: {n}", headers=AUTO)
            == []
        )


@pytest.mark.proves("C2")
@pytest.mark.parametrize("minutes", [0, 40])
@pytest.mark.parametrize("proven", [True, False])
@pytest.mark.parametrize("robot", ["robot@anderswo.example", MARA])
def test_a_robot_that_looks_like_a_human_and_answers_everything_hears_two_letters_a_day(forum, robot, proven, minutes):
    """It answers the sender, and where a Reply-To asks for it, that; at once, or after a while."""
    waiting, heard = ["buero@forum-test.example", COMMANDS], 0
    while waiting and heard < 50:
        forum.clock.advance(timedelta(minutes=minutes))
        text = f"Vielen Dank für Ihre Nachricht vom {forum.clock.now():%d.%m.}. Ihr Anliegen hat die Nummer {4711 + heard}."
        left = forum.write(robot, waiting.pop(0), text, f"Anliegen {heard}", proven=proven)
        told = [one for one in left if one.recipient == robot]
        heard += len(told)
        waiting += [address for one in told for address in {one.header("Reply-To") or COMMANDS, "buero@forum-test.example"}]
    assert heard <= 2, heard


@pytest.mark.proves("C2")
def test_a_robot_that_answers_a_question_of_ours_hears_two_letters_a_day(forum):
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    waiting, heard = [next(one for one in held if one.recipient == MARA)], 0
    while waiting and heard < 50:
        text = f"Danke, wir kümmern uns. Ticket {4711 + heard}"
        left = forum.write(MARA, waiting.pop(0).header("Reply-To"), text, f"Ticket {4711 + heard}", proven=False)
        waiting += [one for one in left if one.recipient == MARA]
        heard += len(waiting)
    assert heard <= 2, heard


def test_a_member_who_writes_much_in_a_day_is_answered_each_time(forum):
    for number in range(12):
        words = f"Guten Tag, wie geht es mit {'dem Antrag' if number % 2 else 'der Tagung'} weiter? {'Bitte um Rückruf. ' * number}"
        assert MARA in {one.recipient for one in forum.write(MARA, "buero@forum-test.example", words, f"Frage {number}")}


def test_a_note_of_somebody_who_left_is_told_to_the_office_once(forum):
    text = "Ich bin nicht mehr beim Landkreis Stade tätig. Meine Nachfolgerin ist Lea Muster, lea.muster@kreis-stade.example."
    left = forum.write(MARA, GROUP, text, "Automatische Antwort: Treffen", headers=AUTO)
    assert {one.recipient for one in left} == {OFFICE, COLLEAGUE}
    assert "Nicht mehr im Amt? Mara Lindtner" in left[0].header("Subject")
    assert "lea.muster@kreis-stade.example" in left[0].text
    assert forum.write(MARA, GROUP, text, "Automatische Antwort: Protokoll", headers=AUTO) == []
    [desk] = forum.write(OFFICE, COMMANDS, "OFFEN")
    assert "Mara Lindtner" in desk.text
    assert not is_away(forum)


def is_away(forum) -> bool:
    with forum.facts() as facts:
        return facts.people.by_address(MARA).is_away(facts.today(forum.clock.now()))


@pytest.mark.proves("C3")
@pytest.mark.parametrize("headers", [AUTO, "X-Auto-Response-Suppress: All\n", ""])
@pytest.mark.parametrize(
    "said",
    [
        "Ich bin nicht mehr beim Landkreis Stade tätig. Meine Nachfolgerin ist Lea Muster.",
        "Mara Lindtner hat das Landratsamt verlassen. Bitte wenden Sie sich an Lea Muster, l.muster@kreis-stade.example.",
        "Ich arbeite seit 1. Dezember nicht mehr hier. Ihre Nachricht wird nicht weitergeleitet.",
        "I no longer work for the district of Stade. Please contact Lea Muster (l.muster@kreis-stade.example).",
        "Frau Lindtner ist in den Ruhestand gegangen, Nachfolgerin: Lea Muster.",
        "Zum 30.11. bin ich aus dem Dienst ausgeschieden; neue Ansprechpartnerin ist Lea Muster.",
    ],
)
def test_a_note_of_leaving_is_told_in_whatever_words_and_posted_in_none(forum, said, headers):
    left = forum.write(MARA, GROUP, said, "Automatische Antwort: Treffen", headers=headers)
    assert {one.header("Subject").partition("?")[0] for one in left} == {"Nicht mehr im Amt"}
    assert {one.recipient for one in left} == {OFFICE, COLLEAGUE}


LEFT = "Ich bin nicht mehr beim Landkreis Stade tätig. Meine Nachfolgerin ist Lea Muster."


@pytest.mark.parametrize(
    ("said", "stops"), [("NACHFOLGE vormerken", True), ("nichts tun", False), ("NICHTS", False), ("Vormerken", True), ("mal sehen", False)]
)
def test_the_office_says_what_becomes_of_somebody_who_left_and_can_take_it_back(forum, said, stops):
    [asked, _] = forum.write(MARA, GROUP, LEFT, "Automatische Antwort: Treffen", headers=AUTO)
    told = forum.write(OFFICE, asked.header("Reply-To"), said, proven=False)
    assert is_away(forum) is stops
    assert OFFICE in {one.recipient for one in told}
    if stops:
        assert {one.recipient for one in told} == {OFFICE, COLLEAGUE}
        forum.write(OFFICE, next(one for one in told if one.recipient == OFFICE).header("Reply-To"), "RÜCKGÄNGIG", proven=False)
        assert not is_away(forum)


def test_a_forged_note_of_leaving_changes_nothing_by_itself(forum):
    forum.write(MARA, GROUP, LEFT, "Automatische Antwort: Treffen", headers=AUTO, proven=False)
    assert not is_away(forum)


def test_a_holiday_note_with_a_deputy_is_no_task(forum):
    text = "Ich bin bis 20.03. im Urlaub. In dringenden Fällen: vertretung@kreis-stade.example."
    assert forum.write(MARA, GROUP, text, "Automatische Antwort: Treffen", headers=AUTO) == []
