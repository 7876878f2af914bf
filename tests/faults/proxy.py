"""A wire that misbehaves on command, between a bench and whatever listens behind it (TCP)."""

import asyncio
import threading
from dataclasses import dataclass
from enum import Enum
from typing import Self


class Mood(Enum):
    CALM = "calm"
    SLOW = "slow"  # every chunk a little later
    CUT_UP = "cut on the way there"  # after some bytes, with a reset
    CUT_DOWN = "cut on the way back"
    ANSWER_LOST = "cut after COMMIT, before its answer"
    HOLE = "a black hole: taken, never delivered"
    REFUSED = "nobody listens"


@dataclass(slots=True)
class _Wires:
    """Both ends of one connection."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    swallowed: bool = False

    def reset(self) -> None:
        for end in (self.client, self.server):
            end.transport.abort()


class Proxy:
    """Listens on ``port`` in a thread of its own. ``behave`` counts for old and new connections."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._mood, self._bytes = Mood.CALM, 0
        self.hits = 0  # how often a mood broke or swallowed something
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chaos-proxy")

    def behave(self, mood: Mood, after_bytes: int = 0) -> None:
        """``after_bytes``: how much still passes before a cut."""
        self._mood, self._bytes = mood, after_bytes

    def __enter__(self) -> Self:
        self._thread.start()
        self._up.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        self._loop.run_forever()
        server.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._mood is Mood.REFUSED:
            self.hits += 1
            writer.transport.abort()
            return
        try:
            upstream, server = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        wires = _Wires(writer, server)
        try:
            await asyncio.gather(
                self._pump(reader, server, wires, up=True),
                self._pump(upstream, writer, wires, up=False),
            )
        except asyncio.CancelledError:
            return  # the proxy is closed
        finally:
            wires.reset()

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, wires: _Wires, *, up: bool
    ) -> None:
        try:
            while data := await source.read(2048):
                await self._carry(data, sink, wires, up=up)
        except (ConnectionError, OSError):
            pass
        wires.reset()

    async def _carry(
        self, data: bytes, sink: asyncio.StreamWriter, wires: _Wires, *, up: bool
    ) -> None:
        mood = self._mood
        if mood is Mood.HOLE or wires.swallowed:
            self.hits += not wires.swallowed
            wires.swallowed = True  # what was lost inside a stream is never made good
            return
        if mood is Mood.SLOW:
            self.hits += 1
            await asyncio.sleep(0.003)
        if mood is (Mood.CUT_UP if up else Mood.CUT_DOWN):
            if self._bytes <= len(data):
                sink.write(data[: self._bytes])
                await sink.drain()
                self._break(wires)
                return
            self._bytes -= len(data)
        sink.write(data)
        await sink.drain()
        if mood is Mood.ANSWER_LOST and up and b"COMMIT" in data:
            await asyncio.sleep(0.05)
            self._break(wires)

    def _break(self, wires: _Wires) -> None:
        self.hits += 1
        self._mood = Mood.CALM
        wires.reset()
        raise ConnectionResetError
