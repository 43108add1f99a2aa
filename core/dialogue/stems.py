"""Word stems by what they mean for the desk: what goes wrong, what gets better, who has not tried yet.

Alternatives of a regular expression, folded to ASCII; `core.dialogue.verbs` puts endings to the Turkish ones.
"""

from __future__ import annotations

# fmt: off
TROUBLE = (
    "(?:sorun|problem|sikinti|hata|uyari|ariza|aksaklik|kopma|sikisma|isinma|cizirti|gurultu|parazit|titreme|"
    "kopukluk|donma|takilma|kesinti|kesilme|yavaslama|yavaslik|gecikme|dert|kasma|kilitlenme|kitlenme|cokme|terslik|"
    "aksilik|pop ?up|error|issue|bug(?!un))(?!suz|siz)[a-z]*"
)
LIGHT = (
    "(?: (?:falan|filan|hic|bir|hicbir|artik|su|an|simdi|simdilik|bende|bizde|mesaji|mesajlari|kodu|kodlari|gibi|"
    "diye|sey|de|da|bile|baska|daha|bugun|dunden|tamamen|gercekten|kendiliginden|da bende|de bende|olarak|ekrani|"
    "penceresi|yazisi|nihayet|sonunda)){0,4}"
)
VANISH = (
    "duzel|cozul|coz|hallol|hallet|gec|git|gid|bit|kaybol|gideril|gider|kalk|kapan|yok ol|ortadan kalk|sona er|"
    "duzelt|duzeltil|asil|as|temizlen"
)
SHOW = (
    "ver|al|cik|cikart|cikar|yasa|yas|yasan|gor|gorun|gorul|gel|kal|karsilas|rastla|tekrarla|ol|olus|yap|yarat|et|"
    "bul|bulun|goster|duy|hisset|at|tekrar et|devam et|dus|cek|farket|fark et|soyle|istem|dondur"
)
BAD = (
    "sikis|sikistir|isin|ot|kizar|ugulda|uguld|cizirda|cizird|parazit yap|ses cikar|gurultu yap|disari at|geri at|"
    "cik(?:is|ti) yap|reddet|engelle|engell|kendini kapat|kop|takil|cok|kas|kasil|dus|kesil|kes|kapan|kilitlen|"
    "kitlen|bozul|patla|patl|yavasla|yavasl|kaybol|silin|titre|titr|tikan|sapit|reddedil|yanip son|gidip gel|kapanip "
    "acil|acilip kapan|tekledi|tekl|bozuluy|bozulup dur"
)
GOES_BAD = (
    f"(?:{BAD}|don|kal)(?:[dt][iu](?:ler)?|[iu]y?o(?:r(?:lar|uz|um)?)?|m[iu]s(?:lar|ler)?|[aeiu]r(?:lar|ler)?)"
)
GOES_ON = "sur|devam ed|devam et|tekrarl|tekrarla|tekrar ed|tekrar et|tekrarlan"
WORKS = (
    "works?|working|worked|fix(?:ed|es|ing)?|solv(?:ed?|es|ing)|resolv(?:ed?|es|ing)|sort(?:ed)?|good|fine|great|ok|"
    "right|well|better|connect(?:s|ed|ing)?|log(?:ged|s|ging)? (?:in|on)|log ?in|sign(?:ed|s|ing)? in|open(?:s|ed|"
    "ing)?|load(?:s|ed|ing)?|print(?:s|ed|ing)?|start(?:s|ed|ing)?|back|respond(?:s|ed|ing)?|help(?:s|ed|ful|ing)?|"
    "stop(?:s|ped)?|done|gone|access|sync(?:s|ed|ing)?|run(?:s|ning)?|play(?:s|ing)?|boot(?:s|ed|ing)?|scan(?:s|ned|"
    "ning)?|happy|possible|successful|change[ds]?|ready|there|perfect|enough|complete[d]?|satisf(?:ied|actory)|"
    "convinced|true|normal|away|disappear(?:ed|s)?|clear(?:ed|s)?|show(?:s|n|ing)?(?: up)?|arrived?|come up|came up|"
    "responsive|usable|available|the case|cured"
)
ILLS = (
    "fail(?:s|ed|ing)?|crash(?:es|ed|ing)?|freez(?:e|es|ing)|froze(?:n)?|drop(?:s|ped|ping)?|disconnect(?:s|ed|ing)?|"
    "hang(?:s|ing)?|hung|lag(?:s|ging|gy)?|stuck|broken|broke|slow|happen(?:s|ed|ing)?|flicker(?:s|ed|ing)?|tim(?:e|"
    "es|ed|ing) out|kick(?:s|ed|ing) me out|stutter(?:s|ing)?|reboot(?:s|ed|ing)?|restart(?:s|ed|ing)?|jam(?:s|med|"
    "ming)?|complain(?:s|ing)?|repeat(?:s|ed|ing)?|recur(?:s|red)?|reoccur(?:s|red)?|come back|came back|cut(?:s|"
    "ting)? out|shut(?:s|ting)? down|wrong|bad|an issue|an error|a problem"
)
ILL_NOUNS = (
    "(?:problem|issue|error|trouble|complaint|crash|drop|freeze|bug|glitch|disconnection|warning|interruption|hiccup|"
    "outage|delay|lag|fault|failure|disconnect|question)(?:e?s)?(?: messages?| codes?| pop ?ups?)?"
)
GONE = "connect(?:ion|ivity)|internet|network|wi ?fi|sound|audio|voice|signal|picture|image|display|video|power|light"
DENIED = (
    "(?:[a-z]+ n?t+|(?:is|are|was|were|do|does|did|has|have|had)n?t|not|never|[a-z]+ longer|nolonger|stopp?(?:ed|s)|"
    "quit|without|ceased)"
)
CAN_NOT = (
    "(?:(?:wo|ca|could|would|should)n? ?t|cannot|unable to|can not|fail(?:s|ed)? to|hardly|barely|nothing|nobody|"
    "none of (?:it|this|that|them|these)|neither)"
)
LIGHTLY = (
    "(?: (?:even|really|quite|yet|ever|been|be|to|actually|fully|properly|completely|get|getting|got|at|all|any|the|"
    "that|very|so|too|do|feel|looking|look|seem|exactly|make|made|of|us|me|much|entirely|as|still|currently|always|"
    "just|being|your|my|this|these|a|an|here|working|able|totally|successfully|correctly|automatically|have|"
    "has)){0,4}"
)
HAVING = (
    "(?:see|seen|seeing|get|got|getting|have|had|having|find|found|finding|notice[d]?|show(?:s|ing|n)?|give[sn]?|"
    "giving|throw(?:s|ing|n)?|encounter(?:ed|ing)?|experienc(?:e|ed|ing)|face[d]?|facing|receiv(?:e|ed|ing)|"
    "report(?:s|ed|ing)?|produc(?:e|es|ed|ing)|appear(?:s|ed)?|run into|been|any)"
)
ANY = (
    "(?: (?:any|an|a|the|that|those|these|more|single|new|such|further|other|same|of|annoying|known|connection|login|"
    "kind|log ?in|network|printing|sync|similar|anymore|additional|old|previous|weird|vpn|audio|sound|outlook|"
    "sort)){0,3}"
)
TRY = (
    "dene|den|deni|bak|bakin|incele|incel|dener|kontrol ed|kontrol et|kontrol edi|test ed|test et|uygula|uygul|sina|"
    "bakabil|goz at|bakiver|deneyiver|bakacag"
)
TEST = "dene|bak|incele|kontrol ed|kontrol et|test ed|test et|bakabil|uygula|firsat bul|vakit bul"
TELL = "yaz|don|bildir|ulas|soyle|ilet|haberlesir|ver|haberdar ed|aktar|doner"
WORK_PAST = "duzel|cozul|hallol|hallet|hallediver|calis|baglan|girdi|acil|yuklen|kurul|tamamlan|duyul|tani|tanidi|gorun"
WORK_NOW = "yazdir|kaydet|duzel|calis|baglan|gir|acil|yuklen|ac|cek|cal|tani|goruy|gorun|akiy"
WORK_ONCE = "duzel|cozul|hallol|ol|calis|acil|baglan|gir|gel|gec"
NOT = "m(?:[iu]y?or?[a-z]*|[ae]d[iu][a-z]*|[ae]m[iu]s[a-z]*)"
"""A plain no, without "cannot": a trouble that does not show is good, one that cannot be cured is not."""
# fmt: on
