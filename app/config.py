"""The settings file of a bench: TOML in, frozen values out, every mistake named in plain words."""

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path

import msgspec

from app.domain.policy import BenchPolicy

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
    """``database``: a PostgreSQL URL, or the path of the center's SQLite file. Empty: none yet."""

    database: str = ""


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """``kind``: serial, hid_pos, hid_keyboard or keyboard (heard by the window)."""

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


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """``kind``: folder, raw (host:port), ipp (URL of a CUPS queue), windows (name) or none."""

    kind: str = "folder"
    address: str = ""
    language: str = "zpl"  # zpl | tspl for raw printers


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


_CHOICES = {
    "bench.language": ("en", "zh_Hant", "zh_Hans"),
    "bench.theme": ("light", "dark", "high_contrast"),
    "printer.kind": ("folder", "raw", "ipp", "windows", "none"),
    "printer.language": ("zpl", "tspl"),
}


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
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{name}: {_plain(str(error))}") from error
    _refuse_choices(settings, name)
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
            raise ConfigError(f"{name}: [{section}] is not known{_meant(section, _SECTIONS)}.")
        known = [each.name for each in fields(_SECTIONS[section])]
        for table in values if isinstance(values, list) else [values]:
            if not isinstance(table, dict):
                raise ConfigError(f"{name}: {section} must be a section like [{section}].")
            for key in table:
                if key not in known:
                    raise ConfigError(f"{name}: {section}.{key} is not known{_meant(key, known)}.")


def _meant(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _plain(message: str) -> str:
    """The library's message with our words for its path: ``$.scale.baud`` -> ``scale.baud``."""
    return message.replace(" - at `$.", " (at ").replace("`", "") + (
        ")" if " - at `$." in message else ""
    )


def _refuse_choices(settings: Settings, name: str) -> None:
    for path, allowed in _CHOICES.items():
        section, key = path.split(".")
        value = getattr(getattr(settings, section), key)
        if value not in allowed:
            raise ConfigError(f"{name}: {path} is {value!r}; it can be {', '.join(allowed)}.")
