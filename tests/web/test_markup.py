"""HTML made harmless, links in text, mailto: links."""

from __future__ import annotations

import time
from urllib.parse import parse_qs

import pytest

from mailflow.web.markup import compose_link, harmless_page, pieces, text_from_html


@pytest.mark.parametrize(
    ("mailto", "fields"),
    [
        ("mailto:a@b.example", {"to": "a@b.example"}),
        (
            "mailto:antwort+k7%40b.example?subject=AW%3A%20Frage&body=JA%0D%0AGru%C3%9F",
            {"to": "antwort+k7@b.example", "body": "JA\r\nGruß"},
        ),
        ("mailto:?to=a@b.example&subject=A+B", {"to": "a@b.example", "subject": "A+B"}),
        ("MAILTO:a@b.example?CC=c@d.example&In-Reply-To=%3Cx@y%3E", {"cc": "c@d.example", "in-reply-to": "<x@y>"}),
    ],
)
def test_a_mailto_link_fills_the_answer_box(mailto: str, fields: dict[str, str]) -> None:
    page, _, query = compose_link(mailto).partition("?")
    assert page == "/#compose"
    assert fields.items() <= {key: values[0] for key, values in parse_qs(query).items()}.items()


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='/#compose?to=x'>x</a>",
        "<iframe src='https://evil.example'></iframe>",
        "<form action='https://evil.example'><input name=a></form>",
        "<img src='https://evil.example/pixel'>",
        "<img src='/api/state'>",
        "<svg><script>alert(1)</script></svg>",
        "<base href='https://evil.example/'>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<link rel=stylesheet href='https://evil.example/a.css'>",
        "<img src='data:text/html,<script>alert(1)</script>'>",
    ],
)
def test_nothing_that_runs_or_loads_survives(html: str) -> None:
    body = harmless_page(html).partition("<body>")[2]
    for trace in ("alert", "evil", "onerror", "/#compose", "/api/", "<form", "<input", "<meta", "<svg", "<base"):
        assert trace not in body


def test_the_look_of_a_letter_stays() -> None:
    html = '<table style="width:100%"><tr><td align="center">Grüße</td></tr></table><a href="https://netz.example/x">Mehr</a>'
    page = harmless_page(html)
    assert '<table style="width:100%">' in page
    assert "Grüße" in page
    assert 'href="https://netz.example/x"' in page


def test_words_that_no_client_shows_are_gone() -> None:
    html = "<html><head><title>Betreff</title><style>p { color: red }</style></head><body><p>Guten Tag</p></body></html>"
    assert "Betreff" not in harmless_page(html)
    assert text_from_html(html) == "Guten Tag"


def test_deep_nesting_is_not_opened_and_costs_no_time() -> None:
    began = time.process_time()
    assert "zu tief verschachtelt" in harmless_page("<div>" * 200_000)
    assert text_from_html("<b>" * 200_000) == ""
    assert time.process_time() - began < 5, "of the processor; a minute where it is opened"


def test_links_in_text_are_found_without_their_punctuation() -> None:
    text = "Siehe https://netz.example/a?b=1. Oder (buero@netz.example), mailto:a@b.example?subject=JA!"
    assert "".join(words for words, _ in pieces(text)) == text
    assert [words for words, link in pieces(text) if link] == [
        "https://netz.example/a?b=1",
        "buero@netz.example",
        "mailto:a@b.example?subject=JA",
    ]


@pytest.mark.parametrize("line", ["a" * 1_000_000, "a." * 500_000, "a@" * 500_000, "https://" * 100_000])
def test_a_hostile_line_is_read_in_no_time(line: str) -> None:
    began = time.process_time()
    pieces(line)
    text_from_html(line)
    assert time.process_time() - began < 5, "of the processor; minutes where each beginning is tried to the end"


def test_html_alone_still_gives_words_to_quote() -> None:
    assert text_from_html("<p>Guten Tag,</p><p>viele&nbsp;Grüße<br>Anna</p><style>p{}</style>").split("\n") == [
        "Guten Tag,",
        "viele\xa0Grüße",
        "Anna",
    ]
