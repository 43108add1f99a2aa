"""Where a second matter begins, and what stays one."""

from __future__ import annotations

import pytest

from core.dialogue.splitting import matters_in

STORY = (
    "Merhaba, sabahtan beri VPN'e bağlanmaya çalışıyorum ama bağlanmıyor. Önce modemi kapatıp açtım, sonra "
    "bilgisayarı yeniden başlattım. Outlook normal çalışıyor, internet de var ama VPN'e girince hata veriyor. Dün "
    "akşam çalışıyordu ve yazıcıdan çıktı alamıyorum diye bir şey yok. Yardımcı olursanız sevinirim. Saygılarımla"
)
TWO = [
    ("vpn bağlanmıyor bir de yazıcı çıktı vermiyor", ("vpn bağlanmıyor", "yazıcı çıktı vermiyor")),
    ("vpn baglanmiyo bide yazici calismiyo", ("vpn baglanmiyo", "yazici calismiyo")),
    ("Outlook açılmıyor. Ayrıca yeni mouse lazım.", ("Outlook açılmıyor.", "yeni mouse lazım.")),
    ("Hem vpn bağlanmıyor hem de yazıcı çıktı vermiyor", ("vpn bağlanmıyor", "yazıcı çıktı vermiyor")),
    ("netsis açılmıyor bir de bordro programı hata veriyor", ("netsis açılmıyor", "bordro programı hata veriyor")),
    ("1) VPN bağlanmıyor 2) yazıcı çalışmıyor", ("VPN bağlanmıyor", "yazıcı çalışmıyor")),
    ("- Outlook çöküyor\n- yeni klavye istiyorum", ("Outlook çöküyor", "yeni klavye istiyorum")),
    ("vpn bağlanmıyor\nyazıcı bozuk", ("vpn bağlanmıyor", "yazıcı bozuk")),
    ("Yazıcı çıktı vermiyor ve internet yok", ("Yazıcı çıktı vermiyor", "internet yok")),
    ("vpn bağlanmıyor, yazıcı da çalışmıyor", ("vpn bağlanmıyor", "yazıcı da çalışmıyor")),
    ("Şifremi unuttum. Yeni mouse lazım.", ("Şifremi unuttum.", "Yeni mouse lazım.")),
    ("My laptop won't start, also my printer is jammed", ("My laptop won't start", "my printer is jammed")),
    ("Outlook keeps crashing. Another thing: I need a new mouse.", ("Outlook keeps crashing.", "I need a new mouse.")),
    ("vpn is down and my printer doesn't print", ("vpn is down", "my printer doesn't print")),
    ("Outlook crashes. By the way, I forgot my SAP password", ("Outlook crashes.", "I forgot my SAP password")),
]
ONE = [
    "", "vpn", "bir de", "vpn bağlanmıyor", STORY, "Merhaba\nvpn bağlanmıyor\nteşekkürler\nAli Öz",
    "Outlook açılmıyor. Bilgisayarı yeniden başlattım ama yine açılmıyor.",
    "vpn bağlanmıyor bir de modemi yeniden başlattım olmadı", "vpn bağlanmıyor bir de hata kodu veriyor 0x800",
    "Outlook crashes. Also tried rebooting, didn't help", "Outlook crashes and also it freezes when I open big files",
    "şunları denedim: 1) kapattım açtım 2) modemi yeniden başlattım", "Bilgisayarım açılmıyor. Ekran simsiyah.",
    "ayrıca ekran da donuyor", "excel dosyası açılmıyor bu arada teşekkürler geçen sefer için",
    "VPN bağlanmıyor. Outlook normal çalışıyor.", "2) yazıcı bozuk 1) vpn yok", "Выводит ошибку. Принтер",
    "hello, my printer is jammed. also thanks for the last time", "vpn ve outlook açılmıyor",
]  # fmt: skip


@pytest.mark.parametrize(("words", "parts"), TWO)
def test_a_second_matter_is_cut_off_as_it_was_typed(words: str, parts: tuple[str, str]) -> None:
    assert matters_in(words) == parts


def test_a_list_may_hold_more_than_two() -> None:
    words = "1. Outlook açılmıyor\n2. Yeni klavye istiyorum\n3. Şifremi unuttum"
    assert matters_in(words) == ("Outlook açılmıyor", "Yeni klavye istiyorum", "Şifremi unuttum")


@pytest.mark.parametrize("words", ONE)
def test_one_matter_stays_one_however_it_is_told(words: str) -> None:
    assert matters_in(words) == (words,)
