"""Merging, splitting and linking in the browser: a look before, a way back, nothing typed lost."""

import pytest

from petitions.domain.vocabulary import State
from petitions.models import Case
from tests.cases import a_case


@pytest.fixture
def pair(session, world):
    """Two cases about the same road, of two communes."""
    target = a_case(session, world, State.IN_PROGRESS)
    return a_case(session, world, State.SUBMITTED, locality_id=world.other_commune.id), target


def at(case, step=""):
    return f"/cases/{case.code}/{step}/" if step else f"/cases/{case.code}/"


def stored(session, case):
    session.expire_all()
    return session.get(Case, case.id)


def test_the_two_are_shown_side_by_side_before(office, pair):
    case, target = pair
    reply = office.send(at(case, "merge"), target_code=target.code, preview="1")
    assert reply.status_code == 303
    page = office.get(reply.location)
    for words in (target.code, "xã Bình Lục, xã Bình An", "hiện 1, gộp lại 2", "Sở Xây dựng"):
        assert words in page.words
    assert page.presets()["target_code"] == target.code


def test_the_contracts_field_alone_merges_and_both_pages_say_so(session, office, pair):
    case, target = pair
    reply = office.post(at(case, "merge"), data={"csrf_token": office.token("/"), "target_code": target.code.lower()})
    assert (reply.status_code, reply.location) == (303, at(case))
    assert stored(session, case).state is State.MERGED
    merged, survivor = office.get(at(case)), office.get(at(target))
    assert at(target) in merged.links("main a")
    assert at(case) in survivor.links("main a")
    assert "2 lượt ý kiến" in survivor.words
    assert "xã Bình Lục, xã Bình An" in survivor.words
    assert f"Gộp vào {target.code}" in merged.words


def test_a_code_that_cannot_be_says_why_beside_the_field_and_keeps_the_reason(session, world, office, pair):
    case, _target = pair
    closed = a_case(session, world, State.CLOSED)
    reply = office.send(at(case, "merge"), target_code=closed.code, reason="Cùng một đoạn.")
    assert reply.status_code == 422
    assert "đã được trả lời" in reply.words
    assert reply.presets()["reason"] == "Cùng một đoạn."
    page = office.get(at(case, "merge") + f"?target_code={case.code}")
    assert "chính vụ việc này" in page.words


@pytest.mark.parametrize("typed", ["KN-0000", "abc def", "KN-2222-2222"])
def test_a_mistyped_further_code_is_named_beside_its_field_and_nothing_typed_is_lost(session, office, pair, typed):
    case, target = pair
    filled = {"target_code": target.code, "other_codes": typed, "reason": "Cùng một đoạn."}
    reply = office.send(at(case, "merge"), **filled)
    assert reply.status_code == 422
    assert f"Không tìm thấy vụ việc nào có mã {', '.join(typed.split())}." in reply.texts("#other_codes-error")[0]
    assert not reply.texts("#target_code-error")
    assert {name: reply.presets()[name] for name in filled} == filled
    assert stored(session, case).state is State.SUBMITTED


def test_a_further_code_that_one_may_not_see_reads_like_one_that_does_not_exist(session, world, office, pair):
    case, target = pair
    council = world.other_council.id
    hidden = a_case(session, world, State.DRAFT, origin_id=council, council_id=council)
    said = []
    for code in (hidden.code, "KN-2222-2222"):
        reply = office.send(at(case, "merge"), target_code=target.code, other_codes=code)
        assert reply.status_code == 422
        said.append(reply.texts("#other_codes-error")[0].replace(code, "…"))
    assert said[0] == said[1]


def test_a_further_code_that_cannot_go_along_is_refused_where_it_was_typed(session, world, office, pair):
    case, target = pair
    closed = a_case(session, world, State.CLOSED)
    for code, said in ((target.code.lower(), "là vụ việc được giải quyết chung"), (closed.code, "không còn gộp được")):
        reply = office.send(at(case, "merge"), target_code=target.code, other_codes=code)
        assert reply.status_code == 422
        (told,) = reply.texts("#other_codes-error")
        assert said in told
        assert code.upper() in told
        assert not reply.texts("#target_code-error")
    assert stored(session, case).state is State.SUBMITTED


@pytest.mark.parametrize(("step", "field"), [("merge", "target_code"), ("re-raising", "re_raised_code")])
def test_a_code_typed_freely_is_not_to_be_chosen_from_a_list(office, pair, step, field):
    case, _target = pair
    for reply in (office.send(at(case, step), **{field: "KN-0000"}), office.get(f"{at(case, step)}?{field}=KN-0000")):
        if reply.status_code == 422 or step == "merge":
            assert "Không tìm thấy vụ việc nào có mã KN-0000." in reply.texts(f"#{field}-error")[0]
        assert reply.presets()[field] == "KN-0000"


def test_several_go_together(session, world, office, pair):
    case, target = pair
    others = [a_case(session, world, State.SUBMITTED) for _ in range(2)]
    codes = ", ".join(each.code for each in others)
    assert office.send(at(case, "merge"), target_code=target.code, other_codes=codes).status_code == 303
    assert stored(session, target).merged_count == 3


def test_taken_out_again_it_stands_as_before(session, office, pair):
    case, target = pair
    office.send(at(case, "merge"), target_code=target.code)
    assert office.send(at(case, "merge/undo"), reason="").status_code == 422
    assert office.send(at(case, "merge/undo"), reason="Hai đường khác nhau.").location == at(case)
    assert stored(session, case).state is State.SUBMITTED


