"""The Windows side of windows_spooler.py, by pywin32's win32print.

Import this only on Windows. It has not been run by the project's own checks, which have no Windows
printer; it is kept as thin as it can be for that reason.
"""

import sys
from collections.abc import Callable
from typing import Any

assert sys.platform == "win32", "win32print exists on Windows only"

import pywintypes  # type: ignore[import-untyped]  # noqa: E402 - after the platform check
import win32print  # noqa: E402

from app.devices.printers.windows_spooler import SpooledJob, SpoolerError, flags_of  # noqa: E402

_LIST_LIMIT = 500


_LOCAL_AND_CONNECTED = 2 | 4


def printer_names() -> list[str]:
    """The printers in Windows' own list; [] when it cannot be read."""
    try:
        listed = win32print.EnumPrinters(_LOCAL_AND_CONNECTED, None, 4)
    except pywintypes.error:
        return []
    return [str(each["pPrinterName"]) for each in listed]


class Win32Spooler:
    """``Spooler`` for the printer of this name, as shown in Windows' own list."""

    def __init__(self, printer_name: str) -> None:
        self._name = printer_name
        self._document: Any = None

    def start(self, document: str) -> int:
        try:
            handle = win32print.OpenPrinter(self._name)
        except pywintypes.error as error:
            raise SpoolerError(str(error)) from error
        try:
            number = int(win32print.StartDocPrinter(handle, 1, (document, None, "RAW")))
        except pywintypes.error as error:
            win32print.ClosePrinter(handle)
            raise SpoolerError(str(error)) from error
        self._document = handle
        return number

    def write(self, content: bytes) -> int:
        try:
            return int(win32print.WritePrinter(self._document, content))
        except pywintypes.error as error:
            raise SpoolerError(str(error)) from error

    def end(self) -> None:
        self._finish(win32print.EndDocPrinter)

    def abort(self) -> None:
        self._finish(win32print.AbortPrinter)

    def printer_status(self) -> tuple[int, int]:
        info = self._ask(lambda handle: win32print.GetPrinter(handle, 2))
        return flags_of(int(info["Status"]), int(info["Attributes"])), int(info["cJobs"])

    def jobs(self) -> list[SpooledJob]:
        listed = self._ask(lambda handle: win32print.EnumJobs(handle, 0, _LIST_LIMIT, 1))
        return [
            SpooledJob(int(job["JobId"]), str(job["pDocument"]), int(job["Status"]))
            for job in listed
        ]

    def _finish(self, call: Callable[[Any], object]) -> None:
        handle, self._document = self._document, None
        try:
            call(handle)
        except pywintypes.error as error:
            raise SpoolerError(str(error)) from error
        finally:
            win32print.ClosePrinter(handle)

    def _ask(self, question: Callable[[Any], Any]) -> Any:
        try:
            handle = win32print.OpenPrinter(self._name)
        except pywintypes.error as error:
            raise SpoolerError(str(error)) from error
        try:
            return question(handle)
        except pywintypes.error as error:
            raise SpoolerError(str(error)) from error
        finally:
            win32print.ClosePrinter(handle)
