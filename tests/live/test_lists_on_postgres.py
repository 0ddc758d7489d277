"""What members read and find, told once on PostgreSQL: ways of delivery, a pause, German word forms, rights at the moment of asking."""

from __future__ import annotations

from datetime import datetime, timedelta

from conversation import Forum

from mailflow.settings import Settings
from tests.live.servers import postgres

START = datetime.fromisoformat("2027-03-15T11:00:00+01:00")
MARA, RENATE, SAMIR = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "s.feldhaus@landkreis-goerlitz.example"
GROUP, COMMANDS = "ag-wohnen@forum-test.example", "mailflow@forum-test.example"


def test_members_get_and_find_posts_as_they_wish():
    with postgres() as url:
        forum = Forum(START, settings=Settings(store={"url": url}))
        try:
            _told(forum)
        finally:
            forum.app.database.close()


def _told(forum: Forum) -> None:
    forum.write(RENATE, COMMANDS, "ZUSTELLUNG täglich")
    forum.clock.advance(timedelta(minutes=1))
    left = forum.write(MARA, GROUP, "Wir haben einen Fahrdienst für die Sprachkurse aufgebaut.", "Konzept: Fahrdienst")
    assert RENATE not in {one.recipient for one in left}
    assert MARA in {one.recipient for one in left if one.header("List-Id")}

    left = forum.tick(datetime.fromisoformat("2027-03-16T09:01:00+01:00")) + forum.tick()
    [daily] = [one for one in left if one.recipient == RENATE and "Tagesüberblick" in one.header("Subject")]
    assert "1. Konzept: Fahrdienst" in daily.text

    answered = forum.write(RENATE, daily.header("Reply-To"), "1 Bei uns fährt der Kreissportbund.")
    assert MARA in {one.recipient for one in answered if one.header("Subject") == "Re: Konzept: Fahrdienst"}

    [found] = forum.write(RENATE, COMMANDS, "SUCHE Fahrdienste Sprachkurs")
    assert "Konzept: Fahrdienst" in found.text
    [nothing] = forum.write(SAMIR, COMMANDS, "SUCHE Fahrdienste")
    assert "Konzept: Fahrdienst" not in nothing.text

    forum.write(MARA, COMMANDS, "PAUSE bis 18.03.2027")
    forum.clock.advance(timedelta(hours=1))
    left = forum.write(RENATE, GROUP, "Das Protokoll folgt.", "Protokoll")
    assert MARA not in {one.recipient for one in left}
    left = forum.tick(datetime.fromisoformat("2027-03-19T09:01:00+01:00")) + forum.tick()
    [caught_up] = [one for one in left if one.recipient == MARA and "Pause" in one.header("Subject")]
    assert "Protokoll" in caught_up.text
