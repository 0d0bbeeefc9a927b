"""What must hold before central serves or works: every file of the site that it reads can be read, all of them said."""

from collections.abc import Callable, Iterator

from django.conf import settings

from kiosk.central.alarms import hooks, table
from kiosk.central.fleet import districts
from kiosk.central.gateway import reading
from kiosk.central.messages import gateway
from kiosk.central.payments import merchant
from kiosk.central.ratings import rules
from kiosk.central.retention import policy
from kiosk.central.setup import NotReadyError


def make_sure() -> None:
    """Read every file of the site once.

    Raises:
        NotReadyError: with all that is wrong.
    """
    found = list(problems())
    if found:
        raise NotReadyError("\n".join(found))


def problems() -> Iterator[str]:
    """Yield what is wrong with the site's files."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: reading.load(settings.OPERATIONS_FILE),
        lambda: reading.load(settings.IDENTITY_FILE),
        lambda: districts.read(settings.DISTRICTS_FILE),
        merchant.merchant,
        gateway.gateway,
        lambda: table.load(settings.ALARMS_FILE),
        lambda: rules.load(settings.RATINGS_FILE),
        hooks.hooks,
        lambda: policy.load(settings.RETENTION_FILE),
    )
    unusable = (
        reading.OperationsError,
        districts.DistrictsError,
        merchant.MerchantError,
        gateway.GatewayError,
        table.TableError,
        rules.RulesError,
        hooks.HooksError,
        policy.PolicyError,
    )
    for check in checks:
        try:
            check()
        except unusable as error:
            yield str(error)
