"""The settings file of a bench whose devices are simulated: for the demo and for measuring."""

from dataclasses import dataclass
from pathlib import Path

from app.config import BenchSettings, Settings, load

_TEXT = """\
[bench]
name = "{name}"
station = "{station}"
warehouse = "{warehouse}"
language = "{language}"
full_screen = false
volume = {volume}

[center]
database = '{center}'

[policy]
on_mismatch = "{on_mismatch}"
idle_lock_s = 3600

[policy.couriers]
SF = "順豐速運"
YUNDA = "韻達快遞"

[[scanner]]
id = "scanner-1"
kind = "serial"
port = '{scanner}'

[scale]
protocol = "st_gs"
port = '{scale}'

[printer]
kind = "raw"
address = "{printer}"

[sender]
name = "演示家居 1 號倉"
phone = "000-0000-0000"
address = "演示路 100 號"
"""


@dataclass(frozen=True, slots=True)
class SampleBench:
    """Where its devices are, and what else differs. ``center`` is a database; "" for none."""

    scanner: str
    scale: str
    printer: str
    center: str = ""
    name: str = "打包臺 07"
    station: str = "B07"
    warehouse: str = "W1"
    language: str = "zh_Hant"
    on_mismatch: str = "correct"
    volume: int = BenchSettings().volume

    def write(self, folder: Path) -> Settings:
        """Write the file into the folder as a person would, and load it."""
        path = folder / "secondpass.toml"
        words = {field: getattr(self, field) for field in self.__dataclass_fields__}
        path.write_text(_TEXT.format(**words), encoding="utf-8")
        return load(path)
