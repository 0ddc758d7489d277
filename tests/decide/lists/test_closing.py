"""Groups and rooms that end more than once, and what the office sees of a room."""

import re
from datetime import datetime, timedelta

from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, RENATE, BIRTE = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "integration@kreis-dithmarschen.example"
KARLA, COMMANDS = "amsel@traeger.example", "mailflow@forum-test.example"
ROOM = f"ARBEITSRAUM\nTitel: Mustersatzung\nMit: {RENATE}\nBis: "


def confirmed(forum, sender, order):
    asked = forum.write(sender, COMMANDS, order)
    left = forum.write(sender, asked[0].header("Reply-To"), "Ja")
    forum.clock.advance(timedelta(minutes=15))
    return left


def answers(forum, left, sender, text):
    letter = next(one for one in left if one.recipient == sender)
    return forum.write(sender, letter.header("Reply-To"), text)


def test_a_group_can_be_closed_again_after_it_was_opened():
    forum = Forum(START)
    forum.write(MARA, "ag-wohnen@forum-test.example", "Wir haben seit 2019 Belegrechte an vierzig Wohnungen im Landkreis.", "Belegrechte")
    for _ in range(2):
        closed = confirmed(forum, MARA, "AG SCHLIESSEN AG Wohnen")
        assert {RENATE, BIRTE} <= {left.recipient for left in closed}
        assert "geschlossen" in forum.write(RENATE, "ag-wohnen@forum-test.example", "Noch ein Wort zum Schluss.")[0].header("Subject")
        confirmed(forum, KARLA, "AG GRÜNDEN: Wohnen")
    assert len(forum.write(RENATE, "ag-wohnen@forum-test.example", "Die Gruppe arbeitet wieder, das freut mich sehr.", "Weiter")) == 3


def test_a_closed_group_has_no_vote_left():
    forum = Forum(START)
    confirmed(forum, MARA, "ABSTIMMUNG AG Wohnen\nFrage: Treffen?\nBis: 26.3.2027")
    confirmed(forum, MARA, "AG SCHLIESSEN AG Wohnen")
    with forum.facts() as facts:
        assert facts.matters.votes() == []
    assert not [left for left in forum.tick(datetime.fromisoformat("2027-03-28T12:00:00+02:00")) if "Ergebnis" in left.header("Subject")]


def test_who_declined_a_room_can_be_asked_again():
    forum = Forum(START)
    left = confirmed(forum, MARA, f"{ROOM}30.4.2027")
    answers(forum, left, RENATE, "Leider nicht")
    left = confirmed(forum, MARA, f"{ROOM}14.5.2027")
    assert "Willkommen" in answers(forum, left, RENATE, "Ja, jetzt geht es")[0].header("Subject")


def test_the_office_sees_nothing_of_a_room():
    forum = Forum(START)
    answers(forum, confirmed(forum, MARA, f"{ROOM}30.4.2027"), RENATE, "Ja")
    held = forum.write(
        BIRTE, "raum-mustersatzung@forum-test.example", "Ich hätte noch einen Hinweis der Kommunalaufsicht für euch.", "Hinweis"
    )
    assert {left.recipient for left in held} == {MARA, BIRTE}
    assert "Hinweis" not in forum.write(KARLA, COMMANDS, "OFFEN")[0].text
    post = forum.write(RENATE, "raum-mustersatzung@forum-test.example", "Liebe Mara, hier unser Text von 2023 als Anfang.", "Entwurf")
    assert {left.recipient for left in post} == {MARA, RENATE}
    assert "Text von 2023" not in forum.write(KARLA, COMMANDS, "SUCHE Anfang")[0].text


def test_nothing_reaches_a_closed_list_by_an_answer_to_the_weekly_letter():
    forum = Forum(START)
    forum.write(MARA, "ag-wohnen@forum-test.example", "Wir haben seit 2019 Belegrechte an vierzig Wohnungen im Landkreis.", "Belegrechte")
    forum.write(RENATE, COMMANDS, "ZUSTELLUNG wöchentlich")
    weekly = next(one for one in forum.tick(datetime.fromisoformat("2027-03-19T09:00:00+01:00")) if one.recipient == RENATE)
    number = re.search(r"(\d+)\. Belegrechte", weekly.text)[1]
    confirmed(forum, MARA, "AG SCHLIESSEN AG Wohnen")
    [told] = forum.write(RENATE, weekly.header("Reply-To"), f"{number} Schade, dass es schon vorbei ist.")
    assert "Diese Liste ist geschlossen" in told.text
    later = [one for one in forum.tick(datetime.fromisoformat("2027-03-26T09:00:00+01:00")) if one.recipient == RENATE]
    assert not any("Belegrechte" in one.text for one in later)
    assert "AG Wohnen" not in forum.write(RENATE, COMMANDS, "STATUS")[0].text
    assert ", AG Wohnen, " in forum.write(RENATE, COMMANDS, "SUCHE Belegrechte")[0].text
