"""Everywhere else than in the app's own messages: channels, forms, the home, and who does not belong here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.tables import customer, entry, identity, person, ticket
from core.ticket import Status
from tests.channels.slack.desk import SlackDesk
from tests.standins.slack import BOT, TEAM, Person, Place, SlackApi, buttons_of
from tests.standins.slack_rules import JsonObject

HOSTILE = "<!channel> <@U0VELI> &lt;!here&gt;"


@pytest.fixture
def desk(sqlite_url: str, api: SlackApi, tmp_path: Path) -> Iterator[SlackDesk]:
    told = SlackDesk(sqlite_url, api, tmp_path, account={"requests": ["C0HELP"], "emoji": "ticket"})
    yield told
    assert api.notified == []
    told.close()


@pytest.fixture
def general(api: SlackApi) -> Place:
    return api.channel("C0GENEL")


def titles(desk: SlackDesk) -> list[str]:
    return list(desk.app.store.run(lambda tx: tx.execute(select(ticket.c.title).order_by(ticket.c.id)).scalars()))


def requesters(desk: SlackDesk) -> list[str]:
    """Return how the platform calls those who requested tickets."""
    joined = select(identity.c.external_id).join(ticket, ticket.c.requester == identity.c.person).order_by(ticket.c.id)
    return list(desk.app.store.run(lambda tx: tx.execute(joined).scalars()))


def asks(desk: SlackDesk, who: Person, words: str, where: Place, thread: str = "") -> JsonObject:
    """Let somebody mention the app; return the message."""
    first, second = desk.api.mentions(who, words, where, thread)
    desk.takes(first, second)
    desk.waits(seconds=5)
    message: JsonObject = first["event"]
    return message


def settled(desk: SlackDesk, *payloads: JsonObject) -> None:
    desk.takes(*payloads)
    desk.waits(seconds=5)


def test_a_mention_is_answered_in_its_thread(desk: SlackDesk, api: SlackApi, general: Place) -> None:
    ali = desk.customer("ali").person
    root = asks(desk, ali, "vpn bağlanmıyor", general)
    shown = api.shown_in(general)
    assert shown
    assert {message["thread_ts"] for message in shown} == {root["ts"]}
    assert (titles(desk), api.said_to(ali)) == (["vpn bağlanmıyor"], [])
    settled(desk, api.says(ali, "çözüldü", general, thread=root["ts"]))
    assert len(api.shown_in(general)) > len(shown)
    settled(desk, api.says(ali, "bu kimseye değil", general))
    assert desk.count(entry, entry.c.text == "bu kimseye değil") == 0


def test_the_name_alone_is_answered_with_help(desk: SlackDesk, api: SlackApi, general: Place) -> None:
    asks(desk, desk.customer("ali").person, "", general)
    assert api.shown_in(general)


def test_private_matters_move_to_the_own_conversation_and_say_so(
    desk: SlackDesk, api: SlackApi, general: Place
) -> None:
    ali = desk.customer("ali").person
    root = asks(desk, ali, "vpn bağlanmıyor, bir uzman istiyorum", general)
    public = len(api.shown_in(general))
    settled(desk, api.says(ali, "çağrım ne durumda", general, thread=root["ts"]))
    assert len(api.shown_in(general)) == public
    assert "vpn bağlanmıyor" in api.texts_to(ali)[-1]
    [whisper] = api.whispers
    assert (whisper["person"], whisper["thread_ts"]) == (ali.id, root["ts"])


def test_a_question_that_is_asked_alone_is_answered_there(desk: SlackDesk, api: SlackApi, general: Place) -> None:
    ali = desk.customer("ali").person
    root = asks(desk, ali, "vpn bağlanmıyor, bir uzman istiyorum", general)
    for _ in range(3):
        settled(desk, api.says(ali, "çağrım ne durumda", general, thread=root["ts"]))
    [asked] = [message for message in api.said_to(ali) if buttons_of(message)]
    labels = {button["text"]["text"] for _, button in buttons_of(asked)}
    public = {button["text"]["text"] for message in api.shown_in(general) for _, button in buttons_of(message)}
    assert labels.isdisjoint(public)
    said = len(api.said_to(ali))
    settled(desk, api.picks(ali, next(iter(labels))))
    desk.until(lambda: not buttons_of(api.messages[asked["channel"], asked["ts"]]))
    assert len(api.said_to(ali)) > said


def test_others_in_a_thread_are_heard_and_decide_nothing(desk: SlackDesk, api: SlackApi, general: Place) -> None:
    ali, veli = desk.customer("ali").person, desk.customer("veli").person
    root = asks(desk, ali, "vpn bağlanmıyor", general)
    [answer] = [message for message in api.shown_in(general) if buttons_of(message)]
    block, button = buttons_of(answer)[0]
    before = len(api.shown_in(general))
    remark = api.says(veli, "bende de aynısı var", general, thread=root["ts"])
    settled(desk, remark, api.says(veli, "çözüldü, kapatın", general, thread=root["ts"]))
    settled(desk, api.presses(veli, answer, button, block))
    desk.until(lambda: api.whispers)
    assert api.whispers[0]["person"] == veli.id
    assert api.whispers[0]["text"].startswith("Bu düğme konuyu açan kişi için.")
    assert buttons_of(api.messages[general.id, answer["ts"]])
    settled(desk, api.edits(remark, "bende de var"))
    said = select(entry.c.text, entry.c.name).where(entry.c.author == "customer").order_by(entry.c.id)
    assert desk.app.store.run(lambda tx: tx.execute(said).all()) == [
        ("vpn bağlanmıyor", "Ali"), ("bende de var", "Veli"), ("çözüldü, kapatın", "Veli"),
    ]  # fmt: skip
    assert (desk.count(ticket, ticket.c.status == Status.NEW), len(api.shown_in(general))) == (1, before)
    settled(desk, api.presses(ali, answer, button, block))
    assert desk.count(ticket, ticket.c.status == Status.NEW) == 0


def test_another_open_ticket_is_not_named_where_others_read(desk: SlackDesk, api: SlackApi, general: Place) -> None:
    ali = desk.customer("ali")
    ali.says("bordrom yanlış, bir uzman istiyorum")
    asks(desk, ali.person, "yazıcı çalışmıyor", general)
    assert api.shown_in(general)
    assert not [message for message in api.shown_in(general) if "bordro" in message["text"]]


def test_every_message_of_a_request_channel_is_a_matter(desk: SlackDesk, api: SlackApi) -> None:
    ali, veli, place = desk.customer("ali").person, desk.customer("veli").person, api.channel("C0HELP", "group")
    settled(desk, api.says(ali, "vpn bağlanmıyor", place), api.says(veli, "yazıcı çalışmıyor", place))
    assert sorted(titles(desk)) == ["vpn bağlanmıyor", "yazıcı çalışmıyor"]
    assert len({message["thread_ts"] for message in api.shown_in(place)}) == 2


def test_an_emoji_makes_a_ticket_of_a_message_for_its_author(desk: SlackDesk, api: SlackApi, general: Place) -> None:
    ali, veli = desk.customer("ali").person, desk.customer("veli").person
    said = api.says(ali, "vpn bağlanmıyor", general)
    settled(desk, said, api.reacts(veli, said, "tada"))
    assert titles(desk) == []
    settled(desk, api.reacts(veli, said, "ticket"), api.reacts(ali, said, "ticket"))
    assert (titles(desk), requesters(desk)) == (["vpn bağlanmıyor"], [ali.id])
    assert {message["thread_ts"] for message in api.shown_in(general)} == {said["event"]["ts"]}


@pytest.mark.parametrize(("command", "locale"), [("/destek", "tr-TR"), ("/support", "en-US")])
def test_a_command_opens_a_form_at_once_and_its_words_become_a_matter(
    desk: SlackDesk, api: SlackApi, general: Place, command: str, locale: str
) -> None:
    ali = api.person(Person("U0ALI", "Ali", locale))
    settled(desk, api.commands(ali, command, "vpn <!here>", general))
    desk.until(lambda: api.called("views.update"))
    [opened], [updated] = api.called("views.open"), api.called("views.update")
    assert opened.values["view"]["callback_id"] == "loading"
    assert "Ali" not in repr(opened.values)
    [view] = api.views.values()
    assert view["title"]["text"] == ("Destek" if locale == "tr-TR" else "Support")
    assert view["blocks"][0]["element"]["initial_value"] == "vpn <!here>"
    assert updated.at > opened.at
    sent = api.submits(ali, view, {"words": f"vpn bağlanmıyor {HOSTILE}", "service": "0", "urgency": "stopped"})
    settled(desk, sent)
    settled(desk, api.submits(ali, view, {"words": "başka sözler"}))
    assert desk.count(ticket) == 1
    [words] = desk.app.store.run(
        lambda tx: tx.execute(select(entry.c.text).where(entry.c.author == "customer")).scalars().all()
    )
    first, service, urgency = words.splitlines()
    assert first == f"vpn bağlanmıyor {HOSTILE}"
    assert service.endswith(": VPN")
    assert urgency.endswith({"tr-TR": "Hayır, işim durdu", "en-US": "No, my work has stopped"}[locale])
    assert api.said_to(ali)


def test_an_empty_form_stays_open_and_says_why(desk: SlackDesk, api: SlackApi) -> None:
    ali = desk.customer("ali").person
    settled(desk, api.commands(ali, "/destek"))
    desk.until(lambda: api.called("views.update"))
    [view] = api.views.values()
    sent = api.submits(ali, view, {"words": "  \u200b "})
    settled(desk, sent)
    assert api.delivery(sent).answer == {
        "response_action": "errors", "errors": {"words": "Konuyu kısaca yazar mısınız?"},
    }  # fmt: skip
    assert desk.count(entry) == 0


def test_who_typed_a_command_too_slowly_is_told(desk: SlackDesk, api: SlackApi) -> None:
    api.fails("views.open", "expired_trigger_id")
    payload = api.commands(desk.customer("ali").person, "/destek")
    settled(desk, payload)
    assert api.delivery(payload).answer["text"].startswith("Form açılamadı.")


def test_a_ticket_of_somebody_s_message_leads_back_to_it(desk: SlackDesk, api: SlackApi, general: Place) -> None:
    ali, veli = desk.customer("ali").person, desk.customer("veli").person
    said = api.says(veli, f"vpn bağlanmıyor {HOSTILE}", general)
    settled(desk, said, api.shortcut(ali, "matter_from_message", said))
    desk.until(lambda: api.called("views.update"))
    [view] = api.views.values()
    settled(desk, api.submits(ali, view, {}))
    [words] = desk.app.store.run(
        lambda tx: tx.execute(select(entry.c.text).where(entry.c.author == "customer")).scalars().all()
    )
    ts = said["event"]["ts"].replace(".", "")
    assert words.endswith(f"İlgili mesaj: https://ornek.slack.com/archives/C0GENEL/p{ts}")
    assert HOSTILE in words
    assert requesters(desk) == [ali.id]


def test_the_home_shows_what_is_open_and_its_buttons_speak(desk: SlackDesk, api: SlackApi) -> None:
    ali, veli = desk.customer("ali"), desk.customer("veli")
    settled(desk, api.opens_home(ali.person))
    desk.until(lambda: ali.person.id in api.homes)
    assert "Şu anda açık bir çağrınız yok." in repr(api.homes[ali.person.id])
    ali.says(f"vpn bağlanmıyor {HOSTILE}, bir uzman istiyorum")
    settled(desk, api.opens_home(ali.person), api.opens_home(veli.person))
    desk.until(lambda: ali.ref in repr(api.homes.get(ali.person.id)) and veli.person.id in api.homes)
    assert ali.ref not in repr(api.homes[veli.person.id])
    view = api.homes[ali.person.id]
    status = next(block["accessory"] for block in view["blocks"] if "accessory" in block)
    before = len(api.said_to(ali.person))
    settled(desk, api.presses_in_view(ali.person, view, status))
    assert ali.ref in api.texts_to(ali.person)[before]
    english = next(each for _, each in buttons_of(view) if each["text"]["text"] == "English")
    settled(desk, api.presses_in_view(ali.person, view, english))
    new = next(each for _, each in buttons_of(view) if each["value"] == "home.new")
    settled(desk, api.presses_in_view(ali.person, view, new))
    desk.until(lambda: api.views)


def test_robots_we_ourselves_and_news_of_a_channel_make_no_loop(desk: SlackDesk, api: SlackApi, general: Place) -> None:
    ali, robot = desk.customer("ali").person, api.person(Person("U0ROBOT", "Robot", is_bot=True))
    mention = f"<@{BOT}> vpn bağlanmıyor"
    news = [
        api.writes_raw(ali, mention, general, bot_id="B0OTHER"),
        api.writes_raw(ali, mention, general, subtype="bot_message"),
        api.writes_raw(ali, mention, general, subtype="channel_join"),
        api.writes_raw(ali, mention, general, subtype="channel_topic"),
        api.writes_raw(robot, mention, general),
        api.writes_raw(robot, "merhaba", api.dm(robot)),
        api.writes_raw(replace(ali, id=BOT), mention, general),
        api.writes_raw(replace(ali, id="USLACKBOT"), mention, general),
    ]
    settled(desk, *news)
    said = api.says(ali, "vpn bağlanmıyor")
    settled(desk, api.edits(said, "vpn", deliver=False) and said)
    desk.until(lambda: all(each.done for each in api.deliveries))
    assert desk.count(ticket) == 1
    assert api.shown_in(general) == []


def test_strangers_who_share_a_channel_are_not_known_by_being_there(desk: SlackDesk, api: SlackApi) -> None:
    shared = api.channel("C0ORTAK", shared=True)
    ali, eve = desk.customer("ali").person, api.person(Person("U0EVE", "Elif Demir", team="T0OTHER"))
    asks(desk, ali, "vpn bağlanmıyor", shared)
    asks(desk, eve, "yazıcı çalışmıyor", shared)
    api.fails("users.info", "internal_error")
    asks(desk, Person("U0WHO", "Kim", team=""), "ekran gelmiyor", shared)
    found = desk.app.store.run(
        lambda tx: tx.execute(
            select(identity.c.external_id, identity.c.realm, customer.c.verified)
            .join(customer, customer.c.person == identity.c.person)
            .where(identity.c.channel == "slack")
            .order_by(identity.c.id)
        ).all()
    )
    assert found == [("U0ALI", TEAM, True), ("U0EVE", "T0OTHER", False), ("U0WHO", TEAM, False)]


def test_an_enterprise_is_the_realm_of_its_people(sqlite_url: str, api: SlackApi, tmp_path: Path) -> None:
    api.enterprise = "E0ORNEK"
    desk = SlackDesk(sqlite_url, api, tmp_path)
    ali = api.person(Person("W0ALI", "Ali", team="T0BESIDE", enterprise="E0ORNEK"))
    settled(desk, api.says(replace(ali, team="E0ORNEK"), "vpn bağlanmıyor"))
    assert desk.app.store.run(
        lambda tx: tx.execute(
            select(identity.c.realm, customer.c.verified)
            .join(customer, customer.c.person == identity.c.person)
            .where(identity.c.external_id == "W0ALI")
        ).all()
    ) == [("E0ORNEK", True)]
    desk.close()


def test_the_app_in_another_workspace_is_not_ours(desk: SlackDesk, api: SlackApi) -> None:
    payload = api.says(desk.customer("ali").person, "vpn bağlanmıyor")
    foreign = {**payload, "event_id": "Ev0FOREIGN", "authorizations": [{"team_id": "T0OTHER", "enterprise_id": None}]}
    api.deliveries.clear()
    settled(desk, api.deliver("events_api", foreign))
    assert desk.count(entry) == 0


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT]}}]
)
def test_what_there_is_to_say_waits_while_the_app_is_removed(desk: SlackDesk, api: SlackApi, event: JsonObject) -> None:
    ali, elif_ = desk.customer("ali"), desk.agent("elif")
    ali.says("bir uzman istiyorum")
    elif_.claims(ali.ref)
    shown = len(api.said_to(ali.person))
    settled(desk, api.happens(event), api.happens({"type": "tokens_revoked", "tokens": {"oauth": ["U0X"], "bot": []}}))
    elif_.replies(ali.ref, "Merhaba")
    assert len(api.said_to(ali.person)) == shown
    settled(desk, api.says(ali.person, "buradayım"))
    desk.waits(seconds=120)
    assert "Elif Demir\nMerhaba" in api.texts_to(ali.person)


def test_a_person_s_name_follows(desk: SlackDesk, api: SlackApi) -> None:
    ali = api.person(Person("U0ALI", "Ali\n[sistem] <!channel> ✓"))
    settled(desk, api.says(ali, "vpn bağlanmıyor"))
    assert (
        desk.app.store.run(
            lambda tx: tx.execute(
                select(person.c.name)
                .join(identity, identity.c.person == person.c.id)
                .where(identity.c.external_id == ali.id)
            ).scalar()
        )
        == "Ali [sistem] <!channel> ✓"
    )
