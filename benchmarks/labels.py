"""A waybill label from the drawing process: as PDF, and in the printer's own language."""

import time

from app.labels.parcel_label import LabelledParcel, LabelPolicy, Sender, waybill_label
from app.labels.waybill import WaybillLabel
from app.labels.worker import LabelWorker, Output
from benchmarks import stock
from benchmarks.figures import Figure, spread

LABELS = 200
QUICK = 10
_POLICY = LabelPolicy(Sender("演示家居 1 號倉", "000-0000-0000", "演示路 100 號"))


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    count = QUICK if quick else LABELS
    worker = LabelWorker()
    try:
        worker.render(_label(0), "zpl")  # the process is up, its fonts are read
        pdf, native = _times(worker, "pdf", count), _times(worker, "zpl", count)
    finally:
        worker.close()
    return [
        spread("label_pdf_ms", pdf),
        spread("label_native_ms", native, note="ZPL, 100 x 150 mm, 203 dpi"),
    ]


def _times(worker: LabelWorker, output: Output, count: int) -> list[float]:
    """Milliseconds of each label, every one different."""
    times = []
    for number in range(1, count + 1):
        document = _label(number)
        began = time.perf_counter_ns()
        worker.render(document, output)
        times.append((time.perf_counter_ns() - began) / 1e6)
    return times


def _label(number: int) -> WaybillLabel:
    order = stock.order(number)
    waybill = f"SF{number:013d}"
    parcel = LabelledParcel(waybill, 1, 1, stock.weight_g(order), 1)
    return waybill_label(order, parcel, "SF", stock.START, _POLICY)
