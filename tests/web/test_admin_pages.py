"""The administrator's pages: found, filled in, refused with the text kept, two texts in a conflict."""

import re

import pytest
import sqlalchemy as sa

from petitions.domain.vocabulary import OrganisationKind, Role, State
from petitions.models import AdminEvent, CouncilTerm, Locality, Organisation, Person, PersonGrant, SubjectField
from tests.budget import statements_of
from tests.builders import a_person, an_organisation
from tests.cases import a_case

EVERY_PAGE = (
    "/admin/",
    "/admin/history/",
    "/admin/rules/",
    "/admin/people/",
    "/admin/people/new/",
    "/admin/organisations/",
    "/admin/organisations/new/",
    "/admin/localities/",
    "/admin/localities/new/",
    "/admin/subject-fields/",
    "/admin/subject-fields/new/",
    "/admin/terms/",
    "/admin/terms/new/",
)


def pages_of(world):
    person, unit, place = world.clerk.person_id, world.agency.id, world.commune.id
    return [
        *EVERY_PAGE,
        *(f"/admin/people/{person}/{page}" for page in ("", "particulars/", "deactivation/", "password/")),
        *(f"/admin/people/{person}/{page}" for page in ("activation/", "sign-out/", "grants/new/")),
        *(f"/admin/organisations/{unit}/{page}" for page in ("", "particulars/", "ending/")),
        *(f"/admin/localities/{place}/{page}" for page in ("", "particulars/", "ending/")),
        f"/admin/subject-fields/{world.field.id}/",
    ]


def test_every_page_opens_for_an_administrator_with_few_statements(admin, world, session):
    for path in pages_of(world):
        with statements_of() as statements:
            reply = admin.get(path)
        assert reply.status_code == 200, path
        lists = path.count("/") == 3 and path != "/admin/"
        assert len(statements) <= (8 if lists else 16), (path, len(statements))


@pytest.mark.parametrize("user", ["clerk", "office", "board", "officer", "auditor", "coordinator"])
def test_nobody_else_comes_in(client, world, user):
    client.sign_in(user)
    assert "/admin/" not in client.get("/account/").links()
    for path in pages_of(world):
        assert client.get(path).status_code == 403, path


def test_an_administrator_reads_no_cases(admin, session, world):
    case = a_case(session, world)
    assert admin.get("/cases/").status_code == 403
    assert admin.get(f"/cases/{case.code}/").status_code == 404


def test_a_key_that_is_none_is_not_found(admin):
    for path in ("people/999999/", "organisations/999999/particulars/", f"localities/{10**30}/", "people/0/"):
        assert admin.get(f"/admin/{path}").status_code == 404, path


# --- people ---------------------------------------------------------------------------------------


def test_a_new_person_gets_a_role_and_a_password_that_is_shown_once(admin, session, world):
    reply = admin.send(
        "/admin/people/new/",
        full_name="Nguyễn Thị Hà",
        username="Ha.Nguyen",
        role="clerk",
        organisation_id=str(world.commune_council.id),
    )
    assert reply.status_code == 303
    page = admin.get(reply.headers["Location"])
    (password,) = page.texts(".one-time__password")
    assert "Cán bộ cấp xã" in page.words
    assert password not in admin.get(reply.headers["Location"]).text
    newcomer = admin.application.test_client()
    newcomer.sign_in("ha.nguyen", password)
    assert newcomer.get("/").headers["Location"] == "/account/password/"


def test_a_password_shown_once_does_not_stand_in_the_cookie(admin, world):
    reply = admin.send(f"/admin/people/{world.clerk.person_id}/password/")
    with admin.session_transaction() as cookie:
        sealed = str(dict(cookie))
    (password,) = admin.get(reply.headers["Location"]).texts(".one-time__password")
    assert password not in sealed


def test_the_password_of_one_person_is_not_shown_on_the_page_of_another(admin, world):
    admin.send(f"/admin/people/{world.clerk.person_id}/password/")
    assert admin.get(f"/admin/people/{world.office.person_id}/").texts(".one-time__password") == []


def test_a_name_that_is_taken_is_refused_beside_its_field(admin, world):
    reply = admin.send("/admin/people/new/", full_name="Người mới", username="OFFICE")
    assert reply.status_code == 422
    assert reply.presets()["full_name"] == "Người mới"
    assert "đã được dùng" in reply.words


