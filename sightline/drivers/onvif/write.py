"""Elements made by hand: names are ours, values are escaped."""

from xml.sax.saxutils import escape


def element(namespace: str, name: str, value: str, *, raw: bool = False) -> str:
    """One element with a text in it, or with elements where `raw`."""
    return f'<w:{name} xmlns:w="{namespace}">{value if raw else escape(value)}</w:{name}>'
