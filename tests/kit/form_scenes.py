"""The questions of forms, in the states that residents meet: just asked, half answered, answered wrongly."""

from collections.abc import Callable, Iterable

from kiosk.shell.shell_model import ShellModel
from kit.fields import feature, in_wuhan, package_of
from kit.stage import PlayedStage


def _ask(stage: PlayedStage, name: str, *answers: object) -> None:
    """Stand at the form of the feature flow `form_<name>`, with those answers given."""
    stage.package, stage.player = package_of(name), feature(name)
    for answer in answers:
        stage.player.submit(answer)


def _type(signs: Iterable[str]) -> Callable[[ShellModel], None]:
    def typing(shell: ShellModel) -> None:
        for sign in signs:
            shell.view.input.press(sign)

    return typing


def _type_wrongly(signs: str) -> Callable[[ShellModel], None]:
    def typing(shell: ShellModel) -> None:
        _type(signs)(shell)
        shell.view.input.submitTyped()

    return typing


def form_text(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "text")
    return _type("A1234")


def form_text_letters(stage: PlayedStage) -> None:
    _ask(stage, "text", {"plate": "A12345"}, {"file": None})


def form_text_optional(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "text", {"plate": "A12345"})
    return _type("2026")


def form_number(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "number", {"persons": "3"})
    return _type("1089.5")


def form_number_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "number")
    return _type_wrongly("21")


def form_money(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "money")
    return _type("1234.50")


def form_money_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "money")
    return _type_wrongly("5000001")


def form_date(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "date")
    return _type("195001")


def form_date_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "date")
    return _type_wrongly("19500230")


def form_date_range(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "date_range")
    return _type_wrongly("20260101")


def form_date_range_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "date_range")

    def typing(shell: ShellModel) -> None:
        _type_wrongly("20260101")(shell)
        _type_wrongly("20250101")(shell)

    return typing


def form_month_range(stage: PlayedStage) -> None:
    _ask(stage, "month_range", {"name": "AB"})


def form_phone(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "phone")
    return _type("13812345678")


def form_phone_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "phone")
    return _type_wrongly("1381234")


def form_email(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "email")
    return _type([*"zhang.san", "@163.com"])


def form_email_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "email")
    return _type_wrongly("zhang..san@qq.com")


def form_citizen_number(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "citizen_number")
    return _type("42019919500101999")


def form_citizen_number_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "citizen_number")
    return _type_wrongly("420199198803149994")


def form_credit_code(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "credit_code")
    return _type("91420100MA9999999")


def form_credit_code_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "credit_code")
    return _type_wrongly("91420100MA99999990")


def form_choice(stage: PlayedStage) -> None:
    _ask(stage, "choice")


def form_multi_choice(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "multi_choice")
    return lambda shell: shell.view.input.choose("deed")


def form_multi_choice_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "multi_choice")

    def choosing(shell: ShellModel) -> None:
        for option in ("deed", "plan", "tax"):
            shell.view.input.choose(option)
        shell.view.input.submitChosen()

    return choosing


def form_address(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "address")
    return _choose("42", "4201")


def form_address_districts(stage: PlayedStage) -> None:
    stage.package, stage.player = package_of("address"), in_wuhan()


def form_address_streets(stage: PlayedStage) -> Callable[[ShellModel], None]:
    form_address_districts(stage)

    def turning(shell: ShellModel) -> None:
        shell.view.input.choose("420115")
        shell.view.input.turn(2)

    return turning


def form_address_longest(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "address")

    def typing(shell: ShellModel) -> None:
        _choose("42", "4201", "420102", "420102001")(shell)
        for sign in "路巷号栋层室" * 5:
            shell.view.input.press(sign)

    return typing


def form_address_line(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "address")

    def typing(shell: ShellModel) -> None:
        _choose("42", "4201", "420102", "420102001")(shell)
        for sign in ("3", "号", "2", "栋", "5"):
            shell.view.input.press(sign)

    return typing


def form_address_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    _ask(stage, "address")

    def typing(shell: ShellModel) -> None:
        _choose("42", "4201", "420102", "420102001")(shell)
        shell.view.input.submitAddress()

    return typing


def _choose(*codes: str) -> Callable[[ShellModel], None]:
    def choosing(shell: ShellModel) -> None:
        for code in codes:
            shell.view.input.choose(code)

    return choosing


FORM_SCENES = (
    form_text,
    form_text_letters,
    form_text_optional,
    form_number,
    form_number_problem,
    form_money,
    form_money_problem,
    form_date,
    form_date_problem,
    form_date_range,
    form_date_range_problem,
    form_month_range,
    form_phone,
    form_phone_problem,
    form_email,
    form_email_problem,
    form_citizen_number,
    form_citizen_number_problem,
    form_credit_code,
    form_credit_code_problem,
    form_choice,
    form_multi_choice,
    form_multi_choice_problem,
    form_address,
    form_address_districts,
    form_address_streets,
    form_address_line,
    form_address_longest,
    form_address_problem,
)
