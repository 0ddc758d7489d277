"""What machines write: absence notices, receipts, tickets, challenges. Each form with where it was seen."""

from __future__ import annotations

from mailflow.understand.marks import Marks

_TAG = r"\s*(?:\[[^\]]{1,40}\]\s*){0,2}"
_ABSENT = r"(?:nicht (?:im (?:büro|buero|haus|dienst|amt)|da|vor ort|erreichbar|am (?:arbeits)?platz)|außer haus|ausser haus|abwesend|auf (?:einer )?(?:dienstreise|fortbildung|tagung|schulung|klausur|kur|reisen)|out of (?:the |my )?office|away)"

_HOUSE = r"(?:büro|geschäftsstelle|rathaus|kreishaus|verwaltung|dienststelle|amt|einrichtung|beratungsstelle|stelle|zentrum|haus)"
_WHOSE = rf"(?:unsere?|das|die) \w{{0,20}}{_HOUSE}(?: (?:de[rs]|von) (?:\w{{2,30}} )?\w{{2,30}})?"
"""The house, and of whom."""

_DEVICE = r"(?:gerät|nas|server|router|fritz!?box|drucker|system|telefonanlage|anlage|diskstation|usv|firewall|device|printer|ups)\b"

ABSENCE_SUBJECTS = Marks(
    (
        "Exchange, Microsoft 365: Automatische Antwort:",
        rf"{_TAG}(?:automatische antwort|automatic reply|auto(?:matic)?[- ]?(?:reply|response|antwort)|réponse automatique)\b",
    ),
    (
        "Exchange in other languages: Risposta automatica: / Automatisch antwoord: / Автоматический ответ:",
        rf"{_TAG}(?:\w{{1,14}} )?(?:automati|automáti|automaatti|automaty|otomatik|автомат|αυτόματη|autosvar)\w{{0,12}}(?: \w{{1,14}})?\s?:",
    ),
    (
        "Outlook before 2010, GMX, Web.de: Abwesenheitsnotiz",
        rf"{_TAG}(?:abwesenheits(?:notiz|nachricht|benachrichtigung|assistent|meldung)|out of (?:the )?office(?: autoreply| reply| notification)?|urlaubsnotiz)\s*(?:[:(]|$|bis\b|vom\b|until\b|re\b|aw\b)",
    ),
    ("Web.de, Sieve, Roundcube: Abwesenheit: Betreff", rf"{_TAG}(?:abwesen(?:heit|d)|urlaubsabwesenheit|vacation)\s*:"),
    (
        "Notes: Name ist nicht im Büro (Rückkehr am 22.05.2026)",
        rf"{_TAG}.{{2,60}}\b(?:ist nicht im büro|ist außer haus|ist abwesend|is out of the office)\b",
    ),
    ("Sieve, Dovecot: Auto: ...", rf"{_TAG}auto\s*:"),
    ("rules of a mailbox: Nicht im Büro: subject", rf"{_TAG}{_ABSENT}\s?:"),
    (
        "GroupWise rules: subject (Automatische Antwort)",
        r".{1,300}[(\[](?:automatische antwort|abwesenheitsnotiz|automatic reply|auto-?reply)[)\]]\s*$",
    ),
)
"""A program put this in front; nobody types it."""

MAYBE_ABSENCE_SUBJECTS = Marks(
    (
        "people and Gmail: Bin im Urlaub, Nicht im Büro",
        rf"{_TAG}(?:abwesen(?:heit|d)|urlaubsabwesenheit|vacation|(?:ich )?bin (?:nicht|bis|derzeit|zurzeit|in|im|auf)\b|{_ABSENT}|(?:im |in )?(?:urlaub|elternzeit|mutterschutz)|on (?:leave|holiday|vacation))",
    ),
)

