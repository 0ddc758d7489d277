"""What somebody newly wrote, whatever client they wrote it with."""

from dataclasses import replace

import pytest
from letters import plain, read, vocabulary

from mailflow.model.letter import Envelope
from mailflow.understand.parse import letter_from_bytes

NEW = "bei uns läuft das über den Caritasverband."
QUOTES = {
    "outlook-de": "Von: Silke Muster <silke@kreis.example>\nGesendet: Dienstag, 16. März 2027 10:00\nAn: ag-wohnen@forum.example\nBetreff: Frage\n\nWer hat Erfahrung?",
    "outlook-en": "From: Silke Muster <silke@kreis.example>\nSent: Tuesday, March 16, 2027 10:00 AM\nTo: ag-wohnen@forum.example\nSubject: Frage\n\nWer hat Erfahrung?",
    "outlook-line": "________________________________\nVon: Silke Muster <silke@kreis.example>\nGesendet: Dienstag, 16. März 2027 10:00\nBetreff: Frage\n\nWer hat Erfahrung?",
    "outlook-old": "-----Ursprüngliche Nachricht-----\nVon: Silke Muster\nGesendet: Dienstag, 16. März 2027 10:00\nAn: x\nBetreff: Frage\n\nWer hat Erfahrung?",
    "gmail-de": "Am Di., 16. März 2027 um 10:00 Uhr schrieb Silke Muster <silke@kreis.example>:\n\n> Wer hat Erfahrung?",
    "gmail-en-wrapped": "On Tue, Mar 16, 2027 at 10:00 AM Silke Muster\n<silke@kreis.example> wrote:\n\n> Wer hat Erfahrung?",
    "apple": "Am 16.03.2027 um 10:00 schrieb Silke Muster <silke@kreis.example>:\n\n> Wer hat Erfahrung?",
    "thunderbird": "Am 16.03.27 um 10:00 schrieb Silke Muster:\n> Wer hat Erfahrung?",
    "gmx": "Gesendet: Dienstag, 16. März 2027 um 10:00 Uhr\nVon: Silke Muster <silke@kreis.example>\nAn: ag-wohnen@forum.example\nBetreff: Frage\n\nWer hat Erfahrung?",
    "web-mail": "-------- Originalnachricht --------\nBetreff: Frage\nDatum: 2027-03-16 10:00\nVon: silke@kreis.example\n\nWer hat Erfahrung?",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_quotes_of_many_clients(quote):
    letter = plain(f"Liebe Silke,\n\n{NEW}\n\n{quote}\n")
    assert letter.new_text == f"Liebe Silke,\n\n{NEW}"
    assert letter.has_quote


def test_what_stands_right_above_the_line_that_says_who_wrote_is_new():
    quote = "16. März 2027 10:00, schrieb Silke Muster über AG Wohnen <ag-wohnen@forum.example>:\n> Wer hat Erfahrung?"
    assert plain(f"Hallo Silke, {NEW} 🙂\n{quote}\n").new_text == f"Hallo Silke, {NEW} 🙂"


@pytest.mark.parametrize("order", ["STATUS F-2026-0005", "Aufnehmen F-2027-0031", "STATUS T-2026-0001", "Verwerfen M-2026-0012"])
@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_the_number_of_a_matter_is_no_date_of_a_quote(order, quote):
    assert plain(f"{order}\n\n{quote}\n").new_text == order


def test_answers_between_the_lines_are_kept_in_order():
    letter = plain("Am 16.03.27 um 10:00 schrieb Silke:\n> Wie viele Plätze?\n\nZwanzig.\n\n> Und wer bezahlt?\n\nDer Kreis.\n")
    assert letter.new_text == "Zwanzig.\n\nDer Kreis."


def test_below_the_quote():
    letter = plain("> Wer hat Erfahrung?\n\nWir, seit 2019.\n")
    assert letter.new_text == "Wir, seit 2019."


def test_signature_disclaimer_and_app_line_are_not_new():
    letter = plain(
        f"{NEW}\n\nMit freundlichen Grüßen\nAnna Muster\n\n-- \nLandkreis Nirgends\nAmt 50\n\nDiese E-Mail enthält vertrauliche Informationen und ist nur für den Adressaten bestimmt.\n"
    )
    assert letter.new_text == NEW
    assert plain(f"{NEW}\n\nVon meinem iPhone gesendet\n").new_text == NEW


@pytest.mark.parametrize(
    "note",
    [
        "HAFTUNGSHINWEIS: Diese Mitteilung ist ausschließlich für den Adressaten bestimmt und kann Amtsgeheimnisse enthalten. Wenn Sie sie irrtümlich erhalten haben, benachrichtigen Sie bitte die absendende Stelle.",
        "Rechtlicher Hinweis - Der Inhalt dieser E-Mail ist vertraulich. Jede unbefugte Weitergabe ist untersagt.",
        "Die in dieser E-Mail enthaltenen Informationen sind vertraulich und ausschließlich für den Empfänger bestimmt.",
        "The information contained herein is confidential and meant solely for the named recipient.",
    ],
)
def test_a_note_of_the_office_is_not_new_whatever_its_heading(note):
    assert plain(f"{NEW}\n\n{note}").new_text == NEW


def test_orders_one_below_the_other_are_no_address_card():
    orders = "genehmigen A-2027-0001\nablehnen A-2027-0002: keine kommunale Stelle\nverwerfen M-2027-0003: Reklame"
    assert plain(f"Guten Morgen,\n\n{orders}\n\nHB").new_text == f"Guten Morgen,\n\n{orders}\n\nHB"


def test_a_postscript_is_new():
    letter = plain(f"{NEW}\n\nViele Grüße\nAnna\n\nP.S. Die Vorlage kommt morgen.\n")
    assert "Die Vorlage kommt morgen." in letter.new_text


def test_a_banner_of_the_gateway_is_not_new():
    assert plain(f"ACHTUNG: Diese E-Mail kommt von einem externen Absender! Bitte keine Links öffnen.\n\n{NEW}\n").new_text == NEW


def test_prose_that_looks_like_a_header_stays():
    text = "Zu Ihren Fragen:\nVon: wem das Geld kommt, ist offen.\nAn: dieser Stelle bitte ergänzen."
    assert plain(text).new_text == text


def html(body):
    return read(f"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body>{body}</body></html>")


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote"><div>Am Di. schrieb X:</div><blockquote>Wer hat Erfahrung?</blockquote></div>',
        '<blockquote type="cite"><p>Wer hat Erfahrung?</p></blockquote>',
        "<blockquote><p>Wer hat Erfahrung?</p></blockquote>",
        '<blockquote style="border:none;border-left:solid #CCCCCC 1.0pt;padding:0cm 0cm 0cm 6.0pt">Wer hat Erfahrung?</blockquote>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> X<br><b>Gesendet:</b> heute</div><p>Wer hat Erfahrung?</p>',
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>Von:</b> X &lt;x@y.example&gt;<br><b>Gesendet:</b> Dienstag, 16. März 2027</p></div></div><p>Wer hat Erfahrung?</p>',
    ],
)
def test_html_quotes_by_their_structure(quote):
    letter = html(f"<p>{NEW}</p>{quote}")
    assert letter.new_text == NEW
    assert letter.has_quote


