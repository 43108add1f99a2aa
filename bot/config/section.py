"""What every section of the file promises."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Section(BaseModel):
    """What every section promises: frozen, and no key but its own.

    A key with nothing behind it, as where all below is commented out, is a key not given. Numbers become
    text where text is wanted (`chat: -1001234567890`). The library itself shows no value in its errors,
    since it may be a secret.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True, protected_namespaces=()
    )

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_not_given(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}
