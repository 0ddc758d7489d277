"""Who finds what in the archive: rights are looked at when somebody asks, not when a post came."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from conversation import Forum
from sqlalchemy import select

from mailflow.decide.lists.archive import may_read, readable_by
from mailflow.model.facts import Facts
from mailflow.model.finding import beginnings, passage, words_of
from mailflow.model.forum import Forum as Constants
from mailflow.model.lists import ListKind
from mailflow.model.records import Group, Membership, Person, Post
from mailflow.store.records import MemoryRecords
from mailflow.store.tables import letters

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, RENATE, BIRTE, SAMIR, KARLA = (
    "mara.lindtner@kreis-stade.example",
    "obermoos@kreis-guetersloh.example",
    "integration@kreis-dithmarschen.example",
    "s.feldhaus@landkreis-goerlitz.example",
    "amsel@traeger.example",
)
GROUP, EVERYONE, COMMANDS = "ag-wohnen@forum-test.example", "forum@forum-test.example", "mailflow@forum-test.example"
BEFORE, JOINED, AFTER = (START + timedelta(days=d) for d in (-10, 0, 10))

# What each may read of posts from before they joined, after it, and of confidential ones.
ALL, LATER, NONE = (True, True, False), (False, True, False), (False, False, False)
RIGHTS = {
    # level, archive:           member on the list, member beside it, staff on it, staff beside it, guest on it, somebody who has left
    ("public", "all"): (ALL, ALL, ALL, ALL, NONE, NONE),
    ("forum", "all"): (ALL, ALL, ALL, ALL, NONE, NONE),
    ("group", "all"): (ALL, NONE, ALL, NONE, NONE, NONE),
    ("confidential", "all"): (NONE, NONE, NONE, NONE, NONE, NONE),
    ("public", "from_joining"): (LATER, NONE, LATER, NONE, NONE, NONE),
    ("forum", "from_joining"): (LATER, NONE, LATER, NONE, NONE, NONE),
    ("group", "from_joining"): (LATER, NONE, LATER, NONE, NONE, NONE),
    ("confidential", "from_joining"): (NONE, NONE, NONE, NONE, NONE, NONE),
    ("public", "none"): (NONE, NONE, NONE, NONE, NONE, NONE),
    ("forum", "none"): (NONE, NONE, NONE, NONE, NONE, NONE),
    ("group", "none"): (NONE, NONE, NONE, NONE, NONE, NONE),
    ("confidential", "none"): (NONE, NONE, NONE, NONE, NONE, NONE),
}
READERS = (("member", True), ("member", False), ("staff", True), ("staff", False), ("guest", True), ("left", True))


@pytest.mark.parametrize(("level", "archive"), RIGHTS)
@pytest.mark.parametrize(("status", "on_list"), READERS)
def test_rights_of_every_role_on_every_kind_of_list(level, archive, status, on_list):
    assert readable(level, archive, status, on_list) == RIGHTS[level, archive][READERS.index((status, on_list))]


@pytest.mark.parametrize("archive", ["all", "from_joining"])
def test_guests_who_may_read_the_archive_read_it_from_the_day_they_came(archive):
    assert readable("group", archive, "guest", True, guests_read=True) == LATER
    assert readable("group", archive, "guest", False, guests_read=True) == NONE


def readable(level, archive, status, on_list, *, guests_read=False):
    """Whether a post from before joining, one after it, and a confidential one may be read."""
    kind = ListKind("k", "a", "t", (), level=level, archive=archive)
    person = Person(id="P-0001", name="Mara", address=MARA, status=status)
    group = Group(id="wohnen", name="AG Wohnen", kind="k", address=GROUP)
    posts = [
        Post(id=f"<{n}@x>", group="wohnen", sender=RENATE, sender_name="Renate", subject="Fahrdienst", at=at, level=level)
        for n, (at, level) in enumerate(((BEFORE, ""), (AFTER, ""), (AFTER, "confidential")))
    ]
    roster = [Membership(id="wohnen:P-0001", group="wohnen", person="P-0001", since=JOINED)] if on_list else []
    forum = Constants(name="F", addresses=None, kinds={"k": kind})
    forum = replace(forum, guests=replace(forum.guests, archive=guests_read))
    facts = Facts(forum, MemoryRecords([person, group, *posts, *roster]))
    return tuple(may_read(post, readable_by(person, facts)) for post in posts)


@pytest.fixture
def forum():
    return Forum(START)


def titles(forum, asker, words):
    forum.clock.advance(timedelta(seconds=1))
    left = forum.write(asker, COMMANDS, f"SUCHE {words}")
    return [line.partition(". ")[2].partition(". ")[0] for line in left[0].text.splitlines() if line[:1].isdigit() and ". " in line]


@pytest.mark.parametrize("indexed", [False, True])
def test_words_are_found_in_every_form_before_and_after_they_are_in_the_index(forum, indexed):
    forum.write(MARA, GROUP, "Die Häuser der Fahrdienstleister liegen in Görlitz.", "Straßenfest")
    forum.write(MARA, GROUP, "Nichts davon.", "Anderes")
    if indexed:
        forum.tick(START + timedelta(hours=1))
    for words in (
        "Haus",
        "häuser",
        "Fahrdienst",
        "FAHRDIENSTE",
        "goerlitz Fahrdienst",
        "Görlitz",
        "strassenfest",
        "Lindtner Stade Fahrdienst",
    ):
        assert titles(forum, RENATE, words) == ["Straßenfest"], words
    with forum.app.store.reading() as connection:
        assert bool(connection.exec_driver_sql("select count(*) from postwords").scalar()) is indexed


def test_who_leaves_a_list_finds_nothing_of_it_any_more(forum):
    forum.write(MARA, GROUP, "Fahrdienst", "Fahrdienst")
    left = forum.write(BIRTE, COMMANDS, "SUCHE Fahrdienst")
    forum.write(BIRTE, COMMANDS, "VERLASSEN AG Wohnen")
    assert titles(forum, BIRTE, "Fahrdienst") == []
    told = forum.write(BIRTE, left[0].header("Reply-To"), "1")
    assert [one.recipient for one in told] == [BIRTE]
    assert "nicht gefunden" in told[0].text


def test_held_and_confidential_posts_are_in_no_answer(forum):
    forum.write("erika@verein.example", GROUP, "Fahrdienst von Fremden", "Fahrdienst")
    [asked] = forum.write(MARA, GROUP, "Stufe: vertraulich\n\nFahrdienst fällt weg", "Fahrdienst, vertraulich")
    forum.write(MARA, asked.header("Reply-To"), "JA")
    assert titles(forum, RENATE, "Fahrdienst") == []


def test_an_answer_given_by_number_in_a_digest_is_sent_without_the_other_numbers(forum):
    forum.write(MARA, GROUP, "Wer hat einen Fahrdienst?", "Fahrdienst")
    digest = next(one for one in forum.tick(datetime.fromisoformat("2027-03-19T09:00:00+01:00")) if one.recipient == RENATE)
    forum.write(RENATE, digest.header("Reply-To"), "1: Wir, seit 2019.\n2 geheim")
    [found] = forum.write(BIRTE, COMMANDS, "SUCHE 2019")
    sent = forum.write(BIRTE, found.header("Reply-To"), "1")
    assert any("Wir, seit 2019." in one.text for one in sent)
    assert not any("geheim" in one.text for one in sent)


def test_the_address_in_archived_at_fetches_the_post(forum):
    copy = forum.write(MARA, GROUP, "Wer hat einen Fahrdienst?", "Fahrdienst")[0]
    address, _, subject = copy.header("Archived-At").strip("<>").removeprefix("mailto:").partition("?subject=")
    sent = forum.write(RENATE, address, "", unquote(subject))
    assert any("Wer hat einen Fahrdienst?" in one.text for one in sent if one.header("Subject") == "Fahrdienst")
    refused = forum.write(SAMIR, address, "", unquote(subject))
    assert len(refused) == 1
    assert "nicht gefunden" in refused[0].text


def test_a_topic_comes_in_one_letter_without_what_the_asker_may_not_read(forum):
    first = forum.write(MARA, EVERYONE, "Wer hat einen Fahrdienst?", "Fahrdienst")[0].header("Message-ID")
    for writer, to, text in ((RENATE, EVERYONE, "Wir haben einen."), (RENATE, GROUP, "Nur in der Gruppe."), (SAMIR, EVERYONE, "Wir auch.")):
        forum.clock.advance(timedelta(minutes=1))
        forum.write(writer, to, text, "AW: Fahrdienst", headers=f"In-Reply-To: {first}\n")
    forum.write(MARA, EVERYONE, "Etwas anderes.", "Straßenfest")
    said = ["Wer hat einen Fahrdienst?", "Wir haben einen.", "Nur in der Gruppe.", "Wir auch."]

    [topic] = forum.write(RENATE, COMMANDS, "THEMA Fahrdienst")
    places = [topic.text.index(words) for words in said]
    assert places == sorted(places)
    assert "Etwas anderes." not in topic.text
    whole = forum.write(RENATE, topic.header("Reply-To"), "2")
    assert any("Wir haben einen." in one.text for one in whole if one.header("From").count(RENATE))

    [found] = forum.write(SAMIR, COMMANDS, "SUCHE Fahrdienst")
    [topic] = forum.write(SAMIR, found.header("Reply-To"), "THEMA 1")
    assert [words in topic.text for words in said] == [True, True, False, True]
    [nothing] = forum.write(SAMIR, COMMANDS, "THEMA Gruppe")
    assert "nicht gefunden" in nothing.text


def test_attachments_come_with_the_post(forum):
    body = (
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAnbei der Fahrdienst.\r\n"
        '--b\r\nContent-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment; filename="a.pdf"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQ=\r\n--b--\r\n"
    )
    head = (
        f"Authentication-Results: mx.forum-test.example; dmarc=pass header.from=kreis-stade.example\r\nFrom: {MARA}\r\nTo: {GROUP}\r\n"
        "Subject: Fahrdienst\r\nDate: Tue, 16 Mar 2027 10:00:00 +0100\r\nMessage-ID: <a@kreis-stade.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    )
    forum.receive((head + body).encode(), MARA, [GROUP])
    [found] = forum.write(RENATE, COMMANDS, "SUCHE Fahrdienst")
    sent = forum.write(RENATE, found.header("Reply-To"), "HOLE 1")
    letter = next(email.message_from_bytes(bytes(one.message)) for one in sent if one.header("Subject") == "Fahrdienst")
    assert [part.get_filename() for part in letter.walk() if part.get_filename()] == ["a.pdf"]


def test_a_passage_shows_the_word_that_was_looked_for():
    text = "Anfang. " + "Viele Worte davor. " * 40 + "Hier steht der Fahrdienst. " + "Und danach. " * 40
    assert "Fahrdienst" in passage(text, "Fahrdienste")
    assert passage("Kurz und gut", "Fahrdienst") == "Kurz und gut"
    assert passage("", "Fahrdienst") == ""
    assert len(passage("x" * 5000, "xx")) < 300


def test_words_that_every_letter_has_find_nothing():
    assert beginnings("und die für über") == ()
    assert words_of("Der Fahrdienst, die Häuser!") == {"fahrdienst", "hauser"}


def test_a_post_can_be_fetched_after_the_deletion_run_and_a_confidential_letter_is_gone(forum):
    forum.write(MARA, GROUP, "Wer hat einen Fahrdienst?", "Fahrdienst")
    [asked] = forum.write(MARA, GROUP, "Stufe: vertraulich\n\nZwei Stellen fallen weg.", "Stellen")
    forum.write(MARA, asked.header("Reply-To"), "ja")
    forum.deliver()
    forum.tick(START + timedelta(days=200))
    [found] = forum.write(RENATE, COMMANDS, "SUCHE Fahrdienst")
    assert any("Wer hat einen Fahrdienst?" in one.text for one in forum.write(RENATE, found.header("Reply-To"), "1"))
    with forum.app.store.reading() as connection:
        assert not any(b"Zwei Stellen" in row.raw for row in connection.execute(select(letters.c.raw)))


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("SUCHE Fluechtlinge", ["Wohnraum", "Flüchtlinge"]),
        ('SUCHE "kommunalen Familie"', ["Flüchtlinge"]),
        ("SUCHE „Familie der kommunalen“", ["Wohnraum"]),
        ("SUCHE Flüchtlinge von Frau Lindtner", ["Flüchtlinge"]),
        ("SUCHE Flüchtlinge von Dr. Obermoos", ["Wohnraum"]),
        ("SUCHE Flüchtlinge von Herrn Feldhaus", []),
        ("SUCHE Flüchtlinge seit März", ["Wohnraum"]),
        ("SUCHE Flüchtlinge seit 2027", ["Wohnraum", "Flüchtlinge"]),
        ("SUCHE Flüchtlinge seit 15.3.", ["Wohnraum"]),
        ("SUCHE Flüchtlinge in der AG Wohnen", ["Flüchtlinge"]),
        ("SEARCH Flüchtlinge in the group Wohnen since January", ["Flüchtlinge"]),
        ("SUCHE alles von Frau Lindtner seit Januar", ["Flüchtlinge"]),
    ],
)
def test_a_search_is_limited_as_people_write_it(words, titles):
    forum = Forum(datetime.fromisoformat("2027-01-15T11:00:00+01:00"))
    forum.write(MARA, GROUP, "Wer kennt Flüchtlinge aus der kommunalen Familie?", "Flüchtlinge")
    forum.clock.advance(timedelta(days=60))
    forum.write(
        RENATE,
        "forum@forum-test.example",
        "Die Familie der kommunalen Flüchtlinge sucht, sagt Frau Lindtner, Herr Feldhaus weiß mehr.",
        "Wohnraum",
    )
    [found] = [one for one in forum.write(RENATE, COMMANDS, words) if one.recipient == RENATE]
    assert re.findall(r"^\d+\. (\w+)\. ", found.text, re.M) == titles


def test_what_a_search_was_limited_to_is_told(forum):
    [found] = forum.write(RENATE, COMMANDS, "SUCHE Fahrdienst seit Februar in der AG Wohnen")
    assert "»Fahrdienst« seit Montag, 1. Februar 2027 in AG Wohnen" in found.text


def test_a_post_comes_as_often_as_somebody_asks_for_it(forum):
    forum.write(MARA, GROUP, "Der Fahrdienst fährt freitags.", "Fahrdienst")
    found = forum.write(BIRTE, COMMANDS, "SUCHE Fahrdienst")[0]
    for said in ("1", "HOLE 1", "1 bitte"):
        forum.clock.advance(timedelta(hours=5))
        left = forum.write(BIRTE, found.header("Reply-To"), said)
        assert "Der Fahrdienst fährt freitags." in [one.text.strip() for one in left], said


def test_whose_answer_is_not_awaited_is_told_of_in_the_words_of_the_search(forum):
    forum.write(MARA, GROUP, "Der Fahrdienst fährt freitags.", "Fahrdienst")
    found = forum.write(BIRTE, COMMANDS, "SUCHE Fahrdienst")[0]
    told = [one for one in forum.write(MARA, found.header("Reply-To"), "1") if one.recipient == BIRTE]
    assert "»Fahrdienst«" in told[0].text


def test_numbers_of_a_search_are_understood_in_words_and_in_a_new_letter(forum):
    forum.write(MARA, GROUP, "Der erste Fahrdienst.", "Fahrdienst Nord")
    forum.clock.advance(timedelta(minutes=1))
    forum.write(MARA, GROUP, "Der zweite Fahrdienst.", "Fahrdienst Süd")
    found = forum.write(BIRTE, COMMANDS, "SUCHE Fahrdienst")[0].header("Reply-To")
    for to, said, wanted in (
        (found, "die zweite und die erste, danke!", {"Der erste Fahrdienst.", "Der zweite Fahrdienst."}),
        (found, "schicken Sie mir bitte die Nummer zwei", {"Der erste Fahrdienst."}),
        (found, "bitte noch mal die 1, hab sie gelöscht", {"Der zweite Fahrdienst."}),
        (COMMANDS, "Hole 1", {"Der zweite Fahrdienst."}),
    ):
        forum.clock.advance(timedelta(minutes=1))
        left = forum.write(BIRTE, to, said)
        assert wanted == {one.text.strip() for one in left} & {"Der erste Fahrdienst.", "Der zweite Fahrdienst."}, said
    told = forum.write(BIRTE, found, "HOLE 2, 5 und 11")[-1].text
    assert "Die Nummern 5, 11 gibt es in unserem Brief nicht" in told


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("Yildiz", True),
        ("Bürgerbusse", True),
        ("Bürgerbus seit 1. März", True),
        ("Bürgerbus seit 17. Februar 2027", True),
        ("Bürgerbus letzte Woche", True),
        ("Bürgerbus bis März 2027", True),
        ("Bürgerbus vor März 2027", False),
        ("Bürgerbus vor Oktober 2026", False),
        ("Bürgerbus bis September 2026", False),
    ],
)
@pytest.mark.parametrize("indexed", [False, True])
def test_names_plurals_and_times_are_found_as_people_write_them(forum, words, finds, indexed):
    forum.write(MARA, GROUP, "Gülay Yıldız fährt mit dem Bürgerbus.", "Unterwegs")
    if indexed:
        forum.tick(START + timedelta(hours=1))
    assert ("Unterwegs" in titles(forum, RENATE, words)) == finds


def test_guests_hear_that_the_archive_is_not_for_them(forum):
    assert "Für Gäste ist das nicht vorgesehen" in forum.write("quast@hochschule-demo.example", COMMANDS, "SUCHE Honorare")[0].text


@pytest.mark.parametrize(
    "words",
    [
        "Moin, bitte einmal das Archiv durchsuchen nach Belegungsrecht. LG Birte",
        "Können Sie bitte das Archiv nach Belegungsrecht durchsuchen?",
        "Dear office, could you please search the archive for interpreters fees? Thanks, Ilias",
        "Suche im Archiv nach Belegungsrecht",
    ],
)
def test_the_archive_is_searched_in_own_words(forum, words):
    forum.write(MARA, GROUP, "Wir haben seit 2019 ein Belegungsrecht. English: interpreters fees.", "Wohnungen")
    told = forum.write(RENATE, COMMANDS, words)[0].text
    assert "1. Wohnungen." in told
