"""What can be set on the bench's own screen, frozen."""

from dataclasses import dataclass, field

from app.domain.policy import OnMismatch


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """How this bench looks and sounds. Percent in whole numbers."""

    language: str = "zh_Hant"
    theme: str = "light"  # light | dark | high_contrast
    scale_percent: int = 100  # 100 to 200
    text_percent: int = 100  # 100 to 120
    volume: int = 70  # 0 to 100


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings page: what can be changed here, and what the office decides."""

    screen: ScreenSettings = field(default_factory=ScreenSettings)
    bench: str = ""
    warehouse: str = ""
    on_mismatch: OnMismatch = OnMismatch.RETURN
