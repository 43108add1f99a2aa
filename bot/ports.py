"""The channels there are: every folder under `channels/` that can create one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any, Protocol, cast

from pydantic import BaseModel

import channels
from bot.config import Config
from core.channel import Channel


class Port(Protocol):
    """What a channel's package offers."""

    Settings: type[BaseModel]

    def create(self, settings: Any) -> Channel:
        """Build the channel that `settings` describe."""


def ports() -> dict[str, Port]:
    """Return the packages of all channels, by the channel's name."""
    return {
        found.name: cast("Port", importlib.import_module(f"channels.{found.name}"))
        for found in pkgutil.iter_modules(channels.__path__)
        if found.ispkg
    }


def settings_models() -> dict[str, type[BaseModel]]:
    """Return the model of each channel's section of the configuration."""
    return {name: port.Settings for name, port in ports().items()}


def create_channels(config: Config) -> Mapping[str, Channel]:
    """Build every channel that `config` has a section for."""
    return {
        name: port.create(config.section(f"channels.{name}", port.Settings))
        for name, port in ports().items()
        if name in config.channels
    }
