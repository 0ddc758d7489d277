"""The form for an example of practice: numbered or labelled answers, in one letter or in several."""

from datetime import timedelta

from mailflow.decide.asking import Kind
from mailflow.decide.groupwork import examples
from mailflow.model.facts import Facts
from mailflow.model.records import Question


def form(asked: Question, _: Facts) -> tuple[tuple[str, str], ...]:
    return examples.fields(asked)


KIND = Kind(
    "example", examples.answered, lives=None, days=60, form=form, final=True, shown=examples.shown, reminds_after=(timedelta(days=7),)
)
