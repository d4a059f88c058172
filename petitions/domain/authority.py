"""Which level of government is taken for competent until somebody has classified the matter."""

from __future__ import annotations

from petitions.domain.vocabulary import Authority, Level


def own_authority(level: Level) -> Authority:
    """Return the level that a council of ``level`` takes a matter to be for: its own."""
    return Authority.COMMUNE if level is Level.COMMUNE else Authority.PROVINCE