def test_a_role_that_does_not_fit_opens_no_account(admin, session, world):
    reply = admin.send(
        "/admin/people/new/",
        full_name="Người mới",
        username="moi",
        role="office",
        organisation_id=str(world.agency.id),
    )
    assert reply.status_code == 422
    assert "Loại đơn vị này không có vai trò đó" in reply.words
    assert session.query(Person).filter_by(username="moi").count() == 0


@pytest.mark.parametrize(
    ("chosen", "missing"),
    [
        (("role",), ["organisation_id"]),
        (("organisation_id",), ["role"]),
        (("locality_id",), ["role", "organisation_id"]),
        (("role", "locality_id"), ["organisation_id"]),
    ],
)
def test_half_a_role_opens_no_account_and_is_asked_for_beside_its_field(admin, session, world, chosen, missing):
    whole = {"role": "deputy", "organisation_id": world.province_council.id, "locality_id": world.commune.id}
    half = {name: str(whole[name]) for name in chosen}
    reply = admin.send("/admin/people/new/", full_name="Người mới", username="moi", **half)
    assert reply.status_code == 422
    assert all(reply.texts(f"#{name}-error") for name in missing)
    assert half.items() <= reply.presets().items()
    assert session.query(Person).filter_by(username="moi").count() == 0


def test_a_person_may_wait_for_a_role(admin, session, world):
    assert admin.send("/admin/people/new/", full_name="Người mới", username="moi").status_code == 303
    assert session.query(Person).filter_by(username="moi").count() == 1


def test_people_are_found_without_accents_by_name_unit_and_role(admin, session, world):
    a_person(session, (Role.CLERK, world.commune_council), username="x1", full_name="Đỗ Thị Ngân")
    names = "td:first-child, th[scope=row]"
    assert admin.get("/admin/people/?q=do+thi+ngan").texts(names)[0] == "Đỗ Thị Ngân"
    assert "Đỗ Thị Ngân" in admin.get("/admin/people/?q=binh+luc").texts(names)
    assert "Đỗ Thị Ngân" not in admin.get("/admin/people/?role=board").texts(names)
    assert admin.get("/admin/people/?q=%25").status_code == 200
    assert admin.get("/admin/people/?q=%00&role=x&state=y&cursor=1.%00").status_code == 200


def test_the_list_of_people_goes_on_without_losing_or_doubling_anybody(admin, session, world):
    for number in range(60):
        a_person(session, full_name="Trùng Tên", username=f"trung{number}")
    seen, path = [], "/admin/people/?q=trung+ten"
    while path:
        page = admin.get(path)
        seen += list(page.links("th[scope=row] a"))
        path = next(iter(page.links("a[rel=next]")), None)
    assert len(seen) == len(set(seen)) == 60


def test_a_closed_account_stands_in_its_own_list(admin, session, world):
    admin.send(f"/admin/people/{world.clerk.person_id}/deactivation/", reason="Nghỉ hưu")
    assert "Người Thứ clerk" not in admin.get("/admin/people/").text.replace("clerk2", "")
    assert "Người Thứ clerk" in admin.get("/admin/people/?state=closed").words
    page = admin.get(f"/admin/people/{world.clerk.person_id}/")
    assert "Nghỉ hưu" in page.words
    assert "đã bị khóa" in page.words


def test_a_reason_is_asked_for_before_anything_is_taken_away(admin, session, world):
    grant = session.query(PersonGrant).filter_by(person_id=world.clerk.person_id).one()
    for page in ("deactivation/", f"grants/{grant.id}/revocation/"):
        reply = admin.send(f"/admin/people/{world.clerk.person_id}/{page}", reason="  ")
        assert reply.status_code == 422
    session.expire_all()
    assert session.get(PersonGrant, grant.id).revoked_at is None


def test_a_role_is_given_and_taken_back_and_both_can_be_read(admin, session, world):
    person = f"/admin/people/{world.clerk.person_id}/"
    admin.send(f"{person}grants/new/", role="office", organisation_id=str(world.commune_council.id))
    grant = session.query(PersonGrant).filter_by(person_id=world.clerk.person_id, role=Role.OFFICE).one()
    reply = admin.send(f"{person}grants/{grant.id}/revocation/", reason="Giao nhầm")
    assert reply.status_code == 303
    words = admin.get(person).words
    for sentence in ("Vai trò trước đây", "Giao nhầm", "Thu hồi vai trò", "Giao vai trò"):
        assert sentence in words


def test_of_two_who_take_one_role_back_the_second_is_told(admin, session, world):
    grant = session.query(PersonGrant).filter_by(person_id=world.clerk.person_id).one()
    path = f"/admin/people/{world.clerk.person_id}/grants/{grant.id}/revocation/"
    page = admin.get(path)
    admin.send(path, reason="lần một")
    reply = admin.post(path, data=page.presets() | {"reason": "lần hai"})
    assert reply.status_code in {404, 409}


