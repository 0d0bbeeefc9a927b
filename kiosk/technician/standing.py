"""Where a terminal's devices are to be asked: at the running terminal, which holds their wires, or themselves."""

from dataclasses import dataclass

from kiosk.devices.roll_call import RollCall, read_roll_call
from kiosk.devices.running import runner
from kiosk.settings import Settings, SettingsError


@dataclass(frozen=True)
class Terminal:
    """A terminal that runs. `pid` is 0 where it does not tell; `call` is None until it has said something."""

    pid: int
    call: RollCall | None

    def __str__(self) -> str:
        return f"the running terminal (process {self.pid})"


def running_terminal(settings: Settings) -> Terminal | None:
    """Return the terminal that runs with these settings, None when none does.

    Raises:
        SettingsError: this user may not look into its state folder.
    """
    try:
        pid = runner(settings.state_dir)
        return None if pid is None else Terminal(pid, read_roll_call(settings.state_dir, pid))
    except OSError as error:
        raise SettingsError(f"{error.filename}: {error.strerror}; call this as the user of the terminal") from None
