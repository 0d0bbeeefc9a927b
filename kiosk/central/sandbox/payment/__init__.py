"""The demo's payment system: the other end of WeChat Pay APIv3 Native, with a page in place of the phone's app.

It keeps its own books in a file of its own, and tells of payments by signed and sealed notices. What it does not
simulate: certificates that change, refunds in part or that take days, risk control, limits of calls, and bills.
Nothing is charged to anybody.
"""
