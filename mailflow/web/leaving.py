"""One-click unsubscribe (RFC 8058): the one request that changes something, and a page for all others that says how to leave by letter."""

from __future__ import annotations

import asyncio
import email
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from string import Template

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

PATH = "/u/"
MOST_BYTES = 8192
PATIENCE = 10.0
"""Seconds for the body of a request (faults.md K2)."""
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_STATIC = Path(__file__).parent / "static"
_PAGE = Template((_STATIC / "leaving.html").read_text("utf-8"))
_TAKEN = (_STATIC / "left.html").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Leaving:
    """`clicked` takes the click of one copy's reader; None if the number in its link is not ours. `commands` takes orders by letter."""

    clicked: Callable[[str], Future[str] | None]
    commands: str

    def route(self) -> Route:
        return Route(PATH + "{signed}", self._answer, methods=_METHODS)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return self._page(200)
        if not _is_one_click(request.headers.get("content-type", ""), await _body(request)):
            return self._page(400)
        taken = await asyncio.to_thread(self.clicked, request.path_params["signed"].lower())
        if taken is None:
            return self._page(404)
        await asyncio.wrap_future(taken)
        return HTMLResponse(_TAKEN)

    def _page(self, status: int) -> Response:
        return HTMLResponse(_PAGE.substitute(commands=self.commands), status)


async def _body(request: Request) -> bytes:
    """What was sent, b"" if it is too long, too slow, or cut off."""
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BYTES:
                    return b""
    except (TimeoutError, ClientDisconnect):
        return b""
    return body


def _is_one_click(content_type: str, body: bytes) -> bool:
    """Whether exactly List-Unsubscribe=One-Click was sent, in either form of RFC 8058 section 3.2."""
    if not content_type.lower().startswith("multipart/form-data"):
        return body.strip() == b"List-Unsubscribe=One-Click"
    form = email.message_from_bytes(b"Content-Type: " + content_type.encode("latin-1")[:200] + b"\r\n\r\n" + body)
    fields = [(part.get_param("name", header="content-disposition"), part.get_payload()) for part in form.walk() if part is not form]
    return [(name, str(value).strip()) for name, value in fields] == [("List-Unsubscribe", "One-Click")]
