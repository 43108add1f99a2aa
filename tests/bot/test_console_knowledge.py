"""Trying a question: what would be done with it, and why."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select, update

from bot.store import knowledge
from bot.store import tables as t
from kb.article import Article
from tests.console_desk import Visitor, text_of
from tests.world import World

PAGE = "/desk/knowledge/try"
ADVICE = "/desk/knowledge/advice"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def lead(world: World) -> Visitor:
    visitor = Visitor(world)
    visitor.sign_in("zeynep")
    return visitor


def tried(visitor: Visitor, question: str, **more: str) -> str:
    answer = visitor.get(f"{PAGE}?{urlencode({'ask': question, **more})}")
    assert answer.status_code == 200
    return text_of(answer.text)


def test_a_lead_sees_what_would_be_done_and_why(lead: Visitor) -> None:
    assert PAGE in lead.get("/desk").text
    told = tried(lead, "Merhaba, yazıcıda kağıt sıkıştı çıkaramıyorum")
    assert "Makale verilir" in told
    assert "doğrudan yanıt eşiğini" in told
    assert "yazicida kagit sikisti cikaramiyorum" in told
    assert "Yazıcıda kâğıt sıkıştı" in told


@pytest.mark.parametrize(
    ("question", "decision", "reason"),
    [
        ("hava bugün çok güzel", "Sohbet olarak karşılanır", "yalnızca sohbet"),
        ("bilgisayar bozuldu", "Bir kez başka türlü yazması istenir", "neyin bozuk olduğunu söylemiyor"),
        ("🦆🦆", "Destek uzmanına aktarılır", "Hiçbir makaleyle"),
    ],
)
def test_it_says_why_nothing_is_answered(lead: Visitor, question: str, decision: str, reason: str) -> None:
    told = tried(lead, question)
    assert decision in told
    assert reason in told


def test_what_was_put_right_stands_beside_what_was_typed(lead: Visitor) -> None:
    told = tried(lead, "yazıcım çevirmdışı görünüyor")
    assert "Düzeltilenler" in told
    assert "cevirmdisi" in told
    assert "cevrimdisi" in told


def test_trying_records_nothing(world: World, lead: Visitor) -> None:
    def counted() -> list[int]:
        tables = (t.ticket, t.suggestion, t.conversation, t.inbox)
        return world.app.store.run(
            lambda tx: [tx.execute(select(func.count()).select_from(each)).scalar_one() for each in tables]
        )

    before = counted()
    tried(lead, "vpn bağlanmıyor")
    assert counted() == before


@pytest.mark.parametrize(
    "question", ["", " ", "a", "x" * 100_000, "\x00\x01", "<script>alert(1)</script>", "vpn " * 9000]
)
def test_whatever_is_asked_there_is_a_page(lead: Visitor, question: str) -> None:
    answer = lead.get(f"{PAGE}?{urlencode({'ask': question[:20_000], 'of': 'nobody'})}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_who_leads_nobody_finds_nothing(world: World) -> None:
    elif_ = Visitor(world)
    elif_.sign_in("elif")
    assert PAGE not in elif_.get("/desk").text
    assert elif_.get(PAGE).status_code == 404


def test_a_lead_is_told_what_should_be_mended_in_the_articles(world: World, lead: Visitor) -> None:
    assert "Düzeltilecek bir şey yok." in text_of(lead.get(ADVICE).text)
    door = Article(
        topic="door", lang="tr", title="Kapı <b>açılmıyor</b>", body="Kart okutun.", kind="known_error",
        type="incident", organizations=frozenset({"kamu"}),
    )  # fmt: skip
    world.app.store.run(lambda tx: knowledge.replace(tx, [door], [], world.clock.now()))
    told = text_of(lead.get(ADVICE).text)
    assert "Kapı <b>açılmıyor</b> door.tr Soru örneği sayısı: 0." in told
    assert "Eksik dil: English." in told
    agent = Visitor(world)
    agent.sign_in("elif")
    assert agent.get(ADVICE).status_code == 404
    world.app.store.run(
        lambda tx: tx.execute(update(t.agent).where(t.agent.c.key == "zeynep").values(organization="ornek"))
    )
    assert "Kapı" not in text_of(lead.get(ADVICE).text)
