"""What comes in as a paper is one: judged by its content, and freed of what could harm who opens it."""

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from petitions.adapters import pdf_file, picture_file
from petitions.adapters.contents import ContentError
from petitions.adapters.file_inspection import inspect_file
from petitions.domain import errors
from tests import papers


def taken(name, data):
    return inspect_file(name, data, field="files")


def refused(name, data):
    with pytest.raises(errors.FileRefusedError) as refusal:
        taken(name, data)
    assert (refusal.value.field, refusal.value.name) == ("files", name)
    return type(refusal.value)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("Trả lời.pdf", papers.a_pdf(), "application/pdf"),
        ("Trả lời.PDF", papers.a_pdf(), "application/pdf"),
        ("ảnh.jpg", papers.a_picture("JPEG"), "image/jpeg"),
        ("ảnh.jpeg", papers.a_picture("JPEG", progressive=True), "image/jpeg"),
        ("ảnh.png", papers.a_picture("PNG"), "image/png"),
        ("văn bản.docx", papers.a_docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("bảng.xlsx", papers.an_xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("cũ.doc", papers.an_old_doc(), "application/msword"),
        ("cũ.xls", papers.an_old_xls((0x85, b"\0" * 8)), "application/vnd.ms-excel"),
    ],
)
def test_the_papers_of_an_office_are_taken(name, data, media_type):
    assert taken(name, data).media_type == media_type


@pytest.mark.parametrize("data", [papers.a_pdf(), papers.a_docx(), papers.an_old_doc()], ids=["pdf", "docx", "doc"])
def test_a_harmless_document_is_kept_bit_by_bit(data):
    name = {b"%": "a.pdf", b"P": "a.docx"}.get(data[:1], "a.doc")
    assert taken(name, data).data == data


def test_an_empty_file_is_refused():
    assert refused("trống.pdf", b"") is errors.FileEmptyError


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("thư.docx", papers.AN_EXE),
        ("thư.pdf", papers.AN_EXE),
        ("ảnh.png", papers.AN_SVG),
        ("ảnh.svg", papers.AN_SVG),
        ("trang.pdf", papers.AN_HTML),
        ("trang.doc", papers.AN_HTML),
        ("trang.html", papers.AN_HTML),
        ("lệnh.pdf", b"#!/bin/sh\nrm -rf /\n"),
        ("cũ.doc", b"{\\rtf1 x}"),
        ("công cụ.exe", papers.AN_EXE),
        ("không đuôi", papers.AN_HTML),
        ("thư.pdf", b"%PDF-1.7\n<html><script>alert(1)</script>"),
        ("thư.pdf", b"<html>" + papers.a_pdf()),
        ("thư.docx", papers.AN_EXE + papers.a_docx()),
        ("ảnh.jpg", papers.a_picture("JPEG")[:400]),
        ("ảnh.jpg", b"\xff\xd8\xff\xe0"),
        ("ảnh.png", papers.a_picture("PNG")[:-30]),
        ("ảnh.png", b"\x89PNG\r\n\x1a\n"),
        ("thư.docx", papers.a_docx()[:-20]),
        ("thư.docx", papers.a_package("text/plain")),
        ("cũ.doc", papers.an_old_doc()[:600]),
        ("cũ.doc", papers.a_container(("Anything", b"x"))),
    ],
)
def test_what_is_no_paper_is_refused_whatever_it_is_called(name, data):
    assert refused(name, data) in {errors.FileTypeError, errors.FileMismatchError}


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("ảnh.png", papers.a_picture("JPEG"), "jpg"),
        ("thư.docx", papers.a_pdf(), "pdf"),
        ("bảng.xlsx", papers.a_docx(), "docx"),
        ("bảng.xls", papers.an_old_doc(), "doc"),
        ("thư.docx", papers.AN_EXE, "exe"),
        ("công cụ.exe", papers.a_pdf(), "pdf"),
    ],
)
def test_a_name_that_does_not_fit_is_told_what_the_content_is(name, data, found):
    with pytest.raises(errors.FileMismatchError) as refusal:
        taken(name, data)
    assert refusal.value.found == found


