"""What a line is read as: the table of answers, and the lines that stand without a question."""

from __future__ import annotations

import pytest

from core.dialogue.intents import Intent, left_of, read, read_answer, references, says, without_greeting
from core.dialogue.outcomes import HEDGES, NO
from core.ticket import REFERENCES, reference

YES = [
    "evet", "oldu", "halloldu", "hallettim", "düzeldi", "girebildim", "artık hata vermiyor", "atmıyor artık",
    "sorun kalmadı", "sıkıntı yok", "hayır sorun kalmadı", "kapatabilirsiniz", "tamamdır oldu", "aynen oldu",
    "oldu galiba", "şimdilik oldu", "👍", "✅", "all good", "no more errors", "evet, düzeldi", "EVET DÜZELDİ",
    "yeniden başlattıktan sonra düzeldi", "it works again", "works now, thanks", "Yes, it works", "problem solved",
    "evet düzeldi teşekkürler", "yes, that helped", "şimdi giriyor teşekkürler", "yazdırabildim", "it's fine now",
]  # fmt: skip
NO_ANSWERS = [
    "olmadı", "yok olmadı", "hâlâ aynı", "aynı", "aynen devam", "değişen bir şey yok", "tık yok", "yine atıyor",
    "gene gitti", "evet hâlâ aynı", "bir ara düzeldi sonra bozuldu", "kapatmayın",
    "yazıcı tamam ama tarayıcı çalışmıyor", "yarım oldu", "yes but it drops again", "no luck", "nope", "not yet",
    "henüz değil", "still not working", "hayır", "Hayır, sürüyor", "evet ama yazıcı kağıt çekmiyor", "it doesn't work",
    "çözülmedi", "can't connect", "👎", "it isn't fixed",
    "tekrar koptu", "bağlandı ama hemen koptu", "it keeps disconnecting", "kısmen", "yazdıramıyorum", "hata geldi",
]  # fmt: skip
LATER = [
    "deneyip döneceğim", "teşekkürler, deneyip yazarım", "birazdan bakarım", "ofise geçince", "şu an dışarıdayım",
    "yarın deneyeyim", "izindeyim ayın 20'sinde dönerim", "tamam deneyeyim", "henüz denemedim", "haven't tried",
    "will check tomorrow", "I haven't tried it yet", "Henüz deneyemedim",
    "kontrol edip dönüş yaparım", "bakıp haber veririm", "I'm on vacation until Monday", "hâlâ deneyemedim",
    "hala ofise geçemedim", "halen vaktim olmadı", "still haven't tried it",
]  # fmt: skip
THANKS = [
    "teşekkürler", "sağ olun", "eyvallah", "elinize sağlık", "🙏", "thanks again", "çok teşekkür ederim", "okay thanks",
    "teşekkürler Ahmet", "tamam teşekkürler",
]  # fmt: skip
NOTED = ["tamam", "ok", "peki", "anladım"]
QUESTIONS = [
    "bu arada onu nasıl kapatacağım", "peki toner ne zaman gelir", "düzeldi mi?", "oldu mu", "düzeldi?",
    "when will the toner come?", "would you look at the second floor too?",
]  # fmt: skip


@pytest.mark.parametrize(
    ("intent", "line"),
    [
        *((Intent.YES, line) for line in YES),
        *((Intent.NO, line) for line in NO_ANSWERS),
        *((Intent.LATER, line) for line in LATER),
        *((Intent.THANKS, line) for line in THANKS),
        *((Intent.NOTED, line) for line in NOTED),
        *((Intent.QUESTION, line) for line in QUESTIONS),
        (Intent.NEW, "bir de yazıcım çalışmıyor"),
        (Intent.MIXED, "evet ama çok yavaş"),
        (Intent.MIXED, "evet ikinci kattaki büyük yazıcı"),
        (Intent.HUMAN, "bir yetkiliyle görüşmek istiyorum"),
        (Intent.SELF_SOLVED, "kendim hallettim"),
        (Intent.MATTER, "yazıcının modeli 4000"),
        (Intent.MATTER, "tıkladım şifremi de girdim"),
        (Intent.MATTER, "linke tıklayıp bilgilerimi girdim"),
        (Intent.YES, "parolamı girdim çalıştı"),
        (Intent.NO, "hala aynı deneyemedim"),
        (Intent.GREETING, "merhaba"),
    ],
)
def test_an_answer_to_did_it_work_is_read(intent: Intent, line: str) -> None:
    assert read_answer(line).intent is intent


@pytest.mark.parametrize(
    ("intent", "line"),
    [
        (Intent.LATER, "tamam deneyeyim"),
        (Intent.NOTED, "👍"),
        (Intent.LATER, "deneyip döneceğim"),
        (Intent.YES, "başvuruyu yaptım, sağ olun"),
        (Intent.THANKS, "denedim, sağ olun"),
        (Intent.YES, "oldu, teşekkürler"),
    ],
)
def test_after_an_article_reading_it_is_not_having_done_it(intent: Intent, line: str) -> None:
    assert read_answer(line, "answer").intent is intent


