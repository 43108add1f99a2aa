"""What a person who starts the server needs to know."""

from __future__ import annotations

from bot.config import Config


def doors(config: Config, address: str) -> list[str]:
    """Return lines that say where people ask for help and where agents work.

    `address` is where the server listens; the configuration may know a better one (`web.public_url`).
    """
    home = config.web.public_url or address
    names = {each.key: each for each in config.organizations}
    sites = [(site["key"], names[site["organization"]]) for site in config.channels.get("web", {}).get("sites", ())]
    return [
        *(["People ask for help here:"] if sites else []),
        *(f"  {each.name:24} {home}/?site={key}   (support level {each.contract.level})" for key, each in sites),
        f"Agents work here: {home}/desk",
    ]
