"""Every door of an application, found by walking its routes."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from starlette.routing import BaseRoute, Mount, Route


def doors(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield method and path of every route, those of mounted applications included."""
    for route in routes:
        if isinstance(route, Mount):
            yield from doors(list(route.routes), prefix + route.path)
        elif isinstance(route, Route):
            for method in sorted(route.methods or ()):
                yield method, prefix + route.path
        elif isinstance(included := getattr(route, "original_router", None), APIRouter):
            yield from doors(list(included.routes), prefix)
