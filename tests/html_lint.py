"""What every page must be, whoever asked for it: well-formed, one heading, named controls, tokens, nothing inline."""

from collections import Counter
from collections.abc import Iterator

from justhtml import Element, JustHTML

UNNAMED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "list", "form")
BARE_VALUES = {"None", "True", "False", "Undefined"}
DATA_TYPES = {"application/json", "application/ld+json"}


def parse(html: str, *, is_fragment: bool = False) -> JustHTML:
    """Return the tree a browser would build, with the complaints a strict parser has on the way."""
    return JustHTML(html, sanitize=False, collect_errors=True, fragment=is_fragment)


def complaints(page: JustHTML, *, language: str | None = None, is_fragment: bool = False) -> list[str]:
    """Return every fault of a page in words; an empty list is a clean page. A fragment has no frame to judge."""
    found = [f"not well-formed: {error.code} at {error.line}:{error.column}" for error in page.errors]
    # One walk through the tree: a selector for each rule is most of what a test of a page takes.
    elements = Elements(page)
    if not is_fragment:
        found.extend(_frame(elements, language))
        found.extend(_references(elements))
    found.extend(_forms(elements))
    found.extend(_controls(elements))
    found.extend(_inline(elements))
    found.extend(_words(elements))
    return found


class Elements(list[Element]):
    """Every element of a page in the order of its source."""

    def __init__(self, page: JustHTML) -> None:
        super().__init__(page.query("*"))

    def named(self, *names: str) -> Iterator[Element]:
        """Give those with one of these tag names."""
        return (element for element in self if element.name in names)

    def having(self, attribute: str, *names: str) -> Iterator[Element]:
        """Give those that carry the attribute, of these tag names when some are given."""
        return (each for each in self if attribute in each.attrs and (not names or each.name in names))


def text_of(element: Element) -> str:
    """Return what a person reads there, on one line."""
    return " ".join(element.to_text().split())


def _frame(page: Elements, language: str | None) -> Iterator[str]:
    headings = sum(1 for _ in page.named("h1"))
    if headings != 1:
        yield f"{headings} h1 instead of one"
    if sum(1 for _ in page.named("main")) != 1:
        yield "not exactly one <main>"
    titles = [title for title in page.named("title") if title.parent is not None and title.parent.name == "head"]
    if len(titles) != 1 or not text_of(titles[0]):
        yield "no title"
    said = next((root.attrs.get("lang") for root in page.named("html")), None)
    if said is None or (language and said != language):
        yield f"lang={said!r}, but the page is shown in {language or 'some language'}"


def _references(page: Elements) -> Iterator[str]:
    ids = Counter(element.attrs["id"] for element in page.having("id"))
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    for label in page.having("for", "label"):
        if label.attrs["for"] not in ids:
            yield f"label for {label.attrs['for']!r}, which is not there"
    for link in page.having("href", "a"):
        place = (link.attrs["href"] or "").partition("#")
        if place[0] == "" and place[2] and place[2] not in ids:
            yield f"a link to {place[2]!r}, which is not there"
    for name in REFERENCES:
        for element in page.having(name):
            missing = set((element.attrs[name] or "").split()) - ids.keys()
            if missing:
                yield f"{name} of <{element.name}> names {', '.join(sorted(missing))}, which is not there"


def _forms(page: Elements) -> Iterator[str]:
    for form in page.named("form"):
        if (form.attrs.get("method") or "get").lower() == "post" and not form.query("input[name=csrf_token]"):
            yield f"form to {form.attrs.get('action')!r} has no token"
        if _stands_in(form, "form"):
            yield "a form in a form"


def _controls(page: Elements) -> Iterator[str]:
    labelled = {label.attrs["for"] for label in page.having("for", "label") if text_of(label)}
    for control in page.named("input", "select", "textarea"):
        if control.name == "input" and (control.attrs.get("type") or "text").lower() in UNNAMED_INPUTS:
            continue
        if control.attrs.get("id") not in labelled and not _is_named(control):
            yield f"<{control.name} name={control.attrs.get('name')!r}> has no label"
    for control in page.named("button", "a", "summary"):
        if control.name == "a" and "href" not in control.attrs:
            continue
        if not text_of(control) and not _is_named(control) and not _pictured(control):
            yield f"<{control.name}> {control.attrs.get('href') or control.attrs.get('id') or ''} has no words"
    for picture in page.named("img"):
        if "alt" not in picture.attrs:
            yield f"picture {picture.attrs.get('src')!r} has no alt"


def _pictured(control: Element) -> bool:
    return any((picture.attrs.get("alt") or "").strip() for picture in control.query("img"))


def _is_named(element: Element) -> bool:
    said = element.attrs.get("aria-label") or element.attrs.get("aria-labelledby") or element.attrs.get("title")
    return bool(said) or _stands_in(element, "label")


def _stands_in(element: Element, name: str) -> bool:
    above = element.parent
    while above is not None:
        if above.name == name:
            return True
        above = above.parent
    return False


def _inline(page: Elements) -> Iterator[str]:
    """The content security policy would silently drop all of these."""
    for element in page:
        for name in element.attrs:
            if name == "style" or (name.startswith("on") and len(name) > len("on")):
                yield f"<{element.name} {name}> is inline"
        if element.name == "script" and "src" not in element.attrs and element.attrs.get("type") not in DATA_TYPES:
            yield "a script stands inside the page"
        if element.name == "style":
            yield "a stylesheet stands inside the page"


def _words(page: Elements) -> Iterator[str]:
    for element in page.named("td", "dd", "p", "li", "h1", "h2", "h3", "span", "a", "option"):
        words = text_of(element)
        if words in BARE_VALUES:
            yield f"<{element.name}> says {words!r} to a person"
        elif "{{" in words or "{%" in words or "%(" in words:
            yield f"<{element.name}> shows a placeholder: {words[:60]!r}"
