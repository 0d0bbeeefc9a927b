"""The places on the desk, a module for each device role."""
