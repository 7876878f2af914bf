"""Several labels in one file, a page each."""

from collections.abc import Callable, Sequence

from app.labels.page import LabelError, PageSize, Sheet
from app.labels.waybill import WaybillLabel, draw_on


def render_labels(
    labels: Sequence[tuple[WaybillLabel, PageSize]], go_on: Callable[[int], bool] = lambda _n: True
) -> bytes:
    """One PDF, every page in the form of its label; empty when ``go_on`` (how many) said no.

    Raises LabelError when one cannot be drawn: then there is no file at all.
    """
    if not labels:
        raise LabelError("there is no label to draw")
    sheet = Sheet(labels[0][1], labels[0][0].waybill_number)
    for number, (label, page) in enumerate(labels):
        if not go_on(number):
            return b""
        if number:
            sheet.new_page(page)
        draw_on(sheet, label)
    return sheet.finish()
