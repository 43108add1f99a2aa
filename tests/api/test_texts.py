"""What the API says beside the bot's texts: the same in both languages, nothing dead, nothing missing."""

from __future__ import annotations

import re

from bot.api.bodies import BadJson
from bot.api.gate import SignInNeeded
from bot.api.problems import TEXTS, codes
from bot.api.route import KeyReused
from core.texts import LANGUAGES, load
from tests.world import ROOT

OWN, BOT = load(TEXTS), load()
SOURCES = "\n".join(file.read_text("utf-8") for file in (ROOT / "bot" / "api").glob("*.py"))


def test_both_languages_have_the_same_keys_and_values() -> None:
    assert OWN.keys("tr") == OWN.keys("en")
    for key in OWN.keys("tr"):
        assert OWN.placeholders(key, "tr") == OWN.placeholders(key, "en"), key


def test_every_key_is_used_and_every_used_one_is_there() -> None:
    used = set(re.findall(r'"((?:api|json|invalid)\.\w+)"', SOURCES)) - {"api.refused"}
    assert used == OWN.keys("tr")


def test_every_code_of_a_problem_has_a_sentence_in_both_languages() -> None:
    told = codes()
    assert {"claim.lost", "error.not_found", KeyReused.code, BadJson.code, SignInNeeded.code} <= set(told)
    for code in told:
        assert all(code in OWN.keys(language) | BOT.keys(language) for language in LANGUAGES), code
