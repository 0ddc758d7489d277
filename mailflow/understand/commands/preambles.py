"""What stands in front of an order in its sentence and is none of it: papers read, colleagues asked, thanks given, wishes put politely."""

from __future__ import annotations

import re

from mailflow.understand.commands.stretches import CASE
from mailflow.understand.wording import doubt_in, folded

_CONCLUDES = re.compile(
    r"^\W*(?:(?:den|die|das) (?:beitrag|antrag|post|nachricht|mail|landkreis|kreis|bewerbung|anmeldung|aufnahme) (?=daher|deshalb|deswegen|somit|demnach|folglich))?(?:im (?:ergebnis|fazit)|zusammenfassend|unter dem strich|unterm strich|alles in allem|nach alledem|insgesamt gesehen|in der gesamtschau|zusammengefasst|somit|demnach|daher|deshalb|deswegen|folglich|mithin|infolgedessen|therefore|hence|on balance|in conclusion|all in all|all things considered)\b,?\s*(?:(?:ist|sind|is)\s)?",
    re.I,
)
"""What was weighed before ends here."""
_REQUESTED = re.compile(
    r"^.{0,300}?\b(?:(?:darf|möchte|moechte|würde|wuerde) ich (?:sie|euch|dich)?|(?:bitte|bitten) (?:ich|wir) (?:sie|euch|dich)?|(?:ich|wir) (?:bitte|bitten) (?:sie|euch|dich)?)"
    r"(?:\s?(?:höflich|hoeflich|herzlich|freundlich|hiermit|daher|darum|nun|gern|bitten|ersuchen))*,\s*",
    re.I,
)
"""A request up to the comma before what is requested."""
_HEADED = re.compile(
    r"^\W*(?:@\w+[,:]?\s+|(?:(?:mein|my|unser|das|die|hier|kurze?|knapp|und|also|daher|deshalb|darum|endlich|erst|jetzt|nun)\w*\s+){0,4}(?:votum|(?<=meine )antwort|(?<=kurze )antwort|(?<=my )answer|entscheidung|ergebnis|fazit|urteil|rückmeldung|kurz|knapp|kurzum"
    r"|also|daher|deshalb|darum|(?:ich|wir) (?:entscheiden?|haben? (?:so )?entschieden)|(?:i|we) (?:have )?decided?|decision|verdict|vote)(?:\s(?:der|unserer)\s(?:geschäftsstelle|redaktion|moderation))?(?:\s(?:lautet|ist|is))?:\s+)",
    re.I,
)
"""Announces the decision and is none of it."""
_AGREED = re.compile(
    r"^[^:?]{0,160}\b(?:deshalb|daher|darum|drum) (?:nur |ganz )?(?:kurz|knapp)\s*:\s+"
    r"|^(?=[^:]*\b(?:wir|ich|we|i)\b)[^:?]{0,160}\b(?:einig|einstimmig|beschlossen|entschieden|geeinigt|in der runde besprochen|agreed|decided)\b[^:?]{0,20}:\s+",
    re.I,
)
"""Tells that a decision was reached together, or why it comes so short; it follows."""
_SETTLED = re.compile(r"\bnach (?:\w+ ){0,2}(?:durchsicht|pruefung|ruecksprache|beratung|abstimmung)\b")
"""Has happened, where a request in the present follows; alone it is a condition."""
_CONSULTED = re.compile(
    r"^(?:[^.!?]{0,80}[,!] )?nach (?:\w+ ){0,2}(?:durchsicht|prüfung|pruefung|rücksprache|ruecksprache|beratung|abstimmung)\b[^,.;!?]{0,60}? (?=(?:genehmige|befürworte|bewillige|gebe|erteile|können|koennen|kann|stimme|stimmen|nehmen|lehne|lehnen|müssen|muss|geben|gebe) (?:ich|wir)\b|(?:bestehen|bestehe|habe|haben|sehe|sehen|gibt|spricht|wird|werden|ist|sind)\b)",
    re.I,
)
"""Has happened, where what we can do now follows."""
_LOOKED = re.compile(
    r"^\W*(?:so,? |hallo,? |moin,? )?(?:ich|wir|hab(?:e)?|have|i|i've|we|we've)\b[^:?]{0,100}\b(?:durchgesehen|gelesen|geprüft|geprueft|angeschaut|angesehen|durchgeschaut|durchgelesen|draufgeschaut|drübergeschaut|checked|read|reviewed|looked (?:at|through|over) \w+)\s*[:.;–-]\s+",
    re.I,
)
"""Tells that the papers were read; what comes of it follows."""
_IF_YOU_WOULD = re.compile(
    r"^(?:[^,.?!]{0,60}?\b(?:wäre|wären|waere|waeren|würde|würden|wuerde|wuerden|fände|faende)\b[^,.?!]{0,60}),\s*wenn (?:sie|ihr|du)\s(?P<what>[^?!]{4,300}?)\s(?:würden|würdet|würdest|könnten|könntet|könntest|wuerden|wuerdet|koennten|koenntet)\W*$"
    r"|^(?:[^,.?!]{0,60}?\b(?:wäre|waere|würde|wuerde|fände|faende)\b[^,.?!]{0,60}),\s*wenn (?P<mine>ich\s[^?!]{4,300}?)\s(?:könnte|koennte|dürfte|duerfte|würde|wuerde)\W*$"
    r"|^(?:[^,.?!]{0,60}?\b(?:would be|should be|would appreciate|'d be|'d appreciate)\b[^,.?!]{0,40}?) if you (?:could|would|might)\s(?P<asked>[^?!]{4,300})$",
    re.I,
)
"""Thanks in advance for what is thereby requested: "Ich wäre Ihnen dankbar, wenn Sie ... würden"."""
_GLAD = re.compile(
    r"^(?![^,]*\b(?:nicht|kaum|wenig|not|hardly)\b)[^,]*\b(?:dankbar|verbunden|schön|schoen|nett|lieb|toll|super|prima|klasse|freu\w*|froh|hilfreich|recht|grateful|thankful|appreciate|glad|happy|nice|great|helpful)\b",
    re.I,
)
"""Would be glad of it: "Es wäre ein Fehler, wenn Sie ..." asks for nothing."""
_NICE_IF = re.compile(
    r"^.{0,200}?\b(?:wäre|waere|wären|fände|faende)\b (?:es |das |ich |ich es |wir )?(?:\w+ ){0,3}?(?:schön|schoen|toll|super|prima|gut|nett|lieb|klasse|hilfreich|dankbar|froh|fein),?\s*wenn"
    r" (?P<what>(?:ich|sie|ihr|du|wir)\s[^?!,]{4,200}?)\s(?P<verb>bekäme|bekaeme|bekämen|erhielte|kriegte|(?:bekommen|erhalten|kriegen) (?:könnte|koennte|dürfte|würde|wuerde|könnten))(?=,|\.|\s*$)",
    re.I | re.S,
)
"""A wish about what the writer would get, whatever was told in front of it."""
_SET_SO_THAT = re.compile(
    r"^\W*(?:könnte|könnten|kann|können|würden|könntet|könnt|koennte|koennten|could)\s(?:man|sie|ihr|you)\s(?:das |es )?(?:bei mir |für mich )?(?:bitte |mal )*(?:so )?(?:einstellen|einrichten|machen|umstellen|regeln|set it(?: up)?|arrange it),?\s(?:dass|daß|so that)\s(?P<what>[^?!]{4,200}?)(?:,\s[^,?!]*)?\W*$",
    re.I,
)
"""A wish for how it is to be from now on."""
_ENOUGH_IF = re.compile(
    r"^(?=[^,.?!]{0,50}\b(?:mir|uns|me|us)\b)[^,.?!]{0,40}\b(?:reicht|genügt|genuegt|langt|reichen|genügen|genuegen|enough|do)\b[^,.?!]{0,30},?\s*(?:wenn|if)\s(?P<what>[^?!]{4,300})$",
    re.I,
)
"""A wish that calls itself enough: "Mir reicht es, wenn der Digest wöchentlich kommt"."""
_DENIED = re.compile(r"\b(?:nicht|nie|kaum|wenig\w*|kein\w*|ungern|not|hardly|no)\b")
_MAY_I_ASK = re.compile(
    r"^\W*(?:(?:might|may|could|can) i (?:just |kindly )?ask (?:you|somebody|someone) to|i(?:'d| would) like to ask you to|(?:darf|dürfte|durfte) ich (?:sie|euch|dich) (?:darum )?bitten,?)\s+",
    re.I,
)
_THERE_IS = re.compile(r"^\W*(?:na ja |naja )?[Dd]a\s(?=(?:spricht|steht|gibt|habe?|kann|können|bin|sehe|sehen|passt)\b)")
"""Says no more than "hier"; "da" in front of anything else gives a reason."""
_SORRY = re.compile(
    r"^\W*(?:leider|sorry|(?:es )?tut (?:mir|uns) (?:sehr |echt )?leid|so leid es (?:mir|uns) tut|i'?m (?:sorry|afraid)|we'?re sorry|unfortunately)\W+(?:aber|but)\s+",
    re.I,
)
"""Regret in front of what is decided all the same."""


