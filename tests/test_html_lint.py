"""The judge of pages is itself judged: it lets a good page through and names each fault."""

import pytest

from tests.html_lint import complaints, parse

GOOD = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Kiến nghị</title></head>
<body><main><h1>Kiến nghị</h1>
<form method="post" action="/cases/new/"><input type="hidden" name="csrf_token" value="x">
<label for="summary">Tóm tắt</label><input id="summary" name="summary" aria-describedby="summary-hint">
<p id="summary-hint">Một câu.</p><button type="submit">Gửi</button></form></main></body></html>"""


def test_a_good_page_is_let_through():
    assert complaints(parse(GOOD), language="vi") == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("</form>", "</div></form>", "not well-formed"),
        ("<h1>Kiến nghị</h1>", "<p>Kiến nghị</p>", "0 h1"),
        ("<title>Kiến nghị</title>", "<title></title>", "no title"),
        ('lang="vi"', 'lang="en"', "lang='en'"),
        ('<label for="summary">Tóm tắt</label>', "", "no label"),
        ('<label for="summary">', '<label for="summery">', "label for 'summery'"),
        ('<p id="summary-hint">', "<p>", "aria-describedby"),
        ('<p id="summary-hint">', '<p id="summary">', "stands 2 times"),
        ('<input type="hidden" name="csrf_token" value="x">', "", "no token"),
        (">Gửi<", "><", "no words"),
        ("<main>", '<main style="color:red">', "inline"),
        ("<main>", '<main onclick="go()">', "inline"),
        ("<main>", "<main><script>go()</script>", "script"),
        ("Một câu.", "None", "'None'"),
        ("Một câu.", "%(count)s", "placeholder"),
        ("Một câu.", '<img src="/x.png">', "no alt"),
        ("Một câu.", '<a href="#summery">Tóm tắt</a>', "a link to 'summery'"),
    ],
)
def test_a_fault_is_named(good, bad, fault):
    assert good in GOOD
    assert any(fault in complaint for complaint in complaints(parse(GOOD.replace(good, bad)), language="vi"))


def test_a_fragment_is_judged_without_its_frame():
    assert complaints(parse("<tr><td>a</td></tr>", is_fragment=True), is_fragment=True) == []
    assert complaints(parse('<input name="q">', is_fragment=True), is_fragment=True) == [
        "<input name='q'> has no label"
    ]
