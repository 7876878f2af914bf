"""Everything of a bench but its window: built here, started and stopped in one place."""

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import uuid_utils

from app import __version__
from app.config import Settings
from app.devices.printers.base import Output
from app.domain.values import Moment
from app.domain.weighing import GatePolicy
from app.entrypoints.station_center import connection
from app.i18n import Words
from app.labels.page import LabelError
from app.labels.worker import LabelWorker
from app.station import devices_page, papers
from app.station.alarms import Alarm, AlarmsHeard
from app.station.bench import Bench
from app.station.device_view import DevicePage, DeviceTest
from app.station.devices_page import Devices
from app.station.effects import AskClaim, Effect, PrintLabel, PrintSlip, ScaleCommand, WakeSync
from app.station.hardware import Hardware, label_printer
from app.station.inputs import CenterHeard, ClaimHeard, OrdersHeard
from app.station.mailbox import Mailbox
from app.station.printing import Printable, Printing
from app.station.recorder import Recorder
from app.station.snapshot import BenchSnapshot
from app.station.turn import BenchIdentity
from app.store.engine import open_store
from app.store.errors import StoreError
from app.store.records import Task
from app.store.vault import VaultError
from app.sync.messages import ClaimAnswered, LinkState, Message, OrdersChanged, Synced, TasksChanged
from app.sync.process import SyncProcess, SyncSettings

DATABASE = "bench.db"
_BENCHES = ("first_station",)  # where a task's details name another bench


def now() -> Moment:
    """The clock of this computer: the only place a bench gets its time from."""
    return Moment(datetime.now(UTC), mono_ms())


def mono_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def new_id() -> str:
    """A UUIDv7: made here, unique everywhere, in the order of making."""
    return str(uuid_utils.uuid7())


class StationHost:
    """One running bench. ``on_snapshot`` is called in the bench's thread and must only hand on."""

    def __init__(
        self, settings: Settings, home: Path, on_snapshot: Callable[[BenchSnapshot], None]
    ) -> None:
        bench = settings.bench
        self._settings = settings
        self._station = bench.station
        self._words = Words(bench.language)
        self._home = home
        self._store = open_store(
            home / DATABASE, warehouse=bench.warehouse, station=bench.station, upgrade=True
        )
        identity = BenchIdentity(
            bench.warehouse, bench.station, bench.name, boot_id=uuid.uuid4().hex
        )
        scale = settings.scale
        gate = GatePolicy(
            min_g=settings.policy.min_parcel_g,
            division_g=scale.division_g if scale else 1,
            settle_ms=scale.settle_ms if scale else 500,
        )
        recorder = Recorder(self._store, identity, settings.policy, new_id)
        self.bench = Bench(recorder, bench.name, settings.policy, gate)
        self.mailbox = Mailbox(self.bench, now, on_snapshot, self._do)
        self.devices = Devices(settings, self.mailbox.post)
        self.hardware = Hardware(settings.scanner, settings.scale, self.devices.post, mono_ms)
        self._labels = LabelWorker()
        self._printing = Printing(
            label_printer(settings.printer, home), self._render, self.devices.post, mono_ms
        )
        self._sync = self._build_sync()
        self._synced_to = 0

    def start(self) -> None:
        self.mailbox.start()
        self._printing.start()
        self.hardware.start()
        if self._sync:
            self._sync.start()

    def stop(self) -> None:
        """Stop in reverse order; everything heard until now is handled and stored."""
        if self._sync:
            self._sync.stop()
        self.hardware.stop()
        self.mailbox.stop()
        self._printing.stop()
        self._labels.close()
        self._store.close()

    def device_page(self) -> DevicePage:
        """What the device page shows now."""
        return self.devices.page(self.hardware)

    def test_device(self, test: DeviceTest) -> None:
        """A test that a person asked for on the device page."""
        if test is DeviceTest.ZERO:
            self.hardware.command("zero")
        elif test is DeviceTest.PRINT_TEST:
            self._printing.put(devices_page.test_label(mono_ms()))

    def _build_sync(self) -> SyncProcess | None:
        connect = connection(self._settings.center, self._home)
        if connect is None:
            return None
        bench = self._settings.bench
        settings = SyncSettings(
            local=str(self._home / DATABASE),
            warehouse=bench.warehouse,
            station=bench.station,
            program=__version__,
            connect=connect,
            center=self._settings.center.url or self._settings.center.database,
        )
        return SyncProcess(settings, self._news)

    def _do(self, effect: Effect) -> None:
        match effect:
            case PrintLabel() | PrintSlip():
                self._printing.put(effect)
            case ScaleCommand(name=name):
                self.hardware.command(name)
            case AskClaim(order_id=order_id) if self._sync:
                self._sync.claim(order_id)
            case WakeSync() if self._sync:
                self._sync.wake()

    def _render(self, effect: Printable, output: Output) -> bytes:
        at = datetime.now(UTC)
        sender = self._settings.sender
        if isinstance(effect, PrintSlip):
            slip = papers.repick_slip(effect, self._settings.bench.name, at, self._words)
            return self._labels.render(slip, output)
        party = papers.Sender(sender.name, sender.phone, sender.address)
        courier = self._settings.policy.courier_name(effect.courier)
        effect = self._addressed(effect)
        return self._labels.render(papers.waybill_label(effect, courier, party, at), output)

    def _addressed(self, effect: PrintLabel) -> PrintLabel:
        """The label with who receives it: opened here, in the printer's thread, and kept nowhere.

        Raises LabelError where the address is not here: no label goes out without it.
        """
        if not effect.order.warehouse:  # a test label belongs to nobody
            return effect
        try:
            with self._store.read() as tx:
                to = tx.personal.recipient(effect.order.id)
        except (VaultError, StoreError) as error:
            raise LabelError(f"the recipient cannot be read: {error}") from error
        if to is None:
            raise LabelError("the order is not on this bench any more: its recipient is not known")
        return replace(effect, order=replace(effect.order, recipient=to))

    def _news(self, message: Message) -> None:
        """The center's news in the bench's own words."""
        post = self.mailbox.post
        match message:
            case OrdersChanged(order_ids=order_ids):
                post(OrdersHeard(order_ids))
            case Synced(up_to_n=n):
                self._synced_to = n
            case ClaimAnswered():
                at = message.packed_at.astimezone().strftime("%H:%M") if message.packed_at else ""
                holder = message.packed_by or message.holder_station
                packed = message.state == "packed"
                post(ClaimHeard(message.order_id, message.granted, holder, packed, at))
            case TasksChanged(tasks=tasks):
                post(AlarmsHeard(tuple(_alarm(task, self._station) for task in tasks)))
            case LinkState():
                post(
                    CenterHeard(
                        message.reachable,
                        message.data_age_s,
                        message.waiting,
                        message.refused,
                        self._synced_to,
                    )
                )
            case _:
                pass


def _alarm(task: Task, station: str) -> Alarm:
    """A task in the bench's words: which order, and who else packed it."""
    named = (task.station_id, *(str(task.details.get(name, "")) for name in _BENCHES))
    others = dict.fromkeys(one for one in named if one and one != station)
    return Alarm(task.id, task.kind, str(task.details.get("order_number", "")), ", ".join(others))
