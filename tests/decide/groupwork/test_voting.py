"""One vote a seat: who of its people counts, what an outcome is, what a secret vote keeps."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from conversation import Forum
from sqlalchemy import select

from mailflow.decide.ahead import facts_after
from mailflow.decide.groupwork import voting
from mailflow.model.effects import Save
from mailflow.model.records import JournalEntry, Membership, Person, PersonAddress, Seat, Vote
from mailflow.store import ledger
from mailflow.store.records import SqlRecords
from mailflow.store.tables import letters, mail

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
NELE = Person(id="P-0101", name="Nele Späth", address="spaeth@kreis-stade.example", seat="Landkreis Stade", joined=START)
BOX = "integration@kreis-stade.example"
MARA, ILIAS = "mara.lindtner@kreis-stade.example", "ilias.bergfeld@lra-freising.example"
AGNIESZKA, HENNING = "a.torbach@vogelsbergkreis.example", "quast@hochschule-demo.example"


class Voting:
    """The AG Sprache asked by its Sprecher; Stade has two people on it, Nele being the main person's deputy."""

    def __init__(self, **settings) -> None:
        self.forum = Forum(START)
        with self.forum.app.store.writing(START) as tx:
            mara = tx.records.all(Person, address=MARA)[0]
            for record in (
                NELE,
                PersonAddress(id=NELE.address, person=NELE.id),
                Membership(id=f"sprache:{NELE.id}", group="sprache", person=NELE.id, since=START),
                Seat(id=NELE.seat, main=mara.id, deputy=NELE.id, mailbox=BOX),
            ):
                tx.save(record)
        lines = "".join(f"\n{label}: {value}" for label, value in settings.items())
        order = f"ABSTIMMUNG AG Sprache\nFrage: Treffen im Mai?\nBis: 26.3.2027{lines}"
        asked = self.forum.write(ILIAS, "mailflow@forum-test.example", order)
        self.letters = self.answer(asked[0], ILIAS, "Ja")
        self.forum.clock.advance(timedelta(minutes=15))

    def answer(self, left, sender, text, **how):
        return self.forum.write(sender, left.header("Reply-To"), text, **how)

    def votes(self, sender, text, **how):
        asked = next(left for left in self.letters if left.recipient == sender)
        return self.answer(asked, sender, text, **how)

    def withdrawn(self):
        self.forum.clock.advance(timedelta(minutes=1))
        return self.forum.write(ILIAS, "mailflow@forum-test.example", "ZURÜCKZIEHEN A-2027-0001")

    def result(self):
        return [
            left for left in self.forum.tick(datetime.fromisoformat("2027-03-28T12:00:00+02:00")) if "Ergebnis" in left.header("Subject")
        ]


def test_the_function_mailbox_of_a_seat_is_asked_and_votes_for_it():
    voting = Voting()
    told = {one.recipient: one.text for one in voting.votes(BOX, "Nein, lieber im Juni")}
    assert "Landkreis Stade" in told[BOX]
    assert "Nein" in told[MARA], "the main person hears what was said in their name"
    told = {one.recipient: one.text for one in voting.votes(NELE.address, "Ja")}
    assert "ersetzt die von Mara Lindtner" in told[NELE.address]
    assert "Ja: 1 (Landkreis Stade)" in voting.result()[0].text


@pytest.fixture
def voting_of():
    return Voting


def test_of_two_people_of_one_seat_the_newest_word_counts_and_both_are_told(voting_of):
    vote = voting_of()
    vote.votes(MARA, "Dafür")
    told = vote.votes(NELE.address, "Dagegen")
    assert {left.recipient for left in told} == {MARA, NELE.address}
    assert "ersetzt die von Mara Lindtner" in next(left.text for left in told if left.recipient == NELE.address)
    text = vote.result()[0].text
    assert "Nein: 1 (Landkreis Stade)" in text
    assert "1 von 3 Landkreisen" in text


def test_who_answers_again_from_a_shared_mailbox_learns_that_it_had_answered(voting_of):
    voting = voting_of()
    [first] = voting.votes(AGNIESZKA, "Ja\n\nA. Torbach")
    [second] = voting.votes(AGNIESZKA, "Nein\n\ni. V. Petersen")
    assert "ersetzt" not in first.text
    assert "Diese Antwort ersetzt die von Dienstag, 16. März 2027" in second.text


def test_guests_are_not_asked_but_hear_the_result(voting_of):
    vote = voting_of()
    assert HENNING not in {left.recipient for left in vote.letters}
    vote.votes(ILIAS, "dafür")
    assert HENNING in {left.recipient for left in vote.result()}


