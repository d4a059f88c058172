"""A real SMTP server on this machine that keeps what it took, and misbehaves when told to."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.product import free_port

EVERYBODY = "*"


@dataclass(frozen=True)
class Taken:
    """One letter the server said 250 to."""

    to: tuple[str, ...]
    message: EmailMessage
    raw: bytes

    @property
    def id(self) -> str:
        """The Message-ID."""
        return str(self.message["Message-ID"])

    @property
    def reader(self) -> tuple[str, str]:
        """Name and address in the header To, decoded as RFC 2047 says (the parser's own way breaks long names)."""
        written = message_from_bytes(self.raw)["To"]
        name, _, address = str(make_header(decode_header(written))).rpartition("<")
        return name.strip(), address.rstrip(">")

    @property
    def text(self) -> str:
        """The plain part."""
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        """The HTML part."""
        return self.message.get_body(("html",)).get_content()


@dataclass
class PostOffice:
    """`taken` is what arrived; `misbehave(address, stage, how)` for "RCPT" or "DATA".

    How is an SMTP answer such as "550 5.1.1 no such user", or "hang", "drop" (before it is taken), or
    "take and drop" (taken, but the sender never hears so).
    """

    taken: list[Taken] = field(default_factory=list)
    habits: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    port: int = 0
    conversations: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def misbehave(self, address: str, stage: str, *how: str) -> None:
        """Do so to a recipient, once for each way given; the last one stays."""
        self.habits[address, stage] = list(how)

    def behave(self) -> None:
        """Be good again."""
        self.habits.clear()

    def letters_to(self, address: str) -> list[Taken]:
        """Return what arrived for one recipient."""
        return [letter for letter in self.taken if address in letter.to]

    def _habit(self, address: str, stage: str) -> str | None:
        for key in ((address, stage), (EVERYBODY, stage)):
            ways = self.habits.get(key)
            if ways:
                return ways.pop(0) if len(ways) > 1 else ways[0]
        return None

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> Any:
        """Count who comes in."""
        self.conversations += 1
        session.host_name = hostname
        if self._habit(EVERYBODY, "EHLO") == "drop":
            server.transport.abort()
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Accept a recipient, or behave as told."""
        how = self._habit(address, "RCPT")
        if how in {"hang", "drop"}:
            await self._fall_silent(server, how)
        elif how is not None:
            return how
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: Any, _session: Any, envelope: Any
    ) -> str:
        """Take a letter, or behave as told."""
        how = self._habit(envelope.rcpt_tos[0], "DATA")
        if how in {"hang", "drop"}:
            await self._fall_silent(server, how)
        elif how is not None and how != "take and drop":
            return how
        with self.lock:
            message = message_from_bytes(envelope.content, policy=default)
            self.taken.append(Taken(tuple(envelope.rcpt_tos), message, envelope.content))
        if how == "take and drop":
            await self._fall_silent(server, "drop")
        return "250 2.0.0 taken"

    async def _fall_silent(self, server: Any, how: str) -> None:
        if how == "drop":
            server.transport.abort()
        await asyncio.sleep(3600)


@contextmanager
def a_post_office(
    office: PostOffice | None = None,
    *,
    login: tuple[str, str] | None = None,
    certificate: Path | None = None,
    tls: str | None = None,
) -> Iterator[PostOffice]:
    """Run a server; with `certificate` (PEM with key) it offers STARTTLS, or speaks TLS from the start (`tls`)."""
    office = office or PostOffice()
    office.port = office.port or free_port()
    options: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        options["ssl_context" if tls == "from the start" else "tls_context"] = context
    if login is not None:

        def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
            known = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == login
            return AuthResult(success=known, handled=False)

        options |= {
            "authenticator": authenticate,
            "auth_required": True,
            "auth_require_tls": certificate is not None and tls is None,
        }
    controller = Controller(office, hostname="127.0.0.1", port=office.port, ready_timeout=20, **options)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
