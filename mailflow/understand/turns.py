"""Turns of phrase that change how a sentence is meant, in folded text where not said otherwise."""

from __future__ import annotations

import re

HOW = re.compile(
    r"^\W*(?:(?:hallo|guten tag|moin)\W+)?(?:wie|wo|how|where|kann (?:ich|man)|can i|darf ich|geht das|ist es moeglich)\b(?!.*\b(?:bitte|please)\b)"
)
"""A question how something is done, at the head of a sentence; with "bitte" it is a request."""
TAIL = re.compile(r":|\(|\b(?:grund|begründung|begruendung|reason|weil|wegen|because|due to)\b|\s[-–—]\s|,|\s(?:da\b|mentor)", re.I)
"""Where a reason, the text of a question or a name begins."""
TAKEN_BACK = re.compile(r"\W*(?:nein|nope)\b.*|\W*(?:no|(?:doch|noch|lieber|bitte|besser) nicht|not yet)\W*")
"""No reason, but a change of mind."""
REASON_LINE = re.compile(r"^\W*(?:grund|begründung|begruendung|reason)\b", re.I)
ABOUT_MENTOR = re.compile(r"(?:mit |with )?(?:mentor|patin|pate\b|tandem)")
"""Names the mentor: an argument of the admission, not a doubt about it."""
REQUEST = re.compile(r"\b(?:bitte|please|mich|me|hiermit)\b")
"""Somebody wants something for themselves, where a bare word may be part of the talk."""
ANOTHER = re.compile(
    r"\b(?:ihn|him|her|them|(?:meine[nrm]?|unsere[nrm]?|my|our) (?:kolleg\w*|chefin|chef|mitarbeiter\w*|nachfolger\w*|vorgaenger\w*|colleagues?|boss)|(?:frau|herrn?|mrs?|ms) [a-z]\w+)\b"
)
"""Somebody else is meant, whose address the sentence does not give."""
TAKES_BACK = re.compile(
    r"\b(?:nein|warte|warten sie|moment|stopp?|halt|doch (?:nicht|lieber|erst|noch)|lieber (?:nicht|erst)|irrtum|versehen|vergessen sie|quatsch|wait|hold on|scratch that|actually)\b"
)
"""What makes the sentence before it doubtful."""
INSTEAD = re.compile(r"\b(?:nicht|not)\b(?! nur\b| only\b)[^,.!?]{0,60},\s*(?:sondern|but)\b", re.I)
"""What "nicht aufnehmen, sondern ablehnen" does not say."""
