"""The files of one import, read as a whole: all faults are found before anything is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.center import read_catalogue as catalogue
from app.center import read_orders as orders
from app.center.columns import understand_header
from app.center.problems import Findings, ImportRefusedError, Problem, refused
from app.center.read_catalogue import CatalogueRead
from app.center.read_orders import OrdersRead
from app.center.rows import Row
from app.center.sheets import Sheet, read_sheets, read_text
from app.remote.channels.incoming import ChannelError, IncomingOrder
from app.remote.channels.registry import read_answer

_CATALOGUE: Mapping[str, Callable[[Row, CatalogueRead], None]] = {
    "items": catalogue.read_item,
    "barcodes": catalogue.read_barcode,
    "kits": catalogue.read_kit_part,
    "boxes": catalogue.read_box,
    "operators": catalogue.read_operator,
    "ranges": catalogue.read_range,
    "numbers": catalogue.read_number,
}
_ORDERS: Mapping[str, Callable[[Row, OrdersRead], None]] = {
    "orders": orders.read_order,
    "lines": orders.read_line,
    "order_lines": orders.read_order_line,
}


@dataclass(slots=True)
class FilesRead:
    """What the files hold. ``orders`` is ready after ``read_files``; ``catalogue`` by its parts."""

    catalogue: CatalogueRead = field(default_factory=CatalogueRead)
    orders: tuple[IncomingOrder, ...] = ()
    findings: Findings = field(default_factory=Findings)


def read_files(paths: Iterable[Path], channel: str = "", shop: str = "") -> FilesRead:
    """Read every file. Faults are in ``findings``; nothing is raised for a bad row.

    ``channel`` names the channel of orders in spreadsheets that do not say it themselves;
    ``shop`` the shop of a platform's answer that does not.
    """
    read = FilesRead()
    table = OrdersRead(channel)
    answers: list[IncomingOrder] = []
    for path in paths:
        try:
            if path.suffix.lower() == ".json":
                answers.extend(_answer(path, shop))
            else:
                for sheet in read_sheets(path):
                    _sheet(sheet, read, table)
        except ImportRefusedError as error:
            read.findings.problems.extend(error.problems)
    read.orders = (*orders.joined(table), *answers)
    return read


def _answer(path: Path, shop: str) -> tuple[IncomingOrder, ...]:
    try:
        return read_answer(read_text(path), shop)
    except OSError as error:
        says = f"the file cannot be read: {error.strerror or error}"
    except ChannelError as error:
        says = str(error)
    raise refused(path.name, says)


def _sheet(sheet: Sheet, read: FilesRead, table: OrdersRead) -> None:
    if not sheet.rows:
        return
    number, cells = sheet.rows[0]
    header = understand_header(cells)
    if header is None:
        titles = ", ".join(cell.text for cell in cells if cell.text)[:120]
        says = (
            f"the first row ({titles}) names no columns this program knows: "
            "see the column names in docs/center.md"
        )
        read.findings.problems.append(Problem(sheet.source, sheet.name, number, "", says))
        return
    for title in header.ignored:
        says = "this column is not used"
        read.findings.warnings.append(Problem(sheet.source, sheet.name, number, title, says))
    for at, values in sheet.rows[1:]:
        row = Row(sheet, header, at, values, read.findings)
        if header.kind.name in _CATALOGUE:
            _CATALOGUE[header.kind.name](row, read.catalogue)
        else:
            _ORDERS[header.kind.name](row, table)
