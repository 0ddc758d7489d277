"""Turns of phrase that change how a sentence is meant, in folded text where not said otherwise."""

from __future__ import annotations

import re
from itertools import pairwise

from mailflow.understand.wording import folded

OFFERS_HELP = re.compile(
    r"^\W*(?:falls|wenn|sofern|sollten?|bei|fuer|if|should|in case|for)\b.{0,80}\b(?:\w*fragen|fehl\w*|unklar\w*|brauch\w*|benoetig\w*|problem\w*|questions?|need|anything|missing)\b"
    r".{0,60}\b(?:meld\w+|ruf\w*|anrufen|schreib\w*|bescheid|let me know|call|erreich\w*|verfuegung|kontaktier\w*|gern\w*)\b"
)
"""How to reach the writer if something is missing: no condition of what was decided before."""
RANGE = re.compile(r"\b[A-Z]-\d{4}-\d{4}\s*(?:bis|to|through|[-–—]|(?:und/)?oder|or|bzw\.?)\s*[A-Z]-\d{4}-\d{4}\b", re.I)
"""Nobody lists what lies between two numbers, and one or the other is neither; it is asked back."""
HANGS = re.compile(r"\b(?:wenn|falls|sofern|soweit|insofern|ausser|sobald|solange|ob|dass|bevor|nachdem|if|unless|when|once|until)\W*$")
"""A matter ends with what makes the next one its condition: "A aufnehmen, wenn B abgelehnt wird"."""
_CLAUSES = re.compile(
    r"[,;.]\s+|\s[-–—]\s|,?\s(?:und|aber|jedoch|but|and)\s(?=(?:[^,;]{0,60}\s)?(?:bleib|behalt|behält|behielt|stay|remain|keep)\w*)", re.I
)
KEEPS = re.compile(
    r"\b(?:bleib(?:e|en|t|ts)|behalten?|behalte|behaelt|so lassen|lassen wie|unveraendert|wie gehabt|wie bisher|stays?|remains?|keep)\b(?! (?:bitte )?nicht\b)"
)
"""Says what is not to change."""
_AS_LONG = re.compile(r"\W*(?:solange|so lange|soweit|as long as)\b", re.I)
BARE_ANSWER = re.compile(r"\W*(?:ja|nein|ok|okay|jo|gern|gerne|passt|nicht|yes|no)\W*")
_AWAY = re.compile(
    r"\b(?:ich bin|bin ich|bin|i am|i'm|i'll be)\b.{0,60}?\b(?:nicht (?:da|im buero|im haus|im dienst|erreichbar)|weg|im urlaub|unterwegs|ausser haus|out of (?:the )?office|away|on leave)\b"
    r"|\b(?:komme|kann|lese|erreiche)\b.{0,20}\bnicht (?:an|in|ins|ran|mehr|dran)\b.{0,40}?\b\w*(?:postfach|mails?|buero|rechner|computer|laptop|telefon)\b"
    r"|\b(?:(?:kann|koennen|darf)(?: (?!dazu|darueber|davon|das|es|hierzu)\w+){0,3}? (?:nicht|kaum|schlecht)|can't|cannot|can not)(?: \w+){0,2}? (?:reden|sprechen|telefonieren|tippen|schreiben|rangehen|talk|speak|phone|type|write)\b"
    r"|\bhabe (?:\w+ ){0,2}?kein\w* (?:\w+ )?(?:hand|zeit|netz|empfang|tastatur|stimme)\b"
)
"""The writer cannot be reached, or cannot write more."""
_ASKED_FOR = re.compile(
    r"(?<=\b)(?<!\bwir )\s(?:wird|werde)(?: (?:höflich|freundlich|herzlich|hiermit|daher|deshalb|somit))* (?:gebeten|ersucht)\b|\serbeten\b",
    re.I,
)
_AS_AGREED = re.compile(
    r"(?:(?<=^)|(?<=^Bitte ))(?:so )?wie (?:(?!nicht\b|nie\b)[^\s,.:;!?]+ ){0,4}?(?:(?:vor|ab)?besprochen|vereinbart|verabredet|ausgemacht)\b[:,]?\s+(?!(?:so|weiter\w*|machen|vorgehen|verfahren)\b)(?=\w)",
    re.I,
)
_SHALL = re.compile(r"\bsoll(?:en)?\b(?=(?: \w+){0,3} werden\b)|(?<=\bwerden )soll(?:en)?\b", re.I)
_SHALL_JOIN = re.compile(r"(?<!\bich )(?<!\bwir )\bsoll(?:en)?\b(?=(?: \w+){0,3} (?:mitmachen|dabei ?sein|dazugehören)\b)", re.I)
CHANGES_IT = re.compile(
    r"\b(?:entfern|kuerz|aender|korrigier|anonymisier|schwaerz|umformulier|ueberarbeit|rausnehm|herausnehm|weglass|remov|shorten|redact)\w*"
)
"""A post is not to go out as it stands."""
_ASKING = (
    r"(?:(?:nach|rück|rueck|zurück|zurueck|er|be|an)?frag(?:en|t|e)?|ask|nachhak(?:en|t)|nachfassen|nachhören|nachhoeren|hak(?:en|t|e)?|erkundig(?:en|t)|klär(?:en|t)|klaer(?:en|t)|abklären|abklaeren|in erfahrung bringen|ermitteln"
    r"|herausfinden|find out|enquire|inquire|check with|clarify|nachsehen lassen)"
)
_AN_ASKING = r"(?:rückfrage|rueckfrage|nachfrage|frage|auskunft|information|answer|question|info)"
QUESTION_TO_PUT = re.compile(
    r"^\W*(?:(?:bevor|ehe|vor)\s[^,:?]{3,60}[,:]?\s+(?=bitte|erst|noch|frag|könn|koenn|hak|klär|muss|müss|möcht|würd|in erfahrung))?"
    r"(?:(?:bitte|please|dann|ja|ok|okay|noch|erst|mal|doch|zuerst|zunächst|vorher|vorab|also|zu|und|so|hier|da|(?:könn|kann|würd|mög|koenn|wuerd)\w* (?:sie|du|ihr|wir)|(?:could|can|would) you)\W+){0,6}"
    rf"(?P<asking>(?:{_ASKING}"
    rf"|(?:ich|wir) (?:habe|haben|hätte|hätten|brauche|brauchen|bräuchte|bräuchten|benötige|benötigen)(?: (?:noch|vorher|vorab|erst|dazu))*(?: (?:eine|folgende|die)) {_AN_ASKING}"
    r"|eine (?:kurze )?(?:(?:rück|rueck|nach)frage|frage an [^,:?]{2,60})"
    rf"|(?:(?:bei|mit|an|den|die|beim|vom|von|with|herrn?|frau)\s[^,:?]{{2,60}}?|da|dort|noch(?: mal| einmal)?)\s(?:bitte |noch |mal |doch |kurz |einmal )*{_ASKING})\b[^,:?]{{0,80}}?)"
    r"(?::|(?=\s(?:whether|if)\b)|,?(?=\s*(?:ob|wer|wann|welche[rsnm]?|was|wo|wieso|warum|weshalb|wen|wem|if|whether|who|what|when|which|how)\b)|,(?=\s*wie\b))\s*(?P<text>\S.{3,})$",
    re.I | re.S,
)
"""A request to ask something: behind a colon in its own words, behind a comma as "ob ..."."""
OF_A_COLLEAGUE = re.compile(
    r"\b[Ff]rag(?:t|en|e)?\s(?:(?:mal|bitte|doch|noch|erst|vorher)\s)*(?!Frau\b|Herrn?\b|Sie\b|Ihr\b|Dr\b|Prof\b)[A-ZÄÖÜ][a-zäöüß]+\b|von (?:euch|uns|Ihnen)\b"
)
"""Who is to be asked goes by the first name alone, or is among those who read along: not whom the matter is about."""
TO_WHOM = re.compile(r"\s(?:an|bei|to|for)\s(?:(?:die|den|der|Frau|Herrn?|Dr\.|Ms\.?|Mr\.?|Mrs\.?)\s)*(?:[A-ZÄÖÜ][\w'-]{1,40}\s?){1,3}$")
"""Whom a question is for, in front of its colon; that is known from the matter."""
HOW = re.compile(
    r"^\W*(?:(?:hallo|guten tag|moin)\W+)?(?:wie|wo|how|where|was (?:muss|soll|kann) (?:ich|man)|what do i|kann (?:ich|man)|can i|darf ich|geht das|ist es moeglich)\b(?!.*\b(?:bitte|please)\b)"
)
"""A question how something is done, at the head of a sentence; with "bitte" it is a request."""
TAIL = re.compile(
    r":|\(|\bmit (?:dem|der|folgende[rm]) (?:hinweis|begründung|bemerkung|argument),?\s|\b(?:grund|begründung|begruendung|reason|weil|wegen|wg\.|because|due to)\b|\s[-–—]\s|,|\s(?:da\b|since\b|mentor)",
    re.I,
)
"""Where a reason, the text of a question or a name begins."""
TAKEN_BACK = re.compile(r"\W*(?:nein|nope)\b.*|\W*(?:no|(?:doch|noch|lieber|bitte|besser) nicht|not yet)\W*")
"""No reason, but a change of mind."""
REASON_LINE = re.compile(r"^\W*(?:der |die |unsere? )?(?:grund|begründung|begruendung|reason)\b", re.I)
ABOUT_MENTOR = re.compile(
    r"(?:(?:mit|als|und|with|as|and) )?(?:mentor|patin|pate\b|tandem|begleit(?:en|et|ung|er))|(?:(?:und|bitte) )?(?:frau|herrn?|kolleg\w+|dr|ms|mrs?)\b.*(?:\bmentor|\bpatin|\bpate\b|begleit|\btandem|\ban die hand)"
)
"""Names the mentor: an argument of the admission, not a doubt about it."""
IF_THEY_CAN = re.compile(
    r"(?:aber |natuerlich )?(?:nur )?(?:wenn|falls|sofern|if) (?:sie|er|die|der|she|he|they)\b(?: \w+){0,3}? (?:zeit|lust|luft|kapazitaet|moechten?|mag|kann|koennen|will|wollen|zusagt|einverstanden|frei|bereit|can|agrees?|time|likes?|wants?)\b"
    r"|(?:if )?(?:she|he|they) (?:can|agrees?|has time|likes?|wants?)\b"
)
"""Whether the mentor has time is asked anyway."""
TELLS_HOW = re.compile(r"\b(?:wie|wo|how|where) (?:ich|man|wir|i|to|we|one) (?!moecht|will|wuerd|bitte|es\b|sie\b)\w+")
"""Words of a command that only say what one may do: "jetzt weiß ich, wie ich mich abmelde"."""
THEIRS = re.compile(
    r"\b(?:[Ss]ein(?:e[nrm]?)?|[Dd]eren|[Dd]essen|ihre[nr]?|his|her|their|[A-ZÄÖÜ][a-zäöüß]+s)\s(?:(?:E-?)?[Mm]ails?|Beiträgen?|Nachrichten|Zustellung|Post|Abo\w*|posts|messages)\b"
)
"""The mail of somebody else; with a capital letter "Ihre Mails" are the forum's."""
ASKS_WHAT_COMES = re.compile(
    r"\bwas (?:passiert|geschieht|bedeutet|heisst|bewirkt|macht)\b|\bmuss (?:ich|man|mich)\b|\bmuessen wir\b|\bbin ich dann\b|\b(?:bekomm|krieg|erhalt)\w* (?:ich|wir|man) dann\b|\b(?:genuegt|reicht)\b.*\boder\b|\boder (?:genuegt|reicht)\b"
    r"|\bwhat happens\b|\bdo (?:i|we) (?:still )?(?:need|have) to\b|\bwill (?:i|we) (?:still|then)\b|\bwhat does .* (?:do|mean)\b"
)
"""Asks what a command does, or whether one is needed: no order."""
SEEKS = re.compile(
    r"\b(?:nicht|nichts|kein\w*|wissen|frage|sagen|erklaer\w*|zeig\w*|verraten|such\w*|helfen|hilf|bitte|don't|can't|cannot|not|know|tell|explain|show|help|find|wondering)\b"
)
"""Somebody wants to be told."""
FOLLOWS_ME = re.compile(
    r"\b(?:macht|machen|hat|haben|uebernimmt|uebernehmen|betreut|bearbeitet|does|covers|takes over|handles)\b.*\b(?:jetzt|nun|seit|ab|kuenftig|kollegin|kollege|frau|herr|now|from|since)\b|\b(?:jetzt|nun|seit heute|ab sofort) (?:\w+ ){0,3}?(?:zustaendig|dran)\b"
)
"""Who does from now on what the writer gives up."""
HAS_HAPPENED = re.compile(
    r"\b(?:hat|habe|haben|habt|wurde[nt]?|has|have|had|was|were)\b.*\b(?:schon|bereits|gestern|letzte[nrs]?|already|yesterday|last)\b"
)
"""News of a change, whoever made it."""
REQUEST = re.compile(r"\b(?:bitte|please|pls|plz|mich|me|hiermit)\b")
"""Somebody wants something for themselves, where a bare word may be part of the talk."""
ASKS_KINDLY = re.compile(r"\b(?:bitte|please)\b")
"""Makes "Würden Sie den Kreis bitte aufnehmen?" an instruction; without it a decision in the form of a question is one."""
SOMEBODY_ELSE = re.compile(
    r"^\W*nehmen wir (?:mal |einmal )?an\b|^(?!.*\b(?:ich|wir|bin|i|we)\b).*(?:\b(?:ist|sind|waere?n?)\b.*\b(?:einverstanden|dafuer)\b|\b(?:der|die|das|alle|herr|frau|the)\b.*\b(?:stimm(?:t|en) (?!sie\b).*\bzu|lehn(?:t|en) (?!sie\b).*\bab)\b|\b(?:hat|haben)\b.*\b(?:zugestimmt|genehmigt|abgelehnt)\b"
    r"|\bgenehmigt (?:den|die|das|es|ihn)\b|^\W*(?:die|alle) \w+ (?:genehmigen|stimmen|lehnen)\b)|\blass(?:en sie|t)\b.*\b(?:zustimmen|genehmigen|ablehnen|entscheiden)\b"
)
"""Consent or refusal told of another than the writer: "Der Antragsteller ist einverstanden"."""
IN_FULL = re.compile(r"\b(?:ag|arbeitsgruppe|group)\b", re.I)
"""A group is named, not just its topic."""
ANOTHER = re.compile(
    r"\b(?:ihn|him|her|them|(?:mein(?:e[nrm]?)?|unser(?:e[nrm]?)?|my|our) (?:kolleg\w*|chefin|chef|mitarbeiter\w*|nachfolger\w*|vorgaenger\w*|colleagues?|boss)|(?:frau|herrn?|mrs?|ms) [a-z]\w+)\b"
    r"|^(?!.*\b(?:ich|mich|i|me)\b)(?:\W*(?:wer|alle,? die|jede[rn]?,? de[rm]|whoever|anyone who|everybody who)\b"
    r"|.*\b(?:tragt|tragen|meldet|melden|nehmt|nehmen|streicht|streichen|remove|take|unsubscribe) (?:sie )?(?:bitte )?(?:alle|jeden|everyone|everybody)\b"
    r"(?! (?:\w+ )?(?:listen|gruppen|ags|verteiler|\w*mails?|nachrichten|lists|groups)\b))"
)
"""Somebody else is meant, whose address the sentence does not give, or everybody who fits."""
ANOTHER_IS = re.compile(
    r"^\W*(?:(?:mein\w*|unser\w*|my|our) [a-z]+|frau [a-z]+|herr [a-z]+|she|he|they)\b.{0,60}?\b(?:ist|sind|hat|geht|macht|is|are|has)\b"
)
"""News of somebody else, whatever follows for the writer."""
SO_LONG = re.compile(
    r"\b(?:so ?lange?|bis dahin|(?:in|fuer|waehrend) (?:dieser|diese|diesen|der|die|den) (?:zeit(?:raum)?|tagen?|wochen?)|zwischenzeitlich|for (?:that|this) (?:time|period)|until then|till then|for that time|meanwhile|in the meantime)\b"
)
"""For the days that were just named."""
WORK_OF_A_GROUP = re.compile(
    r"\b(?:tagesordnung\w*|tops?|kalender\w*|ordner\w*|protokoll\w*|treffens?|sitzung\w*|termin\w*|workshops?|veranstaltung\w*|besprechung\w*|videokonferenz\w*|punkte?|ergebnis\w*|dateie?n?|dokumente?"
    r"|praesentation\w*|umfrage\w*|vortraeg\w*|vortrag\w*|website|homepage|wiki|meetings?|minutes|calendar|agenda|sessions?|folder|files?)\b"
)
"""What a group does and keeps; joining or leaving it joins or leaves no list."""
TOLD_OF_IT = re.compile(
    r"^(?!.*\b(?:bitte|please|moechten?|wuerden?|haetten?|wollen|will|reicht|genuegt|genug|lieber|besser|stattdessen|umstellen|gern\w*|prefer|like|want|enough|rather)\b)"
    r".*\b(?:ist|war|finden?|fanden?|gefaellt|gefallen|hilft|helfen|kommt|kam|kamen|is|was|helps?|comes|came|love|(?:lese|lesen|bekomme|erhalte|kriege|bekommen|erhalten|kriegen)(?: (?:ich|wir))?|i (?:get|receive))\b"
)
"""Praise or complaint, or how it is now: not a wish."""
_MODALS = frozenset({"moechte", "moechten", "will", "wollen", "darf", "duerfen", "wuerde", "wuerden"})
_GOALS = frozenset({"{group}", "und", "ags", "bitte", "gern", "gerne", "auch"})
TAKES_BACK = re.compile(
    r"\b(?:(?:bin|sind|waeren?) (?:ich |wir )?(?:eigentlich |klar )?dagegen|nein|warte|warten sie|moment|stopp?|halt|(?:noch|bitte|erst|lieber) (?:\w+ ){0,2}?(?:ab)?warten|doch (?:nicht|lieber|erst|noch)|lieber (?:nicht|erst)|irrtum|versehen|vergessen sie|quatsch|kommando zurueck|(?:ich )?(?:nehme|ziehe) (?:das|es|alles|meine \w+|den \w+) (?:wieder )?zurueck|(?<!nie )(?<!nicht )zurueckgezogen|revidier\w*|widerruf\w*|korrektur|ueberholt"
    r"|verwechselt|verklickt|ups+|oops|hoppla|(?:falsche[rsnm]?|wrong) (?:vorgang|antrag|antwort|fall|nummer|mail|beitrag|kreis|landkreis|one|case|application|button|mail|message)|hinfaellig|(?:gilt|gelten) nicht|ignorier\w*|ach ne\w*|anders ueberlegt|wait|hold (?:on|off)|scratch that|never mind|disregard|on second thoughts?|changed my mind|actually)\b"
)
"""What makes the sentence before it doubtful."""
FIRST = re.compile(
    r"^\W*(?:(?:aber|allerdings|jedoch|but|however)\b(?=.*\b(?:erst|vorher|zuvor|nicht|noch|nur|first|before|not|only)\b)|(?:erst|vorher|zuvor|zuerst|first|before)\b)"
)
"""So does what has to happen before."""
LIMITS_IT = re.compile(
    r"^\W*(?:(?:aber|allerdings|jedoch|natuerlich|selbstverstaendlich|freilich|und|but|and|however|of course)\W+){0,2}"
    r"(?:(?:gilt|gueltig) (?:\w+ )?(?:nur|erst)\b|vorausgesetzt|unter (?:der|dem|einer) (?:bedingung|voraussetzung|vorbehalt)|es sei denn|provided|assuming|unless|subject to"
    r"|(?:bitte |please )?(?:nur|erst|only|not before)\b.*\b(?:wenn|falls|sofern|sobald|nach|nachdem|ab|mit|ohne|unter|if|once|when|after|with|without|under)\b"
    r"|(?:das|dies|es|alles|this|that|it|(?:das|der|die|meine?|unsere?|my|our|the|this) \w+) (?:\w+ ){0,3}?"
    r"(?:(?:gilt|gelten|zaehlt|greift|applies|holds|counts|stands|is valid) (?:\w+ ){0,2}?(?:nur|erst|wenn|falls|sofern|sobald|ab|unter|vorbehaltlich|only|if|once|provided|unless|from|subject)\b"
    r"|(?:steht|erfolgt|is|are|is given) (?:\w+ ){0,2}?(?:unter|vorbehaltlich|subject|conditional)\b|setzt (?:\w+ ){0,2}?voraus\b|haengt|depends|(?:nur|erst|only) (?:wenn|falls|sofern|sobald|mit|ohne|unter|nach|if|once|when|after|with|without|under)\b"
    r"|unter (?:der|dem) (?:bedingung|voraussetzung|vorbehalt))"
    r"|(?:wenn|falls|sofern|soweit|sobald|if|once)\b[^,?]*$)"
)
"""Of what was just decided: "Das gilt nur, wenn ...", "Nur mit Unterschrift", "Sofern die Einwilligung vorliegt"."""
IS_MISSING = re.compile(
    r"\bfehl(?:t|en) (?:\w+ ){0,3}?noch\b|\bsteht (?:\w+ ){0,3}?noch aus\b|\b(?:is|are) still (?:missing|outstanding)\b"
)
AWAITS_SOMETHING = re.compile(
    r"^\W*(?:(?:einzige|wichtigste|meine|unsere|only|my|our|die|the) )?(?:voraussetzung|bedingung|condition|prerequisite)\b"
    rf"|{IS_MISSING.pattern}|\b(?:bitte|muss|muessen|sollte[n]?|please|must) (?:[^.?!]{{0,60}} )?(?:vorher|zuvor|beforehand|first)\b"
    r"|\b(?:vorher|zuvor) (?:bitte|noch|muss|muessen)\b"
)
"""What has to come before a consent counts; beside a refusal it says why."""
_A_TIME = (
    r"(?:\d{1,2}\.(?: ?\d{1,2}\.)?(?: ?\d{2,4})?|januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|january|february|march|may|june|july|october|december"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|ostern|pfingsten|weihnachten|neujahr|sommer|herbst|winter|fruehjahr|fruehling|woche|monat|jahr\w*|quartal|kw ?\d+|\w*ferien|urlaub|week|month|year|easter|christmas|summer|autumn|spring)"
)
PUTS_OFF = re.compile(
    r"\b(?:bauch(?:schmerzen|weh|grummeln)|unsicher|skeptisch|zoeger\w*|glaub\w* ich|denk\w* ich|vermut\w*|schaetze ich|i (?:think|guess|suppose|hesitate)|having doubts|not sure)\b"
    r"|\b(?:klaeren?|sprechen?|rede[nt]?|pruef(?:en?|t)|telefonier\w*|zustimmen|nachfragen|nachhaken|nachsehen|(?:drueber|drauf)schau\w*|gegenzeichnen|unterschreiben|abstimmen|besprechen|absprechen|entscheiden|check|discuss|ask|sign|agree)\b(?!.*\b(?:ueber|about) )(?=.*\b(?:noch|vorher|erst|zuvor|zuerst|first|before)\b)"
    r"|\b(?:noch|vorher|erst|zuvor|zuerst|still|first) (?!.*\b(?:ueber|about) )(?:\w+ ){0,6}?(?:klaeren|sprechen|reden|pruefen|telefonieren|zustimmen|nachfragen|nachhaken|nachsehen|(?:drueber|drauf)schau\w*|gegenzeichnen|unterschreiben|abstimmen|besprechen|absprechen|entscheiden|check|discuss|ask|sign|agree)\b"
    r"|(?<!nach )(?<!in )\b(?:rueck|ab)sprache\b(?=.*\b(?:noetig|notwendig|erforderlich|noch|mir|uns|halten|nehmen)\b)|\b(?:vorher|zuvor|erst|noch)\b.*\b(?:rueck|ab)sprache\b"
    r"|\b(?:zurueckhalten|anhalten|liegen ?lassen|parken|aufschieben|verschieben|halten sie|haltet|hold it|hold off)\b|\b(?:vorerst|vorlaeufig|einstweilen|zunaechst) (?:\w+ ){0,2}?(?:nichts?|kein\w*)\b"
    rf"|^\W*(?:(?:aber|und zwar|gern|gerne|bitte|dann|but|please)\W+)*(?:erst |fruehestens |only )?(?:nach|ab|zum|im|in|mitte|anfang|ende|naechste\w*|kommende\w*|from|after|as of) (?:\w+ ){{0,2}}?{_A_TIME}\W*(?:\d+\W*)*$"
)
"""Puts a consent off, or doubts it, in a clause or sentence of its own; "nach Rücksprache" says what has been done."""
ASKS_ABOUT_IT = re.compile(
    r"^(?!\W*(?:p\.?\s?s\.?\W+)?(?:wem|wo|wohin|where)\b)(?:^\W*(?:oder|obwohl|wobei|obgleich|aber|hm+|nur|or|but|though|although)\b"
    r"|.*\b(?:sind|ist|war|waren|hat|haben|hatten?|wurden?|gab|gehoer(?:t|en)|darf|duerfen|fehlt|fehlen|reicht|reichen|stimmt|is|are|was|were|has|have|had|did|does|do|may)"
    r" (?:die|der|das|sie|er|es|wir|da|dort|they|it|that|this|those|he|she|we)\b).*\?\W*$"
)
"""A question about what was just decided, or one that goes on: "Obwohl, sind die nicht schon Mitglied?"."""
ASKS_OTHERS = re.compile(
    r"\b(?:was|wie) (?:mein|denk|sag|sieh|seh|find)\w* (?:du|ihr|sie)\b|\b(?:bin|sind) (?:(?:ich|wir|mir|uns) )*(?:nicht (?:ganz )?sicher|unsicher)\b|\b(?:i'm|i am|we're|we are) not (?:\w+ )?sure\b|\bwhat do you think\b"
)
"""Whoever decided is of two minds about it, or wants to hear a colleague."""
ASKS_A_COLLEAGUE = re.compile(
    r"^\W*(?:(?:Hallo|Liebe[rs]?|Hi|Moin|Servus|Dear|Hey)\s)?(?!(?:Hallo|Bitte|Moin|Servus|Hi|Hey|Please|Team|Danke|Okay|Ok|OK|Ja|Genau|Prima|Passt|Klar|Gut|Super|Gerne?|Fein|Top|Schön|Perfekt|Wunderbar|Einverstanden|Natürlich|Yes|Great|Fine|Sure)\b)[A-ZÄÖÜ][a-zäöüß]{2,20},\s(?:kannst|könntest|koenntest|magst|willst|würdest|wuerdest|can|could|would)\s(?:du|you)\b"
)
"""Somebody is to do it, and not the forum."""
THEN = re.compile(r"^\W*(?:dann|sonst|wenn (?:ja|nein|nicht)|then|if so|if not|otherwise)\b", re.I)
"""Hangs on the answer to the question before."""
AFTER_THAT = re.compile(r"\W*(?:dann|danach|anschliessend|then|afterwards)\b")
"""What comes only behind the clause before."""
ANOTHER_DOES = re.compile(r"\W*(?:(?:die|der|the) )?[A-ZÄÖÜ]\w+ (?:schon|allerdings|aber|dagegen|does|do)\W*")
"""Somebody else has the objections that are denied."""
TELLS_THAT = re.compile(r"\W*(?:dass|daß|that(?! (?:one|is|was)\b|'s)|ob|whether)\b", re.I)
"""What the clause before is said of: "bestätigt ist, dass sie kommen"."""
HEADS_IDEAS = re.compile(
    r"\b(?:beispiel\w*|vorschlag|vorschlaege|entwurf|muster|idee\w*|diskussion|noch offen|offen (?:ist|sind|bleib\w+)|abzustimmen|zur abstimmung|draft|examples?|suggestions?|proposals?|for discussion|still open)\b"
)
"""A heading below which nothing is decided yet."""
WITHHELD = re.compile(
    r"\bnoch nicht (?:ab(?:zu)?schicken|aus(?:zu)?fuehren|um(?:zu)?setzen|machen|tun|veranlassen)\b|\bnicht (?:ausfuehren|umsetzen|beachten)\b|^\W*(?:nur ein )?entwurf\b|^\W*(?:only a )?draft\b"
)
"""What follows is written, and not yet said."""
INTRODUCES = re.compile(r"\b(?:hier|anbei|nun|jetzt|daher|deshalb|also|here|now)\b")
"""Begins the list itself, whatever was told before: "Ich kam nicht früher dazu, hier die Liste:"."""
INSTEAD = re.compile(r"\b(?:nicht|not)\b(?! nur\b| only\b)[^,.!?]{0,60},\s*(?:sondern|but)\b", re.I)
"""What "nicht aufnehmen, sondern ablehnen" does not say."""
_OTHERWISE = re.compile(
    r",\s(?:ich|wir|es|das|i|we)\s\w+\s(?:(?:mir|uns)\s)?sonst\b[^.!?]*[.!]?\s*$|[,.–-]?\s(?:sonst|ansonsten|andernfalls|otherwise)\s(?:\w+\s){0,2}?(?:läuft|laeuft|platzt|quillt|verpass|geh|ist|bin|hab|komm|krieg|kann|wird|werd|verlier|vergess|schaff|ersticke|versink|find|les|will|would|miss|lose|get|have)\w*\b[^.!?]*$",
    re.I,
)
"""Why something is wished: what would be without it."""
FOR_SOMEBODY = re.compile(
    r"(?:\b(?:[Bb]itte|[Ff]ür|[Pp]lease|[Ss]et|[Pp]ut|[Mm]ark|for)\s+|^(?=\S+\s(?:ist|hat|fehlt|geht|is|has)\b))(?P<name>(?!\w*(?i:ung|urlaub|pause|zeit|reise|heit|ferien|mails?|beiträge|post)\b)[A-ZÄÖÜ][\w-]+)"
)
"""Where the name of somebody else stands in a wish."""
OF_MYSELF = re.compile(r"\b(?:ich|mich|mir|mein\w*|wir|uns|unser\w*|i|i'm|me|my|we|us|our)\b")
ME = re.compile(r"\b(?:mich|uns|me|us)\b")
"""The writer is whom something is done to."""
DEPUTISES = re.compile(r"(?<=\w)[\s,;.:(–-]+(?:(?:meine|unsere|in|die|es|my) )?(?:(?:stell)?vertret\w+|deputy|cover)\b[^;!?]*$", re.I)
"""Behind an absence: who stands in for the writer is not who is away."""
I_MYSELF = re.compile(r"\b(?:ich|mich|bin|i|i'm|me|am)\b")
"""The writer is meant, whoever stands in for them."""
_TOLD = re.compile(r"\b(?:bin ich|ich bin|i am|i'm|i will be|i'll be)\b")
THANKED = re.compile(
    r"^\W*(?:(?:vielen|besten|herzlichen|tausend|lieben|many) )?(?:danke?|thanks|thank you)\b[^,.!?]{0,40}?,? (?:dass|fuers?|that|for)\b(?!.*\b(?:bitte|please)\b)"
)
"""What has been done already, however it is called."""
TOLD_BY_THEM = re.compile(
    r"\W*(?:(?:das|so|darum|es) )?(?:hat|haben|hatte|hatten) (?:sie|er|die|der|mich|mir|uns|frau|herr)\b.*\b(?:gesagt|gebeten|geschrieben|gewuenscht|mitgeteilt|angerufen|telefoniert|erzaehlt|darum)\b"
    r"|\W*(?:(?:sie|er|they|she|he) (?:hat|haben|bat|wuenscht|wollte|moechte|will|asked|told|wants|would like)|(?:als|wie) (?:mir|uns|telefonisch)|wie (?:sie|er))\b.*"
)
"""Where a wish of somebody else comes from, told beside it."""
_THANKS = r"(?:(?:vielen|besten|herzlichen|lieben|many) )?(?:danke?|thanks|thank you|thx)(?: (?:fuer|for) [^,.;:!?]{2,60})?"
ACKNOWLEDGES = re.compile(rf"\W*(?:ok|okay|o\.k\.?|👍)\W+{_THANKS}\W*|\W*{_THANKS}\W+(?:ok|okay|o\.k\.?|👍)\W*")
"""Says that the letter has come, as everybody does in passing; whether it also consents only its writer knows."""
_ABOUT_PAUSING = re.compile(r"pausier|pause|anhalt|aussetz|abwesen|urlaub|eintrag|beitraeg|mails|zustell|vacation|hold|posts")
SUBJUNCTIVES = frozenset({"wuerde", "wuerden", "haette", "haetten", "waere", "waeren", "koennte", "koennten", "would", "could"})
WISHED = frozenset(
    {"gern", "gerne", "lieber", "reichen", "genuegen", "recht", "besser", "bitte", "enough", "prefer", "rather", "please", "get", "have"}
)
"""What makes a subjunctive polite."""
BOTH = frozenset({"beide", "beiden", "both"})
"""Says nothing beyond two matters that are named."""
FROM_NOW_ON = r"(?:künftig|kuenftig|zukünftig|zukuenftig|ab jetzt|ab sofort|in zukunft|wieder|from now on|in future)"
TRUSTED = re.compile(
    rf"\b(?:(?:[Uu]nd|[Dd]arf|[Kk]ann|[Ff]rau|[Hh]errn?|and|trust)\s|{FROM_NOW_ON}\sdarf\s)(?P<who>[A-ZÄÖÜ][\w-]+(?:\s[A-ZÄÖÜ][\w-]+)?)(?=\s(?i:{FROM_NOW_ON}|ohne|immer|darf)\b)"
)
"""Whose posts are to need no release any more: "Freigeben und Gerd künftig vertrauen"."""
MEANT_FOR_LATER = re.compile(rf"\b(?:{FROM_NOW_ON}|immer|always)\b")
"""Said beside a consent it wants more than this once."""
ALL_OF_THEM = frozenset({"alle", "alles", "saemtlich", "saemtliche", "allesamt", "ausnahmslos", "jeweils", "all"})
"""The same of several."""


