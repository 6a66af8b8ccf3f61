"""E-mail: the address, server and secrets are Apprise's, the message and the conversation are made here.

Apprise derives the text part from the HTML and loses its links, invents a new Message-ID for each attempt and does not tell a passing
fault from a refusal (docs/decisions/0062). The Message-ID here comes from the idempotency key, so that a repeat is the same mail.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from flows.alert.card import Card
from flows.alert.outcome import Message, Outcome, target_id
from flows.alert.remedies import LOGIN
from flows.alert.render import html, text
from flows.alert.safe import clean, shorten

#: seconds for connecting and for each answer of the server
TIMEOUT = 20.0


class _Policy(EmailPolicy):
    """Folds the subject as RFC 2047 says: ``email.policy.SMTP`` loses the space between two words that need encoding ("PéterSzijjártó"),
    and leaves the first line empty where the text just fits a line of its own."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() != "subject":
            return str(super().fold(name, value))
        text = str(value)
        # a word too long for a line can only be broken where it is encoded
        charset = "us-ascii" if text.isascii() and all(len(word) <= 60 for word in text.split()) else "utf-8"
        return f"{name}: {Header(text, charset, header_name=name).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii") if name.lower() == "subject" else super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


class MailSender:
    """``mailto://`` and ``mailtos://``; one mail for each recipient, so that one bad address costs the others nothing."""

    def __init__(self, plugin: Any) -> None:
        self.plugin = plugin
        self.per_second = 20.0
        self.recipients: list[str] = [address for _, address in plugin.targets]
        self._server: smtplib.SMTP | None = None
        #: asked once: without a name server it takes a quarter of a second each time
        self._own_name: str | None = None

    def send(self, message: Message) -> Outcome:
        done = dict(message.done)
        left = [r for r in self.recipients if target_id(r) not in done]
        if not left:
            return Outcome(True, done=done)
        try:
            return self._to_each(self._session(), message, left, done)
        except smtplib.SMTPAuthenticationError as error:
            return Outcome(
                False, f"the mail server refused the login ({error.smtp_code}): {LOGIN}", True, True, done=done
            )
        except smtplib.SMTPResponseException as error:
            return Outcome(False, _said(error.smtp_code, error.smtp_error), error.smtp_code >= 500, True, done=done)
        except ssl.SSLCertVerificationError as error:
            return Outcome(
                False, f"the mail server's certificate is not trusted: {error.verify_message}", False, True, done=done
            )
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(
                False,
                f"the mail server cannot be used ({type(error).__name__}: {shorten(clean(str(error)), 120)})",
                down=True,
                done=done,
            )

    def close(self) -> None:
        """End the conversation with the server; it begins anew with the next message."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _session(self) -> smtplib.SMTP:
        """The conversation that is open, if the server still listens, else a new one: one login for a whole drain."""
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._server.noop()[0] == 250:
                    return self._server
            self._server.close()
        self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        p = self.plugin
        context = ssl.create_default_context()
        if not p.verify_certificate:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        timeout = max(TIMEOUT, float(p.socket_connect_timeout or 0))
        mode = str(getattr(p.secure_mode, "value", p.secure_mode))
        name = self._own_name = self._own_name or socket.getfqdn()
        if mode == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(p.smtp_host, p.port, name, timeout=timeout, context=context)
        else:
            server = smtplib.SMTP(p.smtp_host, p.port, name, timeout=timeout)
        try:
            if mode == "starttls":
                server.starttls(context=context)
            if p.user and p.password:
                server.login(p.user, p.password)
        except BaseException:
            server.close()
            raise
        return server

    def _to_each(self, server: smtplib.SMTP, message: Message, left: Sequence[str], done: dict[str, str]) -> Outcome:
        errors: list[tuple[int, str]] = []
        for recipient in left:
            mail = self.compose(message, recipient)
            copies = [*self.plugin.cc, *self.plugin.bcc] if recipient == self.recipients[0] else []
            try:
                refused = server.send_message(mail, self.plugin.from_addr[1], [recipient, *copies])
            except smtplib.SMTPRecipientsRefused as error:
                code, said = next(iter(error.recipients.values()))
                errors.append((code, _said(code, said)))
            except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
                errors.append((error.smtp_code, _said(error.smtp_code, error.smtp_error)))
            else:
                done[target_id(recipient)] = ""
                if recipient in refused:  # accepted for a copy only
                    done.pop(target_id(recipient))
                    errors.append((refused[recipient][0], _said(*refused[recipient])))
        if not errors:
            return Outcome(True, done=done)
        permanent = all(code >= 500 for code, _ in errors)
        return Outcome(False, errors[-1][1], permanent, False, done=done)

    def compose(self, message: Message, recipient: str) -> EmailMessage:
        """The mail for one recipient. Nothing that an article says can reach a header but as its text."""
        mail = EmailMessage(policy=_POLICY)
        name, sender = self.plugin.from_addr
        # what looks like an encoded word would be decoded, line ends and all
        mail["Subject"] = clean(message.title, 200).replace("=?", "= ?")
        mail["From"] = Address(clean(name or "pledgewatch", 60), addr_spec=sender)
        mail["To"] = recipient
        if self.plugin.cc:
            mail["Cc"] = ", ".join(sorted(self.plugin.cc))
        if self.plugin.reply_to:
            mail["Reply-To"] = ", ".join(sorted(self.plugin.reply_to))
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = message_id(message.key, recipient, sender)
        if message.follows:
            first = message_id(message.follows, recipient, sender)
            mail["In-Reply-To"] = first
            mail["References"] = first
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Pledgewatch-Key"] = message.key
        for key, value in self.plugin.headers.items():
            with contextlib.suppress(ValueError, KeyError):
                mail[clean(key)] = clean(value, 500)
        mail.set_content(_text(message), cte="quoted-printable")
        mail.add_alternative(
            html.page(message.cards, message.title, message.digest), subtype="html", cte="quoted-printable"
        )
        return mail


def message_id(key: str, recipient: str, sender: str) -> str:
    """The same message to the same recipient has the same Message-ID, however often it is tried."""
    local = "".join(c if c.isalnum() or c in "-_" else "." for c in key)
    return f"<{local}.{target_id(recipient)}@{sender.rpartition('@')[2] or 'pledgewatch.invalid'}>"


def _text(message: Message) -> str:
    cards: tuple[Card, ...] = message.cards
    return text.digest(cards) if message.digest else text.message(cards[0])


def _said(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return f"the mail server answered {code} {shorten(clean(said), 160)}"
