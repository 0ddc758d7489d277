"""How mail programs introduce the mail that is answered or passed on."""

from __future__ import annotations

from mailflow.understand.marks import Marks

_ORIGINAL = (
    r"(?:ursprüngliche|urspruengliche|originale?)[- ]?(?:nachricht|e-?mail|mail|message)|originalnachricht|original[- ]message|original[- ]e-?mail"
    r"|reply message|message d'origine|ursprünglicher termin|original appointment"
)
_PASSED_ON = r"weitergeleitete[ -](?:nachricht|e-?mail|mail)|forwarded[ -](?:message|mail)|weitergeleitet von|forwarded by"

DIVIDERS = Marks(
    ("Outlook, T-Online, Samsung, Huawei: -----Ursprüngliche Nachricht-----", rf"\s*[-_=*]{{2,40}}\s*(?:{_ORIGINAL})\b.{{0,80}}$"),
    (
        "eM Client, Mailbird: ------ Originalnachricht ------ over Von, An, Datum without colons",
        r"\s*[-_]{4,40} ?(?:original|antwort auf)\b.{0,80}$",
    ),
    (
        "GroupWise: >>> Name <address> 3.11.2026 10:26 >>>",
        r"\s*>>> ?.{3,200}(?:\d{1,2}[.:/]\d{1,2}[.:/]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}[:.]\d\d).{0,40}>>>\s*$",
    ),
    ("Notes: Name---09.04.2026 11:00:12---first words", r"\s*.{2,80}-{2,3}\d{1,2}[./]\d{1,2}[./]\d{4} \d{1,2}:\d\d(?::\d\d)?.{0,8}-{2,3}"),
    (
        "clients that lose the line ends of Outlook's head: Von: Name <address> Gesendet: ... An: ... Betreff: ...",
        r"\s*[*_]{0,2}(?:von|from):[*_]{0,2} .{3,120}?\b(?:gesendet|sent|datum|date):[*_]{0,2} .{4,60}?\b(?:an|to):[*_]{0,2} .{3,160}?\b(?:betreff|subject):",
    ),
    ("HCL Verse: Name --- Subject ---", r"\s*[^\W\d_].{1,80} --- .{1,200} ---$"),
    ("Zoho: ---- Am ... Name <address> schrieb ----", r"\s*-{3,8} ?(?:am|on)\b.{4,240}?\b(?:schrieb|wrote) ?-{3,8}\s*$"),
    (
        "ticket systems: please answer above this line",
        r"\s*[-#=*_ ]{2,40}.{0,40}(?:oberhalb dieser (?:zeile|linie)|above this line)\b.{0,60}$",
    ),
)
"""Everything below such a line is the earlier mail."""

FORWARD_DIVIDERS = Marks(
    ("Gmail, Thunderbird, GMX: ---------- Forwarded message ---------", rf"\s*[-_=*]{{2,40}}\s*(?:{_PASSED_ON})\b.{{0,120}}$"),
    (
        "Apple Mail: Anfang der weitergeleiteten Nachricht:",
        r"\s*(?:anfang der weitergeleiteten (?:nachricht|e-?mail)|begin forwarded message)\s*:?\s*$",
    ),
    ("Notes: ----- Weitergeleitet von Name/Amt am 09.04.2026 11:00 -----", r"\s*-{3,40} ?(?:weitergeleitet von|forwarded by) .{1,160}$"),
)
"""The same, and the mail was passed on, not answered."""

_SAID = r"(?:schrieb|schreibt|wrote|writes|a écrit|skrev|napisał(?:\(a\))?|schreef)"
_TAIL = r".{0,200}?:\*?\s*$"

