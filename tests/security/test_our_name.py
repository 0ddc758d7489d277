"""A copy leaves in the list's name only where the author's domain would have it refused otherwise (DMARC), and its author stays visible."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from conversation import Forum, letter

from mailflow.settings import Settings
from tests.security.names import nameserver

ROOT = Path(__file__).parents[2]
START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, KREIS, OFFICE = "mara.lindtner@kreis-stade.example", "kreis-stade.example", "amsel@traeger.example"
GROUP, MX = "ag-wohnen@forum-test.example", "mx.forum-test.example"
STRICT = f"{MX}; spf=pass smtp.mailfrom={MARA}; dmarc=pass (p=reject dis=none) header.from={KREIS}"
SIGNED = f"; dkim=pass header.d={KREIS}"
LENIENT, UNTOLD = STRICT.replace("reject", "none"), STRICT.replace("(p=reject dis=none)", "")
CASES = {  # (what was found, ours where the list has a footer, ours where it has none)
    "strict, vouched for by SPF alone": (STRICT, True, True),
    "strict and signed": (STRICT + SIGNED, True, False),
    "strict, signed by somebody else": (f"{STRICT}; dkim=pass header.d=provider.example", True, True),
    "quarantine": (STRICT.replace("reject", "quarantine"), True, True),
    "no policy": (LENIENT, False, False),
    "no policy, and signed": (LENIENT + SIGNED, False, False),
    "policy unknown": (UNTOLD, False, False),
    "policy unknown, and signed": (UNTOLD + SIGNED, True, False),
}


def forum_with(footer, folder):
    """A site whose working groups have this footer."""
    (folder / "lists").mkdir()
    kind = (ROOT / "lists" / "workgroup.toml").read_text("utf-8")
    (folder / "lists" / "workgroup.toml").write_text(re.sub(r'(?m)^footer\s+= "readers"', f'footer = "{footer}"', kind), "utf-8")
    return Forum(START, settings=Settings(store={"url": "sqlite://"}, site={"folder": str(folder)}))


def post(results):
    raw = letter(MARA, GROUP, "Guten Tag", "Treffen", START, proven=False, headers="DKIM-Signature: v=1; d=kreis-stade.example; b=x\n")
    return f"Authentication-Results: {results}\r\n".encode() + raw


@pytest.mark.proves("F1")
@pytest.mark.parametrize("footer", ["readers", "none"])
@pytest.mark.parametrize("case", CASES)
def test_from_is_ours_only_where_it_has_to_be(case, footer, tmp_path):
    results, *ours = CASES[case]
    [copy, *_] = forum_with(footer, tmp_path).receive(post(results), MARA, [GROUP])
    if ours[footer == "none"]:
        assert copy.header("From") == f"Mara Lindtner (Landkreis Stade) über AG Wohnen <{GROUP}>"
        assert copy.header("Author") == f'"Mara Lindtner (Landkreis Stade)" <{MARA}>'
        assert copy.message["DKIM-Signature"] is None
    else:
        assert copy.header("From") == MARA
        assert bool(copy.message["DKIM-Signature"]) == (footer == "none")
    assert copy.header("Subject") == "Treffen"


@pytest.mark.proves("F1")
def test_a_held_post_keeps_in_mind_that_it_needs_our_name():
    forum = Forum(START)
    stranger = "fremd@anderswo.example"
    raw = post(STRICT.replace(KREIS, "anderswo.example")).replace(MARA.encode(), stranger.encode())
    held = forum.receive(raw, stranger, [GROUP])
    address = next(one.header("Reply-To") for one in held if one.recipient == OFFICE)
    copies = [one for one in forum.write(OFFICE, address, "freigeben") if one.header("List-Id")]
    assert copies
    assert all(GROUP in one.header("From") for one in copies)


@pytest.mark.proves("F1")
@pytest.mark.parametrize(("asks", "ours"), [("none", False), ("reject", True)])
def test_a_policy_that_our_mail_server_does_not_tell_is_looked_up(asks, ours):
    with nameserver({(f"_dmarc.{KREIS}", "TXT"): [f'"v=DMARC1; p={asks}"']}) as address:
        forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, security={"nameservers": [address]}))
        [copy, *_] = forum.receive(post(UNTOLD + SIGNED), MARA, [GROUP])
    assert (GROUP in copy.header("From")) == ours
