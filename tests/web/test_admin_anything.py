"""Whatever is typed into the forms of administration and sign-in is taken or refused; it never breaks the page."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import a_world

pytestmark = pytest.mark.both

ODD = [
    "",
    " ",
    "\0",
    "a\0b",
    "\u202eabc",
    "\u200f",
    "e\u0301" * 60,
    "\u0323\u0302",
    "👩\u200d👩\u200d👧",
    "\ufeff",
    "İ" * 60,
]
ODD += [
    "<b>",
    "{{ 7 }}",
    "%(x)s",
    "\\",
    "'; --",
    "=1+1",
    "9" * 30,
    "-1",
    "0",
    "1",
    "٣",
    "²",
    "31/02/2026",
    "01/03/2026",
]
BIG = ["x" * 1_000_000, "Sở\n" * 200_000, "\u0301" * 300_000]
text = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(["clerk", "administrator", "council", "province", "village", "Sở Y tế", "ha.nguyen", "a@b.vn"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.text("ăâđêôơưàáạảãÀĐ\u0301\u0323 \n\t", max_size=200),
)
FORMS = {
    "/admin/people/new/": {"full_name": "Người Mới", "username": "moi"},
    "/admin/organisations/new/": {"name": "Sở Mới"},
    "/admin/localities/new/": {"name": "tỉnh Mới", "kind": "province"},
    "/admin/subject-fields/new/": {"name": "Lĩnh vực mới", "report_group": "Nhóm"},
    "/admin/terms/new/": {"name": "Nhiệm kỳ mới", "starts_on": "01/04/2026"},
    "/account/password/": {},
}
patient = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def forms(client, session):
    """Each form as a browser would send it; without its key, so that every sending is a new one."""
    a_world(session)
    client.sign_in("admin")
    pages = {path: client.get(path).presets() for path in FORMS}
    client.judge = lambda reply: None  # what odd letters do to a page is judged elsewhere; here it has to come at all
    return {
        path: {key: value for key, value in form.items() if key != "submission_key"} for path, form in pages.items()
    }


@pytest.mark.parametrize("path", FORMS)
@patient
@given(data=st.data(), on_top=st.booleans())
def test_a_form_takes_or_refuses_anything(client, forms, path, data, on_top):
    fields = data.draw(st.dictionaries(st.sampled_from(sorted(forms[path])), text, max_size=8))
    fields.pop("csrf_token", None)
    reply = client.post(path, data=forms[path] | (FORMS[path] if on_top else {}) | fields)
    assert reply.status_code in {303, 422}


@pytest.mark.parametrize("big", BIG, ids=["letters", "lines", "marks"])
@pytest.mark.parametrize("path", FORMS)
def test_a_megabyte_is_refused_with_the_form(client, forms, path, big):
    names = [name for name in forms[path] if name not in {"csrf_token", "version"}]
    reply = client.post(path, data=forms[path] | FORMS[path] | {names[0]: big})
    assert reply.status_code == 422


@patient
@given(username=text, password=text)
def test_signing_in_takes_or_refuses_anything(client, session, username, password):
    client.judge = lambda reply: None
    token = client.token()
    reply = client.post("/sign-in/", data={"csrf_token": token, "username": username, "password": password})
    assert reply.status_code in {422, 429}


@patient
@given(query=text, cursor=text, choice=text)
def test_lists_take_any_address(client, forms, query, cursor, choice):
    asked = {"q": query, "cursor": cursor, "role": choice, "kind": choice, "state": choice, "parent": cursor}
    for path in ("people", "organisations", "localities", "history", "people/new", "localities/new"):
        assert client.get(f"/admin/{path}/", query_string=asked).status_code == 200
