"""The phrases about one's own ticket: what its state is, and that it is no longer needed.

Written like those of `core.dialogue.lexicon`.
"""

from __future__ import annotations

from core.dialogue.phrases import Phrases

# fmt: off
CANCEL = Phrases(
    "(?:artik gerek yok|gerek yok artik)", "(?:gerek|ihtiyac|luzum)(?:im|imiz)? kalmadi",
    "ihtiyac(?:im|imiz)? yok artik",
    "vazgect~", "vazgeciyor~", "bos ?ver~", "unut(?:un|alim) (?:gitsin|bunu)?", "never ?mind",
    "forget (?:about )?(?:it|that|this)", "no longer (?:need|require|relevant|necessary)~",
    "do ?n ?t need(?: it| this| that)?(?: anymore| any more| any longer)?", "not needed(?: anymore| any more)?",
    "no need (?:anymore|any more|for it)", "changed my mind", "don t bother",
    "ignore (?:it|this|that|me|(?:my|the) (?:last |previous )?(?:message|request|ticket|mail))", "please disregard",
    "disregard", "scrap that", "withdraw~",
    "yanlislikla (?:yaz|ac|gonder)~",
    "yanlis (?:yer[a-z]* |kisi[a-z]* )?(?:yaz|ac|gonder|at)(?:mis|di|ti)[a-z]*",
    "wrong (?:window|chat|person|number|ticket)", "drop (?:it|this|that)(?: one)?",
    "(?:opened|sent|raised|logged|submitted|created|wrote)(?: (?:it|this|that|the ticket))? (?:by mistake|in error|"
    "by accident|accidentally)",
)
CANCEL_ALONE = Phrases(
    "iptal~(?: et~| ed~| olsun)?", "cancel~(?: it| that| this)?", "geri (?:cek|al)~", "sil(?:in|er misin~|ebilirsiniz)",
    "kapat(?:in|iver|iverin)? gitsin",
)
"""A wish to cancel when nothing but the ticket is named beside it; else something is to be cancelled."""

CLOSE = Phrases(
    "kapat(?:abilirsiniz|abiliriz|in|iniz|alim|abilirsin|iver~)(?: (?:cagriyi|kaydi|talebi))?",
    "(?:please )?close (?:it|this|that|(?:the|my) (?:ticket|case|request))",
)
"""A wish that the ticket be closed."""

REOPEN = Phrases(
    "(?:cagri|kayd|talebi|ticket)[a-z]* (?:tekrar|yeniden|geri) ac[a-z]*(?: m[iu]~)?", "(?:tekrar|yeniden|geri) "
    "ac(?:in|iniz|ar misin~|ar mi siniz|abilir misin~|alim|sana|saniza|ilsin)(?: (?:cagriyi|kaydi|talebi|cagrimi|"
    "kaydimi|talebimi))?",
    "(?:please )?reopen~(?: (?:it|this|that|(?:the|my) (?:ticket|case|request)))?",
    "open (?:it|this|that|(?:the|my) (?:ticket|case|request)) again",
)
"""A wish that the closed ticket be opened again."""

