"""The first day of a real installation: one command, then everything in the browser or from files."""

import json
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "import"
FINE = "con trâu đi trước"


def comes_in(someone, username, password):
    """Sign in with a password that was given, and choose an own one."""
    someone.signs_in(username, password)
    assert someone.page.url.endswith("/account/password/")
    someone.finds_nothing_in_the_way()
    someone.fills(current_password=password, new_password=FINE, new_password_again=FINE).presses()
    return someone


def test_an_empty_installation_becomes_an_office_that_works(person, empty_site, tmp_path):
    made = json.loads(empty_site.petitions("accounts", "create", "quan.tri", "--name", "Ngô Đức Minh", "--json"))
    admin = comes_in(person(at=empty_site), "quan.tri", made["password"])
    admin.visits("/admin/").reads("Chưa có Hội đồng nhân dân nào").finds_nothing_in_the_way()

    empty_site.petitions("organisations", "import", str(SAMPLES / "don-vi.csv"))
    admin.visits("/admin/organisations/?q=binh+luc").follows("Hội đồng nhân dân xã Bình Lục")
    admin.follows("Thêm người dùng").fills(full_name="Nguyễn Thị Thu Hà", username="ha.nguyen", role="clerk").presses()
    password = admin.main.locator(".one-time__password").inner_text()
    admin.finds_nothing_in_the_way()
    admin.follows("Giao vai trò").fills(role="office").presses()
    admin.reads("Văn phòng Hội đồng nhân dân", "Cán bộ cấp xã")

    admin.visits("/admin/terms/new/").fills(name="Nhiệm kỳ 2026 - 2031", starts_on="01/04/2026").presses()
    admin.reads("Đã thêm nhiệm kỳ")

    clerk = comes_in(person(at=empty_site, screen=(390, 844)), "ha.nguyen", password)
    clerk.visits("/cases/new/").fills(summary="Đề nghị sửa cầu", content="Cầu Sắt mục ván.").presses()
    clerk.reads("Đề nghị sửa cầu")

    admin.visits("/admin/people/?q=thu+ha").follows("Nguyễn Thị Thu Hà").follows("Khóa tài khoản")
    admin.fills(reason="Chuyển công tác").presses().reads("Đã khóa tài khoản")
    clerk.visits("/")
    assert clerk.page.url.startswith(f"{empty_site.url}/sign-in/")


def test_a_tester_comes_in_with_one_press_and_finds_every_page_of_administration_open(person):
    admin = person()
    admin.visits("/sign-in/").finds_nothing_in_the_way()
    admin.page.locator("button[name=account][value=admin]").click()
    for path in (
        "/account/",
        "/account/password/",
        "/admin/",
        "/admin/people/",
        "/admin/people/1/",
        "/admin/people/new/",
        "/admin/people/1/grants/new/",
        "/admin/organisations/",
        "/admin/organisations/1/particulars/",
        "/admin/organisations/4/ending/",
        "/admin/localities/1/",
        "/admin/subject-fields/1/",
        "/admin/terms/1/",
        "/admin/rules/",
        "/admin/history/",
    ):
        admin.visits(path).finds_nothing_in_the_way()


def test_a_form_outlives_the_sign_in(person, empty_site):
    made = json.loads(empty_site.petitions("accounts", "create", "quan.tri", "--name", "Ngô Đức Minh", "--json"))
    admin = comes_in(person(at=empty_site), "quan.tri", made["password"])
    admin.visits("/admin/localities/new/").fills(name="tỉnh Gõ Dở Dang")
    again = json.loads(empty_site.petitions("accounts", "reset-password", "quan.tri", "--json"))
    admin.presses().reads("được giữ trong 30 phút").finds_nothing_in_the_way()
    admin.fills(username="quan.tri", password=again["password"]).presses()
    admin.fills(current_password=again["password"], new_password=f"{FINE} cày", new_password_again=f"{FINE} cày")
    admin.presses().visits("/admin/localities/new/")
    assert admin.page.input_value("#name") == "tỉnh Gõ Dở Dang"
