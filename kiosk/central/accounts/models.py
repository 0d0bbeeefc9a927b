"""No models of its own: Django tells an app of migrations only if it has this module."""
