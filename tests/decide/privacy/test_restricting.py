"""EINSCHRÄNKEN: data is kept and used for nothing; whoever said so gets no letter that nobody asked for, until they say WEITER (Art. 18)."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

BEFORE = datetime.fromisoformat("2027-01-11T10:00:00+01:00")
SAMIR, COMMANDS = "s.feldhaus@landkreis-goerlitz.example", "mailflow@forum-test.example"


@pytest.mark.parametrize("restricted", [True, False])
def test_the_yearly_check_and_its_reminder_go_round_them(restricted):
    forum = Forum(BEFORE)
    if restricted:
        [confirm] = forum.write(SAMIR, COMMANDS, "Bitte schränken Sie die Verarbeitung meiner Daten ein.", proven=False)
        forum.write(SAMIR, confirm.header("Reply-To"), "JA")
    letters = [one for day in range(40) for one in forum.tick(BEFORE + timedelta(days=day)) if one.recipient == SAMIR]
    checks = [one for one in letters if "Stimmt das noch?" in one.header("Subject")]
    assert bool(checks) is not restricted
    if restricted:
        assert letters == []
        forum.write(SAMIR, COMMANDS, "WEITER")
        with forum.facts() as facts:
            assert not facts.people.by_address(SAMIR).rests
