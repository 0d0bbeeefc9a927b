from django.urls import path

from kiosk.central.sandbox.departments import civil_affairs, social_security, tax
from kiosk.central.sandbox.departments.trouble import trouble
from kiosk.central.sandbox.identity import views as identity
from kiosk.central.sandbox.messages import views as messages
from kiosk.central.sandbox.payment import views as payment
from kiosk.central.sandbox.views import (
    business_licence,
    business_licence_file,
    certificate_fee_due,
    certificate_fee_paid,
    changsha_pension_proof,
    company_register,
    fund_statement,
    housing_archive,
    papers_taken,
    police_compare,
    police_portrait,
    registered_properties,
)

urlpatterns = [
    path("housing-fund/statement", fund_statement),
    path("registry/fee-due", certificate_fee_due),
    path("registry/fee-paid", certificate_fee_paid),
    path("registry/properties", registered_properties),
    path("market/company", company_register),
    path("market/letter", papers_taken),
    path("market/licence", business_licence),
    path("market/files/<str:token>.pdf", business_licence_file),
    path("registry/papers", papers_taken),
    path("police/portrait", police_portrait),
    path("police/compare", police_compare),
    path("archive/housing", housing_archive),
    path("changsha/pension-proof", changsha_pension_proof),
    path("social-security/insured", social_security.insured),
    path("tax/paid", tax.paid),
    path("tax/record", tax.record),
    path("civil-affairs/oauth/token", civil_affairs.token),
    path("civil-affairs/v1/marriage-records/search", civil_affairs.marriage),
    path("civil-affairs/v1/allowances/search", civil_affairs.allowance),
    path("<str:department>/trouble", trouble),
    path("identity/credential", identity.credential),
    path("identity/person", identity.person),
    path("identity/phone/<int:place>", identity.phone, name="demo-credential"),
    path("messages/send", messages.send),
    path("messages/<str:number>", messages.phone, name="demo-phone"),
    path("pay/v3/pay/transactions/native", payment.order),
    path("pay/v3/pay/transactions/out-trade-no/<str:number>", payment.query),
    path("pay/v3/pay/transactions/out-trade-no/<str:number>/close", payment.close),
    path("pay/v3/refund/domestic/refunds", payment.refund),
    path("pay/v3/refund/domestic/refunds/<str:refund_number>", payment.refunded),
    path("pay/scan/<str:token>", payment.scan),
]
