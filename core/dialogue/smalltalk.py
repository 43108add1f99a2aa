"""The phrases of small talk: how one is, the weather, the weekend, jokes, praise, and what we are.

Written like those of `core.dialogue.lexicon`. A line is small talk only when nothing else is in it: "hava çok sıcak,
klima çalışmıyor" is a matter.
"""

from __future__ import annotations

from core.dialogue.phrases import Phrases

_VERY = "(?:so |very |really |quite |pretty |too |such a |a bit |rather ){0,3}"
_COK = "(?:cok |pek |biraz |ne |ne kadar |ne de |bayagi |baya |amma |gercekten |bugun ){0,3}"
_NICE = "(?:nice|lovely|beautiful|great|awful|terrible|bad|hot|cold|warm|rainy|sunny)"
_OUTSIDE = "(?: outside| out there| over here| here| today| again| this morning)"
_RIGHT = "(?: isn t it| right| huh)?"
_PLAN = "(?:ne yapiyor?|napiyor?|nap[ic]an|planin|planiniz)"

# fmt: off
SMALLTALK = Phrases(
    # How one is.
    "how (?:is|s) every ?(?:one|body|thing)(?: doing| going)?", "nasilsin~",
    "nasil (?:gidiyor|geciyor|gitmekte)(?: hayat| isler| gunun)?(?:uz)?",
    "(?:hayat|isler|gunun(?:uz)?) nasil(?: gidiyor)?",
    "how (?:is|was|has) your (?:day|weekend|morning)~(?: been| going)?", "iyi misin~", "ne var ne yok", "n ?aber",
    "ne haber", "keyif(?:ler|ler nasil|ler yerinde mi)?",
    "how (?:are|r|have) (?:you|u|things)(?: been| doing| today){0,3}",
    "how s (?:it going|your day|everything|life)", "how is it going", "how do you do", "what s (?:up|new)", "sup",
    "wass?up", f"(?:bugun |su an |simdi )?{_PLAN}~", "what are you (?:doing|up to)(?: today| right now)?",
    f"(?:ben )?{_COK}(?:yorgunum|aciktim|acim|uykum (?:var|geldi)|sikildim|mutluyum|heyecanliyim|keyifsizim)(?:"
    " bugun)?",
    f"{_COK}can(?:im|imiz) (?:{_COK})?sik(?:ildi|iliyor|kin)(?: bugun)?",
    f"i m {_VERY}(?:tired|bored|hungry|sleepy|happy|sad|exhausted|excited|lonely)(?: today| now)?",
    "(?:ben )?(?:de )?iyiyim(?: sen(?: nasilsin)?| siz(?: nasilsiniz)?)?",
    "i m (?:fine|good|great|well|ok)(?: and you)?",
    # Is this on?
    "test", "deneme", "deneme [0-9]+", "test [0-9]+", "testing", "are you (?:awake|alive|real)",
    "test (?:message|mesaji|msg)", "deneme mesaji", "ping", "just (?:testing|checking|trying)(?: this| it)?(?: out)?",
    "(?:(?:ses )?(?:deneme|test|kontrol|testing|check)(?:si)?|mic check|mikrofon testi)"
    "(?: (?:test|deneme|[0-9]+|bir|iki|uc|one|two|three|ses|message|mesaji|msg)){0,3}",
    # What we are.
    "(?:who|what) am i (?:talking|speaking|chatting)(?: (?:to|with))?", "(?:sen )?kimsin~",
    "who (?:is (?:this|it)|are you|(?:made|built|created|programmed|developed|designed|trained|wrote|invented) you)",
    "sen kim~", "sen nesin", "(?:sana )?ad(?:in|iniz)i?(?: ne~| nedir| ogrenebilir m[iu]~| soyler m[iu]~| var mi)",
    "kac yasinda~", "nerelisin~", "what(?: s| is) your (?:name|age|job|purpose)", "how old are you", "what are you~",
    "where are you from", "(?:seni|sizi) kim(?:ler)? (?:yap|yarat|gelistir|programla|yaz|uret)~",
    "kim (?:yap|yarat|gelistir|programla|yaz)(?:ti|di|mis)~ (?:seni|sizi)",
    "(?:neler|ne) yap(?:abil|ar|iyor)[iu]?[a-z]*",
    "(?:sen )?ne ise yarars[iu]n~", "what (?:can|do|could) you (?:do|help (?:me |us )?with|know)",
    "what are you (?:for|good (?:at|for)|able to do|capable of)", "nasil calisiyorsun~", "how do you work",
    # Jokes and songs.
    "(?:bana |bize )?(?:bir |baska |kisa |guzel |komik ){0,3}(?:fikra|saka|siir|masal|hikaye|sarki|turku|bilmece|espri)"
    "(?:lar)?(?: da)? (?:anlat|yap|oku|soyle|patlat|yaz|bil|sor)[a-z]*(?: m[iu]s[iu]n~| bakalim| hadi)?",
    "(?:can you |could you |please ){0,3}tell (?:me|us)(?: a| an| another| some| one more){0,3}(?: good| funny){0,3} "
    "(?:jokes?|story|stories|riddle|something (?:funny|nice|interesting))",
    "(?:do you )?know (?:any|some|a) (?:good |funny ){0,3}jokes?", "make me laugh", "beni guldur~",
    "(?:can you )?sing(?: me| us| for me| something| a| the){0,3}(?: songs?)?", "guldur~ beni",
    "lol", "haha~", "(?:hi ?){2,9}", "jaja", "(?:ha |he ){2,9}~", "hehe~", "lmf?ao", "rofl", "xd+",
    "(?:js|sj|ks|sk|asd|sd){2,9}[a-z]*",
    "(?:that s |that was |so |very ){0,3}(?:funny|hilarious)", "(?:cok )?komik~",
    # The weather.
    "hava (?:nasil|cok guzel|sicak|soguk)",
    f"{_COK}(?:disarida |burada |bizde )?{_COK}hava(?:lar)?(?: da)? {_COK}(?:guzel|sicak|soguk|kotu|kapali|serin"
    "|yagmurlu|"
    "gunesli|bunaltici|karli|acik|nasil)(?: orada| bugun| degil mi| oldu| ya){0,3}",
    f"bugun {_COK}(?:sicak|soguk|serin)(?: degil mi| hava| ya){{0,3}}",
    "(?:disarida |burada |bugun |yine ){0,3}(?:yagmur|kar|dolu) (?:yagiyor|yagdi|yagacak|basladi|var)(?: disarida|"
    " bugun"
    "| yine){0,3}",
    f"(?:how s the |{_VERY}{_NICE} )weather{_OUTSIDE}{{0,3}}{_RIGHT}",
    f"(?:it s |it is |what ){{0,3}}{_VERY}(?:cold|hot|warm|sunny|rainy|windy|chilly|foggy){_OUTSIDE}{{1,3}}{_RIGHT}",
    f"(?:it s |it is )?(?:raining|snowing)(?: cats and dogs| a lot| heavily)?{_OUTSIDE}{{0,3}}{_RIGHT}",
    f"(?<!have )(?<!have a )(?:it s |it is |what ){{0,3}}(?:a )?{_VERY}{_NICE} (?:day|morning|evening"
    f"|weather){_OUTSIDE}{{0,3}}{_RIGHT}", "isn t it",
    "degil mi",
    # The weekend, the match.
    f"(?:hafta ?sonu|bu aksam|tatilde|yarin)(?:nda)? (?:icin )?{_PLAN}~(?: ne| var mi| nedir)?",
    "(?:do you have )?any (?:nice |big )?plans(?: for)?(?: the| this)?(?: weekend| evening| holidays?| tonight|"
    " today)?",
    "(?:dun(?:ku)? |aksam(?:ki)? |bu ){0,3}(?:maci?|filmi?|diziyi?) (?:izle|seyret|gor)(?:din|diniz|din mi|diniz mi|din"
    " mi ya)?"
    "(?: m[iu])?(?: dun| aksam){0,3}",
    "(?:did|have) you (?:watch|see|seen|watched)(?: the| last night s){0,3} (?:game|match|film|movie|news|show)"
    "(?: last night| yesterday| today)?",
    "(?:is it |thank god it s |finally )friday(?: yet)?", "(?:almost|nearly) weekend",
    # Feasts and wishes.
    "(?:happy|merry|jolly) (?:friday|monday|tuesday|wednesday|thursday|new year|holidays?|christmas|xmas|easter"
    "|birthday|"
    "weekend|diwali|ramadan)~", "mutlu (?:yillar|haftalar|gunler|bayramlar|noeller|cumalar|hafta ?sonlari)",
    "hayirli (?:bayramlar|ramazanlar|kandiller)", "season s greetings", "nice to meet you", "tanistigima memnun~",
    "memnun oldum", "gecmis olsun", "afiyet olsun", "cok yasa~", "bless you",
    # Praise.
    "(?:seni |sizi )(?:cok )?(?:sev|begen)~", "(?:i )?(?:love|like) you",
    f"{_COK}(?:iyi|hizli|tatli|akilli|zeki|komik|seker|super|harika|mukemmel|kibar|guzel|zekis|sempatik)(?:s[iu]n~"
    "|yd[iu]~)",
    "helal(?: olsun)?(?: size| sana)?", "bravo~", "aferin~", "masallah", "(?:nice|good|great) one", "nice (?:one|work)",
    f"(?:you are|you re|u are|ur) {_VERY}(?:funny|smart|cool|nice|clever|cute|good|sweet|fast|quick|wonderful"
    "|brilliant|"
    "welcome|right|fine|the man)",
    "(?:that was|that s|wow)(?: (?:really|so|very|super)){0,3} (?:quick|fast|easy|great|nice|impressive|awesome"
    "|amazing)",
    "wow", "awesome", "amazing", "brilliant",
    # Words between words.
    "(?:just )?(?:saying|wanted to say|dropping by to say) (?:hi|hello|thanks|thank you)", "h+m+", "exactly", "indeed",
    "anlastik", "optum~", "vay be", "yok artik", "peki madem", "hadi(?: bakalim)?", "bro", "dude",
    "(?:talk|speak) to you (?:later|soon)", "have a good one", "sabah serifler~(?: hayrolsun| hayirli olsun)?",
    "sanal", "dijital",
    "neyse(?: ne)?(?: canim)?", "(?:cok )?onemli degil", "no(?:t a)? (?:problem|biggie)", "bir sey (?:degil|yok)",
    "never mind me", "(?:evet |aynen )+(?:oyle|dogru|haklisin~)", "haklisin~",
    "(?:yes |yeah |yep ){0,3}that s (?:right|true|correct)",
    "don t worry(?: about it)?", "my pleasure",
)
"""What is said for its own sake."""

