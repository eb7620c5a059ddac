"""E-mail by SMTP: text and HTML, over TLS or STARTTLS unless the server is on this machine."""

import hashlib
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Literal

from application.mail import Message, NotSent

Security = Literal["starttls", "tls", "none"]
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """A mail server, as the settings name it."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    sender: str
    now: Callable[[], datetime]
    context: ssl.SSLContext | None = None

    def send(self, message: Message) -> None:
        """Hand it over. Raises NotSent."""
        try:
            with self._opened() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(self.written(message))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotSent(type(error).__name__) from error

    def _opened(self) -> smtplib.SMTP:
        tls = self.context or ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=tls)
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            try:
                server.starttls(context=tls)
            except BaseException:
                server.close()
                raise
        return server

    def written(self, message: Message) -> EmailMessage:
        """As it goes over the wire."""
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = self.sender, message.to, " ".join(message.subject.split())
        made["Date"] = format_datetime(self.now())
        made["Message-ID"] = f"<{hashlib.sha256(message.name.encode()).hexdigest()[:40]}@{self._domain()}>"
        made["Auto-Submitted"] = "auto-generated"
        for name, value in message.headers.items():
            made[name] = value
        made.set_content(message.text)
        made.add_alternative(message.html, subtype="html")
        return made

    def _domain(self) -> str:
        return parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"
