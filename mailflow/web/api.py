"""What the page asks the post room, as JSON: mailboxes, letters, one opened letter, an answer, the clock."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, cast, get_args
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from mailflow.web import machines
from mailflow.web.invitation import ANSWERS, reply_calendar
from mailflow.web.markup import harmless_page, pieces
from mailflow.web.postroom import LetterLine, MailboxLine, PostRoom
from mailflow.web.reading import Attachment, Opened, Party, opened
from mailflow.web.writing import BERLIN, Draft, DraftError, Kind, judged, parties_in, prefill, quoted, raw_letter, threading

_BODY_CAP = 45_000_000
_MOST_MINUTES = 60 * 24 * 400
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'self'; form-action 'none'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
"""No scripts, nothing loaded; same origin only so that the page can measure the letter's height."""


def routes(rooms: PostRoom) -> list[Route]:
    api = Api(rooms)
    return [
        Route("/api/state", api.state),
        Route("/api/letters/{id}", api.letter),
        Route("/api/letters/{id}/html", api.html),
        Route("/api/letters/{id}/raw", api.raw),
        Route("/api/letters/{id}/attachments/{number:int}", api.attachment),
        Route("/api/letters/{id}/answer", api.answer),
        Route("/api/send", _posting(api.send), methods=["POST"]),
        Route("/api/rsvp", _posting(api.rsvp), methods=["POST"]),
        Route("/api/machine", _posting(api.machine), methods=["POST"]),
        Route("/api/advance", _posting(api.advance), methods=["POST"]),
    ]


def _posting(handle: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Request], Coroutine[Any, Any, JSONResponse]]:
    """Reads a bounded JSON object and answers on a worker thread; what the writer did wrong is told in a sentence."""

    async def endpoint(request: Request) -> JSONResponse:
        try:
            wanted = json.loads(await _body(request))
            if not isinstance(wanted, dict):
                raise DraftError("Erwartet wird ein JSON-Objekt.")
            return JSONResponse(await asyncio.to_thread(handle, wanted))
        except DraftError as e:
            return JSONResponse({"ok": False, "reply": str(e)}, 422)
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            return JSONResponse({"ok": False, "reply": f"Die Anfrage ist unvollständig ({type(e).__name__})."}, 400)

    return endpoint


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_CAP:
            raise DraftError("Der Brief ist mit seinen Anhängen zu groß.")
    return bytes(body)


