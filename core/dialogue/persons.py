"""The phrases by which a person is wished for, or a call.

Written like those of `core.dialogue.lexicon`.
"""

from __future__ import annotations

from core.dialogue.phrases import Phrases

# fmt: off
OTHER_HUMANS = Phrases(
    "insan kaynaklari~", "human resources", "user agent", "yetkili kullanici~", "yetkili degil~", "hr", "insan gibi",
    "(?:manager|supervisor|agent|operator|engineer|user) (?:approval|account|licen[a-z]*|role|panel|access|rights|"
    "permissions?|software|tool|app|portal|password)s?",
    "(?:yonetici|mudur|operator|uzman|personel) (?:onay|yetki|hesab|hesap|sifre|rol|panel|ekran|lisans|izin|izn|kart|"
    "takip)~",
    "uzman(?:lik|i degil)~",
)
"""Words that only look like a wish for a person."""

PERSON = Phrases(
    "gorevli~", "(?:birisi|biri|kimse)(?:yle|ne|siyle)", "(?:gercek |canli )?insan(?:a|la|i|oglu|lar|larla)?",
    "yetkili~", "temsilci~", "operator~", "uzman~", "musteri (?:temsilcisi|hizmetleri)~", "danisman~",
    "teknik (?:ekip|personel|destek)~", "(?:yonetici|mudur|sef)(?:n?iz)?(?:le|e|yle|inle|inize|nizle)", "humans?",
    "agent", "live agent", "representative", "rep", "operator", "specialist", "technician", "engineer", "supervisor",
    "manager", "someone real", "real (?:human|person|people)", "someone from (?:it|support)",
)
WISHES = Phrases(
    "isti?y~", "istiyo", "istemekteyim", "lazim",
    "bagla(?:yin|yiniz|rsaniz|r misin|r misiniz|yabilir|sana|sin|mak|nmak|nabilir|tin|tir)~", "bagla",
    "aktar~", "yonlendir~", "gorus~", "konus~", "ver(?:in|ir|sene)~", "olsun", "var mi", "yok mu", "gecir~", "cagir~",
    "gelsin", "tercih ~", "want~", "need~", "like", "prefer", "wish", "demand", "(?:can|could|may) (?:i|you)",
    "give me",
    "get me", "put me", "connect(?: me)?", "transfer(?: me)?", "let me", "please", "talk~", "speak~", "chat(?:ting)?",
    "reach", "pass me", "through",
)
HUMAN = Phrases(
    "gercek (?:bir )?(?:kisi|insan|biri)~", "canli (?:bir )?(?:destek|yardim|biri|kisi|gorus)~",
    "bir(?:in|isin)e (?:bagla|aktar|ver|ilet|yonlendir)~", "bir(?:i|iy|isiy|ileriy)le (?:gorus|konus|yazis)~",
    "(?:karsimda|orada|burada) (?:bir )?(?:insan|biri)~ (?:var|yok) (?:mi|mu)", "muhatap ~",
    "(?:sen |siz )?robot (?:mu|degil)~", "(?:sen |siz )?bot (?:mu|degil)~", "yapay zeka (?:m[iu]|degil)~",
    "(?:sen |siz )?(?:gercek|canli|insan) m[iu]s[iu]n~", "botla [a-z]+ ~", "robotla [a-z]+ ~",
    "insanla ~", "makineyle [a-z]+", "real person",
    "(?:put|connect|transfer|pass|get|hand|forward) (?:me )?(?:on |through |over )*to (?:someone|somebody|an? [a-z]+)",
    "a (?:real )?(?:person|human)", "actual (?:person|human)", "living (?:person|human|being)",
    "(?:talk|speak|chat|talking|speaking) (?:to|with) (?:someone|somebody|a person|a human|anyone|anybody|support|"
    "an? [a-z]+)",
    "human being", "are you (?:a )?(?:ro)?bot", "are you (?:a )?(?:human|real|person)",
    "are you (?:an? )?(?:ai|machine|computer|program|chatbot)",
    "(?:talking|speaking|chatting) to an? (?:bot|robot|machine|ai)",
    "kars[iu]mda(?:ki)? (?:bir |bi |gercek |canli ){0,3}(?:insan|kisi|robot|bot|makine)~ (?:m[iu]|var)~(?: m[iu])?"
    "(?: yoksa (?:bir )?(?:insan|robot|bot|makine|yapay zeka|program) m[iu]~)?",
    "not (?:a|with a|to a) (?:ro)?bot", "(?:ro)?bots? (?:don t|doesn t|can t) ~",
    "is (?:this|there) an? (?:bot|robot|human|person|real person)", "someone (?:human|real|else)",
    "kisiyle (?:gorus|konus)~",
)
_ENDING = "(?:l[ae]r)?(?:i?n[iu]z)?(?:s?[iu]n?|n?[iu]n|y?l[ae]|n?[ae]|y?[ae]|d[ae]n)?"
_EXPERT = (
    f"(?:(?:destek |teknik |it |musteri )?(?:uzman|yetkili|temsilci|gorevli|operator|teknisyen|danisman|muhendis|"
    f"personel|"
    f"eleman){_ENDING}|"
    "(?:gercek|canli) (?:bir )?(?:insan|kisi|birisi|biri|destek|desteg|yetkili)(?:yle|ye|ne|n[iu]z)?|insan(?:la|a)?|"
    "teknik (?:ekip|destek)(?:ten|le|e)?|(?:bilgi islem|it)(?:den|ten)? (?:biri|birisi))"
)
_MEANWHILE = (
    "(?:(?:bir|biri|birisi|birine|arkadas|arkadasa|ekibiniz|bana|beni|bizi|buna|bu|ise|isle|ile|konuya|konuda|hemen|"
    "acil|"
    "lutfen|simdi|artik|gelip|uzaktan|benimle|bizimle|da|de) ){0,3}"
)
_PASSED_ON = (
    "(?:bagla|aktar|yonlendir|ilet|havale|gonder)(?:[iu]n(?:[iu]z)?|y[iu]n(?:[iu]z)?|[iu]r m[iu]~|r m[iu]~|"
    "y?[ae]bilir m[iu]~|s[ae]n[ae]~|y?[ae]?l[iu]m|nm?[ae]k ist[a-z]+)?"
)
_MAY = "(?:s[iu]n|[iu]r m[iu]~|[ae]r m[iu]~|y?[ae]bilir m[iu]~|meli|mali)"
_SOME = "(?:a|an|the|your|some|any)(?: (?:real|actual|live|human|proper|it|support|senior|tech))*"
_SPECIALIST = (
    "(?:person|human(?: being)?|agent(?! (?:on|for|install|update|version|licen)~)|rep|representative|technician|"
    "engineer|specialist|supervisor|manager|expert|operator|tech guy)"
    "(?! (?:approval|account|licen|role|panel|access|rights|permission|software|tool|app|portal|password|view|"
    "mode)[a-z]*\\b)"
)
HUMAN_ASKED = Phrases(
    f"{_EXPERT} {_MEANWHILE}{_PASSED_ON}", f"{_EXPERT} (?:lutfen|rica)~",
    "(?:servis|ekip|ekib|bilgi islem|destek)[a-z]* (?:birini|birisini|adam|eleman|bir arkadas)[a-z]* (?:gonder|yolla|"
    "ayarla|bul|yonlendir)~",
    "(?:mudur|yonetici|sef|amir|patron)[a-z]*n[iu]z(?:[iuae]|l[ae])? (?:bagla|aktar|gorus|konus|ver|ilet|cagir|ist)~",
    f"{_EXPERT} {_MEANWHILE}(?:gorus|konus|yazis)(?:me|ma|eb|ab|ey|ay|ur|ec|ac|el|al)[a-z]*(?: (?:ist|lazim|gerek|"
    f"m[iu])[a-z]*)?",
    f"{_EXPERT} {_MEANWHILE}(?:ist(?:iyo|erim|erdim|eriz)[a-z]*|lazim|gerek(?:iyor|li)?|yok mu|devreye girsin|"
    f"mudahale etsin)",
    f"{_EXPERT} {_MEANWHILE}(?:gel|bak|ilgilen|coz|don|inceles|yardim (?:et|ed)|yardimci ol){_MAY}",
    f"bir(?:in|isin|iler)e (?:beni |bizi |hemen |lutfen )*{_PASSED_ON}",
    f"{_PASSED_ON} (?:bizi |beni )?bir(?:in|isin)e",
    "bir(?:iy|isiy)le (?:gorus|konus)(?:me|ma|eb|ab|ey|ay)~",
    f"(?:want|need|prefer|request|demand|d like|wanna)(?: to (?:have|see|get))? {_SOME} {_SPECIALIST}",
    "(?:with|to|want|need|get|for) (?:a |an )?(?:real|actual|live) (?:person|human|agent|being|someone)",
    "(?:get|give|find|fetch|send|pass|hand|put|connect|transfer|escalate)(?: (?:me|us|this|it|over|on|through|just))* "
    f"(?:to |with )?(?:someone|somebody|(?:it |the |your )?(?:support |help ?desk )?(?:staff|team|people|support)|"
    f"{_SOME} {_SPECIALIST})",
    "(?:someone|somebody|any ?one|any ?body) (?:i can |i could |to |that i can )(?:talk|speak|chat)(?: (?:to|with))?",
    f"(?:talk|speak|chat)(?:ing)? (?:to|with) (?:someone|somebody|{_SOME} {_SPECIALIST})",
    f"(?:can|could|will|would|may) {_SOME} {_SPECIALIST} (?:please |just )?[a-z]+",
    "(?:can|could) (?:someone|somebody) (?:please |just )*(?:do|handle|take over|take care of) (?:it|this|"
    "that)(?: for me)?",
)
"""A wish for a person in so many words, whatever stands beside it."""