SELF_SOLVED = Phrases(
    "kendim(?:iz)? (?:coz|hallet|yap|bul|duzelt|giderd|ayarla|kurdum|kurduk|becer|actim|ugras)~",
    "(?:coz|hallet|duzelt|yap)(?:[dt][iu][mk])(?: [a-z]+)? (?:kendim|kendimiz)(?: [a-z]+[dt][iu][mk])?",
    "ben (?:coz|hallet|duzelt|buldum)~", "biz (?:coz|hallet|duzelt)~",
    "kendi(?:liginden| kendine)(?: duzel~| gec~| oldu| cozul~| hallol~| gitti| acildi| geldi| calis~)?",
    "(?:arkadas~|oglum|kizim|esim|komsu~|meslektas~|bir arkadas) (?:coz|hallet|duzelt|yardim et)~",
    "kendim(?:iz)? (?:tak|degistir|gider|onar|tamir et|cevir|ac|kur)[a-z]*[dt][iu][mk]", "cozumu? (?:kendim )?buldum",
    "sorunu? (?:kendim )?(?:buldum|cozdum|cozduk|hallettim)", "nedenini buldum",
    "(?:buldum|bulduk|cozdum|hallettim|giderdim) (?:sorunu|nedenini|sebebini|hatayi|arizayi)",
    "(?:solved|fixed|sorted|resolved|did|managed|handled|worked|found|repaired) (?:it |this |that |the (?:issue|"
    "problem) |out )?(?:myself|ourselves|by myself|on my own|on our own)",
    "(?:fix|solve|sort|repair|do)(?: (?:it|this|that|out))* (?:myself|ourselves)",
    "(?:found|got|made|figured|set|put|sorted|fixed|solved|repaired)(?: [a-z]+){0,4} (?:myself|ourselves|(?:on|"
    "by) (?:my|our) own)",
    "(?:started working|works?|working|back|resolved|recovered|disappeared|went away|fixed|solved|"
    "sorted)(?: (?:again|now|all|it|out))* (?:by itself|on its own|by its own)",
    "(?:myself|ourselves) (?:fixed|solved)", "figured (?:it |that |this )?out",
    "i (?:ve |have )?(?:already |just )?(?:fixed|solved|sorted|resolved) (?:it|this|that|the (?:issue|problem))",
    "(?:we|i) (?:ve )?worked (?:it|this) out", "(?:fixed|resolved|solved|sorted) itself(?: out)?",
    "found (?:the (?:solution|problem|cause|issue|fix)|a (?:solution|fix))",
    "(?:my |a )(?:colleague|coworker|son|friend|husband|wife) (?:fixed|solved|sorted|helped)~",
)
STATUS = Phrases(
    "ne (?:durumda|oldu|alemde|asamada|haldeyiz|noktada|vaziyette|hale geldi)(?: acaba)?",
    "(?:son )?durum(?:u|um|umuz|dan|la|lar)?(?: ne(?:dir)?| hakkinda| bilgisi| nasil| ilgili)?",
    "hangi (?:asamada|durumda)",
    "akibet~",
    "(?:bir |bir sey |herhangi bir |yeni bir |hala )?(?:gelisme|haber|ilerleme|ses|donus|cevap|yanit|bilgi|"
    "sonuc) (?:var|"
    "yok|oldu|geldi|gelmedi|cikti|alamadim)(?: mi| mu)?(?: acaba)?",
    "(?:[0-9]+|[a-z]+) (?:saat|gun|hafta|dakika|dk|ay)[a-z]* (?:beri |oldu )?bekl(?:iyor|edi|etiyor|iyo)~",
    "(?:sabahtan|dunden|gecen haftadan|pazartesiden|ogleden|kac gundur|kac saattir|gunlerdir|"
    "saatlerdir) (?:beri )?bekl(?:iyor|edi|etiyor|iyo)~",
    "(?:hic )?kimse(?:den)? (?:[a-z]+ )?(?:don|ara|bak|ilgilen|yaz|gel|ses|cevap|yardim|haber|yanit)[a-z]*(?: (?:et|"
    "ver|ed|cik|gel|yok)[a-z]*)?",
    "(?:hala|daha|halen) (?:beklemede(?:yim|yiz)|bekl(?:iyorum|iyoruz|iyom|iyoz))", "ne oluyor",
    "ne zaman~ (?:duzel|bakar|ilgilenir)~",
    "(?:[a-z]+ )?[a-z]+[ae]c[ae]kt[iu]n[iu]z",
    "(?:you|someone|somebody|they)(?: guys)? (?:said|promised|told me|was supposed|were supposed|"
    "were going)(?: (?:you|to|would|d|that|someone|ll|call|get|back|look|at|it|me))*",
    "ne oldu benim(?: [a-z]+)?", "ses seda (?:yok|cikmadi)",
    "hala (?:bekliyor|cevap|donus|haber|ses)~(?: yok| gelmedi| alamadim| bekliyor~)?",
    "ne kadar (?:daha )?(?:bekle|sur)~",
    "(?:ne zaman|kaca) (?:cozul|donus|donece|donul|bakil|bit|ilgilen|ara|gel|bakac|cevap|yapil|hallol|tamamlan|"
    "sonuclan)~(?: ed~| yap~| ver~| mi~)?",
    "(?:bakan|ilgilenen|bakil|bakildi|bakiyor|ilgilenildi|ilgileniyor)[a-z]* (?:var )?m[iu]~",
    "kim(?:de|in uzerinde|e atandi)", "unut(?:tunuz|uldu~) (?:mu|beni|bizi)?", "cevap bekliyor~", "donus bekliyor~",
    "ne zaman(?: acaba)?(?= \\?|$)", "when(?: exactly)?(?= \\?|$)",
    "ne zaman (?:doner|donuyor|donebilir|gelir|gelebilir|arar|baslar|hazir olur)~",
    "(?:yeni )?bir (?:sey|seyler) (?:oldu|cikti|yapildi|yapabildi|yaptiniz|belli oldu)~? m[iu]~?",
    "takip et~", "sonuc(?:lan)?~ (?:ne|var mi|di mi)", "islem~ (?:yapildi|basladi) mi", "gelisme",
    "(?:donus|cevap|yanit|haber|bilgi|geri donus) (?:olacak|gelecek|verilecek|yapilacak|alabilecek|edilecek)[a-z]* "
    "m[iu]~",
    "listele~", "goster~", "status(?: update)?",
    "(?:any|is there (?:any|an)|do you have (?:any|an)|got any) (?:news|update|progress|word|response|reply|"
    "developments?|eta|answer)~",
    "(?:what|how)(?: ?s| is) (?:happening|going on|with my [a-z]+|the (?:status|latest|news|update|progress|state|"
    "eta|word))~",
    "what (?:about|happened (?:to|with))(?: my| the)?(?: ticket| request| case)?",
    "how (?:is|s) (?:my|the) (?:ticket|request|case)(?: going| coming along| doing)?", "still waiting",
    "how (?:much |long(?:er)? )(?:longer |more |will |do |must |does |should |is |till |until )~",
    "where (?:are we|is|do we stand|does it stand)(?: with)?",
    "when (?:will|can|is|are) (?:it|this|that|you|someone|somebody|i|my (?:ticket|request|case)|we)(?: be| get| "
    "going to| expect| look| come| fix| hear| have| back| finally)+(?: fixed| solved| resolved| ready| done| looked "
    "at| back| it| this| from| an answer| handled)*",
    "(?:did|has|have) (?:you|anyone|anybody|someone) (?:forgotten?|look(?:ed)?|check(?:ed)?|start(?:ed)?|seen?|"
    "read)(?: at| about| into)?(?: me| us| it| my)?",
    "(?:did|has|have) (?:any ?(?:one|body)|some ?(?:one|body)|you)(?: [a-z]+)? (?:read|see|seen|check(?:ed)?|get|got|"
    "receive[d]?|look(?:ed)?)(?: at| into)?(?: my)?(?: (?:message|request|ticket|mail|note|problem|issue))?",
    "(?:ilgilenen|bakan|inceleyen|goren|okuyan)(?: [a-z]+)? (?:oldu|var|cikti) m[iu]",
    "(?:is )?any ?(?:one|body) (?:working|looking|on it|on this)~(?: at| on| into)?(?: it| this| that)?", "eta",
    "updates?", "progress(?: report)?", "follow(?:ing)? ?up", "no (?:news|answer|response|reply|word)(?: yet| so far)?",
    "(?:haven t|not|didn t) (?:heard|hear|got|get|received?)(?: back| anything| any)*(?: news| answer| reply| "
    "response| word)?(?: yet| from you| so far)*",
    "is (?:any|some) ?(?:one|body) (?:still )?(?:working|looking|on)(?: (?:on|at|into))?(?: (?:it|this|that|"
    "my [a-z]+))?",
    "(?:do|did) (?:i|we) have (?:any |an )?(?:open |pending )?(?:tickets?|requests?|cases?)",
    "still (?:nothing|no news)", "who s (?:on it|working|handling)~",
    "(?:did|have) (?:you|u)(?: (?:guys|all))? (?:forg[eo]t(?:ten)?)(?: about)?(?: (?:me|us|this|it))?",
    "any (?:luck|joy|movement|change|luck yet)(?: (?:with|on)(?: (?:my|this|that|it|the)(?: [a-z]+)?)?)?",
    "how long (?:will|does|is|until|till|before)(?: (?:this|it|that|i|we))?(?: (?:going to|gonna))?(?: (?:take|be|"
    "last|wait|have to wait|get))?(?: (?:to )?(?:fixed|solved|done|resolved))?",
    "(?:chasing|chase|following|checking)(?: (?:up|in|on))*(?: (?:my|the|this|that|our))?",
    "(?:been|have been|ve been) waiting~(?: (?:for|since) [a-z0-9]+(?: [a-z]+)?)?",
    "(?:no ?body|no one)(?: (?:has|have|ever|yet|even|s))* (?:called|replied|answered|responded|contacted|looked|"
    "helped|came|got back|written|wrote|reached)~(?: (?:me|us|to|back|at|it|out|yet))*",
    "(?:have you|did you|has any ?one)(?: [a-z]+)? (?:had|have|got|find|found) (?:a |the |any |some )?(?:time|"
    "chance)(?: to (?:look|check|read|see))?(?: at| into)?",
    "forgotten (?:about )?(?:me|us)", "show (?:me )?my tickets?", "my (?:open )?tickets",
)
NO_SOUND = Phrases("(?:hic |hic ?bir )?ses (?:yok|gelmedi|alamadim)")
"""A question about the state for who waits for people; for everybody else his sound is gone."""

