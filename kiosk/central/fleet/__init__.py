"""The terminals: how they join, prove who they are, and say how they are."""
