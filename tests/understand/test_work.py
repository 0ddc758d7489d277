"""Reading costs work in proportion to a letter's length: calls are counted, not seconds, so a slow machine changes nothing.

Within one pattern nothing can be counted: there the processor's own time has a bound that only quadratic work passes.
"""

import cProfile
import re
import time

import pytest
from letters import plain, read

from mailflow.understand.by_machine import failures, machines
from mailflow.understand.decoding import mime
from mailflow.understand.marks import Marks
from mailflow.understand.segments import footers, quote_heads
from mailflow.understand.wording import normal_words

BYTES = 40_000
MOST_CALLS_PER_LINE = 400
NASTY = {
    "attributions that never end": "Am ",
    "one long English attribution": "On wrote ",
    "quote marks": "> ",
    "half addresses": "a@",
    "dashes": "-",
    "blank lines": "\n",
    "tabs": "\t",
    "heads of older mails": "Von: x\n",
    "heads with everything but a date": "Von: x\nAn: y\nBetreff: z\n",
    "dates that introduce nothing": "Am 15. März 2027 um 10:26\n",
    "names of the author": "Anna Muster\n\n",
    "closings": "Viele Grüße\n",
    "cards": "Tel. 01234 5678\n\n",
    "postscripts": "-- \nP.S.: x\n",
    "banners": "ACHTUNG: extern extern extern, und so weiter ohne Ende\n",
    "disclaimers": "Diese E-Mail enthält vertrauliche\n\n",
    "absences": "ich bin nicht bis zum ",
    "mojibake": "GrÃ¼ÃŸe ",
    "wide spaces": " " * 300 + ":\n",
    "interleaved": "> a\nb\n",
}

PAGES = ["<div>", "<p>a", "<blockquote>", "<b>x</b>", "<br>", "&nbsp;", "<span style='color:red'>x</span>", "<td>"]


def calls(function, *args):
    """How many functions, of Python and of C, run."""
    counted = cProfile.Profile(subcalls=False)
    counted.runcall(function, *args)
    return sum(entry.callcount for entry in counted.getstats())


def repeated(pattern, size):
    return (pattern * (size // len(pattern) + 1))[:size]


@pytest.mark.proves("B1")
@pytest.mark.parametrize("pattern", NASTY.values(), ids=NASTY.keys())
def test_five_times_the_letter_is_five_times_the_work(pattern):
    part, whole = repeated(pattern, BYTES // 5), repeated(pattern, BYTES)
    few, many = calls(plain, part), calls(plain, whole)
    assert many <= 5.5 * few + 2000
    assert many <= MOST_CALLS_PER_LINE * (whole.count("\n") + 80)


@pytest.mark.parametrize("pattern", PAGES)
def test_the_same_for_pages(pattern):
    def page(body):
        return read(f"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body>{body}")

    half, whole = repeated(pattern, BYTES // 2), repeated(pattern, BYTES)
    page(half)
    assert calls(page, whole) <= 2.2 * calls(page, half) + 2000


def tables():
    for module in (quote_heads, footers, machines, failures, mime):
        for name, table in vars(module).items():
            if isinstance(table, Marks):
                yield from ((f"{name}: {mark.seen}", mark.pattern) for mark in table.rows)


def nested(parsed, inside=False):
    """Whether a repeat without a small bound stands inside another: only then can one line cost far more than its length."""
    for op, args in parsed:
        if str(op) in {"MAX_REPEAT", "MIN_REPEAT"}:
            wide = int(args[1]) > 40
            if (inside and wide) or nested(args[2], inside or wide):
                return True
        parts = args[1] if str(op) == "BRANCH" else [args[3]] if str(op) == "SUBPATTERN" else []
        if any(nested(part, inside) for part in parts):
            return True
    return False


def test_no_form_repeats_inside_a_repeat():
    assert [name for name, pattern in tables() if nested(re._parser.parse(pattern.pattern, re.I))] == []


@pytest.mark.parametrize("mark", [".", "-", "@", ". "])
def test_an_endless_row_of_marks_holds_no_words(mark):
    # What one pattern does is no call and cannot be counted: a second is a hundred times what it takes.
    began = time.process_time()
    assert normal_words(repeated(mark, BYTES)) == ""
    assert time.process_time() - began < 1


def test_a_long_paragraph_is_kept_to_its_last_word():
    text = "Wir haben lange beraten. " * 2000 + "ENDE."
    assert plain(text).new_text.endswith("ENDE.")
    many = "\n".join(f"Zeile {n} von vielen" for n in range(9000))
    assert plain(many).new_text.endswith("Zeile 8999 von vielen")