MACHINE = Phrases(
    "(?:(?:ro)?bot|yapay zeka|gercek|insan|makine|program|bilgisayar) m[iu]~(?: yoksa)?",
    "kars[iu]mda(?:ki)? (?:bir |bi |gercek |canli |biri ){0,3}(?:insan|kisi|robot|bot|makine)~(?: m[iu]~)?(?: var)?"
    "(?: m[iu])?(?: yoksa)?",
    "(?:an? |real |actual ){0,3}(?:(?:ro)?bot|machine|computer|human|person) or (?:an? |real |actual ){0,3}"
    "(?:(?:ro)?bot|machine|computer|human|person)",
    "(?:am i |are we )?(?:talking|speaking|chatting) (?:to|with) (?:an? |real |actual ){0,3}(?:(?:ro)?bot|machine"
    "|computer|"
    "human|person|ai)(?: or (?:an? |real |actual ){0,3}(?:(?:ro)?bot|machine|computer|human|person|ai))?",
    "are you (?:an? |really ){0,3}(?:(?:ro)?bot|ai|machine|human|(?:real )?person|real)~"
    "(?: or (?:an? )?(?:(?:ro)?bot|machine|human|(?:real )?person))?",
    "is (?:this|it|there) (?:an? |really ){0,3}(?:(?:ro)?bot|ai|machine|human|real person|person)~",
)
"""The question whether a machine answers."""