ABSENCES = Marks(
    (
        "notices in German: Ich bin ... nicht im Büro / verreist / in Elternzeit",
        rf"\b(?:ich (?:bin|befinde mich)|wir sind|bin ich|sind wir|{_WHOSE} (?:ist|bleibt)|(?:ist|bleibt) {_WHOSE})\b[^?!]{{0,100}}\b(?:{_ABSENT}|im urlaub|im mutterschutz|in elternzeit|in mutterschutz|im krankenstand|erkrankt|krank(?:geschrieben)?|verreist|beurlaubt|unterwegs|in (?:den )?ferien|geschlossen|nicht besetzt|auf kur|wandern)\b",
    ),
    (
        "notices in English: I am out of the office",
        r"\b(?:i am|i'm|i will be|we are|i'll be)\b[^?!]{0,80}\b(?:out of (?:the |my )?office|away|on (?:(?:annual|parental|maternity|sick) )?(?:leave|vacation|holiday|fieldwork)|travell?ing)\b",
    ),
    (
        "notices in German: derzeit nicht erreichbar, keinen Zugriff auf meine E-Mails",
        rf"\b(?:derzeit|zurzeit|zur zeit|momentan|aktuell)\b[^?!]{{0,60}}\b{_ABSENT}|\bkein(?:en)? zugriff auf (?:meine|mein) (?:e-?mails?|postfach)|\blese (?:ich )?keine (?:e-?)?mails",
    ),
    (
        "notices in German: Ich habe Urlaub bis ...",
        r"\b(?:ich (?:habe|mache)|(?:habe|mache) ich)\b[^?!,;]{0,50}\b(?:urlaub|ferien|elternzeit)\b",
    ),
    (
        "offices: our office is closed",
        r"\b(?:our|the) (?:office|offices|centre|center|institute|department) (?:is|are|will be|remains?)\b[^?!]{0,40}\bclosed\b",
    ),
    (
        "SquirrelMail, small offices: Ich bin erst wieder ab dem 4. Mai im Amt, macht Sommerpause",
        r"\b(?:bin ich|sind wir|(?:ich|wir) (?:bin|sind)) erst (?:wieder )?(?:ab|am)\b[^?!]{0,60}\b(?:im (?:amt|büro|dienst|haus)|da|erreichbar)\b"
        r"|\b(?:macht|machen|haben|in)\b[^?!,;]{0,60}\b(?:sommer|winter|weihnachts|betriebs)(?:pause|ferien|urlaub)\b",
    ),
    ("Notes: Ich kehre zurück am ...", r"\bich kehre (?:am .{1,20} )?zurück\b"),
)

_SINCE_WHEN = (
    r"(?:\W+(?:bis|vom|von|ab|zum|einschließlich|einschl|und|am|dem|den|until|till|from|to|the|\d{1,4}(?:st|nd|rd|th)?"
    r"|jan\w{0,4}|feb\w{0,5}|märz|march|apr\w{0,2}|mai|may|jun\w{0,2}|jul\w{0,2}|aug\w{0,3}|sep\w{0,6}|o[kc]t\w{0,4}|nov\w{0,5}|de[zc]\w{0,5}"
    r"|\w{3,7}tag|mittwoch|\w{3,6}day)\b){0,12}\W*$"
)
CURT_ABSENCES = Marks(
    (
        "phones, small web mailers: Bin im Urlaub bis zum 3. Januar.",
        rf"^\W*(?:(?:ich |wir )?(?:bin|sind)|i am|i'm|bis|vom|ab)\b[^?!,;]{{0,60}}\b(?:{_ABSENT}|(?:im|in|auf) urlaub|in (?:elternzeit|mutterschutz|ferien)|krank|verreist|on (?:leave|holiday|vacation))\b{_SINCE_WHEN}",
    ),
    (
        "the same without a verb: Urlaub bis 3. Januar",
        rf"^\W*(?:im )?(?:urlaub|{_ABSENT}|on leave|on holiday)(?= (?:bis|vom|until|till|from)\b){_SINCE_WHEN}",
    ),
)
"""A whole sentence of a notice; people write so too, with more around it."""

