"""Why something was not done, in words: an English sentence that is a message id too."""


class NotDoneError(ValueError):
    """It was not done, and why: ``says`` is a message id, ``values`` fill its ``{names}``."""

    def __init__(self, says: str, **values: object) -> None:
        super().__init__(says.format_map(values) if values else says)
        self.says = says
        self.values = values
