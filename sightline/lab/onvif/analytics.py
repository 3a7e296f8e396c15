"""Rules and modules of the one configuration of analytics (reference, D11)."""

from sightline.lab.onvif import soap
from sightline.lab.onvif.recording import Documents

RULES, MODULES = "tan:GetRules", "tan:GetAnalyticsModules"
CONFIGURATION = "vac_1"


class Analytics:
    """Modules are fixed; rules can be taken out."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def rules(self, sent: soap.Element) -> soap.Element:
        return self._of(sent, RULES)

    def modules(self, sent: soap.Element) -> soap.Element:
        return self._of(sent, MODULES)

    def delete(self, sent: soap.Element) -> None:
        """All of the names, or none."""
        listed = self._of(sent, RULES)
        names = {(one.text or "").strip() for one in soap.children(sent, "RuleName")}
        rows = [row for row in listed if row.get("Name") in names]
        if not names or len(rows) < len(names):
            raise soap.bad_value("no such rule", "RuleNotExistent")
        for row in rows:
            listed.remove(row)

    def _of(self, sent: soap.Element, call: str) -> soap.Element:
        if soap.text(sent, "ConfigurationToken") != CONFIGURATION:
            raise soap.bad_value("no such configuration", "NoConfig")
        return self._documents[call]
