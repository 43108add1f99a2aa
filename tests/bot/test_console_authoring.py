"""Writing articles in the console: a solution becomes a draft, a lead publishes it, and the next customer gets it."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

from bot.authoring import topic_of
from bot.store import knowledge
from bot.store import tables as t
from core.effects import Command
from kb.article import Article
from tests.console_desk import Visitor, text_of
from tests.world import World

LIST = "/desk/knowledge"
PAGE = "/desk/knowledge/article"
QUESTION = "kulaklığımdan toplantıda cızırtı geliyor"
ARTICLE = {
    "title": "Kulaklıkta cızırtı",
    "body": "Sürücüyü güncelleyin.\n\n1. Aygıt yöneticisini açın.\n2. Sürücüyü güncelleyin.",
    "phrasings": f"{QUESTION}\nkulaklığım cızırdıyor\ntoplantıda kulaklıktan hışırtı geliyor",
    "lang": "tr", "type": "incident", "category": "hardware", "audience": "customer", "topic": "headset-noise",
}  # fmt: skip


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = World(database_url)
    yield made
    made.close()


def browser(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def address(topic: str = "headset-noise", lang: str = "tr") -> str:
    return f"{PAGE}?{urlencode({'topic': topic, 'lang': lang})}"


def limited(world: World, key: str, organization: str) -> None:
    change = update(t.agent).where(t.agent.c.key == key).values(organization=organization)
    world.app.store.run(lambda tx: tx.execute(change))


def test_a_solution_becomes_an_article_that_the_next_customer_gets(world: World) -> None:
    ali = world.customer("ali")
    ali.says(QUESTION, "destek uzmanı istiyorum")
    elif_ = world.agent("elif")
    elif_.claims(ali.ref)
    ali.says("yalnızca sol tarafta")
    visitor = browser(world, "elif")
    assert f"{PAGE}?ticket=" not in visitor.get(f"/desk/tickets/{ali.ref}").text, "nothing is solved yet"
    solution = {"words": "Sürücüyü güncelledim.", "steps": "Aygıt yöneticisinden güncellendi."}
    elif_.does(Command.SOLVE, ali.ref, closure_code="new_solution", **solution)

    assert f"{PAGE}?ticket={ali.ref}" in visitor.get(f"/desk/tickets/{ali.ref}").text
    form = visitor.get(f"{PAGE}?ticket={ali.ref}")
    shown = unescape(form.text)
    assert "Sürücüyü güncelledim.\n\nAygıt yöneticisinden güncellendi.</textarea>" in shown
    assert f">{QUESTION}\nyalnızca sol tarafta</textarea>" in shown, "neither wishes for a person nor answers"
    assert "Yayımla</button>" not in shown
    kept = visitor.submit(form, PAGE, **ARTICLE, status="draft")
    assert kept.status_code == 303
    assert "Taslak kaydedildi." in text_of(visitor.get(kept.headers["location"]).text)

    veli = world.customer("veli")
    veli.says(QUESTION)
    assert "Kulaklıkta cızırtı" not in str(veli.sees()), "a draft is not found"

    lead = browser(world, "zeynep")
    assert "topic=headset-noise" in lead.get("/desk/watch").text
    assert text_of(lead.get(LIST).text).index("Kulaklıkta cızırtı") < text_of(lead.get(LIST).text).index("VPN")
    form = lead.get(address())
    published = lead.submit(form, PAGE, **{**ARTICLE, "organization": ""}, status="published")
    assert "Yayımlandı" in text_of(lead.get(published.headers["location"]).text)
    assert "headset-noise" not in lead.get("/desk/watch").text

    can = world.customer("can")
    can.says(QUESTION)
    assert "Aygıt yöneticisini açın." in str(can.sees())
    acts = world.app.store.run(lambda tx: tx.execute(select(t.audit.c.who, t.audit.c.subject, t.audit.c.body)).all())
    assert [tuple(row) for row in acts if row.subject.startswith("article:")] == [
        ("agent:elif", "article:headset-noise.tr", {"status": "draft"}),
        ("agent:zeynep", "article:headset-noise.tr", {"status": "published"}),
    ]

    form = lead.get(address())
    lead.submit(form, PAGE, **ARTICLE, status="retired")
    ece = world.customer("ece")
    ece.says(QUESTION)
    assert "Aygıt yöneticisini açın." not in str(ece.sees())


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "Başlık yazın"),
        ({"title": "x" * 201}, "Başlık yazın"),
        ({"body": ""}, "Çözümü yazın"),
        ({"topic": "Kulaklık Sesi"}, "Konu adı küçük harf"),
        ({"phrasings": "\n".join(f"soru {n}" for n in range(101))}, "En fazla 100 soru örneği"),
        ({"phrasings": "x" * 301}, "En fazla 100 soru örneği"),
        ({"topic": "vpn-connection"}, "Bu konu adıyla bu dilde bir makale var."),
    ],
)
def test_what_is_no_article_is_not_kept_and_stays_in_its_form(world: World, wrong: dict[str, str], told: str) -> None:
    lead = browser(world, "zeynep")
    before = world.app.store.run(knowledge.every)
    answer = lead.submit(lead.get(PAGE), PAGE, **{**ARTICLE, **wrong}, status="published")
    assert answer.status_code == 422
    assert told in text_of(answer.text)
    assert "cızırdıyor" in answer.text or "phrasings" in wrong
    assert world.app.store.run(knowledge.every) == before


def test_of_two_who_change_an_article_the_second_is_told(world: World) -> None:
    lead, other = browser(world, "zeynep"), browser(world, "zeynep")
    lead.submit(lead.get(PAGE), PAGE, **ARTICLE, status="published")
    first, second = lead.get(address()), other.get(address())
    assert lead.submit(first, PAGE, **{**ARTICLE, "title": "Birinci"}, status="published").status_code == 303
    refused = other.submit(second, PAGE, **{**ARTICLE, "title": "İkinci"}, status="published")
    assert refused.status_code == 422
    assert "başka biri değiştirdi" in text_of(refused.text)
    assert "İkinci" in refused.text
    assert "Birinci" in lead.get(address()).text


def test_what_the_form_does_not_show_stays_as_it_was(world: World) -> None:
    lead = browser(world, "zeynep")
    known = world.app.store.run(lambda tx: knowledge.newest(tx, "paper-jam", "tr"))
    assert known is not None
    before = known[0]
    fields = {"title": "Yeni başlık", "body": before.body, "phrasings": "\n".join(before.phrasings)}
    more = {"type": before.type, "category": before.category, "audience": before.audience}
    page = lead.get(address("paper-jam"))
    assert lead.submit(page, PAGE, **fields, **more, status="published").status_code == 303
    after = world.app.store.run(lambda tx: knowledge.newest(tx, "paper-jam", "tr"))
    assert after is not None
    assert (after[0].title, after[1]) == ("Yeni başlık", known[1] + 1)
    assert (after[0].tags, after[0].kind, after[0].urgent) == (before.tags, before.kind, before.urgent)


def test_an_agent_keeps_drafts_and_publishes_nothing(world: World) -> None:
    agent = browser(world, "elif")
    page = agent.get(PAGE)
    assert agent.submit(page, PAGE, **ARTICLE, status="published").status_code == 404
    assert world.app.store.run(lambda tx: knowledge.newest(tx, "headset-noise", "tr")) is None
    shown = agent.get(address("vpn-connection")).text
    assert '<form class="card stack"' not in shown
    assert "ekip yöneticisi değiştirir" in shown
    fields = {**ARTICLE, "topic": "vpn-connection", "version": "1"}
    assert agent.submit(page, PAGE, **fields, status="draft").status_code == 404


def test_who_is_limited_to_an_organization_writes_for_it_alone(world: World) -> None:
    foreign = Article(
        topic="door", lang="tr", title="Turnike", body="Kart okutun.", kind="known_error", type="incident",
        organizations=frozenset({"kamu"}),
    )  # fmt: skip
    world.app.store.run(lambda tx: knowledge.replace(tx, [foreign], [], world.clock.now()))
    limited(world, "zeynep", "ornek")
    lead = browser(world, "zeynep")
    assert "Turnike" not in lead.get(LIST).text
    assert lead.get(address("door")).status_code == 404
    page = lead.get(PAGE)
    taken = lead.submit(page, PAGE, **{**ARTICLE, "topic": "door"}, status="draft")
    assert "Turnike" not in taken.text
    assert taken.status_code == 422
    assert lead.submit(page, PAGE, **{**ARTICLE, "topic": "door", "version": "1"}, status="draft").status_code == 404
    assert lead.submit(page, PAGE, **ARTICLE, organization="kamu", status="draft").status_code == 404
    assert lead.submit(page, PAGE, **ARTICLE, status="published").status_code == 303
    found = world.app.store.run(lambda tx: knowledge.newest(tx, "headset-noise", "tr"))
    assert found is not None
    assert found[0].organizations == {"ornek"}
    of_all = lead.get(address("vpn-connection"))
    assert of_all.status_code == 200
    assert '<form class="card stack"' not in of_all.text


def test_the_list_is_narrowed_by_words_and_by_status(world: World) -> None:
    agent = browser(world, "elif")
    assert "VPN bağlanmıyor" in agent.get(f"{LIST}?q=vpn baglan").text
    assert "VPN bağlanmıyor" not in agent.get(f"{LIST}?q=yazici").text
    assert "Uygun makale bulunamadı." in text_of(agent.get(f"{LIST}?status=draft").text)


def test_a_customers_lead_and_strangers_find_no_articles_here(world: World) -> None:
    change = update(t.agent).where(t.agent.c.key == "elif").values(role="customer_lead", organization="ornek")
    world.app.store.run(lambda tx: tx.execute(change))
    reader = browser(world, "elif")
    assert reader.get(LIST).status_code == 404
    assert reader.get(PAGE).status_code == 404
    assert Visitor(world).get(LIST).status_code == 303


def test_the_name_of_a_topic_is_made_of_the_title() -> None:
    assert topic_of("Kulaklıktan SES gelmiyor; İmdat!") == "kulakliktan-ses-gelmiyor-imdat"
    assert topic_of("🦆") == ""
    assert len(topic_of("uzun " * 100)) <= 60
