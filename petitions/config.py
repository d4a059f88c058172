"""Settings: a frozen value read once from the environment; the names are part of the contract."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from petitions.adapters.mail import MailServer, is_address
from petitions.domain.office_hours import OfficeHours

MAIL_HOURS = "07:30-17:00"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation decides for itself.

    ``trusted_proxies`` is how many reverse proxies stand in front; ``public_url`` decides whether
    cookies are Secure; ``is_testing`` leaves out the request limits. ``clamd`` is where a malware
    scanner listens that must have seen every file; ``file_limit_mb`` holds for each file.
    Without ``mail_url`` no mail is sent; ``mail_hours`` are those in which it is.
    ``metrics_token`` opens ``/metrics`` to other machines than this one.
    """

    data_dir: Path
    database_url: str
    secret_key: str
    files_url: str
    redis_url: str | None = None
    clamd: str | None = None
    file_limit_mb: int = 20
    trusted_proxies: int = 0
    public_url: str | None = None
    mail_url: str | None = None
    mail_from: str = "kien-nghi@localhost"
    mail_hours: OfficeHours = field(default_factory=lambda: OfficeHours.of(MAIL_HOURS))
    metrics_token: str | None = None
    is_testing: bool = False

    @property
    def is_https(self) -> bool:
        """Tell whether people reach the installation over https."""
        return (self.public_url or "").startswith("https://")


def settings_from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this machine; makes the data folder and its secret key when absent."""
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("PETITIONS_DATA_DIR") or "instance").resolve()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
    return Settings(
        data_dir=data_dir,
        database_url=normalize_database_url(
            env.get("PETITIONS_DATABASE_URL") or f"sqlite:///{data_dir / 'petitions.sqlite3'}"
        ),
        secret_key=env.get("PETITIONS_SECRET_KEY") or _secret_key_in(data_dir),
        files_url=env.get("PETITIONS_FILES_URL") or (data_dir / "files").as_uri(),
        redis_url=env.get("PETITIONS_REDIS_URL") or None,
        clamd=env.get("PETITIONS_CLAMD") or None,
        trusted_proxies=int(env.get("PETITIONS_TRUSTED_PROXIES") or 0),
        public_url=env.get("PETITIONS_PUBLIC_URL") or None,
        **_mail(env),
        metrics_token=env.get("PETITIONS_METRICS_TOKEN") or None,
    )


def _mail(env: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings of mail; a wrong one is told when the program starts, not when the first mail is due.

    Mail comes from PETITIONS_MAIL_FROM, else from whoever logs in to send it, else from a name at the public address.
    """
    url, given = env.get("PETITIONS_MAIL_URL") or None, env.get("PETITIONS_MAIL_FROM") or None
    if given and not is_address(given):
        raise ValueError("PETITIONS_MAIL_FROM is not an e-mail address")
    user = MailServer.of(url).user if url else None
    host = urlsplit(env.get("PETITIONS_PUBLIC_URL") or "").hostname or "localhost"
    return {
        "mail_url": url,
        "mail_from": given or (user if user and "@" in user and is_address(user) else f"kien-nghi@{host}"),
        "mail_hours": OfficeHours.of(env.get("PETITIONS_MAIL_HOURS") or MAIL_HOURS),
    }


def normalize_database_url(url: str) -> str:
    """Return the URL with the driver we ship: psycopg 3 for PostgreSQL."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _secret_key_in(data_dir: Path) -> str:
    """Return the key kept in the data folder, made once, readable by its owner alone."""
    path = data_dir / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="ascii").strip()
