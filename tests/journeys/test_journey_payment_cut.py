"""The terminal's process is killed while a code is on its screen, and the phone pays, or does not."""

from collections.abc import Iterator

import pytest
from kit.patience import until
from kit.phone import ARRIVES_S, THEME, TILE, arrive, phone_pays
from kit.puppet import Puppet
from kit.town import Town

from kiosk.desk.client import DeskClient

pytestmark = pytest.mark.journey


@pytest.fixture
def puppet(town: Town) -> Iterator[Puppet]:
    puppet = Puppet(town.settings_file(), town.place / "puppet.log", {"TMPDIR": str(town.temporary)})
    puppet.start()
    yield puppet
    puppet.stop()


@pytest.mark.parametrize(
    "wanted", [("refund_due", "paid"), ("cancelled", "closed")], ids=["paid meanwhile", "never paid"]
)
def test_cut_while_the_code_is_shown_ends_in_a_claim_or_in_nothing(
    town: Town, desk: DeskClient, puppet: Puppet, wanted: tuple[str, str]
) -> None:
    pays = wanted[1] == "paid"
    desk.lift()
    puppet.to_tile(TILE, THEME)
    puppet.touch(TILE, "consent")
    puppet.see("identify", doing="reading_card")
    desk.place(7)
    puppet.see("review")
    puppet.touch("print")
    transaction = puppet.see("pay", doing="awaiting_payment").transaction
    puppet.kill()
    if pays:
        assert phone_pays(town, transaction, silent=True) == 200
    puppet.start()
    arrive(town, transaction, [wanted])
    (order,) = town.central.row("SELECT order_number FROM intake_payment WHERE transaction_id = ?", transaction)
    claims = "SELECT count(*) FROM alarms_alarm WHERE code = 'REFUND_DUE' AND detail = ?"
    until(lambda: town.central.row(claims, order) == (int(pays),), timeout_s=ARRIVES_S)