WHO = Phrases(
    "(?:sen |siz )?kimsin~", "sen kim~", "siz kim~", "ad(?:in|iniz)i? (?:ne(?:dir)?|ogrenebilir~)", "sen nesin",
    "(?:neler|ne) yapabil[iu]r~", "(?:neler|ne) yapabiliyor~", "who (?:are you|is (?:this|it))",
    "what (?:are you|can you do|can you help (?:me |us )?with|do you do)", "what(?: s| is) your name",
    "(?:who|what) am i (?:talking|speaking|chatting)(?: (?:to|with))?", "(?:sen )?ne ise yarars[iu]n~",
)
"""What asks who we are."""

_US = (
    "(?:ro)?bot(?:la|a|lar|sun)?", "chat ?(?:bot|gpt)~", "gpt~", "siri", "alexa", "yapay zeka~", "ai",
    "insansin~", "kendin(?:den|i|izden|izi)?", "yourself", "asistan~",
    "assistant", "ismin~", "evli misin", "evlen[a-z]* m[iu]~", "married", "feelings?", "dance", "sleep",
    "uyu(?:r|yor) m[iu]~", "eglendir~", "adin(?:i|iz|izi)?", "yas(?:in|iniz)", "nereli~", "dilleri?", "kac dil",
    "languages",
)
_LIFE = (
    "hava~", "derece", "yagmur(?:lu|a|u)?", "kar(?:li)?", "yagacak", "gunes~", "ruzgar~", "weather", "rain~", "snow~",
    "sun(?:ny|shine)?", "temperature",
    "pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar", "gunlerden", "monday", "tuesday",
    "wednesday",
    "thursday", "friday", "saturday", "sunday", "weekend", "hafta ?sonu~", "tatil~", "bayram~", "yilbasi~", "kandil~",
    "holidays?", "vacation", "christmas", "birthday", "dogum gunu~", "dogdun~", "kahve", "cay", "yemek", "pizza",
    "coffee",
    "tea", "lunch", "dinner", "beer", "bira", "ask", "love", "hayat~", "life", "meaning", "anlami",
    "renk(?:in|iniz|i)?", "colou?r",
    "maci?", "takim(?:i|in|lisin)?", "match", "football", "futbol", "song", "sarki~",
    "poem", "siir~", "fikra~", "saka~", "espri~", "jokes?", "story", "masal~", "bilmece~", "riddle", "keyif~", "keyf~",
    "uyku(?:m|n)?~", "yorgun~", "mutlu~", "uzgun~", "tired", "happy", "sad", "bored", "hungry", "sleepy", "tebrik~",
    "kutla~",
    "kutlu", "congratulations?", "congrats", "luck", "sans~", "millet", "ahali", "folks", "dostlar", "gencler", "guys",
)
_TALK = (
    "(?:konus|yazis|anlat|soyle|bahset|sev|dusun|yap|bil|tani|ic|ye|gul|yag|ol)[a-z]*", "tell", "talk~",
    "speak~", "chat~", "say", "know", "think", "like", "feel", "drink", "eat", "have", "make", "sing", "play", "watch~",
    "going", "doing", "read", "meet", "let s", "let", "favou?rite", "best", "en", "about", "behind", "good", "bad",
    "nice", "great", "real", "gercek", "guzel", "kotu", "iyi", "what", "which", "who", "where", "when", "why",
    "how", "ne", "nedir", "neden", "kim", "hangi", "kac", "nerede", "yoksa", "or", "is", "are", "was", "will", "do",
    "does",
    "did", "be", "any", "some", "something", "bir sey", "m[iu]~", "var", "degil", "yarin", "dun", "aksam", "tomorrow",
    "tonight", "day", "gun", "today", "he", "she", "they", "them", "him", "her", "seni", "sizi", "sizinle", "seninle",
    "bakalim",
    "icin", "icinde", "disarida", "outside", "no", "yes", "as", "right", "old", "many", "much", "too", "i", "in", "of",
    "there",
)
# fmt: on
ABOUT_US, ABOUT_LIFE, TALKING = Phrases(*_US), Phrases(*_LIFE), Phrases(*_TALK)
A_KIND = Phrases("humans?", "persons?", "people", "machine", "computer", "insan~", "makine~", "robot~", "mi~", "mu~")
"""The few words in which one chats in endless forms: about us, about life, and what stands between."""
