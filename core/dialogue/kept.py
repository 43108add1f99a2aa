"""Values that are kept as JSON, and read again although an older or newer version wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar


class Kept(Protocol):
    """A dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T", bound=Kept)


def kept_form(value: Kept) -> Mapping[str, Any]:
    """Return the JSON form of a flat value: strings, numbers, flags and tuples of them."""
    items = ((name, getattr(value, name)) for name in _names(type(value)))
    return {name: list(item) if isinstance(item, tuple) else item for name, item in items}


def read_back(cls: type[T], kept: Mapping[str, Any]) -> T:
    """Read what `kept_form` returned; what another version kept beside it is passed over."""
    known = _names(cls)
    return cls(
        **{name: tuple(item) if isinstance(item, list) else item for name, item in kept.items() if name in known}
    )


@cache
def _names(cls: type[Kept]) -> Mapping[str, None]:
    """Return the names of the fields, in their order."""
    return dict.fromkeys(field.name for field in fields(cls))
