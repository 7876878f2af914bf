"""Logging: one line an event, to a file that rotates; warnings also to standard error.

No secret and no telephone number reaches a file: what looks like one is blotted out in the
finished line, so that nobody has to remember it where the line is written.
"""

import logging
import logging.handlers
import re
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import msgspec

_FORMAT = "%(asctime)s %(levelname)-7s %(threadName)s %(name)s: %(message)s"
_MAX_BYTES = 5_000_000
_KEPT = 5

_SECRETS = (
    (re.compile(r"(\w://[^\s:/@]*):[^\s@/]+@"), r"\1:***@"),  # a password in an address
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{4,}"), r"\1 ***"),
    (
        re.compile(
            r"""(?ix) (?<![a-z]) (["']?) ([\w-]*(?:token|password|passwd|secret|api[_-]?key|pin))
            \1 (\s*[=:]\s*) (?: "[^"]*" | '[^']*' | [^\s,;&"'})\]]+ )"""
        ),
        r"\1\2\1\3***",
    ),
)
_PHONES = re.compile(
    r"""(?x) (?<![\w.+-])
    (?: \+\d{1,3}[ -]?(?:\d[ -]?){6,12}\d           # +86 138 0000 0000
      | 1[3-9]\d[ -]?\d{4}[ -]?\d{4}                # a mobile number of the mainland
      | 0\d{2,3}-\d{7,8}                            # a fixed line with its area
    ) (?![\w-])"""
)


def redacted(text: str) -> str:
    """The text without passwords, tokens, PINs and telephone numbers."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return _PHONES.sub("(phone)", text)


class PlainFormatter(logging.Formatter):
    """A line for people. Times are UTC, as in the journal."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        del datefmt
        return _time(record)

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class JsonFormatter(logging.Formatter):
    """A JSON object a line: at, level, logger, thread, message, and error or fields if any.

    ``fields`` come from ``log.info("...", extra={"fields": {...}})``.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "thread": record.threadName,
            "message": redacted(record.getMessage()),
        }
        if fields := getattr(record, "fields", None):
            line["fields"] = {
                str(key): redacted(f"{key}={value}").partition("=")[2]
                if isinstance(value, str)
                else value
                for key, value in fields.items()
            }
        if record.exc_info:
            line["error"] = redacted(self.formatException(record.exc_info))
        return msgspec.json.encode(line, enc_hook=str).decode()


def set_up(folder: Path, name: str, *, verbose: bool = False, json_lines: bool = False) -> Path:
    """Log to ``folder/name.log``, and send uncaught exceptions of every thread there too.

    ``json_lines``: the file holds a JSON object a line. At most six files of 5 MB are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.log"
    plain = PlainFormatter(_FORMAT)
    file = logging.handlers.RotatingFileHandler(
        path, maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8", errors="backslashreplace"
    )
    file.setFormatter(JsonFormatter() if json_lines else plain)
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(logging.INFO if verbose else logging.ERROR)
    console.setFormatter(plain)
    logging.basicConfig(level=logging.INFO, handlers=[file, console], force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_thread
    return path


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("uncaught").critical("uncaught exception", exc_info=(kind, error, trace))


def _log_unraisable(args: "sys.UnraisableHookArgs") -> None:
    """What went wrong where nobody can catch it: in a destructor, at the end."""
    where = f"{args.err_msg or 'exception ignored in'}: {args.object!r}"
    error = args.exc_value or args.exc_type()
    logging.getLogger("uncaught").error(where, exc_info=(args.exc_type, error, args.exc_traceback))


def _log_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is None:
        return
    logging.getLogger("uncaught").critical(
        "uncaught exception in a thread",
        exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
    )
