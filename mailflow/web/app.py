"""The web door: health for whoever runs it, the local post room for whoever tries it, one click to leave a list; nothing that decides."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mailflow import maillog
from mailflow.web.leaving import PATH, Leaving
from mailflow.web.postroom import PostRoom

_STATIC = Path(__file__).parent / "static"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_FOR_ANYBODY = ("/health", "/metrics", PATH)
"""Answered under any name of this host: they say nothing about people, and need no page of ours to be asked from."""
_NO_ROOM = (
    '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>mailflow</title></head>'
    "<body><h1>mailflow</h1><p>Dieses Forum arbeitet per E-Mail.</p></body></html>"
)


def app(
    rooms: PostRoom | None,
    health: Callable[[], dict[str, Any]],
    metrics: Callable[[], bytes] = lambda: b"",
    leaving: Leaving | None = None,
    *,
    listen: str = "127.0.0.1:8025",
) -> Starlette:
    """A page to serve on `listen`; with `rooms` it is the post room. `health` says in `ok` whether the house does its work."""

    def healthy(request: Request) -> JSONResponse:
        try:
            standing = health()
            return JSONResponse(standing, 200 if standing["ok"] else 503)
        except Exception:
            id = secrets.token_hex(4)
            maillog.own_fault(id, "health")
            return JSONResponse({"ok": False, "id": id}, 503)

    def measured(request: Request) -> Response:
        return Response(metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    def page(request: Request) -> Response:
        return HTMLResponse((_STATIC / "postroom.html").read_text("utf-8") if rooms else _NO_ROOM)

    routes: list[Route | Mount] = [Route("/health", healthy), Route("/metrics", measured), Route("/", page)]
    if leaving:
        routes.append(leaving.route())
    if rooms:
        from mailflow.web import api  # a gateway with a relay has no post room and does not carry it

        routes += [*api.routes(rooms), Mount("/static", StaticFiles(directory=_STATIC))]
    host = urlsplit(f"//{listen}").hostname or ""
    guards = [Middleware(_SecurityHeaders), Middleware(_OnlyFromHere, hosts=_LOOPBACK | {host})]
    return Starlette(routes=routes, middleware=guards, exception_handlers={Exception: _fault})


def _fault(request: Request, error: Exception) -> Response:
    id = secrets.token_hex(4)
    maillog.own_fault(id, "web")
    return JSONResponse({"ok": False, "reply": f"Interner Fehler {id}"}, 500)


class _SecurityHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending)


class _OnlyFromHere:
    """The post room has no login: it answers only under names of this machine (no DNS rebinding), and posts only from its own page."""

    def __init__(self, app: ASGIApp, hosts: set[str]) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and not scope["path"].startswith(_FOR_ANYBODY)
            and (reason := self._refusal(Headers(scope=scope), scope["method"]))
        ):
            await PlainTextResponse(reason, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, headers: Headers, method: str) -> str | None:
        host = headers.get("host", "")
        try:
            known = urlsplit(f"//{host}").hostname in self._hosts
        except ValueError:
            known = False
        if not known:
            return "Diese Seite gibt es nur unter localhost."
        its_own_page = headers.get("origin") == f"http://{host}" and headers.get("x-post-room") == "1"
        if method not in {"GET", "HEAD"} and not its_own_page:
            return "Nur die Seite selbst darf hier schreiben."
        return None
