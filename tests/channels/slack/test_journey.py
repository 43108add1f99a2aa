"""The real server: customers and agents on Slack by both transports, and one case from everywhere in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.channels.slack.desk import RoomDesk, with_rooms
from tests.channels.slack.served import FAST, PUBLIC, brings
from tests.channels.telegram.served import ACCOUNT as BY_TELEGRAM
from tests.channels.telegram.served import FAST as FAST_TELEGRAM
from tests.channels.telegram.served import settings_at as telegram_at
from tests.console_desk import PASSWORD, form_of, served
from tests.standins.slack import Person, SlackApi, buttons_of, slack_api
from tests.standins.slack_rules import JsonObject, shown
from tests.standins.telegram import User, bot_api

ALI, ELIF, MERT = Person("U0ALI", "Ali Kaya"), RoomDesk.ELIF, RoomDesk.MERT
MERT_THERE = User(2002, "Mert", "Kaya")
PATIENCE = 60.0


@pytest.fixture
def api() -> Iterator[SlackApi]:
    with slack_api() as platform:
        for each in (ALI, ELIF, MERT):
            platform.person(each)
        platform.channel("C0DESTEK", "group")
        yield platform
        assert platform.notified == []


class Room:
    """The channel in which agents work, as they see it."""

    def __init__(self, api: SlackApi) -> None:
        self.api, self.place = api, api.places["C0DESTEK"]

    def soon(self, true: Callable[[], Any]) -> Any:
        return self.api.waits(true, PATIENCE)

    def card(self) -> JsonObject:
        """Return the only card, once it is there."""
        found = self.soon(lambda: [each for each in self.api.shown_in(self.place) if not each.get("thread_ts")])
        assert len(found) == 1
        return dict(found[0])

    def becomes(self, words: str) -> None:
        """Return when the card says `words`."""
        self.soon(lambda: words in self.card()["text"])

    def reads(self) -> list[str]:
        return [shown(each["text"]) for each in self.api.shown_in(self.place, self.card()["ts"])]

    def says(self, who: Person, text: str) -> JsonObject:
        return self.api.says(who, text, self.place, self.card()["ts"])

    def marks(self, said: JsonObject) -> list[str]:
        return self.api.reactions_on(self.place.id, said["event"]["ts"])

    def presses(self, who: Person, name: str) -> None:
        card = self.card()
        block, button = next(each for each in buttons_of(card) if each[1]["value"].endswith(f".{name}"))
        self.api.presses(who, card, button, block)

    def fills(self, who: Person, name: str, **values: str) -> None:
        """Open the form of a command and send it."""
        self.presses(who, name)
        view = self.soon(lambda: [each for each in self.api.views.values() if each["callback_id"] == "room_form"])[-1]
        self.api.submits(who, view, values)


class Console:
    """Somebody with a browser without scripts, at a real server."""

    def __init__(self, address: str, key: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=20, headers={"Accept-Language": "tr"})
        page = self._http.get("/desk/sign-in").text
        said = form_of(page, "/desk/sign-in") | {"email": f"{key}@ornek.example", "password": PASSWORD}
        assert self._http.post("/desk/sign-in", data=said).status_code == 303

    def does(self, command: str, ref: str, **fields: str) -> None:
        where = f"/desk/tickets/{ref}"
        form = form_of(self._http.get(where).text, f"{where}/{command}") | fields
        assert self._http.post(f"{where}/{command}", data=form).status_code == 303

    def reads(self, ref: str) -> str:
        return self._http.get(f"/desk/tickets/{ref}").text

    def close(self) -> None:
        self._http.close()


def written(api: SlackApi, folder: Path, mode: str = "socket") -> Path:
    agents = {"elif": ELIF, "mert": MERT}
    return with_rooms(api, folder, {"l1": ["C0DESTEK"]}, agents, mode=mode, rates=FAST)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["socket", "http"])
def test_a_case_from_the_first_word_to_the_last(sqlite_url: str, api: SlackApi, tmp_path: Path, mode: str) -> None:
    room = Room(api)
    file = written(api, tmp_path, mode)
    with served(sqlite_url, file, ONKAPI_WEB__PUBLIC_URL=PUBLIC) as desk:
        room.soon(lambda: api.called("auth.test"))
        brings(api, mode, desk.address)
        api.says(ALI, "bir insanla görüşmek istiyorum")
        ref = room.card()["text"].split()[0]
        room.presses(ELIF, "claim")
        room.soon(lambda: "Elif Demir" in room.card()["text"])
        said = room.says(ELIF, "Merhaba, nasıl yardımcı olabilirim?")
        room.soon(lambda: room.marks(said) == ["eyes"])
        room.soon(lambda: api.texts_to(ALI)[-1] == "Elif Demir\nMerhaba, nasıl yardımcı olabilirim?")
        room.soon(lambda: room.marks(said) == ["white_check_mark"])
        api.says(ALI, "Outlook açılmıyor")
        room.soon(lambda: room.reads()[-1] == "👤 Ali Kaya\nOutlook açılmıyor")
        room.fills(ELIF, "solve", words="Outlook'u onardım.", code="new_solution")
        room.soon(lambda: "Outlook'u onardım." in api.texts_to(ALI)[-1])
        api.picks(ALI, "Evet, düzeldi")
        room.soon(lambda: not buttons_of(room.card()))
        assert room.card()["text"].startswith(ref)
        room.soon(lambda: all(each.done for each in api.deliveries))
        api.transport = ""
    assert api.texts_to(ALI).count("Elif Demir\nMerhaba, nasıl yardımcı olabilirim?") == 1
    assert {each.statuses[-1] for each in api.deliveries} == {200}


@pytest.mark.timeout(300)
def test_the_card_follows_what_is_done_in_the_console(sqlite_url: str, api: SlackApi, tmp_path: Path) -> None:
    room = Room(api)
    with served(sqlite_url, written(api, tmp_path)) as desk:
        brings(api, "socket")
        api.says(ALI, "bir insanla görüşmek istiyorum")
        ref = room.card()["text"].split()[0]
        console = Console(desk.address, "elif")
        for command, fields, so in (
            ("claim", {}, "Elif Demir"),
            ("wait_customer", {"words": "Hangi bina?"}, "kullanıcı bekleniyor"),
            ("resume", {}, "üzerinde çalışılıyor"),
        ):
            console.does(command, ref, **fields)
            room.becomes(so)
        room.soon(lambda: "Hangi bina?" in api.texts_to(ALI)[-1])
        api.says(ALI, "A binası")
        room.soon(lambda: "A binası" in console.reads(ref))
        room.soon(lambda: room.reads()[-1] == "👤 Ali Kaya\nA binası")
        console.close()
        api.transport = ""


@pytest.mark.timeout(300)
def test_one_case_is_worked_from_slack_telegram_and_the_console_in_turn(
    database_url: str, api: SlackApi, tmp_path: Path
) -> None:
    room = Room(api)
    with bot_api() as bot:
        group = bot.groups.open()
        group.per_minute = 1_000
        file = written(api, tmp_path)
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
        rates = {**FAST_TELEGRAM, "group_per_minute": 1_000}
        said["channels"]["telegram"] = telegram_at(bot, rates=rates)
        for queue in said["queues"]:
            if queue["key"] == "l1":
                queue["rooms"].append({"account": BY_TELEGRAM, "chat": str(group.id)})
        for agent in said["agents"]:
            if agent["key"] == "mert":
                agent["identities"] = {"slack": MERT.id, "telegram": str(MERT_THERE.id)}
        file.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
        with served(database_url, file) as desk:
            brings(api, "socket")
            api.says(ALI, "bir insanla görüşmek istiyorum")
            ref = room.card()["text"].split()[0]
            topic = room.soon(lambda: next(iter(group.topics.values()), None))
            room.soon(lambda: bot.groups.said_in(group, topic.id))

            def there() -> list[str]:
                return bot.groups.texts_in(group, topic.id)

            room.presses(ELIF, "claim")
            room.soon(lambda: "Elif Demir" in there()[0])
            room.says(ELIF, "Slack'ten yazıyorum.")
            room.soon(lambda: there()[-1] == "💬 Elif Demir\nSlack'ten yazıyorum.")
            room.says(ELIF, "!birak")
            room.soon(lambda: "Elif Demir" not in room.card()["text"])
            bot.presses(MERT_THERE, bot.groups.said_in(group, topic.id)[0], f"k.{ref}.claim")
            room.soon(lambda: "Mert Kaya" in room.card()["text"])
            bot.groups.says(MERT_THERE, group, "Telegram'dan yazıyorum.", topic.id)
            room.soon(lambda: room.reads()[-1] == "💬 Mert Kaya\nTelegram'dan yazıyorum.")
            console = Console(desk.address, "mert")
            console.does("reply", ref, words="Konsoldan yazıyorum.")
            room.soon(lambda: room.reads()[-1] == there()[-1] == "💬 Mert Kaya\nKonsoldan yazıyorum.")
            room.soon(lambda: "Konsoldan yazıyorum." in api.texts_to(ALI)[-1])
            room.fills(MERT, "solve", words="Slack'te çözdüm.", code="new_solution")
            room.soon(lambda: "çözüldü" in there()[0] and topic.name.startswith("✅"))
            room.soon(lambda: "Slack'te çözdüm." in api.texts_to(ALI)[-1])
            api.picks(ALI, "Evet, düzeldi")
            room.soon(lambda: topic.is_closed and not buttons_of(room.card()))
            for words in ("Slack'ten yazıyorum.", "Telegram'dan yazıyorum.", "Konsoldan yazıyorum."):
                assert sum(words in text for text in api.texts_to(ALI)) == 1
                assert sum(words in text for text in [*there(), *room.reads()]) == (2 if words[0] == "K" else 1)
                assert words in console.reads(ref).replace("&#39;", "'")
            console.close()
            api.transport = ""
        assert bot.groups.notified == []


@pytest.mark.timeout(300)
def test_who_writes_by_telegram_is_served_from_slack(sqlite_url: str, api: SlackApi, tmp_path: Path) -> None:
    room = Room(api)
    with bot_api() as bot:
        file = written(api, tmp_path)
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
        said["channels"]["telegram"] = telegram_at(bot, rates=FAST_TELEGRAM)
        file.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
        veli = User(2002, "Veli", "Can", "tr")
        with served(sqlite_url, file):
            brings(api, "socket")
            bot.says(veli, "bir insanla görüşmek istiyorum")
            room.presses(ELIF, "claim")
            room.soon(lambda: "Elif Demir" in room.card()["text"])
            room.says(ELIF, "Merhaba, nasıl yardımcı olabilirim?")
            room.soon(lambda: "nasıl yardımcı olabilirim?" in bot.said_to(veli)[-1]["text"])
            bot.says(veli, "Outlook açılmıyor")
            room.soon(lambda: room.reads()[-1].endswith("Outlook açılmıyor"))
            api.transport = ""
