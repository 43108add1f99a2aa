"""The phrases of an answer that say something else than how it went: later, a question, a new matter.

Written like those of `core.dialogue.lexicon`.
"""

from __future__ import annotations

from core.dialogue.phrases import Phrases
from core.dialogue.stems import TELL, TEST, TRY
from core.dialogue.verbs import DI, DOING, UNTRIED, WILL, forms

# fmt: off
_ONCE_MORE = "(?:(?:tekrar|yeniden|bir|bir de|gene|yine|once|simdi|bir daha|henuz|daha|hala|sonra) )*"
_TO_YOU = "(?:tekrar |size |buradan |buraya |sonucu |geri |o zaman |haber |bilgi |gene )*"
CONDITION = Phrases(
    "(?:if|in case|unless|when) (?:(?!but\\b|and\\b|still\\b|then\\b|now\\b)[a-z0-9]+ ){1,5}(?:again|back|returns?|"
    "reappears?|happens?|recurs?|needed|anything|something|else|changes?|stops?)(?: (?:i|we) (?:ll|will|can|would)"
    "(?: [a-z]+){1,4})?",
    "(?:if|whether) (?:it|this|that|everything) (?:is |s |has |now |all |really )*(?:works?|worked|working|helps?|"
    "helped|fixed|fixes|solved|solves|ok|fine|good|gone)(?: it| now)?",
    "(?:(?:tekrar|yeniden|bir daha|sorun|problem|sikinti|hata|aksilik|bir sey|ihtiyac|baska bir sey|ayni sey)~ "
    "?){1,3}(?:[a-z]+ )?(?:[a-z]+s[ae](?:m|k|n|niz|lar)?)(?: (?:tekrar|size|hemen|buraya|buradan|yeniden|"
    "mutlaka|sizi))*(?: (?:yaz|ar|haber|ulas|don|bildir|ilet|rahatsiz|soyle)[a-z]*(?: (?:ver|yap|ed)[a-z]+)?)?",
)
"""What would be said if the trouble came back."""

TELLING = Phrases(
    f"{_TO_YOU}{forms(TELL, WILL)}", "donus (?:yap|ver|sagla)~", "donuyor(?:um|uz)",
    "(?:haber|bilgi) ver(?:ir|ece|ey)~", "gorusuruz",
    "get back (?:to you|with)~", "(?:let|update) you(?: know)?", "report back", "keep you (?:posted|updated|informed)",
    "(?:i ll|i will|will|we ll) (?:write|reply|respond|answer|inform|ping|message|tell|confirm|update|return|advise)~",
    "(?!ist|de|ed|diyem|[a-z]*m[ae]y[ae]c|"
    f"[a-z]*[ae]bil)[a-z]*(?!l)[a-z]{forms('[a-z]', '[ae]c[ae]g[iu][mz]', '[ae]c[ae]m', '[aeiu]r[iu][mz]')}",
    "(?:i ll|i will|we ll|we will) [a-z]+",
    "(?:once|as soon as|when) i (?:m|am|get|return|arrive|come|ve|have|can)~(?: [a-z]+){0,3}", "hear from me",
    "be in touch", "come back to you", "circle back",
)
_IS_ABOUT = (
    "(?:i ll|ill|i will|will|we ll|gonna|going to|let me|lemme|need to|have to|about to|want to|wanna|plan to|"
    "planning to|should|must|time to|chance to|trying to|hope to|try to|i d like to|can only|could only)(?: (?:just|"
    "first|only|quickly|be|able|to|also|do|then|now|have|give|it|that|need|get|a|chance|try|probably|have to|"
    "not)){0,4}"
)
LOOKING = Phrases(
    f"{_ONCE_MORE}{forms(TRY, WILL, DOING)}", f"{forms('sor|sorus|ogren|git|gid', WILL)}",
    "(?:bir )?bak(?:ip|ayim|alim|sam|arim|ariz|icaz|acaz|cam|icam)~", "deneyip~",
    "gorecegiz", "gorelim", "bakalim", "bir dene(?:yim|yelim|rim|riz)", "bekle(?:yin|yelim|r misin~)",
    "(?:su an(?:da)?|simdi) (?:bak|dene|kontrol ed)(?:y?[ae]m(?:am|em|[iu]yorum))",
    f"{_IS_ABOUT} (?:try(?:ing)?|test(?:ing)?|check(?:ing)?|look|see(?: how| if| whether| tomorrow)?|verify(?:ing)?|"
    "reboot|restart)~(?: again| it| that| this| out| later)*",
    f"{_IS_ABOUT} (?:ask|find out|go and|have a look)~(?: (?:him|her|them|someone|somebody|my|a|colleague|it))*",
    "give (?:it|this|that) a (?:try|go|shot)", "try(?:ing)? (?:it |that |this )?(?:again|now|later|tomorrow|out|soon)",
    "(?:just )?checking(?: it| that| this)?(?: now| right now)?", "(?:and )?get back(?: to you)?", "brb",
    "(?:be )?right back",
    "give me (?:a |an |some |until |till )?(?:minute|moment|sec|second|while|hour|day|time|bit|[a-z]+day|tomorrow)",
    "(?:hang|hold) on", "(?:one|just a|a) (?:moment|sec|second|minute)", "wait(?:ing)?",
    "(?:bir|iki) (?:dakika|dk|saniye|sn|dakka)", "bear with me", "let me [a-z]+(?: [a-z]+){0,4} first",
)
"""Words of somebody who is about to look, or to try."""

