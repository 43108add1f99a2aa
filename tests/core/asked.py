"""A question bank about a connection, and a play whose vague first line it fits."""

from __future__ import annotations

from core.banks import Bank, BankOption, Question
from tests.core.play import KNOWS, Play, hit


def option(key: str, tr: str, en: str, **way: str) -> BankOption:
    return BankOption(id=key, label={"tr": tr, "en": en}, **way)  # type: ignore[arg-type]


NET = Bank(
    id="net",
    symptom={"tr": "Bağlantı yok", "en": "No connection"},
    start="where",
    questions={
        "where": Question(
            text={"tr": "Nereden bağlanıyorsunuz?", "en": "Where are you?"},
            options=(
                option("wifi", "Ofisten, Wi-Fi ile", "The office, over Wi-Fi", topic="wifi"),
                option("cable", "Ofisten, kabloyla", "The office, by cable", next="light"),
                option("home", "Evden", "Home", next="sites"),
                option("phone", "Telefondan", "My phone", topic="stolen"),
            ),
        ),
        "light": Question(
            text={"tr": "Girişin ışığı yanıyor mu?", "en": "Is the light on?"},
            options=(
                option("yes", "Evet", "Yes", topic="cert"),
                option("no", "Hayır", "No", handoff="network"),
                option("dock", "Kablo dock'a takılı", "It goes into a dock", topic="dock"),
                option("theirs", "Kurumun kendi ağında", "On a network of ours", handoff="kamu_it"),
                option("unknown", "Bilmiyorum, göremiyorum", "I can't see it", handoff="network"),
            ),
        ),
        "sites": Question(
            text={"tr": "Haber siteleri açılıyor mu?", "en": "Do news sites open?"},
            options=(
                option("sites", "Evet, yalnız şirket sistemleri açılmıyor", "Yes, not our systems", topic="tunnel"),
                option("nothing", "Hayır, hiçbir şey açılmıyor", "No, nothing opens", handoff="elsewhere"),
            ),
        ),
    },
)
WIFI = hit(21, "wifi", 0.45)
TUNNEL, CERT, DOCK = hit(22, "tunnel", 0.25), hit(23, "cert", 0.2), hit(24, "dock", 0.2)
STOLEN = hit(25, "stolen", 0.0, urgent=True)
SAP_NET = hit(26, "dock", 0.2, category="sap")
VAGUE = (WIFI, TUNNEL, CERT, DOCK)
FIRST = ["diagnose.ask", "ticket.opened"]


def asked(words: str = "bağlantı kuramıyorum", **values: object) -> Play:
    """Return a play in which the first question of the bank was put."""
    given: dict[str, object] = {
        "knows": {"619": (hit(7, "619", 0.9),), "bağlantı": VAGUE, "connect": VAGUE, **KNOWS},
        "banks": {4: NET},
        "articles": {"stolen": STOLEN},
    } | values  # fmt: skip
    return Play(**given).says(words)  # type: ignore[arg-type]
