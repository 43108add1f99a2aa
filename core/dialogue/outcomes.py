"""The phrases that say how it went, by which an answer is read (`core.dialogue.answers`).

Written like those of `core.dialogue.lexicon`. Many are built: the stem of a verb decides whether it is
good or bad ("düzel", "kop"), its ending whether it happened, did not, or will ("kopmuyor" is good news).
"""

from __future__ import annotations

from core.dialogue.phrases import Phrases
from core.dialogue.stems import (
    ANY,
    BAD,
    CAN_NOT,
    DENIED,
    GOES_BAD,
    GOES_ON,
    GONE,
    HAVING,
    ILL_NOUNS,
    ILLS,
    LIGHT,
    LIGHTLY,
    NOT,
    SHOW,
    TROUBLE,
    VANISH,
    WORK_NOW,
    WORK_ONCE,
    WORK_PAST,
    WORKS,
)
from core.dialogue.verbs import ABLE, NEGATIVE, ONCE, PAST, PRESENT, forms

# fmt: off
MISSING = Phrases(
    "(?:ses|goruntu|baglanti|internet|isik)(?:[iu]?m(?:[iu]z)?)? yok", f"no (?:{GONE})(?! {ILL_NOUNS})",
)
"""A thing that is not there: trouble of its own, whatever was asked."""

NOT_YET = Phrases("henuz (?:degil|yok|olmadi)", "daha (?:degil|olmadi)", "not yet", "simdilik (?:degil|hayir)")
NOT_GONE = Phrases(
    f"{TROUBLE}(?: (?!yok\\b|ama\\b|fakat\\b)[a-z]+){{0,2}} {forms(VANISH, NEGATIVE)}",
    f"{forms('kurtul|gider|as|atlat', NEGATIVE)}",
    f"{TROUBLE} (?:[a-z]+ )?(?:duzelmis|cozulmus|bitmis|gecmis) (?:sayilmaz|degil)", f"{DENIED}{LIGHTLY} (?:{WORKS})",
    f"{CAN_NOT}{LIGHTLY} (?:{WORKS})",
    "no (?:luck|change|difference|improvement|joy|go|dice|effect|success|better|use|good|chance|result|access|way|"
    "response from~)",
    *MISSING,
    "nothing (?:changed|changes|works?|worked|happens|happened|helps?|helped|new|has changed)",
    f"{TROUBLE} (?:var|oluy?o~|oldu|olustu|yasiyor~|yasadim|veriyor~|verdi|cikiyor~|cikti|aliyor~|aldim|geliyor~|"
    "geldi|goruyor~|gorunuyor~|mevcut|devam)(?! mi\\b)",
    "(?:bunlari|bunu|hepsini|onlari|zaten|onceden)(?: (?:zaten|onceden|coktan|daha once))* (?:dene|yap|"
    "uygula)(?:mist|d|t)[a-z]*",
    "not (?:there|fixed|solved|resolved|done|it|working)", "isn t it",
    "(?:far|nowhere) (?:from|near) (?:fixed|ok|fine|solved|working)", "as if nothing (?:changed|happened)",
)
"""Trouble that was to go and has not, and what does not work."""

