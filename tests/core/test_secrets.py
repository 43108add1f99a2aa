"""Secrets in a text: what is hidden, what must stay, and that no text is too much."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.secrets import MASK, Kind, find, masked
from core.secrets.numbers import is_card, is_iban, is_national_id
from core.ticket import REFERENCES, reference

CUES = ("şifrem", "Şifre:", "parola =", "PAROLAM", "my password is", "pw=", "password", "sifremi", "pin kodum")


def kinds(text: str) -> list[Kind]:
    return [secret.kind for secret in find(text)]


# ---- Passwords

PASSWORDS = {
    "şifrem 1234Abc!": "şifrem ••••••",
    "parola: xyz": "parola: ••••••",
    "parola : xyz": "parola : ••••••",
    "şifre olarak Kedi2024 yazdım": "şifre olarak •••••• yazdım",
    "şifre olarak kedi yazdım": "şifre olarak •••••• yazdım",
    "my password is kitten": "my password is ••••••",
    "My password is Sunny-Day7 and it fails": "My password is •••••• and it fails",
    "pw=hunter2": "pw=••••••",
    "DB_PASSWORD=s3cr3t": "DB_PASSWORD=••••••",
    "vpn bağlanmıyor şifrem Kedi2024!": "vpn bağlanmıyor şifrem ••••••",
    "şifrem: Kedi2024, açamıyorum": "şifrem: ••••••, açamıyorum",
    "Şifremi Kedi2024 yaptım.": "Şifremi •••••• yaptım.",
    "PAROLAM ŞİFRE1İ2": "PAROLAM ••••••",
    "şi\u0307frem Kedi2024": "şi\u0307frem ••••••",
    "s\u0327ifrem Kedi2024\u0327 girdim": "s\u0327ifrem •••••• girdim",
    "sifrem su: kedi": "sifrem su: ••••••",
    "şifrem de Kedi2024": "şifrem de ••••••",
    "şifrem P@ssword": "şifrem ••••••",
    "şifrem kediKOPEK": "şifrem ••••••",
    "şifrem “mavi kedi 42”": "şifrem “mavi kedi 42”",
    "şifrem: “mavi kedi 42”": "şifrem: “••••••”",
    "şifrem 'Kedi2024' idi": "şifrem '••••••' idi",
    "kullanıcı/şifre: ali / kedi": "kullanıcı/şifre: •••••• / ••••••",
    "user/pass: ali / lütfen": "user/pass: •••••• / lütfen",
    "user/pass: ali/Kedi24": "user/pass: ••••••",
    "Kedi2024! şifremi kabul etmiyor": "•••••• şifremi kabul etmiyor",
    "şifremi girdim olmadı, yazdığım ked!2024 idi": "şifremi girdim olmadı, yazdığım •••••• idi",
    "I changed my password to Summer2024": "I changed my password to ••••••",
    "pin kodum 4821": "pin kodum ••••••",
    "pin 1234 5678": "pin ••••••",
    "şifrem 123456 ama girmiyor": "şifrem •••••• ama girmiyor",
    "password: пароль": "password: ••••••",
    "parola: ９９９９": "parola: ••••••",
    "şifrem Kedi🐱2024 olmadı": "şifrem •••••• olmadı",
    "şifrem\nKedi2024!": "şifrem\n••••••",
    "parolam (Kedi24)": "parolam (••••••)",
    "şifrem Kedi2024 şifrem Kedi2025": "şifrem •••••• şifrem ••••••",
    f"şifre: {'a1' * 200}, tamam": "şifre: ••••••, tamam",
}


@pytest.mark.parametrize(("text", "shown"), PASSWORDS.items())
def test_a_password_after_a_cue_is_hidden_and_the_rest_stays(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert set(kinds(text)) <= {"password"}


HARMLESS = """
şifremi unuttum
şifremi unuttum!
Şifremi UNUTTUM!!!
parolam çalışmıyor
şifre sıfırlama
password reset
password is wrong
password is case-sensitive
my password is expired
my password was reset yesterday
password: wrong
password: incorrect user name or password
password is 10 characters long
password must have 8+ characters
password-protected file
passwordless login
password for Outlook2019 fails
I forgot my password, user id 12345
şifre: unuttum
şifre: 8 karakter
şifre: 1234 gündür aynı
şifre: K7M2R9
şifre: http://ornek.com/a1
şifre: ???
şifre: ok
şifrem 3 gündür çalışmıyor
şifrem 2024 yılından beri aynı
şifremi 1234 kere yanlış girdim
şifremi 2.kere girdim
şifrem 10dakika sonra geldi
şifrem 15.03'te doldu
şifrem 24.11.2026 tarihinde doldu
şifremi 10:30'da değiştirdim
şifrem 2023'ten beri aynı
şifre 8 karakter olmalı
şifrem %100 doğru
parolam Office365 hesabında geçersiz
şifrem WPA2 istiyor
şifrem SharePoint'te açılmıyor
şifrem eDevlet'te geçmiyor
şifrem VPN'de geçmiyor
şifrem K7M2R9 numaralı çağrıda
şifrem 0532 123 45 67 numarama gelmedi
şifre 05321234567 nolu telefona gitmedi
şifrem ali.oz2@ornek.com hesabında
şifrem ornek2.com.tr'de geçmiyor
şifre rapor2024.xlsx dosyasında
şifrem @ali bakar mısın
şifre (0532) 123 45 67 numarama gelmedi
şifre +90 532 123 45 67.
şifre 0 (212) 123 45 67
parola 10.0.0.1'de geçmiyor
şifre olarak ne yazmalıyım
şifre olarak eski şifremi yazdım
şifre olarak kedi
şifre - unuttum
şifreli dosya Rapor2024.xlsx
şifreleme AES256
şifresiz giriş: 12345
şifrem yanlış "hatalı giriş" diyor
şifre "ORA-01017 invalid username" diyor
şifre değiştirirken ORA-28001! hatası
şifre hatası 0x80070005
şifrem *unuttum*
şifrem :)
şifre ?
şifre:
şifre
parolam yok
şifrem ••••••
şifrem: ••••••
şifremi e-posta ile gönderin
şifre/parola değiştirmek istiyorum
şifremi değiştirdim, ekran2! diyor
Parola en az 8 karakter olmalı (A-Z, 0-9, !@#)
kedi2024! diye bir dosyam var
spinner: kedi
pinglemek: kedi
""".strip().splitlines()


@pytest.mark.parametrize("text", HARMLESS)
def test_talk_about_passwords_is_left_alone(text: str) -> None:
    assert masked(text) == text


def test_a_headline_does_not_make_a_password_of_the_next_line() -> None:
    assert masked("Konu şifre:\nmerhaba arkadaşlar") == "Konu şifre:\nmerhaba arkadaşlar"
    assert masked("Şifre:\nKedi2024") == f"Şifre:\n{MASK}"


def test_only_what_stands_near_a_cue_is_a_password_beyond_doubt() -> None:
    far = "y " * 40
    assert kinds(f"şifremi girdim {far} Kedi2024!") == []
    assert kinds(f"Kedi2024! {far} şifremi girdim") == []
    assert kinds("Kedi2024! girdim") == []


# ---- Numbers


def national_id(nine: int) -> str:
    """Return the identity number that begins with the nine digits of `nine`, by the two rules."""
    signs = [int(digit) for digit in str(nine)]
    signs.append((7 * sum(signs[::2]) - sum(signs[1::2])) % 10)
    return "".join(map(str, [*signs, sum(signs) % 10]))


def luhn(head: str) -> str:
    """Return `head` with the digit that makes Luhn's sum a multiple of ten."""
    for last in "0123456789":
        total = 0
        for place, sign in enumerate(reversed(head + last)):
            value = int(sign) * (1 + place % 2)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return head + last
    raise AssertionError(head)


def iban(country: str, account: str) -> str:
    """Return the IBAN of an account."""
    signs = "".join(str(int(sign, 36)) for sign in account + country)
    return f"{country}{98 - int(signs + '00') % 97:02}{account}"


ids = st.integers(100_000_000, 999_999_999).map(national_id)
cards = st.one_of(
    st.from_regex(r"\A4[0-9]{14}\Z"),
    st.from_regex(r"\A5[1-5][0-9]{13}\Z"),
    st.from_regex(r"\A9792[0-9]{11}\Z"),
    st.from_regex(r"\A3[47][0-9]{12}\Z"),
    st.from_regex(r"\A62[0-9]{16}\Z"),
).map(luhn)
ibans = st.one_of(
    st.from_regex(r"\A0[0-9]{21}\Z").map(lambda account: iban("TR", account)),
    st.from_regex(r"\A[0-9]{18}\Z").map(lambda account: iban("DE", account)),
    st.from_regex(r"\A[A-Z]{4}[0-9]{14}\Z").map(lambda account: iban("GB", account)),
)
around = st.sampled_from(("", "numaram ", "merhaba, ", "T.C.: ", "(", "no:", "no=", "aşağıda:\n"))
behind = st.sampled_from(("", " yazıyor", "'dır", ", tamam mı?", ".", ")", "\n"))


@given(ids, around, behind)
def test_every_valid_identity_number_is_hidden(number: str, before: str, after: str) -> None:
    assert masked(f"{before}{number}{after}") == f"{before}{MASK}{after}"
    assert kinds(f"{before}{number}{after}") == ["national_id"]
    spaced = f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"
    assert masked(f"{before}{spaced}{after}") == f"{before}{MASK}{after}"


@given(cards, around, behind, st.sampled_from((" ", "-", "")))
def test_every_valid_card_number_is_hidden(number: str, before: str, after: str, gap: str) -> None:
    grouped = gap.join(re.findall(".{1,4}", number)) if len(number) % 4 != 1 else number
    assert masked(f"{before}{grouped}{after}") == f"{before}{MASK}{after}"
    assert kinds(f"{before}{grouped}{after}") == ["card"]


@given(ibans, around, behind, st.sampled_from((" ", "")), st.booleans())
def test_every_valid_iban_is_hidden(number: str, before: str, after: str, gap: str, small: bool) -> None:
    grouped = gap.join(re.findall(".{1,4}", number))
    text = f"{before}{grouped.lower() if small else grouped}{after}"
    assert masked(text) == f"{before}{MASK}{after}"
    assert kinds(text) == ["iban"]


NUMBERS: dict[str, list[Kind]] = {
    "10562272296": ["national_id"],
    "TCKN10562272296": ["national_id"],
    "tc-10562272296": ["national_id"],
    "10562272296, 10000000146": ["national_id", "national_id"],
    "105-622-722-96": ["national_id"],
    "١٠٥٦٢٢٧٢٢٩٦": ["national_id"],
    "10562272297": [],
    "10562272286": [],
    "00000000000": [],
    "4111 1111 1111 1111 son kullanma 12/27 cvv 123": ["card"],
    "4111111111111111 5555555555554444": ["card", "card"],
    "4111-1111-1111-1111-123": ["card"],
    "378282246310005": ["card"],
    "3782 822463 10005": ["card"],
    "30569309025904": ["card"],
    "3530111333300000": ["card"],
    "6011111111111117": ["card"],
    "6759649826438453": ["card"],
    "4222222222222": ["card"],
    "4111111111111112": [],
    "1111111111111117": [],
    "4111 1": [],
    "41 11 11 11 11 11 11 11": [],
    "4111 1 1 1 1 1 1 1 1 1 1 1 1": [],
    "TR33 0006 1005 1978 6457 8413 26": ["iban"],
    "TR33-0006-1005-1978-6457-8413-26": ["iban"],
    "tr330006100519786457841326'ya": ["iban"],
    "DE89370400440532013000": ["iban"],
    "TR330006100519786457841327": [],
    "TR33000610051978645784132": [],
    "TR3300061005197864578413261": [],
    "TR33  0006 1005 1978 6457 8413 26": [],
    "TR33 0006 1005.": [],
    "ZZ33 0006 1005 1978 6457 8413 26": [],
    "iban TR33 0006 1005 1978 6457 8413 26 kart 4111111111111111": ["iban", "card"],
    "şifrem 4111111111111111!": ["card"],
    "şifrem: 10562272296": ["national_id"],
    # What carries the same digits but is something else.
    "seri no 10562272296": [],
    "Seri numarası: 4111111111111111": [],
    "sipariş no: 10562272296": [],
    "IMEI 490154203237518": [],
    "tel: 10562272296": [],
    "SN10562272296": [],
    "SN-10562272296": [],
    "10562272296AB": [],
    "10562272296-AB": [],
    "1.10562272296": [],
    "10562272296.5": [],
    "#10562272296": [],
    "+4111111111111111": [],
    "4111111111111111_x": [],
}


@pytest.mark.parametrize(("text", "found"), NUMBERS.items())
def test_numbers_are_told_by_their_check_digits_and_their_surroundings(text: str, found: list[Kind]) -> None:
    assert kinds(text) == found


@given(ids, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_makes_no_identity_number(number: str, place: int, more: int) -> None:
    digit = str((int(number[place]) + more) % 10)
    wrong = number[:place] + digit + number[place + 1 :]
    assert not is_national_id(wrong) or place < 9


@given(cards, st.data())
def test_one_wrong_digit_makes_no_card(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(4, len(number) - 1))
    digit = str((int(number[place]) + data.draw(st.integers(1, 9))) % 10)
    assert not is_card(number[:place] + digit + number[place + 1 :])


@given(ibans, st.data())
def test_one_wrong_digit_makes_no_iban(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(len(number) - 10, len(number) - 1))
    digit = str((int(number[place]) + data.draw(st.integers(1, 9))) % 10)
    assert not is_iban((number[:place] + digit + number[place + 1 :]).lower())


# ---- What must never be touched

phones = st.from_regex(r"\A(0|\+90 ?|0 )?5[0-9]{2}( [0-9]{3} [0-9]{2} [0-9]{2}|[0-9]{7}|-[0-9]{3}-[0-9]{4})\Z")
dates = st.dates(date(1990, 1, 1), date(2039, 12, 31)).flatmap(
    lambda day: st.sampled_from((day.isoformat(), day.strftime("%d.%m.%Y"), day.strftime("%d/%m/%Y %H:%M")))
)
addresses = st.ip_addresses(v=4).map(str)
numbers = st.integers(0, REFERENCES - 1).map(reference)
serials = st.from_regex(r"\A[A-Z]{2,4}-?[0-9]{5,12}\Z").filter(lambda serial: not re.match("(?:TC|NO)[-0-9]", serial))
harmless = st.one_of(phones, dates, addresses, numbers, serials)


@given(harmless, st.sampled_from(("", "numaram ", "bilgi: ", "tel ", "bugün ")), st.sampled_from(("", ".", " lütfen")))
def test_phone_numbers_references_dates_addresses_and_serials_stay(word: str, before: str, after: str) -> None:
    text = f"{before}{word}{after}"
    assert masked(text) == text


@given(st.one_of(phones, dates, addresses, numbers), st.sampled_from(("şifrem ", "parola ", "my password ")))
def test_they_stay_behind_a_word_for_passwords_too(word: str, before: str) -> None:
    assert masked(before + word) == before + word


def test_the_knowledge_that_is_shipped_holds_no_secret() -> None:
    shipped = sorted((Path(__file__).parents[2] / "kb" / "articles").rglob("*.*"))
    assert len(shipped) > 50
    for path in shipped:
        text = path.read_text("utf-8")
        assert [text[secret.start : secret.end] for secret in find(text)] == [], path.name


# ---- Any text at all

pieces = st.one_of(
    st.sampled_from(
        (*CUES, *PASSWORDS, MASK, "4111 1111 1111 1111", "TR33", "10562272296", "Kedi2024!", "'", '"', "/")
    ),
    st.text(max_size=12),
    st.from_regex(r"\A[0-9 -]{1,20}\Z"),
)
texts = st.lists(pieces, max_size=8).map(" ".join)


@given(texts)
def test_secrets_stand_in_order_inside_the_text_and_do_not_overlap(text: str) -> None:
    at = 0
    for secret in find(text):
        assert at <= secret.start < secret.end <= len(text)
        assert "\n" not in text[secret.start : secret.end]
        at = secret.end


@pytest.mark.parametrize(
    "text",
    ["pin 1234 4111 1111 1111 1111", "şifre 1234 10000000146", f"şifrem: {'Kedi2024!' * 8}, tamam 000@Æ"],
)
def test_a_secret_beside_another_one_is_hidden_too(text: str) -> None:
    assert masked(text).count(MASK) == 2
    assert not set("12340") & set(masked(text))


def test_what_comes_near_to_a_cue_by_a_mask_between_them_is_hidden_too() -> None:
    cards = "4111 1111 1111 1111 " * 4
    assert masked(f"000@Æ {cards}şifrem unuttum") == f"{MASK} " * 5 + "şifrem unuttum"


@given(texts)
@example("pin 1234 4111 1111 1111 1111")
@example(f"şifre: {'Kedi2024!' * 8}, tamam 000@Æ")
def test_what_is_left_holds_no_secret(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize("before", ["merhaba", "bu da kartım", "sipariş no", "1.", "x_", "şifrem"])
def test_a_number_on_a_line_of_its_own_is_hidden_whatever_stands_above_it(before: str) -> None:
    for number in ("4111 1111 1111 1111", "10000000146"):
        assert MASK in masked(f"{before}\n{number}").splitlines()[-1]


@given(st.lists(texts, max_size=4))
@example(["şifrem", "4111 1111 1111 1111"])
def test_lines_put_together_hide_what_each_hides_alone(lines: list[str]) -> None:
    whole, start = find("\n".join(lines)), 0
    for line in lines:
        for secret in find(line):
            assert any(each.start <= start + secret.start and start + secret.end <= each.end for each in whole)
        start += len(line) + 1


@pytest.mark.parametrize(
    "piece",
    [
        "4 ", "4111 ", "1-", "9", "12345678901 ", "TR33 ", "şifre ", "şifre:", "sifre:a,", "şifrem Kedi2024! ", "pw=",
        "sifre '", "sifre : ", "sifre         ", "a@b.", "a.", "sifre a.", "'", "😀", "s\u0327", "a1! ",
    ],
)  # fmt: skip
def test_hostile_texts_cost_time_in_proportion_to_their_length(piece: str) -> None:
    def cost(letters: int) -> float:
        text = "sifre " + piece * (letters // len(piece))
        began = time.thread_time()
        find(text)
        return time.thread_time() - began

    # Sixteen times the length: sixteen times the time, or two hundred and fifty-six with a quadratic step.
    assert cost(160_000) < 64 * max(cost(10_000), 0.01)
