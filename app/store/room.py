"""A part of a transaction, made when it is first asked for: most transactions need a few."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from app.store.session import Session

T = TypeVar("T")


class Room(Generic[T]):
    """``tx.orders``: made of the transaction's session, once, and kept in the transaction."""

    def __init__(self, make: Callable[[Session], T]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, tx: None, owner: type) -> "Room[T]": ...
    @overload
    def __get__(self, tx: object, owner: type) -> T: ...
    def __get__(self, tx: Any, owner: type) -> Any:
        if tx is None:
            return self
        made = self._make(tx._session)  # noqa: SLF001 - it is the transaction's own part
        tx.__dict__[self._name] = made  # found there from now on, this is not asked again
        return made
