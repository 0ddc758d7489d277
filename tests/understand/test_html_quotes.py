"""Answers as the HTML of mail programs holds them: what is new stands above, between or below what is quoted."""

from dataclasses import replace

import pytest
from letters import read, vocabulary

from mailflow.model.letter import Envelope
from mailflow.understand.parse import letter_from_bytes

NEW = "Gern, wir sind dabei. Frau Amsel schickt am Montag die Unterlagen."
OLD = "Wer hat Erfahrung damit?"
HEAD = "Am 08.06.2026 um 09:12 schrieb Bernd Kern &lt;b.kern@kreis.example&gt;:"
BLOCK = "<b>Von:</b> Bernd Kern &lt;b.kern@kreis.example&gt;<br><b>Gesendet:</b> Montag, 8. Juni 2026 09:12<br><b>An:</b> AG Wohnen<br><b>Betreff:</b> Frage"

QUOTES = {
    "iOS": f'<div dir="ltr">Von meinem iPhone gesendet</div><div dir="ltr"><br><blockquote type="cite">{HEAD}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff{OLD}</div></blockquote>',
    "Outlook on the web, new": f'<div class="elementToProof"></div><div id="mail-editor-reference-message-container"><hr style="width:98%"><div id="divRplyFwdMsg"><font>{BLOCK}</font></div><div>{OLD}</div></div>',
    "Outlook mobile": f'<div id="ms-outlook-mobile-signature">Gesendet von <a href="https://aka.ms/x">Outlook für iOS</a></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg">{BLOCK}</div><div>{OLD}</div>',
    "Outlook for Mac": f'<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>Von: </b>Bernd Kern &lt;b.kern@kreis.example&gt;<br><b>Datum: </b>Montag, 8. Juni 2026 um 09:12<br><b>An: </b>AG Wohnen<br><b>Betreff: </b>Frage</p></div><p>{OLD}</p>',
    "Windows Mail": f'<div style="mso-element:para-border-div;border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal" style="border:none;padding:0cm"><b>Von: </b><a href="mailto:b.kern@kreis.example">Bernd Kern</a><br><b>Gesendet: </b>Montag, 8. Juni 2026 09:12<br><b>An: </b>AG Wohnen<br><b>Betreff: </b>Frage</p></div><p>{OLD}</p>',
    "Roundcube": f'<p id="reply-intro">Am 08.06.2026 09:12, schrieb Bernd Kern:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><p>{OLD}</p></blockquote>',
    "Thunderbird": f'<div class="moz-cite-prefix">Am 08.06.26 um 09:12 schrieb Bernd Kern:<br></div><blockquote type="cite" cite="mid:x@y"><p>{OLD}</p></blockquote>',
    "Zimbra": f'<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Von: </b>"Bernd Kern" &lt;b.kern@kreis.example&gt;<br><b>An: </b>"AG"<br><b>Gesendet: </b>Montag, 8. Juni 2026 09:12:00<br><b>Betreff: </b>Frage</div><div data-marker="__QUOTED_TEXT__">{OLD}</div>',
    "Proton": f'<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Gesendet mit Proton Mail.</div></div><div class="protonmail_quote">{HEAD}<br><blockquote class="protonmail_quote" type="cite">{OLD}</blockquote></div>',
    "Tuta": f'<div>--<br>Sicher gesendet mit Tuta Mail.</div><br>08.06.2026, 09:12 von b.kern@kreis.example:<br><blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8">{OLD}</blockquote>',
    "Open-Xchange": f'<blockquote type="cite"><div>Bernd Kern &lt;b.kern@kreis.example&gt; hat am 08.06.2026 09:12 CEST geschrieben:</div><div>{OLD}</div></blockquote>',
    "Gmail": f'<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Am Mo., 8. Juni 2026 um 09:12 Uhr schrieb Bernd Kern &lt;<a href="mailto:b.kern@kreis.example">b.kern@kreis.example</a>&gt;:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">{OLD}</blockquote></div>',
    "GMX": f'<div name="quote" style="margin:10px 5px 5px 10px;border-left:2px solid #C3D9E5"><div><b>Gesendet:</b> Montag, 8. Juni 2026 um 09:12 Uhr<br><b>Von:</b> "Bernd Kern" &lt;b.kern@kreis.example&gt;<br><b>An:</b> AG<br><b>Betreff:</b> Frage</div><div name="quoted-content">{OLD}</div></div>',
    "Samsung": f'<div id="composer_signature"><div style="font-size:12px;color:#575757" dir="auto">Von meinem Galaxy gesendet</div></div><div>-------- Ursprüngliche Nachricht --------</div><div>Von: Bernd Kern &lt;b.kern@kreis.example&gt; </div><div>Datum: 08.06.26 09:12 (GMT+02:00) </div><div>An: AG </div><div>Betreff: Frage </div><div><br></div><div>{OLD}</div>',
    "Notes": f'<br><br><font size="1" color="#5f5f5f">Von: </font><font size="1">Bernd Kern/Kreis</font><br><font size="1" color="#5f5f5f">An: </font><font size="1">AG Wohnen</font><br><font size="1" color="#5f5f5f">Datum: </font><font size="1">08.06.2026 09:12</font><br><font size="1" color="#5f5f5f">Betreff: </font><font size="1">Frage</font><hr noshade>{OLD}',
    "eM Client": f'<div><div>------ Originalnachricht ------</div><div>Von "Bernd Kern" &lt;b.kern@kreis.example&gt;</div><div>An "AG"</div><div>Datum 08.06.2026 09:12:00</div><div>Betreff Frage</div></div><div><blockquote cite="x" type="cite">{OLD}</blockquote></div>',
    "Evolution": f'<div>Am Montag, dem 08.06.2026 um 09:12 +0200 schrieb Bernd Kern:</div><blockquote type="cite" style="margin:0 0 0 .8ex; border-left:2px #729fcf solid">{OLD}</blockquote>',
    "Yahoo": f'<div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>Am Montag, 8. Juni 2026 um 09:12:00 MESZ hat Bernd Kern &lt;b.kern@kreis.example&gt; Folgendes geschrieben:</div><div>{OLD}</div></div></div>',
    "FairEmail": f'<div fairemail="signature"><br>Anna Muster</div><p>8. Juni 2026 09:12, schrieb Bernd Kern &lt;b.kern@kreis.example&gt;:</p><blockquote style="border-left:3px solid #ccc;padding-left:3px">{OLD}</blockquote>',
    "Spark": f'<div name="messageReplySection">{HEAD}<br><blockquote type="cite" style="border-left: 1px solid #1abc9c">{OLD}</blockquote></div>',
    "Mailbird": f'<blockquote class="history_container" type="cite" style="border-left-style:solid">Am 08.06.2026 09:12:44, schrieb Bernd Kern &lt;b.kern@kreis.example&gt;:<br>{OLD}</blockquote>',
    "Blue Mail": f'<div class="blue_quote"><div class="gmail_quote">Am 8. Juni 2026, um 09:12, Bernd Kern &lt;b.kern@kreis.example&gt; schrieb:<blockquote class="gmail_quote">{OLD}</blockquote></div></div>',
    "Aqua Mail": f'<div id="aqm-signature"><div>Gesendet mit Aqua Mail</div></div><div id="aqm-original"><div dir="ltr">Am 8. Juni 2026 09:12:11 schrieb Bernd Kern &lt;b.kern@kreis.example&gt;:</div><blockquote type="cite" class="gmail_quote">{OLD}</blockquote></div>',
    "SOGo": f'<div>Am Montag, Juni 08, 2026 09:12 CEST, schrieb Bernd Kern &lt;b.kern@kreis.example&gt;:<br> </div><blockquote type="cite" cite="x">{OLD}</blockquote>',
    "Nextcloud": f'<div class="quote"><br>"Bernd Kern" b.kern@kreis.example – 8. Juni 2026 09:12<br><blockquote>{OLD}</blockquote></div>',
    "GroupWise": f'<span class="GroupWiseMessageBody">&gt;&gt;&gt; Bernd Kern &lt;b.kern@kreis.example&gt; 08.06.2026 09:12 &gt;&gt;&gt;<br><div>{OLD}</div></span>',
}


