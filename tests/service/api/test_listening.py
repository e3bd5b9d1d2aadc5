"""The socket that the service listens on."""

from __future__ import annotations

import asyncio
import socket

import pytest

from gouhook_gis.service.api.server import _listening
from tests.support.threads import apart


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_does_not_wait_for_the_last_packet_to_be_acknowledged(host: str) -> None:
    """With Nagle's algorithm head and body of an answer would be 40 ms apart."""
    made = _listening(host, 0)
    port = made.getsockname()[1]

    async def served() -> int:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held = writer.get_extra_info("socket")
            told.set_result(held.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(answer, sock=made):
            _, writer = await asyncio.open_connection(host, port)
            found = await asyncio.wait_for(told, 30)
            writer.close()
            return found

    assert apart(lambda: asyncio.run(served())) == 1
