"""The words of the wizard that learns a scale."""

from typing import Final

from app.i18n import mark as _
from app.station.lesson_view import LessonStep

STEPS: Final[dict[LessonStep, tuple[str, str]]] = {
    LessonStep.PORT: (
        _("Port"),
        _("Choose where the scale is plugged in. It must be on; nothing else may use the port."),
    ),
    LessonStep.LISTENING: (
        _("Listen"),
        _("Listening at the usual settings. Nothing is changed at the scale."),
    ),
    LessonStep.EMPTY: (_("Empty pan"), _("Take everything off the pan, then press the button.")),
    LessonStep.WEIGHT: (
        _("Known weight"),
        _("Lay something on the pan whose weight you know, say how heavy it is, press the button."),
    ),
    LessonStep.RESULT: (_("Save"), _("Choose what reads rightly, give it a short name, save it.")),
    LessonStep.SAVED: (_("Done"), _("The scale is read so from now on.")),
}
"""Each step: its name in the list, and what is to do."""
