"""`onkapi kb` as people type it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import kb
from bot.commands.kb import app
from kb.files import read

SAMPLE = Path(kb.__file__).parent / "articles"
HERE = ["--kb", str(SAMPLE)]


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_ask_prints_the_promised_json() -> None:
    told = json.loads(typed("ask", "vpn bağlanmıyor", "--json", *HERE).stdout)
    assert list(told) == ["decision", "hits", "ms"]
    assert told["decision"] == "answer"
    assert list(told["hits"][0]) == ["article", "topic", "lang", "title", "probability"]
    assert (told["hits"][0]["topic"], told["hits"][0]["lang"]) == ("vpn-connection", "tr")
    assert 0.75 <= told["hits"][0]["probability"] <= 1
    assert 0 < told["ms"] < 1000


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("vpn doesn't connect", "answer"),
        ("internet çok yavaş", "choose"),
        ("ekran kartı hakkında bilgi almak istiyorum", "rephrase"),
        ("yemekhanede bugün ne var", "handoff"),
        ("!!!", "handoff"),
        ("", "handoff"),
        ("merhaba, kolay gelsin", "smalltalk"),
    ],
)
def test_ask_tells_what_would_be_done(text: str, decision: str) -> None:
    assert json.loads(typed("ask", text, "--json", *HERE).stdout)["decision"] == decision


def test_ask_names_the_bank_that_would_ask(data: Path) -> None:
    told = typed("ask", "internet yok", "--kb", data).stdout
    assert told.startswith("diagnose by no-internet (")


def test_ask_explains_what_it_does() -> None:
    told = typed("ask", "Merhaba, yazıcım çevirmdışı görünüyor", "--explain", *HERE).stdout.splitlines()
    assert told[0].startswith("answer: the best chance ")
    assert told[1] == "  read as     yazicim cevirmdisi gorunuyor"
    assert told[2] == "  put right   cevirmdisi -> cevrimdisi"
    assert told[3].startswith("  concepts    printer")
    assert "  printer-offline.tr  " in told[5]
    assert told[6].split()[0] == "vote"


def test_ask_explains_a_long_question_by_what_all_of_it_says() -> None:
    story = "vpn bağlanmıyor. " * 8
    told = typed("ask", story, "--explain", *HERE).stdout
    assert "compared as a whole and in" in told
    assert "whole_lead" in told


def test_ask_explains_in_json_too() -> None:
    told = json.loads(typed("ask", "hava bugün çok güzel", "--explain", "--json", *HERE).stdout)
    assert (told["decision"], told["explain"]["reason"]) == ("smalltalk", "talk")
    assert len(told["explain"]["hits"]) == len(told["hits"])
    assert told["explain"]["thresholds"]["rephrase"] < told["explain"]["thresholds"]["choose"]


def test_ask_takes_the_language_of_the_text_unless_it_is_told() -> None:
    assert "1.00  out-of-office.en" in typed("ask", "how do I set out of office", *HERE).stdout
    assert "1.00  out-of-office.tr" in typed("ask", "how do I set out of office", "--lang", "tr", *HERE).stdout


def test_eval_prints_the_promised_json(data: Path) -> None:
    told = json.loads(typed("eval", data / "sample_queries.jsonl", "--json", *HERE).stdout)
    assert list(told) == [
        "n", "top1", "top3", "by_kind", "by_lang", "answered_precision", "coverage", "resolved", "oos_answered",
        "oos_handed_off", "smalltalk_recall", "auroc", "brier", "ece", "p50_ms", "p95_ms",
    ]  # fmt: skip
    assert told["smalltalk_recall"] == 1


def test_eval_prints_a_table_with_intervals(data: Path) -> None:
    lines = typed("eval", data / "sample_queries.jsonl", *HERE).stdout.splitlines()
    assert lines[0].split() == ["n", "91"]
    assert lines[1].split()[0] == "top1"
    assert lines[1].endswith("of 73)")


def test_with_files_no_database_is_touched_nor_loaded() -> None:
    program = f"""