SIGHS = Phrases(
    "bu ne(?: boyle| bicim is| rezillik)?", "ne bu(?: boyle)?", "boyle (?:is|hizmet|destek) (?:mi olur|olmaz)", "ayip~",
    "olmaz boyle", "boyle olmaz", "come on", "seriously", "for (?:god|heaven) s sake",
)
"""What people say beside a question about the state when they have waited for long."""

WHAT_BECAME = Phrases(
    "(?:(?:is|konu|mesele|olay|ariza|sorun|talep|talebi)[a-z]* )?(?:ne oldu|ne durumda|ne asamada|ne alemde|"
    "hakkinda bilgi)~",
    "(?:what|any) ?(?:happened|about|news|s the news|s up)(?: (?:to|with|on|about))?(?: (?:my|the))?",
)
"""What is asked of a thing that somebody is to see to."""

STATE_OF_MINE = Phrases(
    "(?:cagri|kayd|talebi|ticket|tiket|basvuru|bildiri|ariza|istegi)[a-z]*m(?:iz|uz)?(?:[iuae]|[dt][ae]n|"
    "n?[iu]n)?(?: kaydi[a-z]*)?(?: (?:hala|durumu[a-z]*|henuz|simdi|su an))* (?:acik|kapali|kapandi|kapatildi|kapanmis|"
    "islemde|onaylandi|ulasti|geldi|alindi|atandi|bakildi|cozuldu|incelendi|tamamlandi|goruldu|acildi|duruyor|"
    "iletildi|kaydedildi|sirada)[a-z]* m[iu]~",
    "(?:cagri|kayd|kayit|talep|talebi|ticket|tiket|basvuru|bildiri|ariza)[a-z]* (?:durum[a-z]*|hakkinda|"
    "ile ilgili)(?: (?:bilgi|nedir|ne|gelisme))*(?: (?:al|ogren|ver|rica|isti|sor|var|m[iu])[a-z]*)*",
    "(?:kac|hangi|acik|bekleyen)(?: (?:tane|acik|kayitli|bekleyen|adet))* "
    "(?:cagri|kayd|kayit|talep|talebi|ticket|tiket|basvuru|ariza)[a-z]*m[a-z]*(?: (?:var|acik|bekliyor|"
    "duruyor)~)*(?: m[iu]~)?",
    "(?:how many|which|what)(?: open| pending)? (?:ticket|request|case)s?(?: (?:do|have|are|of mine|i|we|have|open|"
    "pending|there|still))*",
    "(?:is|has|was) (?:my|our|the) (?:ticket|request|case|issue)(?: been)? (?:still )?(?:open|closed|solved|resolved|"
    "approved|assigned|received|done|picked up|looked at|in progress|pending)",
)
"""What is asked about the state of one's own ticket, in so many words."""

