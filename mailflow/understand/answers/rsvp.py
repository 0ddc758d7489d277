"""Answers to an invitation in plain words, German and English: will they come, with whom, or who comes instead.

The answer is read clause by clause. When somebody comes later, leaves earlier or eats nothing is a detail and no refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.model.intent import Details, Rsvp
from mailflow.understand.answers.companions import companions_in
from mailflow.understand.answers.details import details_in
from mailflow.understand.wording import any_of, folded, is_greeting, sentences

ACCEPTED, DECLINED, TENTATIVE = "ACCEPTED", "DECLINED", "TENTATIVE"
_MAYBE = any_of(
    r"""(?:unter )?vorbehalt\w*, vorlaeufig\w*, vielleicht, eventuell, evtl, moeglicherweise, wahrscheinlich, vermutlich, unter umstaenden, versuche\w*,
    wenn(?! moeglich), falls(?! moeglich), sofern(?! moeglich), sollte (?:ich|es|das|die|der|mein\w*), ob (?:ich|wir|es|das|mich|mir|uns|man|jemand|mein\w*|unser\w*), (?:erst|first) .{0,20}(?:sehen|schauen|gucken|klaeren|fragen|abwarten|wissen|see|check|ask|find out),
    ueberlegen, meld\w* (?:ich )?mich (?:\w+ ){0,3}(?:wieder|noch ?(?:ein)?mal|erneut|spaeter)(?! ab| an), get back to you, sobald ich, noch (?:nicht|unklar|offen|unsicher|klaeren|abstimmen), unsicher,
    eher (?:ja|nein), (?:kann|koennen|weiss|wissen) .{0,40}(?:nicht|nichts)(?: .{0,20})? (?:sagen|versprechen|absehen|abschaetzen|wissen), weiss .{0,30}nicht, (?:can(?:'t|not| not)|don't|do not|couldn't) (?:\w+ )?(?:say|tell|know|promise|commit|decide|foresee), don't (?:\w+ )?know, haengt (?:noch )?(?:davon|vom|von), unklar, noch nicht sagen, halten sie mir .{0,30}frei, je nachdem, hoffen?(?: (?:es|zu)\b| sehr)?\s*$, hoffentlich, voraussichtlich(?! (?:um|gegen|ab|mit)\b), (?:erst|spaeter) .{0,20}(?:sagen|entscheiden), entscheide\w* .{0,20}(?:sich|noch|erst|spaeter), bemuehe mich, nicht sicher, mal sehen, drueck\w* .{0,20}daumen, (?:dass|ob) es klappt, halte\w* .{0,30}frei(?! und komme), gebe\w* .{0,40}bescheid, kommt (?:noch |ganz )?(?:darauf|auf .{0,40}) an, try to (?:make|come|attend|join), let you know, vormerken, hoffe (?:es|zu), hoffe ich kann, noch .{0,60}(?:abklaeren|abstimmen|besprechen|absprechen|fragen|pruefen|schauen|organisieren|genehmig\w*|klaeren), noch (?:ist )?nichts (?:entschieden|sicher|fest), kommt (?:noch |ganz )?drauf an, merk\w* .{0,40}vor, fragezeichen, 50:50, plane(?:n)? .{0,30}zu kommen, beantragt,
    probably, likely, hopefully, need .{0,40}(?:approval|permission|to (?:check|ask|clarify)), have to (?:check|ask), subject to, approval,
    in den sternen, gebe .{0,20}rueckmeldung, fifty-fifty, possibly, depends?, maybe, tentative(?:ly)?, perhaps, not sure, might, if (?:i|my|the|we), hope to, unless, depending, pending"""
)
_NO = any_of(
    r"""absage\w*, abgesagt, abzusagen, verhindert, leider (?:nein|nicht|schon|kein\w*|ohne|bin .{0,40}auf), nicht (?:dabei|teilnehmen|kommen|moeglich|teil|da),
    (?:kann|koennen|schaff\w*|klappt|geht|passt|werden?|bin|sind|komme?n?|nehmen?|wird|tag) .{0,60}nicht, kein\w* zeit, ohne mich, (?:bin|sind) raus, nein, nope, muss\w* .{0,20}passen,
    (?:ich|wir) passen?(?! (?:gut|mir|uns)), terminkollision, terminueberschneidung, terminkonflikt, im (?:urlaub|mutterschutz|krankenhaus|ausland|ruhestand), in (?:elternzeit|mutterschutz|kur|reha), auf (?:kur|reha), stornier\w*, (?:bin|ist|sind) (?:\w+ ){0,2}krank\w*, krank, erkrankt, auf keinen fall, niemand\w*, verzichten, (?:andere|anderweitige) verpflichtung\w*, (?:habe|haben) .{0,30}urlaub, afraid (?:not|i can't), another commitment, auf (?:einer )?(?:dienstreise|fortbildung|tagung|schulung|klausur), (?:diesmal|dieses mal) ohne (?:uns|mich), (?:schon|bereits) .{0,20}termin,
    an (?:dem|diesem) (?:tag|vormittag|nachmittag|abend) (?:habe|haben) (?:ich|wir) (?!zeit|frei|nichts|luft)\w+,
    da (?:habe|hab|haben|bin|sind|ist) .{0,20}(?:schon|bereits|leider), (?:habe?|haben) (?:da |dann )?leider .{0,20}\w*(?:termin|sitzung|verpflichtung\w*|besuch), (?:another|prior|previous|other) (?:appointment|engagement|meeting), noe, nee,
    doch nicht(?=\W*$|\s*[-–!:(]|\Wleider), anderer? termin, anderweitig, ziehe .{0,40}zurueck, zusage .{0,40}(?:zurueck\w*|nicht (?:ein)?halten), (?:bekomme|kriege|packe|manage)\w* .{0,40}nicht, (?:andere|weitere|eigene) (?:veranstaltung|sitzung|feier|reise)\w*, findet .{0,60}statt, verreist, nicht im lande, fall\w* (?:ich |wir )?(?:leider )?aus, aussetzen, ohne unser\w* (?:land)?kreis, ohne unser (?:amt|haus|buero|team), nehme\w* .{0,40}abstand, sag\w* .{0,30}(?:platz|teilnahme|anmeldung) ab,
    \w*ueberschneid\w*, kollidier\w*, an keine[mnr] .{0,20}tage?, weder .{1,60} noch .{1,60}, streich\w* .{0,10}mich, mich .{0,30}(?:streichen|abmelden|austragen|abzumelden|auszutragen), melde .{0,40}ab(?! (?:dem|den|mo|di|mi|do|fr|\d)), (?:wird|wurde) .{0,20}nichts, declin\w+, (?:i|we) (?:can't|cannot|can not|won't|couldn't), take me off, booked, clash\w*, conflict\w*, can(?:'t|not| not) (?:make|attend|come|join|be), unable to, won't (?:be|make|come|join|attend), no(?! \w), no (?:way|chance|time), not (?:be )?(?:able|attend\w*|coming|joining|possible), regret\w*, cancel\w*, on (?:\w+ )?(?:leave|holiday|vacation), (?:i'm|i am) (?:ill|sick|abroad|away)"""
)
_WISH = any_of(r"(?:wuerden?|waeren?) .{0,20}gern\w*, gern\w* (?:gekommen|dabei gewesen|teilgenommen), would (?:love|like) to")
_YES = any_of(
    r"""keine einwaende, (?:bin|habe mich|haben uns) .{0,20}angemeldet, anwesend, jawohl, (?<!nicht )unbedingt, auf jeden fall, auf .{0,30}(?:teilnehm|teilnahme)\w*, delighted to, i(?:'m| am) in, zusage\w*, zugesagt, sagen? .{0,20}zu, dabei, komme?n?, gern\w*, nehmen? .{0,60}teil, nehmen? .{0,40}an, teilnehmen, teilnahme, ja, jo, passt, klappt, freue? (?:mich|uns), freuen uns,
    bestaetig\w*, werde\w* da sein, (?:bin|sind) (?:(?:ich|wir) )?(?:da|am start|vor ort), meld\w* .{0,30}an, trag\w* .{0,30}ein, reise\w* .{0,40}an, geht klar, daumen hoch, steht im kalender, von der partie, selbstverstaendlich, ok, okay, in ordnung, wir sind .{0,12}personen, wir sind (?:insgesamt|zusammen),
    (?:schalte|waehle)\w* mich, (?:bin|sind) .{0,20}mit (?:am|an|im) \w+, glad to, mich .{0,40}(?:zuschalten|zuzuschalten|dazuschalten|einwaehlen), termin .{0,20}(?:eingetragen|notiert|geblockt|gespeichert), gebongt, abgemacht, bleibe .{0,30}bis,
    nur .{0,20}(?:tag|vormittags?|nachmittags?|\w+tag), accept\w*, yes, sure, (?:i|we)(?:'ll| will| can) (?:\w+ )?(?:be there|be present|come|attend|join|participate|make it), count .{0,20}in, works for me, see you (?:then|there), count me in, happy to, looking forward, attending, will attend, zu (?:zweit|dritt|viert), kann, klar(?=\W*$|[,!]), rechne\w* .{0,20}mit (?:mir|uns), mit (?:mir|uns) .{0,20}rechnen, (?:\d{1,2}|zwei|drei|vier|fuenf) personen"""
)
_TAKEN_BACK = any_of(
    r"""absage .{0,30}(?:zurueck\w*|hinfaellig|gegenstandslos|ignorieren|vergessen|streichen), nehme .{0,20}absage zurueck, nicht verhindert,
    lass\w* (?:ich|wir) (?:mir|uns) (?:das |den termin )?nicht (?:entgehen|nehmen), (?:wouldn't|would not) miss"""
)
"""A yes for all the words of refusal in it."""
_ANSWERS = ((ACCEPTED, _TAKEN_BACK), (TENTATIVE, _MAYBE), (DECLINED, _NO), ("WISH", _WISH), (ACCEPTED, _YES))
_NOT = any_of(r"nicht(?! (?:allein|nur))(?! wahr)")
_DETAIL = any_of(
    r"""(?:am|den|der) (?:ersten|zweiten|dritten|letzten)(?: tag)?, vormittags?, nachmittags?, mittag\w*, \w*essen, verpflegung, uebernacht\w*, ueber nacht, hotel\w*, \w*abend\w*, anreise\w*, abreise\w*, wie (?:ich|wir) (?:hin|an)komm\w*, fuehrung, rundgang, exkursion, besichtigung, empfang, imbiss, buffet, kaffee, fruehstueck, workshop\w*, bleiben, parkplatz, frueher, spaeter, erst (?:ab|um|gegen)\b.{0,20},
    leave, leaving, (?:a bit |a little )?late, early, earlier,
    fleisch, schwein\w*, laktose\w*, gluten\w*, treppen?, vor ort, lunch, dinner, hotel, stay"""
)
_EARLIER = any_of(
    r"(?:habe|hatte|haben|hatten) .{0,40}(?:zugesagt|abgesagt|angemeldet), (?:ich |wir )?(?:wollten?|hatten?) .{0,40}, eigentlich\b.{0,60}, (?:anders als|entgegen) .{0,40}"
)
"""What was answered before, and no longer holds where something else is said."""
_BESIDE = re.compile(
    r"\b(?:entgegen|trotz|anders als) (?:bei )?(?:mein|unser|der)\w* (?:\w+ ){0,2}(?:ab|zu)sage\b"
    r"|\b(?:wenn|falls|sofern|if) (?:das|es|that|that's|it|it's) (?:\w+ ){0,3}?(?:in ordnung|ok(?:ay)?|recht|erlaubt|vorgesehen|fine|all ?right)\b"
    r"|(?<=\b)(?:anderer?|other) (?:termin|meeting) (?:ist|wurde|is|was|has been) (?:\w+ )?(?:ausgefallen|verschoben|abgesagt|cancelled|moved)\b"
    r"|\bfrei(?:geblockt|gehalten)\b|\b(?:auch|selbst|even) (?:wenn|falls|if)\b[^,.;:!]*"
    r"|(?<!ich )(?<!wir )\b(?:(?:ruf|schreib|frag|sprich|sprech|wend)\w*|meld\w*(?! (?:ich|wir|mich|uns)\b)|(?:kannst|darfst) du|du (?:kannst|darfst)|(?:koennen|duerfen) sie|sie (?:koennen|duerfen)|(?:koennt|duerft) ihr)\b[^,;.!]{0,40}\bgern\w*"
)
"""Words beside the answer: what was said before, whether it suits the organiser, a hindrance that is gone or does not count, what the reader is welcome to do."""
_ONLINE = re.compile(r"\b(?:online|digital|virtuell|hybrid|per (?:video\w*|zoom|teams|webex|telefon)|zoom|teams|remotely|by video)\b")
_IF_OFFERED = re.compile(
    r"\b(?:wenn|falls|sofern|if) (?:das|es|that|it)(?:'s| is)? (?:auch |technisch )?(?:geht|ginge|moeglich ist|angeboten wird|possible|works)\b"
)
"""Beside a wish to take part from afar it asks whether there is a way in."""
_ANOTHER_TIME = re.compile(r"\b(?:naechste[ns]? (?:mal|jahr|treffen|termin)|ein andermal|next time)\b")
_PART = re.compile(
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s?\b|\btag (?:\d|eins|zwei|drei)\b|\b(?:vor|nach)mittags?\b"
    r"|\b(?:ersten?|zweiten?|dritten?|letzten?|first|second|third|last) (?:tag|day)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bday (?:one|two|three|\d)\b|\b\d{1,2}\.(?: ?\d{1,2}\.)?(?!\d)"
)
"""One day or half of it."""
_AFTER_ALL = re.compile(r"\bdoch\b(?! gern)")
_CLAUSE = re.compile(
    r"(?<!doch)[,;!]\s+(?!(?:ob|wie|womit|wann|whether|how) )|(?<!doch)(?<!\d)\.\s+|(?<!kann)(?<!muss)\s(?:aber|jedoch|but)\s(?!(?:leider |doch |noch |auch )*(?:nicht|trotzdem|dennoch)\b)"
)
_CAP = r"(?!Ihnen\b|Sie\b|Euch\b|Ich\b)[A-ZÄÖÜ][\w'äöüß-]{1,40}"
_TITLE = r"(?:(?:Frau|Herrn?|Dr\.|Prof\.|Ms\.?|Mrs?\.?)\s+)"
_NAME = rf"(?:{_TITLE}{{1,3}}{_CAP}(?:\s+{_CAP}){{0,2}}|{_CAP}(?:\s+{_CAP}){{1,2}})"
_BETWEEN = r"(?:[\s:,]+(?:[a-zäöüß]\S{0,20}|Ihnen|Euch|Kolleg\w+|Stellvertret\w+|Mitarbeiter\w*)){0,5}[\s:,]+"
_INSTEAD = (
    re.compile(
        rf"\b(?i:an meiner stelle|für mich|stattdessen|statt mir|dafür kommt|lasse mich von|vertreten werde ich von|statt meiner|als ersatz|als vertretung|vertretung|vertritt mich|(?:mich|uns) vertritt|vertreten durch|durch|schicke|entsende|es kommt|my colleague|represented by"
        rf"|kommt|meine vertreter(?:in)?)\b{_BETWEEN}(?P<name>{_NAME})"
    ),
    re.compile(
        rf"(?P<name>{_NAME})(?:\s*\([^()]{{0,80}}\))?\s+(?:vertritt|übernimmt|springt|wird mich vertreten|nimmt (?:meinen Platz|den Termin|daran|meine Stelle)|(?:nimmt|kommt|geht) (?:für (?:mich|uns)|stattdessen|an meiner Stelle|statt meiner)"
        r"|(?:will (?:attend|come|go|join)|comes|attends) (?:instead|in my place|for me)|wird [^.!?]{1,50} vertreten|(?:will )?(?:stands?|fills?|steps?) in|(?:will )?(?:represents?|replaces?|covers? for) (?:me|us)|(?:will )?takes? my place|statt (?:meiner|mir)|weiter\b)"
    ),
    re.compile(
        rf"(?P<name>{_NAME})\s[^.!?;,]{{0,40}}\b(?:an meiner Stelle|stattdessen|statt (?:mir|meiner)|instead(?: of me)?|in my (?:place|stead)|on my behalf)\b"
    ),
    re.compile(rf"(?P<name>{_NAME})\s+(?:geht|kommt|fährt) (?:dafür |also )?hin\b"),
    re.compile(rf"\bwird (?P<name>{_NAME}) (?:teilnehmen|kommen|dabei sein|anwesend sein)\b"),
    re.compile(rf"\bnimmt (?P<name>{_NAME}) (?:für (?:mich|uns)|an meiner Stelle|statt meiner|stattdessen)\b"),
)
_ASKS_LEAVE = re.compile(
    r"\b(?:kann|koennte|darf|duerfte|koennen|duerfen|can|could|may) (?:ich|wir|man|jemand|(?:mein|unser)e? \w+|i|we|one|anyone|my \w+)\b.*\?\W*$"
)
"""Nobody comes yet who is asked about: "Kann ich noch jemanden mitbringen?"."""
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


def rsvp_in(text: str) -> Rsvp | None:
    """The answer in a letter's new text; partstat None where it cannot be told, None where nothing was written."""
    spoken = [s[:400] for s in sentences(text[:8000]) if not is_greeting(s)][:12]
    if not spoken:
        return None
    name = _substitute(text[:4000])
    companions = companions_in(" ".join(s for s in sentences(text[:4000]) if not _ASKS_LEAVE.search(folded(s))))
    partstat = _partstat(spoken) or (ACCEPTED if companions and not all(map(_asks, spoken)) else None)
    if name and (partstat != ACCEPTED or not _comes_too(spoken)):
        address = next(iter(_ADDRESS.findall(text[:4000])), "")
        return Rsvp(DECLINED, 0, _comment(text), name, address.lower())
    details = details_in(text) if partstat in {ACCEPTED, TENTATIVE} else Details()
    return Rsvp(partstat, companions if partstat != DECLINED else 0, _comment(text), details=details)


def _comment(text: str) -> str:
    return " ".join(text.split())[:1000]


def _partstat(spoken: list[str]) -> str | None:
    """What the first clear words say; a doubt before a refusal stays a doubt, a wish before it is none."""
    said = [found for sentence in spoken if not _asks(sentence) for found in _clauses(sentence)]
    said = [one for one in said if not one.earlier] or said
    if {one.answer for one in said if one.part} >= {ACCEPTED, DECLINED}:
        return ACCEPTED
    if changed := [one.answer for one in said if one.after_all]:
        return changed[-1]
    answers = [one.answer for one in said if not one.detail] or [one.answer for one in said]
    clear = [a for a in answers if a != "WISH"]
    if not clear:
        return TENTATIVE if answers else ACCEPTED if any("👍" in s for s in spoken) else None
    if clear[0] == DECLINED:
        return DECLINED
    if TENTATIVE in clear:
        return TENTATIVE
    return ACCEPTED if DECLINED not in clear else None


@dataclass(frozen=True, slots=True)
class _Said:
    """The answer of one clause."""

    answer: str
    detail: bool
    """Only about a part of the meeting."""
    earlier: bool
    """What was answered before."""
    after_all: bool
    """ "Nun doch": it takes back what was said before."""
    part: bool
    """About one day of several."""


def _clauses(sentence: str) -> Iterator[_Said]:
    """What each clause says; a refusal behind a detail ("Ein Hotel brauche ich nicht, nein") is about the detail, too."""
    about_detail = False
    plain = _BESIDE.sub(" ", folded(sentence))
    if _ONLINE.search(plain):
        plain = _IF_OFFERED.sub(" ", plain)
    for clause in _CLAUSE.split(plain):
        if _ANOTHER_TIME.search(clause):
            continue
        about_detail = about_detail or bool(_DETAIL.search(clause))
        if answer := _answer(clause):
            detail = answer != ACCEPTED and (bool(_DETAIL.search(clause)) or (about_detail and answer == DECLINED))
            after_all = not detail and answer in {ACCEPTED, DECLINED} and bool(_AFTER_ALL.search(clause))
            yield _Said(answer, detail, bool(_EARLIER.search(clause)), after_all, bool(_PART.search(clause)))


def _answer(clause: str) -> str:
    answer = next((answer for answer, words in _ANSWERS if words.search(clause)), "")
    if not answer and _PART.search(clause) and re.search(r"\b(?:nicht|no|not)\W*$", clause):
        return DECLINED
    return DECLINED if answer == ACCEPTED and _NOT.search(clause) and not _TAKEN_BACK.search(clause) else answer


def _asks(sentence: str) -> bool:
    return sentence.rstrip().endswith("?") and not re.match(r"^\s*(?:ja|nein|zusage|absage|yes|no)\b", sentence, re.I)


def _comes_too(spoken: list[str]) -> bool:
    """ "Ja, und Frau Muster kommt auch": the writer comes as well."""
    return bool(
        re.match(r"^\W*(?:ja|zusage|komme|yes|gern|bin|i(?:'ll| will| can)|i'm|i am)\b", folded(spoken[0]))
        or re.search(
            r"\b(?:auch|ebenfalls|beide|both|(?:und|and) (?:ich|i)|too|as well|along|join\w* (?:me|us)|with me|mit|bring\w*|begleit\w*)\b",
            folded(" ".join(spoken)),
        )
    )


def _substitute(text: str) -> str:
    found = next((m for pattern in _INSTEAD if (m := pattern.search(text))), None)
    return found["name"].strip() if found else ""
