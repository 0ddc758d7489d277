"""A real Dovecot with one mailbox, in a directory of its own, and a certificate that it shows."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import smtplib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient

from tests.live.servers import answers, free_port, need, open_folder, wait_for


@contextlib.contextmanager
def dovecot(*, user: str = "forum", password: str = "geheim", tokens: str = "") -> Iterator[Mailbox]:
    """A Dovecot with one mailbox, filled by LMTP and read by IMAP (plain, STARTTLS, TLS); runs as nobody when the tests run as root.

    With `tokens` it takes no passwords (as Exchange Online), but asks at this URL, to which it adds the token, whose token that is.
    """
    program, imap, imaps, lmtp = need("dovecot", "/usr/sbin/dovecot"), free_port(), free_port(), free_port()
    with open_folder("dovecot") as folder:
        _configure(folder, user, password, tokens, (imap, imaps, lmtp))
        words = [program, "-F", "-c", str(folder / "dovecot.conf")]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                wait_for(lambda: all(map(answers, (imap, imaps, lmtp))), what="Dovecot's start")
                yield Mailbox(user, password, imap, imaps, lmtp, folder)
            finally:
                process.terminate()
                process.wait(timeout=20)


def _configure(folder: Path, user: str, password: str, tokens: str, ports: tuple[int, int, int]) -> None:
    imap, imaps, lmtp = ports
    uid, gid = (os.getuid(), os.getgid()) if os.getuid() else (pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)
    name, group = pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name
    certificate(folder)
    (folder / "users").write_text(f"{user}:{{PLAIN}}{password}::::::\n")
    for directory in ("run", "state", "mail"):
        (folder / directory).mkdir()
    (folder / "dovecot.conf").write_text(
        f"""
        base_dir = {folder}/run
        state_dir = {folder}/state
        log_path = {folder}/dovecot.log
        protocols = imap lmtp
        listen = 127.0.0.1
        ssl = yes
        ssl_cert = <{folder}/cert.pem
        ssl_key = <{folder}/key.pem
        disable_plaintext_auth = no
        default_internal_user = {name}
        default_internal_group = {group}
        default_login_user = {name}
        first_valid_uid = {uid}
        first_valid_gid = {gid}
        mail_location = maildir:~/Maildir
        auth_username_format = %Ln
        lmtp_save_to_detail_mailbox = no
        {_passwords(folder) if not tokens else _tokens(folder, tokens)}
        userdb {{
          driver = static
          args = uid={uid} gid={gid} home={folder}/mail/%n
        }}
        service anvil {{
          chroot =
        }}
        service imap-login {{
          chroot =
          inet_listener imap {{
            port = {imap}
          }}
          inet_listener imaps {{
            port = {imaps}
            ssl = yes
          }}
        }}
        service lmtp {{
          inet_listener lmtp {{
            address = 127.0.0.1
            port = {lmtp}
          }}
        }}
        """
    )
    for path in [folder, *folder.iterdir()]:
        os.chown(path, uid, gid)


def _passwords(folder: Path) -> str:
    return f"""
        passdb {{
          driver = passwd-file
          args = {folder}/users
        }}"""


def _tokens(folder: Path, url: str) -> str:
    (folder / "oauth2.conf").write_text(f"tokeninfo_url = {url}\nusername_attribute = mailbox\n")
    return f"""
        auth_mechanisms = xoauth2
        passdb {{
          driver = oauth2
          mechanisms = xoauth2
          args = {folder}/oauth2.conf
        }}"""


@dataclass(frozen=True)
class Mailbox:
    user: str
    password: str
    imap: int
    imaps: int
    lmtp: int
    folder: Path
    """With cert.pem, dovecot.log and what else it keeps."""

    def put(self, raw: bytes, sender: str) -> None:
        """As the mail server of a county does that has sorted many addresses into one mailbox; told 451, it comes again."""
        wait_for(lambda: self._is_put(raw, sender), what="Dovecot taking the letter")

    def _is_put(self, raw: bytes, sender: str) -> bool:
        with contextlib.suppress(smtplib.SMTPRecipientsRefused), smtplib.LMTP("127.0.0.1", self.lmtp, timeout=20) as lmtp:
            lmtp.sendmail(sender, [self.user], raw)
            return True
        return False

    def folders(self) -> dict[str, int]:
        """How many letters lie in each folder."""
        # Dovecot may stumble over a folder that changes at this moment; whoever asks asks again.
        with contextlib.suppress(IMAPClient.Error), IMAPClient("127.0.0.1", self.imap, ssl=False, timeout=10) as client:
            client.login(self.user, self.password)
            return {name: client.folder_status(name, ["MESSAGES"])[b"MESSAGES"] for _, _, name in client.list_folders()}
        return {}


def certificate(folder: Path) -> None:
    """key.pem and cert.pem for 127.0.0.1, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - timedelta(hours=1), now + timedelta(days=1)
    )
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    signed = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
