"""What every kind of field is made of."""

from pydantic import Field

from kiosk.protocol.notation import Expression, Identifier, Strict, TextKey


class FormField(Strict):
    """One question of a form, on a screen of its own. Each kind says what its value is in expressions.

    There is no value when the resident leaves an optional field empty, or `when` passes it over: ask `has(form.field)`.
    Expressions of a field see the values of the fields before it under the form's id: `form.field`.
    """

    id: Identifier
    label: TextKey
    hint: TextKey | None = None
    optional: bool = False
    meaning: Identifier | None = Field(
        None, description="the common name of what is asked: one question in a joint service"
    )
    when: Expression | None = Field(None, description="the field is passed over unless this is true")
