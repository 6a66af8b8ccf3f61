"""A real SMTP server on loopback (aiosmtpd): with or without STARTTLS and AUTH, and with every way to refuse, hang and die."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class MailServer:
    """What the server knows and got. ``refuse`` maps a recipient to an answer, ``answers`` are given to the next messages, one each."""

    port: int = 0
    user: str = "desk"
    password: str = "s3cret-pass"
    #: (recipient, message) in the order of acceptance
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    #: True: accept the message, then drop the connection without saying so
    die_after_data: bool = False
    logins: int = 0
    secured: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)

    def url(self, *to: str, mode: str = "", login: bool = False, extra: str = "") -> str:
        """The Apprise URL that reaches it."""
        auth = f"{self.user}:{self.password}@" if login else ""
        scheme = "mailtos" if mode in ("starttls", "ssl") else "mailto"
        query = f"from=pledgewatch@desk.example&to={','.join(to or ('analyst@desk.example',))}"
        query += f"&mode={mode}" if mode else ""
        return f"{scheme}://{auth}127.0.0.1:{self.port}?{query}{extra}"

    def to(self, recipient: str) -> list[EmailMessage]:
        """The mails of one recipient."""
        return [m for r, m in self.mails if r == recipient]

    # --- what aiosmtpd calls ----------------------------------------------------------------------------------------------------

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            answer = self.answers.pop(0)
            if not answer.startswith("2"):
                return answer
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.secured += session.ssl is not None
        self.mails += [(to, mail) for to in envelope.rcpt_tos]
        self.arrived.set()
        if self.die_after_data:
            server.transport.abort()
        return "250 Message accepted"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        """Checks user and password."""
        good = (
            isinstance(data, LoginPassword)
            and data.login == self.user.encode()
            and data.password == self.password.encode()
        )
        self.logins += good
        return AuthResult(success=good, handled=good)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1 and localhost, with its key."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName(
        [
            x509.DNSName("localhost"),
            x509.DNSName("hooks.slack.com"),
            x509.DNSName("slack.com"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        ]
    )
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_file, key_file


@contextlib.contextmanager
def mail_server(*, starttls: bool = False, auth: bool = False) -> Iterator[MailServer]:
    """Run the server on a free port of loopback until the block ends."""
    server = MailServer()
    options: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        if starttls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate(Path(folder)))
            options |= {"tls_context": context, "require_starttls": True}
        if auth:
            options |= {"authenticator": server.authenticate, "auth_required": True, "auth_require_tls": starttls}
        controller = Controller(server, hostname="127.0.0.1", port=0, **options)
        # port 0: the system picks one, and aiosmtpd's own check that the server answers needs to know which
        with socket.create_server(("127.0.0.1", 0)) as probe:
            controller.port = probe.getsockname()[1]
        controller.start()
        server.port = controller.port
        try:
            yield server
        finally:
            controller.stop()


@contextlib.contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def dead_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
