"""`python -m benchmarks.screenshots`: every page in the asked languages, themes and sizes."""

import argparse
import os
import re
import sys
from pathlib import Path

from app.entrypoints.office_sample import sample_center
from app.ui.gallery import render_gallery
from app.ui.office.gallery import render_office

OUT = Path(__file__).resolve().parents[1] / "build" / "screenshots"
LANGUAGES = "zh_Hant,zh_Hans,en"
THEMES = "light,dark"
SIZES = "1920x1080,1366x768"


def main() -> int:
    options = _parser().parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    asked = (options.out, options.languages, options.themes, options.sizes)
    written = [*render_gallery(*asked), *render_office(*asked, center_of=sample_center)]
    print(f"{len(written)} pictures in {options.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screenshots", description=__doc__)
    parser.add_argument("--languages", type=_words(LANGUAGES), default=LANGUAGES)
    parser.add_argument("--themes", type=_words(f"{THEMES},high_contrast"), default=THEMES)
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="default: %(default)s")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the pictures")
    return parser


class _words:  # noqa: N801 - an argparse type is called like a function
    """A list with commas, of known words only."""

    def __init__(self, known: str) -> None:
        self._known = known.split(",")

    def __call__(self, text: str) -> tuple[str, ...]:
        words = tuple(text.split(","))
        if unknown := [word for word in words if word not in self._known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]!r}; choose from {self._known}")
        return words


def _sizes(text: str) -> tuple[tuple[int, int], ...]:
    sizes = []
    for one in text.split(","):
        if not re.fullmatch(r"\d{3,5}x\d{3,5}", one):
            raise argparse.ArgumentTypeError(f"{one!r}; a size is written 1920x1080")
        width, height = one.split("x")
        sizes.append((int(width), int(height)))
    return tuple(sizes)


if __name__ == "__main__":
    sys.exit(main())
