"""Whether the forum and its surroundings are fit to run: one sentence for each thing looked at, with the mend."""

from __future__ import annotations

import contextlib
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from babel.dates import format_date

from mailflow import keyfile
from mailflow.app import App
from mailflow.deliver.herald import carried
from mailflow.deliver.smtp import Relay
from mailflow.model.effects import Send
from mailflow.model.letter import Mailbox
from mailflow.perform import compose
from mailflow.perform.templates import LANGUAGES
from mailflow.receive.authentication import Names, NoAnswerError
from mailflow.receive.imap import greeting
from mailflow.receive.reading import can_be_asked_about
from mailflow.settings import SettingsError
from mailflow.settings.certificate import shown_at_the_doors
from mailflow.store import erasing, ledger, marks
from mailflow.store.schema import StoreError


class Finding(NamedTuple):
    """`state` is ok, warning or error."""

    state: str
    text: str


def findings(app: App) -> Iterator[Finding]:
    yield Finding("ok", "settings are understood")
    yield from _store(app)
    yield from _key(app)
    if _has_store(app):
        yield from _signing(app)
        yield from _charter(app)
    yield from _certificate(app)
    yield from _templates(app)
    yield from _lists(app)
    yield from _office(app)
    yield from _names(app)
    yield from _mailbox(app)
    yield _relay(app)
    yield from _list_server(app)
    yield from _alarm(app)


def sent_letter(app: App, address: str) -> Finding:
    """Sends one letter past the queue, so that whoever reads it knows that the way out works."""
    deliver, hands, now = app.settings.deliver, app.hands(), app.clock.now()
    if not deliver.relay:
        return Finding("error", "--send-to: deliver.relay is empty, nothing leaves this machine")
    send = Send("office/test", Mailbox(address), {}, key=now.isoformat())
    id = compose.message_id(hands.key, hands.forum, "check", send, None)
    raw = compose.own_letter(send, hands.templates, hands.forum, message_id=id, reply_to="", now=now)
    addresses = hands.forum.addresses
    why = carried(deliver.relay, deliver.password, addresses.domain, addresses.of("office"), [(address, raw)])
    return Finding("error", f"--send-to {address}: {why}") if why else Finding("ok", f"--send-to {address}: the relay took the letter {id}")


