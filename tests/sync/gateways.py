"""Real gateways on the loopback: one HTTP server for the whole run, a folder of it a center."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.center import gateway_keys as keys
from app.center.gateway import Gateway
from app.center.gateway_gate import GatewayPolicy
from app.entrypoints.gateway import listen, server
from app.entrypoints.gateway_link import HttpTransport
from app.entrypoints.station_token import TokenPlace
from app.remote.center_http import CenterHttp
from app.store.engine import Store, open_store

TOKEN = "token-of-{}-0123456789012345678901234567890123456789"


class HttpServer:
    """uvicorn in a thread; ``apps`` by the first folder of the path."""

    def __init__(self, certificate: str = "", key: str = "") -> None:
        self.apps: dict[str, Starlette] = {}
        self._listening = listen("127.0.0.1", 0)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listening.getsockname()[1]}"
        self._server = server(cast("Starlette", self._dispatcher()), certificate, key)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listening]}, name="uvicorn"
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()

    def _dispatcher(self) -> ASGIApp:
        async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
            folder, _, rest = scope["path"].lstrip("/").partition("/")
            app = self.apps.get(folder)
            if app is None:
                await Response(status_code=502)(scope, receive, send)
                return
            await app({**scope, "path": f"/{rest}"}, receive, send)

        return dispatch


class Gateways:
    """A gateway for every center that a bench of the test asks for."""

    def __init__(self, at: HttpServer, folder: Path, deadline_s: float = 5.0) -> None:
        self._at = at
        self._deadline_s = deadline_s
        self._folder = folder
        self._open: dict[str, tuple[str, Store, ThreadPoolExecutor]] = {}

    def url(self, center: str, policy: GatewayPolicy | None = None) -> str:
        """The address of a center's gateway, which runs from now on."""
        if center not in self._open:
            name = f"{self._folder.name}-{len(self._open)}"
            store = open_store(center, warehouse="W1", deadline_s=self._deadline_s)
            executor = ThreadPoolExecutor(4, "gateway")
            gateway = Gateway(store, executor, _now, time.monotonic, policy or loose())
            self._at.apps[name] = gateway.app()
            self._open[center] = (name, store, executor)
        return f"{self._at.url}/{self._open[center][0]}"

    def connect(self, center: str, station: str, ca_file: str = "") -> HttpTransport:
        """An enrolled bench's link."""
        url = self.url(center)
        folder = self._folder / f"home-{station}-{len(list(self._folder.iterdir()))}"
        folder.mkdir()
        place = TokenPlace(folder, url, station, no_keyring())
        place.put(TOKEN.format(station))
        with self._open[center][1].write() as tx:
            tx.stations.set_token(station, keys.hashed(TOKEN.format(station)))
        return HttpTransport(CenterHttp(url, ca_file=ca_file), station, place)

    def close(self) -> None:
        for name, store, executor in self._open.values():
            del self._at.apps[name]
            executor.shutdown()
            store.close()
        self._open.clear()


def no_keyring() -> KeyringBackend:
    """A computer without a keyring: the token is in a file."""
    made: KeyringBackend = Keyring()  # type: ignore[no-untyped-call]
    return made


def loose() -> GatewayPolicy:
    """Limits that no test meets by being quick."""
    return GatewayPolicy(rate=10_000, burst=10_000, at_once=16)


def _now() -> datetime:
    return datetime.now(UTC)
