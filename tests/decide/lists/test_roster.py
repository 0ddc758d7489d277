"""Who is on a list: what newcomers are told, and what holds for whoever speaks for a group."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow.settings import Settings

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, RENATE, SAMIR = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "s.feldhaus@landkreis-goerlitz.example"
BIRTE, COMMANDS = "integration@kreis-dithmarschen.example", "mailflow@forum-test.example"
OFFICE = "amsel@traeger.example"


@pytest.fixture
def forum():
    return Forum(START)


def test_whoever_speaks_for_a_group_stays_so_off_its_list_and_comes_back_without_asking_anybody(forum):
    [left] = forum.write(MARA, COMMANDS, "VERLASSEN AG Wohnen")
    assert "Sprecher:in von AG Wohnen bleiben Sie" in left.text
    [back] = forum.write(MARA, COMMANDS, "BEITRETEN AG Wohnen")
    assert "Sie gehören jetzt zu AG Wohnen" in back.text


def test_a_way_for_all_lists_names_those_that_keep_their_own(forum):
    forum.write(MARA, COMMANDS, "ZUSTELLUNG AG Wohnen wöchentlich")
    [told] = forum.write(MARA, COMMANDS, "ZUSTELLUNG täglich")
    assert "Eigens eingestellt bleibt: AG Wohnen (wöchentlich)." in told.text


@pytest.mark.parametrize(
    ("said", "general", "own"),
    [
        ("ZUSTELLUNG monatlich, AG Wohnen täglich", "monthly", "daily"),
        ("AG Wohnen bitte wöchentlich und Forum täglich", "", "weekly"),
        ("Bitte keine Mails der AG Wohnen mehr, Mitglied bleibe ich aber.", "", "off"),
    ],
)
def test_each_list_comes_in_the_way_that_is_said_for_it(forum, said, general, own):
    with forum.facts() as facts:
        before = facts.people.by_address(RENATE).delivery
    forum.write(RENATE, COMMANDS, said)
    with forum.facts() as facts:
        person = facts.people.by_address(RENATE)
        assert person.delivery == (general or before)
        assert facts.lists.membership("wohnen", person.id).delivery == own


def test_whoever_undoes_too_late_reads_how_to_come_back(forum):
    [left] = forum.write(RENATE, COMMANDS, "VERLASSEN AG Wohnen")
    forum.clock.advance(timedelta(hours=1))
    [answer] = forum.write(RENATE, left.header("Reply-To"), "RÜCKGÄNGIG")
    assert "BEITRETEN" in answer.text


def test_whoever_means_somebody_else_reads_that_their_address_is_missing(forum):
    [answer] = forum.write(OFFICE, COMMANDS, "Bitte nehmen Sie Samir Feldhaus in die AG Wohnen auf.")
    assert "BEITRETEN AG Wohnen name@kreis.example" in answer.text


def test_whoever_proposes_what_is_proposed_supports_it(forum):
    for who in (SAMIR, BIRTE, RENATE):
        [confirm] = forum.write(who, COMMANDS, "AG GRÜNDEN: Fachkräfte")
        left = forum.write(who, confirm.header("Reply-To"), "ja")
    with forum.facts() as facts:
        assert facts.lists.get("fachkraefte").state == "active"
    [answer] = [one for one in left if one.recipient == RENATE]
    assert "Sie ist jetzt gegründet. Beiträge gehen an ag-fachkraefte@forum-test.example." in answer.text


def test_whose_yes_founds_a_group_gets_one_letter(forum):
    [confirm] = forum.write(SAMIR, COMMANDS, "AG GRÜNDEN: Fachkräfte")
    asked = {one.recipient: one.header("Reply-To") for one in forum.write(SAMIR, confirm.header("Reply-To"), "ja")}
    forum.write(BIRTE, asked[BIRTE], "dafür")
    left = forum.write(RENATE, asked[RENATE], "dafür")
    [answer] = [one for one in left if one.recipient == RENATE]
    assert "ist jetzt gegründet. Sie gehören dazu. Beiträge gehen an ag-fachkraefte@forum-test.example." in answer.text
    assert MARA in [one.recipient for one in left]


def test_whoever_forgets_to_name_the_list_is_asked_which(forum):
    [told] = forum.write(SAMIR, COMMANDS, "BEITRETEN")
    assert "Welche Liste meinen Sie?" in told.text
    assert "AG Wohnen" in told.text


def test_two_who_decide_are_named_as_one_names_them(forum):
    left = forum.write(MARA, COMMANDS, "BEITRETEN AG Ehrenamt")
    [told] = [one for one in left if one.recipient == MARA]
    assert "ist bei Karla Amsel und Tomasz Rehwinkel." in told.text


def test_whoever_proposes_what_stands_hears_how_to_join(forum):
    [told] = forum.write(SAMIR, COMMANDS, "AG GRÜNDEN: Wohnen")
    assert "BEITRETEN wohnen" in told.text


def test_a_member_invites_their_own_group_and_no_other(forum):
    form = "EINLADEN\nTitel: Treffen\nAn: {}\nBeginn: 01.06.2027 10:00\nOrt: online"
    [confirm] = forum.write(RENATE, COMMANDS, form.format("AG Wohnen"))
    invited = forum.write(RENATE, confirm.header("Reply-To"), "JA")
    assert {one.recipient for one in invited if "Einladung" in one.header("Subject")} >= {MARA, BIRTE}
    for groups in ("AG Sprache", "AG Wohnen, AG Sprache", "Forum"):
        assert not [one for one in forum.write(RENATE, COMMANDS, form.format(groups)) if "bestätigen" in one.header("Subject")]
    [denied] = forum.write(BIRTE, COMMANDS, form.format("AG Wohnen").replace("EINLADEN", "EINLADEN T-2027-0001"))
    assert "bestätigen" not in denied.header("Subject"), "it is Renate's"


class TestSomebodyElseIsPutOnAList:
    """By the office, and only if they say so themselves."""

    def setup_method(self):
        self.forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, security={"second_person": False}))
        [confirmed] = self.forum.write(OFFICE, COMMANDS, f"BEITRETEN AG Wohnen {SAMIR}")
        left = self.forum.write(OFFICE, confirmed.header("Reply-To"), "JA")
        self.told = next(one for one in left if one.recipient == OFFICE)
        self.asked = next(one for one in left if one.recipient == SAMIR)

    def is_on_it(self) -> bool:
        with self.forum.facts() as facts:
            return facts.lists.membership("wohnen", facts.people.by_address(SAMIR).id) is not None

    def answer(self, word: str) -> dict[str, str]:
        left = self.forum.write(SAMIR, self.asked.header("Reply-To"), word)
        return {one.recipient: one.header("Subject") for one in left}

    def test_they_are_asked_and_the_office_hears_so(self):
        assert "Karla Amsel möchte Sie auf die Liste AG Wohnen setzen" in self.asked.text
        assert "Samir Feldhaus" in self.told.text
        assert not self.is_on_it()

    def test_with_a_yes_they_are_welcomed_and_whoever_asked_hears_it(self):
        assert self.answer("Ja, gern") == {SAMIR: "Willkommen in AG Wohnen", OFFICE: "Erledigt: Samir Feldhaus und AG Wohnen"}
        assert self.is_on_it()

    def test_with_a_no_they_stay_off_it(self):
        assert self.answer("Nein danke") == {SAMIR: "Notiert: AG Wohnen ohne Sie", OFFICE: "Erledigt: Samir Feldhaus und AG Wohnen"}
        assert not self.is_on_it()


def test_the_office_reads_whom_its_own_words_are_about(forum):
    left = forum.write(OFFICE, COMMANDS, f"Bitte Frau Obermoos ({RENATE}) in die AG Sprache aufnehmen")
    assert "Wir verstehen das so: Dr. Renate Obermoos kommt auf die Liste AG Sprache." in left[0].text


def test_a_group_that_is_only_proposed_gets_no_letters_and_ends_with_a_word(forum):
    [confirm] = forum.write(SAMIR, COMMANDS, "AG GRÜNDEN: Fachkräfte")
    asked = {one.recipient: one.header("Reply-To") for one in forum.write(SAMIR, confirm.header("Reply-To"), "ja")}
    forum.write(BIRTE, asked[BIRTE], "dafür")
    [told] = forum.write(BIRTE, "ag-fachkraefte@forum-test.example", "Hallo, ist hier jemand?", "Hallo")
    assert told.recipient == BIRTE
    assert "nötig sind 3 Landkreise" in told.text
    assert "AG Fachkräfte" not in forum.write(BIRTE, COMMANDS, "STATUS")[0].text
    ended = [one for one in forum.tick(START + timedelta(days=31)) if one.header("Subject") == "Nicht gegründet: AG Fachkräfte"]
    assert {one.recipient for one in ended} >= {SAMIR, BIRTE, OFFICE}
    [again] = forum.write(RENATE, COMMANDS, "AG GRÜNDEN: Fachkräfte")
    assert MARA in {one.recipient for one in forum.write(RENATE, again.header("Reply-To"), "ja")}


def test_a_speaker_puts_somebody_on_her_list_who_says_so_themselves(forum):
    [confirm] = forum.write(MARA, COMMANDS, f"BEITRETEN AG Wohnen {SAMIR}")
    left = forum.write(MARA, confirm.header("Reply-To"), "JA")
    asked = next(one for one in left if one.recipient == SAMIR)
    assert "Mara Lindtner möchte Sie auf die Liste AG Wohnen setzen" in asked.text
    forum.write(SAMIR, asked.header("Reply-To"), "Ja, gern")
    with forum.facts() as facts:
        assert facts.lists.membership("wohnen", facts.people.by_address(SAMIR).id)


def test_nobody_else_puts_a_colleague_on_a_list(forum):
    for sender, group in ((RENATE, "AG Wohnen"), (MARA, "AG Sprache")):
        [denied] = forum.write(sender, COMMANDS, f"BEITRETEN {group} {SAMIR}")
        assert "dürfen im Forum nur das Programmbüro und die Sprecher:innen der Gruppe ausführen" in denied.text
        assert denied.text.startswith("Guten Tag Dr. Renate Obermoos" if sender == RENATE else "Guten Tag Mara Lindtner")


def test_who_speaks_for_one_list_moderates_there_without_naming_it(forum):
    [confirm] = forum.write(MARA, COMMANDS, f"MODERIEREN {RENATE}")
    forum.write(MARA, confirm.header("Reply-To"), "JA")
    assert "wartet" in forum.write(RENATE, "ag-wohnen@forum-test.example", "Guten Tag", "Hallo")[0].header("Subject")
