"""The phrases by which a line is read, Turkish and English, folded to ASCII.

A phrase is a run of words, written as a regular expression in which `~` is "and any suffix". An
apostrophe is a space here: "can't" is "can t". A mark that ends a clause is a word of its own that no
phrase crosses. The order in which `core.dialogue.intents` takes the groups out of a line matters:
"hata vermiyor" must be gone before "hata" is looked for.
"""

from __future__ import annotations

from core.dialogue.phrases import Phrases
from core.dialogue.smalltalk import SMALLTALK

# fmt: off

# ---- Politeness and small talk ---

HELLOS = Phrases(
    "merhaba~", "selam~", "selamun aleykum", "as",
    "iyi (?:gun|aksam|calisma|gece|sabah|hafta|nobet|haftasonu|pazar|bayram|tatil)l[ae]r", "gunaydin~", "kolay gelsin~",
    "hayirli (?:isler|gunler|sabahlar|aksamlar|cumalar|olsun)", "hiya",
    "(?:hello|hi|hey)(?: (?:there|everybody|every ?one|all|folks|world|again|team|guys|people|friends?))?",
    "(?<!this )(?<!tomorrow )(?<!yesterday )(?<!the )(?<!every )(?<!day )(?<!by )(?:morning|evening|"
    "afternoon)(?: all| team| everyone)?",
    "(?:i |we )?hope (?:you|this|all|everyone)(?: (?:are|re|is|s|finds?|you|all|doing|have|a|had))* (?:well|good|"
    "great|ok|fine)(?: [a-z]+)?",
    "howdy", "good (?:morning|afternoon|evening|day)", "dear (?:team|support|all|sir|madam)", "greetings",
    "(?:iyi|kolay) [a-z]+ (?:diler|dili)[a-z]*",
    "(?:bayram|yeni yil|yilbasi|kandil|ramazan|hafta)[a-z]* (?:kutlu|mubarek|hayirli)(?: olsun)?",
    "(?:diler|diliyor)(?:im|iz|um|uz)", "yo", "hosca ?kal~", "gorusuruz", "gorusmek uzere", "(?:good ?)?bye~",
    "see (?:you|ya)(?: later| tomorrow| soon| around)?",
    "have a (?:nice|good|great|lovely) [a-z]+(?: [a-z]+)?", "good night", "take care", "kendinize iyi bakin",
    "iyi (?:hafta ?sonu|hafta sonlari)",
)
CALLING = Phrases(
    "a+lo+", "or(?:a)?da(?:ys|isen)[a-z]*", "musait m[iu]~",
    "(?:sesimi )?(?:duyan|goren|okuyan|bakan) (?:var|yok) m[iu]", "hu+ ?hu+",
    "or(?:a)?da m[iu]~",
    "(?:orada |burada |orda |burda )?(?:kimse|biri|birisi)(?:ler)? (?:var|yok) m[iu]"
    "(?: (?:orada|burada|orda|burda))?",
    "sesim(?:i)? (?:geliyor|duyuyor|aliyor)~(?: m[iu]~)?", "(?:beni )?(?:duyuyor|goruyor|okuyor) m[iu]~",
    "(?:is )?(?:any|some) ?(?:one|body) (?:out there|there|here|home|around|alive|reading)(?: this)?",
    "are you (?:still )?there",
    "you there", "knock knock", "can you (?:hear|see|read) (?:me|this)", "any ?(?:one|body)(?= \\?)",
)
"""Calls into the dark: a greeting without a case, a question about its state with one."""

GREETINGS = Phrases(*HELLOS, *SMALLTALK, *CALLING)
"""What one says without wanting anything."""

FAREWELLS = Phrases(
    "gorusuruz", "gorusmek uzere", "hosca ?kal~", "(?:good ?)?bye~", "see (?:you|ya)(?: later| tomorrow)?",
    "take care", "kendinize iyi bakin", "have a (?:nice|good|great|lovely) [a-z]+(?: [a-z]+)?",
)
"""What one says only when leaving."""

WELL_WISHES = Phrases(
    "iyi (?:gun|aksam|calisma|gece|hafta|nobet|haftasonu|pazar|bayram|tatil)l[ae]r", "iyi hafta ?son(?:u|lari)",
    "kolay gelsin~", "hayirli (?:isler|gunler|aksamlar)", "(?:size|sana) de", "you too", "same to you", "good night",
)
"""What one says when coming and when leaving."""