def _html(body):
    return read(
        "From: Anna Muster <anna@kreis.example>\nSubject: AW: Frage\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
        f"<html><body>{body}</body></html>"
    )


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_above_the_quote(quote):
    letter = _html(f"<div>{NEW}</div><div><br></div>{quote}")
    assert letter.new_text == NEW
    assert letter.has_quote


@pytest.mark.parametrize(
    "body",
    [
        f'<blockquote type="cite">{OLD}</blockquote><div>{NEW}</div>',
        f'<div class="moz-cite-prefix">{HEAD}</div><blockquote type="cite">{OLD}</blockquote><p>{NEW}</p>',
        f'<div class="gmail_quote"><div class="gmail_attr">{HEAD}</div><blockquote class="gmail_quote">{OLD}</blockquote><div>{NEW}</div></div>',
        f'<blockquote type="cite"><div>{HEAD}</div><div>{OLD}</div></blockquote><div><br></div><div>{NEW}</div><div>Von meinem iPad gesendet</div>',
    ],
)
def test_below_the_quote(body):
    assert _html(body).new_text == NEW


def test_between_quotes_of_one_mail():
    body = f'{HEAD}<blockquote type="cite">Wie viele?</blockquote><div>Elf.</div><blockquote type="cite">Und wo?</blockquote><div>Im Kreishaus.</div>'
    assert _html(body).new_text == "Elf.\n\nIm Kreishaus."


def test_answers_in_colour_between_known_lines_need_no_announcement():
    known = replace(
        vocabulary(),
        originals={
            "<post@forum.example>": "Guten Morgen,\n\nwie viele Wohnheime betreibt ihr?\n\nwer macht den Hausmeisterdienst?\n\nBernd"
        },
    )
    quoted = (
        '<p>Guten Morgen,</p><p>wie viele Wohnheime betreibt ihr?</p><p><span style="color:#00B050">Elf.</span></p>'
        '<p>wer macht den Hausmeisterdienst?</p><p><span style="color:#00B050">Die Kreisbau.</span></p><p>Bernd</p>'
    )
    body = f'<p>Hallo Bernd, ich habe gleich geantwortet.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>{BLOCK}</p></div>{quoted}'
    raw = f"From: Anna Muster <anna@kreis.example>\r\nIn-Reply-To: <post@forum.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}"
    letter = letter_from_bytes(raw.encode(), Envelope("anna@kreis.example", ("ag-wohnen@forum.example",)), known)
    assert letter.new_text == "Hallo Bernd, ich habe gleich geantwortet.\n\nElf.\n\nDie Kreisbau."
