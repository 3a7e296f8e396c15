"""Files of ours on the host: each is ours to the last letter, and root's."""

import io
from collections.abc import Iterable
from typing import Any

from sightline.drivers.linux.session import Session


def before(device: Session, path: str) -> str | None:
    """What stands there; None where there is no such file."""
    said = device.check(f"cat {path}")
    return None if said.status else said.output.decode("utf-8", "replace")


def put(path: str, text: str) -> Iterable[Any]:
    """The pyinfra operation that makes it so; its folder is the system's own and is there."""
    from pyinfra.operations import files

    return files.put._inner(
        src=io.StringIO(text), dest=path, user="root", group="root", mode="644", create_remote_dir=False
    )


def put_back(path: str, text: str | None) -> Iterable[Any]:
    """The operation that undoes it, by what `before` said."""
    from pyinfra.operations import files

    return put(path, text) if text is not None else files.file._inner(path=path, present=False)
