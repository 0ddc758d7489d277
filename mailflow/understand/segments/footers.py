"""How letters end, and what programs and gateways add to them: closings, app lines, banners, disclaimers."""

from __future__ import annotations

from mailflow.understand.marks import Marks

_GREETINGS = r"(?:(?!be)[^\W\d_]{4,14})?(?:grüße[n]?|gruesse[n]?|grüsse[n]?|grüßle|gruß|gruss|grüß)"
_KIND = (
    r"(?:freundlich|best|herzlich|lieb|kollegial|sonnig|viel|schön|nett|warm|winterlich|sommerlich|herbstlich|frühlingshaft|weihnachtlich|"
    r"verbindlich|allerbest|vorweihnachtlich|adventlich|österlich|fröhlich|solidarisch)(?:e[nmrs]?|st[e]?[nmrs]?)?"
)
_NAMES = r"(?:(?-i:[A-ZÄÖÜ])[\w.'’-]{0,30}[\W_]{0,4}){1,6}"
_REST = rf"\b(?:[\W\d_]{{0,14}}|[\W_]{{0,6}}{_NAMES}|[\W_]{{0,6}}(?:aus|an|vom|von|in|zur|zum|und|ins|nach|auch|sendet|schickt|wünscht|für|euch|dir|ihnen|from|to)\b.{{0,50}})$"

CLOSINGS = Marks(
    ("office letters: Mit freundlichen Grüßen", rf"\s*mit (?:den |einem )?{_KIND}(?:,? (?:und )?{_KIND})? {_GREETINGS}{_REST}"),
    ("colleagues: Viele Grüße, Liebe und sonnige Grüße aus ...", rf"\s*(?:ganz )?{_KIND}(?:,? (?:und )?{_KIND})? {_GREETINGS}{_REST}"),
    (
        "colleagues: Vielen Dank und viele Grüße",
        rf"\s*(?:(?:vielen|besten|herzlichen|lieben|schönen|tausend) )?dank(?:e)?(?: im voraus| vorab)?(?:,| und| &|,? mit) (?:\w{{2,12}} ){{0,2}}{_GREETINGS}{_REST}",
    ),
    (
        "wishes: Einen schönen Tag und viele Grüße",
        rf"\s*(?:einen |ein )?(?:schöne[ns]?|guten?) (?:\w{{3,14}} ){{0,2}}und (?:\w{{3,12}} ){{0,2}}{_GREETINGS}{_REST}",
    ),
    (
        "short: Grüße, Gruß aus ..., Servus",
        rf"\s*(?:grüße|gruß|gruss|gruesse|grüsse|grüessli|servus|tschüss|ciao|tschau|salut|ahoi|herzlichst|freundlichst|hochachtungsvoll){_REST}",
    ),
    (
        "dialects: Habe die Ehre, Pfiat euch, Ade; auf Wiedersehen",
        rf"\s*(?:(?:i )?hab(?:e|ts)? die ehre|habedere|pfia[td]?[ -]?(?:di|eich|euch|gott)|pfüa?t[ -]?(?:di|euch|gott)|ade|adele|tschö|tschüssi|baba|(?:auf|uf) wieder(?:sehen|hören|schauen|luege)|glück ?auf|mach(?:t|en sie)?'?s gut){_REST}",
    ),
    (
        "letters on paper: Mit vorzüglicher Hochachtung, Herzlich Ihre",
        rf"\s*(?:mit (?:vorzüglicher |ausgezeichneter )?(?:hochachtung|wertschätzung){_REST}|herzlich(?:,? (?:ihre?|deine?|eure?|euer)\b.{{0,50}})?,?$)",
    ),
    (
        "abbreviations: MfG, LG, VG, BG",
        rf"\s*(?:lg|vg|vlg|mfg|m\.\s?f\.\s?g|bg|hg|kg|sg|v\.\s?g|gvlg|glg|mkg|mbg|mvg|m\.?\s?b\.?\s?g){_REST}",
    ),
    (
        "English: Kind regards, Best wishes",
        rf"\s*(?:with )?(?:my )?(?:kind(?:est)?|best|warm(?:est)?|many) (?:regards|wishes|greetings|thanks){_REST}",
    ),
    (
        "English: Regards, Cheers, Yours",
        rf"\s*(?:regards|rgds|cheers|sincerely|warmly|all best|(?:many )?thanks and (?:best |kind |warm )?regards|all the best|yours(?: sincerely| faithfully| truly)?){_REST}",
    ),
    (
        "letters: Es grüßt herzlich, Mit den besten Wünschen",
        rf"\s*(?:(?:es|herzlich|freundlich|lieb|recht) ){{0,2}}grüßt(?:en)?(?: (?:euch|sie|dich|alle|ganz|sehr|recht)){{0,2}}(?: (?:herzlich|freundlich|lieb))?{_REST}|\s*mit (?:den |allen )?(?:besten|guten|herzlichen) wünschen{_REST}",
    ),
    (
        "other languages: Met vriendelijke groet, Cordialement, Pozdrawiam, Z poważaniem",
        rf"\s*(?:met (?:vriendelijke|hartelijke) groet(?:en)?|(?:bien )?cordialement|bien à vous|(?:cordiali|distinti|cari) saluti|(?:un )?(?:caro|cordiale) saluto|saluti|(?:un |cordiales )?saludos?|(?:z )?pozdr(?:awiam|owieniami)|z poważaniem|s pozdravem|med venlig hilsen|(?:med )?vänliga hälsningar|mvh|üdvözlettel|з повагою|с уважением|saygılarımla|take care){_REST}",
    ),
    ("English: Best, alone", rf"\s*(?:best|br|kr),?\s*(?:{_NAMES})?$"),
    ("signing for a body: i. A., gez., Im Auftrag", rf"\s*(?:i\.?\s?a\.?|i\.?\s?v\.?|gez\.|im auftrag|in vertretung)\s*(?:{_NAMES})?$"),
)
"""A close; the name and signature stand below it."""

