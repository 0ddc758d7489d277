"""Every letter, rendered strictly from its own sample, as a golden text. MAILFLOW_UPDATE=1 writes them anew; the diff is the review."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mailflow.decide.asking import kinds
from mailflow.perform.templates import LANGUAGES, SAMPLE_COMMON, BrokenTemplateError, Templates, button

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
TEMPLATES = Templates((ROOT / "templates",), common=SAMPLE_COMMON)
LETTERS = [(language, name) for language in LANGUAGES for name in TEMPLATES.names()]


def rendered(language, name):
    return TEMPLATES.letter(name, TEMPLATES.sample(name, language), language)


@pytest.mark.parametrize(("language", "name"), LETTERS)
def test_letter_is_as_reviewed(language, name):
    letter = rendered(language, name)
    file = GOLDEN / language / f"{name}.txt"
    shown = f"{letter.subject}\n\n{letter.text}"
    if os.environ.get("MAILFLOW_UPDATE"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shown, "utf-8")
    assert file.read_text("utf-8") == shown


NUMBER = re.compile(r"\d{1,2}\.")
"""List numbers stand in the text and are drawn by the page."""


class Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.inside = [], []

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"style", "title"} & set(self.inside):
            self.words += re.findall(r"[\w@.]+", data)


@pytest.mark.parametrize(("language", "name"), LETTERS)
def test_text_and_page_say_the_same_words(language, name):
    letter = rendered(language, name)
    page = Words()
    page.feed(letter.html)
    text = [w for w in re.findall(r"[\w@.]+", letter.text) if not NUMBER.fullmatch(w)]
    assert text == [w for w in page.words if not NUMBER.fullmatch(w)]


@pytest.mark.proves("J2")
@pytest.mark.parametrize(("language", "name"), LETTERS)
def test_page_is_accessible_and_needs_nothing_from_outside(language, name):
    page = rendered(language, name).html
    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    assert not re.search(r"src=|http", page)
    assert "<h1" not in page or page.count("<h1") == 1


@pytest.mark.parametrize(("language", "name"), LETTERS)
def test_letter_is_kind_and_short(language, name):
    text = rendered(language, name).text
    assert not re.search(r"\b(?:ungültig|falsch|fehlerhaft|Fehler|invalid|wrong|illegal)\b", text)
    longest = max(len(s.split()) for line in text.splitlines() if not line.startswith((">", "-")) for s in re.split(r"[.!?:]\s", line))
    assert longest <= 26


def hostile(text):
    return TEMPLATES.letter("onboarding/inquiry", TEMPLATES.sample("onboarding/inquiry") | {"text": text, "name": text, "title": text})


@pytest.mark.proves("J1", "J2")
@pytest.mark.parametrize(
    "text",
    [
        "# Überschrift",
        "[Klick](http://evil.example)",
        "<script>alert(1)</script>",
        "![x](http://evil.example/x.png)",
        "**fett** `code` ~~weg~~",
        "{{ 7 * 7 }} {% for x in y %}",
        "1. AUFNEHMEN\n> Zitat\n---",
        "Zeile\r\nBcc: opfer@x.example",
    ],
)
def test_what_people_wrote_stays_text(text):
    letter = hostile(text)
    flat = " ".join(text.split())
    assert flat in " ".join(letter.text.replace("\n> ", " ").split())
    assert "<script" not in letter.html
    assert "evil.example" not in re.sub(r">[^<]*<", "><", letter.html)
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


def test_a_missing_value_is_an_error():
    with pytest.raises(BrokenTemplateError, match=r"templates/de/onboarding/welcome\.md, line \d+: 'seat' is undefined"):
        TEMPLATES.letter("onboarding/welcome", {"name": "Anna", "status": "member"})


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("Willkommen\n\nGuten Tag {{ naem }}\n", "line 3: 'naem' is undefined"),
        ("Willkommen\n\n{% if name %}Guten Tag {{ name }}\n", "line 3: Unexpected end of template"),
        ('Willkommen\n\n{% include "gibt/es/nicht.md" %}\n', "gibt/es/nicht.md"),
    ],
)
def test_a_broken_letter_of_the_site_is_told_and_the_shipped_one_goes_out(tmp_path, written, says):
    own = tmp_path / "de" / "onboarding"
    own.mkdir(parents=True)
    (own / "welcome.md").write_text(written, "utf-8")
    site = Templates((tmp_path, ROOT / "templates"), common=SAMPLE_COMMON)
    sample = TEMPLATES.sample("onboarding/welcome")
    with pytest.raises(BrokenTemplateError) as broken:
        site.letter("onboarding/welcome", sample)
    assert str(own / "welcome.md") in str(broken.value)
    assert says in str(broken.value)
    assert any(says in problem for problem in site.problems())
    assert site.forgiving().letter("onboarding/welcome", sample) == TEMPLATES.letter("onboarding/welcome", sample)


def test_a_button_opens_a_letter_with_the_answer_in_it():
    link = button("Antworten: JA", "antwort+abc@forum.example", "Ja & nein", "Größe\nzwei")
    assert "<mailto:antwort+abc@forum.example?subject=Ja%20%26%20nein&body=Gr%C3%B6%C3%9Fe%0D%0Azwei>" in link


def test_a_site_overrides_one_letter(tmp_path):
    own = tmp_path / "de" / "onboarding"
    own.mkdir(parents=True)
    (own / "welcome.md").write_text("Schön, dass Sie da sind\n\nGuten Tag {{ name }}, willkommen!\n", "utf-8")
    site = Templates((tmp_path, ROOT / "templates"), common=SAMPLE_COMMON)
    assert site.letter("onboarding/welcome", {"name": "Anna"}).subject == "Schön, dass Sie da sind"
    assert site.letter("onboarding/withdrawn", site.sample("onboarding/withdrawn")).subject.startswith("Ihre Anmeldung")


def test_the_questions_are_read_from_the_office_s_own_file(tmp_path):
    own = tmp_path / "de" / "_parts"
    own.mkdir(parents=True)
    (own / "interest_questions.md").write_text("1. Warum?\n2. Wer?\n", "utf-8")
    assert Templates((tmp_path, ROOT / "templates")).numbered("_parts/interest_questions") == ("Warum?", "Wer?")


def test_auskunft_says_in_german_what_each_kind_of_question_asked():
    labels = TEMPLATES.source("_parts/labels", "de")
    assert not [kind for kind in kinds() if f'"{kind}": ' not in labels]