FINE = Phrases(
    f"{TROUBLE}{LIGHT} (?:yok(?:tur)?|kalmadi~|degil artik|sifir|hak getire)(?: artik| cok sukur)?(?! mi\\b)",
    f"{TROUBLE}{LIGHT} {forms(SHOW, NOT)}(?: artik)?",
    f"{TROUBLE}{LIGHT} {forms('gor|rastla|bul|al', 'y?[ae]m[ae]d[iu][a-z]*', 'y?[ae]m[iu]yor[a-z]*')}",
    f"{TROUBLE}(?: (?!yok\\b|ama\\b|fakat\\b|hala\\b)[a-z]+){{0,2}} {forms(VANISH, PAST, 'm[iu]st[iu]r', ABLE)}",
    "(?:hata|sorun|problem|sikinti|aksama|aksakli|pur?uz|eksik)s[iu]z(?:ca)?(?: [a-z]+iyor~| [a-z]+di)?",
    f"(?:artik |bir daha |hic |tekrar )?{forms(BAD + '|don|at', NOT)}(?: artik| bir daha| hic| bugun)?",
    f"{forms(GOES_ON, 'm(?:[iu]y?or?[a-z]*|[ae]d[iu][a-z]*)', 'm[iu]yor[a-z]*')}",
    f"(?:yine|gene|tekrar|yeniden) {forms('calis|acil|baglan|duzgun calis|kullan|gir', PRESENT, ABLE)}",
    "(?:hala|halen) (?:iyi|sorunsuz|duzgun)(?: [a-z]+iyor~)?",
    "(?:bozuk|yavas|kotu|hatali|kilitli|takili) degil(?: artik)?",
    "baska (?:bir )?(?:soru|sorun|sorum|sey|bir sey|istegim|talebim|problem|derdim|sikinti)~ yok(?:tur)?",
    "yok (?:baska|tesekkur)~ (?:bir sey|sorum|yok)?",
    f"no(?: (?:more|further|new|other|longer any|single|such|additional|known|real|any|error|{GONE}))* "
    f"{ILL_NOUNS}(?: anymore| any more| so far| now| at all| whatsoever| since)*",
    f"{DENIED}(?: (?:really|actually|been|had|anymore|at all|seem to|ever|even|once|again|as))* (?:{ILLS})(?: anymore|"
    " any more| again| since| at all| now| once| a single time| today| any longer)*",
    f"(?:{DENIED}|(?:can|could)n? ?t|unable to|cannot)(?: (?:really|been|had|any|longer|to))* {HAVING}{ANY} "
    f"{ILL_NOUNS}(?: anymore| any more| again| since| now| today| so far| at all)*",
    "no longer (?:fail|crash|freez|drop|happen|slow|kick|disconnect|lag|hang|stuck|broken|an issue|a problem)~",
    "not (?:a|an) (?:problem|issue)(?: anymore| now)?",
    f"(?:{ILL_NOUNS}|it|that|this) (?:is |are |s |has |have |was |were |seems |now |all |been |just |finally |"
    "totally |completely |already |to |be )*(?:solved|fixed|gone|resolved|sorted|disappeared|over|cleared|went away|"
    "history|eliminated)",
    f"(?:fixed|solved|resolved|cured|cleared|sorted)(?: out)? (?:my|the|that|this|our) (?:{ILL_NOUNS}|it)",
    f"(?:freezing|crashing|dropping|hanging|lagging|lag|flicker(?:ing)?|{ILL_NOUNS})(?: thing)? (?:has |have "
    ")?(?:stopped|ceased|vanished|went away|gone)",
    "(?:able to|can|could|have|got|has) (?:(?!(?:not|but|and|it|still|then|keeps?|you|try|ask|check|call)\\b|error|"
    "problem|issue|same)"
    "[a-z]+ ){1,4}again",
    "got (?:(?!error)[a-z]+ ){1,3}(?:back|working|sorted|fixed)",
    "without (?:an |any |a )?(?:error|problem|issue|hitch|trouble|interruption|glitch|drop|crash)~",
    "kapan(?:mis|di) (?:say|kabul)~", "error free", "(?:normale?|eski haline|geri|yerine) (?:dondu|donmus|geldi)~",
    "(?:works?|working|worked|connects?|connected|prints?|printing|opens?|runs?|running|loads?|back|up)"
    "(?: fine| well| ok| properly| normally| perfectly)? again",
    f"{ILL_NOUNS}(?: [a-z]+)? (?:no longer|(?:does|has|did|is)n? ?t|(?:does|has|did|is) not|never)(?: [a-z]+)? "
    "(?:appear|show|come|came|pop|occur|happen|return|there|present)~(?: up| back| again| anymore| any more)*",
    "is back(?: now| online| to normal)?", "back (?:to normal|online|up|in business)",
    "(?:still |all )(?:works?|working|good|fine|ok)(?: fine| well| perfectly| good)?(?: again| now)?",
    "(?:it s |it is |all |everything )(?:is |s )?(?:fine|ok|good|working|solved|fixed) now",
    "(?:couldn t|can t|cannot) (?:be better|be happier|complain)", "not (?:bad|too bad)",
    "(?:nothing|none) (?:wrong|else|more to report)(?: anymore| now| needed| thanks)*", "that s all", "no complaints?",
)
"""Words of trouble that say that there is none."""