_TO_WHOM = r"(?: noch)?(?: (?:euch|ihnen|dir|allen|wünscht|wünsche ich|und)\b.{0,40})?[\W_]{0,6}$"
WISHES = Marks(
    (
        "colleagues: Schönen Feierabend, Ein schönes Wochenende wünscht",
        r"\s*(?:(?:ich wünsche|wir wünschen) (?:ihnen|euch|dir|allen) )?(?:noch )?(?:einen |ein |eine |ne )?(?:schöne[nsr]?|frohe[sn]?|erholsame[ns]?|angenehme[ns]?) "
        r"(?:\w{3,12} )?(?:feierabend|wochenende|woche|tag|abend|nachmittag|vormittag|restwoche|ostern|pfingsten|feiertage|weihnachten|sonntag)\b"
        + _TO_WHOM,
    ),
    ("colleagues: Alles Gute", r"\s*alles gute" + _TO_WHOM),
    (
        "since 2020: Bleiben Sie gesund",
        r"\s*(?:bleib(?:t|en sie)?|stay) (?:bitte |alle )?(?:gesund|safe|healthy|behütet|zuversichtlich)\b.{0,30}$",
    ),
)
"""A close only between something said and a name or card, for people may mean the wish itself."""

HELLOS = Marks(
    ("Bavaria, Austria, Italy: Servus Fabian, Ciao Anna", r"\s*(?:servus|ciao|tschau|salve|salut|ahoi)\b"),
)
"""Words to come with as well as to go with."""

SIGNED_BY = Marks(
    ("before the name: Ihre Anna Muster, Dein Jan, Eure Lena", r"\s*(?:ihre?|deine?|eure?|euer)\s+(?:\w[\w.-]{1,30}\s*){1,4}$")
)
"""A close only with the writer's own name in it."""

DASHES = Marks(("RFC 3676: -- and a blank", r"-- ?$"))
RULES = Marks(("office templates: a line of dashes above the card", r"\s*(?:—|–|-{3,60}|\*{3,60}|={3,60}|~{3,60}|_{3,60})\s*$"))
"""A signature only where an address card follows."""

