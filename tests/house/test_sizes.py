"""Small files, small functions, plain imports, an injected clock: what keeps the house readable."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES_OF = {"file": 300, "class": 200, "function": 40}

BROAD_EXCEPT = {
    "app/station/mailbox.py": (2, "the bench's loop: the bench must stand, not vanish"),
    "app/station/printing.py": (1, "the printer's loop: the next label must still print"),
    "app/devices/reader.py": (1, "a device's loop: log, post the state, back off"),
    "app/devices/hotplug.py": (1, "the plug watch's loop: log, back off"),
    "app/sync/loop.py": (1, "the sync loop: log, post the state, back off"),
    "app/center/scheduler.py": (1, "a worker's loop: the job has failed, the others go on"),
    "app/entrypoints/device_desk.py": (1, "the device page's loop: the page must stand"),
    "app/entrypoints/demo.py": (1, "the demo's thread: the window must close"),
}
"""Where broad ``except`` may stand, how many and why: at the top of a thread loop."""

EXACT = sorted(
    f"app/domain/{name}.py"
    for name in (
        "billable", "bulk_rating", "card_checks", "catalogue", "contract_sheet", "events", "order",
        "packing", "policy", "published_sizes", "quotes", "rate_card", "rate_diff", "rate_index",
        "rate_sheet", "rate_tables", "rating", "readings", "recosting", "routing", "sheet_cells",
        "surcharge", "surcharge_sheet", "values", "weighing", "weight_doubt",
    )
)  # fmt: skip
"""Money and weights: whole numbers and decimals only."""

GIVEN_CLOCK = ("app/domain", "app/center", "app/sync")
OWN_CLOCK = {
    "app/sync/process.py": "the sync process's own entrance: clock and jitter are made here",
}
CLOCKS = re.compile(
    r"(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns|monotonic|monotonic_ns|perf_counter)"
    r"|uuid\.uuid\w+|uuid_utils\.uuid\w+|uuid[1-8]|secrets\.\w+|os\.urandom|random\.\w+|Random"
)

LAZY = re.compile(r"__import__|(importlib\.)?import_module")


def paths(*folders: str) -> list[str]:
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
    ]
    return sorted(path for path in found if "/migrations/versions/" not in path)


APP = [*paths("app"), "main.py"]
ALL = [*APP, *paths("tests", "benchmarks")]


@cache
def text(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


@cache
def tree(path: str) -> ast.Module:
    return ast.parse(text(path), path)


def functions(path: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def spots(path: str, nodes: Iterable[ast.AST]) -> list[str]:
    """Where in a file, for whoever must mend it."""
    return [f"{path}:{getattr(node, 'lineno', 0)}" for node in nodes]


@pytest.mark.parametrize("path", ALL)
def test_files_functions_and_classes_are_small(path: str) -> None:
    lines = len(text(path).splitlines())
    assert lines <= MOST_LINES_OF["file"], f"{path} has {lines} lines"
    long = [node for node in functions(path) if length(node) > MOST_LINES_OF["function"]]
    assert not long, [f"{path}:{node.lineno} {node.name} {length(node)}" for node in long]
    classes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    big = [node for node in classes if length(node) > MOST_LINES_OF["class"]]
    assert not big, [f"{path}:{node.lineno} {node.name} {length(node)}" for node in big]


@pytest.mark.parametrize("path", ALL)
def test_every_module_says_what_it_is_for(path: str) -> None:
    said = ast.get_docstring(tree(path))
    assert said, f"{path} has no docstring"


@pytest.mark.parametrize("path", [path for path in ALL if path.endswith("__init__.py")])
def test_packages_hold_one_docstring_and_nothing_else(path: str) -> None:
    rest = tree(path).body[1:]
    if path == "app/__init__.py":
        rest = [node for node in rest if not ast.unparse(node).startswith("__version__ = ")]
    assert not rest, spots(path, rest)


@pytest.mark.parametrize("path", paths("app"))
def test_imports_stand_at_the_top(path: str) -> None:
    lazy = [
        node
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    hidden = [
        node
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        or (isinstance(node, ast.Call) and LAZY.fullmatch(ast.unparse(node.func)))
    ]
    assert not lazy + hidden, spots(path, [*lazy, *hidden])


def is_broad(handler: ast.ExceptHandler) -> bool:
    names = ast.unparse(handler.type) if handler.type else "BaseException"
    return bool(re.search(r"\b(Base)?Exception\b", names))


@pytest.mark.parametrize("path", APP)
def test_a_broad_except_stands_only_at_the_top_of_a_thread_loop(path: str) -> None:
    broad = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and is_broad(node)
        and ast.unparse(node.body[-1]) != "raise"  # cleaning up on the way out
    ]
    allowed, _why = BROAD_EXCEPT.get(path, (0, ""))
    assert len(broad) <= allowed, spots(path, broad)
    for node in broad:
        line = text(path).splitlines()[node.lineno - 1]
        why = re.sub(r"# noqa: BLE001[ #-]*", "", line.partition(":")[2])
        assert len(why.split()) > 1, f"{path}:{node.lineno} does not say why"


@pytest.mark.parametrize("path", EXACT)
def test_money_and_weights_are_never_floats(path: str) -> None:
    floats = [
        node
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert not floats, spots(path, floats)


@pytest.mark.parametrize("path", ALL)
def test_nothing_is_left_for_later(path: str) -> None:
    marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    found = [
        f"{path}:{number}"
        for number, line in enumerate(text(path).splitlines(), start=1)
        if re.search(rf"#.*\b({'|'.join(marks)})\b", line)
    ]
    assert not found, found


@pytest.mark.parametrize("path", [path for path in paths(*GIVEN_CLOCK) if path not in OWN_CLOCK])
def test_time_and_chance_are_given_from_outside(path: str) -> None:
    calls = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and CLOCKS.fullmatch(ast.unparse(node.func))
    ]
    assert not calls, spots(path, calls)


def test_the_lists_of_exceptions_name_files_that_are_there() -> None:
    listed = [*BROAD_EXCEPT, *EXACT, *OWN_CLOCK]
    missing = [path for path in listed if not (ROOT / path).is_file()]
    assert not missing, missing
