"""PDF: opened, and freed of scripts, programs to start, attached files and what sends data away.

A file that carries none of these stays bit by bit what it was, so that digital signatures hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf

from petitions.adapters.contents import ActiveContentError, LockedContentError, UnreadableContentError

OBJECTS_AT_MOST = 150_000
"""A report of 2,000 pages has some 20,000; looking through as many takes seconds, more is made to keep us busy."""

_DANGEROUS_ACTIONS = frozenset(
    f"/{name}"
    for name in (
        "JavaScript", "Launch", "SubmitForm", "ImportData", "GoToE", "GoToR", "Rendition", "Movie", "Sound",
        "RichMediaExecute",
    )
)  # fmt: skip
_DANGEROUS_ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
_LINKS_ASTRAY = ("javascript:", "vbscript:", "data:", "\\\\")
_EMBEDDED = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_HIDDEN = 2

Container = pikepdf.Dictionary | pikepdf.Stream


def clean_pdf(data: bytes) -> bytes:
    """Return the same bytes, or a copy without active content when there was some.

    A digitally signed file is not copied, since its signature would break: it is refused.
    """
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return _cleaned(pdf, data)
    except pikepdf.PasswordError as error:
        raise LockedContentError from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, OverflowError) as error:
        raise UnreadableContentError from error


def _cleaned(pdf: pikepdf.Pdf, data: bytes) -> bytes:
    if len(pdf.objects) > OBJECTS_AT_MOST or not len(pdf.pages):
        raise UnreadableContentError
    is_active, is_signed = _disarm_catalog(pdf), False
    for number, container in enumerate(_containers(pdf)):
        if number > OBJECTS_AT_MOST:
            raise UnreadableContentError
        is_signed |= "/ByteRange" in container
        is_active |= _disarm(container)
    if not is_active:
        return data
    if is_signed:
        raise ActiveContentError
    copy = BytesIO()
    pdf.save(copy, deterministic_id=True)
    return copy.getvalue()


def _containers(pdf: pikepdf.Pdf) -> Iterator[Container]:
    """Give every dictionary of the file once, those inside others too."""
    for top in pdf.objects:
        waiting: list[object] = [top]
        while waiting:
            value = waiting.pop()
            if isinstance(value, pikepdf.Array):
                waiting.extend(inner for inner in value if _lies_inside(inner))
            elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                yield value
                waiting.extend(inner for _, inner in value.items() if _lies_inside(inner))


def _lies_inside(value: object) -> bool:
    """Tell whether the value stands here; what is only referred to has its own turn."""
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _disarm_catalog(pdf: pikepdf.Pdf) -> bool:
    """Drop what a viewer would look up by name: scripts, attached files, forms that are programs."""
    names, forms = pdf.Root.get("/Names"), pdf.Root.get("/AcroForm")
    found = False
    for place, key in ((names, "/JavaScript"), (names, "/EmbeddedFiles"), (forms, "/XFA"), (pdf.Root, "/AF")):
        if isinstance(place, pikepdf.Dictionary) and key in place:
            del place[key]
            found = True
    return found


def _disarm(container: Container) -> bool:
    """Take what is active out of one dictionary; tell whether there was something."""
    if _text(container, "/S") in _DANGEROUS_ACTIONS or _leads_astray(container):
        _empty(container)
        return True
    if _text(container, "/Subtype") in _DANGEROUS_ANNOTATIONS and "/Rect" in container:
        _empty(container, keep=("/Rect", "/P"))
        container["/Type"], container["/Subtype"] = pikepdf.Name.Annot, pikepdf.Name.Square
        container["/F"] = _HIDDEN
        return True
    attached = container.get("/EF")
    if isinstance(attached, pikepdf.Dictionary) and any(isinstance(attached.get(k), pikepdf.Stream) for k in _EMBEDDED):
        del container["/EF"]
        return True
    return False


def _leads_astray(container: Container) -> bool:
    """Tell whether this is a link that runs something or reaches into the network of the reader's office."""
    target = "".join(_text(container, "/URI").split()).lower()
    return _text(container, "/S") == "/URI" and target.startswith(_LINKS_ASTRAY)


def _text(container: Container, key: str) -> str:
    value = container.get(key)
    return str(value) if isinstance(value, pikepdf.Name | pikepdf.String) else ""


def _empty(container: Container, *, keep: tuple[str, ...] = ()) -> None:
    for key in list(container.keys()):
        # What a stream cannot do without is rewritten when it is saved.
        if key not in keep and key != "/Length":
            del container[key]
