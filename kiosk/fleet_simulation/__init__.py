"""Many terminals in one process, each with the client code of a real one: its own key, connections, TUF and disk.

What is simulated is what stands around that code: there is no screen, no resident and no device, and a few threads
serve all terminals instead of three each. What is signed, verified, asked, stored and synced is the real thing.
"""