@pytest.mark.parametrize("arm", papers.ARMED, ids=lambda arm: arm.__name__)
def test_what_is_active_in_a_pdf_is_taken_out_and_the_page_stays(arm):
    armed = papers.a_pdf(arm)
    cleaned = taken("thư.pdf", armed).data

    dangers = (b"JavaScript", b"cmd.exe", b"MZ\x90", b"app.alert", b"XFA", b"Launch", b"RichMedia", b"java")
    assert any(word in uncompressed(armed) for word in dangers)
    assert not [word for word in dangers if word in uncompressed(cleaned)]
    with pikepdf.open(io.BytesIO(cleaned)) as pdf:
        assert len(pdf.pages) == 1
        assert not pdf.attachments
    assert taken("thư.pdf", cleaned).data == cleaned, "cleaned once, it is clean"


def test_the_same_active_pdf_is_cleaned_to_the_same_bytes_each_time():
    data = papers.a_pdf(papers.with_named_script)
    assert taken("a.pdf", data).data == taken("a.pdf", data).data


def test_a_link_to_a_page_and_a_jump_to_a_place_stay():
    def arm(pdf):
        pdf.pages[0].obj.Annots = pikepdf.Array(
            [papers.a_link(pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://quochoi.vn/")))]
        )
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])

    data = papers.a_pdf(arm)
    assert taken("thư.pdf", data).data == data


def test_a_font_that_is_called_like_a_danger_stays():
    def arm(pdf):
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(JS=font, EF=font, AA=font))

    data = papers.a_pdf(arm)
    assert taken("thư.pdf", data).data == data


def test_a_digital_signature_is_never_broken_in_silence():
    def arm(pdf):
        papers.with_signature(pdf)
        papers.with_script_at_opening(pdf)

    signed = papers.a_pdf(papers.with_signature)
    assert taken("ký số.pdf", signed).data == signed
    assert refused("ký số.pdf", papers.a_pdf(arm)) is errors.FileActiveContentError


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("khoá.pdf", papers.a_locked_pdf()),
        ("khoá.docx", papers.an_encrypted_zip()),
        ("khoá.docx", papers.a_container(("EncryptedPackage", b"x"))),
        ("khoá.doc", papers.an_old_doc(flags=0x0100)),
        ("khoá.xls", papers.an_old_xls((0x2F, b"\0" * 6))),
    ],
)
def test_a_file_behind_a_password_is_refused_by_that_name(name, data):
    assert refused(name, data) is errors.FileLockedError


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("macro.docm", papers.a_docx()),
        ("macro.docx", papers.a_docx(**{"word/vbaProject.bin": b"x"})),
        ("macro.docx", papers.a_package(papers.WORD + "; macroEnabled")),
        ("macro.xlsx", papers.a_package(papers.EXCEL, {"xl/macrosheets/sheet1.xml": b"x"})),
        ("nút.docx", papers.a_docx(**{"word/activeX/activeX1.bin": b"x"})),
        ("gói.docx", papers.a_docx(**{"word/embeddings/run.exe": b"x"})),
        ("gói.docx", papers.a_docx(**{"word/embeddings/o.bin": "\x01Ole10Native".encode("utf-16-le")})),
        ("ra ngoài.docx", papers.a_docx(**{"../../x.xml": b"x"})),
        (
            "mẫu.docx",
            papers.a_docx(
                **{"word/_rels/s.rels": b'<Relationship Type="x/attachedTemplate" Target="https://x/y.dotm"/>'}
            ),
        ),
        ("macro.doc", papers.an_old_doc(("Macros", None))),
        ("gói.doc", papers.an_old_doc(("\x01Ole10Native", b"x"))),
        ("macro.xls", papers.an_old_xls(more=(("_VBA_PROJECT_CUR", None),))),
        ("macro 4.0.xls", papers.an_old_xls((0x85, b"\0\0\0\0\0\x01\0\0"))),
    ],
)
def test_macros_and_wrapped_programs_are_refused(name, data):
    assert refused(name, data) is errors.FileActiveContentError


def test_a_template_on_the_writers_own_disk_is_nothing_to_fear():
    data = papers.a_docx(
        **{"word/_rels/s.rels": b'<Relationship Type="x/attachedTemplate" Target="file:///C:/Users/a/Mau.dotm"/>'}
    )
    assert taken("mẫu.docx", data).data == data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bom.docx", papers.a_zip_bomb(400 * 1024 * 1024)),
        ("bom.docx", papers.a_lying_bomb()),
        ("bom.docx", papers.a_docx(**{f"word/{i}.xml": b"" for i in range(6000)})),
        ("bom.png", papers.a_huge_png()),
    ],
    ids=["zip", "lying zip", "many parts", "picture"],
)
def test_bombs_do_not_go_off(name, data):
    assert len(data) < 3_000_000
    assert refused(name, data) is errors.FileTypeError


