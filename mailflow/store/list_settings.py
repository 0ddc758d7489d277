"""How a list behaved at Mailman 3 (REST), Mailman 2 (`config_list -o`) or Sympa (`config`), beside how its kind here behaves.

Nothing is changed but the list's subject: what a kind does is a line of its file, which many lists share. Every setting gets a line.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mailflow.model.lists import ListKind
from mailflow.model.records import Group
from mailflow.store.people import Plan


class UnreadableError(Exception):
    """A file that is none of these; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class _Row:
    """`ours` is a key of lists/*.toml; `means` tells what a value is here, None where there is nothing like it."""

    ours: str
    means: Callable[[Any], object]


def _one_of(**values: object) -> Callable[[Any], object]:
    return lambda value: values.get(f"_{value}".replace("-", "_"))


def _kilobytes(value: Any) -> object:
    return round(int(value) / 1000, 3) if int(value) else None


def _endings(value: Any) -> object:
    return tuple(value) or None


def _tag(value: Any) -> object:
    return re.sub(r"%\(\w+\)s|%d", "", str(value)).strip()


_REPLIES = _one_of(_no_munging="author", _point_to_list="list", _0="author", _1="list", _sender="author", _list="list", _all="list")
_NONMEMBERS = _one_of(_hold="hold", _reject="refuse", _discard="refuse", _1="hold", _2="refuse", _3="refuse")
_MODERATED = _one_of(_True="all", _False="nobody", _1="all", _0="nobody", _hold="all", _accept="nobody", _defer="nobody")
_ENTRY = _one_of(
    _open="open",
    _confirm="open",
    _auth="open",
    _0="open",
    _1="open",
    _moderate="coordinator",
    _confirm_then_moderate="coordinator",
    _owner="coordinator",
    _auth_owner="coordinator",
    _2="coordinator",
    _3="coordinator",
    _closed="nobody",
)
_EXIT = _one_of(_open="open", _confirm="open", _auth="open", _0="open", _closed="nobody")
_ARCHIVE = _one_of(_never="none", _private="all", _public="all", _True="all", _False="none", _1="all", _0="none")
_SENDERS = _one_of(_private="hold", _privateoreditorkey="hold", _privateandeditorkey="refuse", _public_nobcc=None)

ROWS: Mapping[str, _Row] = {
    "subject_prefix": _Row("subject_tag", _tag),
    "custom_subject": _Row("subject_tag", _tag),
    "reply_goes_to_list": _Row("reply_to", _REPLIES),
    "reply_to_header.value": _Row("reply_to", _REPLIES),
    "archive_policy": _Row("archive", _ARCHIVE),
    "archive": _Row("archive", _ARCHIVE),
    "max_message_size": _Row("max_size_mb", _kilobytes),
    "max_size": _Row("max_size_mb", lambda value: round(int(value) / 1_000_000, 3)),
    "default_member_action": _Row("moderated", _MODERATED),
    "default_member_moderation": _Row("moderated", _MODERATED),
    "emergency": _Row("moderated", lambda value: "all" if value in (True, 1) else "nobody"),
    "default_nonmember_action": _Row("strangers", _NONMEMBERS),
    "generic_nonmember_action": _Row("strangers", _NONMEMBERS),
    "send": _Row("strangers", _SENDERS),
    "subscription_policy": _Row("join", _ENTRY),
    "subscribe_policy": _Row("join", _ENTRY),
    "subscribe": _Row("join", _ENTRY),
    "unsubscription_policy": _Row("leave", _EXIT),
    "unsubscribe_policy": _Row("leave", _EXIT),
    "unsubscribe": _Row("leave", _EXIT),
    "filter_extensions": _Row("forbidden_files", _endings),
    "filter_filename_extensions": _Row("forbidden_files", _endings),
}
TOPICS = ("description", "subject")
ELSEWHERE: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"digest|mime_is_default"), "members", "each chooses with ZUSTELLUNG"),
    (re.compile(r"advertised|visibility$"), "always", "AG LISTE names every working group"),
    (re.compile(r"administrivia|require_explicit_destination"), "always", "rules misplaced_order and implicit"),
    (re.compile(r"include_rfc2369|include_list_post|include_sender"), "always", "every copy has the headers of a list"),
    (re.compile(r"welcome|goodbye"), "always", "who joins or leaves hears it; the words are in templates/"),
    (re.compile(r"bounce"), "always", "bounces are counted; see docs/betrieb.md"),
    (re.compile(r"dmarc|from_is_list"), "always", "From is the list's only where readers' servers would refuse the author's"),
    (re.compile(r"autorespon|respond_to"), "always", "every held or refused post is answered once"),
    (re.compile(r"_address$|_at$|^(?:post_id|volume|list_name|fqdn_listname|mail_host|host_name|real_name|display_name)$"), "server", ""),
)
"""(names, state, why) of what no key of a list's file says here; "server" names what was true of the old server alone."""
ORDER = ("topic", "otherwise", "same", "members", "always", "none", "server")


