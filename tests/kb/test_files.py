"""Knowledge in files: what is read, how mistakes are told, and the way back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.banks import BankOption
from kb.article import Article
from kb.export import export
from kb.files import read
from kb.findings import KnowledgeFileError

FRONT = """---
topic: vpn
lang: tr
title: "VPN bağlanmıyor"
type: incident
---

Yeniden başlatın.
"""

BANK = """\
id: net
symptom: {tr: "İnternet yok", en: "No internet"}
start: where
questions:
  where:
    text: {tr: "Nerede?", en: "Where?"}
    options:
      - {id: home, label: {tr: "Evde", en: "At home"}, topic: vpn}
      - {id: no, label: {tr: "Ofiste", en: "Office"}, handoff: network, collect: [where]}
"""


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def refused(path: Path) -> list[str]:
    """Return what is told about `path`, a line each, without the folder."""
    with pytest.raises(KnowledgeFileError) as caught:
        read(path)
    told = str(caught.value).split("\n")
    assert len(told) == len(caught.value.findings)
    folder = path if path.is_dir() else path.parent
    return [line.removeprefix(str(folder)).removeprefix("/") for line in told]


def test_a_folder_with_articles_yaml_gives_articles_and_banks(data: Path) -> None:
    knowledge = read(data)
    assert len(knowledge.articles) == 60
    assert len(knowledge.banks) == 6
    first = knowledge.articles[0]
    assert (first.topic, first.kind, first.type, len(first.phrasings)) == ("password-forgotten", "how_to", "request", 5)
    assert knowledge.articles[2].kind == "known_error"
    assert not first.body.endswith("\n")


def test_a_bank_is_read_with_every_question_and_way(data: Path) -> None:
    bank = next(bank for bank in read(data / "diagnostics.yaml").banks if bank.id == "cannot-log-in")
    assert bank.start == "system"
    assert bank.questions["win_new"].options == (
        BankOption(id="yes", label={"tr": "Evet, ilk günlerim", "en": "Yes, it is my first days"},
                   topic="new-employee-account"),
        BankOption(id="back", label={"tr": "Hayır, uzun izinden döndüm", "en": "No, I am back from long leave"},
                   handoff="identity", collect=("system", "win_message", "win_new")),
        BankOption(id="no", label={"tr": "Hayır, dün girebiliyordum", "en": "No, it worked yesterday"},
                   handoff="identity", collect=("system", "win_message", "win_new")),
    )  # fmt: skip
    assert "account-locked" in bank.topics()


def test_markdown_is_read_at_any_depth_and_other_files_are_passed_over(tmp_path: Path) -> None:
    written(tmp_path, "network/vpn.md", FRONT)
    written(tmp_path, "README.md", "# Just a page\n")
    written(tmp_path, "notes.txt", b"\xff\xfe")
    written(tmp_path, "config.yaml", "desk: {name: x}\n")
    assert [article.title for article in read(tmp_path).articles] == ["VPN bağlanmıyor"]


@pytest.mark.parametrize("place", ["kb/articles/banks/net.yaml", "kb/banks/net.yml"])
def test_banks_under_the_articles_or_beside_them_are_read(tmp_path: Path, place: str) -> None:
    written(tmp_path, "kb/articles/vpn.md", FRONT)
    written(tmp_path, place, BANK)
    knowledge = read(tmp_path / "kb" / "articles")
    assert [bank.id for bank in knowledge.banks] == ["net"]
    assert knowledge.banks[0].questions["where"].options[1].id == "no"


def test_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    path = written(tmp_path, "vpn.md", b"\xef\xbb\xbf" + FRONT.replace("\n", "\r\n").encode())
    assert read(path).articles[0].body == "Yeniden başlatın."


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("lang: tr", "lang: de"), "vpn.md:3: lang is 'de'; write tr or en"),
        (("type: incident", "tipe: incident"), "vpn.md:5: unknown key 'tipe' in an article; did you mean 'type'?"),
        (("title:", "color: red\ntitle:"), "vpn.md:4: unknown key 'color' in an article; known keys: topic, "),
        (('title: "VPN bağlanmıyor"\n', ""), "vpn.md:2: an article lacks 'title'; add `title: ...`"),
        (('"VPN bağlanmıyor"', "[a, b]"), "vpn.md:4: title is a list, not words; write some"),
        (('"VPN bağlanmıyor"', '"VPN'), "vpn.md:"),
        (('"VPN bağlanmıyor"', '"a\\ud800"'), "vpn.md:4: title holds '\\ud800', which is no character"),
        (("type: incident", "type: incident\ntags: vpn"), "vpn.md:6: tags is 'vpn', not a list; write [..., ...]"),
        (("type: incident", "type: incident\nurgent: maybe"), "vpn.md:6: urgent is 'maybe'; write true or false"),
        (("type: incident", "type: incident\nlang: en"), "vpn.md:6: key 'lang' stands twice in an article; keep one"),
        (("type: incident", "type: incident\ntags: *x"), "vpn.md:6: 'tags: *x' is broken YAML"),
        (("topic: vpn", "topic: v p n"), "vpn.md:2: topic is 'v p n'; use letters a to z, digits"),
        (("topic: vpn", "topic: [vpn"), "vpn.md:2: 'topic: [vpn' is broken YAML (expected ',' or ']', but got ':')"),
        (("topic: vpn", "topic: {vpn"), "vpn.md:2: 'topic: {vpn' is broken YAML"),
        (("bağlanmıyor\"", "bağlanmıyor"), "vpn.md:4: 'title: \"VPN bağlanmıyor' is broken YAML"),
        (("lang: tr", "lang tr"), "vpn.md:3: 'lang tr' is broken YAML"),
        (("---\ntopic", "\n---\ntopic"), "vpn.md:1: this looks like an article, but does not begin with '---'"),
        (("---\ntopic", "topic"), "vpn.md:1: this looks like an article, but does not begin with '---'"),
        (("topic: vpn", "\ttopic: vpn"), "vpn.md:2: 'topic: vpn' is broken YAML"),
        (("Yeniden başlatın.\n", ""), "vpn.md:6: the article has no body; write the solution"),
        (("incident\n---\n", "incident\n"), "vpn.md:1: the front matter that '---' opens has no end"),
        (("Yeniden", "Yeni\x00den"), "vpn.md:8: '\\x00' is not text; remove the NUL character"),
        (("VPN bağ", "VPN\x07 bağ"), "vpn.md:4: character U+0007 is not allowed in YAML; remove it"),
    ],
    ids=lambda value: repr(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_mistake_in_an_article_is_told_with_its_line(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    lines = refused(written(tmp_path, "vpn.md", FRONT.replace(*change)))
    assert any(line.startswith(told) for line in lines), lines


def test_text_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    lines = refused(written(tmp_path, "vpn.md", FRONT.encode("iso-8859-9")))
    assert lines == ["vpn.md:4: byte 0xf0 is not UTF-8; save the file in UTF-8"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("topic: vpn", "topic: fax"), "net.yaml:8: no article has the topic 'fax'"),
        (("topic: vpn", "next: gone"), "net.yaml:8: bank 'net' has no question 'gone'"),
        (("topic: vpn", "next: where"), "net.yaml:8: question 'where' leads back to itself"),
        (("topic: vpn", "topic: vpn, next: where"), "net.yaml:8: an option has 2 ways on (next, topic)"),
        ((", topic: vpn", ""), "net.yaml:8: an option has no way on; give it exactly one of next, topic, handoff"),
        (("start: where", "start: here"), "net.yaml:3: bank 'net' has no question 'here' to start with"),
        (("[where]", "[whom]"), "net.yaml:6: 'collect' names no question: 'whom'"),
        (("id: no,", "id: home,"), "net.yaml:9: option 'home' stands twice in question 'where'"),
        ((', en: "Where?"', ""), "net.yaml:6: the text of question 'where' lacks 'en'"),
        (("start: where\n", ""), "net.yaml:1: a bank lacks 'start'"),
        (("questions:", "questions: 7\nx:"), "net.yaml:4: questions is '7', not a mapping"),
    ],
    ids=lambda value: repr(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_mistake_in_a_bank_is_told_with_its_line(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    written(tmp_path, "vpn.md", FRONT)
    written(tmp_path, "banks/net.yaml", BANK.replace(*change))
    lines = refused(tmp_path)
    assert any(line.removeprefix("banks/").startswith(told) for line in lines), lines


def test_a_question_nobody_can_reach_is_told(tmp_path: Path) -> None:
    lonely = (
        BANK + '  lonely:\n    text: {tr: "x", en: "x"}\n    options: [{id: a, label: {tr: a, en: a}, handoff: q}]\n'
    )
    written(tmp_path, "vpn.md", FRONT)
    written(tmp_path, "net.yaml", lonely)
    assert refused(tmp_path) == ["net.yaml:11: question 'lonely' cannot be reached; point an option at it or remove it"]


def test_banks_alone_are_checked_against_the_topics_named(tmp_path: Path) -> None:
    path = written(tmp_path, "net.yaml", BANK)
    assert read(path).banks
    assert read(path, known_topics={"vpn"}).banks
    with pytest.raises(KnowledgeFileError, match="no article has the topic 'vpn'"):
        read(path, known_topics=())


def test_the_same_topic_and_language_twice_is_told_with_both_places(tmp_path: Path) -> None:
    written(tmp_path, "a.md", FRONT)
    written(tmp_path, "b.md", FRONT)
    assert refused(tmp_path) == [f"b.md:2: an article on 'vpn' in 'tr' is already in {tmp_path / 'a.md'}:2; keep one"]


def test_all_mistakes_of_all_files_are_told_at_once_and_nothing_is_imported(tmp_path: Path) -> None:
    written(tmp_path, "good.md", FRONT)
    written(tmp_path, "bad.md", FRONT.replace("lang: tr", "lang: xx").replace("incident", "problem"))
    written(tmp_path, "worse.md", FRONT.encode().replace(b"VPN", b"\xff"))
    written(tmp_path, "deep/broken.md", FRONT.replace("vpn", "[vpn"))
    written(tmp_path, "deep/late.md", "\n" + FRONT)
    assert [line.split(":")[0] for line in refused(tmp_path)] == [
        "bad.md",
        "bad.md",
        "deep/broken.md",
        "deep/late.md",
        "worse.md",
    ]


@pytest.mark.parametrize("content", ["just words", "7", "[1, 2]", "- [a]", "a: &x [*x]", "[" * 5000, "", "{}", "null"])
def test_a_yaml_file_that_holds_no_knowledge_is_refused(tmp_path: Path, content: str) -> None:
    assert refused(written(tmp_path, "articles.yaml", content))


def test_all_mistakes_of_one_article_are_told_together(tmp_path: Path) -> None:
    text = FRONT.replace("lang: tr", "lang: de").replace("title:", "titel:").replace("incident", "incident\nurgent: 7")
    assert [line.split(":")[1] for line in refused(written(tmp_path, "vpn.md", text))] == ["2", "3", "4", "6"]


def test_a_path_without_knowledge_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == [":1: no article and no bank found here; name another path"]
    assert "there is no such file or folder" in refused(tmp_path / "gone")[0]


@pytest.mark.parametrize("folder", ["out", "articles"])
def test_the_development_data_survives_the_way_out_and_back(data: Path, tmp_path: Path, folder: str) -> None:
    knowledge = read(data)
    files = export(knowledge.articles, tmp_path / folder, knowledge.banks)
    assert len(files) == 60 + 6
    back = read(tmp_path / folder)
    assert set(back.articles) == set(knowledge.articles)
    assert {bank.id: bank for bank in back.banks} == {bank.id: bank for bank in knowledge.banks}


def test_exporting_over_what_was_exported_changes_nothing(data: Path, tmp_path: Path) -> None:
    knowledge = read(data)
    before = {file: file.read_bytes() for file in export(knowledge.articles, tmp_path, knowledge.banks)}
    again = read(tmp_path)
    assert {file: file.read_bytes() for file in export(again.articles, tmp_path, again.banks)} == before


def test_an_exported_article_can_be_read_by_people(data: Path, tmp_path: Path) -> None:
    file = export(read(data).articles, tmp_path)[0]
    text = file.read_text("utf-8")
    assert file.name == "password-forgotten.tr.md"
    assert "title: Unutulan veya süresi dolan kurumsal parolayı yenileme\n" in text
    assert "- şifremi hatırlamıyorum\n" in text


def test_nothing_is_written_when_one_article_cannot_be(tmp_path: Path, articles: tuple[Article, ...]) -> None:
    broken = Article(topic="x", lang="tr", title="x", body="a\nb\x00", kind="how_to", type="request")
    with pytest.raises(KnowledgeFileError, match=r"x\.tr\.md:\d+: '\\x00'"):
        export([articles[0], broken], tmp_path / "out")
    assert not (tmp_path / "out").exists()


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40).filter(
    str.strip
)
BODY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1, max_size=120)
TIDY = BODY.map(lambda body: body.strip()).filter(bool)
KEY = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)
ARTICLES = st.builds(
    Article,
    topic=KEY,
    lang=st.sampled_from(["tr", "en"]),
    title=TEXT,
    body=TIDY | st.sampled_from(["---\nx: y\n---", "    kod", "- a\n\n\n- b", "---"]),
    kind=st.sampled_from(["known_error", "how_to", "information"]),
    type=st.sampled_from(["incident", "request"]),
    category=st.just("") | TEXT,
    audience=st.sampled_from(["customer", "agents"]),
    tags=st.lists(TEXT, max_size=3).map(tuple),
    phrasings=st.lists(TEXT, max_size=3).map(tuple),
    urgent=st.booleans(),
    organizations=st.frozensets(TEXT, max_size=2),
    status=st.sampled_from(["draft", "review", "published", "retired"]),
)


@settings(deadline=None)
@given(st.lists(ARTICLES, min_size=1, max_size=4, unique_by=lambda article: (article.topic, article.lang)))
def test_what_export_writes_read_gives_back(tmp_path_factory: pytest.TempPathFactory, articles: list[Article]) -> None:
    folder = tmp_path_factory.mktemp("export")
    export(articles, folder)
    assert set(read(folder).articles) == set(articles)
    shutil.rmtree(folder)


@settings(deadline=None)
@given(st.binary(max_size=80), st.sampled_from([b"", b"---\n", b"- topic: ", b"id: a\nquestions: "]))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes, before: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for name in ("a.md", "b.yaml"):
        path = written(folder, name, before + content)
        with pytest.raises(KnowledgeFileError):
            read(path)
    shutil.rmtree(folder)


def test_the_files_are_plain_yaml_for_others_too(data: Path) -> None:
    assert len(yaml.safe_load((data / "articles.yaml").read_text("utf-8"))) == 60
