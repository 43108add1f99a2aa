"""Lines that talk only about talking: help, tickets, people, waiting, and nothing that could be a matter.

What people say to a desk before or after a matter has endless forms but few words. Every word of such a line
belongs to a small vocabulary, and the groups that occur tell what is wanted. A line with a word of its own is a
matter, or was read before.
"""

from __future__ import annotations

from core.dialogue import lexicon as lx
from core.dialogue import outcomes
from core.dialogue.line import Line
from core.dialogue.phrases import Phrases
from core.dialogue.reading import Intent, Reading

# fmt: off
_HELP = Phrases(
    "yardim~", "destek~", "help~", "assist~", "support~", "hand", "soru(?:m|lar|larim|muz)?",
    "sor(?:ac|ab|ma|mak|ay|ar|du|sam)~", "danis(?:ac|ab|ma|mak|ay|ir|sam)~",
    "bildir(?:ec|eb|me|im|ey|ir)~", "sorun(?:um|umla|la|u|umuz|lar|larim|lu)?", "problem(?:im|imiz)?",
    "sikinti(?:m|miz)?",
    "dert", "derdim", "derdimi", "istegim",
    "(?:call|issue|problem|question|trouble)s?",
    "konu(?:da|m|muz)?", "mesele~",
    "diy[ei]?c[ae]m", "diyecektim", "soyleyec~", "anlatac~", "ask~", "report~",
)
_TICKET = Phrases(
    "(?:cagri|kayit|kayd|talep|talebi|ariza|ticket|tiket|basvuru)[a-z]*", "(?:case|request|incident|ticket)s?",
)
_INFO = Phrases("bilgi(?!s)~", "ogren~", "durum~", "son", "kim(?:de|in)?", "latest", "who", "what", "where")
_PERSON = Phrases(
    "insan(?:a|la|i|lar)?", "biri(?:ni|ne|yle|si|sini|sine|siyle)?", "kimse(?:yle|ye|yi)?", "uzman~", "yetkili~",
    "sorumlu~", "temsilci~",
    "gorevli~", "teknisyen~", "personel~", "eleman~", "adam(?:a|la|i)?", "teknik servis~", "servis(?:ten)?",
    "bilgi islem~", "eki[pb]~", "(?:mudur|yonetici|sef|amir|patron)[a-z]*n[iu]z[a-z]*",
    "musteri (?:hizmet|temsilci)~", "human~", "person", "people", "someone", "somebody", "agent", "technician",
    "engineer", "specialist", "expert", "manager", "supervisor",
)
_CONNECT = Phrases(
    "bagla~", "aktar~", "yonlendir~", "gonder~", "yolla~", "cagir~", "konus~", "gorus~", "muhatap~", "cevap versin",
    "connect~", "transfer~", "send~",
    "talk~", "speak~", "fetch", "escalate~", "forward~", "get me",
)
_MACHINE = Phrases("(?:ro)?bot(?:la|a|u|un|lar|larla|s)?", "makine~", "yapay zeka~", "machine~", "automat~",
"chatbot~", "yazilimla", "programla")
_ENOUGH = Phrases("isti?yor~", "istem~", "degil", "yeter~", "birak~", "olmasin", "yok", "no more", "stop~", "enough",
"don t want", "not", "no", "without", "instead of")
_NEWS = Phrases(
    "haber~", "donus~", "ceva[pb]~", "yanit~", "gelisme~", "ilerleme~",
    "ilgilen~", "bakan", "bakiyo~", "bakm[ai]~", "bakil~", "bakti~", "bakac~", "don(?:m|ec|ul)~", "aram[ai]~", "aradi~",
    "arayac~", "aranm~", "unut~", "ses seda",
    "cozul(?:ec|ur)~",
    "hallol(?:ac|ur)~", "bit(?:er|ec)~", "news", "updates?", "progress", "eta", "status", "answer~",
    "repl(?:y|ies|ied)", "response", "heard?",
    "looked", "looking", "forg[eo]t~",
)
_GOING = Phrases(
    "sonuc~", "islem(?:im|ler|ler[iu]m)?", "ne yapt[iu]n[iu]z", "is(?:i|im|imi|ler[iu])", "ne oldu~",
    "(?:a|the) fix",
    "resolution", "expect~", "anything", "nothing", "going on", "happening",
)
"""News, unless something fails: "işimi yapamıyorum" is a matter."""

