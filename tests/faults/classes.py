"""All fault classes, in the order of the table."""

from dataclasses import dataclass
from types import ModuleType

from tests.faults import (
    center_lost,
    clocks,
    conflicts,
    courier_api,
    damage,
    delivery_faults,
    full_disk,
    gateway_network,
    hostile,
    hostile_gateway,
    kill_nine,
    load,
    lost_answer,
    network,
    power_cut,
    printer_faults,
    scale_faults,
    scanner_faults,
    sector_states,
    simulated_shifts,
    thread_switch,
    two_benches,
    upgrades,
)
from tests.faults.report import FaultReport

BY_MODULE: tuple[ModuleType, ...] = (
    kill_nine, power_cut, sector_states, network, gateway_network, delivery_faults, lost_answer,
    center_lost, conflicts, two_benches, clocks, full_disk, damage, upgrades, scale_faults,
    printer_faults, scanner_faults, courier_api, hostile, hostile_gateway, load, thread_switch,
)  # fmt: skip
SIMULATION = simulated_shifts


@dataclass(frozen=True, slots=True)
class FaultClass:
    """One row of the table."""

    name: str
    module: ModuleType

    def run(self, seed: int, *, long: bool) -> FaultReport:
        report: FaultReport = self.module.run(seed, long=long)
        return report


def every() -> list[FaultClass]:
    """The 19 classes and the simulation, by number."""
    found = [FaultClass(module.NAME, module) for module in BY_MODULE]
    found.sort(key=lambda one: int(one.name.split()[0]))
    return [*found, FaultClass(SIMULATION.NAME, SIMULATION)]
