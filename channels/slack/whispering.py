"""What only one person sees in a place where others read along."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import aiohttp

from channels.slack import markup, render
from channels.slack.client import Client
from core.channel import SendFailed

_HOST = "slack.com"
_PATIENCE = aiohttp.ClientTimeout(total=5)


def told(text: str) -> dict[str, Any]:
    """Return a text of ours as content of a message, in which nothing is special but web addresses."""
    found = [markup.section(markup.plain(text))]
    group = next(markup.fitted(found, render.BLOCK), [])
    blocks = [{"type": "rich_text", "elements": list(group)}] if group else None
    return {"text": render.fallback(text) or "…", "blocks": blocks}


async def whisper(client: Client, channel: str, user: str, thread: str, text: str) -> None:
    """Tell somebody something where he is; raise `SendFailed`."""
    await client.call("chat.postEphemeral", channel=channel, user=user, thread_ts=thread or None, **told(text))


async def take_back(client: Client, url: str, api_base: str) -> None:
    """Take away what only one person saw, by the address that came with his press; raise `SendFailed`."""
    where, base = urlsplit(url), urlsplit(api_base)
    ours = where.hostname == base.hostname and where.scheme == base.scheme
    if not ours and not (where.scheme == "https" and (where.hostname or "").endswith(f".{_HOST}")):
        raise SendFailed("an address of a strange host", permanent=True)
    try:
        async with client.session.post(
            url, json={"delete_original": True}, timeout=_PATIENCE, allow_redirects=False
        ) as answer:
            if answer.status != 200:
                raise SendFailed(f"not taken away ({answer.status})")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SendFailed(f"not taken away ({type(error).__name__})") from None
