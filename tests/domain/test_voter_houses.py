"""Addresses as voters give them: what leads to one door is withheld, villages and communes are wanted."""

import pytest

from petitions.domain.text import personal_data_in, without_personal_data
from petitions.domain.voter_houses import houses_in

ADDRESS = "số nhà 27, ngõ 3, thôn Bến Đò"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (ADDRESS, {"số nhà 27", "nhà số 27", "sn 27", "ngõ 3"}),
        ("27 ngõ 3 đường Trần Phú", {"số nhà 27", "nhà số 27", "sn 27", "27 ngõ 3", "ngõ 3"}),
        ("Số 27/3B đường Trần Phú", {"số nhà 27/3b", "nhà số 27/3b", "sn 27/3b", "27/3b đường trần"}),
        ("so nha 27, ngo 3", {"số nhà 27", "nhà số 27", "sn 27", "ngo 3"}),
        ("Căn hộ 1203, khu đô thị mới", {"hộ 1203"}),
        ("hẻm 5, kiệt 12", {"hẻm 5", "kiệt 12"}),
    ],
)
def test_house_flat_and_lane_are_read_out_of_an_address(address, told):
    assert set(houses_in(address)) == told


@pytest.mark.parametrize(
    "address",
    ["", "thôn Đông Thành", "xóm 3, xã Bình Lục", "tổ dân phố số 5, phường Nam Định", "khu phố 2", "Đội 7"],
)
def test_a_village_is_no_house_whatever_its_number(address):
    assert houses_in(address) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nhà ở số nhà 27, ngõ 3, thôn Bến Đò; nước ngập.", ("số nhà 27", "ngõ 3")),
        ("Hộ ở nhà số 27 NGÕ 3 bị ngập.", ("nhà số 27", "NGÕ 3")),
        ("Ho o so nha 27 ngo 3", ("so nha 27", "ngo 3")),
        ("Cử tri thôn Bến Đò, xã Bình Lục đề nghị nạo vét.", ()),
        ("Ngõ 30 và số nhà 270 bị ngập; trồng ngô 3 vụ; Nghị quyết số 27.", ()),
    ],
)
def test_the_voters_own_door_is_found_and_no_other(text, found):
    assert personal_data_in(text, *houses_in(ADDRESS)) == found


def test_the_mask_leaves_the_village():
    text = "Nhà ở số nhà 27, ngõ 3, thôn Bến Đò."
    assert without_personal_data(text, *houses_in(ADDRESS), mask="[…]") == "Nhà ở […], […], thôn Bến Đò."


def test_a_house_written_beside_a_speakers_name_counts_too():
    assert personal_data_in("Nhà ở ngõ 3 bị ngập.", "Bà Hoa, ngõ 3, thôn Đông") == ("ngõ 3",)
