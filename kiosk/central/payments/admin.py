from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kiosk.central.admin_read_only import ReadOnlyAdmin
from kiosk.central.audit.service import user_of
from kiosk.central.payments.merchant import merchant
from kiosk.central.payments.models import Order
from kiosk.central.payments.service import refund
from kiosk.central.payments.system import PaymentSystem, PaymentTrouble


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin[Order]):
    list_display = ("ordered_at", "order_number", "yuan", "state", "description", "terminal", "service", "changed_at")
    list_filter = ("state", "service", "ordered_at", "terminal")
    search_fields = ("order_number", "transaction_id", "terminal__terminal_id")
    list_select_related = ("terminal",)
    exclude = ("code",)
    actions = ("refund_chosen",)
    fresh_actions = ("refund_chosen",)

    @admin.display(description=_("金额（元）"), ordering="amount_fen")
    def yuan(self, order: Order) -> str:
        return f"{order.amount_fen // 100}.{order.amount_fen % 100:02}"

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("payments.change_order")

    @admin.action(description=_("原路退款"), permissions=["refund"])
    def refund_chosen(self, request: HttpRequest, chosen: QuerySet[Order]) -> None:
        known = merchant()
        done, failed = 0, 0
        for order in chosen:
            try:
                done += known is not None and refund(PaymentSystem(known), order, user_of(request))
            except PaymentTrouble:
                failed += 1
        words = gettext("已退款 %(done)d 笔，失败 %(failed)d 笔，共选 %(all)d 笔；只有已支付而未取得结果的可以退款")
        messages.info(request, words % {"done": done, "failed": failed, "all": len(chosen)})