def test_equal_votes_decide_nothing(voting_of):
    vote = voting_of()
    vote.votes(ILIAS, "dafür")
    vote.votes(AGNIESZKA, "dagegen")
    vote.votes(MARA, "Ich enthalte mich")
    assert "gleich verteilt" in vote.result()[0].text


def test_a_secret_vote_is_counted_without_a_name_and_its_ballots_are_emptied(voting_of):
    vote = voting_of(Geheim="ja")
    vote.votes(ILIAS, "dafür")
    text = vote.result()[0].text
    assert "Ja: 1" in text
    assert "Freising" not in text
    with vote.forum.facts() as facts:
        assert not any(q.answer or q.answered_by for q in facts.questions.about("A-2027-0001"))


def test_whoever_reads_the_database_finds_in_no_secret_vote_who_voted_how(voting_of):
    vote = voting_of(Geheim="ja")
    vote.votes(ILIAS, "Wir sind dafür")
    vote.votes(MARA, "dagegen")
    vote.votes(MARA, "Ich enthalte mich")
    vote.forum.deliver()
    vote.result()
    assert_nobody_is_found(vote, receipts=3)


def test_nor_in_one_that_was_withdrawn_once_that_cannot_be_taken_back(voting_of):
    vote = voting_of(Geheim="ja")
    vote.votes(ILIAS, "Wir sind dafür")
    vote.votes(MARA, "dagegen")
    vote.forum.deliver()
    told = next(left for left in vote.withdrawn() if "antwort+" in left.header("Reply-To"))
    vote.forum.write(told.recipient, told.header("Reply-To"), "RÜCKGÄNGIG")
    with vote.forum.facts() as facts:
        assert sorted(q.answer for q in facts.questions.about("A-2027-0001") if q.answer) == ["no", "yes"], "taken back nothing is lost"
    vote.withdrawn()
    vote.forum.deliver()
    vote.forum.tick(vote.forum.clock.now() + vote.forum.app.forum().undo)
    assert_nobody_is_found(vote, receipts=2)


def assert_nobody_is_found(vote, receipts: int):
    with vote.forum.app.store.reading() as c:
        lines = [line for line in SqlRecords(c).all(JournalEntry) if line.kind == "Question"]
        assert lines
        assert not any((line.before or {}).get("answer") for line in lines)
        assert all("dafür" not in raw.decode() for raw in c.scalars(select(letters.c.raw).where(letters.c.sender.in_([ILIAS, MARA]))))
        noted = c.scalars(select(mail.c.raw).where(mail.c.kind == "vote/noted")).all()
        assert noted == [b""] * receipts, "our own receipts said it too"
    with vote.forum.app.store.writing(vote.forum.clock.now(), cause="chain") as tx:
        ledger.extend(tx.connection)
        assert ledger.gaps(tx.connection) == [], "the journal says itself what was taken out"


def test_an_open_vote_keeps_who_voted_how(voting_of):
    vote = voting_of()
    vote.votes(ILIAS, "Wir sind dafür")
    vote.result()
    with vote.forum.facts() as facts:
        assert [q.answer for q in facts.questions.about("A-2027-0001") if q.answer] == ["yes"]


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("ja bitte 👍", "Ja: 1"),
        ("Bin dagegen.", "Nein: 1"),
        ("Ja, wenn es nichts kostet", ""),
        ("Dafür?", ""),
        ("ja/nein", ""),
        ("z. K.", ""),
    ],
)
def test_only_clear_words_are_a_vote(voting_of, said, counts):
    vote = voting_of()
    vote.votes(ILIAS, said)
    assert (counts or "0 von 3") in vote.result()[0].text


@pytest.mark.parametrize(
    ("offered", "said", "counts"),
    [
        ("Montag, 7. Juni; Dienstag, 8. Juni", "Am liebsten Dienstag", "Dienstag, 8. Juni: 1"),
        ("Montag, Dienstag oder Mittwoch", "Mittwoch passt mir am besten", "Mittwoch: 1"),
        ("Stade; Celle", "Mir wäre Celle recht, Stade ist zu weit", "0 von 3"),
        ("Stade; Celle", "Stade nicht", "0 von 3"),
        ("Montag, 7. Juni; Dienstag, 8. Juni", "Juni passt", "0 von 3"),
    ],
)
def test_an_answer_is_chosen_by_a_word_that_only_it_has(voting_of, offered, said, counts):
    vote = voting_of(Antworten=offered)
    vote.votes(ILIAS, said)
    assert counts in vote.result()[0].text


def test_a_forwarded_ballot_gives_its_holder_no_vote(voting_of):
    vote = voting_of()
    asked = next(left for left in vote.letters if left.recipient == ILIAS)
    vote.answer(asked, "fremd@anderswo.example", "dafür")
    assert "0 von 3" in vote.result()[0].text