ATTRIBUTIONS = Marks(
    (
        "Gmail, Apple Mail, Thunderbird, K-9, KMail, Evolution, Roundcube, Spark, Zimbra: Am ... schrieb ...:",
        rf"\s*[-* ]{{0,40}}(?:am|on|le|den|op|w dniu)\b.{{4,300}}?\b{_SAID}\b{_TAIL}",
    ),
    ("Yahoo: Am ... hat ... Folgendes geschrieben:", r"\s*(?:am|on)\b.{4,240}?\bhat\b.{1,200}?\bgeschrieben\s*:\s*$"),
    ("Open-Xchange, mailbox.org: Name <address> hat am ... geschrieben:", r".{1,200}\bhat am\b.{4,120}?\bgeschrieben\s*:\s*$"),
    (
        "Thunderbird before 2020, Proton, Mailspring: Name schrieb am ...:",
        r".{1,200}\b(?:schrieb|wrote)\s+(?:am|um|on|at)\b.{4,120}?:\s*$",
    ),
    (
        "FairEmail, Rainloop: 15. April 2026 07:45, schrieb Name <address>:",
        rf"\s*\d{{1,2}}\. ?\w{{3,9}}\.? \d{{4}}.{{0,40}}?\b{_SAID}\b{_TAIL}",
    ),
    (
        "Tutanota: 30. März 2026, 10:26 von address:",
        r"\s*(?:\d{1,2}\. ?\w{3,9}\.? \d{4}|\w{3,9} \d{1,2}, \d{4}),? (?:um |at )?\d{1,2}[:.]\d\d.{0,20}? (?:von|by) .{3,200}:\s*$",
    ),
    (
        "Nextcloud Mail: Name <address> – 15. März 2027 10:26",
        r"\s*.{1,120}<[^<>\s]{3,120}@[^<>\s]{3,120}> [–-] \d{1,2}\. ?\w{3,9} \d{4},? \d{1,2}:\d\d$",
    ),
    (
        "Yandex, Opera Mail: 08.06.2026, 09:12, Name <address>:",
        r"\s*\d{1,2}\.\d{1,2}\.\d{4},? \d{1,2}:\d\d.{1,160}@[^@\s]{3,120}:\s*$",
    ),
    (
        "Aqua Mail: Name <address>, 08.06.2026 09:12:",
        r"\s*.{1,120}<[^<>\s]{3,160}>,? \d{1,2}\.\d{1,2}\.\d{4},? \d{1,2}:\d\d(?::\d\d)? ?:\s*$",
    ),
    (
        "The Bat!: Montag, 8. Juni 2026, 09:12:11, schrieben Sie:",
        r"\s*(?:\w{4,10}, )?\d{1,2}\. ?\w{3,9} \d{4}.{0,40}?\b(?:schrieben sie|schriebst du|schriebt ihr|you wrote)\s*:\s*$",
    ),
    ("Horde, Squirrelmail: Zitat von Name <address>:", r"\s*(?:zitat von|zitiere|quoting)\b.{1,200}:\s*$"),
    ("Mutt, Gnus, Pine: Name <address> writes:", rf"\s*[\"'*]?\w.{{1,160}}\b{_SAID}\s*:\s*$"),
    ("Mutt: * Name <address> [2026-03-30 10:26]:", r"\s*\* .{1,160}\[?\d{2,4}[-.]\d\d.{4,30}\]?:?\s*$"),
)
"""One sentence that says who wrote the quoted lines below it; clients wrap it over up to four lines."""

HEAD_KEYS = frozenset(
    [
        "von",
        "from",
        "de",
        "gesendet",
        "sent",
        "datum",
        "date",
        "envoyé",
        "an",
        "to",
        "à",
        "cc",
        "kopie",
        "bcc",
        "blindkopie",
        "betreff",
        "subject",
        "thema",
        "objet",
        "wichtigkeit",
        "importance",
        "priorität",
        "priority",
        "vertraulichkeit",
        "sensitivity",
        "antwort-an",
        "reply-to",
        "organisation",
        "anlagen",
        "anhänge",
        "attachments",
    ]
)
"""Names of header lines as programs copy them in front of the quoted mail (Outlook, Apple forwards, Notes, GMX, T-Online, Zimbra)."""
SENDER_KEYS = frozenset({"von", "from", "de"})
TOPIC_KEYS = frozenset({"gesendet", "sent", "datum", "date", "envoyé", "betreff", "subject", "thema", "objet"})

ANNOUNCEMENTS = Marks(
    (
        "answers in colour: siehe grün, Antworten rot",
        r"\b(?:siehe|s\.|antwort(?:en)?|anmerkung(?:en)?|kommentare?|see)\b.{0,20}\b(?:blau|rot|grün|lila|orange|violett|gelb|fett|kursiv|farbig|blue|red|green)\b",
    ),
    (
        "answers in colour, Outlook: meine Antworten findest du unten in Blau",
        r"\b(?:in|auf) (?:blau|rot|grün|farbe|lila|orange|blue|red|green|colou?r|fett|kursiv|bold|italics)\b",
    ),
    (
        "answers in colour: blau markiert, rote Schrift",
        r"\b(?:blau|rot|grün|farbig|fett|kursiv|blaue[rnms]?|rote[rnms]?|grüne[rnms]?) (?:markiert|geschrieben|eingefügt|hervorgehoben|gekennzeichnet|schrift|ergänzt|text)",
    ),
    (
        "answers between the lines: siehe unten im Text, direkt in deiner Mail",
        r"\b(?:antwort(?:en|e)?|anmerkung(?:en)?|kommentare?|rückmeldung(?:en)?|ergänzung(?:en)?|s\.|siehe|habe)\b.{0,60}\b(?:unten|im text|in (?:deiner|ihrer|eurer|der) (?:e-?)?mail|direkt (?:darunter|dahinter|unter|hinter|in|bei)|zwischen den|inline|unter den|hinter den|jeweils)\b",
    ),
    (
        "answers between the lines: see my comments inline",
        r"\b(?:answers?|comments?|replies|reply|see|notes?|remarks?)\b.{0,60}\b(?:below|inline|in-?line|in the text|between)\b",
    ),
)
"""The writer says above the quote that the answers stand inside it."""

ANSWERS = Marks(
    ("habit: --> answer, => answer, →", r"\s*(?:-{1,3}>|={1,2}>|→|»»|\*\*\*)\s*\S"),
    ("habit: [TK] answer, TK: answer", r"\s*(?:\[[A-ZÄÖÜ]{2,4}\]|\((?:[A-ZÄÖÜ]{2,4})\))\s*:?\s*\S"),
    ("habit: Antwort: ...", r"\s*(?:antwort|answer|a|re)\s?(?:\w{1,12})?:\s+\S"),
)
"""Signs that people put before an answer inside a quote."""
