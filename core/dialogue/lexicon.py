"""The phrases by which a line is read, Turkish and English, folded to ASCII.

A phrase is a run of words, written as a regular expression in which `*` is "and any suffix". An
apostrophe is a space here: "can't" is "can t". The order in which `core.dialogue.intents` takes the
groups out of a line matters: "hata vermiyor" must be gone before "hata" is looked for.
"""

from __future__ import annotations

# ruff: noqa: E501, SIM905 - long lists read better in blocks
# fmt: off
GREETINGS = (
    "merhaba*", "selam*", "slm", "mrb", "mrhb", "iyi gunler", "iyi aksamlar", "iyi calismalar", "iyi geceler",
    "gunaydin*", "kolay gelsin", "nasilsin*", "iyi misiniz", "alo", "hello", "hi", "hey", "good morning",
    "good afternoon", "good evening", "how are you", "how are you doing", "test", "deneme", "deneme 123", "test test",
    "orada misiniz", "(?:orada )?kimse var mi", "anyone there", "are you there", "how s it going", "what s up",
    "naber", "ne haber", "iyi (?:nobetler|haftalar|haftasonlari|bayramlar|tatiller)", "hayirli (?:isler|gunler|olsun)",
    "gorusuruz", "gorusmek uzere", "hosca ?kal*", "bye*", "goodbye", "see you", "have a (?:nice|good|great) [a-z]+", "lol",
    "(?:sen )?kimsin*", "ad(?:in|iniz) ne(?:dir)?", "sen nesin", "neler? yapabilirsin*", "who (?:are|made) you",
    "what can you do", "what are you", "(?:bana bir |bir )?(?:fikra|saka) (?:anlat|yap)*", "tell me a joke",
)
"""Small talk: what one says without wanting anything."""

THANKS = (
    "(?:cok )?tesekkur*(?: eder*)?", "tskler", "tsk*", "sag ?ol*", "saol*", "eyvallah", "eyw", "elinize saglik",
    "emeginize saglik", "ellerinize saglik", "rica ederim", "minnettarim", "thanks*(?: again| a lot)?",
    "thank (?:you|u)(?: again| so much| very much)?", "thx", "ty", "cheers", "much appreciated", "appreciate it",
)
NOTED = ("tamam*", "ok", "okay", "okey", "peki", "anladim", "got it", "alright", "all right", "sure", "understood", "cool")

FINE = (
    "(?:sorun|problem|sikinti) (?:kalmadi|yok|yasamiyor*|cikmadi|cikmiyor|olmadi|olmuyor|cozuldu|duzeldi|gitti)",
    "hata (?:vermiyor|almiyor*|yok|cikmiyor|kalmadi|duzeldi|gitti|gecti|kayboldu)", "hatasiz",
    "(?:artik )?(?:kopmuyor|donmuyor|takilmiyor|cokmuyor|kasmiyor|dusmuyor|atmiyor|kesilmiyor)(?: artik)?",
    "artik kapanmiyor", "(?:yine|gene|tekrar|yeniden) calisiyor", "no (?:more |further )?(?:problem|issue|error)*",
    "no longer (?:fail|crash|freez|drop|happen)*", "not failing anymore", "not a problem",
    "(?:problem|issue|error)s? (?:is |are |s )?(?:solved|fixed|gone|resolved)", "without (?:an |any )?error*",
    "(?:works?|working|connects?|connected|back|up) again", "is back",
    "(?:is|does|do|did|has|have)n? ?t (?:fail|crash|freez|drop|disconnect|happen)*(?: anymore| any more| again| since)?",
    "(?:do|did|have)n? ?t (?:see|get|have|had|seen|got)(?: any| an| the| that)?(?: more)? (?:error|issue|problem)s?",
    "not happened (?:again|since)",
)
"""Words of trouble that say that there is none."""

