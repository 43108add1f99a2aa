"""What a browser calls itself, as people call it: "Firefox, Windows" out of two hundred characters."""

from __future__ import annotations

# Each also says that it is others: the first mark that is found tells which it is.
_BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "YaBrowser": "Yandex", "SamsungBrowser": "Samsung Internet", "Vivaldi": "Vivaldi",
    "FxiOS": "Firefox", "Firefox/": "Firefox", "CriOS": "Chrome", "Chrome/": "Chrome", "Version/": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS", "Windows": "Windows",
    "Mac OS X": "macOS", "Linux": "Linux",
}  # fmt: skip


def called(client: str) -> str:
    """Return how people call the browser and the system that `client` names; "" where neither is known."""
    parts = (next((name for mark, name in known.items() if mark in client), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(part for part in parts if part)
