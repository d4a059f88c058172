"""`petitions deadlines compute`: a date and its proof, for scripts and for doubters."""

import json

import pytest


@pytest.fixture
def compute(cli):
    """The command in an installation that has what every installation starts with."""
    cli.invoke("db", "upgrade")

    def run(*arguments):
        return cli.invoke("deadlines", "compute", *arguments)

    return run


def test_it_prints_one_document_with_the_reason_of_every_day(compute):
    reply = compute("--rule", "petition.acceptance", "--start", "2026-04-24", "--json")
    assert reply.exit_code == 0, reply.stderr
    found = json.loads(reply.stdout)
    # Friday 24-04; Sunday 26-04 is Hung Kings' Day, taken on Monday; 30-04 and 01-05 are off.
    assert found["legal_on"] == "2026-05-04"
    assert found["provisional"] is False
    assert [step["on"] for step in found["trace"] if step["counted"]] == ["2026-04-28", "2026-04-29", "2026-05-04"]
    assert found["trace"][0] == {"on": "2026-04-24", "counted": False, "why": "start"}


def test_an_extension_adds_in_the_rules_own_unit_and_a_pause_stands_still(compute):
    plain = compute("--rule", "petition.response", "--start", "2026-11-02").stdout.strip()
    longer = compute("--rule", "petition.response", "--start", "2026-11-02", "--extend", "5").stdout.strip()
    paused = compute("--rule", "petition.response", "--start", "2026-11-02", "--pause", "2026-11-09:2026-11-13")
    assert (plain, longer, paused.stdout.strip()) == ("2026-12-02", "2026-12-07", "2026-12-07")


def test_a_date_in_a_year_not_announced_says_so(compute):
    assert "provisional" in compute("--rule", "petition.response", "--start", "2026-12-20").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--rule", "no.such.rule", "--start", "2026-11-02"),
        ("--rule", "petition.response", "--start", "02/11/2026"),
        ("--rule", "petition.response", "--start", "1900-01-01"),
        ("--rule", "petition.response", "--start", "2026-11-02", "--extend", "-3"),
        ("--rule", "petition.response", "--start", "2026-11-02", "--pause", "2026-11-09"),
        ("--rule", "petition.response", "--start", "2026-11-02", "--pause", "2026-11-20:2026-11-09"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_one_plain_sentence(compute, arguments):
    reply = compute(*arguments)
    assert reply.exit_code != 0
    assert not reply.stdout
    assert reply.stderr.strip()
    assert "Traceback" not in reply.stderr


@pytest.mark.parametrize(
    "code",
    [
        "petition.synthesis",
        "petition.acceptance",
        "petition.coordination.request",
        "petition.coordination.reply",
        "petition.response",
        "petition.response.national",
        "petition.evaluation",
        "complaint.acceptance",
        *(
            f"complaint.settlement.{n}{k}"
            for n in ("first", "second")
            for k in ("", ".complex", ".remote", ".remote_complex")
        ),
        "denunciation.check",
        "denunciation.forwarding",
        "denunciation.notice",
        "denunciation.settlement",
        "denunciation.report_back",
        "reception.notice",
    ],
)
def test_every_rule_that_others_rely_on_is_seeded(compute, code):
    assert compute("--rule", code, "--start", "2026-11-02").exit_code == 0
