"""What a line suggests about impact and urgency: how many are affected, whether work stands, who is meant.

Suggestions only: they choose what is asked first and never raise a priority by themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.dialogue.line import Line
from core.dialogue.phrases import Phrases
from core.dialogue.verbs import NEGATIVE
from core.language import fold
from core.messages import MAX_TEXT

# fmt: off
_PLACE = (
    "ofis|sirket|kat|sube|bina|departman|birim|ekip|takim|depo|fabrika|kurum|okul|hastane|magaza|kampus|sinif|bolum|"
    "personel|servis|calisanlar|kullanicilar|bilgisayarlar|subeler|arkadaslar"
)
_WHO = (
    "(?:office|company|floor|team|department|building|branch|site|staff|group|store|school|warehouse|factory|users|"
    "computers|everyone)"
)
_NOT_HELPED = Phrases(
    "(?:kimse|hic kimse|kimseden|kimseye|hickimse)(?: [a-z]+){0,2} (?:yardim|ilgilen|don|ara|bak|cevap|yanit|gelm|yazm|"
    "ulas|haber|cozem|destek|bilm|umurs)[a-z]*(?: [a-z]*m[aei][a-z]*)?",
    "(?:no ?body|no one)(?: [a-z]+){0,3} (?:help|answer|repl|respond|call|look|came|cares?|contact|reach|got|is on|"
    "knows?|told|wrote|comes)[a-z]*",
    "herkes(?:e|ten)? (?:ayni (?:seyi|cevabi)|selam|merhaba|iyi|kolay|tesekkur)~",
    "(?:hi|hello|thanks|dear|hey) (?:everyone|"
    "everybody|all)", "(?:bende|sadece ben|benimki|yalniz ben)[a-z]* (?:boyle|ayni)",
    "everyone else(?: [a-z]+){0,3} (?:fine|ok|works?|working|can)",
    "(?:diger )?(?:herkes|digerleri|arkadaslar)(?:in(?:ki|de)?|te)?(?: [a-z]+){0,2} (?:giriyor|calisiyor|girebiliyor|"
    "baglaniyor|acabiliyor|sorun yok|girdi|problemsiz)~", "herkes(?:in|ten) (?:bildigi|once)",
)
"""What only sounds like many: nobody answered, everybody else is fine, a greeting to all."""

_MANY = Phrases(
    "(?:hic )?kimse(?:nin|de|miz)?(?: [a-z0-9]+){0,4} [a-z]*" + NEGATIVE, "kimse(?:nin|de)? (?:[a-z]+ )?(?:yok|calis~)",
    "herkes(?:in|te|e|i|imiz)?", "hepimiz~", "hic ?birimiz~", "tumumuz~", "her ?kes[a-z]*",
    f"(?:butun|tum|komple|cumle|her) (?:bir )?(?:{_PLACE})[a-z]*",
    f"(?:{_PLACE})(?:c[ae]|im[iu]z(?:ca|ce)?)? (?:olarak|komple|genel[a-z]*|cap[iu]nda|tamamen)",
    f"(?:{_PLACE})(?:[a-z]*)(?:ta|te|da|de|taki|teki|daki|deki) (?:herkes|hic ?kimse|kimse|tum|butun|hepsi|"
    f"genel)[a-z]*", "(?:genel|toplu) (?:bir )?(?:kesinti|sorun|ariza|problem)~",
    "[0-9]+ (?:kisi|kullanici|bilgisayar|calisan|personel|makine|pc|people|users?|computers?|machines?|pcs|employees|"
    "colleagues|workstations)~",
    "(?:bir ?cok|cok sayida|pek cok|onlarca|bir suru|birkac) (?:kisi|kullanici|arkadas|bilgisayar|calisan|"
    "musteri|sube|personel)~", "ekip(?:teki|ce|imiz|imizde|tekiler)~", "arkadaslar(?:imiz|im|da)? da",
    "no ?body", "no one", "every ?one", "every ?body", "(?:all|none|most|many|several|some) of (?:us|the team|our|my)~",
    f"(?:whole|entire|all|complete) (?:of )?(?:the |my |our )?{_WHO}s?",
    "(?:all|many|several|multiple|most|a lot of|lots of) (?:the |our |my )?"
    "(?:users?|people|colleagues|employees|coworkers|computers|machines|pcs|customers|staff|branches|departments)",
    "we all", "us all", "(?:company|office|site|department|building) ?wide",
)

_NOT_STOPPED = Phrases(
    "acil (?:degil|durum numara|servis)~",
    "(?:not|isn t|no) (?:so |that |very |really )?(?:urgent|urgency|rush|hurry)~", "aciliyet[a-z]* (?:yok|degil)",
    "(?:acelesi|acelem|aceliyet)[a-z]* (?:yok|degil)", "nothing urgent", "non urgent",
    "(?:slow|slowed|shut|turn|write|wrote|note|calm|come|go|scroll|log|break|step|power|cut|put|page|drop|lock|tear|"
    "lay|sit|way|up and|up or|hunt|narrow|count)(?:s|ed|ing|ting|ped|down)? down(?! (?:for everyone))",
    "down(?:load|grade|stairs|ward|side|arrow)~",
    "(?:nasil|ne zaman) calis(?:abil|ir)~",
)
_STOPPED = Phrases(
    "is(?:im|imiz|ler|lerim|lerimiz|i)?(?: [a-z]+){0,2} (?:durdu|durmus|duruyor|durma|aksiyor|aksadi|kaldi|bekliyor|"
    "yuruyemiyor|yapamiyorum)~",
    "(?:is|isimi|isimizi|islerimi|islerimizi|hic ?bir sey|hic bir is)(?: [a-z]+){0,2} yapam(?:iyor|adi)~",
    "(?:hic )?calisam(?:iyor|adi|az)~", "acil(?:dir|en|se|i|iyet~|ce)?", "ivedi~", "cok acele~",
    "acele(?:yle|m var| lazim| gerek)?",
    "(?:uretim|satis|sevkiyat|kasa|fabrika|hat|bant|depo|operasyon|sistem|server|sunucu|site|magaza|vezne|"
    "islem)[a-z]*(?: [a-z]+){0,2} (?:durdu|durmus|duruyor|coktu|cokmus|cokuk|kilitlen|gitti|kapali|yapamiyor|"
    "kesemiyor|patladi|down)~", "mahsur kald~", "elim kolum bagli", "kaldik boyle",
    "musteri(?:ler|miz)?(?: [a-z]+){0,3} bekl~",
    "(?:can ?t|cannot|can not|unable to|not able to|couldn t) (?:do (?:any |my )?)?(?:work|do anything|do my job|"
    "continue|get anything done|do any work)~",
    "urgent~", "emergency", "asap", "critical~",
    "(?:production|business|work|sales|everything|operations?|line|site|server|system|network|"
    "website)(?: [a-z]+){0,2} (?:stopped|halted|down|stuck|blocked|standstill|dead|stands still|at a stop)~",
    "(?:is|are|s|went|gone|completely|totally|been) down",
    "(?:i m|we re|am|are|completely|totally) (?:completely |totally )?(?:stuck|blocked|dead in the water)",
    "(?:customers?|clients?|patients?)(?: [a-z]+){0,2} wait~", "show ?stopper", "at a standstill", "right away",
    "immediately",
)

_KIN = (
    "(?:is |mesai |oda |ekip |calisma )?(?:arkadas|mudur|patron|sef|yonetici|meslektas|personel|eleman|stajyer|"
    "asistan|calisan|amir|"
    "baskan|direktor|genel mudur|ekip lider|takim lider|musteri|kullanici|ogretmen|doktor|ustabas|sekreter|"
    "koordinator|memur|uzman|es|esi|ortag|ortak)"
)
_MY_KIN = f"(?:bir )?{_KIN}(?:l[ae]r)?(?:[iu]?m(?:[iu]z)?|[iu]m[iu]z)"
_TITLED = (
    "(?!(?:slm|selam|selamlar|merhaba|meraba|mrb|sayin|sevgili|ya|iyi|gunaydin|tesekkurler)\\b)"
    "[a-z]+ (?:bey|hanim|hoca|abi|abla)"
)
_OWNED = (
    "(?:bilgisayar|laptop|hesab|hesap|sifre|parola|mail|e ?posta|posta|telefon|kullanici|pc|makine|outlook|ekran|vpn|"
    "yazici|klavye|mouse|fare|yetki|erisim|kart|oturum|modem|lisans|tablet|adres)"
)
_ON_BEHALF = Phrases(
    "(?:[a-z]+ (?:bey|hanim)? ?)?ad(?:in|lar)a (?:yaz|bildir|ac|ar|talep|soruy|iste)~",
    f"(?:{_MY_KIN}|{_TITLED}|onun|baskas[iu]|babam|annem|esim)(?:n?[iu]n)? (?:icin|adina)(?: [a-z]+yorum)?",
    "(?:onun|baskasinin|baska birinin) (?:yerine|adina)",
    f"(?:{_MY_KIN}|{_TITLED}|esim|onun)n?[iu]?n (?:[a-z]+ )?{_OWNED}[a-z]*",
    f"{_TITLED}n?[iu]n [a-z]+",
    f"(?:{_MY_KIN}|{_TITLED}|yeni (?:baslayan|gelen|giren)(?: [a-z]+)?)(?: (?:da|de|bu|su|sabahtan|dunden|bir|hic|"
    f"artik|vpn|mail|sistem|outlook)[a-z]*| [a-z]+[ae])? [a-z]*" + NEGATIVE,
    "(?:for|on behalf of|behalf of) (?:my|our|a|an|one of (?:my|our)|another|the new) (?:(?:new|sick|"
    "older) )?(?:colleague|coworker|co worker|boss|manager|"
    "team ?mate|friend|employee|intern|assistant|director|user|customer|client|supervisor|starter|hire|team lead|"
    "secretary|wife|husband)s?", "on behalf of(?: [a-z]+){1,2}", "on (?:his|her|their) behalf",
    "(?:my|our|a) (?:(?:new|sick) )?(?:colleague|coworker|co worker|boss|manager|teammate|friend|employee|intern|"
    "assistant|director|supervisor|team lead|secretary|wife|husband)s?(?: of mine)?(?: s)? (?:(?:[a-z]+ )?"
    "(?:laptop|computer|account|password|mail|email|phone|pc|machine|access|outlook|login|screen|printer)|(?:can ?t|"
    "cannot|can not|isn t|is not|is unable|is locked|doesn t|has no|"
    "has lost|has forgotten|forgot|lost|gets|needs|has a|has problems?|is having|is getting|keeps))~",
)
"""Words that say the trouble is somebody else's."""