ONCE_ONLY = Phrases(
    "bir ara", "bir sure(?!dir)", "kisa (?:bir )?sure~", "ilk basta(?!n)", "basta",
    "biraz (?:calis|duzel|ol|acil|baglan)~",
    "[a-z0-9]+ (?:dakika|dk|saat|gun|saniye) (?:calisti|duzeldi|oldu gitti|acildi|dayandi|iyiydi|baglandi)~",
    "(?:duzeldi|oldu|cozuldu|calisti|halloldu|bitti|gecti) (?:san~|zannet~|diye dusun~|diyordum|derken)", "sandim",
    "sanmistim", "zannett~", "saniyordum", f"{forms(WORK_ONCE, ONCE)}", "dun(?:e kadar)? (?:calis|oluy|iyi)~",
    "gecici(?: olarak)?",
    "for (?:a (?:while|bit|minute|moment|second|sec|day|few [a-z]+)|about [a-z0-9]+ [a-z]+|[a-z0-9]+ (?:min|minutes?|"
    "mins?|hours?|seconds?|secs?|days?))(?! now)",
    "used to", "(?<!been )(?:was|were) (?:working|fine|ok|good|better)", "at first(?! (?:try|attempt|go))", "initially",
    "briefly", "temporarily", "(?:i |we )?thought (?:it|that)?", "until (?:i|it) [a-z]+",
    "(?:worked|fine|ok) (?:yesterday|once|earlier|before)", "only once", "looked like it",
)
"""It was so for a time, or seemed so."""

PARTLY = Phrases(
    "(?:sadece|yalnizca|ancak) (?:bir|iki|1|2) (?:kez|kere|kerecik|defa)", "lasted", "only (?:once|twice|one time)",
    "kismen", "yarim(?:~)? (?:oldu|kaldi|yamalak|duzeldi|cozuldu|calis~)", "yarim yamalak", "yarisi~", "yari yariya",
    "bazen~", "bazilari~", "ara sira", "(?<!bu )arada(?: bir| sirada)?", "zaman zaman", "neredeyse", "nerdeyse",
    "az kal~", "bir kismi~", "tam (?:olarak )?(?:degil|olmadi|duzelmedi|cozulmedi|sayilmaz)",
    "tam anlamiyla [a-z]+m[ae]~", "pek (?:degil|olmadi|sayilmaz|iyi degil)",
    "(?:biri|birisi|bir tanesi|ikisi|diger~|obur~|oteki~) (?:hala|olmadi|yok|calism|acilm|bozuk|ise|eksik)~", "eksik~",
    "(?:sanmiyorum|sanmam|zannetmiyorum|dusunmuyorum|diyem[a-z]+|denemez|sayilmaz|inanmiyorum|supheliyim)",
    "partly", "partially", "half(?:way)?(?! an? hour)", "sometimes", "occasionally", "on and off", "off and on",
    "intermittent~", "now and then", "every now and then", "from time to time",
    "some (?:of (?:it|them|the)~|things?|users?|pages?|people|still|work)~", "almost", "nearly",
    "not (?:all|everything|always|completely|entirely|fully|quite|exactly|really|totally|everyone|everybody)",
    "only (?:some|half|part|one|partly|partially|sometimes|a few|works|if|when|on|in|for)~",
    "(?:one|two|part) of (?:them|it|the)~ (?:still|isn t|is not|doesn t)?", "kind ?of", "kinda", "sort of",
    "hit (?:and|or) miss", "(?:i )?(?:don t|do not) think(?: so)?", "doubt~", "wouldn t say",
    "(?:i )?wish~(?: i| we)?(?: could| it)?", "(?:would|d) (?:love|like) to (?:say|confirm|tell)",
    "(?:demek|diyebilmek) (?:iste|ister)~",
)
STILL = Phrases(
    "hala~", "halen~", "yine~", "gene", "ayni~", "aynisi~", "aynen devam~",
    f"{forms('sur|surdur|devam ed|tekrarl|tekrar ed|tekrarlan', PRESENT, '[iu]y?or[a-z]*')}", "devam(?: ediyor~)?",
    "surmekte", "(?:tekrar|yeniden) (?:bozul|kop|oldu|basla(?!t)|geldi|cik|takil|don|dus|kilitlen|ayni|oluyor|kapan)~",
    "(?:duzel|cozul|hallol|hallet|coz|degis)" + NEGATIVE, "eskisi gibi(?! (?:calis|sorunsuz|iyi|degil))",
    "bildiginiz gibi", "degisiklik yok", "sorun(?:um|umuz)? (?:surmekte|ayni|bitmedi|var)",
    "(?:hic )?bir (?:sey |seyi )?(?:degisiklik|fark|degisme|ilerleme|etki~|faydasi|ise yarama~) (?:yok|olmadi|"
    "gormedim)",
    "still", "again", "(?:the )?same(?: (?:thing|problem|issue|error|story|as before))?", "as before",
    "keeps? (?:[a-z]+ing|on)", "kept [a-z]+ing", "continues?(?: to)?", "persists?",
    "(?:came|comes|is|it s) back(?= (?:with|after|to haunt|worse))", "back to square one",
    "remains?(?: the same| unresolved)?", "unresolved", "ongoing",
)
"""Words by which trouble is said to go on."""

