"""The settings file of a bench: TOML in, frozen values out, every mistake named in plain words."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.domain.apart import WhileApart
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.scale_profile import ColumnFrame, PatternFrame, ScaleProfile

FILE_NAME = "secondpass.toml"


class ConfigError(Exception):
    """The settings file cannot be used. The message says where and what to do."""


@dataclass(frozen=True, slots=True)
class BenchSettings:
    name: str = "Bench 01"
    station: str = "B01"
    warehouse: str = "W1"
    language: str = "zh_Hant"  # en | zh_Hant | zh_Hans
    theme: str = "light"  # light | dark | high_contrast
    scale_percent: int = 100
    text_percent: int = 100
    volume: int = 70
    full_screen: bool = True


@dataclass(frozen=True, slots=True)
class CenterSettings:
    """``database``: a PostgreSQL URL, or the path of the center's SQLite file. Empty: none yet.

    Or ``url``: its gateway, https://host:port; ``ca_file`` (PEM) for a certificate of your own.
    """

    database: str = ""
    url: str = ""
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """``kind``: serial, tcp, hid_pos, hid_keyboard, evdev or keyboard (heard by the window).

    ``port``: COM3, /dev/..., usb:VENDOR:PRODUCT:SERIAL@LOCATION (docs/devices.md),
    socket://host:port, or listen://0.0.0.0:port for one that connects to us.
    """

    id: str
    kind: str = "serial"
    port: str = ""
    baud: int = 9600
    framing: str = "8N1"
    options: dict[str, str | int | bool | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScaleSettings:
    """``protocol`` is one of docs/protocols; ``unit`` for protocols that do not send one."""

    id: str = "scale"
    protocol: str = "st_gs"
    port: str = ""
    baud: int = 9600
    framing: str = "8N1"
    unit: str = ""
    variant: str = ""
    division_g: int = 1
    settle_ms: int = 500
    streams: bool = True
    profile: ScaleProfile | None = None  # a learnt scale: in place of all but id and port


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """``kind``: folder, raw (host:port), ipp (URL of a CUPS queue), windows (name) or none."""

    kind: str = "folder"
    address: str = ""
    language: str = "zpl"  # zpl | tspl for raw printers
    status: str = "auto"  # how a raw printer is asked: auto, hs, tspl, tspl_full, escpos, none


@dataclass(frozen=True, slots=True)
class SenderSettings:
    """What stands as sender on every label."""

    name: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of one bench."""

    bench: BenchSettings = field(default_factory=BenchSettings)
    center: CenterSettings = field(default_factory=CenterSettings)
    policy: BenchPolicy = field(default_factory=BenchPolicy)
    scanner: tuple[ScannerSettings, ...] = ()
    scale: ScaleSettings | None = None
    printer: PrinterSettings = field(default_factory=PrinterSettings)
    sender: SenderSettings = field(default_factory=SenderSettings)


_CHOICES: dict[str, tuple[str, ...]] = {
    "bench.language": ("en", "zh_Hant", "zh_Hans"),
    "bench.theme": ("light", "dark", "high_contrast"),
    "policy.on_mismatch": tuple(each.value for each in OnMismatch),
    "policy.while_apart": tuple(each.value for each in WhileApart),
    "printer.kind": ("folder", "raw", "ipp", "windows", "none"),
    "printer.language": ("zpl", "tspl"),
    "printer.status": ("auto", "hs", "tspl", "tspl_full", "escpos", "none"),
    "scanner.kind": ("serial", "tcp", "hid_pos", "hid_keyboard", "evdev", "keyboard"),
}
_RANGES = {
    "bench.scale_percent": (100, 200),
    "bench.text_percent": (100, 120),
    "bench.volume": (0, 100),
    "policy.idle_lock_s": (10, 86_400),
    "policy.min_parcel_g": (1, 100_000),
    "policy.tolerance_g": (0, 100_000),
    "policy.tolerance_permille": (0, 1_000),
    "policy.filler_g": (0, 100_000),
    "policy.check_weight_g": (0, 100_000),
    "policy.check_tolerance_g": (0, 1_000),
    "policy.expected_per_hour": (0, 10_000),
    "policy.order_age_warn_s": (1, 86_400),
    "policy.apart_after_s": (0, 3_600),
    "policy.pin_tries": (1, 20),
    "policy.lock_out_s": (10, 86_400),
    "policy.shift_h": (1, 24),
    "policy.force_pass_budget": (0, 1_000),
    "scanner.baud": (300, 921_600),
    "scale.baud": (300, 921_600),
    "scale.division_g": (1, 1_000),
    "scale.settle_ms": (1, 10_000),
}
_LISTS = frozenset({"scanner"})


def load(path: Path) -> Settings:
    """The settings of a bench; a missing file means the defaults.

    Raises:
        ConfigError: the file cannot be read or holds something it must not.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: cannot be read: {error}. Check the file and its rights."
        ) from error
    return parse(text, str(path))


def parse(text: str, name: str) -> Settings:
    """Settings from TOML text; ``name`` is how the file is called in messages."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}. Correct that line and start again.") from error
    _refuse_unknown(raw, name)
    _refuse_values(raw, name)
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{name}: {_plain(str(error))}") from error
    _refuse_twins(settings, name)
    _refuse_center(settings.center, name)
    return settings