_AND_HOW = re.compile(
    r"(?<=\w)[,;–-]+\s*(?:und\s)?(?:was (?:muss|soll|kann) ich (?:dafür |dazu |da )?(?:noch )?(?:tun|machen)|wie (?:geht|mache ich|läuft) das|geht das|ginge das|what do i (?:have|need) to do|how (?:do i do that|does that work)|is that possible)\s*\?\W*$",
    re.I,
)
"""Asks the way behind a wish, which is its way: "ich würde gern mitmachen, was muss ich tun?"."""
_WISHES = re.compile(
    r"\b(?:ich|wir) (?:würden?|möchten?|wuerden?|moechten?|hätten?)\b|\b(?:würden?|möchten?|wuerden?|moechten?) (?:ich|wir)\b|\b(?:i|we)(?: would|'d) like\b",
    re.I,
)


_MAY_I_JOIN = re.compile(
    r"\W*(?:kann|darf|koennte|duerfte|may|can|could) (?:ich|wir|i|we) (?:(?:auch|noch|denn|gern|also) )*"
    r"(?:(?:bei|in)(?: der| die)? [^,.?]{3,40} (?:mitmachen|mitarbeiten|mitlesen|mitwirken|teilnehmen|dabei sein|rein)|(?:der|die) [^,.?]{3,40} beitreten|join [^,.?]{3,40})\W*"
)
"""Asks to be let in, and not how: whoever decides about the list answers it."""