MINE = Phrases(
    "cagri~", "kayd~", "kayit~", "talep~", "talebi~", "ariza~", "ticket~", "tiket~", "bildirim~", "basvuru~",
    "benim (?:[a-z]+ )?(?:is|sey|mesele|konu|olay|sorun)~", "hani",
    "(?:actigim|yazdigim|ilettigim|dunku|gecen|gonderdigim|onceki|acik|su|geçen haftaki|sabahki) (?:is|konu|sorun|"
    "talep|mesaj|sey)?~",
    "konu~", "son", "bana", "is(?:im|imiz|ler|lerim)", "sorunum~", "mesele~",
    "(?:my|the|our) (?:ticket|request|case|issue|problem|thing|matter)s?", "ref", "referans~", "numara~", "nolu", "no",
    "case", "request", "incident", "ticket(?: number)?", "hakkinda", "ile ilgili", "icin", "with", "about",
    "on (?:it|that|this|my)", "alabilir mi~", "ogren~", "verir mi~", "bilgi", "merak ed~", "var mi", "hala",
    "sabahtan beri", "dunden beri", "rica etsem",
    "[0-9]+ (?:gun|saat|hafta)(?:dur|dir|tur)?", "[a-z]+ (?:gundur|saattir|haftadir)",
    "yet", "please", "tell", "give", "check", "know", "let", "open(?:ed)?", "yesterday", "submitted", "raised", "since",
    "for", "hours?", "days?",
)

BESIDE_AN_END = Phrases(
    "(?:ben |biz |kendim )?(?:coz|hallet|duzelt)[dt](?:um|uk|im|ik)", "(?:(?:i|we) )?(?:fixed|solved|sorted|figured)"
    "(?: it| that| this)?(?: out)?(?: myself| ourselves| on my own)?",
    "sorry", "kusura bakma~", "pardon", "ozur dile~", "my bad", "myself", "oops",
)
"""What is said beside a wish to cancel: that there is nothing left to do, and that one is sorry."""