UNREAD = Marks(
    (
        "notices: Ihre E-Mail wird nicht weitergeleitet / gelesen",
        r"\b(?:ihre|deine|diese|die|eure) (?:e-?mail|nachricht|mail)s? (?:wird|werden)\b.{0,40}\bnicht\b.{0,30}\b(?:weitergeleitet|gelesen|bearbeitet)|(?:e-?mail|message)s? (?:will|is|are) not (?:be )?(?:forwarded|read)"
        r"|\b(?:rufe|lese|bearbeite|beantworte)n? (?:(?:ich|wir|in dieser zeit|derzeit) ){0,2}(?:keine (?:e-?)?mails|(?:meine|unsere)n? (?:(?:e-?)?mails?|nachrichten|post) (?:in dieser zeit |derzeit )?nicht)\b",
    ),
    ("web hosters, beside an absence: bitte nicht antworten", r"\bbitte (?:hierauf |darauf )?nicht (?:hierauf |darauf )?antworten\b"),
)
"""No human says so of a letter they have read."""

NOTICE_HABITS = Marks(
    (
        "T-Online: kann Ihre Mail erst danach lesen",
        r"\b(?:ihre|deine|eure) (?:e-?mails?|nachricht(?:en)?|mails?) (?:daher |deshalb |leider )?(?:erst|nicht)\b.{0,60}\blesen\b"
        r"|\blese (?:ich )?(?:ihre|deine|eure) (?:e-?mails?|nachricht(?:en)?|mails?) (?:erst|nicht)\b",
    ),
    (
        "notices: In dringenden Fällen wenden Sie sich an ...",
        r"\bin (?:dringenden|eiligen|wichtigen) (?:fällen|angelegenheiten)\b|\bbei dringenden (?:anliegen|fragen|angelegenheiten)\b|\bin urgent (?:cases|matters)\b|\bif (?:your \w{3,10}|it|this|the matter) is urgent\b|\bfor urgent (?:matters|requests)\b",
    ),
    (
        "notices: Vertretung: Name",
        r"\b(?:meine )?vertretung\s*(?::|übernimmt|hat|ist)|\bwenden sie sich (?:bitte )?(?:in dieser zeit )?an (?:meine|unsere)?\b",
    ),
    (
        "notices: nach meiner Rückkehr melde ich mich",
        r"\bnach meiner rückkehr\b|\bwieder (?:erreichbar|für sie da|im (?:büro|dienst|haus|amt))\b|\bupon my return\b|\bwhen i (?:return|am back)\b",
    ),
)
NOTICE_OPENINGS = Marks(
    (
        "notices: Vielen Dank für Ihre Nachricht",
        r"(?:\s*(?:sehr geehrte|guten tag|hallo|liebe|grüß gott|dear|hello)\b.{0,60}\s)?\s*(?:vielen |herzlichen |besten )?(?:dank|thank you|thanks) (?:für|for) (?:ihre|deine|die|eure|your) (?:e-?mail|nachricht|mail|message|anfrage)",
    ),
)

