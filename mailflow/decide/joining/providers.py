"""Whose mail domain belongs to no house: providers where anybody has an address."""

from __future__ import annotations

PROVIDERS = frozenset(
    [
        *(
            "aol.com",
            "freenet.de",
            "gmail.com",
            "gmx.de",
            "gmx.net",
            "googlemail.com",
            "hotmail.com",
            "hotmail.de",
            "icloud.com",
            "live.de",
        ),
        *(
            "mailbox.org",
            "me.com",
            "online.de",
            "outlook.com",
            "outlook.de",
            "posteo.de",
            "proton.me",
            "t-online.de",
            "web.de",
            "yahoo.com",
        ),
        "yahoo.de",
    ]
)
"""Mail for everybody: that two write from there says nothing of a house they share."""
_CALLED = frozenset({"webmail", "freemail"})


def serves_everybody(domain: str) -> bool:
    return domain in PROVIDERS or domain.split(".", 1)[0] in _CALLED