def test_a_picture_loses_its_place_its_camera_and_its_comment():
    cleaned = taken("ảnh.jpg", papers.a_picture("JPEG", exif=papers.with_place(), comment=b"so dien thoai")).data
    picture = Image.open(io.BytesIO(cleaned))
    assert not picture.getexif()
    assert b"so dien thoai" not in cleaned
    assert b"Exif" not in cleaned


def test_a_picture_taken_sideways_still_stands_upright_and_tells_nothing_else():
    exif = Image.open(
        io.BytesIO(taken("ảnh.jpg", papers.a_picture("JPEG", exif=papers.with_place(orientation=6))).data)
    ).getexif()
    assert dict(exif) == {0x0112: 6}
    assert not exif.get_ifd(0x8825)


def test_the_points_of_a_picture_are_not_touched():
    for kind, name in (("JPEG", "ảnh.jpg"), ("PNG", "ảnh.png")):
        before = papers.a_picture(kind, exif=papers.with_place())
        after = taken(name, before).data
        assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(before)).tobytes()


@pytest.mark.parametrize("size", [(1, 1), (64, 1), (3, 2000)])
def test_a_narrow_picture_is_a_picture(size):
    assert taken("ảnh.jpg", papers.a_picture("JPEG", size)).media_type == "image/jpeg"
    assert taken("ảnh.png", papers.a_picture("PNG", size)).media_type == "image/png"


def test_a_png_loses_its_texts_and_its_place():
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_itxt("Author", "Trần Văn Quế")
    cleaned = taken("ảnh.png", papers.a_picture("PNG", exif=papers.with_place(), pnginfo=texts)).data
    assert not Image.open(io.BytesIO(cleaned)).info.keys() & {"Author", "exif"}


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "ảnh.jpg"), ("PNG", "ảnh.png")])
def test_what_hangs_behind_a_picture_is_cut_off(kind, name):
    cleaned = taken(name, papers.a_picture(kind) + papers.a_docx(**{"x.exe": papers.AN_EXE})).data
    assert b"PK" not in cleaned
    assert b"DOS mode" not in cleaned


def test_a_pdf_made_to_keep_the_machine_busy_is_refused():
    def arm(pdf):
        pdf.Root.Busy = pikepdf.Array([pikepdf.Dictionary()] * (pdf_file.OBJECTS_AT_MOST + 1))

    assert refused("bận.pdf", papers.a_pdf(arm)) is errors.FileTypeError


def test_a_scan_of_a_large_sheet_is_no_bomb():
    assert picture_file.PIXELS_AT_MOST > 7016 * 9921, "A3 at 600 dpi"


def uncompressed(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        out = io.BytesIO()
        pdf.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


WHOLE = {
    "a.pdf": papers.a_pdf(papers.with_named_script),
    "b.pdf": papers.a_pdf(papers.with_attachment_as_a_pin),
    "a.jpg": papers.a_picture("JPEG", exif=papers.with_place(3)),
    "b.jpg": papers.a_picture("JPEG", progressive=True),
    "a.png": papers.a_picture("PNG", exif=papers.with_place()),
    "a.docx": papers.a_docx(**{"word/_rels/s.rels": b"<Relationship/>"}),
    "a.doc": papers.an_old_doc(("Data", b"x")),
    "a.xls": papers.an_old_xls((0x85, b"\0" * 8)),
}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow mentions damaged EXIF and goes on
@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_damaged_file_is_taken_or_refused_and_never_a_crash(name, data):
    damaged = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 6), label="bytes")):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(damaged)), st.integers(1, len(damaged))), label="cut")
    judged(name, bytes(damaged[:cut]))


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([b"", *(data[:8] for data in WHOLE.values())]),
    st.binary(max_size=3000),
    st.sampled_from(sorted(WHOLE)),
)
def test_noise_behind_a_known_beginning_is_refused_and_never_a_crash(beginning, noise, name):
    judged(name, beginning + noise)


def judged(name, data):
    """A reader that broke is a refusal to its sender and a fault to us."""
    broken = None
    try:
        taken(name, data)
    except errors.FileRefusedError as refusal:
        broken = refusal.__cause__
    assert broken is None or isinstance(broken, ContentError)
