"""A code typed or scanned at the home screen: looked up at central, then what it continues begins. On the Qt thread."""

from collections.abc import Callable

from kiosk.engine.trouble import DraftFault, Trouble, of_draft
from kiosk.ports import Deliver
from kiosk.protocol.api import DraftView
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.protocol.resume_code import read_code
from kiosk.shell.stage import Continuing
from kiosk.sync.drafts import PlatformDrafts
from kiosk.sync.flow_store import FlowStore

_NO_CODE = "?"  # what cannot be one

Begin = Callable[[FlowPackage, Personal[str]], Trouble | None]
"""Begins a service with a code; returns why it cannot be begun now."""


class Resumption:
    """Looks one code up at a time; what is answered to an earlier one is dropped."""

    def __init__(
        self, drafts: PlatformDrafts, store: FlowStore, deliver: Deliver, begin: Begin, changed: Callable[[], None]
    ) -> None:
        self._drafts, self._store, self._deliver, self._begin = drafts, store, deliver, begin
        self._changed = changed
        self._asked = 0
        self._scanned = ""
        self.standing = Continuing()

    def look_up(self, typed: str) -> None:
        """Look `typed` up; an empty text forgets the last."""
        self._asked += 1
        asked, code = self._asked, read_code(typed)
        if not typed:
            self.standing = Continuing()
        elif code is None:
            self._stand(Continuing(trouble=Trouble("draft", "CHECK")))
        else:
            self._stand(Continuing(looking=True))
            self._drafts.find(code, lambda found: self._deliver(lambda: self._found(asked, code, found)))

    def look_up_scanned(self, text: str) -> None:
        """Look up what was scanned. What still lies before the scanner, and was answered, is not looked up again."""
        standing = self.standing
        if standing.looking or (standing.trouble is not None and text == self._scanned):
            return
        self._scanned = text
        self.look_up(text or _NO_CODE)

    def forget_scanned(self) -> None:
        """Forget what was scanned last."""
        self._scanned = ""

    def _found(self, asked: int, code: str, found: DraftView | DraftFault) -> None:
        if asked == self._asked:
            trouble = of_draft(found) if isinstance(found, DraftFault) else self._begun(code, found)
            self._stand(Continuing(trouble=trouble))

    def _begun(self, code: str, found: DraftView) -> Trouble | None:
        package = self._store.flows().get(found.service)
        if package is None:
            return Trouble("draft", "ELSEWHERE")
        if found.flow_version > package.flow.version:
            return of_draft(DraftFault.NEWER)
        return self._begin(package, Personal(code))

    def _stand(self, standing: Continuing) -> None:
        self.standing = standing
        self._changed()