LATER = Phrases(
    *LOOKING,
    f"{forms(TEST, '(?:y?[ae])?m[ae]y[ae]c[ae][gk][a-z]*')}",
    f"{forms(TEST, UNTRIED, '[ae]m[iu]yor(?:um|uz)', '[ae]mam', '[ae]mem')}", "denemek (?:icin|uzere|lazim|gerek)~",
    "denemem (?:lazim|gerek)~", "deneme(?:ye|k uzere)~ [a-z]+", "beklemede",
    "(?:[a-z]+m[ae]ye )?(?<!ne )(?:firsat|vakt|vakit|zaman)[a-z]* (?:bulama|olma|yok|kalma|gelme)~(?: degil~)?",
    "(?:ofise|masama|masaya|eve|ise|bilgisayara|makineye|sahaya) (?:gec|gel|var|gid|git|otur|don)[a-z]*m[ae]d[iu][mk]",
    "musait degil~", "uygun degil~", "[a-z]+(?:d[ae]|t[ae]) degil(?:im|iz)", "[a-z]+(?:[dt][ae])y[iu]m", "izinliyim",
    "tatilde", "seyahatte", "bilmiyor(?:um|uz)", "bilemedim", "emin degil(?:im|iz)", "umarim~", "insallah",
    f"(?:acele~|sonra|yarin|aksam) {forms('ed', WILL)}", "simdi den[a-z]+", "(?:dene|bak)(?:yece[gk]|aca[gk])[a-z]*",
    "(?<!for )(?<!after )(?<!by )(?:testing|checking|trying)(?: it| that| this| them| now| right now)*",
    "(?:have|has|did|had|could|was|am)(?:n? ?t| not)(?: (?:yet|even|really|been|able|to|had|the|a|chance|time|have|"
    "any|get|got))* (?:tried|try|checked|check|tested|test|chance|time|looked|look|a?round to it)(?: it| that| this| "
    "yet| to [a-z]+)*",
    "not (?:tried|tested|checked|had (?:the |a |any )?(?:chance|time))~",
    "(?:not sure|no idea|unsure|don t know|do not know|dunno|can t (?:say|tell|test|check|try)|cannot (?:say|tell|"
    "test|check|try)|hard to (?:say|tell)|too early)(?: yet)?(?: (?:if|whether|that|how)(?: [a-z]+){0,4})?",
    "haven t(?: yet)?(?! (?:seen|had|got|any|happened))", "yet to (?:try|test|check)", "remind me",
    "(?:(?:can|could|would|will) you (?:please )?)?ask (?:me )?(?:again )?(?:later|tomorrow|next [a-z]+|on [a-z]+|"
    "in [a-z]+(?: [a-z]+)?)",
    "(?:won t|can t|cannot|not|unable|couldn t)(?: be| get)?(?: able)?(?: to)? (?:test|try|check|look|"
    "verify)(?: (?:it|this|that|at it))?(?: (?:until|till|before|right now|today|yet|now|at the moment))?",
    "(?:bilgisayar|pc|makine|laptop|cihaz)[a-z]* (?:su an )?(?:kapali|yanimda degil|evde|ofiste|uzakta)(?: (?:su an|"
    "simdi))?(?= [a-z]*[iu]nc[ae]\\b)",
    "(?:away from|not at|not near|not in front of) (?:my |the )?(?:desk|computer|office|pc|laptop|machine|work)",
    "(?:i m |am )?(?:out of|not in) (?:the )?office",
    "(?:i m |am )(?:on (?:vacation|leave|holiday|the road|a train|a call|my phone|my way|sick)|in a meeting|"
    "travell?ing|at home|off (?:today|until|till)|driving|outside|at lunch|busy|out (?:of|until|till|today))~",
    "on (?:vacation|annual leave|leave|holiday)",
    "(?:i m |am |we re )(?:on ?site|abroad|sick|away|remote|on the move)(?: today| this week| now)?", "in a meeting",
    "ooo",
    "(?:i |we |let s |here s )?hop(?:e|ing)(?:fully)?(?: to| that)?(?: it| this| that)?(?: works?| helps?| worked| s "
    "fixed| is fixed| does| so)?",
    "fingers crossed", "(?<!after )(?<!by )(?:re)?booting(?: now)?",
    "(?<!after )(?<!by )restarting(?: now)?", "(?:in|on) a call", "we ll see",
)
"""Words of somebody who has not tried yet, is about to, or does not know."""

