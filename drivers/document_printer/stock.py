"""What the emulated printer holds: paper, toner, sheets in its output tray; and what it therefore says. Pure."""

from dataclasses import dataclass, replace

from drivers.faults import Fault

KEYWORDS: dict[Fault, tuple[str, str]] = {
    # Not media-empty: with that one set, ippeveprinter waits before it starts the print command, which alone clears it.
    Fault.PAPER_OUT: ("media-needed", "inputMediaSupplyEmpty"),
    Fault.PAPER_JAM: ("media-jam", "jam"),
    Fault.COVER_OPEN: ("cover-open", "coverOpen"),
    Fault.TONER_OUT: ("toner-empty", "markerTonerEmpty"),
    Fault.OUTPUT_FULL: ("other", "outputMediaTrayFull"),  # ippeveprinter knows no output-area-full
}
"""The faults that can befall this printer, and what tells of each: printer-state-reason, critical printer-alert."""

CASSETTE_SHEETS = 250
TRAY_SHEETS = 150
LOW_SHEETS = 25
LOW_TONER_PERCENT = 10
NEARLY_FULL_SHEETS = 120


@dataclass(frozen=True)
class Panel:
    """What the printer tells: printer-state-reasons without suffixes, printer-alert, the level of its toner."""

    reasons: tuple[str, ...]
    alerts: tuple[str, ...]
    toner_percent: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The panel as ippeveprinter's print commands say it."""
        alerts = ",".join(self.alerts) or "code=unknown;severity=other"
        markers = f"marker-types=toner marker-levels={self.toner_percent} marker-low-levels={LOW_TONER_PERCENT}"
        return (
            f'ATTR: printer-alert="{alerts}"',
            f"ATTR: {markers}",
            f'ATTR: printer-supply="{self.supply}"',
            "STATE: " + (",".join(self.reasons) or "none"),
        )

    @property
    def supply(self) -> str:
        return (
            "index=1;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;"
            f"level={self.toner_percent};colorantname=black;"
        )


@dataclass(frozen=True)
class Stock:
    """`spoiled_sheets` were torn by jams; `tray_sheets` lie in the output tray."""

    sheets_left: int = CASSETTE_SHEETS
    toner_percent: float = 100.0
    tray_sheets: int = 0
    spoiled_sheets: int = 0
    jammed: bool = False
    cover_open: bool = False

    @property
    def faults(self) -> frozenset[Fault]:
        """What is in the way of the next sheet."""
        conditions = {
            Fault.PAPER_OUT: self.sheets_left <= 0,
            Fault.PAPER_JAM: self.jammed,
            Fault.COVER_OPEN: self.cover_open,
            Fault.TONER_OUT: self.toner_percent <= 0,
            Fault.OUTPUT_FULL: self.tray_sheets >= TRAY_SHEETS,
        }
        return frozenset(fault for fault, holds in conditions.items() if holds)

    @property
    def panel(self) -> Panel:
        faults = self.faults
        reasons = {KEYWORDS[fault][0] for fault in faults}
        alerts = {f"code={KEYWORDS[fault][1]};severity=critical" for fault in faults}
        if 0 < self.sheets_left <= LOW_SHEETS:
            reasons.add("media-low")
            alerts.add("code=inputMediaSupplyLow;severity=warning")
        if 0 < self.toner_percent <= LOW_TONER_PERCENT:
            reasons.add("toner-low")
            alerts.add("code=markerTonerAlmostEmpty;severity=warning")
        if NEARLY_FULL_SHEETS <= self.tray_sheets < TRAY_SHEETS:
            reasons.add("other")
            alerts.add("code=outputMediaTrayAlmostFull;severity=warning")
        return Panel(tuple(sorted(reasons)), tuple(sorted(alerts)), round(self.toner_percent))

    def befallen(self, fault: Fault, *, sheet_on_its_way: bool) -> "Stock":
        """Return it with `fault`; a jam tears the sheet that is on its way."""
        match fault:
            case Fault.PAPER_OUT:
                return replace(self, sheets_left=0)
            case Fault.TONER_OUT:
                return replace(self, toner_percent=0.0)
            case Fault.OUTPUT_FULL:
                return replace(self, tray_sheets=TRAY_SHEETS)
            case Fault.COVER_OPEN:
                return replace(self, cover_open=True)
            case Fault.PAPER_JAM:
                torn = int(sheet_on_its_way and self.sheets_left > 0)
                return replace(
                    self,
                    jammed=True,
                    sheets_left=self.sheets_left - torn,
                    spoiled_sheets=self.spoiled_sheets + torn,
                )
        raise ValueError(f"the emulated printer knows no {fault}; it knows {', '.join(KEYWORDS)}")

    def mended(self, fault: Fault) -> "Stock":
        """Return it without `fault`: the cassette filled, the cartridge new, the tray empty."""
        if fault not in self.faults:
            return self
        match fault:
            case Fault.PAPER_OUT:
                return replace(self, sheets_left=CASSETTE_SHEETS)
            case Fault.TONER_OUT:
                return replace(self, toner_percent=100.0)
            case Fault.OUTPUT_FULL:
                return replace(self, tray_sheets=0)
            case Fault.COVER_OPEN:
                return replace(self, cover_open=False)
        return replace(self, jammed=False)

    def after_sheet(self, toner_percent: float) -> "Stock":
        """Return it after one sheet more came out, which took so much toner."""
        return replace(
            self,
            sheets_left=self.sheets_left - 1,
            toner_percent=max(0.0, self.toner_percent - toner_percent),
            tray_sheets=self.tray_sheets + 1,
        )