def test_after_the_answer_the_way_back_is_closed_with_a_sentence(session, world, office, pair):
    case, _target = pair
    answered = a_case(session, world, State.IN_PROGRESS)
    office.send(at(case, "merge"), target_code=answered.code)
    client = office.application.test_client()
    client.sign_in("leader")
    client.send(
        at(answered, "response"),
        document_number="1/SXD",
        signed_on="02/03/2026",
        signer="Phạm Văn Thọ",
        content="Đã sửa.",
        result_class="explained",
    )
    reply = office.send(at(case, "merge/undo"), reason="Nhầm.")
    assert reply.status_code == 409
    assert answered.code in reply.words


def test_a_form_sent_twice_merges_once(session, office, pair):
    case, target = pair
    form = office.get(at(case, "merge")).presets() | {"target_code": target.code}
    first, second = (office.post(at(case, "merge"), data=form) for _ in range(2))
    assert first.location == second.location == at(case)
    assert stored(session, target).merged_count == 1


# --- splitting and linking -------------------------------------------------------------------------------


def test_one_summary_and_content_a_part_is_enough_to_split(session, office, pair):
    case, _target = pair
    data = {
        "csrf_token": office.token("/"),
        "summary": ["Sửa đường.", "Cấp nước."],
        "content": ["Đường hỏng.", "Nước đục."],
    }
    reply = office.post(at(case, "split"), data=data)
    assert (reply.status_code, reply.location) == (303, at(case))
    part = session.query(Case).filter_by(split_from_id=case.id).one()
    assert (part.summary, part.state) == ("Cấp nước.", State.CLASSIFIED)
    assert at(part) in office.get(at(case)).links("main a")
    assert "Tách ra từ" in office.get(at(part)).words
    office.send(at(case, "split/undo"), reason="Tách nhầm.")
    assert stored(session, part).state is State.MERGED


def test_what_was_typed_into_the_parts_stays_when_it_is_refused(office, pair):
    case, _target = pair
    data = {"csrf_token": office.token("/"), "summary": ["Sửa đường."], "content": ["Đường hỏng."]}
    reply = office.post(at(case, "split"), data=data)
    assert reply.status_code == 422
    assert reply.presets()["content"][0] == "Đường hỏng."


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"summary": ["Đường.", "a" * 1001], "content": ["Đường.", "Nước."]}, "summary-1", "1000"),
        ({"summary": ["Đường.", "Nước."], "content": ["Đường.", "a" * 50_001]}, "content-1", "50000"),
        ({"summary": ["Đường.", "Nước."], "content": ["Đường.", ""]}, "content-1", "không được để trống"),
        ({"summary": ["Đường."], "content": ["Đường."]}, "content-1", "ít nhất hai phần"),
    ],
    ids=["line too long", "text too long", "a line alone", "one part"],
)
def test_a_fault_stands_beside_its_part_and_nothing_typed_is_lost(session, office, pair, texts, field, said):
    case, _target = pair
    reply = office.post(at(case, "split"), data={"csrf_token": office.token("/")} | texts)
    assert reply.status_code == 422
    assert said in reply.texts(f"#{field}-error")[0]
    assert reply.links(".error-summary a") == [f"#{field}"]
    assert reply.presets()["content"][: len(texts["content"])] == texts["content"]
    assert reply.presets()["summary"][: len(texts["summary"])] == texts["summary"]
    assert session.query(Case).filter_by(split_from_id=case.id).count() == 0


@pytest.mark.parametrize("odd", ["0-" + "9" * 5000, "٣-٤", "0-", "-1", "0-0", "x"], ids=lambda odd: odd[:6])
def test_what_no_browser_would_tick_is_no_tick(office, pair, odd):
    case, _target = pair
    data = {
        "csrf_token": office.token("/"),
        "summary": ["Sửa đường.", "Cấp nước."],
        "content": ["Đường hỏng.", "Nước đục."],
        "subject_field_id": ["9" * 5000, odd],
        "part_statements": [odd],
    }
    assert office.post(at(case, "split"), data=data).status_code == 303


def test_more_cases_than_are_merged_in_one_go_are_refused_and_not_cut(session, office, pair):
    case, target = pair
    codes = " ".join(["KN-2222-2222"] * 31)
    reply = office.send(at(case, "merge"), target_code=target.code, other_codes=codes)
    assert reply.status_code == 422
    assert "30" in reply.texts("#other_codes-error")[0]
    assert reply.presets()["other_codes"] == codes
    assert stored(session, case).state is State.SUBMITTED


def test_a_part_names_nobody_to_the_agencies(session, office, pair):
    case, _target = pair
    said = "Ông Trần Văn Quế nói nước đục."
    data = {"csrf_token": office.token("/"), "summary": ["Đường.", said], "content": ["Đường.", said]}
    assert office.post(at(case, "split"), data=data).status_code == 422
    office.post(at(case, "split"), data=data | {"summary": ["Đường.", "Nước."]})
    part = session.query(Case).filter_by(split_from_id=case.id).one()
    assert "Quế" not in part.summary + part.forwarded_text
    assert part.content == said


def test_a_link_to_an_earlier_case_is_counted_on_the_page(session, world, office, pair):
    case, _target = pair
    earlier = a_case(session, world, State.CLOSED)
    assert office.send(at(case, "re-raising"), re_raised_code=earlier.code).status_code == 303
    assert "Đã kiến nghị 2 lần" in office.get(at(case)).words
    assert office.send(at(case, "re-raising"), re_raised_code=case.code).status_code == 422
    office.send(at(case, "re-raising"), re_raised_code="")
    assert stored(session, case).re_raised_from_id is None
