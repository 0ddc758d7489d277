"""Will you do this until then? Asked until it is done."""

from typing import Any

from mailflow.decide.asking import Kind
from mailflow.decide.groupwork import tasks
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.facts import Facts
from mailflow.model.records import Question


def shown(asked: Question, facts: Facts) -> dict[str, Any]:
    task = facts.matters.task(asked.about)
    return tasks.shown(task, facts) if task else {}


ANSWERS = {
    "done": ("erledigt", "ist erledigt", "fertig", "gemacht", "ist raus", "done", "finished"),
    "yes": (*YES, "übernehme ich", "ich übernehme", "mache ich", "kümmere mich"),
    "no": (*NO, "schaffe ich nicht", "kann ich nicht"),
}
KIND = Kind(
    "task", tasks.answered, lives=None, answers=ANSWERS, shown=shown, in_digest=True, lapsed=tasks.silent, reminds_before=tasks.REMINDED
)