class Api:
    """One method per question."""

    def __init__(self, rooms: PostRoom) -> None:
        self._rooms = rooms

    def state(self, request: Request) -> JSONResponse:
        """Everything the page polls: clock, mailboxes, the letters of the open mailbox."""
        mailbox = request.query_params.get("mailbox", "")
        return JSONResponse(
            {
                "now": _moment(self._rooms.now()),
                "mailboxes": [_mailbox(line) for line in self._rooms.mailboxes()],
                "addresses": [{"address": address, "is": explained} for address, explained in self._rooms.addresses()],
                "letters": [_line(line) for line in self._rooms.letters(mailbox)] if mailbox else [],
            }
        )

    def letter(self, request: Request) -> JSONResponse:
        return JSONResponse({"id": request.path_params["id"]} | _letter(self._opened(request)))

    def html(self, request: Request) -> HTMLResponse:
        return HTMLResponse(harmless_page(self._opened(request).html), headers={"Content-Security-Policy": LETTER_POLICY})

    def raw(self, request: Request) -> Response:
        return _download(self._raw(request.path_params["id"]), "Brief.eml")

    def attachment(self, request: Request) -> Response:
        found = self._opened(request).attachments
        number = request.path_params["number"]
        if number >= len(found):
            raise HTTPException(404)
        return _download(found[number].content, found[number].name)

    def answer(self, request: Request) -> JSONResponse:
        """The answer box prefilled."""
        kind, mailbox = _kind(request.query_params.get("kind", "reply")), request.query_params.get("mailbox", "")
        box = prefill(self._opened(request), kind, mailbox)
        return JSONResponse({"to": _joined(box.to), "cc": _joined(box.cc), "subject": box.subject, "quote": box.quote})

    def send(self, wanted: dict[str, Any]) -> dict[str, Any]:
        sender = Party(str(wanted["from"].get("name", "")), str(wanted["from"]["address"]))
        to, cc = parties_in(str(wanted["to"])), parties_in(str(wanted.get("cc", "")))
        if not to:
            raise DraftError("Bitte geben Sie an, wer den Brief bekommen soll.")
        original = opened(self._raw(str(wanted["answers"]))) if wanted.get("answers") else None
        kind = _kind(str(wanted.get("kind", "new")))
        text = str(wanted.get("text", ""))
        if original and wanted.get("quote"):
            text = f"{text.rstrip()}\n\n{quoted(original)}"
        ids = threading(original) if original and kind != "forward" else (str(wanted.get("in_reply_to", "")), "")
        forwarded = original.attachments if original and kind == "forward" else ()
        attachments = [*_attachments(wanted.get("attachments", ())), *forwarded]
        return self._sent(Draft(sender, to, cc, str(wanted.get("subject", "")), text, *ids, attachments), bool(wanted.get("verified")))

    def rsvp(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Answers an invitation as a calendar does."""
        original = opened(self._raw(str(wanted["letter"])))
        invitation = original.invitation
        if invitation is None or invitation.method != "REQUEST" or wanted["answer"] not in ANSWERS:
            raise DraftError("Dieser Brief ist keine Einladung.")
        sender = Party(str(wanted["from"].get("name", "")), str(wanted["from"]["address"]))
        to = parties_in(invitation.organizer) or original.reply_to or (original.sender,)
        said = ANSWERS[wanted["answer"]][1]
        reply = reply_calendar(invitation, wanted["answer"], sender.address, sender.name, self._rooms.now())
        text = str(wanted.get("comment", "")) or f"{said}: {invitation.summary}"
        draft = Draft(sender, to, (), f"{said}: {invitation.summary}", text, *threading(original), calendar=reply)
        return self._sent(draft, bool(wanted.get("verified")))

    def machine(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Answers a letter as a mail server or program does by itself, with the null sender."""
        letter = opened(self._raw(str(wanted["letter"])))
        if not letter.return_path or wanted["answer"] not in machines.ANSWERS:
            raise DraftError("Auf diesen Brief antwortet keine Maschine.")
        mailbox = Party(str(wanted["from"].get("name", "")), str(wanted["from"]["address"]))
        raw = machines.ANSWERS[wanted["answer"]](letter, mailbox, self._rooms.now())
        return _told(self._rooms.send(raw, "", (letter.return_path,)))

    def advance(self, wanted: dict[str, Any]) -> dict[str, Any]:
        minutes = _until_friday(self._rooms.now()) if wanted.get("until") == "friday" else int(wanted["minutes"])
        if not 0 < minutes <= _MOST_MINUTES:
            raise DraftError("Die Uhr geht nur vorwärts.")
        return {"ok": True, "now": _moment(self._rooms.advance(minutes))}

    def _sent(self, draft: Draft, verified: bool) -> dict[str, Any]:
        raw = raw_letter(draft, self._rooms.now())
        authserv_id = self._rooms.authserv_id()
        if verified and authserv_id:
            raw = judged(raw, authserv_id, draft.sender.address)
        recipients = tuple(dict.fromkeys(p.address for p in (*draft.to, *draft.cc)))
        return _told(self._rooms.send(raw, draft.sender.address, recipients))

    def _raw(self, id: str) -> bytes:
        raw = self._rooms.raw(id)
        if raw is None:
            raise HTTPException(404)
        return raw

    def _opened(self, request: Request) -> Opened:
        return opened(self._raw(request.path_params["id"]))


def _told(reply: str) -> dict[str, Any]:
    return {"ok": reply.startswith("2"), "reply": reply}


def _kind(value: str) -> Kind:
    return cast(Kind, value) if value in get_args(Kind) else "new"


def _until_friday(now: datetime) -> int:
    """Minutes to the next Friday, 9:00 in Berlin."""
    here = now.astimezone(BERLIN)
    friday = (here + timedelta(days=(4 - here.weekday()) % 7)).replace(hour=9, minute=0, second=0, microsecond=0)
    if friday <= here:
        friday += timedelta(days=7)
    # Through UTC: across a change of the clocks two local times are not 24 hours a day apart.
    return int(-(-(friday.timestamp() - now.timestamp()) // 60))


def _attachments(given: Sequence[dict[str, Any]]) -> list[Attachment]:
    try:
        return [Attachment(str(a["name"]), str(a["type"]), base64.b64decode(a["content"], validate=True)) for a in given]
    except binascii.Error as e:
        raise DraftError("Ein Anhang kam nicht vollständig an.") from e


def _moment(at: datetime) -> str:
    """Local time with its offset; the page shows what stands here and knows no zones."""
    return at.astimezone(BERLIN).isoformat(timespec="seconds")


def _mailbox(line: MailboxLine) -> dict[str, Any]:
    newest = _moment(line.newest) if line.newest else None
    return {
        "address": line.address,
        "name": line.name,
        "role": line.role,
        "place": line.place,
        "letters": line.letters,
        "newest": newest,
    }


def _line(line: LetterLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "direction": line.direction,
        "sender": line.sender,
        "subject": line.subject,
        "at": _moment(line.at),
        "waits_until": _moment(line.waits_until) if line.waits_until else None,
    }


def _letter(letter: Opened) -> dict[str, Any]:
    invitation = letter.invitation
    return {
        "from": str(letter.sender),
        "to": _joined(letter.to),
        "cc": _joined(letter.cc),
        "reply_to": _joined(letter.reply_to),
        "subject": letter.subject,
        "date": _moment(letter.date) if letter.date else None,
        "message_id": letter.message_id,
        "text": pieces(letter.text),
        "html": bool(letter.html),
        "attachments": [{"name": a.name, "type": a.type, "size": len(a.content)} for a in letter.attachments],
        "head": letter.head,
        "invitation": invitation and {key: getattr(invitation, key) for key in ("method", "summary", "start", "end", "place", "organizer")},
    }


def _joined(parties: tuple[Party, ...]) -> str:
    return ", ".join(_typed(p) for p in parties)


def _typed(party: Party) -> str:
    """As somebody would type it into a field and get it back: a name with a comma is quoted."""
    if not party.name:
        return party.address
    name = party.name.replace("\\", "").replace('"', "'")
    return f'"{name}" <{party.address}>' if any(c in name for c in ",;:<>()@.[]") else f"{name} <{party.address}>"


def _download(content: bytes, name: str) -> Response:
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
