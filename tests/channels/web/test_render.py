"""What people and articles say, as HTML that is safe to insert."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.web.render import article, plain

TAG = re.compile(r"<[^>]*>")
A_LINK = re.compile(r'</a>|<a href="https?://[^"<>\s]+" target="_blank" rel="noopener noreferrer nofollow">')


def test_an_address_in_words_becomes_a_link_that_opens_elsewhere() -> None:
    shown = plain("Metin: https://ornek.example/kvkk?a=1&b=2. Tamam mı?")
    assert 'href="https://ornek.example/kvkk?a=1&amp;b=2"' in shown
    assert shown.endswith("</a>. Tamam mı?")
    assert 'rel="noopener noreferrer nofollow"' in shown


def test_markup_in_words_stays_words() -> None:
    assert plain('<b onclick="x">&') == "&lt;b onclick=&quot;x&quot;&gt;&amp;"


@given(st.text(alphabet=st.sampled_from("<>\"'&:/ahtps.x \n)(\u202e")))
def test_words_never_become_another_tag_than_a_link(text: str) -> None:
    assert all(A_LINK.fullmatch(tag) for tag in TAG.findall(plain(text)))


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](https://elsewhere.example/pixel.gif)",
        '<https://x.example/" onmouseover=alert(1)>',
    ],
)
def test_an_article_can_neither_act_nor_fetch(markdown: str) -> None:
    shown = article(markdown)
    assert not re.search(r"<(script|img|iframe|style)|<[^>]+\s(on\w+|src)=", shown)
    assert not re.search(r'href="(?!https?://)', shown)


def test_an_article_keeps_its_shape() -> None:
    shown = article("# VPN\n\n1. Bir\n2. `iki`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[rehber](https://ornek.example)")
    assert "<h3>VPN</h3>" in shown
    assert "<li>Bir</li>" in shown
    assert "<code>iki</code>" in shown
    assert "<table>" in shown
    assert 'target="_blank"' in shown


def test_long_markup_takes_no_time() -> None:
    for hostile in ("[" * 50_000, "*a " * 30_000, "> " * 5_000 + "x", "`" * 50_000, "https://" * 10_000):
        article(hostile)
        plain(hostile)