LEADS = Phrases("(?:mudur|yonetici|amir|patron|sef)[a-z]*n[iu]z[a-z]*", "managers?", "supervisors?", "(?:team )?lead")
"""Those who stand above who has the case."""

CALL_ME = Phrases(
    "ara(?:yin|yiniz|yiverin|sin|sinlar|sana|saniza|sana ya|r misin~|r mi~|yabilir mi~|yabilir mi siniz|manizi "
    "[a-z]+|masini [a-z]+|nmak [a-z]+|nmami [a-z]+|salar|sa)",
    "arayabilirsin(?:iz)?", "(?:dan|den|tan|ten|numara[a-z]*|[0-9]{4,}) (?:bana |bize )?ulas~",
    "(?:please|pls|just) (?:call|phone|ring)(?= ?,| me|$)",
    "ara(?:rsan|san|manizi|malari)[a-z]*(?: (?:sevin|memnun|iyi|rica|cok)[a-z]*)?",
    "(?:can|could|would|will) (?:you|someone|somebody) (?:please |just )?(?:call|phone|ring)(?! (?:it|them|him|her|"
    "the|a|my)\\b)~(?: (?:me|us|back|instead|rather|than|write|writing|please|on))*",
    "(?:beni|bizi) (?:geri |hemen |telefonla |cepten |su numaradan )*ara~",
    "telefon (?:ed(?:in|iniz|er mi~|ebilir mi~)|ac(?:in|ar mi~|abilir mi~)|aci(?:n|niz|ver)|bekliyorum)",
    "telefonla (?:gorus|ulas|don|konus|anlat)~", "numaramdan ulas~",
    "(?:call|phone|ring) (?:me|us)(?: back| up| on| at| please| now| asap)*",
    "give (?:me|us) an? (?:call|ring|buzz|bell|call back)",
    "(?:call|phone) (?:my|this|on my|on this) ?(?:number|phone|mobile|cell|extension)?",
    "(?:a|need a|want a|request a|get a) (?:call ?back|phone call)", "callback",
    "(?:rather|prefer|like|want|do|discuss|explain|talk)~(?: (?:to|do|this|it|that|discuss|talk|about))* (?:over|on|"
    "via) the phone",
    "reach me (?:by phone|on my|at my|on|at)", "by (?:phone|telephone)",
)
CALL_ROOM = Phrases(
    "(?:cep|tel|telefon|dahili|numara|nolu|no)~", "[0-9]+", "lutfen", "hemen", "geri", "bir", "acil~", "musaitseniz",
    "number", "phone", "mobile", "extension", "ext", "my", "back", "can (?:you|someone|somebody)",
    "could (?:you|someone|somebody)", "please", "someone", "somebody", "asap", "need~", "want~", "isti~", "rica ~",
    "konusalim", "is",
)
# fmt: on

WISHED = (HUMAN_ASKED, HUMAN, CALL_ME, PERSON, WISHES)
"""All groups that say nothing but the wish."""