YET = Phrases("hala", "halen", "still")
"""Those of them that say nothing but how long."""

BROKEN = Phrases(
    f"[a-z]+{NEGATIVE}", "[a-z]+m[ae]y[ae]c[ae][gk][a-z]*", "degisen bir sey yok", "tik yok", "bozuk~", "bozuldu~",
    "kapatmay(?:in|iniz|alim)", "kapatma",
    "maalesef", "ne yazik ki", "nafile", "bosuna~", "ise yaramaz", "fayda(?:si)? (?:yok|etmedi|olmadi)~",
    "(?:sonuc|cozum|care|faydasi|hareket|tepki|gelisme|degisme|fark|ses|goruntu|baglanti|internet|isik|yanit|cevap) "
    "(?:yok|ayni|olumsuz)",
    "hatali~", "sorunlu~", "sikintili~", "eksik~", GOES_BAD, "atiy?o~",
    "(?:mavi|siyah|beyaz|kara|gri|bos) (?:ekran|sayfa|oldu|geliyor|kal|pencere)~",
    "(?:ekran|sayfa)~ (?:mavi|siyah|beyaz|kara|gri|bos|don)~",
    f"(?:{BAD}|don)m[ae]y[ae] basla~", "(?:kilitli|pasif|kotu|beter|kapali|takili|bozuk|berbat)~", "olumsuz",
    "basarisiz~", "fail oldu", "beceremed~",
    "iptal oldu", "[a-z]+ n?t+", "(?:is|are|do|does|did|could|have|has|was|were|would|should)(?:nt| not)", "can not",
    "cannot", "never", "unable", "(?:no|without) (?:luck|success|effect)", "fail~", "broken?", "broke",
    "drops?(?:ped|ping)?", "crash~", "freez~", "froze~", "unfortunately", "sadly", "nothing", "stuck",
    "(?:it|error|problem|issue) (?:came|comes|is|s) back(?= after| with|$)", "worse", "blank",
    "(?:get|gets|got|getting|gotten|being|been|am|was|m|is) (?:kicked|thrown|logged|signed|booted|locked|dropped|"
    "bounced) (?:out|off|back)",
    "(?:kicks|throws|logs|signs|boots|bounces|locks|kick|throw|boot) (?:me|us|it|everyone) (?:out|off|back)",
    "(?:black|blue|white|empty) (?:screen|page|window)", "dead", "wrong", "missing", "down", "offline", "disconnect~",
    "hang(?:s|ing)", "hung", "(?:times?|timed|timing) ?out", "kick(?:s|ed|ing) (?:me|us) out", "locked(?: out)?",
    "lost", "useless", "stops?(?:ped)?",
    "(?:[a-z]+ n?t+|not|never) close~(?: it| the [a-z]+| this)?", "keep (?:it )?open", "denied", "refus~", "rejected?",
    "corrupt~", "hopeless", "gave up", "gives? up", "died", "dies", "reopen~", "kaput", "flicker~", "loop~", "jam~",
    "negative", "nada", "zilch", "empty", "acting up",
    "(?:sik|bikt|sinir|yor|usan|deli ed|kiz)(?:iyor|uyor|ti|dim|tim|irdi|irtti)[a-z]*",
    "(?:about|for) (?:something|someone|another thing) else",
    "(?:konum|sorunum|durumum|benim|konu)[a-z]* (?:ilgili|alakali|uygun) degil", "alaka~ (?:yok|siz)", "alakasiz~",
    "(?:doesn t|does not|not) (?:apply|applicable|relevant|related)~",
    "(?:i ve |i |have )?(?:already |zaten )?(?:done|tried|did|followed|checked) (?:all|this|that|these|it|them|"
    "everything)(?: of (?:this|these|that|them|it))?(?: steps| things)? already",
    "(?:i ve |i |have )?already (?:done|tried|did|followed|checked)~",
    "(?:bunlari|bunu|hepsini|onlari) (?:zaten|onceden|coktan|daha once) [a-z]+",
    "zaten (?:dene(?:d|m)|yap(?:t|m)|bakt|baktim|biliyor)~", "(?:just )?sits there", "refuse~",
)
NAMED = Phrases(f"{TROUBLE}", "errors?", "(?:issue|problem|trouble|glitch)~", "bugs?")
"""Trouble that is only named: bad news, unless it is asked about."""

