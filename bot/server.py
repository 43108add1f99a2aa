"""Serves the application over HTTP until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

import uvicorn

from bot.app import App
from bot.console.app import create
from bot.console.health import HealthPages, only_health
from bot.console.services import Services
from bot.parts import Part

GRACE_SECONDS = 3
"""How long open streams may go on after the signal to stop."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; port 0 takes a free one. Raises `OSError` if it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, because asyncio sends without delay (TCP_NODELAY) only on sockets that say that they are TCP.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(1_024)
    except OSError:
        bound.close()
        raise
    return bound


def address_of(bound: socket.socket) -> str:
    """Return the address at which a browser on this computer finds the server."""
    host, port = bound.getsockname()[:2]
    shown = {
        "0.0.0.0": "127.0.0.1",  # noqa: S104  # what a browser cannot open is replaced
        "::": "[::1]",
    }.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def health_of(app: App) -> HealthPages:
    """Return what monitors ask of a server. Without a token only this computer is told, and no public one."""
    token, local = app.config.monitoring.token, not app.config.web.public_url
    return HealthPages(app.readiness, app.host.leases, app.store, token=token, local=local)


def services_of(app: App) -> Services:
    """Return what the web application needs of a server."""
    return Services(
        store=app.store,
        agents=app.agents,
        counter=app.counter,
        outages=app.outages,
        library=app.library,
        hub=app.hub,
        shelf=app.shelf,
        exporting=app.exporting,
        erasing=app.erasing,
        clock=app.clock,
        texts=app.texts,
        catalogue=lambda: app.catalogue,
        thresholds=app.thresholds,
        health=health_of(app),
        replaying=app.replaying,
        routes=[route for channel in app.channels.values() for route in channel.routes()],
        secure_cookies=app.config.web.public_url.startswith("https://"),
    )


def _stay_for_the_end(server: uvicorn.Server) -> None:
    """Let a signal to stop end the serving only, also while it has not begun.

    uvicorn raises it once more when it has stopped, and that must not kill who tidies up.
    """
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, and other threads than the first
            loop.add_signal_handler(stop, setattr, server, "should_exit", True)


async def work(app: App, ready: Callable[[], None] = lambda: None) -> None:
    """Run `app` until SIGINT or SIGTERM, and answer nobody. `ready` is called when it works and can be stopped."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for told in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(told, stop.set)
    await app.start()
    try:
        ready()
        await stop.wait()
    finally:
        await app.stop()


async def serve(
    app: App,
    bound: socket.socket,
    meanwhile: Callable[[], Awaitable[None]] | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Start `app` and answer on `bound` until SIGINT or SIGTERM; with `meanwhile`, until that returns.

    Where serving is no part of the app, only monitors are answered. `ready` is called when it answers and can be
    stopped.
    """
    server = uvicorn.Server(
        uvicorn.Config(
            create(services_of(app)) if Part.WEB in app.parts else only_health(health_of(app)),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    _stay_for_the_end(server)
    await app.start()
    try:
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        ready()
        if meanwhile is not None:
            await meanwhile()
            server.should_exit = True
        await serving
    finally:
        await app.stop()
