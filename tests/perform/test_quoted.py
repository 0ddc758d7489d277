"""What stands below a post is not carried along in the quotes of its answers."""

from datetime import datetime

import pytest
from conversation import Forum

from mailflow.perform.quoted import page_without_our_lines, without_our_lines

MARA, RENATE, GROUP = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "ag-wohnen@forum-test.example"
BELOW = (
    "AG Wohnen, gruppenintern. Es lesen mit: 3 Personen aus 3 Kreisen.\n"
    "Wer das ist: WER wohnen an mailflow@forum-test.example\n"
    "»Antworten« geht an alle auf der Liste."
)
EARLIER = BELOW.replace("3 Personen aus 3 Kreisen", "12 Personen aus 9 Kreisen und 1 Gast")


def quoted(text, mark="> "):
    return "".join(f"{mark}{line}\n" for line in text.split("\n"))


def test_the_answer_to_an_answer_carries_the_lines_once():
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    post = next(one for one in forum.write(MARA, GROUP, "Wer kennt das?", "Belegrechte") if one.recipient == RENATE)
    for n, who in enumerate((RENATE, MARA, RENATE)):
        answer = f"Antwort {n}.\n\nAm 16.03.2027 schrieb jemand:\n{quoted(post.text)}"
        thread = f"In-Reply-To: {post.header('Message-ID')}\nReferences: {post.header('Message-ID')}\n"
        post = next(one for one in forum.write(who, GROUP, answer, "AW: Belegrechte", headers=thread) if one.recipient != who)
    assert post.text.count("Es lesen mit:") == 1
    assert "Wer kennt das?" in post.text
    assert "Antwort 0." in post.text


@pytest.mark.parametrize("mark", ["> ", ">> ", "> > > ", ""])
@pytest.mark.parametrize("lines", [EARLIER, EARLIER.replace("9 Kreisen", "9\nKreisen"), BELOW.replace(" geht", "\ngeht")])
def test_lines_quoted_and_wrapped_in_any_way(mark, lines):
    text = f"Gern.\n\n{quoted(f'Wer kennt das?{chr(10)}{chr(10)}-- {chr(10)}{lines}', mark)}Ende"
    assert without_our_lines(text, BELOW) == f"Gern.\n\n{quoted(f'Wer kennt das?{chr(10)}', mark)}Ende"


@pytest.mark.parametrize(
    "text",
    [
        "Was heißt »gruppenintern. Es lesen mit: 3 Personen«?",
        "Wer das ist: WER wohnen an mailflow@forum-test.example",
        "AG Wohnen, gruppenintern. Es lesen mit: alle.\nAber wer?",
        quoted(BELOW.replace("WER wohnen", "WER sprache")),
    ],
)
def test_what_only_resembles_them_stays(text):
    assert without_our_lines(text, BELOW) == text
    assert page_without_our_lines(f"<p>{text}</p>", BELOW) == f"<p>{text}</p>"


def test_a_page_keeps_its_tags():
    lines = EARLIER.replace("\n", "<br>\n").replace(
        "mailflow@forum-test.example", '<a href="mailto:m@x.example">mailflow@forum-test.example</a>'
    )
    page = (
        f'<html><body><p>Gern.</p><blockquote><p>Wer kennt das?</p><hr>\n<p style="font-size:small">{lines}</p></blockquote></body></html>'
    )
    left = page_without_our_lines(page, BELOW)
    assert "Es lesen mit" not in left
    assert "Wer kennt das?" in left
    assert left.count("<p") == left.count("</p>")
    assert left.count("<a ") == left.count("</a>")
    assert left.endswith("</blockquote></body></html>")


def test_a_page_full_of_blanks_is_no_work():
    page = "AG Wohnen, gruppenintern. Es lesen mit:" + "&nbsp;" * 100_000
    assert page_without_our_lines(page, BELOW) == page
