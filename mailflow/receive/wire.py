"""Bytes from a client: command lines and letter data with hard bounds, so that no stream can fill the memory or end a letter early."""

from __future__ import annotations

import asyncio
import re
import time

LONGEST_LINE = 64 * 1024
_CHUNK = 64 * 1024
_END = b"\r\n.\r\n"
_FALSE_ENDS = (b"\n.\n", b"\n.\r", b"\r.\r", b"\r.\n")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_NUL_OR_BARE_CR = re.compile(rb"\x00|\r(?!\n)")


class GoneError(ConnectionError):
    """The client closed the connection."""


class FloodError(Exception):
    """The client sends far more than it was allowed to."""


class Memory:
    """Bytes of unfinished letters that all connections of a door may hold together."""

    def __init__(self, most: int) -> None:
        self._most, self._used = most, 0

    def add(self, size: int) -> bool:
        """Counts `size` more (or fewer) bytes; False if that is too much."""
        self._used += size
        return self._used <= self._most


class LetterData:
    """What follows DATA, up to CRLF.CRLF and nothing else. Once too large or out of memory it only counts.

    (RFC 5321 4.5.2, faults.md A1, A4)
    """

    def __init__(self, limit: int, memory: Memory) -> None:
        self.limit, self._memory = limit, memory
        self._bytes = bytearray(b"\r\n")  # the CRLF of the DATA command: a dot may stand in the very first line
        self._counted = 0
        self.seen = 0
        self.ended = self.dropped = False

    def __enter__(self) -> LetterData:
        return self

    def __exit__(self, *_: object) -> None:
        self._memory.add(-self._counted)

    def feed(self, chunk: bytes) -> bytes:
        """Takes a chunk; returns what came after the end of the letter (empty while it has not ended)."""
        start = max(0, len(self._bytes) - len(_END) + 1)
        self._bytes += chunk
        self.seen += len(chunk)
        end = self._bytes.find(_END, start)
        rest = b""
        if end >= 0:
            rest = bytes(self._bytes[end + len(_END) :])
            del self._bytes[end + 2 :]
            self.seen -= len(rest) + len(_END) - 2
            self.ended = True
        self._count()
        if self.too_large or self.dropped:
            del self._bytes[: -len(_END) + 1]
            self._count()
        return rest

    def _count(self) -> None:
        more = len(self._bytes) - self._counted
        self._counted += more
        if not self._memory.add(more):
            self.dropped = True

    @property
    def too_large(self) -> bool:
        # Three bytes of the end may already be counted while it has not arrived in full.
        return self.seen > self.limit + (0 if self.ended else len(_END) - 2)

    def defect(self) -> str | None:
        """Why an ended letter must not be taken, as the text of a 554 answer."""
        data = bytes(self._bytes)
        if any(end in data for end in _FALSE_ENDS):
            return "5.6.0 Zeile mit einzelnem Punkt ohne CRLF / bare CR or LF around a dot"
        blank = _BLANK_LINE.search(data, 2)
        if _NUL_OR_BARE_CR.search(data, 0, blank.end() if blank else len(data)):
            return "5.6.0 NUL oder einzelnes CR im Kopf / NUL or bare CR in the header"
        if _has_line_longer_than(LONGEST_LINE, data):
            return "5.6.0 Zeile zu lang / line too long"
        return None

    def letter(self) -> bytes:
        """The letter with the transparency dots taken off."""
        return bytes(self._bytes.replace(b"\r\n.", b"\r\n")[2:])


def _has_line_longer_than(most: int, data: bytes) -> bool:
    start = 0
    while len(data) - start > most:
        newline = data.rfind(b"\n", start, start + most + 2)
        if newline < 0:
            return True
        start = newline + 1
    return False


class Wire:
    """One client's stream. Every wait ends with data, `GoneError`, or TimeoutError after `idle` seconds."""

    def __init__(self, reader: asyncio.StreamReader, idle: float) -> None:
        self._reader, self._idle = reader, idle
        self._buffer = bytearray()

    def forget(self) -> None:
        """Drops what came before the TLS handshake. (RFC 3207 4.2)"""
        self._buffer.clear()

    async def line(self, most: int) -> bytes | None:
        """The next command line with its ending, or None if it was longer than `most`."""
        too_long = False
        async with asyncio.timeout(self._idle):
            while (end := self._buffer.find(b"\n")) < 0:
                if len(self._buffer) > most:
                    if too_long and len(self._buffer) > LONGEST_LINE:
                        raise FloodError
                    too_long = True
                self._buffer += await self._chunk()
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        return None if len(line) > most else line

    async def read_letter(self, data: LetterData, slowest: int, grace: float) -> None:
        """Fills `data` to its end; TimeoutError if after `grace` seconds it comes slower than `slowest` bytes per second."""
        began, chunk = time.monotonic(), bytes(self._buffer)
        self._buffer.clear()
        while True:
            rest = data.feed(chunk)
            if data.ended:
                self._buffer += rest
                return
            if data.seen > 2 * data.limit:
                raise FloodError
            async with asyncio.timeout(self._idle):
                chunk = await self._chunk()
            took = time.monotonic() - began
            if took > grace and data.seen < slowest * took:
                raise TimeoutError

    async def _chunk(self) -> bytes:
        chunk = await self._reader.read(_CHUNK)
        if not chunk:
            raise GoneError
        return chunk
