"""Words as people write them, made comparable, and what makes a sentence of them doubtful: negation, condition, question, irony."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST = 400
SHORTEST_WRAPPED = 30
"""Letters of a line that a small letter below continues; shorter ones may be orders, one a line."""
NARROWEST = 60
"""Columns at which clients begin to wrap."""
_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).casefold()
    for umlaut, spelt in _UMLAUTS:
        plain = plain.replace(umlaut, spelt)
    return plain


@lru_cache(512)  # one sentence is looked at from many sides
def folded(text: str) -> str:
    """One case, umlauts spelt out: "Grüße" is "gruesse"."""
    return _folded(text)


def any_of(words: str) -> re.Pattern[str]:
    """Matches any of the comma-separated words in folded text."""
    return re.compile(r"(?<!\w)(?:" + "|".join(" ".join(w.split()) for w in re.split(r",\s+", words.strip())) + r")(?!\w)")


_NEGATION = any_of(
    r"""nein, nope, nicht, nich, nie, niemals, nichts, nix, kein(?:e[nrsm]?)?, keinesfalls, keineswegs, auf (?:gar )?keinen fall, ungern, statt, ohne,
    weder, vorerst, niemand, verweiger\w*, unmoeglich, stopp?, halt, kaum, schwerlich, anstatt, anstelle, not, never, don'?t, do not, cannot, can'?t, won'?t,
    no longer, without, no, nothing, nobody, hardly, neither, nor, instead of"""
)
_NO_HARM = re.compile(
    r"\bsoll(?:en)? (?:ruhig|gern|gerne)\b|\b(?:schreibt|schrieb|writes?|wrote) (?:\w+ ){0,2}?(?:von|unter|aus|mit|from)(?= (?:\w+ ){0,4}?(?:adresse|postfach|konto|account|mailadresse|handy|address)\b)|\b(?:von|unter|aus|mit) (?:\w+ ){0,4}?(?:adresse|postfach|konto|account|mailadresse|handy) (?:aus )?geschrieben\b|\b(?:kein(?:e[nrsm]?|erlei)?|no|not|nicht) (?:\w+ ){0,2}?(?:werbung|reklame|spam|bedenken|einwaende?n?|einwendungen|probleme?|fehler|zweifel|hindernis\w*|hinderungsgr\w+|einwand|risiko"
    r"|beanstandungen|(?:weitere[nr]? )?(?:rueck)?fragen|anmerkungen|aenderungswuensche|virus|viren|schadsoftware|maengel|unstimmigkeiten|advertis\w+|advert|objections?|concerns?|problems?|doubts?|issues?)\b(?! (?:bei|fuer|von) (?:\w+ )?(?:leitung|vorstand))"
    r"|\bkeinen grund,? (?:d(?:er|ie)(?: hier)? (?:gegen|einer) [^,.;?!]{0,40}? (?:spricht|entgegensteht)\b|dagegen|(?:zur|fuer eine) ablehnung|(?:ihn |sie |das )?abzulehnen)|\b(?:da )?fehlt nichts\b|\bnichts fehlt\b"
    r"|\b(?:nichts|nix|nothing) (?:mehr |spricht |speaks )?(?:dagegen|auszusetzen|einzuwenden|zu beanstanden|verdaechtiges|anstoessiges|werbliches|wrong|against)\b"
)
"""What is well because it is not bad: a denial that denies no decision."""
_CONDITION = any_of(
    r"""wenn, falls, sofern, sobald, solange, vorausgesetzt, unter (?:der|dem) (?:bedingung|voraussetzung|vorbehalt), vorbehalt, erst(?! (?:jetzt|heute|gestern|nun|ab|am|wieder|\{date\} wieder)\b), ehe, bevor, insofern,
    (?:in)?soweit(?! (?:alles )?(?:gut|ok|okay|klar|prima|in ordnung)\b), ausser(?! haus| dienst), ausgenommen, gesetzt den fall, im falle?, sonst, andernfalls,
    anderenfalls, abhaengig, haengt, zunaechst, unter auflagen?, probeweise, auf probe, vorlaeufig, vorsorglich, ausnahmsweise, versuchsweise, teilweise, befristet,
    bei (?:vorliegen|eingang|vorlage|bedarf|gelegenheit), nach (?:eingang|vorlage|vorliegen|erhalt|klaerung|korrektur|auskunft), wohl, moeglicherweise, womoeglich,
    nach ruecksprache, je nach\w*, oder, eigentlich, vielleicht, evtl, eventuell, ggf, gegebenenfalls, vermutlich, wahrscheinlich, grundsaetzlich, im prinzip,
    muesste[n]?, koennte[n]?, wuerde[n]?, sollte[n]?, haette[n]?, waere[n]?, vorbehaltlich, bis auf weiteres, aber, jedoch, allerdings, es sei denn,
    if, unless, once, provided, assuming, as long as, subject to, pending, except, otherwise, in case, depending, temporarily, provisionally,
    maybe, perhaps, probably, might, could, would, should, or, after, as soon as, in principle, but, until, only if"""
)
_VERB_FIRST = re.compile(
    r"^\W*(?:(?:liegt|liegen|stimmt|stimmen|ist|sind|hat|haben|kommt|kommen|wird|werden|erklaert|sagt|unterschreibt) (?:der|die|das|den|es|er|sie|frau|herrn?)"
    r"|(?:bestehen|besteht|gibt es|kommen|liegen) (?:keine?r?|nichts))\b[^?]*?(?:,|$)"
)
"""A condition without a word for it: "Liegt die Unterschrift vor, bitte aufnehmen"."""
_DOUBT = any_of(
    r"""weiss (?:ich )?nicht, keine ahnung, unsicher, bin mir nicht sicher, unklar, hm+, ob, not sure, no idea, unsure, whether, z\.? ?k\.?, zur kenntnis,
    siehe (?:telefonat|oben), wie besprochen, (?<!anders )ueberleg\w*, erwaeg\w*, denk\w* (?:darueber )?nach, nehmen wir (?:mal |einmal )?an, ich (?:denke|dachte|glaube|glaubte|vermute|schaetze|meine), (?:i|we) thought, thinking (?:of|about), considering, wonder(?:ing)?"""
)
_HEARSAY = any_of(
    r"""angeblich, laut, offenbar, anscheinend, scheinbar, scheint, vermeintlich, mutmasslich, wie (?:ich|wir|man) hoer\w*, (?:habe?|haben) (?:ich |wir )?gehoert, hoere (?:ich|gerade), es heisst,
    heisst es, erfahren, apparently, seemingly, supposedly, presumably, heard, rumou?rs?, zitat, sagt(?:e)?, gesagt, meint(?:e)?, gemeint, schreibt, schrieb, geschrieben, behauptet\w*, soll(?:en)?, says?, said, told, reportedly,
    wrote, according to, (?:wir|ich) (?:werden?|wurden?) (?:\w+ ){0,3}gebeten, (?:werden|wurden|bin|sind) (?:wir|ich) (?:\w+ ){0,3}gebeten, (?:was|were|am|are|been) asked"""
)
_IRONY = any_of(
    r"haha\w*, hihi, lol, rofl, scherz\w*, spass, witz(?! da(?:ran|bei)), ironie, sarkas\w*, weihnachtsmann, quatsch, klar doch, (?:na|ja) klar(?!\W+(?:bitte|gern|mach|nehm|sure|please|raus|rein|kann|darf|geht|natuerlich|koennen)\w*), yeah right, as if, joke, joking, kidding, sarcasm"
)
_WINKING = re.compile(r"[;:]-?[)DPp](?!\w)|😉|😜|🤣|😂|🙃|😏|🤡")
"""A smile may mean the opposite; only ":)" and ":-)" behind clear words are kind."""
_OURS = re.compile(r"antworten sie|antworten:|answer:|please answer|rueckgaengig bis|to take it back")
_POLITE = re.compile(
    r"\b(?:mich|uns) wuerde (?:\w+ )?interessieren\b|^\W*(?:\w+,? )?(?!(?:haben|habt|hast|sind|seid|bist|wurden|werden|werdet|wissen|wisst|weisst|kennen|kennt|sehen|seht|siehst|meinen|meint|finden|findet|glauben|denken)\b)\w{2,}(?:en|t|st) (?:sie|ihr|du)\b(?=[^?]*\bbitte\b)|\b(?:koennten|koenntet|koennen|koennt|koenntets|koennts|kunnts|kenntats|koenntn|wuerden|wuerdet|koenntest|wuerdest|kannst|can|could|would) (?:sie|ihr|du|you)\b|\b(?:i|we)(?: would|'d) be (?:very )?(?:happy|glad|pleased|delighted)\b|\b(?:ich|wir) (?:wuerden?|moechten?|haetten?)\b|\b(?:wuerden?|haetten?) (?:ich|wir) (?:\w+ ){0,2}gern\w*\b"
    r"|\b(?:i|we)(?: would|'d) like\b|\bkann ich (?:\w+ ){0,4}bitte\b|\b(?:koennte|kann|duerfte) ich (?=[^.?]{0,60}\b(?:mails|e-mails|beitraege|nachrichten|zusammenfassung|digest|ueberblick|liste|uebersicht)\b)|^\W*haette(?:n)?\b(?! (?:ich|man|er|sie) nicht)|\bcould i (?:please )?(?:get|have|receive) (?=.{0,40}\b(?:digest|mails?|posts?|summary|list)\b)|\bonce a (?:day|week|month)\b|\b(?:can|may) i (?=[^?]{0,80}\bplease\b)"
)
"""Conditional in form only."""
_COURTESY = re.compile(
    r"^\W*(?:hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|moin|dear|hi|hello|servus)\b[^,!:;.]{0,60}[,!]"
    r"|\b(?:(?:einen )?(?:schoenen )?guten (?:tag|morgen|abend)|(?:schoenen|schoenes) (?:tag|abend|gruss|wochenende|feierabend)(?: noch)?|gruess gott|good (?:morning|afternoon))\b"
    r"|\b(?:danke?|thanks|thank you) (?:schon mal |schon einmal |vorab )?(?:fuer|for) (?:die|ihre|deine|eure|your|the) (?:\w+ )?(?:hilfe|unterstuetzung|muehe|infos?|information\w*|help|support)\b"
    r"|\b(?:sorry|entschuldig\w*|verzeih\w*|apologies|pardon)\b(?: \w+){0,3} (?:spaet\w* \w+|verspaetung|verzoegerung|delay|wartezeit|late (?:reply|answer)|tippfehler|typos?)\b"
    r"|\b(?:das|den|die|es) (?:hatte|habe?) ich (?:\w+ ){0,2}vergessen\b|\b(?:until|till) then\b|\bkein problem\b|^\W*bis (?:spaeter|bald|dann|morgen|nachher|gleich|demnaechst|heute abend|naechste woche|(?:mon|diens|donners|frei)tag|mittwoch)\W*$|(?<=\bbitte )(?:so ?lange|bis dahin)\b|\bbis dahin(?= bitte\b)|(?<=\bbitte )(?:ein)?mal\b(?! (?:am|im|pro|in|die|jeden?|taeglich|woechentlich|monatlich|tag|woche|monat)\b)|\baber(?= (?:ja|gerne?|sicher|klar)\b)"
    r"|\b(?:(?:vielen|besten|herzlichen|lieben|schoenen) dank|many thanks|thank you)(?: im voraus| und .{0,30}gruesse| vorab)?\W*$"
)
_EMPHASIS = re.compile(
    r"\b(?:[\w-]+ ){0,2}?hin oder her\b|\b(?:auf jeden fall|und zwar|voll(?= (?:dafuer|einverstanden|und ganz|ok|okay|in ordnung)\b)|wie (?:beantragt|gewuenscht)|in jedem fall|ab sofort|so (?:ist|war) (?:es|das) (?:auch |genau )?gemeint|(?:das|es) (?:ist|war) (?:auch |genau )?so gemeint|habe ich (?:das |es )?(?:auch |genau )?so gemeint|(?:genau )?das meinte? ich|so soll es sein|^\W*(?:so ein )?(?:quatsch|unsinn)\W+(?=(?:das )?(?:nehm|zieh)\w* ich\b)|mit (?:grosser |viel )?freude|mit vergnuegen|mit (?:bestem|gutem) gewissen|von (?:ganzem )?herzen|aus voller ueberzeugung"
    r"|ohne (?:weiteres|wenn und aber|bedenken|vorbehalte?|einschraenkung(?:en)?|zoegern|umschweife)|without (?:hesitation|reservations?))\b"
)
"""Says no more than "gern", whatever its words mean elsewhere."""
_HAIL = r"(?:hallo|guten (?:tag|morgen|abend)|moin|liebe[rs]?|sehr geehrte[rs]?|dear|hi|hello|servus|gruess gott)\b"
_GREETING = re.compile(
    rf"^{_HAIL}(?:[,!]? {_HAIL}|(?! (?:ich|wir|i|we|am|in|an|bitte|please|ja|nein|nicht|yes|no|komme|kann|bin)\b)(?: (?:dr|prof|dipl|h)\.|[^,!.?])){{0,60}}[,!.]*$"
)
_ENDED = re.compile(r"[.!?:;]\W*$")
_ITEM = re.compile(r"\s*(?:[-*•–>]|\d{1,2}[.)]|[A-Z]-\d{4}-\d{4}|[\w -]{2,30}:)")
_ENDS = re.compile(
    r"(?<=[^\s\d.A-ZÄÖÜ][.!?])\s+(?=[A-ZÄÖÜ0-9\"„»])|(?<=\d\d\d[.!?])\s+(?=[A-ZÄÖÜ])|(?<=[A-ZÄÖÜ]{3}[.!?])\s+(?=[A-ZÄÖÜ])|(?<=[!?])\s+|(?<=[^\W_]\s[🎉👍🙂😊🥳💪🙏🚀])\s+(?=[A-ZÄÖÜ]|bitte\b|please\b)"
)
_ENDS_SMALL = re.compile(r"(?<=[a-zäöüß]{4}[.])\s+|(?<=[^\s\d.][.!?])\s+(?=[0-9\"„»])|(?<=[!?])\s+")
"""Ends of sentences; a pictograph that cheers stands for a full stop; in a line without capitals a full stop behind a whole word is one."""
_KNOWN_TO_ALL = re.compile(
    r"(?P<before>\b(?:ist|sind|war|waren|hat|haben|habe|bin|da|die|das|es|sie|er|wir|ich|auch|doch|weil|dass|gibt|kennt|kennen|weiss) )ja (?=\w)(?!gern|klar|bitte|natuerlich|unbedingt|sehr|danke|und |aber |ich |wir )"
)
"""The same behind a verb or pronoun, in any sentence."""
_OPEN_END = re.compile(
    r"(?:,|\b(?:nicht|noch|nie|kein(?:e[nrsm]?)?|und|oder|wenn|falls|zu|bitte|der|die|das|den|dem|des|ein(?:e[nrsm]?)?|mit|von|fuer|not|and|or|if|to|the|a|please))$"
)
"""A line that cannot end there."""
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[a-z]|einschl|wg|bzgl|lt|gem|ggfs|inkl|incl|exkl|ca|nr|bzw|evtl|ggf|vgl|hr|fr|tel|str|abt|art|abs|dr|prof|st|max|min|i\.?d\.?r|z\.?b|u\.?a|d\.?h|e)\.$",
    re.I,
)
"""Words whose full stop does not end a sentence."""


def words_of_letter(text: str) -> str:
    """`normal_words` of a whole text, which would stay in memory after the letter is gone."""
    return " ".join(re.findall(r"(?<![\w+@.-])[\w+@.-]*[\w+]|👍|✅|👌", _folded(text)))


@lru_cache(4096)  # the same few hundred phrases are compared with every sentence
def normal_words(text: str) -> str:
    """Comparable words: case, umlaut spelling, quotes and punctuation do not matter; one blank between words."""
    return words_of_letter(text)


def doubt_in(sentence: str) -> str:
    """Why a sentence must not be acted on: "ours", "irony", "doubt", "negation", "condition", "question"; "" if it may."""
    sentence = _NO_HARM.sub(" ", _EMPHASIS.sub(" ", folded(sentence[:LONGEST])))
    bare = _POLITE.sub(" ", sentence)
    for kind, found in (
        ("ours", _OURS.search(sentence)),
        ("irony", _IRONY.search(sentence) or _winks(sentence)),
        ("doubt", _DOUBT.search(sentence) or _HEARSAY.search(sentence) or "??" in sentence),
        ("negation", _NEGATION.search(sentence)),
        ("condition", _CONDITION.search(bare) or _VERB_FIRST.match(sentence)),
        ("question", "?" in sentence and bare == sentence),
    ):
        if found:
            return kind
    return ""


def only_smiles(sentence: str) -> bool:
    """Whether nothing but a smile makes it sound like irony."""
    return doubt_in(_WINKING.sub(" ", folded(sentence))) == ""


def _winks(sentence: str) -> bool:
    return any(smile[0] not in {":)", ":-)"} for smile in _WINKING.finditer(sentence))


def without_courtesies(text: str) -> str:
    """Folded text without good days, many thanks and emphasis, whose words mean something else elsewhere ("morgen", "sie ist ja Mitglied")."""
    return _COURTESY.sub(" ", _EMPHASIS.sub(" ", _KNOWN_TO_ALL.sub(r"\g<before>", folded(text))))


def says(words: str, phrase: str) -> bool:
    """Whether normalised words contain the phrase as whole words."""
    return f" {normal_words(phrase)} " in f" {words} "


@lru_cache(4096)
def near(word: str, wanted: str) -> bool:
    """One typing error in a word of at least six letters, or the letters of a long one jumbled inside; "anmelden" is none for "abmelden"."""
    if len(wanted) < 6 or abs(len(word) - len(wanted)) > 1 or (word[2:] == wanted[2:] and {word[:2], wanted[:2]} == {"ab", "an"}):
        return False
    if len(word) == len(wanted) > 7 and (word[0], word[-1]) == (wanted[0], wanted[-1]) and sorted(word) == sorted(wanted):
        return True
    from rapidfuzz.distance import OSA  # few letters are asked for it; not every reading child carries it

    return OSA.distance(word, wanted, score_cutoff=1) <= 1


def unwrapped(lines: Iterable[str]) -> list[str]:
    """Lines as they were typed: a client that wraps cuts a sentence anywhere, and "noch nicht" must not lose its verb."""
    whole: list[str] = []
    for line in lines:
        if whole and _goes_on(whole[-1].rstrip(), line.strip()):
            whole[-1] = f"{whole[-1].rstrip()} {line.strip()}"
        else:
            whole.append(line)
    return whole


def _goes_on(line: str, following: str) -> bool:
    if not line or not following or len(line) > LONGEST * 4 or _ENDED.search(line) or _ITEM.match(following):
        return False
    if following[0].islower():
        return len(line) >= SHORTEST_WRAPPED or bool(_OPEN_END.search(folded(line[-40:])))
    return len(line.rpartition("\n")[2]) + len(following.split(" ", 1)[0]) >= NARROWEST


def sentences(text: str) -> list[str]:
    """Sentences and lines, in order; abbreviations, titles and dates do not end one."""
    found: list[str] = []
    for line in unwrapped(text.split("\n")[:2000]):
        line = line.strip()[: LONGEST * 4]
        if line:
            ends = _ENDS_SMALL if line == line.lower() else _ENDS
            found += _joined(s.strip() for s in ends.split(line) if s.strip())
    return found


def _joined(parts: Iterable[str]) -> list[str]:
    whole: list[str] = []
    for part in parts:
        if whole and _ABBREVIATED.search(whole[-1]):
            whole[-1] += f" {part}"
        else:
            whole.append(part)
    return whole


def is_greeting(sentence: str) -> bool:
    """A salutation and nothing else."""
    return bool(_GREETING.match(folded(sentence)))
