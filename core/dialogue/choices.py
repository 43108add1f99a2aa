"""The phrases that choose among the cases: this matter, something new, both apart.

Written like those of `core.dialogue.lexicon`.
"""

from __future__ import annotations

from core.dialogue.phrases import Phrases

SAME_MATTER = Phrases(
    "(?:evet )?(?:ayni|bununla|onunla|bu) (?:konu|sorun|sey|cagri|mesele|ilgili)~", "ayni", "aynisi",
    "(?:evet )?ilgili",
    "(?:the )?same(?: one| thing| matter| issue| problem)?", "(?:yes )?(?:it s |it is )?related",
)  # fmt: skip
SOMETHING_NEW = Phrases(
    "(?:baska|yeni|farkli|ayri|ikinci)(?: bir)?(?: (?:konu|sorun|sey|cagri|talep|mesele))?~", "ilgisi yok", "degil",
    "(?:something |it s |a )?(?:new|different|else|another)(?: one| thing| matter| issue| problem)?", "unrelated",
)  # fmt: skip
APART = Phrases(
    "ayri(?: ayri)?(?: kaydet~| olsun)?", "ayirin?~", "iki(?:si)? ayri~", "separate~", "split~", "two tickets",
)  # fmt: skip