_SECTIONS = {
    "bench": BenchSettings,
    "center": CenterSettings,
    "policy": BenchPolicy,
    "scanner": ScannerSettings,
    "scale": ScaleSettings,
    "printer": PrinterSettings,
    "sender": SenderSettings,
}


def _refuse_unknown(raw: dict[str, object], name: str) -> None:
    """A key that nobody reads is a typing mistake: say which one was probably meant."""
    for section, values in raw.items():
        if section not in _SECTIONS:
            raise ConfigError(f"{name}: [{section}] is not known{_meant(section, _SECTIONS)}")
        known = [each.name for each in fields(_SECTIONS[section])]
        if isinstance(values, list) is not (section in _LISTS):
            written = f"[[{section}]], once for each" if section in _LISTS else f"[{section}]"
            raise ConfigError(f"{name}: {section} must be a section, written {written}.")
        for table in _tables(values):
            for key in table:
                if key not in known:
                    raise ConfigError(f"{name}: {section}.{key} is not known{_meant(key, known)}")
    _refuse_unknown_parts("scale", raw.get("scale"), name)


_PARTS = {"profile": ScaleProfile, "columns": ColumnFrame, "pattern": PatternFrame}


def _refuse_unknown_parts(path: str, table: object, name: str) -> None:
    """The same within the tables of one section."""
    for part, of in _PARTS.items():
        for inner in _tables(table.get(part) if isinstance(table, dict) else None):
            known = [each.name for each in fields(of)]
            for key in inner.keys() - set(known):
                raise ConfigError(f"{name}: {path}.{part}.{key} is not known{_meant(key, known)}")
            _refuse_unknown_parts(f"{path}.{part}", inner, name)


def _meant(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else "."


_WRONG_TYPE = re.compile(r"Expected `(.+)`, got `(\w+)`")
_MISSING = re.compile(r"Object missing required field `(\w+)`")
_PLACE = re.compile(r" - at `\$\.(.+)`")
_TYPES = {
    "int": "a whole number",
    "float": "a number with a point",
    "str": "a text in quotes",
    "bool": "true or false",
    "array": "a list",
    "object": "a section of its own",
}


def _plain(message: str) -> str:
    """The library's message in our words, the place first: ``bench.volume must be ...``."""
    found = _PLACE.search(message)
    place = found[1].replace("[...]", "") if found else "the file"
    if wrong := _WRONG_TYPE.search(message):
        wanted = [_TYPES.get(kind, kind) for kind in wrong[1].split(" | ") if kind != "null"]
        got = _TYPES.get(wrong[2], wrong[2])
        return f"{place} must be {' or '.join(wanted)}, not {got}."
    if missing := _MISSING.search(message):
        return f"{place}.{missing[1]} is missing."
    return f"{place}: {_PLACE.sub('', message)}"


def _tables(values: object) -> list[dict[str, object]]:
    """The tables of a section; what is no table is refused as such by the conversion."""
    several = values if isinstance(values, list) else [values]
    return [table for table in several if isinstance(table, dict)]


def _refuse_values(raw: dict[str, object], name: str) -> None:
    """Values of the right type that nothing can be done with."""
    for section, values in raw.items():
        for table in _tables(values):
            for key, value in table.items():
                _refuse_value(f"{section}.{key}", value, name)


def _refuse_value(path: str, value: object, name: str) -> None:
    allowed = _CHOICES.get(path)
    if allowed and isinstance(value, str) and value not in allowed:
        words = ", ".join(word or '""' for word in allowed)
        raise ConfigError(f"{name}: {path} is {value!r}; it can be {words}{_meant(value, allowed)}")
    low, high = _RANGES.get(path, (0, 0))
    if path not in _RANGES or not isinstance(value, int) or isinstance(value, bool):
        return
    if not low <= value <= high:
        raise ConfigError(f"{name}: {path} is {value}; it can be {low} to {high}.")


def _refuse_twins(settings: Settings, name: str) -> None:
    """Devices are told apart by their ids."""
    ids = [each.id for each in (*settings.scanner, settings.scale) if each]
    for each in ids:
        if not each:
            raise ConfigError(f"{name}: scanner.id is empty; give every scanner its own id.")
        if ids.count(each) > 1:
            raise ConfigError(f"{name}: two devices have the id {each!r}; give each its own.")


def _refuse_center(center: CenterSettings, name: str) -> None:
    """One way to the center, and none that sends a secret in the open."""
    if center.url and center.database:
        raise ConfigError(f"{name}: center.url and center.database are both set; keep one.")
    parts = urlsplit(center.url)
    here = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if center.url and not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise ConfigError(f"{name}: center.url is {center.url!r}; write https://host:port.")
    if center.ca_file and not Path(center.ca_file).is_file():
        raise ConfigError(f"{name}: center.ca_file: there is no file {center.ca_file}.")