def concludes(sentence: str) -> bool:
    """Whether a sentence says what comes out of the weighing before it."""
    return bool(_CONCLUDES.match(sentence))


def without_asking_how(sentence: str) -> str:
    """A wish of one's own without the question behind it, or in its form; who would decide about a matter is not taken for having decided."""
    if _MAY_I_JOIN.fullmatch(folded(sentence)):
        return f"{sentence.rstrip('?!. ')} bitte"
    return _AND_HOW.sub("", sentence) if _WISHES.search(sentence) and not CASE.search(sentence) else sentence


def as_wish(sentence: str) -> str:
    """ "Mir reicht es, wenn der Digest wöchentlich kommt" as a request, where nothing in it is denied; of a decision it would be a condition."""
    for form, ending in ((_SET_SO_THAT, ""), (_NICE_IF, " bekommen"), (_ENOUGH_IF, "")):
        wish = form.match(sentence)
        if wish and not doubt_in(wish["what"]) and not _DENIED.search(folded(sentence[: wish.start("what")])):
            return f"Bitte {wish['what']}{ending}"
    return sentence


def without_preamble(sentence: str) -> str:
    """ "Nach Durchsicht der Unterlagen bitte ich Sie, ...": what is asked for, where what stands before doubts nothing."""
    looked = _LOOKED.match(sentence)
    sentence = sentence[looked.end() :] if looked and not doubt_in(looked[0]) else sentence
    sentence = _CONCLUDES.sub("", _SORRY.sub("", _THERE_IS.sub("", sentence)))
    sentence = _MAY_I_ASK.sub("Please ", sentence).rstrip("?") if _MAY_I_ASK.match(sentence) else sentence
    if (kindly := _IF_YOU_WOULD.match(sentence)) and _GLAD.match(sentence):
        sentence = f"Bitte {kindly['what'] or kindly['mine'] or kindly['asked']}"
    sentence = _HEADED.sub("", _CONSULTED.sub("", sentence))
    if (together := _AGREED.match(sentence)) and not doubt_in(together[0]):
        sentence = sentence[together.end() :]
    asked = _REQUESTED.match(sentence)
    return sentence if asked is None or doubt_in(_SETTLED.sub(" ", folded(asked[0]))) else sentence[asked.end() :]