def test_my_own_page_offers_me_no_right_over_myself(admin, session, world):
    me = f"/admin/people/{world.admin.person_id}/"
    grant = session.query(PersonGrant).filter_by(person_id=world.admin.person_id).one()
    page = admin.get(me)
    assert not [link for link in page.links("main a") if re.search(r"grants|deactivation|password", link)]
    for path in ("grants/new/", "deactivation/", "password/", f"grants/{grant.id}/revocation/"):
        assert admin.get(me + path).status_code == 403, path


def test_two_administrators_changing_one_person_see_both_texts(admin, session, world):
    path = f"/admin/people/{world.clerk.person_id}/particulars/"
    opened = admin.get(path).presets()
    admin.send(path, full_name="Tên của người nhanh hơn")
    reply = admin.post(path, data=opened | {"full_name": "Tên của người chậm hơn"})
    assert reply.status_code == 409
    assert "Tên của người nhanh hơn" in reply.words
    assert "Tên của người chậm hơn" in reply.words


def test_a_doubled_form_opens_one_account(admin, session, world):
    data = admin.get("/admin/people/new/").presets() | {"full_name": "Một Người", "username": "mot.nguoi"}
    first, second = (admin.post("/admin/people/new/", data=data) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert session.query(Person).filter_by(username="mot.nguoi").count() == 1


# --- units, places, fields, terms -------------------------------------------------------------------


def test_a_unit_is_entered_changed_and_ended(admin, session, world):
    reply = admin.send(
        "/admin/organisations/new/",
        name="Sở Công Thương",
        kind="department",
        level="province",
        locality_id=str(world.province.id),
        code="so-ct",
        mailbox="so-ct@example.vn",
        valid_from="01/07/2025",
    )
    assert reply.status_code == 303
    unit = reply.headers["Location"]
    reply = admin.send(f"{unit}particulars/", approval_required="y", name="Sở Công Thương tỉnh")
    assert reply.status_code == 303
    row = session.query(Organisation).filter_by(code="so-ct").one()
    assert row.approval_required
    reply = admin.send(f"{unit}ending/", valid_to="01/03/2026", successor_ids=str(world.agency.id), reason="NQ 12")
    assert reply.status_code == 303
    words = admin.get(unit).words
    for sentence in ("01/03/2026", world.agency.name, "NQ 12", "Sở Công Thương → Sở Công Thương tỉnh"):
        assert sentence in words
    assert "Sở Công Thương tỉnh" in admin.get("/admin/organisations/?state=ended").words


def test_a_unit_says_what_its_end_means_for_open_work(admin, session, world):
    a_case(session, world, State.ASSIGNED)
    words = admin.get(f"/admin/organisations/{world.agency.id}/ending/").words
    assert "đang giữ 1 vụ việc" in words
    assert "2 người đang có vai trò" in words


def test_two_administrators_changing_one_unit_see_both_texts(admin, session, world):
    path = f"/admin/organisations/{world.agency.id}/particulars/"
    opened = admin.get(path).presets()
    admin.send(path, name="Tên nhanh")
    reply = admin.post(path, data=opened | {"name": "Tên chậm"})
    assert reply.status_code == 409
    assert "Tên nhanh" in reply.words
    assert "Tên chậm" in reply.words


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Tên đầy đủ"),
        ({"code": "có dấu"}, "Mã chỉ gồm"),
        ({"mailbox": "không phải thư"}, "thư điện tử không đúng"),
        ({"valid_from": "31/02/2026"}, "ngày"),
        ({"decline_limit": "100"}, "99"),
    ],
)
def test_a_faulty_unit_is_refused_with_everything_typed_kept(admin, session, world, fields, sentence):
    path = f"/admin/organisations/{world.agency.id}/particulars/"
    reply = admin.send(path, **{"short_name": "Tên ngắn đã gõ"} | fields)
    assert reply.status_code == 422
    assert reply.presets()["short_name"] == "Tên ngắn đã gõ"
    assert sentence in reply.words


def test_a_village_is_entered_from_the_page_of_its_commune(admin, session, world):
    page = admin.get(f"/admin/localities/new/?parent={world.commune.id}")
    assert page.presets()["kind"] == "village"
    assert page.presets()["parent_id"] == str(world.commune.id)
    reply = admin.post("/admin/localities/new/", data=page.presets() | {"name": "thôn Mới"})
    assert reply.status_code == 303
    assert "thôn Mới" in admin.get(f"/admin/localities/{world.commune.id}/").words
    assert "thôn Mới" in admin.get("/admin/localities/?q=thon+moi").words