SELF_DECLARED = Marks(
    (
        "offices: Diese Bestätigung wurde maschinell erstellt",
        r"\bdiese[rs]? (?:\w{0,20}(?:bestätigung|nachricht|mitteilung|benachrichtigung|meldung|mail|antwort|notiz)|schreiben|bescheid) (?:wurde|wird|ist) (?:\w{1,12} ){0,2}(?:automatisch|maschinell|elektronisch|systemseitig|vom system)\w{0,2} (?:generiert|erzeugt|erstellt|versendet|versandt|verschickt|ausgelöst|gefertigt)\b",
    ),
    (
        "any autoresponder in German: Dies ist eine automatische Nachricht",
        r"\b(?:dies(?:e (?:nachricht|e-?mail|mail|antwort))?|hierbei handelt es sich um) (?:ist|wurde|wird|um)?\s?(?:hier )?(?:eine |ein )?(?:automatisch|maschinell)(?:e|es|er)? ?(?:generierte?|erzeugte?|erstellte?|versendete?|versandte?|verschickte?|ausgelöste?)?[sn]? ?(?:antwort|nachricht|e-?mail|mail|benachrichtigung|mitteilung|eingangsbestätigung|abwesenheitsnotiz|erstellt|erzeugt|generiert|versendet|versandt|verschickt)?\b",
    ),
    (
        "web hosters, small offices: Das ist eine automatische Nachricht, Hier antwortet ein Automat",
        r"\b(?:das|dies|hier) (?:hier )?(?:ist|schreibt|antwortet|spricht) (?:hier )?(?:nur |bloß )?(?:ein|eine|der|unser|mein)e? (?:\w{3,20} )?"
        r"(?:auto(?:-|matische |matisierte |mat\w{0,6} erzeugte )(?:antwort|nachricht|e-?mail|mail|mitteilung|notiz|auskunft)|automat|auto(?:responder|reply)|antwort-?automat|e-?mail-?roboter)\b(?!,? (?:von|aus|an|die|der|das|oder)\b)"
        r"|(?:^|[.!*-] )automatische (?:(?:rück)?(?:antwort|meldung)|nachricht|e-?mail|mail|mitteilung)\s?[:.!*-]",
    ),
    (
        "Notes, ticket systems: automatisch generierte Antwort",
        r"\b(?:automatisch|maschinell) (?:generierte|erzeugte|erstellte|versendete|versandte) (?:antwort|nachricht|e-?mail|mail|eingangsbestätigung|benachrichtigung)\b|[(\[]automatische (?:antwort|nachricht|e-?mail|mail)[)\]]",
    ),
    (
        "absence notes in own words: Diese Mitteilung verschickt mein Postfach selbstständig",
        r"\bdiese (?:nachricht|mitteilung|e-?mail|mail|antwort|zeilen)\b.{0,20}\b(?:ver)?(?:sendet|schickt|schreibt)\b.{0,50}\b(?:postfach|mailprogramm|e-?mail-programm|outlook|computer|rechner|programm|system|assistent)\b"
        r"|\bmein (?:postfach|mailprogramm|computer|outlook|rechner|abwesenheitsassistent) (?:antwortet|schreibt|verschickt|versendet|sendet)\b|\b(?:sie|du|ihr) (?:erhalten|erhältst|erhaltet|bekommen|bekommst) diese (?:nachricht|e-?mail|mail|antwort) automatisch\b",
    ),
    (
        "platforms: Bitte antworten Sie nicht auf diese E-Mail",
        r"\bbitte (?:antworten sie nicht(?: direkt)? (?:auf diese|hierauf|darauf)|nicht auf diese\b.{0,30}\bantworten|beantworten sie diese\b.{0,30}\bnicht)\b|\bauf diese (?:e-?mail|nachricht) (?:kann|bitte) nicht\b",
    ),
    (
        "any autoresponder in English: This is an automated message",
        r"\bthis (?:is an? |(?:e-?mail|message|reply) (?:is|was|has been) )(?:an )?auto(?:mated|matic(?:ally)?|-?generated|-?reply)\b|\bautomatically generated (?:message|e-?mail|reply|response)\b|\b(?:please )?do not reply to this (?:e-?mail|message)\b",
    ),
)
"""The letter itself says that no human wrote it."""

DEVICES = Marks(
    (
        "storage boxes, routers, UPS: Diese E-Mail wurde vom Gerät NAS01 gesendet",
        rf"\bdiese (?:nachricht|e-?mail|mail|meldung) (?:wurde|wird) (?:vom|von (?:dem|der|ihrem|ihrer)) {_DEVICE}(?: (?!nicht\b|nie\b|doppelt\b|zweimal\b|falsch\b|leider\b)\S{{1,30}}){{0,3}} (?:gesendet|versendet|versandt|verschickt|erzeugt|generiert|erstellt)\b"
        rf"|\bthis (?:e-?mail|message) (?:was|is|has been) (?:sent|generated) (?:by|from) (?:your |the )?{_DEVICE}\b",
    ),
)
"""The same said by a device; what comes with a paper is somebody's scan."""

