"""What strangers can find out or bring about at the door: nothing."""

import pytest

from mailflow.receive.door import Limits
from tests.receive.doors import Client, Memory, opened


def rcpt(client: Client, address: str) -> str:
    client.say("MAIL FROM:<a@kreis.example>")
    return client.say(f"RCPT TO:<{address}>")


@pytest.mark.proves("A9", "E5")
def test_wrong_reply_addresses_are_refused_and_soon_cost_the_connection():
    with opened(Memory(), Limits(guesses=3)) as port:
        first = Client(port)
        first.say("EHLO x")
        answers = [rcpt(first, f"antwort+wrong{n}@forum.example")[:3] for n in range(4)]
        assert answers == ["550", "550", "550", "421"]
        second = Client(port)
        second.say("EHLO x")
        assert rcpt(second, "antwort+right@forum.example").startswith("250")
        assert second.say("RCPT TO:<antwort+wrong9@forum.example>").startswith("421")


def test_a_wrong_list_name_is_no_guess():
    with opened(Memory(), Limits(guesses=3)) as port:
        client = Client(port)
        client.say("EHLO x")
        assert {rcpt(client, f"nobody{n}@forum.example")[:3] for n in range(6)} == {"550"}
