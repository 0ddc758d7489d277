"""GNU Mailman 3 behind us, over its REST API: lists that do nothing twice, rosters as ours are, what it knows of bounces (ADR 14)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.error import HTTPError

from mailmanclient import Client, MailmanConnectionError

from mailflow import maillog
from mailflow.deliver.list_server import ServerAwayError

TIMEOUTS = (3, 15)
"""Seconds to connect and to wait for an answer; mailmanclient itself would wait for ever."""
SETTINGS: Mapping[str, object] = {
    # Who may write and what becomes of a post has been decided by our rules; only what has `Approved` in front gets through.
    "default_member_action": "reject",
    "default_nonmember_action": "reject",
    "allow_list_posts": True,
    "emergency": False,
    "max_message_size": 0,
    "max_num_recipients": 0,
    "require_explicit_destination": False,
    "administrivia": False,
    # What a post looks like: subject, headers and lines below are ours.
    "subject_prefix": "",
    "include_rfc2369_headers": False,
    "reply_goes_to_list": "no_munging",
    "first_strip_reply_to": False,
    "anonymous_list": False,
    "personalize": "none",
    "filter_content": False,
    "convert_html_to_plaintext": False,
    "collapse_alternatives": False,
    "dmarc_mitigate_action": "no_mitigation",
    "dmarc_mitigate_unconditionally": False,
    "archive_policy": "never",
    "digests_enabled": False,
    # Who reads it is told by us, and joins and leaves through us.
    "advertised": False,
    "subscription_policy": "moderate",
    "unsubscription_policy": "moderate",
    "member_roster_visibility": "moderators",
    "send_welcome_message": False,
    "send_goodbye_message": False,
    "admin_notify_mchanges": False,
    "admin_immed_notify": False,
    "respond_to_post_requests": False,
    # Bounces are counted there and judged here: whoever cannot be reached is paused by us.
    "process_bounces": True,
    "bounce_score_threshold": 1_000_000,
    "bounce_notify_owner_on_bounce_increment": False,
    "bounce_notify_owner_on_disable": False,
    "bounce_notify_owner_on_removal": False,
}
_BELOW = "list:member:regular:footer"
_EMPTY = "file:///dev/null"
"""Without a template of its own a list gets Mailman's lines below each post."""


class Bounced(NamedTuple):
    """Somebody on a list whose copies came back for good, and when one did last (naive, Mailman's own clock)."""

    address: str
    last: datetime


class Mailman:
    """`url` names the version of its API, like http://127.0.0.1:8001/3.1; `secret` is what lets only our posts through."""

    def __init__(self, url: str, user: str, password: str, domain: str, secret: bytes) -> None:
        self._client = Client(url, user, password, request_hooks=[lambda params: params | {"timeout": TIMEOUTS}])
        self._domain, self._secret = domain, secret
        self._set_up: set[str] = set()

    def greeting(self) -> str:
        try:
            _ = self._client.system
        except (HTTPError, MailmanConnectionError) as e:
            return _in_words(e)
        return ""

    def in_front(self, name: str) -> bytes:
        """The line that lets a post through to a list; Mailman takes it off."""
        return f"Approved: {self._password(name)}\r\n".encode()

    def keep(self, name: str, readers: Collection[str]) -> list[Bounced]:
        try:
            found = self._list(name, is_needed=bool(readers))
            return self._kept(found, set(readers)) if found else []
        except (HTTPError, MailmanConnectionError, ValueError) as e:
            raise ServerAwayError(_in_words(e)) from e

    def look_again(self) -> None:
        self._set_up.clear()

    def _kept(self, found: Any, readers: set[str]) -> list[Bounced]:
        members = _members(found)
        for address in sorted(readers - members.keys()):
            _subscribe(found, address)
        if gone := sorted(members.keys() - readers):
            found.mass_unsubscribe(gone)
            for address in gone:
                self._forget(address)
            if left := _members(found).keys() & set(gone):
                raise ServerAwayError(f"{len(left)} who left the list are on Mailman's roster still")
        return [Bounced(address, last) for address, last in members.items() if last and address in readers]

    def _forget(self, address: str) -> None:
        """Mailman keeps who was on a list; nobody needs that here (Art. 5 DSGVO)."""
        try:
            user = self._client.get_user(address)
            if not user.subscriptions:
                user.delete()
        except HTTPError as e:
            if e.code != 404:
                raise

    def _list(self, name: str, *, is_needed: bool) -> Any:
        """The list with its settings; None where there is none and nobody needs it."""
        try:
            found = self._client.get_list(f"{name}@{self._domain}")
        except HTTPError as e:
            if e.code != 404:
                raise
            if not is_needed:
                return None
            found = self._made(name)
        if name not in self._set_up:
            found.settings.update(dict(SETTINGS) | {"moderator_password": self._password(name)})
            found.settings.save()
            found.set_template(_BELOW, _EMPTY)
            self._set_up.add(name)
        return found

    def _made(self, name: str) -> Any:
        try:
            domain = self._client.get_domain(self._domain)
        except HTTPError as e:
            if e.code != 404:
                raise
            domain = self._client.create_domain(self._domain)
        return domain.create_list(name, style_name="private-default")

    def _password(self, name: str) -> str:
        return hmac.new(self._secret, f"mailman|{name}".encode(), hashlib.sha256).hexdigest()


def _members(found: Any) -> dict[str, datetime | None]:
    """Who is on a roster, and when a copy to them came back last."""
    entries = (member.rest_data for member in found.get_roster("member", ["email", "last_bounce_received"]))
    return {entry["email"]: _moment(entry.get("last_bounce_received")) for entry in entries}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None


def _subscribe(found: Any, address: str) -> None:
    try:
        found.subscribe(address, pre_verified=True, pre_confirmed=True, pre_approved=True, send_welcome_message=False)
    except HTTPError as e:
        # 409: somebody else was quicker. An address that Mailman does not take must not keep the post from the others.
        if e.code >= 500:
            raise
        if e.code != 409:
            maillog.not_on_roster(address, _in_words(e))


def _in_words(e: Exception) -> str:
    if isinstance(e, HTTPError):
        return f"{e.code} {e.msg}"[:300]
    return " ".join(map(str, e.args))[:300]
