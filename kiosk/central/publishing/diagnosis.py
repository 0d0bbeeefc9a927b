"""Problems as a compiler prints them: place, message, the line itself, a caret, a hint."""

from kiosk.central.publishing.folder import FlowFolder
from kiosk.protocol.excerpt import excerpt
from kiosk.protocol.package import Problem


def render(folder: FlowFolder, problem: Problem) -> str:
    """Return the lines about one problem."""
    place = f"{folder.place(problem.file)}:{problem.line}:{problem.column}"
    lines = [f"{place}: {problem.message}", *excerpt(folder.files, problem)]
    if problem.hint:
        lines.append(f"  hint: {problem.hint}")
    return "\n".join(lines)
