"""A letter to many is composed once; each reader gets what a letter to them alone would say."""

import email
import email.policy
import weakref
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conversation import Forum

from mailflow.model.effects import Send
from mailflow.model.letter import Mailbox
from mailflow.perform import compose

NOW = datetime(2027, 3, 19, 8, 0, tzinfo=UTC)
NAMES = ("Mara Lindtner", "Jörg Müller-Çelik", 'A & B <b>"fett"</b>', "*Stern* =20 .", "", "Lang " * 40)


@pytest.fixture(scope="module")
def hands():
    return Forum(NOW).app.hands()


class Context(dict):
    """Can be watched, unlike a plain dictionary."""


def words_of(send, hands, reply_to):
    raw = compose.own_letter(send, hands.templates, hands.forum, message_id="<1@forum.example>", reply_to=reply_to, now=NOW)
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    return [str(letter[name]) for name in ("To", "Reply-To", "Subject")] + [part.get_content() for part in letter.iter_parts()]


@pytest.mark.parametrize("template", ["digest/weekly", "group/who_speaks", "post/please_delete"])
def test_each_reader_gets_what_a_letter_to_them_alone_says(hands, template):
    context = {key: value for key, value in hands.templates.sample(template).items() if key not in {"name", "reply_address", "about"}}
    for number, name in enumerate(NAMES):
        to_many = Send(template, Mailbox(f"r{number}@kreis.example", name), context, one_of_many=True)
        reply_to = f"antwort+{number * 'abc'}@forum.example"
        assert words_of(to_many, hands, reply_to) == words_of(replace(to_many, one_of_many=False), hands, reply_to)


def test_what_is_new_in_a_letter_is_not_taken_from_the_last_one(hands):
    sample = hands.templates.sample("digest/weekly")
    told = [Send("digest/weekly", Mailbox("r@kreis.example", "R"), sample | {"week": week}, one_of_many=True) for week in (11, 12)]
    assert [words_of(send, hands, "")[2].split(" (")[0] for send in told] == ["Wochenüberblick KW 11", "Wochenüberblick KW 12"]


def test_thousands_of_letters_to_many_keep_no_memory(hands):
    sample = hands.templates.sample("post/please_delete")
    alive = set()

    for number in range(300):
        context = Context(sample)
        alive.add(number)
        weakref.finalize(context, alive.discard, number)
        words_of(Send("post/please_delete", Mailbox("r@kreis.example", "R"), context, one_of_many=True), hands, "")
    del context
    assert len(alive) < 100
