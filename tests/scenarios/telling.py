"""What stories are told with: how they are kept under their names, and how their transcripts are written."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from core.ticket import Status
from tests.world import ROOT, CustomerOf, World

FOLDER = ROOT / "docs" / "stories"
ISTANBUL = ZoneInfo("Europe/Istanbul")

Story = Callable[[World], CustomerOf]
STORIES: dict[str, Story] = {}
"""All stories by name; the modules `*stories*.py` beside this one fill it when they are imported."""


def story(told: Story) -> Story:
    """Keep a story under its name."""
    if told.__name__ in STORIES:
        raise ValueError(f"two stories are called {told.__name__}")
    STORIES[told.__name__] = told
    return told


def solved(world: World) -> CustomerOf:
    """Let Ali hear that his VPN is repaired."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor, bir uzman bakabilir mi")
    if ali.ticket.status is Status.NEW:
        ali.presses("Destek uzmanı istiyorum")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "VPN hesabınızı yeniden açtım.")
    return ali


def transcript(name: str, customer: CustomerOf) -> str:
    """Write down what a customer read and wrote."""
    lines = [f"# {name.replace('_', ' ').capitalize()}", "", (STORIES[name].__doc__ or "").strip(), ""]
    for line in customer.sees():
        who = {"customer": customer.name.title(), "bot": "Önkapı", "agent": line.name}[line.author]
        lines += [f"**{line.at.astimezone(ISTANBUL):%d %b %H:%M} · {who}**", ""]
        lines += [text for part in line.parts for text in (part.text, "")]
        lines += [text for attached in line.files for text in (f"📎 {attached.file.name}", "")]
        if line.buttons:
            lines += [" ".join(f"[{button.label}]" for button in line.buttons), ""]
    return "\n".join(lines).rstrip() + "\n"
