"""The print command of the emulated printer: a program that ippeveprinter starts for each job.

It stands between ippeveprinter, which reads STATE: and ATTR: lines from its standard error, and the emulator, which
decides what happens to the paper. Arguments: the emulator's socket, which life of the printer's this is, the job's
file. Sends that life, the job's number, the file, its number of pages (0 for what is no PDF) and how many copies of it
are wanted, one line each; then hands each line that comes back on to standard error, until one says EXIT and a status.
A closed socket means that the printer was unplugged.
"""

import os
import socket
import sys
from pathlib import Path


def main() -> int:
    """Return the job's exit status; any other than 0 aborts the job."""
    address, life, file = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as emulator:
        emulator.connect(address)
        job = (life, os.environ["IPP_JOB_ID"], file, str(_pages(file)), os.environ.get("IPP_COPIES", "1"))
        emulator.sendall("".join(f"{word}\n" for word in job).encode())
        with emulator.makefile("r", encoding="utf-8") as orders:
            for order in orders:
                if order.startswith("EXIT "):
                    return int(order.removeprefix("EXIT "))
                sys.stderr.write(order)
                sys.stderr.flush()
    return 1


def _pages(file: str) -> int:
    """Count the pages, here in a process of its own: PDFium is not safe among the threads of the emulator's."""
    if not Path(file).read_bytes().startswith(b"%PDF"):
        return 0
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(file) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