def plan(text: str, group: Group, kinds: Mapping[str, ListKind]) -> Plan:
    """A line for each setting: what is so here, what is otherwise, what each member chooses, what there is not."""
    planned, settings = Plan(), settings_in(text)
    told = (_told(name, value, kinds[group.kind], group.name) for name, value in settings.items())
    planned.rows += sorted(told, key=lambda row: ORDER.index(row[0]))
    topic = next((str(settings[name]) for name in TOPICS if settings.get(name)), "")
    if topic and topic != group.topic:
        planned.records.append(replace(group, topic=topic))
    otherwise = sorted(_differences(settings, kinds, group.name))
    planned.rows.append(("kinds", ", ".join(f"{count} otherwise in lists/{name}.toml" for count, name in otherwise)))
    return planned


def _told(name: str, value: object, kind: ListKind, title: str) -> tuple[str, str]:
    if "password" in name:
        return "server", f"{name}, which is not shown"
    said = f"{name} = {_short(value)}"
    if name in TOPICS:
        return "topic", said
    wanted = _wanted(name, value, title)
    if wanted is None:
        state, why = next(((state, why) for names, state, why in ELSEWHERE if names.search(name)), ("none", ""))
        return state, f"{said}: {why}" if why else said
    ours = ROWS[name].ours
    here = getattr(kind, ours)
    if here == wanted:
        return "same", f"{said}: {ours} = {_short(here)}"
    return "otherwise", f"{said}: {ours} = {_short(here)} in lists/{kind.kind}.toml, to be so write {ours} = {_short(wanted)}"


def _wanted(name: str, value: object, title: str) -> object:
    """What the setting is here, None where there is nothing like it; a kind is of many lists, each with a tag of its own title."""
    row = ROWS.get(name)
    try:
        meant = row.means(value) if row else None
    except (ValueError, TypeError):
        return None
    return meant.replace(title, "{name}") if row and row.ours == "subject_tag" and isinstance(meant, str) else meant


def _differences(settings: Mapping[str, object], kinds: Mapping[str, ListKind], title: str) -> Iterator[tuple[int, str]]:
    """(how many settings are otherwise there, its name) of each kind of list."""
    wanted: dict[str, object] = {}
    for name, value in settings.items():
        if (found := _wanted(name, value, title)) is not None:
            wanted.setdefault(ROWS[name].ours, found)
    for kind in kinds.values():
        yield sum(getattr(kind, ours) != value for ours, value in wanted.items()), kind.kind


def _short(value: object) -> str:
    shown = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def settings_in(text: str) -> dict[str, Any]:
    """Names and values as the file has them; raises UnreadableError."""
    if text.lstrip().startswith("{"):
        return _of_rest(text)
    found = _of_mailman2(text) or _of_sympa(text)
    if not found.keys() & {*ROWS, *TOPICS}:
        raise UnreadableError(
            "expected the JSON of Mailman 3 (/lists/.../config), the output of `config_list -o -`, or Sympa's file `config`"
        )
    return found


def _of_rest(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as e:
        raise UnreadableError(f"no JSON: {e}") from e
    return {name: value for name, value in found.items() if name != "http_etag"}


def _of_mailman2(text: str) -> dict[str, Any]:
    """A file of assignments in Python's words: read, never run."""
    try:
        lines = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found = {}
    for line in lines:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            try:
                found[line.targets[0].id] = ast.literal_eval(line.value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                found[line.targets[0].id] = ast.unparse(line.value)
    return found


def _of_sympa(text: str) -> dict[str, Any]:
    """Paragraphs: "key value", or a name with indented or following "key value" lines."""
    found: dict[str, Any] = {}
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        lines = [line.split(maxsplit=1) for line in paragraph.splitlines() if line.strip() and not line.startswith("#")]
        if lines and len(lines[0]) == 1 and len(lines) > 1:
            found |= {f"{lines[0][0]}.{line[0]}": line[1] if len(line) > 1 else "" for line in lines[1:]}
        else:
            found |= {line[0]: line[1] if len(line) > 1 else "" for line in lines}
    return found