SCANS = Marks(("copiers: Dieses Dokument wurde gescannt", r"\b(?:ge|einge)scann?t\b|\bscan(?:ned)? (?:document|from)\b|\bscann?er\b"))
"""Somebody stood at the copier and sent a paper, whatever the copier says of answers."""

READ_SUBJECTS = Marks(
    ("Outlook: Gelesen: / Nicht gelesen: / Read:", r"\s*(?:gelesen|nicht gelesen|ungelesen gelöscht|read|not read|deleted)\s*:"),
    (
        "Thunderbird: Lesebestätigung (angezeigt) - / Return Receipt (displayed)",
        r"\s*(?:lesebestätigung|empfangsbestätigung|return receipt)\s*\((?:angezeigt|displayed|gelesen|read)\)|\s*lesebestätigung\s*:",
    ),
)
DELIVERY_SUBJECTS = Marks(
    (
        "Exchange: Zugestellt: / Übermittelt: / Delivered: / Relayed:",
        r"\s*(?:zugestellt|delivered|übermittelt|relayed|weitergegeben|zustellbestätigung|delivery receipt)\s*[:(]",
    ),
    ("Postfix: Successful Mail Delivery Report", r"\s*successful mail delivery report\b"),
)
RECEIPTS = Marks(
    (
        "Outlook, Thunderbird, GroupWise: Ihre Nachricht ... wurde gelesen",
        r"\b(?:ihre|diese|die) (?:e-?mail|nachricht|mail)\b|\byour (?:message|e-?mail)\b|empfangsbestätigung|return receipt",
    ),
)
RECALL_SUBJECTS = Marks(("Exchange: Rückruf: / Recall:", r"\s*(?:rückruf|recall)\s*:"))
REPORT_SUBJECTS = Marks(
    (
        "DMARC and TLS reports (RFC 7489 section 7.2.1.1, RFC 8460 section 5.3)",
        r"\s*(?:\[[^\]]{1,40}\]\s*)?report domain:.{1,200}\b(?:submitter|report-id):",
    ),
)

RECALLS = Marks(
    ("Outlook: Anna Muster möchte die Nachricht »Frage« zurückrufen.", r"\S.{1,120} möchte die nachricht\b.{0,300}\bzurückrufen\W*$"),
    ("Outlook: Anna Muster would like to recall the message, »Frage«.", r"\S.{1,120} would like to recall the message\b.{0,300}$"),
)
"""A letter that says nothing else is its sender's wish to have another one back."""

