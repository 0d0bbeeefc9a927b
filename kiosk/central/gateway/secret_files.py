"""Secrets as files of one folder: a name in operations.yaml, the value never there, nor in the database or a log.

The folder is `KIOSK_CENTRAL_SECRETS`; unset, systemd's credentials (`LoadCredential=`), else `secrets` in the data
folder. A file is read each time it is needed: who exchanges one restarts nothing. Others than the owner may not read
it; systemd keeps a credential's group bit for its own access list, so that one is allowed in its folder.
"""

import os
import ssl
import stat
from pathlib import Path

from django.conf import settings
from pydantic import SecretStr

_MOST_BYTES = 64 * 1024
_OTHERS, _OTHERS_OF_SYSTEMD = 0o077, 0o037
NAME = r"^[a-z0-9][a-z0-9._-]{0,99}$"


class SecretError(Exception):
    """A secret cannot be used; the text names its file and the remedy, and holds nothing of it."""


def path_of(name: str) -> Path:
    """Return the file of a secret after looking whether it may be used: for what reads files itself.

    Raises:
        SecretError: it is not there, cannot be read, or others may read it.
    """
    file = settings.SECRETS_DIR / name
    try:
        mode = file.stat().st_mode
    except OSError as error:
        raise SecretError(f"{file}: {error.strerror}; put the secret there, readable by its owner only") from None
    if not stat.S_ISREG(mode):
        raise SecretError(f"{file}: is no file")
    given_by_systemd = os.environ.get("CREDENTIALS_DIRECTORY") == str(settings.SECRETS_DIR)
    if mode & (_OTHERS_OF_SYSTEMD if given_by_systemd else _OTHERS):
        raise SecretError(f"{file}: others may read it; chmod 600 it, and exchange the secret")
    return file


def pair_of(certificate: str, key: str) -> tuple[Path, Path]:
    """Return the files of a certificate and its key after looking whether TLS can use them.

    What asks the department would tell a spoilt file as if the other side were at fault, and an enciphered key would
    ask for its password at a keyboard that nobody sits at.

    Raises:
        SecretError: as `path_of`; or they are not PEM, do not belong together, or the key is enciphered.
    """
    files = path_of(certificate), path_of(key)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(*files, password=lambda: b"")
    except (ssl.SSLError, OSError, ValueError):
        told = "are no certificate and key (PEM, not enciphered) that belong together"
        raise SecretError(f"{files[0]}, {files[1]}: {told}") from None
    return files


def secret(name: str) -> SecretStr:
    """Return what the file of that name holds, without the line's end.

    Raises:
        SecretError: as `path_of`; or it is empty, too large, or no text.
    """
    file = path_of(name)
    try:
        with file.open("rb") as content:
            value = content.read(_MOST_BYTES + 1).decode().rstrip("\r\n")
    except OSError as error:
        raise SecretError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SecretError(f"{file}: is no text") from None
    if not value or len(value) > _MOST_BYTES:
        raise SecretError(f"{file}: is empty or too large")
    return SecretStr(value)
