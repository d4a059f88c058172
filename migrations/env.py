"""Runs migrations against the application's database, on a connection that may write."""

from alembic import context
from flask import current_app

NOT_OURS = ("case_fts", "case_search", "ix_case_search", "case_likeness", "ix_case_likeness", "huey_")


def include_object(_object, name, kind, _reflected, _compare_to):
    """Leave out the search index and the worker's queue: their tables belong to other products, not to the models."""
    return not (kind in {"table", "index"} and name and name.startswith(NOT_OURS))


def render_item(kind, item, _autogen_context):
    """Write our own types as the plain types beneath, so that history does not import today's code."""
    if kind == "type" and type(item).__module__.startswith("petitions."):
        return f"sa.{type(item.impl).__name__}()"
    return False


def run() -> None:
    """Run on the application's engine, or on the connection a test has given."""
    db = current_app.extensions["migrate"].db
    writing = {"petitions_writes": True, "postgresql_readonly": False}
    with db.engine.connect().execution_options(**writing) as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=include_object,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
