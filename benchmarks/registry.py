"""The stable names of all figures, their goals, and which benchmark measures them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """``field`` of a row must be at most ``limit``."""

    field: str
    limit: float

    @property
    def text(self) -> str:
        return f"{self.field} <= {self.limit:g}"

    def met(self, row: dict[str, object]) -> bool | None:
        """None where the row does not have the figure."""
        found = row.get(self.field)
        return found <= self.limit if isinstance(found, int | float) else None


GOALS = {
    "scan_to_painted_ms": Goal("p99", 16),
    "scan_to_painted_xvfb_ms": Goal("p99", 16),
    "last_scan_to_label_ms": Goal("p99", 200),
    "cold_start_s": Goal("p50", 2),
    "suggest_listings_s": Goal("value", 60),
    "bill_1m_s": Goal("value", 10),
    "bill_1m_pg_s": Goal("value", 10),
    "quote_ms": Goal("p50", 0.2),
    "rss_after_1000_parcels_mb": Goal("value", 200),
    "statement_1m_s": Goal("value", 10),
    "statement_1m_pg_s": Goal("value", 10),
}

BENCHMARKS: dict[str, tuple[str, ...]] = {
    "scan_to_snapshot": ("scan_to_snapshot_ms",),
    "scan_to_painted": ("scan_to_painted_ms", "scan_to_painted_xvfb_ms"),
    "label_time": ("last_scan_to_label_ms", "last_scan_to_complete_ms", "weight_to_label_ms"),
    "cold_start": ("cold_start_s",),
    "memory": (
        "rss_after_1000_parcels_mb",
        "pss_after_1000_parcels_mb",
        "rss_total_after_1000_parcels_mb",
        "pss_total_after_1000_parcels_mb",
        "rss_before_first_parcel_mb",
    ),
    "sync_rates": (
        "push_single_per_s",
        "push_batch_per_s",
        "pull_rows_per_s",
        "push_single_pg_per_s",
        "push_batch_pg_per_s",
        "pull_rows_pg_per_s",
    ),
    "quotes": ("quote_ms", "quotes_bulk_per_s"),
    "intake": (
        "intake_orders_per_s",
        "intake_again_per_s",
        "intake_orders_pg_per_s",
        "intake_again_pg_per_s",
    ),
    "reservations": ("reservations_per_s", "reservations_pg_per_s"),
    "suggest": ("suggest_listings_s",),
    "statements": (
        "statement_1m_s",
        "statement_take_1m_s",
        "statement_1m_pg_s",
        "statement_take_1m_pg_s",
    ),
    "hand_lists": ("manifests_page_ms", "parcels_page_ms"),
    "order_lists": (
        "orders_page_ms",
        "orders_written_per_s",
        "orders_page_pg_ms",
        "orders_written_pg_per_s",
    ),
    "waves": ("plan_waves_s", "release_waves_orders_per_s"),
    "approve": ("approve_orders_per_s", "approve_stored_orders_per_s"),
    "labels": ("label_pdf_ms", "label_native_ms"),
    "bill": ("bill_1m_s", "bill_1m_cpu_s", "bill_1m_mb"),
    "bill_pg": ("bill_1m_pg_s", "bill_1m_pg_cpu_s", "bill_1m_pg_mb"),
}
"""Module in this folder -> the figures that it may give; the first ones are always there."""


def benchmarks_for(names: list[str]) -> tuple[str, ...]:
    """The benchmarks that measure these figures (or are called so); all of them for no name.

    Raises ValueError for a name that nothing is called.
    """
    wanted = []
    for name in names or BENCHMARKS:
        found = [one for one, figures in BENCHMARKS.items() if name == one or name in figures]
        if not found:
            raise ValueError(f"no figure is called {name!r}")
        wanted += found
    return tuple(dict.fromkeys(wanted))
