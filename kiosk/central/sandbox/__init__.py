"""The demo's provident-fund department: a system of its own, reached over HTTP like a real one. Everything is invented.

It shares nothing with the platform but the process; the gateway knows it only by its address in config/operations.yaml.
"""
