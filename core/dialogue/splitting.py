"""Where a second matter begins in one message.

A cut is proposed at a numbered list, at words such as "bir de", "ayrıca", "also", and, in a short message,
at a new line, a new sentence or an "and" where both sides name different things. What stands between two
cuts is a matter only if it tells a trouble or a wish about something; else it belongs to what was before:
steps tried, error messages, greetings, a signature.
"""

from __future__ import annotations

import re

from core.dialogue import lexicon as lx
from core.dialogue import outcomes, replies, tickets
from core.dialogue.line import Line
from core.dialogue.phrases import Phrases
from core.dialogue.verbs import DI
from core.language import fold
from core.messages import MAX_TEXT

_MOST_WORDS = 40
"""A longer text is a story: in it only a list and clear words divide."""

# fmt: off
_LISTED = re.compile(r"(?:^|(?<=[\s:;,.]))(?:\(?([1-9])[).]|([1-9])\s?[-–:])\s+(?=\S)|^\s*[-*•]\s+", re.MULTILINE)
_CONNECTED = re.compile(
    r"(?:^|(?<=[\s,.;:!?]))(?:ve |and )?(?:"
    r"bir ?de|bi ?de|hem de|ayr[ıi]ca|bunun (?:d[ıi][şs][ıi]nda|haricinde|yan[ıi] s[ıi]ra)|bundan ba[şs]ka|ek olarak|"
    r"ilaveten|"
    r"bir ba[şs]ka (?:konu|sorun|sorunum|[şs]ey|husus)(?: da| de| ise)?|ba[şs]ka bir (?:konu|sorun|sorunum|[şs]ey|"
    r"husus)(?: daha)?(?: da| de| ise| var)?|"
    r"di[ğg]er (?:bir )?(?:konu|sorun|husus|mesele|talebim|sorunum)(?:m)?(?: da| de| ise)?|ikinci(?:si| olarak| konu|"
    r" sorun| sorunum| talebim)(?: da| de| ise)?|"
    r"bir (?:konu|sorun|sorunum|iste[ğg]im|talebim|ricam|[şs]ey) daha(?: var)?|haz[ıi]r yazm[ıi][şs]ken|bu arada|"
    r"[üu]stelik|art[ıi]|"
    r"also|additionally|besides(?: that)?|in addition|on top of that|another (?:thing|issue|problem|question|request|"
    r"matter|topic)(?: is| i have)?|"
    r"one (?:more|other) (?:thing|issue|problem|question|request)(?: is)?|second(?:ly| (?:thing|issue|problem|"
    r"request|matter|question)(?: is)?)|"
    r"separately|by the way|btw|while i(?:'m| am) (?:here|at it)|(?:on )?an? (?:different|separate|"
    r"unrelated) (?:note|issue|problem|matter|thing|topic)|"
    r"plus|as well as"
    r")(?=[\s,:;-])[\s,:;-]*",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\n+|,\s+(?=\w+ (?:\w+ )?d[ae]\b)|(?<=[.!?;])\s+|\s+(?:ve|and)\s+", re.IGNORECASE)

_THINGS = {
    word: family
    for family, words in enumerate((
        "bilgisayar laptop notebook masaustu pc ekran monitor computer screen desktop display kasa",
        "yazici printer toner cikti print kartus", "tarayici scanner tarama",
        "internet wifi wi baglanti ag network kablosuz modem hotspot",
        "vpn", "outlook mail eposta posta email mailbox takvim calendar", "excel word powerpoint office",
        "teams zoom toplanti meeting webex skype",
        "sifre parola password hesab hesap account", "telefon phone dahili santral headset kulaklik mobile",
        "mouse fare klavye keyboard", "sap erp crm logo netsis mikro bordro portal ebys",
        "klasor sunucu paylasim folder server share sharepoint onedrive disk", "kart badge turnike kapi door",
        "kamera webcam camera", "lisans license program yazilim software", "projeksiyon projektor projector", "usb",
    ))
    for word in words.split()
}
_THING = re.compile(rf"(?:{'|'.join(sorted(_THINGS, key=len, reverse=True))})")
_WISHED = Phrases(
    "(?:yeni|ikinci|bir adet|ek|fazladan|yedek) (?:bir )?[a-z]+(?: [a-z]+){0,2}", "lazim~", "isti?yor~", "ihtiyac~",
    "gerekiyor", "gerek", "gerekli", "rica ~", "talep ~", "talebim~", "alabilir mi~",
    "(?:kur|ac|tanimla|ver|ekle|sifirla|degistir|gonder|bagla|yukle)[a-z]* "
    "m[iu](?:sin|siniz|yiz)?",
    "(?:kur|ac|tanimla|ver|ekle|sifirla|degistir|gonder|yukle)[a-z]*(?:s?[ae]n[iu]z|mas[iu]|mesi|ebilir|"
    "abilir)[a-z]*", "[a-z]+[ae]bilir m[iu]~", "need~",
    "want~", "would like", "i d like", "(?:can|could) (?:you|i|we|someone)",
    "(?:new|another|a second|an extra|spare) [a-z]+", "please [a-z]+", "request~", "require",
)
_LOST = Phrases(
    "unut(?:tum|tuk|mus~)", "kaybet~", "kayboldu", "calindi", "kirildi", "dustu", "bitti", "bitmis~", "silindi",
    "silinmis", "kilitlendi", "forgot~", "lost", "stolen", "expired?", "ran out", "out of (?:paper|toner|ink)",
    "(?:suresi|lisansi) (?:dol|bit)~", "low on",
)
_FUTILE = Phrases(
    "olm[aiu][a-z]*", "(?:ise|fayda|care)[a-z]* (?:yara|etme|olma)[a-z]*", "degis[a-z]*", "duzelm[a-z]*",
    "cozulm[a-z]*", "yine ayni", "no luck",
    "(?:didn|doesn) t (?:help|work|fix|change|solve)~", "nothing (?:changed|works?|worked|helped)",
    "same (?:thing|error|issue|problem)?",
)
_DEEDS = Phrases(f"[a-z]+{DI}[mk]", "[a-z]+[iu]p",
"(?:tried|restarted|rebooted|reinstalled|checked|changed|replaced|unplugged)[a-z]*")
"""What the customer did himself, and that it was in vain: no matter of its own."""

_GOES_ON = re.compile(r"(?:it|this|that|he|she|they|bu|bunu|o|onu|boyle|so|then|sonra|ayni|same|still|hala|yine|"
r"i tried|tried)\b")
_DETAIL = re.compile(
    r"(?:hata|uyari|kod|mesaj|ekran|ses|isik|bildirim|error|message|code|warning|screen|light|sound|popup|pencere|"
    r"denem|"
    r"tried|try|restart|reboot|baslat|kapat|actim|kontrol|check|bakt|bekle|sabah|dun|bugun|[0-9]|0x|sekilde|surekli|"
    r"zaman|"
    r"ayni|acil|cozum|cozem|yardim|help|asap|urgent|anymore|nothing|hic|sey|bile|olmadi|olmuyor|happen|saat|gun|"
    r"hafta|sorun|problem|issue|veriyor|aliyor|"
    r"cikiyor|geliyor|oluyor|ediyor|yapiyor|gorunuyor|yaziyor|get|got|give|says|shows)[a-z0-9]*"
)
# fmt: on


def matters_in(words: str) -> tuple[str, ...]:
    """Return the matters of one message, each as it was typed, without the words that connect them.

    One element when it is one matter, however long its story. Only a proposal: who asks the customer also
    wants the parts to name different services, or things.
    """
    text = words[:MAX_TEXT].strip()
    for cut in (_listed, _connected, _plain):
        parts = cut(text)
        if len(parts) > 1:
            return tuple(parts)
    return (text,)


def are_told_apart(words: str) -> bool:
    """Say whether the customer himself lists several matters, or announces another, each about a thing of its kind."""
    text = words[:MAX_TEXT].strip()
    parts = next((parts for cut in (_listed, _connected) if len(parts := cut(text)) > 1), [])
    named = [_things(fold(part)) for part in parts]
    return bool(named) and all(named) and sum(map(len, named)) == len(set().union(*named))


def _listed(text: str) -> list[str]:
    marks = list(_LISTED.finditer(text))
    numbers = [int(mark[1] or mark[2]) for mark in marks if mark[1] or mark[2]]
    if len(marks) < 2 or (numbers and numbers != list(range(1, len(marks) + 1))):
        return [text]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    if not all(_is_matter(item) for item in items):
        return [text]
    return [_trimmed(item) for item in items]


def _connected(text: str) -> list[str]:
    pieces, start = [], 0
    for mark in _CONNECTED.finditer(text):
        pieces.append((text[start : mark.start()], start))
        start = mark.end()
    pieces.append((text[start:], start))
    parts: list[tuple[int, int]] = []
    for piece, at in pieces:
        if parts and not (_is_matter(piece) and _is_matter(text[parts[-1][0] : parts[-1][1]], first=True)):
            parts[-1] = (parts[-1][0], at + len(piece))
        else:
            parts.append((at, at + len(piece)))
    return [_trimmed(text[first:last]) for first, last in parts]


def _plain(text: str) -> list[str]:
    if len(text.split()) > _MOST_WORDS:
        return [text]
    parts: list[tuple[int, int]] = []
    start = 0
    for mark in (*_PLAIN.finditer(text), None):
        end = mark.start() if mark else len(text)
        piece = text[start:end]
        before = text[parts[-1][0] : parts[-1][1]] if parts else ""
        if parts and not (_tells(before) and _tells(piece) and _names_another(piece, before)):
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
        start = mark.end() if mark else end
    return [_trimmed(text[first:last]) for first, last in parts]


def _tells(piece: str) -> bool:
    """Say whether `piece` tells a trouble or a wish."""
    line = Line(piece)
    line.take(outcomes.FINE, lx.GREETINGS, lx.THANKS, tickets.STATUS)
    lost = line.take(_LOST)
    if line.take(replies.TRIED) or (not lost and line.take(_DEEDS)):
        if line.has(outcomes.STILL):
            return False
        line.take(_FUTILE)
    return lost is not None or line.has(outcomes.NOT_GONE, outcomes.BROKEN, outcomes.NAMED, outcomes.WEAK, _WISHED)


def _is_matter(piece: str, *, first: bool = False) -> bool:
    """Say whether `piece` tells a trouble or a wish about something of its own."""
    plain = fold(piece).strip(" ,.;:-\n")
    if not _tells(piece) or (not first and _GOES_ON.match(plain)):
        return False
    if _things(plain):
        return True
    line = Line(piece)
    line.take(lx.GREETINGS, lx.THANKS, replies.TRIED, outcomes.STILL, outcomes.NOT_GONE, outcomes.BROKEN)
    line.take(outcomes.NAMED, replies.WANTS)
    return any(len(word) > 2 and not _DETAIL.fullmatch(word) for word in line.rest())


def _things(plain: str) -> set[int]:
    found = (_THING.match(word) for word in re.findall(r"[a-z0-9]+", plain))
    return {_THINGS[match[0]] for match in found if match}


def _names_another(piece: str, before: str) -> bool:
    """Say whether `piece` names a thing of another kind than any in `before`, which names one too."""
    here, there = _things(fold(piece)), _things(fold(before))
    return bool(here and there) and not here & there and not _GOES_ON.match(fold(piece))


def _trimmed(part: str) -> str:
    """Return `part` without the marks and the connecting words at its ends."""
    return re.sub(r"^hem\s+|\s+(?:ve|and)$", "", part.strip(" \t\n,;:-–"), flags=re.IGNORECASE)