def test_too_few_votes_decide_nothing():
    with Forum(START).facts() as facts:
        kinds = {name: replace(kind, quorum=60) for name, kind in facts.forum.kinds.items()}
        vote = Vote(id="A-2027-0001", group="wohnen", question="?", starter="", opened=START, until=date(2027, 3, 26))
        facts = replace(facts, forum=replace(facts.forum, kinds=kinds))
        asked = facts_after(facts, voting.opened(vote, facts, START))
        ballots = asked.questions.about(vote.id)
        said = facts_after(asked, [Save(replace(ballots[0], answer="yes"))])
        assert voting.result(vote, said)["outcome"] == "too_few"
        assert voting.result(vote, facts_after(said, [Save(replace(ballots[1], answer="yes"))]))["outcome"] == "yes"


@pytest.mark.parametrize(
    "said",
    [
        "ABSTIMMUNG AG Sprache bis 26.3.2027\nFrage: Treffen im Mai?",
        "ABSTIMMUNG AG Sprache bis Freitag, 26.3.2027: Treffen im Mai?",
    ],
)
def test_what_stands_in_the_line_of_the_word_need_not_be_said_again_below_it(said):
    forum = Forum(START)
    [asked] = forum.write(ILIAS, "mailflow@forum-test.example", said)
    assert "- Frage: Treffen im Mai?" in asked.text
    assert "- Bis: Freitag, 26. März 2027" in asked.text


def test_a_question_about_an_agreement_with_somebody_else_starts_no_vote():
    left = Forum(START).write(ILIAS, "mailflow@forum-test.example", "Abstimmung mit dem Landrat bis 26.3.: Soll ich das so melden?")
    assert not [one for one in left if one.header("Subject").startswith("Bitte bestätigen")]


def test_whoever_votes_sees_how_their_own_vote_stands_and_nobody_elses(voting_of):
    vote = voting_of(Geheim="ja")
    [before] = vote.forum.write(AGNIESZKA, "mailflow@forum-test.example", "STATUS A-2027-0001")
    vote.votes(MARA, "Dafür")
    vote.votes(AGNIESZKA, "Dagegen")
    vote.forum.clock.advance(timedelta(minutes=1))
    [after] = vote.forum.write(AGNIESZKA, "mailflow@forum-test.example", "STATUS A-2027-0001")
    assert "noch keine Stimme da" in before.text
    assert "ist notiert: Nein" in after.text
    assert "Ja" not in after.text
    [stranger] = vote.forum.write("s.feldhaus@landkreis-goerlitz.example", "mailflow@forum-test.example", "STATUS A-2027-0001")
    assert "Treffen im Mai" not in stranger.text


def test_no_letter_of_a_secret_vote_tells_who_voted_how(voting_of):
    vote = voting_of(Geheim="ja")
    vote.votes(MARA, "Dafür")
    left = [one for one in vote.votes(NELE.address, "Dagegen") if one.recipient != NELE.address]
    assert any("eine neue Antwort" in one.text for one in left)
    stands = vote.forum.write(MARA, "mailflow@forum-test.example", "STATUS A-2027-0001")
    for one in [*left, *stands]:
        assert "Nein" not in one.text
        assert NELE.name not in one.text


@pytest.mark.parametrize(("until", "asks"), [("19.3.2027", True), ("17.3.2027", False)])
def test_the_weekly_letter_asks_for_votes_that_still_count(until, asks):
    forum = Forum(START)
    order = f"ABSTIMMUNG AG Sprache\nFrage: Treffen im Mai?\nBis: {until}"
    confirm = forum.write(ILIAS, "mailflow@forum-test.example", order)
    forum.write(ILIAS, confirm[0].header("Reply-To"), "Ja")
    left = forum.tick(datetime.fromisoformat("2027-03-19T09:00:00+01:00"))
    weekly = [one.text for one in left if one.recipient == MARA and "Wochenüberblick" in one.header("Subject")]
    assert any("Abstimmung: Treffen im Mai?" in text for text in weekly) == asks


def test_members_of_a_working_group_begin_its_votes_and_others_hear_who_may():
    forum = Forum(START)
    order = "ABSTIMMUNG AG Sprache\nFrage: Treffen im Mai?\nBis: 26.3.2027"
    assert "So geht die Abstimmung hinaus" in forum.write(AGNIESZKA, "mailflow@forum-test.example", order)[0].text
    [told] = forum.write("s.feldhaus@landkreis-goerlitz.example", "mailflow@forum-test.example", order)
    assert "beginnen deren Mitglieder oder das Programmbüro" in told.text
    [told] = forum.write(AGNIESZKA, "mailflow@forum-test.example", order.replace("AG Sprache", "Forum (alle Mitglieder)"))
    assert "deren Sprecher:innen oder das Programmbüro" in told.text
