"""What the forum keeps: immutable values with an id and a version. A decision returns them as they should be."""

from __future__ import annotations

from mailflow.model.records.house import Charter, Erasure, JournalEntry, Period, Question, SentLetter
from mailflow.model.records.lists import Group, Hold, Membership, Post, Writer
from mailflow.model.records.matters import Application, Introduction, Invitation, Meeting, Registration, Said
from mailflow.model.records.people import Consent, Delegation, Guest, Person, PersonAddress, Seat
from mailflow.model.records.record import Record
from mailflow.model.records.work import Paper, Survey, Task, Topic, Vote

__all__ = [
    "RECORDS",
    "Application",
    "Charter",
    "Consent",
    "Delegation",
    "Erasure",
    "Group",
    "Guest",
    "Hold",
    "Introduction",
    "Invitation",
    "JournalEntry",
    "Meeting",
    "Membership",
    "Paper",
    "Period",
    "Person",
    "PersonAddress",
    "Post",
    "Question",
    "Record",
    "Registration",
    "Said",
    "Seat",
    "SentLetter",
    "Survey",
    "Task",
    "Topic",
    "Vote",
    "Writer",
]

RECORDS: tuple[type[Record], ...] = (
    Person, PersonAddress, Delegation, Consent, Seat, Guest, Group, Membership, Writer, Question, SentLetter, Said, Application,
    Introduction, Hold, Post, Meeting, Invitation, Vote, Paper, Task, Survey, Topic, Period, Erasure, Charter, JournalEntry,
)  # fmt: skip
