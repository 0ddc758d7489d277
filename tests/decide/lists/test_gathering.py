"""Posts gathered into one letter: each reader has every post once, whatever they wish and whenever the house was away."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-15T11:00:00+01:00")
MARA, RENATE, SAMIR = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "s.feldhaus@landkreis-goerlitz.example"
GROUP, EVERYBODY, COMMANDS = "ag-wohnen@forum-test.example", "forum@forum-test.example", "mailflow@forum-test.example"


@pytest.fixture
def forum():
    return Forum(START)


def had(letters, reader):
    """Subjects of single posts, and the titles within gathered letters, that came to this reader."""
    own = [one for one in letters if one.recipient == reader]
    single = [one.header("Subject") for one in own if one.message.get("List-Id")]
    gathered = [one for one in own if "überblick," in one.header("Subject") or "Pause" in one.header("Subject")]
    titles = [line.partition(". ")[2] for one in gathered for line in one.text.splitlines() if line[:1].isdigit()]
    return single + titles


def ask(forum, reader, words):
    forum.clock.advance(timedelta(minutes=1))
    return forum.write(reader, COMMANDS, words)


def posts(forum, *subjects, to=GROUP):
    left = []
    for subject in subjects:
        forum.clock.advance(timedelta(minutes=1))
        left += forum.write(MARA, to, f"Guten Tag: {subject}", subject)
    return left


def days(forum, count):
    """Ticks every six hours, as often as the house looks at the clock."""
    left = []
    for _ in range(count * 4):
        left += forum.tick(forum.clock.moment + timedelta(hours=6))
        left += forum.tick()
    return left


def test_daily_readers_have_each_post_once(forum):
    ask(forum, RENATE, "ZUSTELLUNG täglich")
    left = posts(forum, "Eins", "Zwei")
    left += days(forum, 1) + posts(forum, "Drei") + days(forum, 3)
    assert had(left, RENATE) == ["Eins", "Zwei", "Drei"]
    assert had(left, MARA) == ["Eins", "Zwei", "Drei"]


def test_a_house_that_was_away_for_days_tells_what_came_before(forum):
    ask(forum, RENATE, "ZUSTELLUNG täglich")
    left = posts(forum, "Eins")
    left += forum.tick(forum.clock.moment + timedelta(days=4, hours=23))
    left += days(forum, 2)
    assert had(left, RENATE) == ["Eins"]


def test_one_list_may_come_otherwise_than_the_rest(forum):
    ask(forum, RENATE, "ZUSTELLUNG täglich für AG Wohnen")
    left = posts(forum, "In der Gruppe") + posts(forum, "An alle", to=EVERYBODY)
    assert had(left, RENATE) == ["An alle"]
    assert had(left + days(forum, 2), RENATE) == ["An alle", "In der Gruppe"]


def test_who_changes_to_daily_gets_nothing_again_that_came_already(forum):
    left = posts(forum, "Eins")
    ask(forum, RENATE, "ZUSTELLUNG täglich")
    left += posts(forum, "Zwei") + days(forum, 2)
    assert had(left, RENATE) == ["Eins", "Zwei"]


def test_monthly_readers_have_a_month_in_one_letter(forum):
    ask(forum, SAMIR, "ZUSTELLUNG monatlich")
    left = posts(forum, "Eins", to=EVERYBODY) + days(forum, 7) + posts(forum, "Zwei", to=EVERYBODY)
    assert had(left, SAMIR) == []
    assert had(left + days(forum, 14), SAMIR) == ["Eins", "Zwei"]


def test_who_comes_back_from_a_pause_gets_what_came_meanwhile_once(forum):
    ask(forum, RENATE, "PAUSE bis 18.03.2027")
    left = posts(forum, "Eins", "Zwei")
    assert had(left, RENATE) == []
    left += days(forum, 3)
    assert had(left, RENATE) == []
    left += days(forum, 3) + posts(forum, "Drei")
    assert sorted(had(left, RENATE)) == ["Drei", "Eins", "Zwei"]


def test_a_second_pause_tells_only_what_came_in_it(forum):
    ask(forum, RENATE, "PAUSE bis 16.03.2027")
    left = posts(forum, "Eins") + days(forum, 3)
    ask(forum, RENATE, "PAUSE bis 20.03.2027")
    left += posts(forum, "Zwei") + days(forum, 4)
    assert had(left, RENATE) == ["Eins", "Zwei"]


def test_confidential_posts_are_named_and_not_shown(forum):
    ask(forum, RENATE, "ZUSTELLUNG täglich")
    forum.clock.advance(timedelta(minutes=1))
    [asked] = forum.write(MARA, GROUP, "Stufe: vertraulich\n\nZwei Stellen fallen weg.", "Stellen")
    forum.write(MARA, asked.header("Reply-To"), "ja")
    left = [one for one in days(forum, 2) if one.recipient == RENATE]
    assert any("Ein vertraulicher Beitrag steht hier nicht." in one.text for one in left)
    assert not any("Stellen" in one.text for one in left)


def test_a_post_stopped_too_late_is_neither_shown_nor_named(forum):
    ask(forum, RENATE, "ZUSTELLUNG täglich")
    posts(forum, "Personal")
    forum.write(MARA, GROUP, "Stopp, falsche Liste!", "AW: Personal")
    assert had(days(forum, 1), RENATE) == []


def test_posts_stand_under_what_their_subject_says_they_are(forum):
    ask(forum, RENATE, "ZUSTELLUNG täglich")
    posts(forum, "Sitzung", "Konzept: Pool", "Frage: Pool")
    daily = next(one for one in days(forum, 1) if one.recipient == RENATE and "Tagesüberblick" in one.header("Subject"))
    places = [
        daily.text.index(words) for words in ("Fragen", "1. Frage: Pool", "Konzepte", "2. Konzept: Pool", "Aus den Listen", "3. Sitzung")
    ]
    assert places == sorted(places)


def test_a_number_behind_get_brings_the_post_as_it_came(forum):
    ask(forum, RENATE, "ZUSTELLUNG täglich")
    posts(forum, "Eins", "Zwei")
    daily = next(one for one in days(forum, 1) if one.recipient == RENATE and "Tagesüberblick" in one.header("Subject"))
    left = forum.write(RENATE, daily.header("Reply-To"), "HOLE 2")
    assert [one.header("Subject") for one in left if "Guten Tag: Zwei" in one.text]
    assert not any(one.recipient != RENATE for one in left)
