"""The paper of a bench's manifest: drawn for the label printer, and kept as files beside it."""

import logging
from pathlib import Path

from app.center.handing import sheet_of
from app.center.manifest_files import paper_of, write_files
from app.config import Settings
from app.i18n import Words
from app.labels.manifest_paper import ManifestPaper
from app.labels.page import LabelError
from app.station.effects import PrintManifest
from app.store.engine import Store
from app.store.errors import StoreError

FOLDER = "manifests"

log = logging.getLogger(__name__)


def manifest_paper(
    effect: PrintManifest, store: Store, home: Path, settings: Settings, words: Words
) -> ManifestPaper:
    """The paper for the printer; PDF, XLSX and CSV are written to ``manifests`` at the same time.

    Files that cannot be written stop no paper. Raises LabelError where the manifest is not here.
    """
    try:
        with store.read() as tx:
            sheet = sheet_of(tx, effect.number)
    except StoreError as error:
        raise LabelError(f"the manifest cannot be read: {error}") from error
    if sheet is None:
        raise LabelError(f"no manifest {effect.number} on this bench")
    courier = settings.policy.courier_name(sheet.manifest.courier)
    warehouse = settings.bench.warehouse
    try:
        write_files(sheet, warehouse, courier, home / FOLDER, words)
    except OSError:
        log.exception("the files of %s could not be written", effect.number)
    return paper_of(sheet, warehouse, courier, words, effect.copy)
