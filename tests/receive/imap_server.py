"""An IMAP server that does what the script says: one mailbox, in memory, as much of RFC 3501 as a fetcher asks for."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

PASSWORD = "geheim"


@dataclass
class Kept:
    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)
    refused: str = ""
    """The command that the server never does with this letter."""


@dataclass
class ImapServer:
    """`script(command, number)` is asked before the number-th (from 0) SELECT, FETCH, MOVE ...: None = as usual, "drop" = the
    connection ends before anything is done, "done, drop" = afterwards, "cut" = in the middle of a letter, anything else is said instead.
    """

    script: Callable[[str, int], str | None] = lambda command, number: None
    capabilities: str = "IMAP4rev1 IDLE MOVE UIDPLUS"
    folders: dict[str, list[Kept]] = field(default_factory=lambda: {"INBOX": []})
    validity: int = 7
    port: int = 0
    heard: list[str] = field(default_factory=list)
    """Every command, without its tag and without what LOGIN says."""
    _next: int = 1
    _counts: dict[str, int] = field(default_factory=dict)
    _clients: list[socket.socket] = field(default_factory=list)

    def put(self, raw: bytes, folder: str = "INBOX") -> Kept:
        kept = Kept(self._next, raw)
        self._next += 1
        self.folders.setdefault(folder, []).append(kept)
        return kept

    def forget_uids(self) -> None:
        """As after a repair of the mailbox: the letters are the same, their UIDs start anew."""
        self.validity += 1
        self._next = 1
        for kept in [kept for folder in self.folders.values() for kept in folder]:
            kept.uid, self._next = self._next, self._next + 1

    def times(self, command: str) -> int:
        return self._counts.get(command, 0)

    def drop_everybody(self) -> None:
        for client in self._clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def serve(self, server: socket.socket) -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            self._clients.append(client)
            threading.Thread(target=self._speak, args=(client,), daemon=True).start()

    def _speak(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            lines, folder = client.makefile("rb"), ""
            client.sendall(b"* OK hier\r\n")
            while line := lines.readline().decode("latin-1").strip():
                tag, _, words = line.partition(" ")
                command = words.removeprefix("UID ").partition(" ")[0].upper()
                self.heard.append("LOGIN" if command == "LOGIN" else words)
                said = self.script(command, self._counts.get(command, 0))
                self._counts[command] = self._counts.get(command, 0) + 1
                if said == "drop":
                    return
                if said in (None, "done, drop", "cut"):
                    folder = _name(words) if command in ("SELECT", "EXAMINE") else folder
                    answer = self._answer(command, words, folder, client, lines, tag)
                    if said == "done, drop":
                        return
                    client.sendall(answer[: len(answer) // 2] if said == "cut" else answer)
                    if said == "cut":
                        return
                else:
                    client.sendall(f"{tag} {said}\r\n".encode())

    def _answer(self, command: str, words: str, folder: str, client: socket.socket, lines, tag: str) -> bytes:
        said, inside = b"", self.folders.get(folder, [])
        uids = [int(n) for n in found[1].split(",")] if (found := re.match(r"UID \w+ ([\d,]+)", words)) else []
        if any(k.uid in uids and k.refused == command for k in inside):
            return f"{tag} NO damaged\r\n".encode()
        match command:
            case "CAPABILITY":
                said = f"* CAPABILITY {self.capabilities}\r\n".encode()
            case "LOGIN" if PASSWORD not in words:
                return f"{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n".encode()
            case "SELECT" | "EXAMINE" if folder not in self.folders:
                return f"{tag} NO no such folder\r\n".encode()
            case "SELECT" | "EXAMINE":
                said = f"* {len(inside)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] ok\r\n".encode()
            case "LIST":
                said = b"".join(f'* LIST () "/" "{name}"\r\n'.encode() for name in self.folders if name == _name(words))
            case "CREATE":
                self.folders[_name(words)] = []
            case "STATUS":
                name = _name(words.removesuffix(" (MESSAGES)"))
                said = f'* STATUS "{name}" (MESSAGES {len(self.folders[name])})\r\n'.encode()
            case "SEARCH":
                least, newest = int(re.findall(r"(\d+):\*", words)[0]), max((k.uid for k in inside), default=0)
                found_uids = [k.uid for k in inside if k.uid >= min(least, newest)]
                said = f"* SEARCH {' '.join(map(str, found_uids))}\r\n".encode()
            case "FETCH":
                most = int(re.findall(r"<0\.(\d+)>", words)[0])
                for number, kept in enumerate(inside, 1):
                    if kept.uid in uids:
                        raw = kept.raw[:most]
                        said += f"* {number} FETCH (UID {kept.uid} RFC822.SIZE 17 BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
            case "STORE":
                for kept in inside:
                    if kept.uid in uids:
                        kept.flags |= set(re.findall(r"\\\w+", words))
            case "MOVE" | "COPY":
                target = _name(words)
                for kept in [k for k in inside if k.uid in uids]:
                    self.put(kept.raw, target)
                    if command == "MOVE":
                        inside.remove(kept)
            case "EXPUNGE":
                inside[:] = [k for k in inside if "\\Deleted" not in k.flags or (uids and k.uid not in uids)]
            case "IDLE":
                before = len(inside)
                client.sendall(b"+ idling\r\n")
                while not select.select([client], [], [], 0.01)[0]:
                    if len(inside) != before:
                        before = len(inside)
                        client.sendall(f"* {before} EXISTS\r\n".encode())
                lines.readline()
        return said + f"{tag} OK done\r\n".encode()


def _name(words: str) -> str:
    return words.rpartition(' "')[2].strip('"') if words.endswith('"') else words.rpartition(" ")[2]


@contextlib.contextmanager
def imap_server(script: Callable[[str, int], str | None] | None = None, **settings) -> Iterator[ImapServer]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=20)
    server = ImapServer(script or (lambda *_: None), port=listening.getsockname()[1], **settings)
    threading.Thread(target=server.serve, args=(listening,), daemon=True).start()
    try:
        yield server
    finally:
        listening.close()
        server.drop_everybody()
