"""Everything of a bench but its window: built here, started and stopped in one place."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import uuid_utils

from app import __version__
from app.clock import mono_ms
from app.config import ScaleSettings, Settings
from app.devices.discovery import Discovery
from app.devices.hotplug import PlugsChanged, PlugWatch
from app.devices.printers.base import Output
from app.domain.readings import DeviceKind
from app.domain.scale_profile import ScaleProfile
from app.domain.values import Moment
from app.domain.weighing import GatePolicy
from app.entrypoints.kept_devices import KeptDevices, keep_devices, kept_devices
from app.entrypoints.label_print import parcel_label
from app.entrypoints.manifest_print import manifest_paper
from app.entrypoints.station_center import connection
from app.entrypoints.support import Support
from app.i18n import Words
from app.labels.worker import LabelWorker
from app.station import papers
from app.station.alarms import Alarm, AlarmsHeard
from app.station.bench import Bench
from app.station.commands import OfferTaken, ScannerLearnt
from app.station.device_view import DevicePage
from app.station.devices_page import Devices
from app.station.effects import (
    AskClaim,
    Effect,
    NoteMisread,
    PrintLabel,
    PrintManifest,
    PrintSlip,
    SaveBundle,
    ScaleCommand,
    WakeSync,
)
from app.station.hardware import Hardware, label_printer
from app.station.inputs import CenterHeard, ClaimHeard, OrdersHeard
from app.station.mailbox import Mailbox
from app.station.offers import bound
from app.station.printing import Printable, Printing
from app.station.recorder import Recorder
from app.station.scale_settings import save_scale
from app.station.snapshot import BenchSnapshot
from app.station.turn import BenchIdentity
from app.store.engine import open_store
from app.store.records import Task
from app.sync.messages import ClaimAnswered, LinkState, Message, OrdersChanged, Synced, TasksChanged
from app.sync.process import SyncProcess, SyncSettings

DATABASE = "bench.db"
_BENCHES = ("first_station",)  # where a task's details name another bench


def now() -> Moment:
    """The clock of this computer: the only place a bench gets its time from."""
    return Moment(datetime.now(UTC), mono_ms())


def new_id() -> str:
    """A UUIDv7: made here, unique everywhere, in the order of making."""
    return str(uuid_utils.uuid7())


class StationHost:
    """One running bench. ``on_snapshot`` is called in the bench's thread and must only hand on."""

    def __init__(
        self, settings: Settings, home: Path, on_snapshot: Callable[[BenchSnapshot], None]
    ) -> None:
        bench = settings.bench
        self._kept = kept_devices(home)
        self._settings = settings = bound(settings, self._kept.ports)
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
        self._on_snapshot = on_snapshot
        self.mailbox = Mailbox(self.bench, now, self._show, self._do)
        self.devices = Devices(settings, self.mailbox.post)
        self.hardware = Hardware(settings.scanner, settings.scale, self.devices.post, mono_ms)
        self._watch = PlugWatch(Discovery().look, self._plugged)
        self._labels = LabelWorker()
        self._printing = Printing(
            label_printer(settings.printer, home), self._render, self.devices.post, mono_ms
        )
        self.support = Support(home, lambda: self._settings, self.devices, self.hardware, mono_ms)
        self._sync = self._build_sync()
        self._synced_to = 0

    def _show(self, snap: BenchSnapshot) -> None:
        """To the window; how the devices are, to the center too."""
        if self._sync:
            pills = (pill for pill in snap.pills if pill.kind is not DeviceKind.CENTER)
            self._sync.tell_devices({pill.kind.value: pill.state.value for pill in pills})
        self._on_snapshot(snap)

    def start(self) -> None:
        self.mailbox.start()
        self.support.start()
        self._printing.start()
        self.hardware.start()
        self._watch.start()
        if self._sync:
            self._sync.start()

    def stop(self) -> None:
        """Stop in reverse order; everything heard until now is handled and stored."""
        if self._sync:
            self._sync.stop()
        self._watch.stop()
        self.hardware.stop()
        self.support.close()
        self.mailbox.stop()
        self._printing.stop()
        self._labels.close()
        self._store.close()

    def device_page(self) -> DevicePage:
        """What the device page shows now."""
        return self.devices.page(self.hardware)

    @property
    def scale(self) -> ScaleSettings | None:
        """How the scale is read now."""
        return self._settings.scale

    def profiles(self) -> tuple[ScaleProfile, ...]:
        """Scales that a bench of this warehouse learnt."""
        with self._store.read() as tx:
            return tx.scale_profiles.every()

    def keep_scale(self, scale: ScaleSettings, file: Path) -> None:
        """Read the scale so, now and after the next start. Raises ConfigError or OSError."""
        self.hardware.use_scale(scale)
        save_scale(file, scale)
        ports = {key: port for key, port in self._kept.ports.items() if key != scale.id}
        self._kept = KeptDevices(ports, self._kept.wedge)
        keep_devices(self._home, self._kept)
        self._settings = replace(self._settings, scale=scale)
        self.devices.rebound(self._settings)

    def take_offer(self, taken: OfferTaken) -> None:
        """Use a device that was plugged in, now and after the next start."""
        self.hardware.rebind(taken.device_id, taken.address)
        ports = self._kept.ports | {taken.device_id: taken.address}
        self._kept = KeptDevices(ports, self._kept.wedge)
        keep_devices(self._home, self._kept)
        self._settings = bound(self._settings, self._kept.ports)
        self.devices.rebound(self._settings)

    def keep_scanner(self, learnt: ScannerLearnt) -> None:
        """Remember how the keyboard scanner types."""
        self._kept = KeptDevices(self._kept.ports, learnt.settings)
        keep_devices(self._home, self._kept)

    def _plugged(self, changed: PlugsChanged) -> None:
        self.devices.plugged(changed.present)
        if changed.came:
            self.hardware.retry()

    def print_again(self, label: PrintLabel) -> None:
        """A label that a person asked for on the device page."""
        self._printing.put(label)

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
            case PrintLabel() | PrintSlip() | PrintManifest():
                self._printing.put(effect)
            case SaveBundle():
                self.support.save_bundle()
            case ScaleCommand(name=name):
                self.hardware.command(name)
            case AskClaim(order_id=order_id) if self._sync:
                self._sync.claim(order_id)
            case WakeSync() if self._sync:
                self._sync.wake()
            case NoteMisread(misread=misread):
                self.devices.misread(misread)

    def _render(self, effect: Printable, output: Output) -> bytes:
        at = datetime.now(UTC)
        if isinstance(effect, PrintSlip):
            slip = papers.repick_slip(effect, self._settings.bench.name, at, self._words)
            return self._labels.render(slip, output)
        if isinstance(effect, PrintManifest):
            paper = manifest_paper(effect, self._store, self._home, self._settings, self._words)
            return self._labels.render(paper, output)
        label, page = parcel_label(effect, self._store, self._settings, at)
        return self._labels.render(label, output, page)

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
                        message.problem,
                    )
                )
            case _:
                pass


def _alarm(task: Task, station: str) -> Alarm:
    """A task in the bench's words: which order, and who else packed it."""
    named = (task.station_id, *(str(task.details.get(name, "")) for name in _BENCHES))
    others = dict.fromkeys(one for one in named if one and one != station)
    return Alarm(task.id, task.kind, str(task.details.get("order_number", "")), ", ".join(others))