SPELLS_ADDRESS = re.compile(
    r"\W*(?:(?:die|ihre|seine|deren|unter|the|her|his) )?(?:neue |dienstliche )?(?:e-?mail-?|mail-?)?(?:adresse|address)\s(?:lautet|ist|wäre|hierfür|dafür|dazu|is)\b",
    re.I,
)
"""Says where somebody is reached whom the clause before names; it changes no address."""
IN_THAT_ONE = re.compile(r"\b(?:dort|da|dorthin|stattdessen|there)\b", re.I)
TO_DO_SO = re.compile(r"\b(?:zu \w+en|(?:ab|an|auf|aus|bei|ein|mit|teil|nach|vor|zu|weiter|dabei)zu\w+en)\W*$", re.I)
WANTED = re.compile(r"\b(?:bitte|schick\w*|brauche?n?|braeucht\w*|benoetig\w*|haette|koennt\w*|please|need|send)\b")
WITH_SOMEBODY = re.compile(r"\bmeld\w*\b(?=.*\bbei (?:mir|uns|Frau|Herrn?|[Kk]olleg\w*|meiner|unserem|unserer)\b)", re.I)
"""Whoever comes or does not come is to tell a person, and not the forum."""


COUNTY_NAMED = re.compile(r"\b(?:[Ll]andkreis(?:es)?|[Kk]reis(?:es)?|LK|county of)\s([A-ZÄÖÜ][\wäöüß-]{2,40})")
TAKES_SOMEBODY = re.compile(
    r"\b(?:meld(?:et|en sie)|trag(?:t|en sie)|nehm(?:t|en sie)|setz(?:t|en sie)|streich(?:t|en sie)|loesch(?:t|en sie)|schreib(?:t|en sie)|remove|take|add|put|sign)\b"
)
"""Somebody is to be put on a list or taken off it; without "mich" it is not the writer."""
TAKES_ME = re.compile(rf"{TAKES_SOMEBODY.pattern} (?:bitte )?(?:mich|me|uns|us)\b(?! (?:und|sowie|and) )")
HEADED_BY_IF = re.compile(r"^\W*(?:falls|wenn|sofern|sollte|if|unless)\b(?!\W+(?:es )?(?:moeglich|geht|ginge|passt|recht|possible))")


