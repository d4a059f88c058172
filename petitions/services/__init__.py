"""Writes: (session, ids or draft, *, actor, now) -> row; never commit, never ask the clock."""
