"""A chart of bars, as SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

LINE, LEFT, WIDE = 30, 220, 420


def bars(title: str, values: Mapping[str, float]) -> str:
    """Return a picture with a horizontal bar for each of `values`, 0 to 1; its colours follow the reader's scheme."""
    height = LINE * len(values) + 50
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDE + 80} {height}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="14"><title>{escape(title)}</title>'
        ),
        (
            "<style>text{fill:#1f2933}.bar{fill:#9fb3c8}.ours{fill:#2563eb}"
            "@media(prefers-color-scheme:dark){text{fill:#e4e7eb}.bar{fill:#52606d}.ours{fill:#60a5fa}}</style>"
        ),
        f'<text x="{LEFT}" y="22" font-weight="600">{escape(title)}</text>',
    ]
    for place, (name, value) in enumerate(values.items()):
        top = 40 + place * LINE
        kind = "ours" if name.startswith("Önkapı") else "bar"
        lines += [
            f'<text x="{LEFT - 10}" y="{top + 15}" text-anchor="end">{escape(name)}</text>',
            f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{value * WIDE:.0f}" height="20" rx="3"/>',
            f'<text x="{LEFT + value * WIDE + 8:.0f}" y="{top + 15}">{value:.2f}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"