APP_LINES = Marks(
    (
        "iPhone, iPad, Android: Von meinem iPhone gesendet",
        r"\s*(?:diese (?:nachricht|e-?mail|mail) wurde )?(?:von|mit|aus|auf) (?:meine[mr]|unterwegs|dem mobiltelefon|der) ?.{0,60}(?:gesendet|geschickt|verschickt|versendet|getippt)\b.{0,20}$",
    ),
    (
        "Samsung, Huawei, GMX, Web.de, Telekom, Yahoo: Gesendet mit ...",
        r"\s*(?:gesendet|verschickt|versendet) (?:von|mit|aus|über|via|per) (?:meine[mr]?|outlook|der|dem|die (?:gmx|web|telekom|.{2,30} app\b)|mail|apple|gmx|web|telekom|samsung|huawei|xiaomi|iphone|ipad|k-9|fairemail|yahoo|proton|tuta|mobil|smartphone|handy|unterwegs|thunderbird|android|bluemail|spark|edison|windows|xperia|vodafone|o2).{0,80}$",
    ),
    (
        "English apps: Sent from my iPhone",
        r"\s*sent (?:from|via|with) (?:my|outlook|mail|samsung|yahoo|proton|a |an |the |spark|tuta|k-9|fairemail|bluemail|thunderbird).{0,80}$",
    ),
    (
        "iPhone, Samsung, Gmail in other languages: Verstuurd vanaf mijn iPhone, Envoyé de mon iPhone",
        r"\s*(?:verstuurd|verzonden|envoyée?|enviad[oa]|inviat[oa]|skickat|sendt|sänt|wysłan[eoy]|odesláno|odoslané|lähetetty|отправлено|надіслано|poslano|poslato|trimis|elküldve|stuurd|εστάλη|στάλθηκε)\b.{2,60}$|.{2,50}\b(?:gönderildi|küldve|küldött)\.?\s*$",
    ),
    (
        "any app of a telephone: Von AOL Mail auf meinem Telefon gesendet",
        r"\s*(?:von|vom|mit|aus|auf)\b.{2,60}\b(?:iphone|ipad|android|\w{0,10}phone|\w{0,6}telefon|handy|tablet|galaxy|\w{0,10}app)\b.{0,20}\b(?:gesendet|geschickt|verschickt|versendet|getippt)\.?\s*$",
    ),
    (
        "any app by its name: Von Samsung Mobile gesendet, Mit Tuta versendet, Sent with Shift",
        r"\s*(?:von|mit|aus)(?: (?!post|frau|herrn|fax|kurier|anlage|einschreiben|e-?mail|brief)(?-i:[A-Z])[\w-]{2,20}){1,3}(?: (?:for|on|für|auf) \w{2,12})? (?:gesendet|versendet|verschickt)\.?$"
        r"|\s*sent (?:from|with|via|using)(?: (?-i:[A-Z])[\w-]{2,20}){1,3}(?: (?:for|on) \w{2,12})?\.?$",
    ),
    (
        "any app that praises itself: Get BlueMail for Android, Herunterladen: Outlook für Android",
        r"\s*(?:get|download|holen sie sich|hol dir|laden sie|herunterladen|jetzt laden):? (?:[A-Z][\w-]{1,20} ){1,3}(?:for|für) (?:android|ios|iphone|ipad|windows|mac)\b.{0,20}$",
    ),
    (
        "Outlook mobile in any language: ... Outlook ... iOS",
        r"(?:[^\W\d_.?!:]{2,20} ){0,4}outlook (?:[^\W\d_.?!:]{2,12} ){0,2}(?:ios|android)\b.{0,60}$",
    ),
    (
        "Outlook mobile: Holen Sie sich Outlook für iOS",
        r"\s*(?:get outlook for|outlook für (?:ios|android)|holen sie sich outlook|hol dir outlook|von outlook für|laden sie outlook|outlook for (?:ios|android)).{0,80}$",
    ),
    (
        "K-9, FairEmail, Blue Mail: Diese Nachricht wurde mit K-9 Mail gesendet",
        r"\s*diese (?:nachricht|e-?mail) wurde (?:von|mit) (?!.{0,80}\bvir).{0,80} (?:gesendet|verschickt|versendet|erstellt)\.?\s*$",
    ),
    (
        "GMX, Web.de, Telekom: aus der ... App gesendet",
        r"\s*(?:aus der .{0,40}app (?:gesendet|verschickt)|(?:versendet|verschickt|verfasst|geschrieben) (?:mit|auf|aus|von) .{0,60}(?:app|mail|phone|handy|smartphone|tablet|gboard|mobil\w{0,12}))\.?\s*$",
    ),
    (
        "phone users: Entschuldigen Sie die Kürze",
        r"\s*(?:(?:bitte )?(?:entschuldigen|verzeihen) sie (?:bitte )?(?:die kürze|tippfehler|etwaige|eventuelle).{0,80}|(?:please )?excuse (?:my |any )?(?:brevity|typos).{0,80}|(?:mobil|(?:von )?unterwegs|(?:vom|am|mit dem|auf dem) (?:handy|smartphone|mobiltelefon|tablet|iphone|ipad)) (?:getippt|gesendet|geschrieben|verfasst|geschickt)\b.{0,60})$",
    ),
)
"""What apps write under a letter."""

