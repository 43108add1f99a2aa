"""A web chat on a real server with an engine that records behind it, for what is asked of it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from channels import web
from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving

INTRANET = "https://intranet.example"


@pytest.fixture
def host() -> Recorder:
    return Recorder()


@pytest.fixture
def address(host: Recorder) -> Iterator[str]:
    sites = [
        {"key": "ornek", "organization": "ornek", "origins": [INTRANET], "secret": "hush"},
        {"key": "acme", "organization": "acme"},
    ]
    with serving(web.create(web.Settings.model_validate({"sites": sites})), host) as url:
        yield url
        host.end()


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    """A client that keeps cookies, as a browser does."""
    with httpx.Client(base_url=address, timeout=10, trust_env=False) as client:
        yield client
