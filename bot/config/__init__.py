"""Reads `config.yaml`: every mistake is told in one line that names the file, the line and the way out."""

from bot.config.findings import ConfigError, Finding, describe
from bot.config.model import AgentEntry, Database, Desk, Files, Knowledge, Provider, Web
from bot.config.operating import Log, Monitoring
from bot.config.refused import Refused
from bot.config.section import Section
from bot.config.settings import Config, load

__all__ = [
    "AgentEntry",
    "Config",
    "ConfigError",
    "Database",
    "Desk",
    "Files",
    "Finding",
    "Knowledge",
    "Log",
    "Monitoring",
    "Provider",
    "Refused",
    "Section",
    "Web",
    "describe",
    "load",
]