_OUTSIDE = r"(?:extern\w{0,3}|external|außerhalb|ausserhalb|outside|unbekannte?[nrm]?|fremde?[nrm]?)"
BANNERS = Marks(
    (
        "gateways: [Diese Nachricht wurde verschlüsselt über das Kommunale Mailgateway übertragen.]",
        r"\s*[\[(*=]{0,3}\s?(?:diese|die) (?:e-?mail|nachricht|mail) (?:wurde|ist|war|wird)\b.{0,60}?(?:\b(?:verschlüsselt|sicher|geschützt|tls)\b.{0,80}\b(?:übertragen|übermittelt|zugestellt|empfangen|transportiert)|\bgateway|\bmailgateway).{0,120}$",
    ),
    (
        "Exchange transport rules: ACHTUNG: externer Absender",
        rf"\s*[\W_]{{0,12}}(?:achtung|vorsicht|caution|warnung|warning|hinweis|sicherheitshinweis|attention|notice|external|extern)\b\W.{{0,80}}?\b{_OUTSIDE}\b.{{0,300}}$",
    ),
    (
        "gateways: Achtung: Diese E-Mail stammt nicht aus der Kreisverwaltung",
        r"\s*[\W_]{0,12}(?:(?:achtung|vorsicht|warnung|hinweis)\W{1,4})?(?:diese|die) (?:e-?mail|nachricht|mail) (?:stammt|kommt|kam|wurde)\b.{0,40}?\bnicht (?:aus|von|innerhalb|vom)\b.{0,40}?(?:verwaltung|netz|haus|organisation|amt|kreis|domäne|domain|intern)\w{0,20}\b.{0,200}$",
    ),
    (
        "classification of documents: Klassifizierung: intern",
        r"\s*[\[*]{0,3}(?:klassifizierung|dokumentenklasse|classification|sensitivity|tlp)\s?:\s?\S.{0,30}$",
    ),
    (
        "gateways: EXTERNE E-MAIL alone, Externe E-Mail: Absender prüfen!",
        r"\W{0,6}(?:externe?r? (?:e-?mail|absender|nachricht|mail)|external (?:e-?mail|sender|message))(?:[!.:]?$| ?[:!|–-] ?.{0,40}\b(?:prüfen|beachten|check|verify)\b.{0,40}$)",
    ),
    (
        "Exchange transport rules: [EXTERNE E-MAIL] alone",
        r"\s*[\[*!#⚠️\s]{1,12}(?:externe?r? (?:e-?mail|absender|nachricht)|external (?:e-?mail|sender|message)|extern|external)[\]*!\s:]{0,12}$",
    ),
    (
        "gateways: Externe Nachricht: Bitte keine Anhänge freigeben",
        r"\s*[\[*!#⚠️\s]{0,12}(?:externe?r? (?:e-?mail|absender|nachricht|mail)|external (?:e-?mail|sender|message))[\]*]{0,3}\s?[:!|].{0,20}?\b(?:bitte|keine|nicht|nur|prüfen|öffnen|vorsicht|do not|never|caution|check)\b.{0,80}?\b(?:anhänge|anlagen|links|zahlungen|zugangsdaten|passwörter|absender|attachments|payments|sender)\b.{0,300}$",
    ),
    (
        "gateways: Diese E-Mail kommt von außerhalb",
        rf"\s*.{{0,40}}?\b(?:diese (?:e-?mail|nachricht|mail) (?:stammt|kommt|kam|wurde|ist)\b.{{0,40}}?\b(?:{_OUTSIDE}|internet)\b|this (?:e-?mail|message) (?:originated|came|was sent|is) from (?:an? )?(?:outside|external)).{{0,300}}$",
    ),
    (
        "Microsoft 365: tip at the first contact",
        r"\s*.{0,40}?(?:you don't often get email from|sie erhalten nicht (?:häufig|oft) (?:eine )?e-?mails? von|einige personen, die diese nachricht erhalten haben|some people who received this message don't often).{0,300}$",
    ),
    (
        "gateways: Öffnen Sie keine Links oder Anhänge",
        r"\s*.{0,60}?\b(?:öffnen sie (?:nur |keine |bitte keine |weder )?.{0,30}(?:links|anhänge|anlagen)|(?:klicken sie (?:nicht|nie|keinesfalls)|do not click|don't click) .{0,40}|seien sie (?:bitte )?(?:besonders )?vorsichtig (?:beim|bei|mit)|keine (?:links|anhänge) (?:öffnen|anklicken)).{0,200}$",
    ),
)
"""A warning that a gateway put into the letter; nobody wrote it."""

