"""Dahua recorders and cameras: RPC2 with its challenge login, and CGI with digest. Source: reference/dahua.md."""
