"""Who gets in: one digest login for LAPI, ONVIF and RTSP, and one lock (reference, C: StatusCodes)."""

from sightline.lab.http import Request, Response
from sightline.lab.onvif.login import Login as Common
from sightline.lab.uniview import replies

WRONG, LOCKED, NOT_AUTHORISED = (460, "Password Error"), (364, "User Locked"), (401, "Unauthorized")


class Login(Common):
    """The tallies are those of the ONVIF device: five wrong passwords lock a user for half an hour."""

    def lapi(self, request: Request) -> str | Response:
        """The user's name, or the refusal with the codes that tell a wrong password from a lock."""
        if "authorization" not in request.headers:
            return self._refusal(request, *NOT_AUTHORISED, headers=self.digest.challenges(stale=False))
        said = self._by_digest(request)
        if isinstance(said, str):
            return said
        stale = any('stale="TRUE"' in value for _, value in said.headers)
        locked = self._is_locked(self._named(request))
        code = NOT_AUTHORISED if stale else LOCKED if locked else WRONG
        return self._refusal(request, *code, headers=said.headers)

    def _refusal(self, request: Request, status: int, text: str, *, headers: tuple[tuple[str, str], ...]) -> Response:
        body = replies.refused(401, request.path, 3, status, text)
        return Response(401, body.body, body.content_type, headers)

    def _named(self, request: Request) -> str:
        return request.headers["authorization"].partition('username="')[2].partition('"')[0]
