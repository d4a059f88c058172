"""A test client that reads like a person and judges every page it is given."""

import re
from functools import cached_property
from typing import Any

from flask import Flask, Response
from flask.testing import FlaskClient
from itsdangerous import BadData
from justhtml import Element, JustHTML
from werkzeug.test import TestResponse

from tests.html_lint import complaints, parse, text_of

DEMO_PASSWORD = "cu-tri-2026"
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class Reply(TestResponse, Response):
    """An answer with its page parsed on demand."""

    @cached_property
    def page(self) -> JustHTML:
        """The tree of an HTML answer."""
        return parse(self.text)

    @property
    def heading(self) -> str:
        """The words of the one h1."""
        return text_of(self.page.query("h1")[0])

    @property
    def words(self) -> str:
        """Everything a person reads in <main>, on one line."""
        return text_of(self.page.query("main")[0])

    @property
    def title(self) -> str:
        """The words in the browser's tab."""
        return text_of(self.page.query("title")[0])

    def texts(self, selector: str) -> list[str]:
        """Return the words of each element that the CSS selector finds."""
        return [text_of(element) for element in self.page.query(selector)]

    def links(self, selector: str = "a[href]") -> list[str]:
        """Return the addresses of the links that the CSS selector finds."""
        return [element.attrs["href"] for element in self.page.query(selector)]

    def form(self, action: str | None = None) -> Element:
        """Return the first POST form in <main>, or the one that posts to ``action``."""
        forms = [form for form in self.page.query("main form") if (form.attrs.get("method") or "").lower() == "post"]
        if action is not None:
            forms = [form for form in forms if form.attrs.get("action") == action]
        assert forms, f"no form{f' to {action}' if action else ''} on {self.request.path}: {self.words[:200]}"
        return forms[0]

    def presets(self, action: str | None = None) -> dict[str, Any]:
        """Return what a browser would send if the person only pressed the button."""
        return form_values(self.form(action))


class Client(FlaskClient):
    """Walks through the front door; a page that is not as pages must be fails the test at once."""

    def __init__(self, application: Flask, *args: Any, **kwargs: Any) -> None:
        super().__init__(application, *args, **kwargs)
        self.response_wrapper = Reply

    def open(self, *args: Any, **kwargs: Any) -> Reply:
        """Hand over what the test wrote so far, send the request, judge the answer."""
        hand_over = self.application.extensions.get("tests.hand_over")
        if hand_over:
            hand_over()
        reply = super().open(*args, **kwargs)
        self.judge(reply)
        return reply

    def judge(self, reply: Reply) -> None:
        """Fail with every fault of the answer, in words."""
        found = [f"{name} is not {value}" for name, value in HEADERS.items() if reply.headers.get(name) != value]
        policy = reply.headers.get("Content-Security-Policy", "")
        if "default-src" not in policy or "unsafe-inline" in policy or "unsafe-eval" in policy:
            found.append(f"content security policy is {policy!r}")
        if reply.mimetype == "text/html" and not 300 <= reply.status_code < 400:
            is_fragment = "HX-Request" in reply.request.headers and "<html" not in reply.text
            page = parse(reply.text, is_fragment=True) if is_fragment else reply.page
            found.extend(complaints(page, language=self.language, is_fragment=is_fragment))
            if 'id="whoami"' in reply.text and "no-store" not in reply.headers.get("Cache-Control", ""):
                found.append("a page of a signed-in person may be kept by the browser")
        assert not found, f"{reply.request.method} {reply.request.path} ({reply.status_code}):\n  " + "\n  ".join(found)

    @property
    def language(self) -> str:
        """The language of the footer's switch, Vietnamese unless this person used it."""
        cookie = self.get_cookie(self.application.config["SESSION_COOKIE_NAME"])
        serializer = self.application.session_interface.get_signing_serializer(self.application)
        if cookie is None or serializer is None:
            return "vi"
        try:
            return serializer.loads(cookie.value).get("language", "vi")
        except BadData:
            return "vi"

    def sign_in(self, username: str, password: str = DEMO_PASSWORD) -> Reply:
        """Come in by the sign-in page; fails when the door stays shut."""
        # The page's tree is not asked for: it is judged where the page itself is tested, not a thousand times.
        page = super().open("/sign-in/")
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)
        assert token, f"there is no form to sign in by: {page.status_code}"
        reply = self.post("/sign-in/", data={"csrf_token": token[1], "username": username, "password": password})
        assert reply.status_code == 303, f"{username} could not sign in: {reply.status_code} {reply.words[:200]}"
        return reply

    def send(self, path: str, *, action: str | None = None, **fields: Any) -> Reply:
        """Open the page, fill in its form on top of its presets and send it; a field of None is left out.

        `action` picks a form that posts elsewhere than to the page's own address. Files go in as `(stream, name)`.
        """
        page = self.get(path)
        assert page.status_code == 200, f"GET {path} gave {page.status_code}"
        target = action or page.form().attrs.get("action") or path
        data = page.presets(action) | fields
        unknown = fields.keys() - _names(page.form(action))
        assert not unknown, f"the form on {path} has no field {', '.join(sorted(unknown))}"
        return self.post(target, data={name: value for name, value in data.items() if value is not None})

    def token(self, path: str = "/sign-in/") -> str:
        """Return a valid token from the page at ``path``, for a request made by hand."""
        return self.get(path).page.query("input[name=csrf_token]")[0].attrs["value"]


def form_values(form: Element) -> dict[str, Any]:
    """Return a form's successful controls as a browser sees them; several values of one name become a list."""
    values: dict[str, list[str]] = {}
    for control in form.query("input[name], select[name], textarea[name]"):
        if "disabled" not in control.attrs:
            values.setdefault(control.attrs["name"], []).extend(_values(control))
    return {name: given[0] if len(given) == 1 else given for name, given in values.items() if given}


def _names(form: Element) -> set[str]:
    return {control.attrs["name"] for control in form.query("[name]")}


def _values(control: Element) -> list[str]:
    if control.name == "textarea":
        return [control.to_text(strip=False).removeprefix("\n")]
    if control.name == "select":
        options = control.query("option")
        chosen = [option for option in options if "selected" in option.attrs]
        if not chosen and "multiple" not in control.attrs:
            chosen = options[:1]
        return [option.attrs.get("value", text_of(option)) or "" for option in chosen]
    kind = (control.attrs.get("type") or "text").lower()
    if kind in {"submit", "button", "reset", "image", "file"}:
        return []
    if kind in {"checkbox", "radio"}:
        return [control.attrs.get("value") or "on"] if "checked" in control.attrs else []
    return [control.attrs.get("value") or ""]