def test_what_its_author_moved_to_the_right_is_new():
    indented = f'<blockquote style="margin:0 0 0 40px;border:none;padding:0px">{NEW}</blockquote>'
    assert html(f"<p>Guten Tag,</p>{indented}").new_text.endswith(NEW)


def test_hidden_and_struck_text_was_not_written():
    assert html(f'<p>{NEW}</p><p style="display:none">genehmigen</p><p><s>ablehnen</s></p>').new_text == NEW
    assert html(f'<p><span style="text-decoration:line-through">Bitte ablehnen.</span> {NEW}</p>').new_text == NEW


POST = "Hallo zusammen,\n\nwie viele Plätze habt ihr bei euch in der Unterkunft?\nWer bezahlt die Sprachmittlung in den Kursen?"
HEAD = "Von: Silke Muster <silke@kreis.example>\nGesendet: Dienstag, 16. März 2027 10:00\nAn: AG Wohnen\nBetreff: Frage"


def answering(body):
    """The new text of an answer to POST, which the archive still has."""
    raw = f"From: Anna Muster <anna@kreis.example>\nIn-Reply-To: <post@forum.example>\nContent-Type: text/plain; charset=utf-8\n\n{body}".encode()
    known = replace(vocabulary(), originals={"<post@forum.example>": POST})
    return letter_from_bytes(raw, Envelope("anna@kreis.example", ("ag-wohnen@forum.example",)), known).new_text


