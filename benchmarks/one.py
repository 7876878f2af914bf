"""One benchmark in this process: `python -m benchmarks.one NAME RESULT [--quick] [--xvfb]`.

Knows nothing but how to find it: worker processes import this module again.
"""

import importlib
import json
import os
import sys
from pathlib import Path


def main() -> None:
    name, result, *flags = sys.argv[1:]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    module = importlib.import_module(f"benchmarks.{name}")
    figures = module.measure(quick="--quick" in flags, xvfb="--xvfb" in flags)
    rows = [figure.row() for figure in figures]
    Path(result).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
