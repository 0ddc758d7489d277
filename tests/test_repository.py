"""The repository keeps its own shape: no large module, no stray utils, a German and an English letter each, lists that compile."""

import re
from pathlib import Path

import pytest

from mailflow.app import App
from mailflow.decide.asking import kinds
from mailflow.decide.commands import COMMANDS
from mailflow.decide.rules import RULES
from mailflow.model.tokens import token
from mailflow.perform.templates import LANGUAGES, Templates
from mailflow.settings import Settings

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "mailflow").rglob("*.py"))
TEMPLATES = Templates((ROOT / "templates",))


def test_no_module_is_longer_than_400_lines():
    long = {
        str(m.relative_to(ROOT)): n for m in MODULES if (n := len(m.read_text("utf-8").splitlines())) > 400 and "migrations" not in m.parts
    }
    assert not long


def test_no_module_is_called_utils_or_helper():
    assert not [m for m in MODULES if re.search(r"util|helper|manager|misc|common", m.stem)]


@pytest.mark.parametrize(
    "name", sorted({str(p.relative_to(ROOT / "templates" / "de").with_suffix("")) for p in (ROOT / "templates/de").rglob("*.md")})
)
def test_every_letter_stands_in_both_languages(name):
    for language in LANGUAGES:
        assert (ROOT / "templates" / language / f"{name}.md").is_file()


def test_every_letter_renders_from_its_own_sample():
    assert list(TEMPLATES.problems()) == []


def test_every_letter_a_decision_sends_exists():
    written = "\n".join(m.read_text("utf-8") for m in (ROOT / "mailflow/decide").rglob("*.py"))
    named = set(re.findall(r'Send\(\s*"([a-z_]+/[a-z_]+)"', written))
    assert named <= set(TEMPLATES.names()), named - set(TEMPLATES.names())
    assert {f"reminder/{k}" for k, kind in kinds().items() if kind.reminds_after} <= set(TEMPLATES.names())


def test_every_answer_part_exists():
    written = "\n".join(m.read_text("utf-8") for m in (ROOT / "mailflow/decide").rglob("*.py"))
    parts = set(re.findall(r'Done\(\s*"([a-z_]+)"', written))
    there = {p.stem for p in (ROOT / "templates/de/_done").glob("*.md")}
    assert parts == there, parts ^ there


def test_every_list_file_compiles_and_names_rules_that_exist():
    kinds = App(Settings(store={"url": "sqlite://"})).list_kinds()
    assert set(kinds) == {"workgroup", "room", "everyone", "announcements"}
    assert all(rule in RULES for kind in kinds.values() for rule in kind.rules)


def test_every_command_says_its_words_in_german_and_english():
    assert set(COMMANDS) >= {
        "help",
        "list_groups",
        "list_members",
        "subscribe",
        "unsubscribe",
        "found_group",
        "status",
        "digest",
        "vacation",
        "resume",
    }
    for command in COMMANDS.values():
        assert command.usage.split()[0].rstrip(":,") in " ".join(command.words)
        assert command.usage_en.split()[0].rstrip(":,") in " ".join(command.words)


def test_every_question_offers_commands_that_exist():
    for kind in kinds().values():
        assert set(kind.offered) <= set(COMMANDS)


def test_no_letter_carries_a_line_that_would_decide_if_it_came_back():
    """Neither an out-of-office note nor a forward may decide (faults.md section 3): no line of ours is a bare decision word."""
    words = {w.casefold() for c in COMMANDS.values() for w in c.words} | {"ja", "nein", "yes", "no"}
    for name in TEMPLATES.names():
        for language in LANGUAGES:
            from mailflow.perform.templates import SAMPLE_COMMON

            rendered = TEMPLATES.with_common(SAMPLE_COMMON).letter(name, TEMPLATES.sample(name, language), language)
            for line in [rendered.subject, *rendered.text.splitlines()]:
                assert line.strip(" .!:").casefold() not in words, (name, line)


def test_secrets_are_not_guessable_from_ids():
    assert token(b"a" * 32, "reply", "q") != token(b"b" * 32, "reply", "q")