def test_a_place_is_ended_with_what_it_went_into(admin, session, world):
    path = f"/admin/localities/{world.other_commune.id}/"
    admin.send(f"{path}ending/", valid_to="01/03/2026", successor_ids=str(world.commune.id), reason="NQ 202")
    assert world.commune.name in admin.get(path).words
    assert "Để trống nếu muốn hủy ngày kết thúc" in admin.get(f"{path}ending/").words
    reply = admin.send(f"{path}ending/", valid_to="", reason="nhập nhầm")
    assert reply.status_code == 303
    session.expire_all()
    assert session.get(Locality, world.other_commune.id).valid_to is None


@pytest.mark.parametrize("kind", ["organisations", "localities"])
def test_an_end_without_a_day_is_asked_for_one_and_nothing_is_taken_back(admin, session, world, kind):
    what, heir = (world.agency, world.other_agency) if kind == "organisations" else (world.other_commune, world.commune)
    path = f"/admin/{kind}/{what.id}/"
    assert "Để trống nếu muốn hủy ngày kết thúc" not in admin.get(f"{path}ending/").words
    reply = admin.send(f"{path}ending/", valid_to="", successor_ids=str(heir.id), reason="NQ 12")
    assert reply.status_code == 422
    assert reply.texts("#valid_to-error")
    assert reply.presets()["reason"] == "NQ 12"
    assert str(heir.id) in reply.presets()["successor_ids"]
    assert "NQ 12" not in admin.get(path).words


def test_a_field_is_entered_renamed_and_taken_out_of_use(admin, session, world):
    reply = admin.send("/admin/subject-fields/new/", name="Biển đảo", report_group="Kinh tế")
    assert reply.status_code == 303
    row = session.query(SubjectField).filter_by(name="Biển đảo").one()
    assert row.position > world.field.position
    admin.send(f"/admin/subject-fields/{row.id}/", name="Biển, đảo", is_active=None)
    session.expire_all()
    assert (row.name, row.is_active) == ("Biển, đảo", False)
    assert "ngừng dùng" in admin.get("/admin/subject-fields/").words


def test_a_term_and_its_council_sessions(admin, session, world):
    reply = admin.send(
        "/admin/terms/new/",
        council_id=str(world.province_council.id),
        name="Nhiệm kỳ 2026 - 2031",
        starts_on="01/04/2026",
    )
    term = reply.headers["Location"]
    assert admin.send(f"{term}sessions/new/", name="Kỳ họp thứ nhất", held_on="1/4/2026").status_code == 303
    refused = admin.send(f"{term}sessions/new/", name="Kỳ họp thứ hai", held_on="31/03/2026")
    assert refused.status_code == 422
    assert "01/04/2026" in refused.words
    (link,) = admin.get(term).links("th[scope=row] a")
    assert admin.send(link, name="Kỳ họp thứ nhất (chuyên đề)").status_code == 303
    assert admin.send(f"{term}particulars/", ends_on="31/03/2031").status_code == 303
    assert session.query(CouncilTerm).one().ends_on.year == 2031


def test_the_rules_say_their_source_and_whether_they_were_checked(admin, world):
    words = admin.get("/admin/rules/").words
    assert "petition.response" in words
    assert "30 ngày" in words
    assert "chưa đối chiếu" in words


def test_the_first_page_says_what_is_missing(admin, session, world):
    an_organisation(session, OrganisationKind.COUNCIL, world.other_commune, name="HĐND không ai làm")
    words = admin.get("/admin/").words
    assert "HĐND không ai làm" in words
    assert "chưa có ai là Văn phòng" in words


def test_the_history_tells_who_did_what_and_goes_on(admin, session, world):
    for number in range(55):
        entered = admin.send("/admin/subject-fields/new/", name=f"Lĩnh vực {number}", report_group="x")
        assert entered.status_code == 303, entered.words
    assert session.scalar(sa.select(sa.func.count()).select_from(AdminEvent)) == 55
    page = admin.get("/admin/history/")
    assert "Người Thứ admin" in page.words
    assert "Lĩnh vực 54" in page.words
    assert "Lĩnh vực 0" not in page.texts("main a")
    (following,) = page.links("a[rel=next]")
    assert "Lĩnh vực 0" in admin.get(following).texts("main a")
