"""Two villages raise one matter: found, merged after a look at both, taken apart again; and one case that was two."""

import re

from playwright.sync_api import expect

PHONE = (390, 844)
FIRST = {
    "summary": "Đề nghị thay ván mục trên cầu phao Trung Lương.",
    "content": "Cầu phao Trung Lương ván mục nhiều chỗ, xe máy đi qua rất nguy hiểm, đề nghị thay ván cầu phao.",
    "voter_name": "Nguyễn Thị Khuyên",
}
SECOND = {
    "summary": "Cầu phao Trung Lương ván mục, đề nghị thay.",
    "content": (
        "Ván cầu phao Trung Lương mục nát, đã có người ngã xe, đề nghị sớm thay ván cầu phao. "
        "Đường vào cầu tối, xin thêm đèn."
    ),
    "voter_name": "Trần Văn Dưỡng",
}


def enters_and_submits(clerk, **fields: str) -> str:
    """Return the address of the case."""
    clerk.visits("/cases/new/").fills(**fields).presses()
    address = re.search(r"/cases/KN-[0-9A-Z]{4}-[0-9A-Z]{4}/", clerk.page.url)[0]
    clerk.visits(f"{address}submission/").presses().reads("Chờ phân loại")
    return address


def code_of(address: str) -> str:
    return address.split("/")[2]


def test_a_matter_raised_twice_is_found_merged_and_taken_apart_again(person):
    first = enters_and_submits(person("clerk"), **FIRST)
    second = enters_and_submits(person("clerk2"), **SECOND)
    office = person("office")

    office.visits(f"{second}classification/")
    same = office.main.locator(".alike__case", has=office.page.locator(f"a[href='{first}']"))
    expect(same, "the finder shows the first while the second is classified").to_be_visible()
    expect(same).to_contain_text("Lý do:")
    office.finds_nothing_in_the_way()
    same.get_by_role("link", name="Gộp").click()
    office.reads("Vụ việc được giải quyết chung cho cả hai", FIRST["summary"], "hiện 1, gộp lại 2")
    office.finds_nothing_in_the_way()
    office.fills(reason="Cùng một cây cầu.").presses("Gộp")
    office.reads(f"Đã gộp vào {code_of(first)}", "Cùng một cây cầu.").finds_nothing_in_the_way()
    office.visits(first).reads(f"Đã gộp vụ việc {code_of(second)}", "vào vụ việc này").finds_nothing_in_the_way()

    other_clerk = person("clerk2", screen=PHONE)
    other_clerk.visits(second).reads(code_of(first)).finds_nothing_in_the_way()

    office.visits(f"{second}merge/undo/").finds_nothing_in_the_way()
    office.presses().reads("Mục này không được để trống.")
    office.fills(reason="Hai cây cầu khác nhau.").presses()
    office.reads("Vụ việc lại được giải quyết riêng", "Chờ phân loại", "Hai cây cầu khác nhau.")
    office.visits(first).reads("Chờ phân loại", f"Đã bỏ gộp vụ việc {code_of(second)}")


def test_a_case_of_two_matters_is_split_on_a_phone_and_put_together_again(person):
    case = enters_and_submits(person("clerk2"), **SECOND)
    office = person("office", screen=PHONE)
    office.visits(f"{case}classification/").fills(authority="province", summary=SECOND["summary"]).presses()
    office.visits(f"{case}split/").finds_nothing_in_the_way()
    contents = office.main.locator("textarea[name=content]")
    contents.nth(0).fill("Ván cầu phao mục nát.")
    contents.nth(1).fill("Đường vào cầu phao tối, xin thêm đèn.")
    office.main.locator("textarea[name=summary]").nth(1).fill("Lắp thêm đèn đường vào cầu phao.")
    forwarded = office.main.locator("textarea[name=forwarded_text]")
    expect(forwarded.nth(0), "what was checked is there").to_have_value(re.compile("đã có người ngã xe"))
    forwarded.nth(0).fill("Cử tri đề nghị thay ván cầu phao Trung Lương.")
    office.presses().reads("Cơ quan giải quyết sẽ đọc nội dung dưới đây").finds_nothing_in_the_way()
    office.presses().reads("Đã tách vụ việc", "Ván cầu phao mục nát.").finds_nothing_in_the_way()
    part = re.search(r"Các phần còn lại là (KN-[0-9A-Z]{4}-[0-9A-Z]{4})", office.main.inner_text())[1]
    office.visits(f"/cases/{part}/").reads("Đường vào cầu phao tối", code_of(case)).finds_nothing_in_the_way()

    office.visits(f"{case}split/undo/").fills(reason="Thực ra là một việc.").presses()
    office.reads("Đã bỏ tách", "đã có người ngã xe")