@pytest.mark.parametrize(
    ("intent", "line"),
    [
        (Intent.GREETING, "merhaba"),
        (Intent.GREETING, "İyi günler, kolay gelsin"),
        (Intent.SMALLTALK, "test"),
        (Intent.THANKS, "teşekkürler hocam"),
        (Intent.THANKS, "çok teşekkür ederim"),
        (Intent.THANKS, "teşekkür ederim, çok yardımcı oldunuz"),
        (Intent.SMALLTALK, "nasılsınız bugün"),
        (Intent.SMALLTALK, "who are you"),
        (Intent.NOTED, "ok"),
        (Intent.YES, "evet"),
        (Intent.NO, "hayır"),
        (Intent.HUMAN, "temsilci istiyorum"),
        (Intent.HUMAN, "birine bağla"),
        (Intent.HUMAN, "vpn bağlanmıyor temsilci istiyorum"),
        (Intent.HUMAN, "robot musun"),
        (Intent.CALL_ME, "beni arayın"),
        (Intent.HUMAN, "canlı destek"),
        (Intent.HUMAN, "i need a human"),
        (Intent.HUMAN, "can i talk to someone"),
        (Intent.STATUS, "çağrım ne durumda"),
        (Intent.STATUS, "kaydım ne oldu"),
        (Intent.STATUS, "benim iş ne oldu"),
        (Intent.STATUS, "bir gelişme var mı"),
        (Intent.STATUS, "ses yok"),
        (Intent.STATUS, "k7m2r9'un durumu"),
        (Intent.STATUS, "K7M 2R9"),
        (Intent.STATUS, "what's the status of my ticket"),
        (Intent.STATUS, "???"),
        (Intent.CANCEL, "gerek kalmadı"),
        (Intent.CANCEL, "never mind"),
        (Intent.CANCEL, "talebimi iptal edin"),
        (Intent.SELF_SOLVED, "kendim çözdüm"),
        (Intent.SELF_SOLVED, "solved it myself"),
        (Intent.NOTHING, ""),
        (Intent.NOTHING, "😀"),
        (Intent.NOTHING, "..."),
        (Intent.MATTER, "vpn bağlanmıyor"),
        (Intent.MATTER, "olmuyor"),
        (Intent.MATTER, "Не работает"),
        (Intent.MATTER, "insanlar sisteme giremiyor"),
        (Intent.MATTER, "insan kaynakları formu açılmıyor"),
        (Intent.MATTER, "toplantıyı iptal edemiyorum"),
        (Intent.MATTER, "K7M2R9 kodlu yazıcıda kağıt sıkıştı"),
        (Intent.MATTER, "merhaba vpn bağlanmıyor"),
        (Intent.MATTER, "düzeldi mi"),
        (Intent.STATUS, "ne zaman"),
        (Intent.STATUS, "ne zaman dönersiniz"),
        (Intent.STATUS, "bir şey oldu mu"),
        (Intent.STATUS, "drum ne"),
        (Intent.STATUS, "wats the status"),
        (Intent.STATUS, "Rica etsem bir bilgi alabilir miyim son durumla ilgili?"),
        (Intent.GREETING, "bir şey daha var"),
        (Intent.MATTER, "bilgisayar"),
        (Intent.MATTER, "bilgisayarım ne zaman gelir"),
        (Intent.INSULT, "bıktım artık sizden"),
        (Intent.INSULT, "şikayetçi olacağım"),
        (Intent.INSULT, "I want to complain"),
        (Intent.MATTER, "müşteri şikayet formu açılmıyor"),
    ],
)
def test_a_line_without_a_question_before_it_is_read(intent: Intent, line: str) -> None:
    assert read(line).intent is intent


def test_a_reading_says_which_words_led_to_it() -> None:
    assert read("vpn için temsilci istiyorum").because == "temsilci istiyorum"
    assert read_answer("Hâlâ olmuyor, teşekkürler").because == "olmuyor"


@pytest.mark.parametrize("typed", ["K7M2R9", "k7m2r9", "k7m 2r9", "K7-M2-R9", "k7m2r9'un", "#K7M2R9."])
def test_a_reference_is_found_however_it_is_typed(typed: str) -> None:
    assert references(f"merhaba {typed} ne oldu, {typed}") == ("K7M2R9",)


@pytest.mark.parametrize("text", ["", "AK7M2R9", "K7M2R90", "I7M2R9", "yazıcı HP 4200"])
def test_what_is_not_a_reference_is_not_taken_for_one(text: str) -> None:
    assert references(text) == ()


@pytest.mark.parametrize("number", [0, 1, 4711, REFERENCES - 1])
def test_every_reference_we_give_is_recognised(number: int) -> None:
    assert references(f"{reference(number).lower()} ne durumda") == (reference(number),)


def test_the_greeting_in_front_of_a_matter_is_left_out() -> None:
    assert without_greeting("Merhaba, iyi günler vpn bağlanmıyor") == "vpn bağlanmıyor"
    assert without_greeting("merhaba") == "merhaba"
    assert without_greeting("vpn bağlanmıyor merhaba") == "vpn bağlanmıyor merhaba"


def test_words_can_be_taken_out_and_looked_for() -> None:
    assert left_of("hayır, vpn kopuyor", NO) == ["vpn", "kopuyor"]
    assert says("oldu galiba", HEDGES)
    assert not says("oldu", HEDGES)
