"""Words that the spelling of a line knows: short forms, words that decide something, and words near to them."""

from __future__ import annotations

# ruff: noqa: SIM905 - long lists read better in blocks

SHORT_FORMS = {
    "tmm": "tamam", "tm": "tamam", "tamm": "tamam", "slm": "selam", "mrb": "merhaba", "mrhb": "merhaba", "sa": "selam",
    "nbr": "naber", "sgl": "sagol", "saol": "sagol", "eyw": "eyvallah", "eyv": "eyvallah", "tsk": "tesekkurler",
    "tsklr": "tesekkurler", "tskler": "tesekkurler", "tesekkur": "tesekkurler", "tskkr": "tesekkurler", "evt": "evet",
    "hyr": "hayir", "yoq": "yok", "bi": "bir", "bisey": "bir sey", "birsey": "bir sey", "hicbir": "hic bir",
    "ew": "evet", "hee": "evet", "yaw": "ya", "ltf": "lutfen", "pls": "please", "plz": "please", "thx": "thanks",
    "tnx": "thanks", "thnx": "thanks", "ty": "thank you", "tysm": "thank you", "tks": "thanks", "k": "ok", "kk": "ok",
    "okey": "ok", "okay": "ok", "oki": "ok", "np": "no problem", "idk": "i don t know",
    "u": "you", "ur": "your", "r": "are", "cant": "can t", "dont": "don t", "wont": "won t", "isnt": "isn t",
    "doesnt": "doesn t", "didnt": "didn t", "havent": "haven t", "hasnt": "hasn t", "wasnt": "wasn t",
    "couldnt": "couldn t", "wouldnt": "wouldn t", "arent": "aren t", "aint": "isn t", "dosent": "doesn t",
    "doesent": "doesn t", "im": "i m", "ive": "i ve", "thats": "that s", "whats": "what s", "hows": "how s",
    "msj": "mesaj", "nolur": "lutfen", "wrks": "works", "tmrw": "tomorrow", "tmr": "tomorrow", "2moro": "tomorrow",
    "nvm": "never mind", "btw": "by the way", "rn": "now", "hersey": "her sey", "herhalde": "galiba",
    "noldu": "ne oldu", "drum": "durum", "wats": "what s", "wat": "what",
    "napiyorsun": "ne haber", "bidaha": "bir daha", "yada": "ya da", "hla": "hala",
}  # fmt: skip
"""What people type for what they mean, whole words only."""

NEGATIVE_WORDS = (
    "calismiyor calismadi duzelmedi duzelmiyor duzelmemis cozulmedi cozulmemis acilmiyor acilmadi baglanmiyor "
    "baglanmadi baglanamadim baglanamiyorum giremiyorum giremedim girmiyor olmuyor olmadi olmamis yapamadim "
    "yapamiyorum yaramadi kapatmayin gelmiyor gelmedi degismedi halledemedim yazdiramiyorum maalesef cannot broken "
    "failed failing fails error errors unfortunately neither problem sorun devam ediyor suruyor hayir degil bozuldu "
    "bozuk kopuyor koptu donuyor takiliyor again still "
).split()
"""Words that say no, or that something is wrong."""

DECIDING_WORDS = (
    "ok no yes oldu yok peki hi hey bye cool good well all off fine sagol "
    "merhaba merhabalar selam gunaydin tesekkurler tesekkurederim eyvallah sagolun tamam tamamdir anladim duzeldi "
    "duzelmis cozuldu halloldu hallettim hallettik calisiyor calisti acildi aciliyor baglandi baglandim baglaniyor "
    "girebildim girebiliyorum girdim yazdirabildim kapatin kapatabilirsiniz sikinti kalmadi harika mukemmel super "
    "evet aynen deneyecegim deneyip denerim bakarim birazdan sonra yarin henuz deneyemedim denemedim donecegim "
    "yazarim temsilci temsilciyle uzman uzmanla yetkili yetkiliyle operator operatore insan insanla gorusmek "
    "istiyorum durumu gelisme cagrim talebim kaydim iptal vazgectim bilmiyorum hepsi duzelir hello thanks thank "
    "works working worked fixed solved resolved sorted perfect great connected connects haven tomorrow later human "
    "person agent representative someone status ticket cancel never please tried helped understood another also "
    "english turkish ingilizce turkce gerek ihtiyac kendim "
).split()
"""Words that say something else that matters."""

RIGHT_WORDS = (
    "baglanti baglantim baglantiyi calistir calistim calisan calisir calissa calisma calismak calismasi words world "
    "worth mixed fixes mailed sailed tanks calls kapatan kapali kapatip acilis acilir baglan bakarsiniz donerim "
    "donerken gelisim gelistirme yarisi yararli yaralar girdik girdin denerken duzelen duzelse duzelsin duzelti "
    "cozulur cozulsun olmasi olmadan olmali insani insanlar tamami sorunlar sorunu sorunum sorulan sorum sorun "
    "tried trial stills stall person personel persona agents humans statue statues status later latter error mirror "
    "terror great greet grade soner sonra evren skill spill stilll another hello hallo sorted sorter ported thank "
    "think thing cancel degis degisti degisir devami daveti hatta yarim yardim donuk problemi problemim kapattim "
    "kapandi kapatti acilmasi acildim gelince gelmesi dener denedim denedik deneme denemem gercek atmam bagladim "
    "kapattin duzeltir tired alter filed filled failure falls falling newer solve resolve connect broke broker "
    "worker workers problems tickets tires hunan sporun hayri reply "
).split()
"""Words that are right as they are though a deciding word is near."""

FILLERS = frozenset(
    (
        "sen bir bi bu su o ben biz siz bana size bize ile mi mu ve de da ya ki icin cok lutfen rica istiyorum "
        "ister misiniz misin gorusmek konusmak baglanmak aktarin bagla beni simdi artik an efendim hocam bey "
        "hanim arkadaslar ekip bugun senin herkese hepinize hepiniz evet hayir yani iste galiba sanirim simdilik "
        "acaba nasil olur hemen n m s i ll t d re in un nin nun yi yu a the to is it its am im my me you your we "
        "us please can could would like want need for of with and now there today team all everyone so just "
        "really very much that this one abi abla ustam dostum kardesim valla vallahi ay oh off hmm hm sst pst ee eee e "
        "yaa be hele tam gayet sonunda nihayet sefer zaten herhalde sanki gibi seems seem think guess guys mate "
        "sir madam ah well finally actually here at on from dear kind regards best saygilar saygilarimla iyi "
        "selamlar bende bizde bizim benim sizin hepsi birlikte cidden gercekten hani biraz daha "
    ).split()
)
"""Words that carry no matter."""