import sys
from bot.commands.kb import app
app(["ask", "vpn", "--kb", {str(SAMPLE)!r}], standalone_mode=False)
assert not {{"bot.store", "sqlalchemy", "bot.config"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_help_needs_nothing_heavy() -> None:
    program = """
import sys
import bot.commands.kb
assert not {"numpy", "scipy", "yaml", "sqlalchemy", "pydantic", "rich"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_what_is_imported_comes_out_again(empty_url: str, tmp_path: Path) -> None:
    at = ["--database", empty_url]
    assert typed("import", SAMPLE, *at).stdout == ("68 articles and 3 question banks: 71 new, 0 changed, 0 unchanged\n")
    assert typed("import", SAMPLE, *at).stdout.endswith(": 0 new, 0 changed, 71 unchanged\n")
    told = typed("export", tmp_path / "out", *at)
    assert told.stdout == f"68 articles and 3 question banks written to {tmp_path / 'out'}\n"
    for file in SAMPLE.glob("*.md"):
        assert (tmp_path / "out" / file.name).read_bytes() == file.read_bytes()
    banks, before = read(tmp_path / "out").banks, read(SAMPLE).banks
    assert {bank.id: bank for bank in banks} == {bank.id: bank for bank in before}
    assert "1.00  vpn-connection.tr" in typed("ask", "vpn bağlanmıyor", *at).stdout
    assert json.loads(typed("ask", "vpn bağlanmıyor", "--json", *at).stdout)["decision"] == "answer"


def test_a_bank_may_name_articles_that_the_database_has(empty_sqlite_url: str, data: Path) -> None:
    at = ["--database", empty_sqlite_url]
    assert typed("import", data / "articles.yaml", *at).exit_code == 0
    assert typed("import", data / "diagnostics.yaml", *at).stdout.startswith("0 articles and 6 question banks: 6 new")


def test_a_bank_that_names_an_unknown_article_is_refused(empty_sqlite_url: str, data: Path) -> None:
    at = ["--database", empty_sqlite_url]
    assert typed("import", SAMPLE, *at).exit_code == 0
    told = typed("import", data / "diagnostics.yaml", *at)
    assert told.exit_code == 2
    assert "diagnostics.yaml:18: no article has the topic 'wifi-eduroam'" in told.stderr


def test_a_mistake_in_one_file_stops_the_import_of_all(empty_sqlite_url: str, tmp_path: Path) -> None:
    good = (SAMPLE / "vpn-connection.tr.md").read_text("utf-8")
    (tmp_path / "good.md").write_text(good, "utf-8")
    (tmp_path / "bad.md").write_text(good.replace("lang: tr", "lang: de").replace("type:", "tipe:"), "utf-8")
    told = typed("import", tmp_path, "--database", empty_sqlite_url)
    assert told.exit_code == 2
    assert told.stdout == ""
    assert told.stderr.splitlines() == [
        f"{tmp_path}/bad.md:2: an article lacks 'type'; add `type: ...`",
        f"{tmp_path}/bad.md:3: lang is 'de'; write tr or en",
        f"{tmp_path}/bad.md:6: unknown key 'tipe' in an article; did you mean 'type'?",
    ]
    assert typed("export", tmp_path / "out", "--database", empty_sqlite_url).stdout.startswith("0 articles")


def test_import_makes_an_sqlite_database_that_is_not_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'onkapi.db'}"
    told = typed("ask", "vpn", "--database", url)
    assert told.exit_code == 2
    assert "there is no such database; run `onkapi kb import`, or give --kb" in told.stderr
    assert not (tmp_path / "var").exists()
    assert typed("import", SAMPLE, "--database", url).exit_code == 0
    assert typed("ask", "vpn", "--database", url).exit_code == 0


def test_a_broken_file_leaves_no_database_behind(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("---\nlang: tr\n---\n", "utf-8")
    assert typed("import", tmp_path / "bad.md", "--database", f"sqlite:///{tmp_path / 'new.db'}").exit_code == 2
    assert not (tmp_path / "new.db").exists()


def test_the_configuration_names_the_database(empty_sqlite_url: str, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    shipped = (Path(kb.__file__).parents[1] / "config.yaml").read_text("utf-8")
    config.write_text(shipped.replace("sqlite:///var/onkapi.db", empty_sqlite_url), "utf-8")
    assert typed("import", SAMPLE, "--config", config).exit_code == 0
    assert typed("ask", "vpn", "--config", config).exit_code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ask", "vpn", "--database", "oracle://x"], "--database: this is no database that onkapi can use; write"),
        (["ask", "vpn", "--config", "nowhere.yaml"], "nowhere.yaml"),
        (["ask", "vpn", "--kb", "nowhere"], "nowhere:1: there is no such file or folder; check the path"),
        (["eval", "nowhere.jsonl", *HERE], "nowhere.jsonl:1: cannot be read"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(words: list[str], told: str) -> None:
    result = typed(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_database_of_another_version_is_told(tmp_path: Path) -> None:
    (tmp_path / "old.db").touch()
    result = typed("ask", "vpn", "--database", f"sqlite:///{tmp_path / 'old.db'}")
    assert (result.exit_code, result.stderr) == (
        1,
        f"The database is empty or older than this program: {tmp_path / 'old.db'}. Run this first: onkapi migrate\n",
    )


def test_a_database_that_does_not_answer_is_told() -> None:
    result = typed("ask", "vpn", "--database", "postgresql+psycopg://nobody@127.0.0.1:9/none")
    assert result.exit_code == 1
    assert result.stderr.startswith("The database cannot be reached: ")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = typed("export", tmp_path / "file", *HERE)
    assert result.exit_code == 1
    assert "check the path and its rights" in result.stderr


def test_advise_prints_what_an_author_should_mend(tmp_path: Path) -> None:
    article = (
        "topic: door\nlang: tr\ntitle: Kapı açılmıyor\nkind: known_error\ntype: incident\n---\nKartınızı okutun.\n"
    )
    (tmp_path / "door.tr.md").write_text(f"---\n{article}", encoding="utf-8")
    told = typed("advise", "--kb", tmp_path).stdout.splitlines()
    assert told == [
        "door.tr: no phrasings; write at least 5, as people ask for it",
        "door.tr: not there in en; people who write in it get it with a sentence that says so",
    ]
    taken = typed("import", tmp_path, "--database", f"sqlite:///{tmp_path / 'desk.db'}")
    assert taken.stdout == "1 article and 0 question banks: 1 new, 0 changed, 0 unchanged\n"
    assert taken.stderr.splitlines() == told


def test_words_of_the_desk_itself_find_its_articles(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("printer: kırtasiyeci\n", "utf-8")
    shipped = (SAMPLE.parents[1] / "config.yaml").read_text("utf-8")
    config = tmp_path / "config.yaml"
    config.write_text(shipped.replace("  # concepts: concepts.txt ", "  concepts: words.txt "), "utf-8")
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    typed("import", SAMPLE, "--database", url)
    said = {"ONKAPI_DATABASE__URL": url, "ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": ""}
    words = ["ask", "kırtasiyeci çevrimdışı görünüyor", "--explain"]
    own = CliRunner().invoke(app, [*words, "--config", str(config)], env=said).stdout
    assert "printer" in own.split("concepts")[1].splitlines()[0]
    without = CliRunner().invoke(app, [*words, "--database", url], env=said).stdout
    assert "printer" not in without.split("concepts")[1].splitlines()[0]