_NAME = re.compile(r"\b([A-ZÇĞİÖŞÜ][a-zçğıöşü]+)['’](?:n?[ıiuü]n|s) +([\wçğıöşüİ-]+)")
_GIVEN_NAMES = (
    "ali|ahmet|mehmet|mustafa|huseyin|hasan|ibrahim|ismail|osman|murat|omer|yusuf|emre|burak|can|cem|deniz|"
    "kemal|serkan|hakan|volkan|onur|tolga|baris|ayse|fatma|emine|hatice|zeynep|elif|meryem|sevgi|merve|busra|"
    "esra|ozlem|selin|ece|gizem|derya|pinar|sibel|asli|seda|dilek|gul|hulya|nurcan|aylin|sarah|john|peter|"
    "mike|anna|maria|tom|david|james|lisa|emma|paul|mark|jane|susan"
)
_LOWER_NAME = re.compile(rf"\b({_GIVEN_NAMES})(?:n?[iu]n|'s| s) +({_OWNED}[a-z]*|laptop|computer|"
rf"account|password|email|phone)")
_OWNED_WORD = re.compile(rf"{_OWNED}[a-z]*|(?:laptop|computer|account|password|e?mail|phone|pc|machine|access|"
rf"outlook|login|screen|printer)s?")
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadth:
    """What words suggest: `many` people are affected, work has `stopped`, somebody else's trouble is told.

    `on_behalf` holds the words that say so as they were typed ("müdürüm giremiyor"), else "".
    """

    many: bool = False
    stopped: bool = False
    on_behalf: str = ""


def breadth_of(words: str) -> Breadth:
    """Return what `words`, Turkish or English, suggest about impact, urgency and the person affected."""
    words = words[:MAX_TEXT]
    line = Line(words)
    line.take(_NOT_HELPED)
    many = line.has(_MANY)
    line.take(_NOT_STOPPED)
    return Breadth(many=many, stopped=line.has(_STOPPED), on_behalf=_somebody_else(words))


def _somebody_else(words: str) -> str:
    """Return the words that say the trouble is another's, as typed."""
    if found := Line(words).take(_ON_BEHALF):
        return found.typed
    named = _NAME.search(words)
    if named and _OWNED_WORD.fullmatch(fold(named[2])) and not _OWNED_WORD.fullmatch(fold(named[1])):
        return named.group()
    plain = fold(words)
    if len(plain) == len(words) and (named := _LOWER_NAME.search(plain)):
        return words[named.start() : named.end()]
    return ""
