"""KeePass files that open at once: made from a blank whose key derivation keeps its kind and loses its work."""

from pathlib import Path

from pykeepass import PyKeePass, pykeepass

from sightline.estate.keepass import saved


def lighten(folder: Path) -> None:
    """The library makes this process's new files from a blank in the folder: its own takes most of a second to open."""
    blank = PyKeePass(pykeepass.BLANK_DATABASE_LOCATION, pykeepass.BLANK_DATABASE_PASSWORD)
    work = blank.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    work["I"].value, work["M"].value = 1, 1 << 20
    file = folder / "blank.kdbx"
    file.write_bytes(saved(blank))
    pykeepass.BLANK_DATABASE_LOCATION = str(file)
