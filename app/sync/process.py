"""The worker in a process of its own: the bench's interpreter is never held up by a copy.

``spawn`` everywhere, so that Linux and Windows do the same. The child sees only light imports: no
Qt, no paper. It dies with its parent, because their pipe ends; when it dies alone, it is started
again, and loses nothing, because all it knows stands in the database.
"""

import logging
import multiprocessing
import random
import signal
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Lock, Thread

from app.store.engine import open_store
from app.sync.instance import instance_of
from app.sync.loop import Pace, listen, run
from app.sync.messages import Message, WorkerFailed
from app.sync.transport import CenterTransport
from app.sync.worker import Station, SyncWorker

log = logging.getLogger(__name__)

WAKE = ""
STOP_S = 5.0


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """What the child needs. ``connect`` is a module-level function: it travels by its name.

    ``center`` is its argument: a path or an address. ``local`` is the path of the bench's own
    database.
    """

    local: str
    center: str
    warehouse: str
    station: str
    connect: Callable[[str, str, str], CenterTransport]  # center, warehouse, station
    program: str = ""
    busy_ms: int = 5_000


class SyncProcess:
    """Starts the child, posts what it says to ``notify`` (from a thread of its own)."""

    def __init__(self, settings: SyncSettings, notify: Callable[[Message], None]) -> None:
        self._settings = settings
        self._notify = notify
        self._context = multiprocessing.get_context("spawn")
        self._stopping = Event()
        self._lock = Lock()
        self._commands: Connection | None = None
        self._child: BaseProcess | None = None
        self._devices: dict[str, str] = {}
        self._thread = Thread(target=self._watch, name="sync-reader")

    def start(self) -> None:
        self._thread.start()

    def claim(self, order_id: str) -> None:
        """Ask for an order. Without a child or a center there is no answer: a claim is advice."""
        self._send(order_id)

    def wake(self) -> None:
        """Something waits: do not sleep on."""
        self._send(WAKE)

    def tell_devices(self, states: dict[str, str]) -> None:
        """How the bench's devices are now, each kind: the office sees it with the next greeting."""
        if states != self._devices:
            self._devices = states
            self._send(states)

    def stop(self) -> None:
        """Ends child and thread; a child that hangs is ended the hard way."""
        self._stopping.set()
        with self._lock:
            if self._commands is not None:
                self._commands.close()
                self._commands = None
        self._thread.join()

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        child = self._child
        return child.pid if child else None

    def _send(self, word: str | dict[str, str]) -> None:
        with self._lock:
            if self._commands is None:
                return
            try:
                self._commands.send(word)
            except OSError:
                log.info("the sync process is not there to hear %r", word)

    def _watch(self) -> None:
        pace = Pace(random.Random())  # noqa: S311 - jitter
        while not self._stopping.is_set():
            heard = self._one_life()
            if self._stopping.is_set():
                return
            self._notify(WorkerFailed("the sync process ended and is started again"))
            self._stopping.wait(pace.after(worked=heard))

    def _one_life(self) -> bool:
        """One child from start to end; whether it ever said something."""
        commands_in, commands_out = self._context.Pipe(duplex=False)
        messages_in, messages_out = self._context.Pipe(duplex=False)
        child = self._context.Process(
            target=work, args=(self._settings, commands_in, messages_out), name="sync", daemon=True
        )
        child.start()
        commands_in.close()
        messages_out.close()  # now the child's end is the only one: its death ends the pipe
        self._child = child
        with self._lock:
            if self._stopping.is_set():
                commands_out.close()
            else:
                self._commands = commands_out
        if self._devices:
            self._send(self._devices)
        heard = self._listen(messages_in)
        with self._lock:
            self._commands = None
        commands_out.close()
        messages_in.close()
        _end(child)
        self._child = None
        return heard

    def _listen(self, messages: Connection) -> bool:
        heard = False
        try:
            while not self._stopping.is_set() or messages.poll(STOP_S):
                if messages.poll(0.2):
                    self._notify(messages.recv())
                    heard = True
        except (EOFError, OSError):
            pass
        return heard


def _end(child: BaseProcess) -> None:
    child.join(STOP_S)
    for stronger in (child.terminate, child.kill):
        if child.is_alive():
            stronger()
            child.join(STOP_S)
    child.close()


def work(settings: SyncSettings, commands: Connection, messages: Connection) -> None:
    """The child: a loop in the main thread, a thread that hears the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent; it will tell us
    stop, wake = Event(), Event()
    rng = random.Random()  # noqa: S311 - jitter

    def notify(message: Message) -> None:
        try:
            messages.send(message)
        except OSError:  # the parent is gone
            stop.set()
            wake.set()

    store = open_store(
        Path(settings.local),
        warehouse=settings.warehouse,
        station=settings.station,
        busy_ms=settings.busy_ms,
        again=True,  # the center has the rows, and its answers can be asked for again
    )
    transport = _connected(settings)
    ear = _connected(settings)
    instance = instance_of(store, Path(settings.local), uuid.uuid4().hex)
    station = Station(settings.station, settings.program, instance)
    worker = SyncWorker(store, transport, station, _now, rng, notify)
    hearing = Thread(target=_hear, args=(commands, worker, stop, wake), name="sync-commands")
    hearing.start()
    # A daemon: it may sit in a question of some seconds, and the process need not wait for it.
    listening = (ear, settings.station, stop, wake, Pace(rng))
    Thread(target=listen, args=listening, name="sync-ear", daemon=True).start()
    try:
        run(worker, stop, wake, rng, notify)
    finally:
        transport.close()
        ear.close()
        store.close()
    hearing.join()


def _connected(settings: SyncSettings) -> CenterTransport:
    return settings.connect(settings.center, settings.warehouse, settings.station)


def _hear(commands: Connection, worker: SyncWorker, stop: Event, wake: Event) -> None:
    try:
        while True:
            word = commands.recv()
            if isinstance(word, dict):
                worker.devices = word
                continue
            if word != WAKE:
                worker.ask_claim(word)
            wake.set()
    except (EOFError, OSError):
        stop.set()
        wake.set()


def _now() -> datetime:
    return datetime.now(UTC)