LATER = (
    "deneyip*", "deneyecegim", "deneyeyim", "denerim", "deneyelim", "birazdan*", "sonra*", "yarin*",
    "(?:henuz|daha) (?:dene|bak)*", "ofise gecince", "(?:su an|simdi) (?:disaridayim|ofiste degilim|toplantidayim)",
    "izindeyim", "tatildeyim", "on (?:vacation|leave|holiday)", "donecegim", "donus yapa*", "haber veri*", "bakarim", "bakacagim", "yazarim", "bilmiyorum", "emin degilim", "(?:i ll|ill|will) (?:try|check)*",
    "have ?n ?t (?:tried|checked|had)*", "did ?n ?t (?:try|check)*", "could ?n ?t (?:try|check)*", "not tried*", "later",
    "tomorrow", "let me (?:try|check)", "get back to you", "in a bit", "not sure",
)
NOT_YET = ("henuz degil", "daha degil", "not yet")
STILL = (
    "hala*", "halen", "yine", "gene", "ayni*", "aynen devam", "devam ediyor*", "suruyor*", "surmekte",
    "(?:tekrar|yeniden) bozul*", "duzelmedi*", "duzelmemis*", "duzelmiyor*", "cozulmedi*", "cozulmemis*",
    "still", "again", "same", "not (?:fixed|solved|resolved)", "is ?n ?t (?:fixed|solved|resolved)",
)
"""Words by which trouble is said to go on."""

BROKEN = (
    "[a-z]+m[iu]yor*", "[a-z]+m[ae]d[iu]*", "yaramadi", "degisen bir sey yok", "tik yok", "bozuk*", "bozuldu*",
    "yarim (?:oldu|kaldi)", "kapatmayin", "kapatma", "maalesef", "(?:sorun|problem|sikinti) var", "hata*", "eksik*",
    "kopt*", "kismen", "partly", "partially", "keeps? [a-z]+ing", "(?:kopuyor|donuyor|takiliyor|atiyor|cokuyor|kasiyor|kesiliyor)*", "not (?:working|good|really working)",
    "(?:is|are|do|does|did|wo|ca|could)n? ?t", "cannot", "no luck", "fail*", "broken", "drops?", "crash*", "error*", "unfortunately",
)
YES = (
    "oldu*", "duzeldi*", "duzelmis", "cozuldu*", "halloldu*", "hallettim", "hallettik", "calisiyor*", "calisti",
    "baglandim", "girebildim", "girebiliyorum", "girdim", "baglaniyor*", "baglandi", "acildi", "aciliyor", "geldi",
    "kapatabilirsiniz", "kapatin", "kapatabiliriz", "ise yaradi", "yaradi", "[a-z]+[ae]bil(?:di|iyor)*", "giriyor*", "looks good", "fine", "works?", "working", "worked", "fixed", "solved",
    "resolved", "all (?:is )?(?:good|well|fine)", "sorted", "you can close*", "close it", "that helped", "helped", "did the trick", "yardimci oldu*",
)
ASSENT = (
    "evet", "aynen", "super", "harika", "mukemmel", "yes", "yep", "yeah", "yup", "perfect", "great", "thats it",
    "that s it",
)
"""A yes that says nothing of itself: what stands beside it counts."""

NO = ("hayir", "yok", "degil", "hicbiri*", "olmadi", "no", "nope", "nah", "not", "none(?: of (?:these|them))?", "neither", "not really")
BUT = ("ama", "fakat", "ancak", "yalniz", "lakin", "but", "however", "except", "although", "though")
HEDGES = ("galiba", "sanirim", "simdilik", "gibi", "i think", "i guess", "for now", "seems?", "so far")
NEW = ("bir de", "bide", "ayrica", "baska bir", "yeni bir", "also", "another", "one more", "separately")

OTHER_HUMANS = ("insan kaynaklari*", "human resources", "user agent", "yetkili kullanici*", "yetkili degil*", "hr")
"""Words that only look like a wish for a person."""

