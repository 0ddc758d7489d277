"""Kinds of files that county gateways block together with their letter; which ones is said in the list's file.

Documents go back to their author, who can send a PDF. A program is nothing an officer sends knowingly: a person looks at the letter.
"""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict

_WITH_MACROS = (".docm", ".dotm", ".xlsm", ".xlsb", ".xltm", ".pptm", ".potm", ".ppsm")


def verdict_on(posting: Posting) -> Verdict | None:
    forbidden = tuple(f".{ending.lower()}" for ending in posting.kind.forbidden_files)
    names = [attachment.name for attachment in posting.letter.attachments if attachment.name.lower().endswith(forbidden)]
    if not forbidden or not names:
        return None
    if all(name.lower().endswith(_WITH_MACROS) for name in names):
        return Verdict("refuse", "forbidden_file", {"files": names})
    return Verdict("hold", "program_file")


RULE = Rule("forbidden_files", verdict_on, reasons=("forbidden_file", "program_file"))
