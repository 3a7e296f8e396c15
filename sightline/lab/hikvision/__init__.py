"""Hikvision recorders and cameras: ISAPI, XML over HTTP with digest logins. Source: reference/hikvision.md."""
