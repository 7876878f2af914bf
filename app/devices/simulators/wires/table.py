"""The writers of this package by protocol."""

from app.devices.simulators.wires import (
    and_std,
    cas_22,
    generic_ascii,
    kern_old,
    mt_continuous,
    ohaus,
    sartorius_sbi,
    soh_stx,
    yaohua_a12e,
    yaohua_command,
    yaohua_eq,
)

BENCH_WIRES = {
    "mt_continuous": mt_continuous.WIRE,
    "yaohua_command": yaohua_command.WIRE,
    "yaohua_a12e": yaohua_a12e.WIRE,
    "yaohua_eq_forward": yaohua_eq.FORWARD,
    "yaohua_eq_reversed": yaohua_eq.REVERSED,
    "cas_22": cas_22.WIRE,
    "soh_stx": soh_stx.WIRE,
    "and_std": and_std.WIRE,
    "ohaus": ohaus.WIRE,
    "sartorius_sbi": sartorius_sbi.WIRE,
    "kern_old": kern_old.WIRE,
    "generic_ascii": generic_ascii.WIRE,
}
"""By protocol, as in ``app.devices.simulators.wire``."""
