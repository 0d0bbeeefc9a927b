"""A look through the whole chain, kept with its outcome."""

from django.utils import timezone
from django.utils.translation import gettext as _

from kiosk.central.audit import chain, heads
from kiosk.central.audit.models import Seal, Verification


def verify(who: str) -> Verification:
    """Go through the chain and the noted heads; keep and return what was found."""
    found = next(chain.problems(chain.links(), heads.noted()), "")
    waiting = chain.unsealed(timezone.now())
    if not found and waiting:
        found = _("%(count)d 条记录超过一分钟未封印：请检查后台任务 audit.seal") % {"count": waiting}
    return Verification.objects.create(who=who, sealed=Seal.objects.count(), problem=found[:300])
