"""The figures of a run in a few lines."""

import os
from collections.abc import Iterator, Sequence

from benchmarks.figures import nearest_rank
from benchmarks.scale import world
from benchmarks.scale.check import Proof
from benchmarks.scale.crew import Plan, Report


def told(name: str, plan: Plan, reports: Sequence[Report], proof: Proof, spent: float) -> list[str]:
    took = max(one.took for one in reports)
    facts = sum(one.facts for one in reports)
    rows = sum(one.rows for one in reports)
    cpu = sum(one.cpu for one in reports)
    again = sum(one.again for one in reports)
    slots = plan.processes * plan.threads
    lines = [f"{name}: {plan.benches} benches, {slots} connections, {took:.1f} s"]
    if facts:
        lines.append(
            f"  {facts / took:,.0f} facts/s = {facts / took / world.FACTS * 3600:,.0f} parcels/h"
        )
    if (count := facts or rows) and spent:
        ours, server = cpu / count * 1e6, spent / count * 1e6
        idle = (os.cpu_count() or 1) * 1e6 / (ours + server)
        lines.append(
            f"  processor: {ours:.0f} us ours + {server:.0f} us the server's for each: at most"
            f" {idle:,.0f}/s when this computer does nothing else"
        )
    if plan.mode == "paced":
        parcels = plan.benches * 3600 / plan.parcel_s
        lines.append(f"  offered: a parcel each {plan.parcel_s:g} s a bench = {parcels:,.0f}/h")
    if rows:
        lines.append(f"  {rows / took:,.0f} rows/s pulled")
    lines += _spreads(reports)
    if plan.mode != "pull":
        word = "0 lost, 0 doubled" if proof.fits(reports) else "WRONG"
        lines.append(
            f"  {word}: {proof.facts:,} facts, {proof.parcels:,} parcels, {proof.packed:,} orders"
            f" packed, {proof.tasks} exceptions; {again:,} facts were delivered twice"
        )
    return lines


def _spreads(reports: Sequence[Report]) -> Iterator[str]:
    """How long calls took, and how late the steps of paced benches came."""
    spreads = {call: sorted(s for one in reports for s in one.calls.get(call, ()))
               for call in ("push", "claim", "pull", "hello")}  # fmt: skip
    spreads["steps late"] = sorted(s for one in reports for s in one.late)
    for call, samples in spreads.items():
        if samples:
            p50, p99 = (nearest_rank(samples, share) * 1000 for share in (50, 99))
            most = samples[-1] * 1000
            yield f"  {call}: p50 {p50:.1f} p99 {p99:.1f} max {most:.0f} ms ({len(samples):,})"
