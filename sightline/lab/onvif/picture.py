"""What lies over the picture: masks, and texts that media and media2 show alike (reference, D9 and D10)."""

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from sightline.lab.onvif import soap
from sightline.lab.onvif.recording import Documents

MASKS, TEXTS, OPTIONS = "tr2:GetMasks", "tr2:GetOSDs", "tr2:GetOSDOptions"
PROFILES = "tr2:GetProfiles"
Get = Callable[[soap.Element], soap.Element | str]
Set = Callable[[soap.Element], str | None]


class Picture:
    """Lists are kept in the form of media2."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._made = 0

    @property
    def gets(self) -> dict[str, Get]:
        found: dict[str, Get] = {MASKS: lambda sent: self._chosen(MASKS, sent)}
        for prefix in ("trt", "tr2"):
            found[f"{prefix}:GetOSDs"] = self._showing(prefix, TEXTS)
            found[f"{prefix}:GetOSDOptions"] = self._showing(prefix, OPTIONS)
        return found

    @property
    def sets(self) -> dict[str, Set]:
        found: dict[str, Set] = {"tr2:SetMask": self._set_mask}
        for prefix in ("trt", "tr2"):
            found |= {
                f"{prefix}:SetOSD": self._set_text,
                f"{prefix}:CreateOSD": self._creating(prefix),
                f"{prefix}:DeleteOSD": self._delete_text,
            }
        return found

    def _chosen(self, call: str, sent: soap.Element) -> soap.Element:
        """All, or those of one picture."""
        view, shown = soap.text(sent, "ConfigurationToken"), deepcopy(self._documents[call])
        if view:
            self._picture(view)
        for row in list(shown) if view else ():
            if view not in (soap.text(row, "ConfigurationToken"), soap.text(row, "VideoSourceConfigurationToken")):
                shown.remove(row)
        return shown

    def _showing(self, prefix: str, call: str) -> Get:
        def show(sent: soap.Element) -> soap.Element:
            if call == OPTIONS:
                self._picture(soap.text(sent, "ConfigurationToken"))
            shown = deepcopy(self._documents[OPTIONS]) if call == OPTIONS else self._chosen(call, sent)
            for one in (shown, *shown):
                one.tag = f"{{{soap.NAMESPACES[prefix]}}}{soap.local(one)}"
            return shown

        return show

    def _picture(self, view: str) -> None:
        known = {one.get("token") for one in self._documents[PROFILES].iter() if soap.local(one) == "VideoSource"}
        if view not in known:
            raise soap.bad_value("no such configuration", "NoConfig")

    def _row(self, call: str, token: str) -> soap.Element:
        for row in self._documents[call]:
            if row.get("token") == token:
                return row
        raise soap.bad_value("no such token", "NoConfig")

    def _set_mask(self, sent: soap.Element) -> None:
        mask = soap.child(sent, "Mask")
        if mask is None or soap.text(mask, "Enabled") not in ("true", "false") or soap.child(mask, "Polygon") is None:
            raise soap.bad_value("the mask is not whole", "ConfigModify")
        self._picture(soap.text(mask, "ConfigurationToken"))
        self._row(MASKS, mask.get("token") or "")[:] = list(mask)

    def _set_text(self, sent: soap.Element) -> None:
        text = self._whole(sent)
        self._row(TEXTS, text.get("token") or "")[:] = list(text)

    def _creating(self, prefix: str) -> Set:
        def create(sent: soap.Element) -> str:
            text, rows = self._whole(sent), self._documents[TEXTS]
            most = soap.child(self._documents[OPTIONS], "OSDOptions/MaximumNumberOfOSDs")
            if most is None or len(rows) >= int(most.get("Total", "0")):
                raise soap.Fault("Receiver", "Action", "MaxOSDs", reason="no more texts")
            self._made += 1
            row = etree.SubElement(rows, f"{{{soap.NAMESPACES['tr2']}}}OSDs", token=f"made_{self._made}")
            row[:] = list(text)
            return f"<{prefix}:OSDToken>made_{self._made}</{prefix}:OSDToken>"

        return create

    def _delete_text(self, sent: soap.Element) -> None:
        self._documents[TEXTS].remove(self._row(TEXTS, soap.text(sent, "OSDToken")))

    def _whole(self, sent: soap.Element) -> soap.Element:
        """A text as the options allow it."""
        text = soap.child(sent, "OSD")
        if text is None or soap.text(text, "Type") != "Text":
            raise soap.bad_value("no text", "ConfigModify")
        self._picture(soap.text(text, "VideoSourceConfigurationToken"))
        kind = soap.text(text, "TextString/Type")
        offered = [("Position/Type", "PositionOption"), ("TextString/Type", "TextOption/Type")]
        if kind == "DateAndTime":
            offered += [(f"TextString/{name}", f"TextOption/{name}") for name in ("DateFormat", "TimeFormat")]
        for path, option in offered:
            rows = soap.every(self._documents[OPTIONS], f"OSDOptions/{option}")
            if soap.text(text, path) not in {(one.text or "").strip() for one in rows}:
                raise soap.bad_value(f"{path} is not offered", "ConfigModify")
        if kind == "Plain" and not soap.text(text, "TextString/PlainText"):
            raise soap.bad_value("an empty text", "ConfigModify")
        return text
