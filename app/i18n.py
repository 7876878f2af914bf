"""The words of the program in the reader's language, by gettext, without Qt.

Message ids are the English texts. A ``Words`` object is handed around, so that one process can
speak several languages (the screen in one, a printed slip in another).
"""

import gettext
from pathlib import Path
from typing import Final

RESOURCES: Final = Path(__file__).resolve().parents[1] / "resources"
CATALOGUES: Final = RESOURCES / "i18n"

LANGUAGES: Final = {"en": "English", "zh_Hant": "繁體中文", "zh_Hans": "简体中文"}
"""Language codes and their own names."""


def mark(msgid: str) -> str:
    """Mark a text for the catalogues where it is not said at once (tables of texts)."""
    return msgid


class _Blanks(dict[str, object]):
    """Parameters of a text: one that is not known is left out, never an error on the bench."""

    def __missing__(self, key: str) -> str:
        return ""


class Words:
    """Says message ids in one language; the language can be changed at run time."""

    def __init__(self, language: str = "en", folder: Path = CATALOGUES) -> None:
        self._folder = folder
        self._language = "en"
        self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        self.set_language(language)

    @property
    def language(self) -> str:
        return self._language

    def set_language(self, code: str) -> None:
        """Change the language; all texts said from now on are in it.

        Raises:
            ValueError: the code is none of ``LANGUAGES``.
        """
        if code not in LANGUAGES:
            raise ValueError(f"unknown language: {code}")
        self._language = code
        self._catalogue = gettext.translation("app", self._folder, [code], fallback=True)

    def say(self, msgid: str, **params: object) -> str:
        """The text for ``msgid``, with ``{name}`` filled from ``params``."""
        if not msgid:
            return ""
        text = self._catalogue.gettext(msgid)
        return text.format_map(_Blanks(params)) if "{" in text else text

    def many(self, one: str, more: str, n: int, **params: object) -> str:
        """The text for a number: ``one`` or ``more`` as the language counts; ``{n}`` is given."""
        text = self._catalogue.ngettext(one, more, n)
        return text.format_map(_Blanks({"n": n, **params}))
