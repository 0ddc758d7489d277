"""Somebody objects to a guest: does the office let the guest in all the same?"""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.joining import guests
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Save, Send, Verdict
from mailflow.model.letter import Mailbox


def answered(answer: Answer) -> Decision:
    said, letter, facts = answer.reading.said, answer.letter, answer.facts
    guest = facts.people.guest(answer.question.about)
    if guest is None or said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, said, letter.sender.address, answer.now)
    objectors = [p for words in facts.matters.said(guest.id) if (p := facts.people.by_address(words.by))]
    told = [*guests.concerned(guest, facts), *(Mailbox(p.address, p.name) for p in objectors)]
    if said == "no":
        refused = guests.declined(guest, "decided", facts, [*told, Mailbox(guest.id, guest.name)])
        return Decision(Verdict("accept", "not_let_in"), (settled, *refused))
    # Whoever was told of a day before has that day, however fast the office decides.
    reads_from = max(guest.reads_from or answer.now, answer.now + facts.forum.undo)
    comes = replace(guest, state="announced", reads_from=reads_from)
    letters = (Send("guest/decided", m, guests.shown(comes, facts) | {"name": m.name, "stays": True}, guest.id) for m in told)
    return Decision(Verdict("accept", "let_in"), (settled, Save(comes), *letters))


KIND = Kind("objected", answered, days=30, in_digest=True, answers={"yes": YES, "no": NO})
