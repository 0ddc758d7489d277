"""Fifty answers to one question at the same time, by both who may decide, saying both: one is the decision (faults.md E5, E8)."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from conversation import Forum, letter

from mailflow import flow
from mailflow.model.records import JournalEntry
from mailflow.settings import Settings

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OFFICE, COLLEAGUE, GROUP = "amsel@traeger.example", "rehwinkel@traeger.example", "ag-wohnen@forum-test.example"
ANSWERS, WORKERS = 50, 4


@pytest.fixture(params=["sqlite", "postgresql"])
def forum(request, tmp_path):
    url = f"sqlite:///{tmp_path}/forum.db" if request.param == "sqlite" else request.getfixturevalue("database")
    made = Forum(START, settings=Settings(store={"url": url}))
    yield made
    made.app.database.close()


def race(forum: Forum, run: int) -> None:
    """One question, fifty answers taken in, four workers that start on them at once."""
    left = forum.write(f"fremd{run}@anderswo.example", GROUP, f"Darf ich mitlesen? {run}", f"Anfrage {run}")
    asked = {one.recipient: one.header("Reply-To") for one in left if "antwort+" in one.header("Reply-To")}
    intake, house, start = forum.app.intake(), forum.app.house(), threading.Barrier(WORKERS)
    taken = []
    for n in range(ANSWERS):
        who, said = (OFFICE, COLLEAGUE)[n % 2], ("freigeben", "verwerfen")[n // 2 % 2]
        taken.append(
            intake.take(letter(who, asked[who], said, f"Antwort {run}-{n}", START + timedelta(seconds=n)), who, [asked[who]], "test")
        )
    for one in taken:
        one.result()

    def work() -> None:
        start.wait()
        while flow.one_letter(house):
            pass

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    while flow.one_letter(house):
        pass
    with forum.facts() as facts:
        hold = max(facts.records.all(type(facts.matters.hold("M-2027-0001"))), key=lambda h: h.id)
        decided = [e for e in facts.records.all(JournalEntry, kind="Hold", record=hold.id) if e.text in {"released", "discarded"}]
        distributed = facts.records.all(JournalEntry, what="distribute", letter=decided[0].letter)
    assert len(decided) == 1, hold.id
    assert len(distributed) == (1 if hold.state == "released" else 0)
    answers = {one.message["Message-ID"] for one in forum.left() if one.recipient in {OFFICE, COLLEAGUE}}
    assert len(answers) >= ANSWERS, "each of the fifty was answered"


@pytest.mark.proves("E5", "E8")
def test_fifty_answers_at_once_have_one_effect(forum):
    race(forum, 1)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.proves("E5", "E8")
def test_fifty_answers_at_once_two_hundred_times(forum):
    for run in range(200):
        race(forum, run)
