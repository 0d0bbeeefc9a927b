"""Payments: orders of terminals, carried to a payment system that speaks the protocol of WeChat Pay APIv3 Native.

Aggregators and banks that sell the same protocol take WeChat, Alipay and UnionPay by one code.
"""