_LETTER = r"(?:e-?mail|nachricht|mail|mitteilung|schreiben|elektronischen? nachricht)"
_THIS = rf"(?:diese(?:r|s)? {_LETTER}|die (?:in dieser {_LETTER} (?:\w+ )?)?informationen?(?: in dieser {_LETTER})?|der inhalt diese[rs] {_LETTER})"
_HEADING = r"(?:(?:wichtiger |rechtlicher )?\w{0,20}(?:hinweis|vertraulichkeit|vermerk|ausschluss|erklärung|klausel|notiz)\s*[:!–-]\s*)?"
DISCLAIMERS = Marks(
    (
        "authorities: Diese E-Mail enthält vertrauliche Informationen",
        rf"\s*[*_\W]{{0,6}}{_HEADING}{_THIS}(?: (?:und|sowie|einschließlich|samt) .{{0,80}}?)?,? (?:enthält|enthalten|enthaelt|kann|können|ist|sind|einschließlich)\b.{{0,160}}?(?:vertraulich|rechtlich geschützt|ausschließlich|nur für|adressat|empfänger|geschützte)",
    ),
    (
        "English: This e-mail may contain confidential information",
        r"\s*[*_]{0,3}(?:(?:this|the information (?:contained )?in this|the contents? of this) (?:e-?mail|message|communication)|the information (?:contained )?herein)(?:,? (?:and|including) .{0,80}?)?,? (?:contains|may contain|is|are|and)\b.{0,120}?(?:confidential|privileged|intended|solely|disclaimer)",
    ),
    (
        "headings of disclaimers",
        r"\s*[*_]{0,3}(?:haftungsausschluss|disclaimer|vertraulichkeitshinweis|vertraulichkeitserklärung|rechtlicher hinweis|confidentiality notice|legal notice|privacy notice)\s*[*_]{0,3}\s*(?:[:!].{0,340})?$",
    ),
    (
        "paper: Bitte denken Sie an die Umwelt, bevor Sie drucken",
        r"\s*.{0,80}?(?:(?:denken|prüfen|überlegen|schonen|helfen) (?:sie|wir|du) .{0,80}?(?:umwelt|ausdruck|drucken|papier)|(?:bevor|ehe) (?:sie|du) diese .{0,30}drucken|müssen sie diese .{0,40}drucken|please (?:consider|think of) the environment|think before you print).{0,120}$",
    ),
    (
        "data protection links: Informationen zum Datenschutz nach Art. 13 DSGVO finden Sie unter ...",
        r"\s*.{0,30}?(?:informationen|hinweise|datenschutzhinweise|datenschutzerklärung|auskünfte)\b.{0,120}?(?:datenschutz|personenbezogen|datenverarbeitung|dsgvo|ds-gvo|verarbeitung|privacy)?.{0,80}?(?:art(?:\.|ikel) ?1[34]\b|unter:? ?(?:https?:|www\.)|/datenschutz).{0,160}$",
    ),
    (
        "wrong reader: Sollten Sie nicht der richtige Adressat sein",
        r"\s*(?:sollten sie|falls sie|wenn sie|sind sie|if you (?:are|have)) (?:diese .{0,40}(?:irrtümlich|versehentlich)|nicht der|nicht die|not the|received this|diese nachricht nicht)\b.{0,60}?(?:adressat|empfänger|recipient|irrtümlich|error|richtige|vorgesehene|beabsichtigte|addressee).{0,240}$",
    ),
    (
        "wrong reader: Das unerlaubte Kopieren ist nicht gestattet",
        r"\s*(?:das unerlaubte kopieren|jede (?:unbefugte|nicht ausdrücklich)|any (?:unauthori[sz]ed|disclosure)|die unbefugte weitergabe|die weitergabe dieser (?:e-?mail|nachricht)).{0,300}$",
    ),
    (
        "virus scanners and signing gateways",
        r"\s*.{0,40}?(?:virenfrei\. ?(?:www|$)|www\.avast\.|avast software|avg\.com|diese (?:e-?mail|nachricht|mail) (?:wurde|ist|und)\b.{0,100}?(?:vir(?:en|us)|digital signiert|elektronisch signiert|verschlüsselt übertragen|gescannt)|this (?:e-?mail|message) has been (?:checked|scanned)|scanned by|auf viren (?:überprüft|geprüft)).{0,200}$",
    ),
    (
        "formal access: Die Übermittlung per E-Mail ersetzt keine Form",
        r"\s*(?:die übermittlung .{0,60}e-?mail|rechtsverbindliche erklärungen|per e-?mail (?:können|kann)|bitte beachten sie,? dass)\b.{0,120}?(?:rechtsverbindlich|fristwahrend|formgebunden|elektronischer zugang|rechtsbehelf|rechtsmittel).{0,240}$",
    ),
    (
        "list servers: how to leave the list",
        r"\s*(?:you (?:received|are receiving) this (?:message|e-?mail|mail) because|sie (?:erhalten|bekommen) diese (?:e-?mail|nachricht|mail),? (?:weil|da)|to unsubscribe (?:from|send)|unsubscribe:? ?(?:https?:|mailto:)|.{1,80}\bmailing ?list\b.{0,3}--.{3,80}).{0,240}$",
    ),
)
"""Text of offices and gateways under a letter."""

