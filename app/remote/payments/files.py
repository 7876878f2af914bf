"""A statement as it was downloaded: zip, gzip or plain, Alipay's, WeChat Pay's or Stripe's."""

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass

from app.remote.payments.alipay_bills import read_alipay
from app.remote.payments.base import StatementError, StatementReader
from app.remote.payments.stripe_bills import read_stripe
from app.remote.payments.wechat_bills import read_wechat

MOST_BYTES = 1_000_000_000
_BOM = b"\xef\xbb\xbf"
_UTF8_NAME = 0x800  # the zip flag that says: this member's name is UTF-8


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a downloaded file. ``name``: of the member, or of the file itself."""

    name: str
    reader: StatementReader


def open_statement(name: str, content: bytes) -> tuple[Part, ...]:
    """The parts of a file that have lines; a summary beside them is left out.

    Raises StatementError when nothing in it is a statement we know.
    """
    if content.startswith(b"PK\x03\x04"):
        members = _unzipped(content)
    elif content.startswith(b"\x1f\x8b"):
        members = ((name.removesuffix(".gz"), _unpacked(content)),)
    else:
        members = ((name, content),)
    parts = [Part(member, found) for member, body in members if (found := _reader(body))]
    if not parts:
        raise StatementError(f"{name}: nothing in this file is a statement with lines")
    return tuple(parts)


def _unzipped(content: bytes) -> tuple[tuple[str, bytes], ...]:
    """Members by name, in the order of the names: the parts of a month are numbered."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = {
                _member_name(entry): archive.read(entry)
                for entry in archive.infolist()
                if not entry.is_dir() and entry.file_size <= MOST_BYTES
            }
    except (zipfile.BadZipFile, RuntimeError, zlib.error) as error:
        raise StatementError(
            f"the archive cannot be opened ({error}): download it again"
        ) from error
    return tuple(sorted(found.items()))


def _member_name(entry: zipfile.ZipInfo) -> str:
    """Alipay writes names in GBK and does not say so; zipfile then takes them for CP437."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return entry.filename


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            body = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise StatementError(f"the file cannot be unpacked ({error}): download it again") from error
    if len(body) > MOST_BYTES:
        raise StatementError("the file is beyond all measure")
    return body


def _reader(body: bytes) -> StatementReader | None:
    if body.startswith(_BOM) or body.lstrip()[:1] == b"{":
        text = _decoded(body, "utf-8-sig")
        return read_stripe(text) if text.lstrip().startswith("{") else read_wechat(text)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(body, "gb18030")
    if "微信" in text[:2000]:
        return read_wechat(text)
    return read_alipay(text)


def _decoded(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise StatementError(
            f"byte {error.start}: this is neither UTF-8 nor GB18030: download the file again"
        ) from error
