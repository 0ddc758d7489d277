"""Runs in a throw-away environment: what other libraries take for new in a letter, and for failed in a report. JSON in, JSON out."""

import email
import json
import signal
import sys

PATIENCE = 5
"""Seconds for one letter; some of these libraries never come back from a few."""


def email_reply_parser(text):
    from email_reply_parser import EmailReplyParser

    return EmailReplyParser.parse_reply(text)


def mail_parser_reply(text):
    from mailparser_reply import EmailReplyParser

    read = EmailReplyParser(languages=["en", "de"]).read(text)
    return read.replies[0].body if read.replies else ""


def quotequail(text):
    import quotequail as library

    unwrapped = library.unwrap(text)
    return (unwrapped.get("text_top") or unwrapped.get("text") or "") if unwrapped else text


def talon(text):
    from talon import quotations

    return quotations.extract_from_plain(text)


def flufl_bounce(raw):
    from flufl.bounce import all_failures

    temporary, permanent = all_failures(email.message_from_string(raw))
    kind = "permanent" if permanent else "temporary" if temporary else None
    return [kind, sorted(a.decode() for a in permanent or temporary)]


def patiently(function, value):
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError()))
    signal.alarm(PATIENCE)
    try:
        return function(value)
    except Exception as e:
        return type(e).__name__
    finally:
        signal.alarm(0)


def main():
    work = json.load(sys.stdin)
    readers = {f.__name__: f for f in (email_reply_parser, mail_parser_reply, quotequail, talon)}
    done = {name: [patiently(function, text) for text in work["texts"]] for name, function in readers.items()}
    done["flufl_bounce"] = [patiently(flufl_bounce, raw) for raw in work["reports"]]
    json.dump(done, sys.stdout)


if __name__ == "__main__":
    main()