WHEN = Phrases(
    "yarin~", "birazdan~", "sonra~", "daha sonra~", "aksam~", "haftaya", "gelecek hafta", "pazartesi~",
    "sali(?:ya| gunu)?", "carsamba~", "persembe~", "cuma(?:ya| gunu)?", "cumartesi~", "ogleden sonra", "oglen",
    "ayin [0-9]+~", "[0-9]+(?: [a-z]+)? (?:gun|saat|dakika|dk|hafta) sonra", "(?:donu|geli|geci|cik|vari|ulasi)nc[ae]",
    "isten (?:cik|sonra)~", "mesai~", "ofise (?:gec|gel|don|var|gid)~", "eve (?:gec|gel|don|var|gid)~", "simdi cik~",
    "disari~", "toplanti~", "gec saatte", "musait olunca", "tomorrow", "later", "tonight", "monday", "tuesday",
    "wednesday", "thursday", "friday", "next (?:week|month|[a-z]+day)", "this (?:afternoon|evening|week)",
    "in (?:an?|a few|[0-9]+|two|half an) ?(?:hours?|bit|while|minutes?|mins?|days?|moment)?", "soon",
    "after (?:lunch|work|the meeting|my meeting|[a-z]+day)", "end of (?:the )?(?:day|week)",
    "on the [0-9]+(?:th|st|nd|rd)?",
)
"""A time to come: later, if nothing else is said."""