THANKS = Phrases(
    "(?:cok )?tesekkur~(?: ed~)?", "tesekkurederim", "(?:cok )?sag ?ol~", "eyvallah~",
    "(?:el|emeg|elleri|emek|ayag|yureg)[a-z]*(?: [a-z]+)? saglik", "allah (?:[a-z]+ )?razi olsun", "ta(?: very much)?",
    "(?:thanks )?a (?:bunch|ton|million)", "much obliged", "obliged",
    "(?:very|so|really|extremely|most|super) (?:helpful|kind|nice|quick|fast|much)(?: of you)?",
    "(?:you ve|you have) been(?: very| so| really| most| extremely)? [a-z]+", "rica eder~", "minnettar~",
    "zahmet (?:oldu|ver|et)~", "var ol~", "for (?:everything|that|this)",
    "for (?:sort|help|fix)ing~(?: (?:it|this|that|me|us))?",
    "iyi ki (?:vars|var)~", "varol~",
    "super(?:siniz|sin)", "harikasin~", "kralsin~", "adamsin~",
    "(?:yardiminiz|desteginiz|ilginiz|cabaniz|emekleriniz|hizli [a-z]+|her sey)(?:~) icin",
    "cok (?:naziksiniz|hizlisiniz|iyisiniz|hizliydiniz|yardimci oldun~|mutlu oldum|memnun (?:kaldim|oldum))",
    "memnun (?:kaldim|oldum)", "bir taneciksin~", "yardimci oldun~", "ne iyi ettiniz",
    "(?:many )?thanks~(?: again| a lot| a million| so much| very much| much| you)?",
    "thank(?:s|ing)? (?:you|u)(?: again| so much| very much| kindly| all)?", "cheers(?: mate)?",
    "(?:much |really |i )*appreciate(?:d| it| that| your help)?",
    "(?:you re|you are|u r) (?:the best|great|awesome|amazing|a star|a lifesaver|too kind|very kind)",
    "for (?:your|the|all your|all the) (?:quick |fast |prompt |great |kind )?(?:help|support|time|assistance|"
    "response|reply|answer|effort|patience|update|info)",
    "(?:very |so |really )?kind of you", "you rock", "legends?", "lifesaver", "good job",
    "great (?:job|work|service|support)", "well done", "(?:god )?bless(?: you)?",
)
NOTED = Phrases(
    "tamam~", "ok", "k", "peki(?: tamam)?", "pekala", "anladim", "anlasildi", "got it", "alright", "all right",
    "(?<!bir )(?<!kisa )sure", "understood", "cool", "noted", "roger(?: that)?", "fair enough", "makes sense",
    "oldu bil", "eyi", "iyi", "okudum", "gordum", "sorun degil", "no (?:worries|rush|hurry)", "i see",
    "(?:will )?read it", "sounds good", "okidoki", "ok(?:ie|ey)(?: dok(?:ie|ey))?",
    "will do", "(?:ok )?dok(?:ie|ey)",
)