def test_the_archive_tells_answers_from_the_letter_they_stand_in():
    answered = POST.replace("Unterkunft?", "Unterkunft?\nZwanzig.").replace("Kursen?", "Kursen?\nDer Kreis.")
    assert answering(f"Siehe unten.\n\n{HEAD}\n\n{answered}") == "Siehe unten.\n\nZwanzig.\n\nDer Kreis."


def test_close_signature_and_older_mails_of_others_are_no_answers():
    answered = POST.replace("Unterkunft?", "Unterkunft?\nZwanzig.")
    older = f"{HEAD.replace('Silke', 'Bernd')}\n\nIch frage das schon lange."
    below = f"Viele Grüße\nSilke Muster\nLandkreis Nirgends\n\n{older}"
    assert answering(f"Antworten stehen unten im Text.\n\n{HEAD}\n\n{answered}\n\n{below}") == "Antworten stehen unten im Text.\n\nZwanzig."


def test_a_quote_that_a_client_wrapped_anew_and_did_not_mark_is_still_the_old_letter():
    assert (
        answering("Zwanzig.\n\nwie viele Plätze habt\nihr bei euch in der Unterkunft? Wer bezahlt\ndie Sprachmittlung in den Kursen?")
        == "Zwanzig."
    )


@pytest.mark.parametrize("answer", ["👍", "!!!", "👍 👍"])
def test_an_answer_without_words_is_not_taken_for_a_blank_line_of_the_old_letter(answer):
    assert answering(f"{answer}\n\n{HEAD}\n\n{POST}") == answer


def test_a_signature_below_answers_between_marked_lines_is_none_of_the_old_letter():
    quoted = "> wie viele Plätze habt ihr bei euch in der Unterkunft?\n\nZwanzig.\n\n> Silke"
    assert answering(f"{quoted}\n\n-- \nAnna Muster\nNirgends") == "Zwanzig."


@pytest.mark.parametrize(
    "below",
    [
        "Frau Kern bringt die Unterlagen am Montag mit.",
        "Herr Amsel kommt morgen etwas später dazu.",
        "Ich bin ab 14 Uhr wieder zu erreichen, falls etwas ist.",
    ],
)
def test_what_is_added_below_the_name_is_new(below):
    assert plain(f"Wir kommen.\n\nViele Grüße\nAnna Muster\n\n{below}\n").new_text.endswith(below)


@pytest.mark.parametrize(
    "slogan", ["Der Kreis. Mitten im Leben und nah an den Menschen.", "Gemeinsam für ein gutes Zusammenleben auf dem Land."]
)
def test_a_slogan_below_the_name_is_not(slogan):
    assert plain(f"Wir kommen.\n\nViele Grüße\nAnna Muster\nKreis Höxter\n\n{slogan}\n").new_text == "Wir kommen."


@pytest.mark.parametrize("card", ["Kreis Höxter\nFachbereich Soziales", "Integrationsbeauftragte\n\nKreis Höxter"])
def test_post_and_office_below_the_name_are_a_signature_without_a_close(card):
    assert plain(f"Wir kommen gern.\n\nAnna Muster\n\n{card}\n").new_text == "Wir kommen gern."


def test_a_name_below_a_label_is_an_answer():
    assert "Anna Muster" in plain("1. Landkreis\nKreis Höxter\n\n2. Ansprechperson\nAnna Muster\n\n3. Funktion\nReferentin\n").new_text


def test_an_invitation_with_the_subject_of_its_letter_is_no_quoted_head():
    lines = "EINLADEN\nTitel: Netzwerktreffen\nAn: AG Wohnen\nBeginn: 16.03.2027 14:00\nOrt: Stade"
    assert read(f"From: a@b.example\nSubject: Netzwerktreffen\nContent-Type: text/plain\n\n{lines}").new_text == lines