def _store(app: App) -> Iterator[Finding]:
    try:
        app.database.check()
    except StoreError as e:
        yield Finding("error", str(e))
        return
    yield Finding("ok", f"store {app.database.url.render_as_string()}, schema {app.database.revision()[1]}")
    with app.store.reading() as connection:
        held, backup = marks.mark(connection, marks.HELD), marks.mark(connection, marks.BACKUP)
        broken, chained = ledger.gaps(connection), ledger.length(connection)
    yield from (Finding("error", f"journal: {gap}; compare with a backup") for gap in broken)
    if not broken:
        yield Finding("ok", f"journal: {chained} lines chained without a gap")
    if held:
        yield Finding("warning", f"nothing leaves: {held.text}; let letters leave with: mailflow release")
    if backup is None:
        yield Finding("warning", "there is no backup yet; make one with: mailflow backup FILE")
    if app.database.file and (free := shutil.disk_usage(app.database.file.parent).free // 1_000_000) < app.settings.alarm.free_mb:
        yield Finding("error", f"{free} MB are free beside the store, fewer than alarm.free_mb; make room")


def _has_store(app: App) -> bool:
    """Whether there is a forum to ask for its domain and its charter."""
    with contextlib.suppress(StoreError):
        app.database.check()
        return True
    return False


def _key(app: App) -> Iterator[Finding]:
    file = app.key_file()
    if file is None:
        return
    if _is_sealed(app):
        yield _secret("key file", file, lambda: keyfile.kept(file, app.sealing_key()))
        yield from _erased(app)
    elif file.exists():
        yield _secret("key file", file, lambda: keyfile.keys_in(file))
    else:
        yield Finding("warning", f"key file {file} is not there yet; the first start makes one, keep a copy of it apart from the backups")


def _erased(app: App) -> Iterator[Finding]:
    """Whether everybody who was erased would be known again."""
    with contextlib.suppress(SettingsError, StoreError), app.store.reading() as connection:
        prints = app.fingerprints
        if strange := sum(not prints.tell(prints.keyed(id)) for id, _, _ in erasing.remembered(connection)):
            mend = "a backup or an import may bring them back; put that key file there, or look through the office's letters »Löschung«"
            yield Finding("warning", f"{strange} fingerprints of the erased were made with a key that is gone: {mend}")


def _signing(app: App) -> Iterator[Finding]:
    security = app.settings.security
    if security.dkim_selector and security.dkim_key_file:
        yield _secret("security.dkim_key_file", Path(security.dkim_key_file), lambda: app.signer)


def _certificate(app: App) -> Iterator[Finding]:
    receive = app.settings.receive
    try:
        if shown_at_the_doors(receive):
            yield Finding("ok", f"receive.tls_cert {receive.tls_cert}")
    except SettingsError as e:
        yield Finding("error", str(e))


def _secret(what: str, file: Path, read: Callable[[], object]) -> Finding:
    """Whether a key can be read by us and by nobody else."""
    try:
        read()
    except (SettingsError, StoreError) as e:
        return Finding("error", str(e))
    if file.stat().st_mode & 0o077:
        return Finding("error", f"{what} {file} can be read by others; mend it with: chmod 600 {file}")
    return Finding("ok", f"{what} {file}")


def _is_sealed(app: App) -> bool:
    """Whether the store cannot do without its key."""
    with contextlib.suppress(Exception):  # a store that cannot be asked was reported above
        return app.sealing_key() is not None
    return False


def _templates(app: App) -> Iterator[Finding]:
    broken = list(app.templates.problems())
    yield from (Finding("error", f"templates: {problem}") for problem in broken)
    if not broken:
        yield Finding("ok", f"templates: {len(app.templates.names())} letters render")


def _charter(app: App) -> Iterator[Finding]:
    """Whether letters and evidence name the same edition of the charter."""
    since = app.forum().purposes["charter"].since
    for language in LANGUAGES:
        day = format_date(since, "d. MMMM y" if language == "de" else "d MMMM y", locale=language)
        for part in ("_parts/charter", "_parts/interest_questions"):
            if day not in app.templates.source(part, language):
                mend = f"give templates/{language}/{part}.md and config/consents.toml ([charter] edition, since) the same day"
                yield Finding("warning", f"charter: {language}/{part} does not name the edition of {day}; {mend}")


def _lists(app: App) -> Iterator[Finding]:
    try:
        yield Finding("ok", f"lists: {', '.join(sorted(app.list_kinds()))}")
    except SettingsError as e:
        yield Finding("error", str(e))


def _office(app: App) -> Iterator[Finding]:
    try:
        with app.facts() as facts:
            staff = facts.people.staff()
    except Exception:  # the store was reported above
        return
    if staff:
        yield Finding("ok", f"office: {len(staff)} of staff")
    else:
        yield Finding("error", "office: nobody decides here; set office.staff in the settings")


def _names(app: App) -> Iterator[Finding]:
    """What the world finds out about our mail domain (RFC 5321 section 5.1, RFC 7208, RFC 6376, RFC 7489)."""
    domain, security = _domain(app), app.settings.security
    if not can_be_asked_about(domain, security.nameservers):
        yield Finding("warning", f"DNS: {domain} is a name for trying out, nobody can write to it; set forum.domain")
        return
    names = Names(security.nameservers)
    try:
        exchangers = [str(record.exchange).rstrip(".") for record in names.answers(domain, "MX")]
        yield _told(exchangers, f"DNS: mail for {domain} goes to", "there is no MX record, so nobody can write to it", "error")
        spf = [t for t in names.texts(domain) if t.lower().startswith("v=spf1")]
        yield _told(spf, f"DNS: SPF of {domain}", f'publish a TXT record like "v=spf1 mx -all" for {domain}')
        dmarc = [t for t in names.texts(f"_dmarc.{domain}") if t.lower().startswith("v=dmarc1")]
        yield _told(dmarc, f"DNS: DMARC of {domain}", f'publish a TXT record like "v=DMARC1; p=quarantine" for _dmarc.{domain}')
        if selector := security.dkim_selector:
            name = f"{selector}._domainkey.{domain}"
            yield from _dkim_key(app, name, names)
    except NoAnswerError as e:
        yield Finding("warning", f"DNS: no answer from the name servers about {e}; see security.nameservers")


def _dkim_key(app: App, name: str, names: Names) -> Iterator[Finding]:
    """Whether what is published is the public half of what we sign with."""
    try:
        ours = b64encode(app.signer.published).decode() if app.signer else ""
    except SettingsError:  # the key was reported above
        return
    if any(ours and ours in "".join(text.split()) for text in names.texts(name)):
        yield Finding("ok", f"DNS: DKIM key {name} is ours")
        return
    kind = "ed25519" if len(ours) < 60 else "rsa"
    yield Finding("error", f'DNS: DKIM key {name} is missing or another; publish a TXT record "v=DKIM1; k={kind}; p={ours}"')


def _domain(app: App) -> str:
    """The seeded domain, if there is a store that can be asked."""
    with contextlib.suppress(Exception):
        return app.forum().addresses.domain
    return app.settings.forum.domain


def _told(found: list[str], what: str, mend: str, otherwise: str = "warning") -> Finding:
    return Finding("ok", f"{what}: {', '.join(found)}") if found else Finding(otherwise, f"{what}: none; {mend}")


def _mailbox(app: App) -> Iterator[Finding]:
    account = app.mailbox()
    if account is None:
        return
    where = f"receive.imap: {account.folder} of {account.user} at {account.host}:{account.port}"
    if account.tls == "none" and account.host not in ("localhost", "127.0.0.1", "::1"):
        yield Finding("warning", 'receive.imap.tls is "none": the password travels in plain; set it to ssl or starttls')
    if reason := greeting(account):
        yield Finding("error", f"{where}: {reason}; compare host, port, tls, user, password and folder with the mailbox")
    else:
        yield Finding("ok", f"{where} can be read")


def _relay(app: App) -> Finding:
    relay = app.settings.deliver.relay
    if not relay:
        return Finding("warning", "deliver.relay is empty: letters stay in the local post room")
    reason = app.relay().greeting()
    return Finding("error", f"deliver.relay {relay}: {reason}") if reason else Finding("ok", f"deliver.relay {relay} answers")


def _list_server(app: App) -> Iterator[Finding]:
    mailman = app.settings.lists.mailman
    if app.settings.lists.courier != "mailman":
        return
    try:
        server = app.list_server
    except ImportError:
        yield Finding("error", 'lists.courier: mailmanclient is not installed; install it with: pip install "mailflow[mailman]"')
        return
    lmtp = Relay(f"lmtp://{mailman.lmtp}", hostname=app.settings.forum.domain)
    for door, reason in ((f"url {mailman.url}", server.greeting() if server else ""), (f"lmtp {mailman.lmtp}", lmtp.greeting())):
        yield Finding("error", f"lists.mailman.{door}: {reason}") if reason else Finding("ok", f"lists.mailman.{door} answers")


def _alarm(app: App) -> Iterator[Finding]:
    alarm = app.settings.alarm
    if alarm.relay:
        reason = Relay(alarm.relay, alarm.password, app.settings.forum.domain).greeting()
        yield Finding("error", f"alarm.relay {alarm.relay}: {reason}") if reason else Finding("ok", f"alarm.relay {alarm.relay} answers")
    elif app.settings.deliver.relay:
        yield Finding(
            "warning", "alarm.relay is empty: nobody hears by letter that deliver.relay is away; watch /health, or set another relay"
        )
    if not alarm.address:
        yield Finding("warning", "alarm.address is empty: only the office is told when something stands still")