NEW = Phrases(
    "bir de", "bide", "ayrica~", "bu arada", "(?:bir )?baska(?: bir)?", "yeni bir", "farkli bir", "ikinci bir",
    "ikinci (?:konu|sorun)~", "bundan bagimsiz", "ustelik", "yani sira", "ek olarak", "bir konu daha",
    "bir sorun~ daha", "bir sey daha", "konu disi", "hazir (?:yazmisken|elim degmisken|gelmisken)", "also", "another",
    "one more", "separately", "by the way", "on (?:another|a different|a separate) (?:note|topic)",
    "(?:a )?(?:different|new|separate|second|unrelated|other) (?:issue|problem|topic|thing|request|question|matter)",
    "additionally", "besides", "in addition", "unrelated", "while i (?:m here|have you)", "one other thing",
    "something else", "as well", "too",
)
NEW_TOPIC = Phrases(
    "(?:baska|yeni|farkli|ikinci)(?: bir)? (?:sorun|konu|talep|istek|problem|sikinti|mesele|derd|soru|sey)~",
    "bir (?:konu|sorun|sey|talebim|istegim|problem)~ daha",
    "(?:another|one more|different|new|separate|second|other|unrelated) (?:issue|problem|topic|thing|request|"
    "question|matter)",
)
WANTS = Phrases(
    "[a-z]+[aeiu]r mi(?:siniz|sin)", "isti?yor~", "istiyo", "lazim~", "ihtiyac~", "rica ~", "talep ~", "talebim",
    "unut(?:tum|tuk|mus)~", "kaybet~", "forgot~", "lost",
    "[a-z]+[ae]c[ae]kt[iu](?:m|k)?",
    "gerekiyor", "gerekli", "alabilir mi~", "[a-z]+(?:[ae]bilir) mi~", "[aeiu]r mi(?:siniz|sin)", "bakar mi~", "need~",
    "want~", "would like", "i d like", "(?:can|could|would) (?:you|i|we)", "please", "require",
)
TRIED = Phrases(
    "(?:(?:bunu|onu|dediginizi|hepsini|soyledi~|yazdi~|adim~) )*(?:dene|yap|uygula)(?:[dt][iu][mk])",
    "(?:i |we )?(?:have |ve )?(?:tried|did|done|followed)(?: (?:it|that|this|them|all|everything|the steps|your "
    "steps|these))*",
    "restart(?: et| at)?~", "reboot~", "(?:kapat|ac|baslat|cikart?|tak)(?:ip|tim|tik) (?:ac|kapat|tak|den)?~",
    "yeniden baslat~",
)
ASKING = Phrases(
    "neymis", "niyeymis", "nasilmis", "neden[a-z]*", "ne zaman", "nasil", "nere(?:de|den|ye|yi|si)?", "neden", "niye",
    "nicin", "kac", "kaca", "hangi~", "kim(?:e|i|in|den|le)?",
    "ne (?:yap|olacak|kadar|icin|sekilde|sorun|demek|oluyor|gibi)~",
    "neydi", "nedir", "neyi", "neye", "[a-z]+ m[iu](?:yim|yiz|siniz|sin|dir|ydi|yiz|sunuz|sun)?",
    "when(?! (?:i|we)\\b)", "how", "where", "why", "which", "who", "what(?: about| if)?",
    "(?:can|could|will|would|should|shall|may|do|does|did|is|are) (?!it and\\b|the (?:steps?|instructions?|things?|"
    "trick|"
    "job)\\b)(?:i|you|we|it|this|that|they|there|the)",
)
YES_ASKED = Phrases(
    "(?:devam|tekrar) ed[a-z]+ m[iu]~",
    "(?:what|why|how) (?:was|went|did|caused|happened|is|s|has)(?: [a-z]+){0,3} (?:wrong|error|issue|problem|"
    "fail(?:ed|ure)?|happen|break|crash|broken|down|cause|reason)",
    "(?:sebebi|nedeni|kaynagi) (?:ne(?:ydi|dir|ymis)?)",
    "(?:neden|niye|nicin|nasil) (?:boyle )?(?:ol|kaynaklan|bozul|kop|cik)(?:du|mus|di|dugu|uyor|ur)~",
    "(?:sorun|problem|sebe[pb]|sikinti|ariza|hata)[a-z]* (?:ney(?:mis|di)|ne(?:ydi|ymis|dir|den)?|nere(?:de|"
    "den)[a-z]*)", "[a-z]+ m[iu](?:ydi|dir|yim|yiz|sin|siniz|ymis)?",
    "[a-z]+(?:[dt][iu]|yor|m[iu]s)m[iu](?:sunuz|sun)?",
    "(?<![a-z0-9] )(?:is|was|are|did|does|do|has|have|were) (?:it|this|that|everything|the|you|they|we|i|my|your|"
    "there|anyone)\\b(?: [a-z0-9]+)*(?= \\?|$)",
    "(?<![a-z0-9] )(?:will|would|could|should|might|may|what|how|which)\\b(?: [a-z0-9]+)+(?= \\?)",
    "(?:i )?wonder(?:ing)?(?: [a-z0-9]+)*",
)
"""A verb with the question particle: "düzeldi mi" is no yes."""

CAUSE = Phrases(
    "(?:ne(?:den)?|nasil|niye) [a-z]+(?:dig|dug)[a-z]+(?: (?:anla|bil|coz)[a-z]+)?",
    "(?:don t|no) (?:know|idea) (?:why|how|what)(?: [a-z]+){0,4}", "(?:not )?sure (?:why|how|what)(?: [a-z]+){0,3}",
)
"""A word about the cause, not about the result."""

TIMES = Phrases(
    "(?:[0-9]+|bir|iki|uc|dort|bes|on|kac|birkac|yarim) (?:gun|hafta|saat|ay|dakika|dk) (?:oldu|gecti|olacak)~",
    "geldi(?:m|k)? (?:ofise|ise|eve)", "(?:ofise|ise|eve|masama) (?:geldim|gectim)",
    "ne (?:oldu|olmus|geldi|cikti)(?! bilm)",
)
"""What only looks like a result: "iki gün oldu"."""

AFTER = Phrases(
    "[a-z]+[td][ae]n sonra", "bundan sonra", "sonra(?= (?:duzel|ol[du]|calis|acil|hallol|bagla|gir|gel))",
    "after (?:that|this|the|a|i|restarting|rebooting|restart|reboot|updating)(?: (?:the|my|a|an) [a-z]+)?",
)
"""A time, not a putting off."""

DONE = Phrases(
    f"(?!dene|anla|gor|oku|al|yaz|incele|bak|iste|dusun|sor|bekle|gec|gel|git|kop|dus|don)[a-z]+{DI}[mk]",
    "done(?: it| that| all)?", "did (?:it|that|this|all of it)",
    "(?:i )?(?:followed|completed|submitted|filled|changed|reset|installed|updated|restarted|registered|applied)~",
)
"""A finished deed in the first person: "başvuruyu yaptım"."""
# fmt: on