PERSON = (
    "insan(?:a|la|i)?", "yetkili*", "temsilci*", "operator*", "uzman*", "musteri temsilcisi*", "human", "agent",
    "live agent", "representative", "operator", "specialist", "someone real",
)
WISHES = (
    "isti?y*", "istiyo", "lazim", "bagla(?:yin|r|yabilir|rsaniz)*", "baglan(?:mak|abilir)*", "aktar*", "gorus*", "konus*", "ver(?:in|ir)*", "olsun", "want*", "need*", "like",
    "can i", "could i", "give me", "get me", "please", "talk*", "speak*",
)
HUMAN = (
    "gercek (?:bir )?(?:kisi|insan)*", "canli destek*", "bir(?:in|isin)e bagla*", "bir(?:iy|isiy)le (?:gorus|konus)*",
    "robot mu*", "bot mu*", "beni ara*", "arar misiniz", "beni arayabilir misiniz", "real person", "a person", "(?:talk|speak) (?:to|with) (?:someone|a person|a human|somebody)",
    "call me", "are you a (?:ro)?bot",
)
CANCEL = (
    "gerek kalmadi", "ihtiyac(?:im)? kalmadi", "vazgectim", "bos ?ver*", "never ?mind", "forget (?:about )?it",
    "no longer (?:need|require)*", "do ?n ?t need*(?: it)?(?: anymore| any more)?", "not needed*",
)
CANCEL_ALONE = ("iptal*(?: et*| ed*)?", "cancel*(?: it| that)?")
"""A wish to cancel when nothing but the ticket is named beside it; else something is to be cancelled."""

SELF_SOLVED = (
    "kendim (?:coz|hallet|yap|bul|duzelt)*", "ben (?:coz|hallet)*", "kendi(?:liginden| kendine)(?: duzeldi| gecti| oldu)?",
    "(?:solved|fixed|sorted|resolved|did) (?:it )?myself", "figured (?:it )?out", "i (?:ve )?(?:fixed|solved) it",
    "worked it out", "(?:fixed|resolved|solved) itself",
)
STATUS = (
    "ne durumda", "ne oldu", "durum(?:u|um)?(?: ne| nedir)?", "son durum(?: ne| nedir)?", "(?:bir )?(?:gelisme|haber) (?:var|yok)(?: mi| mu)?",
    "ses yok", "hala bekliyorum", "ne zaman (?:cozul|donus|bakil|biter)*", "ne asamada", "(?:bakan|ilgilenen) var mi",
    "ne alemde", "status", "any (?:news|update|progress)*",
    "what ?s happening*", "what about my ticket", "still waiting",
)
MINE = (
    "cagri*", "kayd*", "kayit*", "talep*", "talebi*", "ariza*", "ticket*", "tiket*", "bildirim*", "basvuru*", "benim is*",
    "(?:my|the) (?:ticket|request|case)", "ref", "referans*", "numara*", "case", "request",
)
ASKING = (
    "ne zaman", "nasil", "nerede", "nereden", "neden", "niye", "nicin", "kac", "hangi", "kim", "[a-z]+ m[iu](?:yim|yiz|siniz|sin|dir|ydi)?",
    "when", "how", "where", "why", "which", "who", "what", "(?:can|could|will|would|should) (?:i|you|we|it)", "do i", "is there",
)
YES_ASKED = ("[a-z]+ m[iu](?:ydi|dir)?",)
"""A verb with the question particle: "düzeldi mi" is no yes."""

AFTER = ("[a-z]+[td][ae]n sonra", "bundan sonra", "after that")
"""A time, not a putting off."""

DONE = ("(?!dene|anla|gor|oku|al|yaz|incele|bak|iste)[a-z]+[dt][iu][mk]",)
"""A finished deed in the first person: "başvuruyu yaptım"."""
# fmt: on

FILLERS = frozenset(
    "bir bi bu su o ben biz siz bana size bize ile mi mu ve de da ya ki icin cok lutfen rica istiyorum ister misiniz "
    "gorusmek konusmak baglanmak aktarin bagla bana beni simdi artik su an efendim hocam bey hanim arkadaslar ekip bugun senin "
    "herkese hepinize evet hayir yani iste galiba sanirim simdilik acaba nasil olur hemen n m s i ll t d re ve in un "
    "nin nun yi yu a an the to is it its i m am im my me you your we us please can could would like want need for of "
    "with and now there today team all everyone so just really very much that this one".split()
)
"""Words that carry no matter."""
