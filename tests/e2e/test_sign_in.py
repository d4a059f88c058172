"""The first minute: a newcomer opens the address and comes in."""

import pytest

PHONE = (390, 844)
OFFICE = (1366, 768)


@pytest.mark.parametrize("screen", [OFFICE, PHONE], ids=["office", "phone"])
def test_the_sign_in_page_is_open_to_everyone(person, screen):
    newcomer = person(screen=screen).visits("/")
    assert "/sign-in/" in newcomer.page.url
    newcomer.finds_nothing_in_the_way()


def test_a_clerk_comes_in_and_is_told_what_to_do_next(person):
    clerk = person("clerk")
    assert clerk.page.url.endswith("/")
    clerk.finds_nothing_in_the_way()


def test_a_wrong_password_is_said_in_place_and_the_name_is_kept(person):
    clerk = person().visits("/sign-in/").fills(username="clerk", password="sai-mat-khau").presses()
    assert clerk.page.input_value("input[name=username]") == "clerk"
    assert clerk.page.locator("#whoami").count() == 0


def test_it_works_in_a_browser_without_scripts(person):
    person("clerk", javascript=False)


def test_who_types_on_after_signing_out_in_another_tab_loses_nothing(person):
    clerk = person("clerk").visits("/cases/new/")
    other_tab = clerk.page.context.new_page()
    other_tab.goto("/account/")
    other_tab.get_by_role("button", name="Đăng xuất", exact=True).click()
    other_tab.wait_for_url("**/sign-in/**")
    clerk.fills(summary="Đường thôn hỏng nặng", content="Đường thôn Thượng Đồng toàn ổ gà, xin sửa sớm.")
    clerk.reads("Phiên đăng nhập đã kết thúc. Bạn cứ nhập tiếp")
    assert clerk.page.url.endswith("/cases/new/")
    clerk.presses().reads("được giữ trong 30 phút")
    clerk.fills(username="clerk", password="cu-tri-2026").presses()
    assert clerk.page.url.endswith("/cases/new/")
    assert "toàn ổ gà" in clerk.page.input_value("[name=content]")