WEAK = Phrases(
    "(?:lekeli|soluk|cizgili|bulanik|cizirtili|vahim|silik|kesik kesik|dengesiz|yamuk)~", "yavas~", "agir(?: ~)?",
    "gec (?:ac|gel|yukl|oldu)~", "kasinti", "garip~", "tuhaf~", "degisik~", "slow~", "lag~", "sluggish", "weird",
    "strange", "odd", "idare eder", "eh iste", "soyle boyle", "so so", "meh",
)
"""It works, but badly."""

FIRST = Phrases("once~", "ilk~", "basta~", "at first", "initially", "first~", "in the beginning", "before")
AGAIN_GOOD = Phrases(
    "simdi", "artik", "sonra~", "sonunda", "nihayet", "bu sefer", "bu kez", "ikinci~", "ucuncu~", "tekrar~", "yeniden~",
    "restart~", "[a-z]+[iu]nc[ae]", "bugun", "derken", "su an~", "en son~", "now", "then", "finally", "after~",
    "this time", "second~", "third~", "today", "eventually", "once i~", "restart~", "reboot~", "later",
)
"""What stands between a failure and the success that came after it."""

HISTORY = Phrases(
    f"[a-z]+m{ONCE}", f"[a-z]+{ONCE}", "(?:was|were)(?:n? ?t| not) [a-z]+",
    "(?:was|were) (?:failing|crashing|freezing|dropping|hanging|down|stuck|slow|broken)",
    "had (?:stopped|failed|crashed|been failing)", "took (?:a while|some time|a few|two|three|me)~",
    "(?:first|ilk) (?:try|attempt|deneme~|seferde)",
    "(?:sifre|parola|bilgi|kod|kart|kimlik|numara|hesap|hesab)[a-z]*(?:m|m[iu]|m[iu]z[iu]?)(?: (?:de|da|bile|oraya|"
    "orada|siteye|[a-z]+m[iu]))* (?:gir|ver|yaz|paylas|gonder|ilet)[dt][iu][mk]",
)
YES = Phrases(
    "(?:giris|baglanti|erisim) saglan(?:di|iyor)~",
    f"{forms(WORK_PAST, PAST)}(?:r)?", f"{forms(WORK_NOW, PRESENT)}", "ol(?:du|mus|uverdi)(?:lar)?",
    "(?:simdi|artik|bende de|hepsi|gayet|cok) oluyor~", "oluyor", "hallettim", "hallettik", "girdi[mk]?", "girdim",
    "baglandi[mk]", "actim", "buldum", "geldi", "bitti", "gecti", "kurtuldum", "kuruldu", "indirdim", "yukledim",
    "yazdirdi[mk]?", "cikti(?:yi)? (?:aldim|aldik|alabil~|geldi)", "basildi", "basti", "gonderildi",
    "ulasti(?: mail| mesaj)?", "duyuyor~", "goruyorum", "(?:ses|mail|goruntu|internet|baglanti|sinyal)[a-z]* geliyor",
    "kapat(?:abilirsiniz|abiliriz|in|iniz|alim|abilirsin|ilabilir|ilsin|sak olur)(?: cagriyi| kaydi| talebi)?",
    "(?:cagri|kayit|talep|kaydi|cagriyi|talebi)~ kapat~", "kapanabilir~", "ise yaradi", "yaradi", f"[a-z]+{ABLE}",
    "yardimci oldu~",
    "(?:akici|stabil|hizli|puruzsuz|sorunsuz|duzgun|net|temiz|normal|saglam|guzel|iyi)(?: bir sekilde)? (?:ilerli|"
    "calis|gel|gid|basi|yazi|acil|akiy|islem|gorun|oluy|cikiy|ses)~",
    "(?:kabul et|yerine (?:gel|otur)|kendine gel|rayina gir|tepki ver|yanit ver|cevap ver|esles|senkronize ol|"
    "guncellen|hizlan|toparlan|canlan|aktif ol|tamir (?:ol|edil)|giderild|onaril|kavus|feraha er|kurtar|kaydol|"
    "teslim al|elime (?:ulas|gec)|yuzu? gul)(?:[dt][iu][a-z]*|m[iu]s[a-z]*)",
    "her sey(?:~)? (?:tamam|yolunda|guzel|iyi|duzgun|ok|normal|calisiyor|duzeldi|oldu)~",
    "(?:is|bu is|bende|bizde|hepsi|o is|mesele|konu) (?:tamam|ok|cozuldu|kapandi|bitti|halloldu)~", "yolunda~",
    "sorunsuz", "normale? (?:dondu|donmus|oldu)~", "eski haline (?:dondu|geldi)~",
    "(?:gayet|cok|su an|simdi) (?:iyi|guzel|duzgun)",
    "(?:gayet |cok )?(?:iyi|guzel|duzgun) (?:calisiyor|oldu|su an|simdi)~", "rahatladim", "basarili~", "onayliyorum",
    "teyit ed~", "yeterli(?:ydi|dir)?", "aradigim (?:buydu|bilgi)~", "(?:tam )?(?:buydu|istedigim gibi|aradigim)~",
    "isimi gordu", "isime yaradi", "cozum (?:oldu|ise yaradi|dogru)~", "kusursuz~", "tertemiz", "dort dortluk",
    "(?:artik|simdi|bu sefer) (?:[a-z]+ ){0,2}(?:[a-z]+[iu]yor)(?! mu)", "mis gibi", "saat gibi", "bomba gibi",
    "tikir tikir~", "fixledim", "fix oldu", "ok oldu", "super (?:oldu|calisiyor)~",
    "looks? (?:good|fine|ok|great|right)",
    "seems? (?:good|fine|ok|fixed|to work|to be (?:working|fine|ok|good|fixed|back|solved))", "fine",
    "(?:it |all |that )*works?", "it (?:does|did|is)(?: now)?(?! n ?t| not|n t)", "working", "worked", "fixed",
    "solved", "resolved",
    "(?:everything|all|it)(?: is| s)? (?:good|well|fine|ok|great|perfect|set|clear|sorted|done|right|working)",
    "all (?:good|well|fine|ok|set|clear|sorted|done)", "sorted(?: out)?",
    "(?:you |we )?(?:can|may|please) (?:now )?close(?: it| the ticket| this| my ticket| the case| that)?",
    "close (?:it|the ticket|this|the case|my ticket)",
    "that (?:helped|did it|was it|fixed it|solved it|worked|works|does it)", "helped", "(?:did|done) the (?:trick|job)",
    "(?:seems? to have |has |have |that s )done it",
    "does the (?:trick|job)", "like a charm", "as expected",
    "(?:stable|smooth|responsive|reliable)(?:ly)?(?: sailing| so far| all [a-z]+| since [a-z]+)?",
    "(?:was |been |is |got |are |were )?(?:accepted|delivered|restored|recovered|repaired|installed|activated|"
    "unlocked)",
    "recognis?zed", "(?:good|ok|fine) to close", "up and running",
    "(?:is |it s |we re |runs? |running )(?:up|running|smooth(?:ly)?|stable)", "good (?:now|to go)", "we re good",
    "i m (?:good|in|back|happy|sorted|all set)", "ok now", "success(?:ful(?:ly)?)?",
    "(?:i |we )?(?:managed|was able|were able|am able|are able|able) to [a-z]+",
    "(?:i|we) can (?:now |finally |again )?(?:log|sign|connect|open|access|print|see|get|use|hear|login|reach|scan|"
    "share|save|edit|join|work|receive|send(?! you)|enter|view|browse)~(?: in| on| it| everything)?",
    "got (?:in|through|it working|it to work|access)", "logged in", "connect(?:s|ed)", "opens(?: fine| now)?", "opened",
    "prints(?: fine| now)?", "printed", "loads(?: fine| now)?", "hooray", "peachy", "behav(?:es|ing)(?: itself)?",
    "(?:like|as) (?:a dream|a breeze|new|before the (?:issue|problem))",
    "(?:consider|call|mark) (?:it|this|that)(?: as| ticket)? (?:closed|solved|done|resolved|fixed)",
    "(?:they|users|everyone|everybody|all users|all of us|people|colleagues) can (?:now )?[a-z]+(?: it| that| in| "
    "everything)?(?: now| again| fine)",
    "in business", "bingo", "fena degil~", "(?:happy|ready|safe) to close", "spot on", "so far so good",
    f"(?:{WORK_NOW}|gel|gonder|yazdir|bas|duy|gor|yukle)m[ae]y[ae] basladi~",
    "that s (?:fine|better|it|the one|what i (?:needed|wanted))", "thats it", "much better",
    "(?:exactly )?what i (?:needed|wanted|was looking for)", "answers my question", "good as (?:new|gold)",
    "no (?:longer needed)", "confirm(?:ed)?", "problem over",
)
ASSENT = Phrases(
    "evet", "aynen(?: oyle)?", "super~", "harika~", "mukemmel~", "sahane~", "efsane~", "on numara~", "olumlu",
    "kesinlikle", "tabi(?:i|ki)?", "olur", "yes", "yep", "yeah", "yup", "ya(?:h|s)", "yess~", "perfect~", "great",
    "awesome", "excellent", "brilliant", "fantastic", "wonderful", "amazing", "absolutely", "definitely", "indeed",
    "correct", "affirmative", "it s all", "guzel", "oh be",
)
"""A yes that says nothing of itself: what stands beside it counts."""