POSTSCRIPTS = Marks(
    ("P.S., PS:, NB", r"\s*(?:p\.\s?s\.|p\.\s?p\.\s?s\.|ps\s*[:.!-]|ps\s+\w|pps\s*[:.]|n\.?b\.?\s*:|nachtrag\b|nachsatz\b|edit\s*:)"),
    (
        "afterthoughts: Übrigens, Ach ja",
        r"\s*(?:übrigens|ach ja|ach so|eins noch|noch eins|noch etwas|was ich vergessen|ganz vergessen|fast vergessen|hätte ich fast|by the way|btw|one more thing)\b",
    ),
)
"""What people add below their name; it is new."""

OFFICE_HOURS = Marks(
    (
        "cards: Ich bin Mo-Do erreichbar, Bitte denken Sie beim Drucken ...",
        r"erreichbar|teilzeit|sprechzeit|öffnungszeit|bürozeit|arbeitstag|arbeitszeit|part[- ]time|working (?:hours|days)|\b(?:mo|di|mi|do|fr)\.? ?(?:-|–|bis) ?(?:di|mi|do|fr)\b|drucken|umwelt|folgen sie|besuchen sie|www\.|https?:|@|\btel\b|telefon|\bfax\b|©",
    ),
)
"""Sentences that stand in address cards though they sound like somebody speaking."""
