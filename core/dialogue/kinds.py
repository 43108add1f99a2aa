"""Whether a matter is an incident or a request, where neither its service nor an article says."""

from __future__ import annotations

from functools import lru_cache

from core.dialogue import outcomes, persons
from core.dialogue.line import Line
from core.dialogue.phrases import Phrases
from core.knowledge import TicketType
from core.messages import MAX_TEXT

# fmt: off
_HELP = Phrases(
    "yardim~(?: (?:istiyor|eder|edebilir|olur|lazim|gerek|rica)[a-z]*(?: m[iu][a-z]*)?)?",
    "destek~(?: uzman[a-z]*)? (?:istiyor|lazim|gerek|rica|eder)~", "(?:uzman|temsilci|yetkili|insan)[a-z]* isti?yor~",
    "(?:i |we )?need~ (?:some |your |urgent |a bit of )?(?:help|assistance|support|a (?:person|human|specialist))~",
    "(?:would like|want|like) (?:some |your )?(?:help|assistance|support)~",
    "(?:gorus|konus|yazis|baglan)[a-z]* (?:istiyor|istiyo|lazim|gerek)~",
    "(?:want~|need~|would like|like) to (?:talk|speak|chat)[a-z]*",
    "(?:girmek|baglanmak|acmak|kullanmak|gondermek|yazdirmak|ulasmak|erismek|calismak) (?:istiyor|gerekiyor|lazim)~",
)
"""What is wished of us in every case: it says nothing about the kind."""

_WISHED = Phrases(
    "isti?yor~", "istiyo", "istemi?stim", "isterim", "isteriz", "lazim~", "ihtiyac~", "talep ~", "talebim~",
    "rica ed~", "gerekiyor~", "gerekli", "alabilir mi~", "kurulum~", "lisans~",
    "(?:kur|ac|tanimla|ver|ekle|sifirla|degistir|yukle|tahsis|yetkilendir|olustur|sil)[a-z]* m[iu](?:sin|siniz|yiz)?",
    "(?:kur|ac|tanimla|ver|ekle|sifirla|degistir|yukle|olustur)(?:ul|il|ilm|n)?(?:mas[iu]|mesi)~",
    "need~", "want~", "would like", "i d like", "request~", "require~", "licen[cs]es?", "installation",
    "(?:install|order|set up|create|grant|assign|provide|add|reset|renew|upgrade)",
    "(?:new|another|second|extra|spare) (?:[a-z]+ )?(?:mouse|keyboard|laptop|computer|monitor|screen|headset|phone|"
    "account|charger|cable|dock)s?",
    "yeni (?:bir )?(?:mouse|fare|klavye|laptop|bilgisayar|monitor|ekran|kulaklik|telefon|hesap|sarj~|kablo|personel|"
    "calisan)~",
)
_LOST = Phrases(
    "kaybet~", "kayboldu~", "calin~", "kirildi~", "bozul~", "silindi~", "kilitlen~", "lost", "stolen", "broken",
    "(?:suresi|lisansi) (?:dol|bit)~", "expired?", "locked",
)
_THINGS = Phrases(
    "(?:mouse|fare|klavye|kulakli[kg]|monitor|laptop|dizustu|bilgisayar|tablet|kablo|sarj|adaptor|dock|kamera|webcam|"
    "toner|kartus|usb|bellek|disk|telefon|canta|headset|keyboard|charger|cable|adapter|screen|computer|phone|"
    "cartridge)[a-z]*",
)
_DEEDS = Phrases(
    "(?!al|edin|iste|talep)[a-z]+m[ae][gk][a-z]*", "kurul[a-z]*", "ayar[a-z]*", "sifirla[a-z]*", "erisim[a-z]*",
    "yetki[a-z]*", "tanimla[a-z]*", "guncelle[a-z]*", "bagla[a-z]*", "lisans[a-z]*",
    "to (?!get|have|order|request|receive|replace)[a-z]+", "install[a-z]*", "set ?up", "access", "reset",
    "update[a-z]*", "connect[a-z]*", "help", "with",
)
"""What shall be done with a thing: no wish for one."""
# fmt: on


def wishes_for_thing(words: str) -> bool:
    """Say whether `words` wish for a thing to be given, as "yeni mouse istiyorum", and for nothing else."""
    line = Line(words[:MAX_TEXT])
    return kind_of(words) == "request" and line.has(_THINGS) and not line.has(_DEEDS)


@lru_cache(maxsize=64)  # a turn asks for the same words many times
def kind_of(words: str) -> TicketType:
    """Return "request" for words that wish for something and tell of no trouble, else "incident"."""
    line = Line(words[:MAX_TEXT])
    line.take(_HELP, persons.HUMAN, outcomes.FINE)
    trouble = (outcomes.NOT_GONE, outcomes.STILL, outcomes.BROKEN, outcomes.NAMED, outcomes.WEAK, _LOST)
    return "request" if line.has(_WISHED) and not line.has(*trouble) else "incident"
