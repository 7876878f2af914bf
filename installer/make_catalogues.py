"""Words of the program: collect the texts, refresh the .po files, compile the .mo files.

python installer/make_catalogues.py          refresh and compile
python installer/make_catalogues.py --check  say what is not translated or out of date
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "resources" / "i18n"
LANGUAGES = ("en", "zh_Hant", "zh_Hans")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "say": None,
    "many": (1, 2),
    "mark": None,
    "_": None,
}
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # one date for ever: same texts, same bytes
_OURS = ("ui", "labels", "center", "station", "store", "devices", "entrypoints")


def collect() -> Catalog:
    """Every text of the program, from its sources."""
    found = Catalog(project="SecondPass", charset="utf-8")
    for room in _OURS:
        folder = ROOT / "app" / room
        for name, _line, message, comments, context in extract_from_dir(
            folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            # files without line numbers: a moved line is no change of a catalogue
            found.add(
                message,
                locations=[(f"app/{room}/{name}", 0)],
                auto_comments=comments,
                context=context,
            )
    return found


def po_of(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "app.po"


def refresh(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with today's texts: old ones go, new ones are empty."""
    path = po_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    known = Catalog(locale=language, project="SecondPass", charset="utf-8")
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
    fresh = Catalog(
        locale=language,
        project="SecondPass",
        version="1",
        copyright_holder="the SecondPass authors",
        msgid_bugs_address="none",
        last_translator="the SecondPass authors",
        language_team=language,
        creation_date=_BEGINNING,
        revision_date=_BEGINNING,
        header_comment="# The words of SecondPass.",
        charset="utf-8",
        fuzzy=False,
    )
    for message in sorted((m for m in template if m.id), key=lambda m: str(m.id)):
        old = known.get(message.id, message.context)
        text = old.string if old is not None else ""
        if language == "en":
            text = message.id
        if isinstance(message.id, tuple) and not isinstance(text, tuple):
            text = (str(text or ""),)
        fresh.add(message.id, text, message.locations, context=message.context)
    return fresh


def po_bytes(catalogue: Catalog) -> bytes:
    made = io.BytesIO()
    write_po(made, catalogue, width=100, no_location=True, omit_header=False)
    return made.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts that have no words in this language."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


def fields(text: str) -> list[str]:
    """The names of the values in a text."""
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def main(arguments: list[str]) -> int:
    check, faults = "--check" in arguments, 0
    template = collect()
    for language in LANGUAGES:
        catalogue = refresh(language, template)
        path = po_of(language)
        for text in untranslated(catalogue):
            sys.stdout.write(f"{language}: not translated: {text}\n")
            faults += 1
        for file, content in (
            (path, po_bytes(catalogue)),
            (path.with_suffix(".mo"), mo_bytes(catalogue)),
        ):
            if file.exists() and file.read_bytes() == content:
                continue
            if check:
                sys.stdout.write(f"{language}: {file.name} is out of date\n")
                faults += 1
            else:
                file.write_bytes(content)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
