"""Settings: a frozen value read once from the environment; the names are part of the contract."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation decides for itself.

    ``trusted_proxies`` is how many reverse proxies stand in front; ``public_url`` decides whether
    cookies are Secure; ``is_testing`` leaves out the request limits. ``clamd`` is where a malware
    scanner listens that must have seen every file; ``file_limit_mb`` holds for each file.
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
        metrics_token=env.get("PETITIONS_METRICS_TOKEN") or None,
    )


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
