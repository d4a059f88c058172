"""Mail by SMTP: one connection for many letters, and an exact account of what the server took.

A letter is handed over at one point only, with the dot that ends it. The caller is told just before,
so that he can write down that it is about to happen; what fails earlier has not been sent for certain.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from hashlib import sha256
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST_ADDRESS = 254
_POLICY = compat32.clone(linesep="\r\n", cte_type="7bit")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_BARE_DOT = re.compile(rb"(?m)^\.")

# Answers that are about us and not about the letter: no login, no rights, service closing.
_CLOSING = 421
_ABOUT_US = frozenset({_CLOSING, 454, 530, 534, 535, 538})
_LOGGED_IN, _OK, _GO_ON, _PERMANENT = 235, 250, 354, 500


class MailServerAwayError(Exception):
    """The server is away, falls silent, hangs up, or does not let us in. ``kind`` says which, no more.

    ``is_in_between`` when it had let us in and broke off at this letter, which may be the cause.
    """

    def __init__(self, kind: str, *, is_in_between: bool = False) -> None:
        super().__init__(kind)
        self.kind = kind
        self.is_in_between = is_in_between


class LetterRefusedError(Exception):
    """The server does not take this letter; ``is_final`` when it never will. ``code`` is the server's."""

    def __init__(self, code: int, *, is_final: bool) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = is_final


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a connection, for an answer, and for the last answer, after which the letter is theirs."""

    connect: float = 20.0
    reply: float = 60.0
    last_reply: float = 300.0


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes: ``smtp://user:password@host:port`` (STARTTLS when offered) or ``smtps://``.

    ``?tls=unverified`` takes any certificate, ``?tls=off`` does without.
    """

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    is_tls_from_the_start: bool = False
    tls: str = "verified"

    @classmethod
    def of(cls, url: str) -> MailServer:
        """Return the server of an address, or raise ValueError for one that is none."""
        parts = urlsplit(url)
        tls = dict(parse_qsl(parts.query)).get("tls", "verified")
        if parts.scheme not in PORTS or not parts.hostname or tls not in {"verified", "unverified", "off"}:
            raise ValueError("PETITIONS_MAIL_URL is not smtp://user:password@host:port")
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password or "") if parts.username else None,
            is_tls_from_the_start=parts.scheme == "smtps",
            tls=tls,
        )

    @property
    def is_here(self) -> bool:
        """Tell whether the server is on this machine, so that nothing said to it can be overheard."""
        return self.host in {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one reader. ``key`` makes its Message-ID: sent again, it is the same letter."""

    key: str
    to: str
    to_name: str
    subject: str
    text: str
    html: str


def is_address(text: str | None) -> bool:
    """Tell whether mail can be sent there: plain ASCII, one at sign, nothing that could end a line."""
    return text is not None and len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def compose(letter: Letter, *, sender: str, sender_name: str, now: datetime) -> Message:
    """Return the letter as it goes out; line breaks in names and subject become blanks."""
    message = MIMEMultipart("alternative")
    message["From"] = _reader(sender_name, sender)
    message["To"] = _reader(letter.to_name, letter.to)
    message["Subject"] = Header(_one_line(letter.subject), "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{sha256(letter.key.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"
    # RFC 3834: no program may answer this, and Exchange shall not either.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.attach(MIMEText(letter.text, "plain", "utf-8"))
    message.attach(MIMEText(letter.html, "html", "utf-8"))
    return message


def _reader(name: str, address: str) -> str:
    header = Header(header_name="From")
    if name := _one_line(name):
        header.append(name, "utf-8")
    header.append(f"<{address}>", "us-ascii")
    return header.encode()


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


class Mailer:
    """A conversation with the server; opened by the first letter, usable for many, closed at the end."""

    def __init__(self, server: MailServer, sender: str, sender_name: str, patience: Patience | None = None) -> None:
        self.server = server
        self.sender = sender
        self.sender_name = sender_name
        self.patience = patience or PATIENCE
        self._smtp: smtplib.SMTP | None = None
        self._is_greeted = False

    def __enter__(self) -> Self:
        """Begin; nobody is spoken to yet."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _tb: TracebackType | None
    ) -> None:
        """Take leave if the line still stands."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()

    def send(self, letter: Letter, *, now: datetime, about_to: Callable[[], bool]) -> bool:
        """Send it; False when ``about_to``, asked just before it is handed over, says no.

        Raises:
            LetterRefusedError: the server does not take this one.
            MailServerAwayError: nothing can be sent now.

        """
        content = compose(letter, sender=self.sender, sender_name=self.sender_name, now=now).as_bytes(policy=_POLICY)
        try:
            smtp = self._connected()
            self._ask(smtp.mail(self.sender), is_about_us=True)
            self._ask(smtp.rcpt(letter.to))
            self._ask(smtp.docmd("DATA"), expects=_GO_ON)
            if not about_to():
                self._hang_up()
                return False
            return self._hand_over(smtp, content)
        except LetterRefusedError:
            self._begin_anew()
            raise
        except (OSError, smtplib.SMTPException) as error:
            was_greeted = self._is_greeted
            self._hang_up()
            raise MailServerAwayError(_kind_of(error), is_in_between=was_greeted) from error

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> bool:
        self._wait_up_to(self.patience.last_reply)
        smtp.send(_BARE_DOT.sub(b"..", content.rstrip(b"\r\n")) + b"\r\n.\r\n")
        self._ask(smtp.getreply())
        self._wait_up_to(self.patience.reply)
        return True

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        server, secure = self.server, _context(self.server)
        name, wait = self.sender.rpartition("@")[2], self.patience.connect
        if server.is_tls_from_the_start:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, name, timeout=wait, context=secure)
        else:
            smtp = smtplib.SMTP(server.host, server.port, name, timeout=wait)
        self._smtp = smtp
        self._wait_up_to(self.patience.reply)
        smtp.ehlo_or_helo_if_needed()
        if server.tls != "off" and not server.is_tls_from_the_start and smtp.has_extn("starttls"):
            smtp.starttls(context=secure)
            smtp.ehlo()
        self._log_in(smtp)
        self._is_greeted = True
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """Log in, but never tell a password to a line that others can read."""
        server = self.server
        if server.user is None:
            return
        if not (isinstance(smtp.sock, ssl.SSLSocket) or server.tls == "off" or server.is_here):
            self._hang_up()
            raise MailServerAwayError("NoEncryptionOffered")
        words = f"\0{server.user}\0{server.password or ''}"
        if words.isascii():
            smtp.login(server.user, server.password or "")
        else:  # RFC 4616 says UTF-8, which the library does not
            self._ask(
                smtp.docmd("AUTH", "PLAIN " + b64encode(words.encode()).decode()), expects=_LOGGED_IN, is_about_us=True
            )

    def _ask(self, answer: tuple[int, bytes], *, expects: int = _OK, is_about_us: bool = False) -> None:
        """Judge an answer; what is wrong with us is wrong with every letter."""
        code = answer[0]
        if code == expects or (expects == _OK and code == 251):  # noqa: PLR2004 - RFC 5321: will forward
            return
        if is_about_us or code in _ABOUT_US or code < 0:
            self._hang_up()
            raise MailServerAwayError(f"SMTP{code}", is_in_between=code == _CLOSING)
        # 5.7.x is policy: often ours to put right, such as a relay that does not know this machine yet.
        is_final = code >= _PERMANENT and not answer[1].startswith(b"5.7.")
        raise LetterRefusedError(code, is_final=is_final)

    def _begin_anew(self) -> None:
        """Make the line ready for the next letter."""
        if self._smtp is None:
            return
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _hang_up(self) -> None:
        smtp, self._smtp, self._is_greeted = self._smtp, None, False
        if smtp is not None:
            smtp.close()

    def _wait_up_to(self, seconds: float) -> None:
        if self._smtp is not None and self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)


def _context(server: MailServer) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.tls == "unverified":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _kind_of(error: Exception) -> str:
    """Return the class of an error, with the server's code where there is one; never the server's words."""
    code = getattr(error, "smtp_code", None)
    return type(error).__name__ if code is None else f"{type(error).__name__}{code}"