def no_more_than(matters: int, *, of_a_list: bool) -> frozenset[str]:
    """Words that mean no more than the matters named with them, or than all of a list that was just shown."""
    if matters == 2:
        return ALL_OF_THEM | BOTH
    return ALL_OF_THEM if matters > 2 or of_a_list else frozenset()


def without_otherwise(sentence: str) -> str:
    """ "Bitte täglich, sonst verpasse ich die Hälfte": the wish alone."""
    return _OTHERWISE.sub("", sentence)


def without_kept(sentence: str) -> str:
    """Without the clause that says what stays: "aus der AG A austragen, in der AG B bleibe ich"."""
    clauses = [c for c in _CLAUSES.split(sentence) if c.strip()]
    left = [
        c
        for before, c in pairwise(["", *clauses])
        if not KEEPS.search(folded(c)) and not (KEEPS.search(folded(before)) and _AS_LONG.match(c))
    ]
    return sentence if not left or len(left) == len(clauses) else ", ".join(left)


def without_absence(clause: str) -> str:
    """Folded words without "ich bin bis Montag nicht da", which denies nothing."""
    return _AWAY.sub(" ", folded(clause))


def with_implied_verb(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "Ich möchte in die AG A": German leaves the verb of motion out where a sentence ends with its goal."""
    at = next((i for i in range(len(words) - 1) if words[i : i + 2] in {("in", "die"), ("in", "den")}), None)
    goal = words[at + 2 :] if at is not None else ()
    implied = "{group}" in goal and _GOALS.issuperset(goal) and not _MODALS.isdisjoint(words)
    return (*words, "eintragen") if implied else words


def as_request(sentence: str) -> str:
    """ "Um Aufnahme wird gebeten" asks as "bitte" does, and "wie besprochen" doubts no decision that follows it."""
    return _ASKED_FOR.sub(" bitte", _AS_AGREED.sub("", sentence))


def as_instruction(text: str, *, named: bool) -> str:
    """ "A-2027-0001 soll aufgenommen werden" about a matter one decides oneself is no hearsay; without its number it may be."""
    return _SHALL_JOIN.sub("darf", _SHALL.sub(" ", text) if named else text)


def told_in_passing(sentence: str, letter: list[str]) -> bool:
    """ "I am on leave on the 17th. Could the group report a day earlier?": news of an absence beside a question about something else."""
    told = bool(_TOLD.search(folded(sentence))) and not re.search(r"\b(?:bitte|please|hiermit)\b", sentence, re.I)
    return told and any("?" in s and not _ABOUT_PAUSING.search(folded(s)) for s in letter)
