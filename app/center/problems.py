"""What is wrong with a file, said so that the person who keeps it can mend it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. ``row`` counts as the spreadsheet does (the header is row 1); 0: the whole."""

    source: str
    sheet: str
    row: int
    column: str
    says: str

    def __str__(self) -> str:
        place = [self.source]
        if self.sheet:
            place.append(f"sheet {self.sheet}")
        if self.row:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.says}"


class ImportRefusedError(ValueError):
    """Nothing was written: the files have problems, all of them named."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def refused(source: str, says: str) -> ImportRefusedError:
    """A file that cannot be used as a whole."""
    return ImportRefusedError((Problem(source, "", 0, "", says),))


@dataclass(slots=True)
class Findings:
    """Problems stop an import, warnings do not; both are collected before anything is written."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def refuse_if_any(self) -> None:
        if self.problems:
            raise ImportRefusedError(tuple(self.problems))
