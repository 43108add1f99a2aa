"""The organizations that the database knows."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.store.tables import organization

_ACTIVE = select(organization.c.key).where(organization.c.active).order_by(organization.c.key)


def active(tx: Connection) -> list[str]:
    """Return the keys of the organizations that the last start found in the configuration."""
    return list(tx.execute(_ACTIVE).scalars())