_A = "(?:bir |ufak |kucuk |kisa |acil )*"
OPENERS = Phrases(
    f"(?:bana )?(?:bir konuda |acil )?(?:{_A}yardim[a-z]*|destek)(?: (?:ed|et|ol|al|lazim|ist|rica|gerek|bekl|ver|"
    f"ihtiyac|"
    "m[iu]|istey|talep)[a-z]*)+(?: (?:m[iu]|iste|isti|var|ederim|lazim|gerek)[a-z]*)*",
    f"{_A}(?:soru|sorun|problem|sikinti|ariza|konu|istek|talep|istirham|rica|derd|danis|sey|husus|"
    f"mesele)[a-z]*(?: daha)?(?: (?:var|olacak|vardi|soracak|"
    "sor|danis|bildir|ilet|yasi|ac|soyle|rica)[a-z]*)+(?: (?:isti|iste|lazim|gerek|m[iu]|ist)[a-z]*)*",
    f"{_A}(?:yeni )?(?:cagri|kayit|kayd|talep|ariza|ticket|tiket|destek|basvuru|bildirim)[a-z]*(?: (?:kaydi|"
    f"bildirimi|talebi))? "
    "(?:(?:ac|olustur|birak|yap|bildir|gir|ver)(?:mak|mek|tir|ac|ec|mam|mem|abilir|ebilir|ayim|eyim|ar|er|ma|"
    "me)[a-z]*)(?: (?:isti|iste|lazim|gerek|m[iu])[a-z]*)*",
    f"{_A}(?:sey |bir sey )?(?:sorabilir|danisabilir|soracak|danisacak|bilgi alabilir|bilgi almak|"
    f"bilgi alacak)[a-z]*(?: (?:m[iu]|isti|var)[a-z]*)*",
    "(?:bir )?bak(?:ar|abilir) m[iu]~", "(?:bir )?bakarsan[a-z]*", "yardim(?:iniz| et| edin)?", "destek", "buyurun",
    "(?<!what )(?<!how )(?:(?:can|could|would|will) (?:you|someone|somebody|anyone|i) (?:please )?(?:help|assist|get"
    " (?:some )?help|ask|"
    "have some help)"
    "(?: (?:me|us|out))?(?: (?:a |some |something|one |quick|thing|question|with|an? )+)?)",
    "(?:(?:i|we) )?(?:(?:have|ve|got|am having|m having|need|want|would like|d like|looking for|require|having|"
    "there s|there is)(?: got)? )+"
    "(?:some |a |an |your |any |quick |small |little |urgent |bit of |to ask |to report )*(?:help|assistance|support|"
    "hand|question|problem|issue|trouble|request|favou?r)s?",
    "(?:(?:i|we) )?(?:need|want|would like|d like|wish) to (?:open|raise|create|log|submit|report|ask|make|"
    "file)(?: (?:a|an|new|the|you|some|support|quick|my))*"
    " (?:ticket|case|request|question|problem|issue|incident|something|complaint)",
    "(?:(?:i|we) )?(?:need|have|want)(?: you)? (?:a )?hand(?: (?:with|here)(?: (?:something|this|it))?)?",
    "got (?:a )?(?:sec|second|minute|moment|min)(?: for me)?",
    "(?:can|could|would|will) any ?(?:one|body) (?:please )?(?:help|assist|give)(?: (?:me|us|out|a|hand))*",
    "(?<!what can you )help(?: me| please| needed| wanted| desk)?", "(?:quick|one) question",
    "may i ask~(?: (?:a|something|you))*(?: question)?",
    "(?:is this|am i (?:at|in)) (?:the )?(?:it )?(?:support|help ?desk)(?: here)?",
)
"""Words that say that a matter will follow, and not which."""

FOREWORDS = (GREETINGS, OPENERS)
"""The groups that may stand before a matter and say nothing of it."""

# ---- Wishes ----------------------------------------------------------------------------------------------

_TONGUE_VERBS = (
    "(?:olarak |ile |dilinde |devam |lutfen )*(?:yaz|konus|devam|gec|cevap|yanit|anlat|don|olsun|kullan|ilerle|"
    "destek|tercih|lutfen|cevir|degistir|mesaj)~"
)
LANGUAGE_TR = Phrases(
    f"turkce(?:ye|yi|den)? {_TONGUE_VERBS}", "turkce", "(?:in|to|into|speak|use|switch to|change to|prefer) turkish",
    "turkish (?:please|only|language|version)", "turkish", "turk dili~",
    "ingilizce (?:bilm|anlam|konusam|istem|yazma|olmasin)~",
    "(?:don t|do not|can t|cannot) (?:speak|understand|read|know|write) english", "no english",
)
LANGUAGE_EN = Phrases(
    f"ingilizce(?:ye|yi|den)? {_TONGUE_VERBS}", "ingilizce",
    "(?:in|to|into|speak|use|switch to|change to|prefer) english", "english (?:please|only|language|version)",
    "english", "turkce (?:bilm|anlam|konusam|istem)~",
    "(?:don t|do not|can t|cannot) (?:speak|understand|read|know|write) turkish", "no turkish", "not turkish",
)
LANGUAGE_ROOM = Phrases(
    "dil~", "language", "misin~", "biliyor mu~", "bana", "benimle", "(?:can|could|may|shall|will|would) (?:you|we|i)",
    "do you", "please", "write~", "speak~", "talk~", "continue~", "switch~", "change~", "answer~", "repl[yi]~",
    "prefer~", "use", "let s", "support", "in", "to", "yaz~", "konus~", "devam~", "gec~", "cevap~", "yanit~",
    "m[iu]y(?:iz|im)",
    "don[ae]~", "olsun", "edelim", "eder mi~", "mumkun mu~", "istiyorum", "only", "i d", "rather", "instead", "sorry",
    "my", "is", "bad", "poor", "not (?:so |very |that )?good",
)

