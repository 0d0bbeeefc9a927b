"""How the screen looks and speaks: language, size, contrast. A resident chooses; for the next it begins anew."""

from kiosk.settings import Screen
from kiosk.shell.words import Words


class Look:
    """Begins as the place's settings say."""

    def __init__(self, settings: Screen) -> None:
        self._settings = settings
        self.words = Words(settings.language)
        self.elder = settings.elder
        self.contrast = False

    def configure(self, settings: Screen) -> None:
        """Take other settings; what was chosen stays until the next `reset`."""
        self._settings = settings

    def reset(self) -> None:
        """Look as the place's settings say, for the next resident."""
        self.words.language, self.elder = self._settings.language, self._settings.elder
        self.contrast = False

    def switch_language(self) -> None:
        """Speak the other language, where residents are to switch."""
        if self._settings.other_language:
            self.words.language = "en" if self.words.language == "zh" else "zh"

    @property
    def language_text(self) -> str:
        """What the key says that switches the language; empty where residents are not to."""
        return self.words.say("bar.other_language") if self._settings.other_language else ""

    @property
    def elder_text(self) -> str:
        return self.words.say("bar.normal" if self.elder else "bar.elder")

    @property
    def contrast_text(self) -> str:
        return self.words.say("bar.soft" if self.contrast else "bar.contrast")
