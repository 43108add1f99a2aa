"""What stands beside a ticket: articles to send, saved replies, the contract in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select, update

from bot.console.beside import filled
from bot.store.saved import MOST
from bot.store.tables import article, article_scope, article_version, suggestion, suggestion_hit, ticket
from core.ticket import Status
from tests.console_desk import Visitor, form_of, text_of
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


def waiting(world: World, name: str = "ali", words: str = "vpn bağlanmıyor, evdeyim") -> CustomerOf:
    customer = world.customer(name)
    customer.says(words, "destek uzmanı istiyorum")
    assert customer.ticket.status is Status.QUEUED
    return customer


def at_desk(world: World, key: str = "elif") -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def path(ref: str) -> str:
    return f"/desk/tickets/{ref}"


def test_an_article_is_sent_to_the_customer_as_the_bot_gives_it(database_url: str) -> None:
    world = World(database_url)
    ali = waiting(world)
    desk = at_desk(world)
    assert f'action="{path(ali.ref)}/article"' not in desk.get(path(ali.ref)).text
    desk.does("claim", ali.ref)
    page = desk.get(path(ali.ref))
    assert "VPN bağlanmıyor" in text_of(page.text)
    assert desk.submit(page, f"{path(ali.ref)}/article").status_code == 303
    world.waits(seconds=1)
    last = list(ali.sees())[-1]
    assert [part.style for part in last.parts] == ["article", "plain"]
    assert last.author == "agent"
    rows = world.app.store.run(lambda tx: tx.execute(select(suggestion).order_by(suggestion.c.id)).all())
    assert (rows[-1].decision, rows[-1].outcome) == ("sent", None)
    hits = world.app.store.run(
        lambda tx: tx.execute(select(suggestion_hit).where(suggestion_hit.c.suggestion == rows[-1].id)).all()
    )
    assert len(hits) == 1
    assert "Elif Demir bilgi makalesi gönderdi: VPN bağlanmıyor" in text_of(desk.get(path(ali.ref)).text)
    # A second copy of the form sends nothing.
    assert desk.submit(page, f"{path(ali.ref)}/article").status_code == 303
    assert len(world.app.store.run(lambda tx: tx.execute(select(suggestion)).all())) == len(rows)
    world.close()


def test_the_bot_is_let_ask_a_question_bank_and_its_answers_are_read_on_the_page(world: World) -> None:
    ali, desk = waiting(world), at_desk(world)
    assert 'name="bank"' not in desk.get(path(ali.ref)).text
    desk.does("claim", ali.ref)
    page = desk.get(path(ali.ref)).text
    assert '<option value="no-internet">İnternete ya da şirket sistemlerine giremiyorum</option>' in page
    form = form_of(page, f"{path(ali.ref)}/wait_customer")
    answer = desk.post(f"{path(ali.ref)}/wait_customer", csrf=form["csrf"], bank="no-internet")
    assert answer.status_code == 303
    world.waits(seconds=1)
    ali.presses("Ofisten, kabloyla")
    ali.presses("Hayır")
    told = text_of(desk.get(path(ali.ref)).text)
    assert "Elif Demir soru bankasını bota sordurdu: İnternete ya da şirket sistemlerine giremiyorum" in told
    assert "Kablonun takıldığı girişin ışığı yanıyor mu? Hayır" in told
    assert "Sonuç: destek grubu (Ağ Ekibi)" in told
    assert (ali.ticket.status, ali.ticket.queue) == (Status.IN_PROGRESS, "l1")
    gone = desk.post(f"{path(ali.ref)}/wait_customer", csrf=form["csrf"], bank="kahve")
    assert (gone.status_code, "soru bankası" in gone.text) == (422, True)


def test_what_the_customer_may_not_read_cannot_be_sent(world: World) -> None:
    ali, desk = waiting(world), at_desk(world)
    desk.does("claim", ali.ref)
    form = form_of(desk.get(path(ali.ref)).text, f"{path(ali.ref)}/article")
    number = int(form["article"])
    foreign = insert(article_scope).values(article=number, organization="kamu")
    world.app.store.run(lambda tx: tx.execute(foreign))
    answer = desk.post(f"{path(ali.ref)}/article", **form)
    assert answer.status_code == 404
    assert "Bu makale artık yok" in answer.text
    for given in ("0", "x", "9" * 30):
        assert desk.post(f"{path(ali.ref)}/article", **(form | {"article": given})).status_code == 404
    assert desk.post(f"{path(ali.ref)}/article", **(form | {"article": ""})).status_code == 404
    assert desk.post("/desk/tickets/K7M2R9/article", **form).status_code == 404


def test_an_article_for_agents_is_shown_to_them_only(world: World) -> None:
    ali, desk = waiting(world), at_desk(world)
    desk.does("claim", ali.ref)
    number = int(form_of(desk.get(path(ali.ref)).text, f"{path(ali.ref)}/article")["article"])

    def hide(tx: object) -> None:
        tx.execute(update(article_version).where(article_version.c.article == number).values(audience="agents"))  # type: ignore[attr-defined]

    world.app.store.run(hide)
    world.app.library.reload()
    page = desk.get(path(ali.ref)).text
    assert "Yalnızca destek ekibi içindir" in page
    assert f'name="article" value="{number}"' not in page


def test_articles_are_searched_beside_the_ticket_and_without_scripts_too(world: World) -> None:
    ali, desk = waiting(world), at_desk(world)
    part = desk.get(f"{path(ali.ref)}/articles?q=yazici%20cevrimdisi")
    assert "<html" not in part.text
    assert "Yazıcı" in text_of(part.text)
    assert "Yazıcı" in text_of(desk.get(f"{path(ali.ref)}?kb=yazici%20cevrimdisi").text)
    assert "Uygun makale bulunamadı." in desk.get(f"{path(ali.ref)}/articles?q=zzqqxx").text
    assert desk.get("/desk/tickets/K7M2R9/articles?q=x").status_code == 404
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(queue="network")))
    assert desk.get(f"{path(ali.ref)}/articles?q=x").status_code == 404
    assert world.app.store.run(lambda tx: tx.execute(select(article.c.id)).first())


def test_the_contract_is_told_in_words(world: World) -> None:
    ali, desk = waiting(world), at_desk(world)
    said = text_of(desk.get(path(ali.ref)).text)
    for words in ("0+1: bilinen çözümler de", "Pzt–Cum 09.00–12.30, 13.30–18.00", "İlk yanıt 2 sa", "Çözüm 3 iş günü"):
        assert words in said


def test_a_saved_reply_is_offered_filled_in_the_customers_language(world: World) -> None:
    ali, desk = waiting(world), at_desk(world)
    desk.submit(
        desk.get("/desk/replies"), "/desk/replies", name="Selam", tr="Merhaba {Müşteri}, {ref}. {agent}", en="Hi"
    )
    desk.submit(desk.get("/desk/replies"), "/desk/replies", name="Only English", en="<b>Hi {customer} {other}</b>")
    page = desk.get(path(ali.ref)).text
    assert f'data-text="Merhaba Ali, {ali.ref}. Elif Demir"' in page
    assert 'data-text="&lt;b&gt;Hi Ali {other}&lt;/b&gt;"' in page
    assert "Selam" not in at_desk(world, "mert").get(path(ali.ref)).text


def test_placeholders_are_filled_once() -> None:
    values = {"customer": "{ref}", "ref": "K7M2R9", "agent": "Elif"}
    assert filled({"tr": "{müşteri} {REF}"}, "tr", values) == "{ref} K7M2R9"
    assert filled({}, "tr", values) == ""


def test_leads_keep_replies_for_everybody_and_drop_them(database_url: str) -> None:
    world = World(database_url)
    lead, agent = at_desk(world, "zeynep"), at_desk(world)
    lead.submit(lead.get("/desk/replies"), "/desk/replies", name="Ortak", tr="Merhaba", shared="yes")
    agent.submit(agent.get("/desk/replies"), "/desk/replies", name="Benim", tr="Selam", shared="yes")
    assert {"Ortak", "Benim"} <= set(text_of(agent.get("/desk/replies").text).split())
    shown = lead.get("/desk/replies").text
    assert "Benim" not in shown
    number = re.search(r"/desk/replies/(\d+)/drop", shown)
    assert number
    assert f"/desk/replies/{number[1]}/drop" not in agent.get("/desk/replies").text
    mark = form_of(agent.get("/desk/replies").text, "/desk/replies")["csrf"]
    agent.post(f"/desk/replies/{number[1]}/drop", csrf=mark)
    assert "Ortak" in agent.get("/desk/replies").text
    lead.submit(lead.get("/desk/replies"), f"/desk/replies/{number[1]}/drop")
    assert "Ortak" not in agent.get("/desk/replies").text
    world.close()


def test_a_reply_without_a_name_or_words_is_none_and_there_is_an_end(world: World) -> None:
    desk = at_desk(world)
    page = desk.get("/desk/replies")
    desk.submit(page, "/desk/replies", name=" ", tr="x")
    desk.submit(page, "/desk/replies", name="x", tr=" ")
    assert "Henüz hazır yanıt yok." in desk.get("/desk/replies").text
    for number in range(MOST):
        assert desk.submit(page, "/desk/replies", name=f"y{number}", tr="x").headers["location"] == "/desk/replies"
    answer = desk.submit(page, "/desk/replies", name="çok", tr="x")
    assert "En fazla 30" in desk.get(answer.headers["location"]).text
    assert desk.post("/desk/replies", csrf="no", name="a", tr="b").status_code == 403
