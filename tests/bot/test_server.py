"""How the server listens."""

from __future__ import annotations

import asyncio
import socket

from bot.server import address_of, listen


def test_an_answer_leaves_at_once_also_where_it_is_written_in_two_pieces() -> None:
    """With Nagle's algorithm the second piece would wait for the receiver's delayed acknowledgement: 40 ms."""

    async def accepted() -> int:
        waiting: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            taken = writer.get_extra_info("socket")
            waiting.set_result(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        bound = listen("127.0.0.1", 0)
        async with await asyncio.start_server(serve, sock=bound):
            _, writer = await asyncio.open_connection(*bound.getsockname())
            undelayed = await waiting
            writer.close()
            return undelayed

    assert asyncio.run(accepted())


def test_an_address_is_one_that_a_browser_opens() -> None:
    with listen("0.0.0.0", 0) as bound:
        assert address_of(bound) == f"http://127.0.0.1:{bound.getsockname()[1]}"
