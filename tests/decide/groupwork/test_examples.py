"""The form for an example of practice: however it is filled in, nothing written is lost, and only the whole goes out."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
BIRTE, GUEST, COMMANDS = "integration@kreis-dithmarschen.example", "quast@hochschule-demo.example", "mailflow@forum-test.example"
WHOLE = "1. Es fehlten Kräfte.\n2. Schulung.\n3. Eine halbe Stelle.\n4. Abrechnung.\n5. Birte Holm"
LABELS = (
    "Ausgangslage: Es fehlten Kräfte.\nVorgehen: Schulung.\nAufwand: Eine halbe Stelle.\nStolpersteine: Abrechnung.\nKontakt: Birte Holm"
)


@pytest.fixture
def forum():
    return Forum(START)


def form(forum, text="PRAXISBEISPIEL EINREICHEN: Sprachmittlerpool"):
    [left] = forum.write(BIRTE, COMMANDS, text)
    return left.header("Reply-To")


def posts(left):
    return [one for one in left if one.message["List-Id"]]


@pytest.mark.parametrize("filled", [WHOLE, LABELS, WHOLE.replace("2. Schulung.", "Vorgehen: Was haben Sie gemacht? Schulung.")])
def test_a_whole_form_goes_to_all_members_at_once(forum, filled):
    [post, *_] = posts(forum.write(BIRTE, form(forum), filled))
    assert post.header("Subject").endswith("Praxisbeispiel: Sprachmittlerpool")
    assert not post.header("Subject").startswith("Re:")
    assert "In-Reply-To" not in post.message
    for words in ("Es fehlten Kräfte.", "Schulung.", "Eine halbe Stelle.", "Abrechnung.", "Birte Holm"):
        assert words in post.text


def test_half_a_form_is_kept_and_the_rest_asked_for(forum):
    address = form(forum)
    [missing] = forum.write(BIRTE, address, "Vorgehen: Schulung.")
    assert missing.header("Subject").startswith("Es fehlen noch 4 Antworten")
    assert "Schulung." in missing.text
    assert posts(forum.write(BIRTE, address, WHOLE.replace("2. Schulung.\n", "")))


def test_it_is_asked_for_once_more_and_not_again(forum):
    form(forum)
    letters = [forum.tick(START + timedelta(days=days)) for days in (6, 8, 15, 30)]
    assert [sum(one.header("Subject").startswith("Erinnerung: Praxisbeispiel") for one in left) for left in letters] == [0, 1, 0, 0]


def test_an_empty_answer_shows_the_form_again(forum):
    [missing] = forum.write(BIRTE, form(forum), "")
    assert missing.header("Subject").startswith("Es fehlen noch 5 Antworten")


def test_a_guest_sends_none(forum):
    [answer] = forum.write(GUEST, COMMANDS, "PRAXISBEISPIEL EINREICHEN")
    assert "Mitglieder an das ganze Forum" in answer.text


def test_data_of_clients_in_an_example_is_neither_kept_nor_sent(forum):
    address = form(forum)
    [refused] = forum.write(BIRTE, address, WHOLE.replace("Schulung.", "Frau A. M., geb. 03.04.1991, wurde geschult."))
    assert "ein Geburtsdatum" in refused.text
    [missing] = forum.write(BIRTE, address, "Aufwand: Eine halbe Stelle.")
    assert missing.header("Subject").startswith("Es fehlen noch 4 Antworten")
