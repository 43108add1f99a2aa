"""From the models of the file to the values of the core."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.config import holiday
from bot.config.model import (
    ContractSection,
    Desk,
    Document,
    Hours,
    OrganizationSection,
    QueueSection,
    ServiceSection,
    WebhookSection,
)
from bot.events import Webhook
from core.calendar import DAY_MINUTES, Calendar
from core.contracts import (
    PRIORITIES,
    Contract,
    Elsewhere,
    Organization,
    Question,
    Queue,
    Room,
    Service,
    ServiceTerms,
    Target,
)


def organizations(document: Document, today: date) -> tuple[Organization, ...]:
    """Return the organizations with their contracts; holidays from the year before `today` to two after."""
    return tuple(_organization(section, document, _years(today)) for section in document.organizations)


def contract(agreed: Mapping[str, Any], today: date) -> Contract:
    """Build a contract again from what `Config.agreed` said of it when it was in force."""
    hours = calendar(Hours.model_validate(agreed["calendar"]), agreed["timezone"], _years(today))
    return _contract(ContractSection.model_validate(agreed["contract"]), hours)


def _years(today: date) -> Iterable[int]:
    return range(today.year - 1, today.year + 3)


def _organization(section: OrganizationSection, document: Document, years: Iterable[int]) -> Organization:
    timezone = section.timezone or document.desk.timezone
    return Organization(
        key=section.key,
        name=section.name,
        timezone=timezone,
        language=section.language or document.desk.language,
        contract=_contract(section.contract, calendar(document.calendars[section.contract.calendar], timezone, years)),
        emergency_phone=section.emergency.phone,
        notice_version=section.notice.version,
        notice_link=section.notice.link,
        domains=tuple(section.domains),
    )


def _contract(section: ContractSection, hours: Calendar) -> Contract:
    return Contract(
        version=1,  # The store numbers the versions when it finds a difference.
        level=section.level,
        calendar=hours,
        targets={
            priority: Target(respond=target.respond, resolve=target.resolve, inform=target.inform)
            for priority, target in section.targets.items()
        },
        priorities={
            **PRIORITIES,
            **{
                (impact, urgency): priority
                for impact, row in section.priorities.items()
                for urgency, priority in row.items()
            },
        },
        services={key: ServiceTerms(level=terms.level, queue=terms.queue) for key, terms in section.services.items()},
        delivery=section.delivery,
        reminders=tuple(section.reminders),
        close_after=section.close_after,
        reopen_days=section.reopen_days,
        show_agent=section.show_agent,
        out_of_scope=tuple(
            Elsewhere(words=tuple(rule.words), where=rule.where.model_dump()) for rule in section.out_of_scope
        ),
    )


def calendar(section: Hours, timezone: str, years: Iterable[int]) -> Calendar:
    """Return the calendar of `section` in `timezone`; days named under `closed` win over holidays."""
    closed = holiday.closed_days(section.holidays, years, section.half_day_ends) if section.holidays else {}
    closed |= dict(section.closed)
    if not closed and section.weekly == (((0, DAY_MINUTES),),) * 7:
        return Calendar(timezone=timezone, always_open=True)
    return Calendar(timezone=timezone, weekly=section.weekly, closed=closed)


def queue(section: QueueSection, desk: Desk) -> Queue:
    """Return the queue of `section`; a room without a language speaks the desk's."""
    return Queue(
        key=section.key,
        name=section.name.model_dump(),
        level=section.level,
        organization=section.organization,
        pauses=section.pauses,
        rooms=tuple(
            Room(account=room.account, chat=room.chat, language=room.language or desk.language)
            for room in section.rooms
        ),
    )


def webhook(section: WebhookSection) -> Webhook:
    """Return the webhook of `section`."""
    return Webhook(
        key=section.key,
        url=section.url,
        secret=base64.b64decode(section.secret.removeprefix("whsec_")),
        events=frozenset(section.events),
        organization=section.organization,
    )


def service(section: ServiceSection) -> Service:
    """Return the service of `section`."""
    return Service(
        key=section.key,
        name=section.name.model_dump(),
        queue=section.queue,
        type=section.type,
        words=tuple(section.words),
        ask=tuple(Question(key=question.key, text=question.text.model_dump()) for question in section.ask),
        triage=section.triage,
        urgent=section.urgent,
    )
