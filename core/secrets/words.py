"""Words that stand where a password could stand, and are none. Folded."""

from __future__ import annotations

import re

_WORD = re.compile(r"\S+")

COMMON = frozenset(
    _WORD.findall(
        "acaba adi adimi adini adresi alamiyorum ama ancak artik ayni aynisi aynisini bana bazen belli ben benim beni "
        "bende bilgisi bilinmiyor birsey bir biz bize bizim bos boyle bu bunu bunun buyuk cep cok cunku daha de dan "
        "degil degismeli degisti dogru dogum dolmus doldu dolu eksik ekran ekrani en eposta eski eskisi eskisini evet "
        "fakat farkli gecerli gecersiz gecici gerek gerekiyor gerekli gibi giris guclu guncel gun gunu hala halen "
        "hangi hangisi hangisini hata hatali hatasi hayir henuz hep her hesap hesabi hic hicbir icin ile ilk ise "
        "islemi isim ismi ismimi kabul kac kere karakter kayip kendi kendim kilit kilitli kim kimin kisa kod kodu "
        "konu konusu kotu kullanici kurali lazim lutfen mail maili merhaba mevcut mi mu musunuz ne neden nedir nerede "
        "niye numara numarami numarasi olan olmali olmadi on onay onu onun orada ortak oyle pin problem problemi "
        "resmi rica sabit sahibi sayfasi sey sifir sifre sifrem sifremi sifresi simdi siz size sizin son sonra soru "
        "sorun sorunu suresi su sunu talebi talep tam tarih tarihi tarihim tarihimi tc tek tekrar telefon tesekkurler "
        "var varsayilan ve veya ya yani yanlis yanlismis yardim yazici yeni yenisi yenisini yok zaten zayif zor "
        "parola parolam a about above access account admin again ago all already also always an and any anymore asked "
        "at bad because been before being below between blank both broken but by can cannot case changed character "
        "characters complex correct date days default did different does done due empty enough error even ever every "
        "exactly expiration expired expires failing false field fine for forgotten from gone good has have her hidden "
        "him his how if in incorrect invalid is it its just known last leaked less locked long longer lost mandatory "
        "may maybe me mine missing more my myself name need needed needs never new no nobody none nor not nothing "
        "null of off ok okay old on one only optional or our out over password personal please policy prompt "
        "protected reset right safe same secret secure sensitive set shared short should so some somehow something "
        "strong temporary than that the their them then there these they this to too true two unable unknown up used "
        "user username valid via was way we weak what when where which who why will with without working wrong "
        "wrongly yes yesterday yet you your office outlook vpn wifi windows sap teams excel word bitlocker"
    )
)
"""What people say about a password in the place of the password."""

VERBAL = re.compile(
    r"[a-z]+(?:[iu]yor[a-z]*|[dt][iu](?:m|k|n|niz|ler|lar)?|m[iu]s(?:im|iz|lar|ler|sin)?|m[ae][kz]|m[ae]d[iu][a-z]*"
    r"|[ae]c[ae][gk][a-z]*|[ae]bil[a-z]+|m[ae]s[iu][a-z]*|m[ae]l[iu][a-z]*|[iu]n[iu]z|ed|ing|ly|able|ible)"
)
"""Endings of Turkish and English verbs and adverbs; a word of six letters and more with one tells what happened."""

PRODUCT = re.compile(
    r"(?:office|windows|win|outlook|exchange|server|sharepoint|teams|sql|sap|dynamics|iphone|ios|android|ipad|galaxy"
    r"|word|excel|vpn|wpa|wifi|version|surum|google|adobe|autocad|logo|netsis|mikro|chrome|firefox|edge)[-.]?[0-9]{1,4}"
    r"|[omd]365|s4hana|w1[01]|802\.1x|sha[0-9]+|aes[-]?[0-9]+|md5|log4j2?|mp[34]|h26[45]|base64|utf-?8"
    r"|2-?(?:factor|step|faktor|asama|adim)[a-z]*|(?:ora-?|aadsts|kb|0x|err-?)[0-9a-f]+|(?:ctrl|alt|shift)\+.*"
)
"""Programs, versions, standards, codes of errors and shortcuts, which look like passwords."""

NAMES = frozenset(
    _WORD.findall(
        "sharepoint onedrive onenote github gitlab linkedin iphone ipad icloud youtube whatsapp powerbi wifi mysql "
        "postgresql javascript openvpn forticlient fortitoken anyconnect teamviewer anydesk keepass keepassxc "
        "lastpass bitlocker globalprotect powerpoint autocad solidworks macbook imac airpods servicenow docusign "
        "dropbox mcafee onelogin bitwarden typescript latex paypal"
    )
)
"""Names with a capital letter in the middle."""

UNIT = re.compile(
    r"[ \t]{1,3}(?:ay|sn|dk|no|tl|lu|li|nolu|hane|harf|(?:gun|hafta|yil|sene|saat|dakika|saniye|kez|kere|defa|karakter"
    r"|hanel|rakam|haneli|tane|adet|kisi|kullanici|numara|tarih|day|week|month|year|hour|minute|min|time|char|digit"
    r"|letter|user|attempt|people|sefer|deneme)[a-z']*)(?![a-z0-9])"
)
"""What is counted by the number before it."""