NO = Phrases(
    "hayir~", "yok~", "degil~", "hicbiri~", "olmadi", "olumsuz", "no", "nope", "nah", "naw", "not",
    "none(?: of (?:these|them))?", "neither", "not really", "negative", "never",
)
BUT = Phrases(
    "ama~", "fakat", "ancak", "yalniz", "lakin", "gelgelelim", "ne var ki", "but", "however", "except~", "although",
    "though", "yet",
)
ONLY = Phrases("sadece", "yalnizca", "bir tek", "haric", "disinda", "only", "except(?: for| that)?", "apart from")
"""What leaves something out: it works, but not for all."""

HEDGES = Phrases(
    "galiba", "sanirim", "simdilik", "gibi", "herhalde", "sanki", "heralde", "gorunuyor", "i think", "i guess",
    "for now", "seems?", "so far", "apparently", "probably", "looks like", "fingers crossed",
)
VAGUE = Phrases(
    "ol(?:du|mus|uyor)~", "geldi", "bitti", "gecti", "acildi", "aciliyor", "acti", "aciyor", "girdi", "cikti", "basti",
    "aciyo", "cekiyor", "caliyor",
)
"""What may as well be said of trouble: more words beside it and we ask."""
# fmt: on

GOOD_NEWS = (FINE, YES, ASSENT)
BAD_NEWS = (NOT_YET, NOT_GONE, STILL, BROKEN, NAMED, NO)
"""The groups that say it works, and that it does not."""
