"""Assembly: the one place that knows every part; main() is the console script."""

from __future__ import annotations

import logging
import sys

import click
import structlog
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from petitions import i18n, resources
from petitions.cli import register_commands
from petitions.cli.plain import PlainGroup
from petitions.config import Settings, settings_from_environment
from petitions.extensions import babel, csrf, db, engine_options, limiter, login_manager, migrate
from petitions.jobs.door import JobDoor
from petitions.web import access, errors, headers, redirects, register_features, rendering, stale_forms

MEGABYTE = 1024 * 1024


def build_app(settings: Settings | None = None) -> Flask:
    """Return the application for these settings, or for the environment's."""
    settings = settings or settings_from_environment()
    app = Flask(
        "petitions",
        template_folder=str(resources.directory("templates")),
        static_folder=str(resources.static_directory()),
    )
    _configure(app, settings)
    _extend(app)
    for part in (access, errors, stale_forms, redirects, headers, rendering):
        part.init_app(app)
    register_features(app)
    register_commands(app)
    app.extensions["petitions.jobs"] = JobDoor(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        TESTING=settings.is_testing,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        BABEL_DEFAULT_LOCALE=i18n.DEFAULT_LANGUAGE,
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES=str(resources.package_file("translations")),
        BABEL_DOMAIN="messages",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=100 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=4 * MEGABYTE,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="petitions",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        RATELIMIT_ENABLED=not settings.is_testing,
        # A minute is the last sixty seconds; counted by the clock's, twice as many tries would pass around its turn.
        RATELIMIT_STRATEGY="moving-window",
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=settings.redis_url is not None,
    )
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(resources.static_directory()), prefix="static/", max_age=3600
    )
    _log_as_json()


def _extend(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(resources.directory("migrations")))
    babel.init_app(app, locale_selector=i18n.select_language)
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    login_manager.session_protection = None


def _log_as_json() -> None:
    """Write one JSON line an event to standard error; no personal data is ever put in."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


@click.group(cls=PlainGroup, create_app=build_app, add_default_commands=False, add_version_option=False)
def main() -> None:
    """Follow voters' petitions from the meeting to the council's verdict."""
