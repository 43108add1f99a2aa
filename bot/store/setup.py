"""Writes what the configuration says into the database, and returns it with its numbers.

The file owns organizations, contracts, queues, services, accounts, rooms and the agents it names. A
contract that reads differently becomes a new version; what vanished from the file is switched off, and
refused while open tickets still need it and the file does not say where they go (`moved_to`). The cases of an agent
who vanished go to his heir, or by and by to their queues (`bot.returning`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from bot.catalogue import Account, Catalogue, RoomRow
from bot.config import Config
from bot.config.build import contract as build_contract
from bot.store import absence, configured, people, staff
from bot.store.inserting import InsertNew
from bot.store.tables import (
    account,
    agent,
    agent_queue,
    contract,
    identity,
    organization,
    person,
    queue,
    room,
    room_move,
    service,
    ticket,
)
from core.channel import AccountSettings
from core.errors import OnkapiError
from core.messages import Sender

_FILE_REALM = "config"


class StillNeeded(OnkapiError):
    """A key vanished from the configuration while open tickets need it."""

    code = "error.still_needed"

    def __str__(self) -> str:
        """Name the key and the way out, in one line."""
        section, key, count = self.values["section"], self.values["key"], self.values["count"]
        return f'{section}: "{key}" is gone from the file but has {count} open tickets; put it back, or say moved_to'


def _put(table: Table, *unique: str) -> InsertNew:
    changing = [column.name for column in table.columns if column.name not in {*unique, "id"}]
    return InsertNew(table, unique=unique, on=lambda new: {name: new[name] for name in changing})


_ORGANIZATION = _put(organization, "key")
_QUEUE = _put(queue, "key")
_SERVICE = _put(service, "key")
_ACCOUNT = _put(account, "channel", "key")
_ROOM = _put(room, "queue", "account", "chat")


def install(
    tx: Connection, config: Config, accounts: Mapping[str, Iterable[AccountSettings]], now: datetime
) -> Catalogue:
    """Bring the database in line with `config` and return the catalogue.

    `accounts` gives the accounts of each channel that runs. Raises `StillNeeded`; nothing is changed then.
    """
    before = configured.standing(tx)
    for customer in config.organizations:
        values: dict[str, Any] = {"key": customer.key, "name": customer.name, "language": customer.language}
        _ORGANIZATION.run(tx, values | {"time_zone": customer.timezone, "active": True})
        _agree(tx, customer.key, config.valid_from[customer.key], config.agreed[customer.key])
    for waiting in config.queues:
        values = {"key": waiting.key, "name": dict(waiting.name), "level": waiting.level, "active": True}
        _QUEUE.run(tx, values | {"organization": waiting.organization})
    for offered in config.services:
        values = {"key": offered.key, "name": dict(offered.name), "queue": offered.queue, "active": True}
        _SERVICE.run(tx, values)
    _accounts(tx, accounts)
    numbered = _numbered(tx)
    rooms = _rooms(tx, config, numbered)
    _agents(tx, config, now)
    identities = _identities(tx, config)
    _switch_off(tx, config)
    configured.tell(tx, before, now)
    return _catalogue(tx, config, numbered, rooms, identities, now.date())


def _agree(tx: Connection, key: str, valid_from: date, body: Mapping[str, Any]) -> None:
    last = tx.execute(
        select(contract).where(contract.c.organization == key).order_by(contract.c.version.desc()).limit(1)
    ).first()
    if last is None or last.body != body or last.valid_from != valid_from:
        version = last.version + 1 if last else 1
        tx.execute(
            insert(contract), {"organization": key, "version": version, "valid_from": valid_from, "body": dict(body)}
        )


def _accounts(tx: Connection, accounts: Mapping[str, Iterable[AccountSettings]]) -> None:
    tx.execute(update(account).values(active=False))
    for channel, found in accounts.items():
        for each in found:
            values = {"channel": channel, "key": each.key, "organization": each.organization or None}
            _ACCOUNT.run(tx, {**values, "trust": each.trust, "active": True})


def _numbered(tx: Connection) -> dict[str, Account]:
    rows = tx.execute(select(account).where(account.c.active))
    found = (
        Account(
            id=row.id,
            channel=row.channel,
            key=row.key,
            organization=row.organization or "",
            trusted=row.trust == "open",
        )
        for row in rows
    )
    return {each.name: each for each in found}


def _rooms(tx: Connection, config: Config, numbered: Mapping[str, Account]) -> dict[str, tuple[RoomRow, ...]]:
    tx.execute(update(room).values(active=False))
    moved = {(row.account, row.chat): row.moved_to for row in tx.execute(select(room_move))}
    for waiting in config.queues:
        for each in waiting.rooms:
            if each.account in numbered:
                account_id = numbered[each.account].id
                chat = moved.get((account_id, each.chat), each.chat)
                values = {"queue": waiting.key, "account": account_id, "chat": chat}
                _ROOM.run(tx, {**values, "language": each.language, "active": True})
    names = {each.id: each.name for each in numbered.values()}
    rooms: dict[str, tuple[RoomRow, ...]] = {}
    for row in tx.execute(select(room).where(room.c.active).order_by(room.c.id)):
        found = RoomRow(id=row.id, account=names[row.account], chat=row.chat, language=row.language)
        rooms[row.queue] = (*rooms.get(row.queue, ()), found)
    return rooms


def _agents(tx: Connection, config: Config, now: datetime) -> None:
    for each in config.agents:
        known = tx.execute(select(agent).where(agent.c.key == each.key)).one_or_none()
        number = known.person if known else None
        if number is None:
            sender = Sender(external_id=each.key, realm=_FILE_REALM, name=each.name, language=each.language)
            number = people.recognise(tx, sender, _FILE_REALM, each.language, now)
            tx.execute(insert(agent), {"person": number, "key": each.key, "role": each.role} | _FROM_FILE)
        named = {"name": each.name, "language": each.language}
        tx.execute(update(person).where(person.c.id == number).values(named))
        values = {"email": each.email.lower() or None, "role": each.role, "active": True, "source": "file"}
        tx.execute(update(agent).where(agent.c.person == number).values(values))
        before = set(tx.execute(select(agent_queue.c.queue).where(agent_queue.c.person == number)).scalars())
        tx.execute(delete(agent_queue).where(agent_queue.c.person == number))
        if each.queues:
            tx.execute(insert(agent_queue), [{"person": number, "queue": key} for key in each.queues])
        if known is not None and (known.role != each.role or before - set(each.queues)):
            absence.mark(tx, number, "unfit")


def _identities(tx: Connection, config: Config) -> dict[tuple[str, str], int]:
    """Return by which ids the file knows its agents; those that it does not name any more are taken from them."""
    found: dict[tuple[str, str], int] = {}
    for each in config.agents:
        number = tx.execute(select(agent.c.person).where(agent.c.key == each.key)).scalar_one()
        found |= dict.fromkeys(each.identities.items(), number)
    named = {(where.partition("/")[0], external_id) for where, external_id in found}
    for row in tx.execute(select(identity).where(identity.c.by_file)).all():
        if (row.channel, row.external_id) not in named:
            tx.execute(delete(identity).where(identity.c.id == row.id))
    return found


_FROM_FILE = {"active": True, "source": "file"}


def _switch_off(tx: Connection, config: Config) -> None:
    """Deactivate what vanished, once nothing open depends on it."""
    present = {
        "queues": (queue, ticket.c.queue, {each.key for each in config.queues}),
        "services": (service, ticket.c.service, {each.key for each in config.services}),
        "organizations": (organization, ticket.c.organization, {each.key for each in config.organizations}),
    }
    for section, (table, column, keys) in present.items():
        gone = tx.execute(select(table.c.key).where(table.c.active, table.c.key.not_in(keys))).scalars().all()
        for key in gone:
            goal = config.moved_to.get(section, {}).get(key)
            if goal is not None:
                tx.execute(update(ticket).where(column == key, ticket.c.status != "closed").values({column: goal}))
            _refuse_if_needed(tx, section, key, column == key)
            tx.execute(update(table).where(table.c.key == key).values(active=False))
    keys = {each.key for each in config.agents}
    left = tx.execute(select(agent).where(agent.c.active, agent.c.source == "file", agent.c.key.not_in(keys))).all()
    for each in left:
        heir = config.moved_to.get("agents", {}).get(each.key)
        if heir is not None:
            number = tx.execute(select(agent.c.person).where(agent.c.key == heir)).scalar_one()
            taken = {"owner": number, "owner_epoch": ticket.c.owner_epoch + 1}
            tx.execute(update(ticket).where(ticket.c.owner == each.person, ticket.c.status != "closed").values(taken))
        staff.switch_off(tx, each.person)


def _refuse_if_needed(tx: Connection, section: str, key: str, condition: Any) -> None:
    count = tx.execute(select(func.count()).select_from(ticket).where(condition, ticket.c.status != "closed")).scalar()
    if count:
        raise StillNeeded(section=section, key=key, count=count)


def _catalogue(
    tx: Connection,
    config: Config,
    numbered: Mapping[str, Account],
    rooms: Mapping[str, tuple[RoomRow, ...]],
    identities: Mapping[tuple[str, str], int],
    today: date,
) -> Catalogue:
    contracts, terms = {}, {}
    for row in tx.execute(select(contract).order_by(contract.c.organization, contract.c.version)):
        contracts[row.id] = build_contract(row.body, today)
        terms[row.organization] = row.id
    return Catalogue(
        timezone=config.desk.timezone,
        desk_name={"tr": config.desk.name, "en": config.desk.name},
        organizations={each.key: each for each in config.organizations},
        contracts=contracts,
        terms=terms,
        queues={each.key: each for each in config.queues},
        services=config.services,
        accounts=numbered,
        rooms=rooms,
        webhooks=config.webhooks,
        identities=identities,
    )
