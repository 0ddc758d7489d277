"""What becomes of a task when nobody answers, and when whoever has it leaves."""

from datetime import datetime, timedelta

from conversation import Forum

START = datetime.fromisoformat("2027-03-15T10:00:00+01:00")
MARA, RENATE, COMMANDS = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "mailflow@forum-test.example"


def given(forum, order="AUFGABE Gütersloh: Muster-Satzung schicken bis 15.4."):
    left = forum.write(MARA, COMMANDS, order)
    forum.clock.advance(timedelta(minutes=15))
    return next(one for one in left if one.recipient == RENATE)


def test_who_gave_a_task_hears_when_no_word_came_for_a_week():
    forum = Forum(START)
    given(forum)
    reminded = [
        left.recipient for left in forum.tick(datetime.fromisoformat("2027-04-14T12:00:00+02:00")) if "Erinnerung" in left.header("Subject")
    ]
    silent = [left for left in forum.tick(datetime.fromisoformat("2027-04-24T12:00:00+02:00")) if "Noch offen" in left.header("Subject")]
    assert reminded == [RENATE]
    assert [left.recipient for left in silent] == [MARA]


def test_who_follows_is_asked_anew_and_an_answer_to_the_old_letter_does_nothing():
    forum = Forum(START)
    asked = given(forum)
    confirm = forum.write(RENATE, COMMANDS, "NACHFOLGE Nele Späth spaeth@kreis-guetersloh.example")
    invited = next(one for one in forum.write(RENATE, confirm[0].header("Reply-To"), "Ja") if one.recipient.startswith("spaeth"))
    forum.clock.advance(timedelta(minutes=15))
    left = forum.write("spaeth@kreis-guetersloh.example", invited.header("Reply-To"), "Ja gern")
    handed = next(one for one in left if "Übernehmen Sie das?" in one.header("Subject"))
    assert handed.recipient == "spaeth@kreis-guetersloh.example"
    forum.write(RENATE, asked.header("Reply-To"), "erledigt")
    with forum.facts() as facts:
        assert facts.matters.task("W-2027-0001").state == "given"
    forum.write("spaeth@kreis-guetersloh.example", handed.header("Reply-To"), "erledigt")
    with forum.facts() as facts:
        assert facts.matters.task("W-2027-0001").state == "done"


def test_a_task_taken_back_in_time_asks_nobody():
    forum = Forum(START)
    left = forum.write(MARA, COMMANDS, "AUFGABE Gütersloh: Muster-Satzung schicken bis 15.4.")
    receipt = next(one for one in left if one.recipient == MARA)
    forum.write(MARA, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    with forum.facts() as facts:
        assert facts.matters.open_tasks() == []
        assert not facts.questions.open("task")
