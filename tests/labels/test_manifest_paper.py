"""The hand-over list: its bar code reads, its pages are counted, a reprint says that it is one."""

import io

import pypdfium2
import pytest
import zxingcpp

from app.labels.manifest_paper import ManifestLine, ManifestPaper, ManifestTotal, render_manifest
from app.labels.page import A4, LABEL_4x6_INCH, LABEL_76x130, LABEL_100x150, PageSize
from app.labels.raster import rasterise
from app.labels.worker import draw

NUMBER = "MF261124-B07-02"


def a_paper(lines: int, copy: int = 1) -> ManifestPaper:
    return ManifestPaper(
        NUMBER, "SF", "028", "W1", "2026-11-24", "14:02", "16:31",
        tuple(
            ManifestLine(f"SF{n:013}", f"SO-{n}" * 9, "四川省 成都市", 1, 500) for n in range(lines)
        ),
        (ManifestTotal("标快", lines, 500 * lines),),
        missing=2,
        copy=copy,
    )  # fmt: skip


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("page", [A4, LABEL_100x150, LABEL_76x130, LABEL_4x6_INCH])
@pytest.mark.parametrize("lines", [1, 36, 37, 60])
def test_every_line_is_there_and_every_page_is_counted(page: PageSize, lines: int) -> None:
    texts = pages(render_manifest(a_paper(lines), page))
    for number, text in enumerate(texts, start=1):
        assert f"{number}/{len(texts)}" in text
        assert NUMBER in text
    everything = "".join(texts)
    assert all(f"SF{n:013}" in everything for n in range(lines))
    assert "Received by" in texts[-1]
    assert f"{lines * 0.5:.3f} kg" in texts[-1]
    assert "COPY" not in everything


@pytest.mark.parametrize("page", [A4, LABEL_100x150, LABEL_76x130])
def test_its_number_is_read_at_203_dpi(page: PageSize) -> None:
    first = next(iter(rasterise(render_manifest(a_paper(3), page))))
    (code,) = zxingcpp.read_barcodes(first.image().convert("L"))
    assert (code.text, code.format) == (NUMBER, zxingcpp.BarcodeFormat.Code128)


def test_a_reprint_says_so_on_every_page() -> None:
    texts = pages(render_manifest(a_paper(60, copy=2)))
    assert all("COPY 2" in text for text in texts)


def test_the_bench_prints_it_in_the_printers_language() -> None:
    assert draw(a_paper(2), "zpl").startswith(b"^XA")
