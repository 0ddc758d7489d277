"""The certificate that the doors show where the settings name one."""

from __future__ import annotations

import ssl

from mailflow.settings.mistakes import SettingsError
from mailflow.settings.sections import ReceiveSection


def shown_at_the_doors(receive: ReceiveSection) -> ssl.SSLContext | None:
    """What STARTTLS is done with; raises SettingsError."""
    if not receive.tls_cert:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    named = f"receive.tls_cert {receive.tls_cert}" + (f", tls_key {receive.tls_key}" if receive.tls_key else "")
    try:
        # Without a password nobody is asked for one at a terminal.
        context.load_cert_chain(receive.tls_cert, receive.tls_key or None, password="")
    except ssl.SSLError as e:
        raise SettingsError(f"{named}: expected a certificate and its private key, in PEM without password") from e
    except OSError as e:
        raise SettingsError(f"{named}: cannot be read: {e.strerror}") from e
    return context
