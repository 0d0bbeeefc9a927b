"""The demo's departments and payment system: systems of their own, reached over HTTP like real ones. All is invented.

They share nothing with the platform but the process; it knows them only by their addresses in config/operations.yaml
and payments.yaml.
"""
