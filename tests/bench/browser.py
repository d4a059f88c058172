"""One person at one connection that stays open, quick enough not to be what is measured."""

import http.client
import re
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PASSWORD = "cu-tri-2026"


@dataclass(frozen=True)
class Reply:
    """What came back, and after how many milliseconds."""

    status: int
    milliseconds: float
    size: int
    statements: int
    body: bytes
    location: str | None


class Browser:
    """Keeps cookies and the form token of whoever signed in."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def sign_in(self, username: str) -> "Browser":
        """Come in and remember the token."""
        self.token = self._token_on("/sign-in/")
        reply = self.post("/sign-in/", username=username, password=PASSWORD)
        if reply.status != 303:
            raise RuntimeError(f"{username} could not sign in: {reply.status}")
        self.token = self._token_on("/")
        return self

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def get(self, path: str) -> Reply:
        """Ask for a page."""
        return self._send("GET", path, None, {})

    def post(self, path: str, **fields: object) -> Reply:
        """Send a form."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _token_on(self, path: str) -> str:
        found = _TOKEN.search(self.get(path).body.decode())
        if found is None:
            raise RuntimeError(f"no form on {path}")
        return found[1]

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        took = (time.perf_counter() - began) * 1000
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Reply(
            response.status,
            took,
            len(content),
            int(response.headers.get("X-Statements", 0)),
            content,
            response.headers.get("Location"),
        )
