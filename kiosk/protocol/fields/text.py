"""text: a few signs of the Latin alphabet or digits, such as a plate or a file number."""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from kiosk.protocol.fields.field import FormField

_NO_HANZI = (
    "a terminal has no keys for Chinese characters; "
    "let the resident choose them: a field of kind 'choice' or 'address', or a step that offers what the data hold"
)


class TextField(FormField):
    """Value: the text, letters as capitals. `allowed` says which keys there are."""

    kind: Literal["text"]
    allowed: Literal["digits", "latin", "letters_and_digits"] = "letters_and_digits"
    min_length: int = Field(1, ge=1, le=40)
    max_length: int = Field(20, ge=1, le=40)

    @field_validator("allowed", mode="before")
    @classmethod
    def _typed_by_keys(cls, allowed: object) -> object:
        if allowed == "hanzi":
            raise ValueError(_NO_HANZI)
        return allowed

    @model_validator(mode="after")
    def _holds_together(self) -> "TextField":
        if self.min_length > self.max_length:
            raise ValueError(f"min_length {self.min_length} is more than max_length {self.max_length}")
        return self