_ASKED = r"(?:anfrage|nachricht|e-?mail|meldung|mail|anliegen|schreiben|ticket|vorgang|mitteilung|störungsmeldung|support-?anfrage)"
TICKETS = Marks(
    (
        "ticket systems: Ihre Anfrage (48213) ist eingegangen, Anfrage erhalten:",
        rf"\b(?:ihre?|ihren|eure|deine) (?:\w{{3,14}} )?{_ASKED}\b(?:(?!nicht\b)[^?!]){{0,80}}?\b(?:eingegangen|aufgenommen|registriert|erfasst|angelegt|angekommen|in bearbeitung|bearbeitet|eröffnet)\b|(?:^|\W){_ASKED} (?:erhalten|eingegangen|registriert)\b",
    ),
    (
        "ticket systems: Wir haben Ihre Anfrage erhalten",
        rf"\b(?:wir haben|haben wir) (?:ihre|ihr|deine|dein)\b.{{0,20}}\b{_ASKED}\b.{{0,60}}\b(?:erhalten|unter|aufgenommen|registriert|erfasst)\b|\bwe(?:'ve| have) received your (?:request|message|e-?mail|ticket|enquiry|inquiry)\b",
    ),
    (
        "OTRS, Znuny, Zammad, Jira, RT: [Ticket#2026...], [it.kreis.example #5512], unter der Nummer ...",
        r"\bticket(?:nummer|-nr\.?| number| id)?\s*[:#]\s*\S|\b(?:vorgangs|anfrage|bearbeitungs|fall)-?nummer\b|\[\w{2,10}[-#]\d{2,12}\]|\[[^\[\]]{2,40} ?#\d{2,14}\]|\bunter (?:der|folgender) (?:nummer|ticketnummer|vorgangsnummer)\b",
    ),
    (
        "ticket systems: automatische Eingangsbestätigung",
        r"\beingangsbestätigung\b|\byour (?:request|ticket|message|enquiry|inquiry|case)\b.{0,30}\b(?:has been|was) (?:received|created|registered|opened|logged)\b|\b(?:request|ticket|case) (?:received|opened)\b|\b(?:request|ticket|case)\b.{0,40}\b(?:created|assigned)\b.{0,40}\d{3}",
    ),
)
TICKET_HEADERS = Marks(
    (
        "OTRS, Znuny, Zammad, Zendesk, Jira, RT, GLPI, osTicket ... name themselves in headers of their own",
        r"x-(?:otrs|otobo|znuny|zammad|zendesk|jira|freshdesk|freshservice|helpscout|rt|glpi|osticket|kayako|kix|topdesk|servicenow)-|rt-ticket",
    ),
)
_LET_IN = r"\b(?:zugestellt|ausgeliefert|durchgelassen|zu)\b"
CHALLENGES = Marks(
    (
        "challenge/response: verify your message",
        r"\bverify your (?:message|e-?mail)\b|\b(?:is )?waiting for your (?:verification|confirmation)\b|\bsender verification\b|\bspamarrest\b|\bboxbe\b|\bnot a robot\b|\bconfirm (?:that )?you(?:r| are)\b.{0,80}\b(?:deliver|human|sender)",
    ),
    (
        "challenge/response: held because you are not a known sender; reply and it will be delivered",
        r"\byour (?:message|e-?mail)\b.{0,80}\b(?:has been|is being|was|is) (?:held|blocked|quarantined|on hold|pending)\b.{0,80}\b(?:known|approved|allowed|safe|unknown|until you|verified)\b"
        r"|\bto confirm (?:that )?(?:it|this|your (?:message|e-?mail)) is (?:legitimate|genuine|not spam)\b"
        r"|\b(?:simply|just|please) (?:reply|respond|click)\b.{0,80}\byour (?:message|e-?mail) (?:will|to) be (?:delivered|released)"
        r"|\bverify that you are a (?:real |live )|\bprove (?:that )?you(?:'re| are) (?:a (?:real |human)|human|not a )|(?:nutzt|verwendet|uses|\() ?tmda\b",
    ),
    (
        "challenge/response in German: Ihre Nachricht wartet auf Freischaltung",
        r"\bihre (?:nachricht|e-?mail|mail) (?:an \S{3,80} )?(?:(?:wartet|wurde (?:zurück|an)gehalten)\b.{0,60}\b(?:freischalt|freigabe|freigeben|bestätig)|muss\b.{0,60}\b(?:freischalt|freigeschalt|bestätig))|\bkein roboter\b|\babsender ?(?:bestätigung|verifizierung|prüfung)\b",
    ),
    (
        "challenge/response in German: Antworten Sie einmal auf diese Nachricht, erst dann wird Ihre E-Mail zugestellt",
        rf"\b(?:antworten|klicken|bestätigen) sie\b.{{0,160}}\b(?:erst|nur) (?:dann|danach|so) (?:wird|stellen wir) ihre (?:ursprüngliche )?(?:e-?mail|nachricht|mail)\b.{{0,40}}{_LET_IN}"
        rf"|\bsobald sie (?:auf diese|einmal|den link)\b.{{0,60}}\b(?:wird|stellen wir) ihre (?:ursprüngliche )?(?:e-?mail|nachricht|mail)\b.{{0,40}}{_LET_IN}"
        rf"|\bihre (?:e-?mail|nachricht|mail)\b.{{0,40}}\bwird\b.{{0,40}}{_LET_IN},? (?:sobald|wenn|nachdem) sie\b.{{0,60}}\b(?:antwort|geantwortet|klick|geklickt|bestätig)",
    ),
    (
        "challenge/response in German: Damit Ihre Nachricht zugestellt wird, bestätigen Sie bitte",
        r"\b(?:damit|um|bevor)\b.{0,60}\bnachricht\b.{0,60}\b(?:zugestellt|zuzustellen|ausgeliefert|freigegeben)\b.{0,80}\bbestätig|\bbestätigen sie\b.{0,80}\b(?:absender|nachricht zugestellt|zustellung)\b|\bschützt (?:sein|ihr|das) postfach\b"
        r"|\bjeder neue absender\b.{0,40}\bbestätig|\bum die zustellung zu ermöglichen,? (?:antworten|klicken|bestätigen) sie\b",
    ),
)
_YOURS = r"\b(?:ihre|deine|eure|your|the) (?:\w{3,14} )?(?:e-?mail|nachricht|mail|message)\b"
CHALLENGE_PARTS = (
    Marks(
        (
            "any wording: your letter waits",
            rf"\b(?:dann|danach|anschließend|daraufhin|hinterher|erst|sobald|then|after (?:that|this)|afterwards|once)\b.{{0,60}}{_YOURS}"
            rf"|{_YOURS}.{{0,160}}\b(?:wartet|liegt|steht|(?:zurück|an|auf)gehalten|warteschleife|zwischengespeichert|zurückgestellt|noch nicht|nicht sofort|hold|held|waiting|waits|pending|queued|not (?:yet )?(?:been )?delivered|parked)\b",
        ),
    ),
    Marks(
        (
            "any wording: do something",
            r"\b(?:bestätig\w{0,8}|(?:an)?klick\w{0,5}|(?:geben|tippen|tragen) sie\b.{0,80}\bein|antworten sie|lösen sie|rufen sie\b|öffnen sie\b|verify|confirm|click|enter|type|solve|reply|prove)\b",
        ),
    ),
    Marks(
        (
            "any wording: then it will be delivered",
            r"\b(?:zugestellt|zuzustellen|zustellung|ausgeliefert|freigegeben|freigeschaltet|durchgelassen|weitergeleitet|delivered?|delivery|released?|let through)\b",
        ),
    ),
    Marks(
        (
            "any wording: because nobody knows yet whether you are a human",
            r"https?://|\beinmal(?:ig)?\b|\bmensch\b|\broboter\b|\bspam|\w+-?schutz\b|\b(?:unbekannte|neue)[nrm]? absender|\bonce\b|\bhuman\b|\brobot\b|\b(?:unknown|new|unrecognized) sender",
        ),
    ),
)
"""A letter that says all four is a challenge, whatever its words."""
CHANGED_ADDRESSES = Marks(
    (
        "notices: meine E-Mail-Adresse hat sich geändert",
        r"\b(?:e-?mail-?)?(?:adresse|address)\b.{0,60}\b(?:hat sich geändert|ändert sich|ist nicht mehr|nicht mehr (?:gültig|aktiv)|has changed|no longer (?:valid|in use|active)|abgeschaltet|ist ab sofort)\b"
        r"|\b(?:ich heiße|wir heißen) (?:jetzt|nun|seit)\b|\b(?:neue|new) (?:e-?mail-?|e-?mail )?(?:adresse|address)\b",
    ),
    (
        "notices: arbeitet nicht mehr bei uns",
        r"\b(?:herr|frau|mr|ms|mrs)\b[^.?!]{0,60}\b(?:hat|has)\b[^.?!]{0,80}\b(?:haus|verwaltung|\w+verwaltung|\w*amt|behörde|landkreis|kreis|dienst|organisation|administration|office|company)\b[^.?!]{0,40}\bverlassen\b|\bhas left (?:the|our)\b|"
        r"\b(?:arbeitet|arbeite|ist|bin)\b[^.?!]{0,60}\bnicht mehr (?:(?:im|in|bei|beim|für|am|an)\b[^.?!]{0,80})?(?:tätig|beschäftigt|landratsamt|kreis|landkreis|haus|uns|amt|stadt|gemeinde|dienst|verein)\b|\bno longer (?:works?|employed|with us)\b|\bhat (?:das haus|uns|die verwaltung) verlassen\b",
    ),
    (
        "notices: dieses Postfach wird nicht mehr gelesen",
        r"(?:postfach|mailbox|adresse|address|account|konto)\b.{0,40}\b(?:wird|werden|is|are)\b.{0,20}\b(?:nicht mehr|no longer|nicht länger)\b.{0,20}\b(?:gelesen|abgerufen|betreut|bearbeitet|genutzt|verwendet|read|monitored|used|checked)\b",
    ),
)
_MAILBOX = r"\b(?:diese|meine|this|my) (?:e-?mail-?)?(?:adresse|postfach|konto|mailbox|address|account)"
LEFT_BEHIND = (
    Marks(
        (
            "rules that people leave behind: Ich bin seit dem 1. Februar im Ruhestand",
            r"\b(?:ich bin|bin ich) (?:bereits |schon )?(?:seit|zum|am|mit)\b[^?!]{0,40}\b(?:im ruhestand|in (?:rente|pension)|ausgeschieden|pensioniert|ruhestand (?:gegangen|getreten)|nicht mehr\b[^.?!]{0,40}\b(?:im dienst|tätig|beschäftigt|zuständig))\b"
            r"|\b(?:ich arbeite|arbeite ich)\b[^.?!]{0,40}\bnicht mehr\b|\bi (?:have|'ve) (?:now )?(?:retired|left)\b|\bi (?:am no longer|no longer work)\b",
        ),
    ),
    Marks(
        (
            "the same: diese Adresse wird bald gelöscht; Liebe Absenderin, lieber Absender",
            rf"{_MAILBOX}\b[^.?!]{{0,60}}\b(?:gelöscht|geschlossen|abgeschaltet|stillgelegt|nicht mehr|nicht länger|no longer|deleted|closed)\b|\bdear sender\b|\b(?:liebe|sehr geehrte)[rs]? (?:absender|e-?mail-?schreiber)",
        ),
    ),
)
"""A letter that says both, names somebody else and wants nothing was written before the one it answers."""
CALENDAR_SUBJECTS = Marks(
    (
        "Exchange resource mailboxes: Akzeptiert: / Declined:",
        r"\s*(?:akzeptiert|zugesagt|abgelehnt|angenommen|accepted|declined|tentative|mit vorbehalt)\s*:",
    )
)
CALENDAR_SERVICES = Marks(
    (
        "Google, Nextcloud: calendar-notification@",
        r"(?:\w{1,12}-)?(?:calendar-(?:notification|noreply|server)|kalender-?(?:benachrichtigung|erinnerung))",
    )
)
ROOMS = Marks(("Exchange resource mailboxes: raum214@", r"(?:resource|ressource|besprechungsraum|sitzungssaal)[-._\d@]|raum[-._\d]"))
MACHINE_SENDERS = Marks(
    (
        "storage boxes, routers, UPS: nas@, fritzbox@",
        r"(?:nas|usv|ups|fritz-?box|router|backup|firewall|synology|diskstation|qnap)[-_]?\d{0,3}@",
    ),
    (
        "any platform: noreply@",
        r"(?:[\w.]{1,40}[-_.+])?(?:no-?reply|do-?not-?reply|nicht-?antworten|keine-?antwort|dmarc-?(?:reports?|support)|tls-?rpt)(?:[@+._-]|$)"
        r"|(?:no-?reply|do-?not-?reply|nicht-?antworten|keine-?antwort|mailer-daemon|postmaster|bounces?|notifications?|benachrichtigung(?:en)?|daemon|alerts?|monitoring|nagios|cron|root)(?:[@+._-]|$)",
    ),
)