INSULT = Phrases(
    "salak~", "aptal~", "geri ?zekali~", "mal misin~", "malsin~", "beyinsiz~", "ahmak~", "dangalak~", "embesil~",
    "hiyar~", "okuz~", "esek~", "kafasiz~", "rezalet~", "rezil~", "berbats~", "berbat", "igrenc~", "kepazelik",
    "skandal", "yuh~", "lanet~", "(?:allah )?(?:belani|belaniz|belasini)~ (?:ver|bul)~", "allah kahretsin",
    "kahrolasi~", "defol~", "cehenneme? ~", "s[iu]k(?:tir|eyim|erim|tigim|icem|ik)~", "amk", "aq", "mk",
    "amin?(?:a|akoyim|a koy~)", "orospu~", "pic(?:ler)?", "pezevenk~", "serefsiz~", "terbiyesiz~", "haysiyetsiz~",
    "yavsak~", "bok(?: gibi|tan|um|unuzu)?", "ne ise yari~",
    "ne bicim (?:destek|hizmet|is|bot|firma|sirket|sistem|yer|adam|insan)~", "bu ne (?:rezillik|sacmalik|bicim [a-z]+)",
    "sacmalik", "sacma(?:lama~)?", "ise yaramaz(?:siniz|sin|in tekisi~|lar)?", "beceriksiz~", "utanmaz~", "utanin~",
    "yazikl?ar? olsun", "yazik(?:siniz)?", "hic bir ise yaramiyorsun~", "hicbir ise yaramiyorsun~", "dalga mi geciyor~",
    "sizden nefret ~", "batsin ~", "bos (?:adam|is)~", "zavalli~", "komedi", "idiot~", "stupid~", "moron~", "dumb~",
    "imbecile~", "useless", "worthless", "incompetent", "piece of (?:shit|crap|junk|garbage)",
    "f(?:uc|u|c)k(?:ing|in|ed|er|ers|s)?", "fck", "f off", "shit(?:ty|s)?", "bull ?shit", "crap(?:py)?", "wtf", "wth",
    "what the (?:hell|fuck|heck)", "screw you", "go to hell", "damn(?: you| it|ed)?", "dammit", "asshole~", "arse~",
    "bastard~", "bitch~", "pathetic", "(?:this is |you are )?ridiculous",
    "(?:is|are|what) a (?:total |complete |bad |big )?joke",
    "(?:the )?worst (?:support|service|bot|company|help ?desk)(?: ever)?", "(?:you|this|it|that) sucks?", "sucks",
    "garbage", "rubbish", "disgrace~", "i hate (?:you|this|your [a-z]+)", "joke of a [a-z]+", "shame on you",
    "disgusting", "terrible (?:service|support)", "waste of (?:time|space|money)",
    "biktim~", "biktik~", "biktirdi~", "illallah~", "yeter (?:artik|be|ya+)", "canima yetti~", "cileden cik~",
    "(?:fed up|sick|tired) (?:with|of) (?:this|you|your [a-z]+|it)", "had enough",
    "sikayet(?:ci)?(?: (?:ol|ed|et)[a-z]+|yim)", "(?:want|going|like|need) to (?:complain|make a complaint)",
)
COMPLAINTS = Phrases("sikayet~", "complain[a-z]*")
"""The insults that say to whom they go on."""

INSULT_ROOM = Phrases(
    "(?:bot|robot|program|makine|destek|hizmet|sistem|firma|sirket|ekip|is|yazilim|asistan|herif|adam|sey|tek|"
    "servis)(?:siniz|iniz|lar|ler|ci|i|u|e|a|in|imiz|misin|simdi)?~",
    "sen~", "siz~", "hep~", "mi~", "tam", "ya+", "be", "lan", "ulan", "oglum", "cok", "ne", "boyle", "gercekten",
    "yeter~", "artik", "olmaz(?:siniz)?", "olsun", "verdiginiz", "yaptiginiz", "bicim", "sun", "of+", "ever", "such",
    "bloody", "all", "absolute~", "total~", "complete~", "guys", "people", "support", "service", "help", "desk", "bot",
    "robot", "machine", "assistant", "thing", "company", "yours?", "are", "off", "what", "utter~", "totally",
    "freaking", "seen", "have", "lot", "bunch",
    "(?:[0-9]+|bir|iki|uc|dort|bes|kac|birkac) ?(?:gun|saat|hafta|ay)(?:dur|dir|den beri)?~",
    "(?:gun|saat|hafta)lerdir", "haftalardir", "bekl[ie](?:yor|t)~", "waiting",
    "(?:for )?(?:[0-9]+|two|three|many) (?:days|hours|weeks)",
)
# fmt: on
