"""Publishing flows: a TUF repository of static files, signed by the departments.

Free of Django, so that it runs wherever the keys are.

Who holds which key:

| key | signs | kept |
|---|---|---|
| root-1, root-2, … | which keys count for what | offline, with several people |
| targets | which department may sign what, and the release manifest | with the people who release |
| department-<name> | the flows below flows/<name>/ | with that department |
| snapshot, timestamp | that all of it belongs together, and is of today | online |

The web process that serves the files needs none of them.
"""
