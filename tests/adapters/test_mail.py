"""Mail by SMTP against a real server: what it takes, what it does not, and what nobody can say for certain."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from petitions.adapters.mail import (
    Letter,
    LetterRefusedError,
    Mailer,
    MailServer,
    MailServerAwayError,
    Patience,
    is_address,
)
from tests.mail_server import EVERYBODY, a_post_office
from tests.product import free_port

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SENDER = "kien-nghi@ninhbinh.example.vn"
HA = "ha@ninhbinh.example.vn"
BINH = "binh@ninhbinh.example.vn"
QUICK = Patience(connect=2.0, reply=0.5, last_reply=0.5)


def a_letter(to=HA, **values):
    values = {
        "key": f"digest/{to}/2026-03-02",
        "to": to,
        "to_name": "Nguyễn Thị Thu Hà",
        "subject": "3 việc cần chú ý ngày 02/03/2026",
        "text": "KN-2222-2222 quá hạn từ 27/02/2026.\n",
        "html": "<p>KN-2222-2222 quá hạn từ 27/02/2026.</p>",
    } | values
    return Letter(**values)


@pytest.fixture
def office():
    with a_post_office() as office:
        yield office


def mailer(office, user="", query=""):
    server = MailServer.of(f"smtp://{user}127.0.0.1:{office.port}{query}")
    return Mailer(server, SENDER, "Kiến nghị cử tri", QUICK)


def send(mailer, *letters, about_to=lambda: True):
    with mailer:
        return [mailer.send(letter, now=NOW, about_to=about_to) for letter in letters]


# --- what arrives -------------------------------------------------------------------------------------


def test_a_letter_arrives_whole_with_its_vietnamese(office):
    assert send(mailer(office), a_letter()) == [True]
    (taken,) = office.taken
    message = taken.message
    assert taken.to == (HA,)
    assert taken.reader == ("Nguyễn Thị Thu Hà", HA)
    assert message["From"].addresses[0].display_name == "Kiến nghị cử tri"
    assert message["Subject"] == "3 việc cần chú ý ngày 02/03/2026"
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert (taken.text.split(), taken.html.split()) == (a_letter().text.split(), a_letter().html.split())
    assert taken.raw.isascii()
    assert max(map(len, taken.raw.splitlines())) <= 998


def test_no_program_is_invited_to_answer(office):
    send(mailer(office), a_letter())
    message = office.taken[0].message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"


def test_the_same_letter_keeps_its_message_id_and_another_has_another(office):
    send(mailer(office), a_letter(), a_letter(), a_letter(BINH))
    first, again, other = (taken.id for taken in office.taken)
    assert first == again != other
    assert first.endswith("@ninhbinh.example.vn>")
    assert len(first.partition("@")[0]) == len("<") + 32


def test_many_letters_go_through_one_conversation(office):
    send(mailer(office), *(a_letter(f"p{number}@example.vn") for number in range(20)))
    assert (len(office.taken), office.conversations) == (20, 1)


@pytest.mark.parametrize("line", [".", "..", ".một dòng", "x\r\n.\r\ny", "\r.\r"])
def test_a_line_of_dots_is_text_and_ends_nothing(office, line):
    send(mailer(office), a_letter(text=f"đầu\n{line}\ncuối\n"), a_letter(BINH))
    assert len(office.taken) == 2
    assert office.taken[0].text.split() == f"đầu\n{line}\ncuối\n".split()


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: thief@example.com", "\nBcc: thief@example.com", "\r\n\r\nx", "\u2028Bcc: a@b.vn", "\x00"]
)
def test_a_name_or_subject_cannot_put_in_a_header(office, evil):
    send(mailer(office), a_letter(to_name=f"Hà{evil}", subject=f"Việc{evil}"))
    (taken,) = office.taken
    assert taken.to == (HA,)
    assert taken.message["Bcc"] is None
    assert len(taken.message.get_all("Subject")) == 1
    assert set(taken.message.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
        *("MIME-Version", "Content-Type"),
    }


@pytest.mark.parametrize(
    "name",
    ["Đỗ Thị Ngọc Ánh", 'Bà "Tư", Sở Xây dựng', "Nguyễn " * 16, "<script>", "a@b, c@d", "李小龍 😀", ""],
    ids=str,
)
def test_any_name_arrives_as_it_is(office, name):
    send(mailer(office), a_letter(to_name=name))
    assert office.taken[0].reader == (" ".join(name.split()), HA)
    assert office.taken[0].to == (HA,)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("ha.nguyen+tinh@ninhbinh.gov.vn", True),
        ("ha@localhost", True),
        ("hà@ninhbinh.gov.vn", False),
        ("ha@ninhbinh.gov.vn\r\nRCPT TO:<x@y.z>", False),
        ("ha@a@b.vn", False),
        ("ha nguyen@b.vn", False),
        ("<ha@b.vn>", False),
        ("@b.vn", False),
        ("a" * 260 + "@b.vn", False),
        ("", False),
        (None, False),
    ],
)
def test_mail_goes_only_to_what_is_an_address(text, good):
    assert is_address(text) is good


# --- what does not ------------------------------------------------------------------------------------


def test_a_recipient_that_is_refused_for_good_does_not_hold_up_the_next(office):
    office.misbehave(HA, "RCPT", "550 5.1.1 no such user")
    with mailer(office) as open_line:
        with pytest.raises(LetterRefusedError) as refused:
            open_line.send(a_letter(), now=NOW, about_to=lambda: True)
        assert open_line.send(a_letter(BINH), now=NOW, about_to=lambda: True)
    assert (refused.value.code, refused.value.is_final) == (550, True)
    assert [taken.to for taken in office.taken] == [(BINH,)]
    assert office.conversations == 1


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "is_final"),
    [("450 4.2.0 greylisted", False), ("552 5.2.2 mailbox full", True), ("550 5.7.1 relaying denied", False)],
)
def test_a_letter_is_put_off_or_given_up_as_the_server_says(office, stage, answer, is_final):
    office.misbehave(HA, stage, answer)
    with pytest.raises(LetterRefusedError) as refused:
        send(mailer(office), a_letter())
    assert refused.value.is_final is is_final
    assert office.taken == []


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
@pytest.mark.parametrize("how", ["hang", "drop", "421 4.3.2 closing"])
def test_a_server_that_breaks_off_is_away_and_the_next_letter_finds_it_again(office, stage, how):
    office.misbehave(HA, stage, how)
    with mailer(office) as open_line:
        with pytest.raises(MailServerAwayError) as away:
            open_line.send(a_letter(), now=NOW, about_to=lambda: True)
        assert open_line.send(a_letter(BINH), now=NOW, about_to=lambda: True)
    assert away.value.is_in_between
    assert [taken.to for taken in office.taken] == [(BINH,)]


def test_a_server_that_is_down_is_away():
    server = MailServer.of(f"smtp://127.0.0.1:{free_port()}")
    with pytest.raises(MailServerAwayError) as away:
        send(Mailer(server, SENDER, "x", QUICK), a_letter())
    assert (away.value.kind, away.value.is_in_between) == ("ConnectionRefusedError", False)


def test_a_server_that_says_nothing_is_away_after_a_while():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = MailServer.of(f"smtp://127.0.0.1:{listening.getsockname()[1]}")
        with pytest.raises(MailServerAwayError) as away:
            send(Mailer(server, SENDER, "x", Patience(connect=0.3)), a_letter())
    assert not away.value.is_in_between


def test_a_server_that_talks_nonsense_is_away():
    def talk(listening):
        line, _ = listening.accept()
        with line:
            line.sendall(b"HTTP/1.1 200 OK\r\n" * 100)
            line.recv(100)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=talk, args=(listening,))
        thread.start()
        server = MailServer.of(f"smtp://127.0.0.1:{listening.getsockname()[1]}")
        with pytest.raises(MailServerAwayError):
            send(Mailer(server, SENDER, "x", QUICK), a_letter())
        thread.join()


# --- the one point at which it is handed over ---------------------------------------------------------


def test_the_caller_is_asked_once_after_everything_was_agreed_and_before_it_is_sent(office):
    seen = []

    def about_to():
        seen.append(len(office.taken))
        return True

    send(mailer(office), a_letter(), about_to=about_to)
    assert (seen, len(office.taken)) == ([0], 1)


def test_a_caller_who_says_no_keeps_the_letter_from_being_sent(office):
    with mailer(office) as open_line:
        assert not open_line.send(a_letter(), now=NOW, about_to=lambda: False)
        assert open_line.send(a_letter(BINH), now=NOW, about_to=lambda: True)
    assert [taken.to for taken in office.taken] == [(BINH,)]


def test_the_caller_is_not_asked_when_the_recipient_is_refused(office):
    office.misbehave(EVERYBODY, "RCPT", "550 5.1.1 no")
    with pytest.raises(LetterRefusedError):
        send(mailer(office), a_letter(), about_to=lambda: pytest.fail("it was not agreed"))


# --- secrets ------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate of localhost that this process trusts, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=20_000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    public = signed.public_bytes(serialization.Encoding.PEM)
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(public + key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    (tmp_path / "trusted.pem").write_bytes(public)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    return path


def test_starttls_is_used_when_offered_and_the_password_goes_through_it(certificate):
    with a_post_office(login=("vp", "mật khẩu/1@"), certificate=certificate) as office:
        url = f"smtp://vp:m%E1%BA%ADt%20kh%E1%BA%A9u%2F1%40@localhost:{office.port}"
        send(Mailer(MailServer.of(url), SENDER, "x", QUICK), a_letter())
        assert len(office.taken) == 1


def test_tls_from_the_start(certificate):
    with a_post_office(certificate=certificate, tls="from the start") as office:
        send(Mailer(MailServer.of(f"smtps://localhost:{office.port}"), SENDER, "x", QUICK), a_letter())
        assert len(office.taken) == 1


def test_a_wrong_password_is_told_and_nothing_is_lost(certificate):
    with a_post_office(login=("vp", "right"), certificate=certificate) as office:
        with pytest.raises(MailServerAwayError) as away:
            send(Mailer(MailServer.of(f"smtp://vp:wrong@localhost:{office.port}"), SENDER, "x", QUICK), a_letter())
        assert away.value.kind == "SMTPAuthenticationError535"


def test_a_certificate_of_somebody_else_is_not_trusted_unless_told_so(certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with a_post_office(certificate=certificate) as office:
        with pytest.raises(MailServerAwayError) as away:
            send(mailer(office), a_letter())
        assert away.value.kind == "SSLCertVerificationError"
        send(mailer(office, query="?tls=unverified"), a_letter())
        send(mailer(office, query="?tls=off"), a_letter(BINH))
        assert len(office.taken) == 2


def test_a_password_is_never_said_aloud_to_another_machine(office):
    server = MailServer.of(f"smtp://vp:secret@127.0.0.2:{office.port}")
    assert not server.is_here
    assert MailServer.of("smtp://localhost").is_here


@pytest.mark.parametrize(
    "url",
    ["", "http://mail.vn", "smtp://", "smtp://mail.vn:port", "smtp://mail.vn?tls=maybe", "mail.vn:25", "smtp:///x"],
)
def test_what_is_no_mail_server_is_refused(url):
    with pytest.raises(ValueError, match=r".+"):
        MailServer.of(url)


def test_ports_have_their_usual_numbers():
    assert (MailServer.of("smtp://mail.vn").port, MailServer.of("smtps://mail.vn").port) == (587, 465)
