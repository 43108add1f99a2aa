"""The configuration as the rest of the server sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.config import build, lexicon
from bot.config.checks import cross_check
from bot.config.explain import explain
from bot.config.findings import ConfigError, Finding, Loc, nearest
from bot.config.lines import Node
from bot.config.model import AgentEntry, Database, Desk, Document, Files, Knowledge, Provider, Web
from bot.config.operating import Log, Monitoring
from bot.config.prints import Prints, prints
from bot.config.read import empty
from bot.config.sources import gather
from bot.events import Webhook
from core.contracts import Organization, Queue, Service

Settings = TypeVar("Settings", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything `config.yaml` says, checked.

    `channels` holds the section of each configured channel as plain values; its own model reads it by
    `section("channels.<name>", Model)`. `valid_from` gives the first day of each organization's contract;
    `agreed` what the file says of it, with its calendar and time zone, as plain values; `retention`, where there is
    one, how long its closed tickets keep their words. `moved_to` leads from "queues", "services" or "agents" to old
    and new keys. `concepts` are the lines by which the desk extends the lexicon of the search.
    """

    desk: Desk
    database: Database
    files: Files
    web: Web
    log: Log
    monitoring: Monitoring
    knowledge: Knowledge
    concepts: tuple[str, ...] = ()
    channels: Mapping[str, Mapping[str, Any]] = field(repr=False)
    organizations: tuple[Organization, ...]
    valid_from: Mapping[str, date]
    agreed: Mapping[str, Mapping[str, Any]] = field(repr=False)
    retention: Mapping[str, timedelta]
    queues: tuple[Queue, ...]
    services: tuple[Service, ...]
    providers: tuple[Provider, ...]
    agents: tuple[AgentEntry, ...]
    webhooks: tuple[Webhook, ...] = field(repr=False)
    moved_to: Mapping[str, Mapping[str, str]]
    _tree: Node = field(repr=False, compare=False)

    @property
    def prints(self) -> Prints:
        """A short hash of each section, by which processes see whether they were told the same."""
        return prints(self._tree.plain())

    def section(self, name: str, model: type[Settings]) -> Settings:
        """Return the section `name`, such as "channels.web", read by `model`.

        Raises `ConfigError` with the lines of the file. A section that is not there is read as empty.
        """
        loc = tuple(name.split("."))
        found = _validate(self._tree, loc, model)
        if isinstance(found, list):
            raise ConfigError(found)
        return found


def load(
    path: Path,
    environ: Mapping[str, str],
    *,
    today: date,
    settings: Mapping[str, type[BaseModel]] | None = None,
) -> Config:
    """Read and check the configuration at `path`, or raise `ConfigError` with every finding.

    `environ` fills in `${NAME}` and holds the overrides. Holidays are known from the year before `today`
    to two years after. `settings` gives the model of each channel there is: with it the channels' sections
    are checked in the same pass, and a channel without a model is a finding.
    """
    tree, findings = gather(path, environ, Document.model_fields)
    document: Document | None = None
    concepts: tuple[str, ...] = ()
    # Without a readable file every further finding would only repeat that one.
    if tree.value or not findings:
        found = _validate(tree, (), Document)
        document = found if isinstance(found, Document) else None
        findings += [] if isinstance(found, Document) else found
        findings += cross_check(tree)
        concepts, wrong = lexicon.read(tree)
        findings += wrong
        if settings is not None:
            findings += _channels(tree, settings)
    if findings or document is None:
        raise ConfigError(_mended(findings))
    return Config(
        desk=document.desk,
        database=document.database,
        files=document.files,
        web=document.web,
        log=document.log,
        monitoring=document.monitoring,
        knowledge=document.knowledge,
        concepts=concepts,
        channels=document.channels,
        organizations=build.organizations(document, today),
        valid_from={section.key: section.contract.valid_from for section in document.organizations},
        agreed=_agreed(document, tree),
        retention={
            each.key: timedelta(days=each.retention.closed_tickets)
            for each in document.organizations
            if each.retention.closed_tickets is not None
        },
        queues=tuple(build.queue(section, document.desk) for section in document.queues),
        services=tuple(build.service(section) for section in document.services),
        providers=tuple(document.providers),
        agents=tuple(
            entry if "language" in entry.model_fields_set else entry.model_copy(update=_language(document))
            for entry in document.agents
        ),
        webhooks=tuple(map(build.webhook, document.webhooks)),
        moved_to=document.moved_to.model_dump(),
        _tree=tree,
    )


def _agreed(document: Document, tree: Node) -> dict[str, dict[str, Any]]:
    written = tree.plain()
    return {
        section.key: {
            "contract": written["organizations"][position]["contract"],
            "calendar": written["calendars"][section.contract.calendar],
            "timezone": section.timezone or document.desk.timezone,
        }
        for position, section in enumerate(document.organizations)
    }


def _language(document: Document) -> dict[str, str]:
    return {"language": document.desk.language}


def _validate(tree: Node, loc: Loc, model: type[Settings]) -> Settings | list[Finding]:
    reached, node = tree.follow(loc)
    try:
        return model.model_validate(empty(node.plain()) if reached == loc else {}, context=_context(tree))
    except ValidationError as error:
        return list(explain(error, model, tree, loc))


def _context(tree: Node) -> dict[str, str]:
    """Return what a section may ask about others, as `info.context` of its validators: how the web reaches us."""
    loc = ("web", "public_url")
    reached, node = tree.follow(loc)
    return {"public_url": str(node.value or "").rstrip("/") if reached == loc else ""}


def _channels(tree: Node, settings: Mapping[str, type[BaseModel]]) -> Iterator[Finding]:
    for loc, node in tree.select("channels.*"):
        name = str(loc[-1])
        if name in settings:
            found = _validate(tree, loc, settings[name])
            yield from found if isinstance(found, list) else ()
        else:
            guess = nearest(name, settings)
            way_out = f"did you mean {guess}?" if guess else f"the channels are {', '.join(sorted(settings))}"
            yield Finding(file=node.file, line=node.line, loc=loc, problem="there is no such channel", way_out=way_out)


def _mended(findings: list[Finding]) -> list[Finding]:
    """Leave one finding for each place: the first, which says what is wrong with the value itself."""
    told: dict[tuple[str, int, Loc], Finding] = {}
    for finding in findings:
        told.setdefault((finding.file, finding.line, finding.loc), finding)
    return list(told.values())
