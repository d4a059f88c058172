"""What every page must be, whoever asked for it: well-formed, one heading, named controls, tokens, nothing inline."""

from collections import Counter
from collections.abc import Iterator

from justhtml import Element, JustHTML

UNNAMED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "list", "form")
BARE_VALUES = {"None", "True", "False", "Undefined"}


def parse(html: str, *, is_fragment: bool = False) -> JustHTML:
    """Return the tree a browser would build, with the complaints a strict parser has on the way."""
    return JustHTML(html, sanitize=False, collect_errors=True, fragment=is_fragment)


def complaints(html: str, *, language: str | None = None, is_fragment: bool = False) -> list[str]:
    """Return every fault of a page in words; an empty list is a clean page. A fragment has no frame to judge."""
    page = parse(html, is_fragment=is_fragment)
    found = [f"not well-formed: {error.code} at {error.line}:{error.column}" for error in page.errors]
    if not is_fragment:
        found.extend(_frame(page, language))
        found.extend(_references(page))
    found.extend(_forms(page))
    found.extend(_controls(page))
    found.extend(_inline(page))
    found.extend(_words(page))
    return found


def text_of(element: Element) -> str:
    """Return what a person reads there, on one line."""
    return " ".join(element.to_text().split())


def _frame(page: JustHTML, language: str | None) -> Iterator[str]:
    headings = page.query("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one"
    if len(page.query("main")) != 1:
        yield "not exactly one <main>"
    titles = page.query("head > title")
    if len(titles) != 1 or not text_of(titles[0]):
        yield "no title"
    said = next((root.attrs.get("lang") for root in page.query("html")), None)
    if said is None or (language and said != language):
        yield f"lang={said!r}, but the page is shown in {language or 'some language'}"


def _references(page: JustHTML) -> Iterator[str]:
    ids = Counter(element.attrs["id"] for element in page.query("[id]"))
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    for label in page.query("label[for]"):
        if label.attrs["for"] not in ids:
            yield f"label for {label.attrs['for']!r}, which is not there"
    for name in REFERENCES:
        for element in page.query(f"[{name}]"):
            missing = set((element.attrs[name] or "").split()) - ids.keys()
            if missing:
                yield f"{name} of <{element.name}> names {', '.join(sorted(missing))}, which is not there"


def _forms(page: JustHTML) -> Iterator[str]:
    for form in page.query("form"):
        if (form.attrs.get("method") or "get").lower() == "post" and not form.query("input[name=csrf_token]"):
            yield f"form to {form.attrs.get('action')!r} has no token"
        if form.query("form"):
            yield "a form in a form"


def _controls(page: JustHTML) -> Iterator[str]:
    labelled = {label.attrs["for"] for label in page.query("label[for]") if text_of(label)}
    for control in page.query("input, select, textarea"):
        if control.name == "input" and (control.attrs.get("type") or "text").lower() in UNNAMED_INPUTS:
            continue
        if control.attrs.get("id") not in labelled and not _is_named(control):
            yield f"<{control.name} name={control.attrs.get('name')!r}> has no label"
    for control in page.query("button, a[href], summary"):
        pictures = " ".join(picture.attrs.get("alt") or "" for picture in control.query("img"))
        if not text_of(control) and not _is_named(control) and not pictures.strip():
            yield f"<{control.name}> {control.attrs.get('href') or control.attrs.get('id') or ''} has no words"
    for picture in page.query("img"):
        if "alt" not in picture.attrs:
            yield f"picture {picture.attrs.get('src')!r} has no alt"


def _is_named(element: Element) -> bool:
    if element.attrs.get("aria-label") or element.attrs.get("aria-labelledby") or element.attrs.get("title"):
        return True
    above = element.parent
    while above is not None:
        if above.name == "label":
            return True
        above = above.parent
    return False


def _inline(page: JustHTML) -> Iterator[str]:
    """The content security policy would silently drop all of these."""
    for element in page.query("*"):
        for name in element.attrs:
            if name == "style" or (name.startswith("on") and len(name) > len("on")):
                yield f"<{element.name} {name}> is inline"
    for script in page.query("script:not([src])"):
        if script.attrs.get("type") not in {"application/json", "application/ld+json"}:
            yield "a script stands inside the page"
    if page.query("style"):
        yield "a stylesheet stands inside the page"


def _words(page: JustHTML) -> Iterator[str]:
    for element in page.query("td, dd, p, li, h1, h2, h3, span, a, option"):
        words = text_of(element)
        if words in BARE_VALUES:
            yield f"<{element.name}> says {words!r} to a person"
        elif "{{" in words or "{%" in words or "%(" in words:
            yield f"<{element.name}> shows a placeholder: {words[:60]!r}"
