"""How posts of lists come to somebody: one by one, gathered, not at all; gathered ones also in editions ("weekly mime", "daily plain")."""

GATHERED = ("daily", "weekly", "monthly")
MODES = ("single", *GATHERED, "off")
FORMS = ("mime", "plain")
"""Of an edition: each post a letter of its own within (RFC 2046 section 5.1.5), or all as one text (RFC 1153)."""


def delivery(mode: str, form: str) -> str:
    """As in `Person.delivery`; only what is gathered has a form."""
    return f"{mode} {form}" if form in FORMS and mode in GATHERED else mode


def is_edition(delivery: str) -> bool:
    return " " in delivery


DELIVERIES = (*MODES, *(delivery(mode, form) for mode in GATHERED for form in FORMS))