_WAIT = Phrases("bekle~", "bekli~", "bekled~", "wait(?:ing|ed)", "holding", "queue~")
_SINCE = Phrases(
    "hala", "halen", "beri",
    "(?:[0-9]+ )?(?:saat|gun|hafta|dakika|dk|ay)(?:d[iu]r|t[iu]r|lerdir|lardir|ler|lar|tan|dan|dur)?", "gunlerdir",
    "saatlerdir", "haftalardir", "sabahtan", "dunden", "still", "since", "hours?",
    "days?", "weeks?", "minutes?", "morning", "yesterday", "ages", "forever", "ne zaman~", "ne kadar", "kac(?:a)?",
    "when", "how (?:much )?long(?:er)?", "yet",
)
_PLAIN = Phrases(
    "acil~", "kisa~", "ufak", "kucuk", "sadece", "hemen", "onunla", "onu", "bununla", "benimle", "sizinle", "kime",
    "kim", "hangi", "nasil", "nere[a-z]*", "bura[a-z]*", "ora[a-z]*", "orda",
    "var(?:di|mi|sa)?", "yok~", "m[iu](?:s[iu]n~|y[iu]m|ydi)?", "lazim~", "gerek~", "isti?yo~", "ister~", "istem~",
    "iste(?:mek|dim|rim)", "ol(?!ta)[a-z]*", "rica~", "ed[a-z]+", "et[a-z]*", "al[a-z]+",
    "ver(?!i[ft]|sion)[a-z]+", "yap[a-z]+", "gec[a-z]+", "ac(?!c|tiv|ro)[a-z]+", "pardon", "kusura bakmayin",
    "bak(?:ar|abil|in|sin)~",
    "hakkinda", "ile ilgili", "musait~", "hani", "yani", "cok", "hic", "bir turlu", "sorc[ae]m", "[0-9]+",
    "sey[a-z]*", "sana",
    "gel[a-z]+", "daha", "boyle", "bu~", "size", "seninle", "dogru", "duzgun", "bi", "basvur~", "ilet~",
    "yaz(?:iyorum|dim|mam|acak)~", "cevap verecek", "verecek", "iyi", "was", "were",
    "hoping?", "hope", "wondering", "looking", "could", "would", "should", "will", "got", "get", "give", "have",
    "had", "has", "been", "do", "did", "does", "don t", "log", "raise", "open", "create", "submit",
    "some", "any", "another", "quick", "small", "about", "out", "know", "let", "me", "make", "right", "really",
    "real", "live", "actual", "again", "more", "than", "instead", "thing", "something", "an", "be",
    "being", "by", "come", "came", "may", "might", "must", "if", "or", "urgent~", "asap", "guys", "it", "desk",
    "using", "with", "us", "what", "who", "where", "how", "so", "far", "new", "off", "up",
    "soon", "long", "much", "take", "takes", "go(?:ing)?", "done", "work(?:ing)? on", "back", "no", "not", "can",
    "i(?: m| ve| d)?", "you(?: re| ve)?", "i ll",
)
# fmt: on


def aside(text: str) -> Reading | None:
    """Read a line in which nothing is named that could be a matter: what it asks of the desk, or None."""
    line = Line(text)
    calls = line.take(lx.CALLING)
    line.take(lx.GREETINGS, lx.THANKS)
    fails = line.has(outcomes.BROKEN, outcomes.NOT_GONE)
    since = line.take(_SINCE)
    ticket, news, waits = line.take(_TICKET), line.take(_NEWS), line.take(_WAIT)
    helped, machine, person = line.take(_HELP), line.take(_MACHINE), line.take(_PERSON)
    connects, going, info, enough = line.take(_CONNECT), line.take(_GOING), line.take(_INFO), line.has(_ENOUGH)
    line.take(_PLAIN)
    if line.rest():
        return None
    if machine and enough:
        return Reading.of(Intent.HUMAN, machine)
    if since if waits else news:  # "haber bekliyorum" is patience, "hâlâ haber bekliyorum" a question
        return Reading.of(Intent.STATUS, news or waits)
    if fails:
        return None
    for intent, found in (
        (Intent.HUMAN, person if connects else None),
        (Intent.STATUS, going or (info if ticket else None)),
        (Intent.CALLING, calls),
        (Intent.GREETING, helped or ticket or info),
    ):
        if found:
            return Reading.of(intent, found)
    return None
