"""Endings of Turkish verbs, folded to ASCII, and phrases built from stems and endings.

A folded vowel stands for two (i for ı and i, u for ü), so an ending is shorter here than in a grammar.
What people leave out when they type fast ("oluyo", "çalışmio", "denicem") is part of an ending.
"""

from __future__ import annotations

DI = "(?:d|(?<=[fstkchp])t)[iu]"
"""It happened: düzeldi, çalıştı. A t stands only behind a voiceless sound: "görüntü" and "bağlantım" are things."""

PAST = f"(?:{DI}(?:m|k|ler|lar)?|m[iu]s(?:im|iz|ler|lar)?)"
"""It happened: düzeldi, düzelmiş. Not düzelmişti: that was so once."""

PRESENT = "[iu]y?o(?:r(?:um|uz|lar)?|m|z)?"
"""It is so now: çalışıyor, calisiyo. Not çalışıyordu: that was so once."""

NEGATIVE = "(?:y?[ae])?m(?:[iu]yo[a-z]*|[iu]or?|yor[a-z]*|[ae]d[iu][a-z]*|[ae]m[iu]s[a-z]*|[ae]z(?:lar)?)"
"""It did not, does not, could not, cannot: olmadı, açılmıyor, girememiş, çalışmaz."""

ABLE = "y?[ae]b[ie]l(?:[dt]i[a-z]*|iyo[a-z]*|mis[a-z]*)"
"""It could or can be done: girebildim, yazdırabiliyorum."""

WILL = "(?:y?[ae]c[ae][gkz][a-z]*|[ieuy]?[iuy]?c[ae][mz]|y?[aei]y[iu]m|y?[ae]l[iu]m|[aeiu]?r(?:im|iz|um|uz))"
"""I am going to: deneyeceğim, denicem, deneyeyim, bakarım."""

DOING = "(?:[iu]y?o(?:rum|ruz|m)|y?[iu]p)"
"""I am at it, or it comes first: deniyorum, deneyip."""

UNTRIED = "(?:y?[ae])?m[ae]d[iu](?:m|k)?"
"""I have not come to it: denemedim, bakamadık."""

ONCE = "(?:[iu]y?ordu|m[iu]st[iu](?!r))[a-z]*"
"""It was so at another time: çalışıyordu, düzelmişti."""


def forms(stems: str, *endings: str) -> str:
    """Return the phrase for each of `stems` (alternatives, `|` between them) with one of `endings`."""
    return f"(?:{stems})(?:{'|'.join(endings)})"
