"""The phrases that choose among the cases (this matter, something new, both apart), and those of who waits.

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
MINE_IS_DIFFERENT = Phrases(
    "(?:benimki|bizimki|bendeki|bizdeki|bu) (?:baska|farkli|ayri|degil|oyle degil)~",
    "(?:benim |bizim )?(?:konum|sorunum|sorunumuz|derdim|durumum) (?:baska|farkli|ayri|bu degil|o degil)~",
    "(?:benimle|benimkiyle|bizimle) (?:ilgisi|alakasi) yok~",
    "(?:mine|ours|this|my (?:problem|issue|case)) (?:is|s) (?:something )?(?:different|else|another|unrelated|"
    "not (?:that|this|the same))~",
)  # fmt: skip
PASS_ON = Phrases(
    "(?:yine de|gene de|siz|lutfen) (?:ilet|aktar|bak|ilgilen)~", "ilet(?:in|ir misin~|ebilir~)?",
    "(?:bir )?(?:uzman|yetkili|ekip|insan)[a-z]* (?:baksin|ilgilensin|ilet|aktar|bak)~", "yanlis anla~",
    "(?:pass|send|forward) (?:it|this|me)(?: on| over| through)?(?: anyway)?", "wrong place",
    "you got (?:it|this|me) wrong", "misunderstood",
)  # fmt: skip
TELL_LEAD = Phrases(
    "(?:ekip )?(?:yonetici|mudur|amir|sef)[a-z]* (?:ilet|bildir|soyle|aktar|haber)~", "ilet(?:in|ir misin~|ebilir~)",
    "(?:tell|inform|escalate to|pass (?:it|this) (?:on )?to) (?:the |your )?(?:team )?(?:lead|manager|supervisor)",
    "escalate~(?: it| this)?",
)  # fmt: skip
I_WAIT = Phrases(
    "bekli?yor(?:um|uz)", "bekle(?:rim|riz|yeyim|yelim)", "gerek yok", "(?:i ll|i will|i can|we ll) wait",
    "i m waiting", "no need",
)  # fmt: skip
HOW_MANY_BEFORE = Phrases(
    "(?:onumde |sirada )?kac kisi (?:var|kaldi|bekliyor)(?: onumde| sirada)?", "onumde kac kisi", "sira(?:m|da)? kac~",
    "kacinci sira[a-z]*", "sira(?:m)? ne zaman(?: gelecek| gelir)?",
    "how many (?:people |others )?(?:are )?(?:ahead|before|in front)(?: of)?(?: me| us)?", "(?:what s )?my place",
)  # fmt: skip
