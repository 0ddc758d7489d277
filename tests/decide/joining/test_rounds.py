"""Applications in rounds: what the office finds in the overview after the last day."""

from datetime import datetime

import pytest
from conversation import Forum

from mailflow.settings import Settings

START = datetime.fromisoformat("2027-04-01T10:00:00+02:00")
AFTER = datetime.fromisoformat("2027-05-05T09:30:00+02:00")
LEA, OFFICE = "lea@kreis-hoexter.example", "amsel@traeger.example"
FORM = "Landkreis: {}\nAnsprechperson: Lea Muster\nFunktion: Integrationsbeauftragte\nWarum: Wir suchen Austausch.\nEinwilligung: ja"


@pytest.mark.parametrize(
    ("by", "words", "shown"),
    [(LEA, "ZURÜCKZIEHEN F-2027-0001", False), (OFFICE, "ZURÜCKSTELLEN F-2027-0001 bis 30.06.2027", False), (LEA, "Danke!", True)],
)
def test_who_waits_no_longer_on_the_last_day_is_in_no_overview(by, words, shown):
    settings = Settings(store={"url": "sqlite://"}, onboarding={"rounds": ["2027-04-30"]})
    forum = Forum(START, settings=settings)
    _complete(forum, LEA, "Kreis Höxter")
    _complete(forum, "ole@kreis-unna.example", "Kreis Unna")
    told = forum.write(by, "mailflow@forum-test.example", words)
    for question in (one for one in told if "bestätigen" in one.header("Subject")):
        forum.write(by, question.header("Reply-To"), "ja")
    [overview] = [one for one in forum.tick(AFTER) if one.recipient == OFFICE and "Runde" in one.header("Subject")]
    assert "Kreis Unna" in overview.text
    assert ("Kreis Höxter" in overview.text) == shown


def _complete(forum, who, district):
    """Somebody applies and answers all questions."""
    [asked] = forum.write(who, "anmeldung@forum-test.example", FORM.format(district))
    answers = "\n".join(f"{number}. Wir haben dazu viel zu sagen." for number in range(1, 5))
    forum.write(who, asked.header("Reply-To"), answers)
