"""What others decided, told beside the order that follows from it: "Der Vorstand hat zugestimmt. Bitte aufnehmen."

Alone it orders nothing, for who reports a decision may only want it known. Beside a request for the same it is the reason, as long as it
denies, limits and postpones nothing.
"""

from __future__ import annotations

import re

from mailflow.understand.commands.candidates import Context
from mailflow.understand.commands.sayings import sayings_in
from mailflow.understand.commands.stretches import CASE
from mailflow.understand.wording import doubt_in, folded

_IS_DONE = re.compile(
    r"\b(?:hat|haben|ist|sind|war|waren|wurde[n]?|has|have|is|are|was|were|agreed|approved|voted)\b|^\W*(?:alle|all|beide|both|everybody)\b"
)
_SAYS_YES = re.compile(r"\b(?:sag(?:t|e|en)|says?|said) (?:(?:auch|ebenfalls|also) )?(?:ja|yes)\b|\bhat (?:auch )?ja gesagt\b")
_IS_LIMITED = re.compile(
    r"\b(?:wird|werden|soll\w*|muss|muessen|kann|koennen|moechte\w*|will|wollen|shall|must|dass|damit|that|so that|unter|bis auf|ausser|nur|lediglich|teil\w*|only|partly|under"
    r"|(?:mit|with)(?! (?:\w+ ){0,2}?(?:mehrheit|stimmen|freude|majority|votes)\b))\b"
)
"""What is still to come, and on which terms."""


def backs(told: str, command: str, context: Context) -> bool:
    """Whether a sentence or clause reports that others decided what `command` does."""
    told = _SAYS_YES.sub("hat zugestimmt", folded(told))
    if "?" in told or CASE.search(told) or doubt_in(told) or not _IS_DONE.search(told) or _IS_LIMITED.search(told):
        return False
    return {s.command.name for s in sayings_in(context.words(told), context.commands(offered=True), phrases=True)} == {command}
