"""The command for a schedule: files for one scope or every ward, plain refusals, and mail through a real server."""

import io
import re
import shutil
import socket
import ssl
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pypdf
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from planted import EMPTY, FIVES, FOUR

from pages.parts import report, report_mail
from pages.parts.deck_template import own
from queries.catalog import read_catalog
from queries.database import Database

SENDER, RECEIVER = "thuocdo@example.vn", "lanhdao@example.vn"


class Box:
    """What a mail server received."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list
    ) -> str:
        if address.startswith("khong"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return "250 OK"


def checked(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    return AuthResult(success=data.login == b"ten" and data.password == b"dung", handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    """A mail server on this machine that takes a name and a password."""
    port, held = free_port(), Box()
    controller = Controller(
        held, hostname="127.0.0.1", port=port, authenticator=checked, auth_require_tls=False, data_size_limit=50_000_000
    )
    controller.start()
    yield held, port
    controller.stop()


def run(demo_file: Path, out: Path, *more: str) -> int:
    return report.main(["--database", str(demo_file), "--out", str(out), *more])


def test_every_form_of_one_ward(demo_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "moi" / "thu muc"
    assert (
        run(demo_file, out, "--scope", f"ward:{FIVES}", "--period", "2026-Q3", "--to", "card", "xlsx", "pptx", "pdf")
        == 0
    )
    printed = capsys.readouterr().out.split("\n")[:-1]
    files = sorted(path.name for path in out.iterdir())
    assert sorted(Path(line).name for line in printed) == files
    stem = f"{FIVES}-phuong-lang-202607-202609-mo-phong"
    assert files == [
        f"thuocdo-bao-cao-{stem}.pdf",
        f"thuocdo-bao-cao-{stem}.pptx",
        f"thuocdo-bao-cao-{stem}.xlsx",
        f"thuocdo-mot-trang-{stem}.pdf",
    ]
    text = re.sub(r"\s+", "", pypdf.PdfReader(out / files[3]).pages[0].extract_text())
    assert "PhườngLáng" in text and "100,0%" in text


def test_every_ward_in_one_go_with_progress(
    demo_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What stands on a card is tested elsewhere.
    monkeypatch.setattr(report.card, "sheet", lambda _ctx, _filters, unit: unit)
    monkeypatch.setattr(report.card, "pdf", lambda unit: unit.word("vi").encode())
    assert run(demo_file, tmp_path, "--scope", "wards", "--to", "card", "--period", "2026-Q3", "--jobs", "1") == 0
    said = capsys.readouterr()
    database = Database(demo_file)
    wards = read_catalog(database).wards_on(date(2026, 9, 30))
    database.close()
    files = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert len(files) == len(wards) == 126
    for code, unit in wards.items():
        (name,) = [name for name in files if f"-{code}-" in name]
        assert files[name] == unit.word("vi")
    assert "126/126" in said.err and "63/126" in said.err
    assert "126 tệp" in said.out
    assert FOUR in "".join(files) and EMPTY in "".join(files)


def test_several_processes_make_the_same_files(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A new process begins with the main module; what tests of pages have left there is no command.
    monkeypatch.setitem(sys.modules, "__main__", report)
    for jobs in ("1", "2"):
        more = ["--scope", f"ward:{FIVES}", "--to", "card", "xlsx", "--period", "2026-Q3", "--jobs", jobs]
        assert run(demo_file, tmp_path / jobs, *more) == 0
    one, two = ({path.name: path.stat().st_size for path in (tmp_path / jobs).iterdir()} for jobs in ("1", "2"))
    assert one.keys() == two.keys() and len(one) == 2
    assert all(abs(one[name] - two[name]) < 200 for name in one)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--period", "2026-13", "--to", "pdf"], "2026-13"),
        (["--period", "quý 3", "--to", "pdf"], "quý 3"),
        (["--period", "2031", "--to", "pdf"], "chỉ có từ"),
        (["--scope", "ward:99999", "--to", "pdf"], "99999"),
        (["--scope", "ward:00001", "--period", "2026-Q3", "--to", "pdf"], "00001"),
        (["--scope", "district:abc", "--to", "card"], "abc"),
        (["--instrument", "x", "--to", "pdf"], "one_stop_slip"),
        (["--template", "/khong/co.pptx", "--to", "pptx"], "co.pptx"),
        (["--map", "official", "--to", "pptx"], "--map official: không có. Có: hex, schematic."),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(
    demo_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], word: str
) -> None:
    assert run(demo_file, tmp_path / "x", *more) == 1
    said = capsys.readouterr().err
    assert word in said and "Traceback" not in said
    assert not list((tmp_path / "x").glob("*")) or "template" in said


@pytest.mark.parametrize(
    "more",
    [
        [],
        ["--to"],
        ["--to", "docx"],
        ["--to", "card"],
        ["--to", "pdf", "--scope", "country"],
        ["--to", "pdf", "--lang", "fr"],
        ["--to", "pdf", "--mail", RECEIVER],
        ["--to", "pdf", "--mail", RECEIVER, "--smtp", "host", "--from", SENDER],
        ["--to", "pdf", "--mail", "a b@c", "--smtp", "localhost:25", "--from", SENDER],
        ["--to", "pdf", "--mail", "a@b\nBcc: c@d", "--smtp", "localhost:25", "--from", SENDER],
    ],
)
def test_wrong_usage(demo_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(demo_file, tmp_path, *more)
    assert ended.value.code == 2
    assert "Sai cách dùng" in capsys.readouterr().err


def test_no_data_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main(["--database", str(tmp_path / "a.duckdb"), "--out", str(tmp_path), "--to", "pdf"]) == 1
    assert "python -m data demo" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(demo_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert run(demo_file, tmp_path / "file", "--to", "card", "--scope", f"ward:{FIVES}") == 1
    assert "Không ghi được" in capsys.readouterr().err


def test_a_period_that_is_not_over_is_said(demo_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(demo_file, tmp_path, "--period", "2026", "--to", "card", "--scope", f"ward:{FIVES}") == 0
    assert "chưa hết kỳ" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("period", "today", "token"),
    [
        ("last-month", date(2026, 11, 2), "2026-10"),
        ("last-month", date(2026, 1, 31), "2025-12"),
        ("last-quarter", date(2026, 10, 1), "2026-Q3"),
        ("last-quarter", date(2026, 12, 31), "2026-Q3"),
        ("last-quarter", date(2026, 2, 1), "2025-Q4"),
        ("2026-Q1", date(2026, 2, 1), "2026-Q1"),
    ],
)
def test_periods_of_a_schedule(period: str, today: date, token: str) -> None:
    assert report._token(period, today) == token


def test_template_of_the_city(demo_file: Path, tmp_path: Path) -> None:
    own().save(tmp_path / "mau.pptx")
    more = ["--scope", f"ward:{FIVES}", "--to", "pptx", "--template", str(tmp_path / "mau.pptx")]
    assert run(demo_file, tmp_path / "ra", *more) == 0
    assert len(list((tmp_path / "ra").glob("*.pptx"))) == 1


def test_mail_goes_out_with_summary_and_file(
    demo_file: Path, tmp_path: Path, box: tuple[Box, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, port = box
    monkeypatch.setenv(report_mail.USER, "ten")
    monkeypatch.setenv(report_mail.PASSWORD, "dung")
    more = ["--scope", f"ward:{FIVES}", "--to", "card", "--mail", RECEIVER, "hai@example.vn"]
    assert run(demo_file, tmp_path, *more, "--smtp", f"127.0.0.1:{port}", "--from", SENDER, "--period", "2026-Q3") == 0
    (taken,) = held.taken
    assert taken.mail_from == SENDER and taken.rcpt_tos == [RECEIVER, "hai@example.vn"]
    mail = message_from_bytes(taken.original_content, policy=policy.default)
    assert "Phường Láng" in mail["Subject"] and "quý III/2026" in mail["Subject"]
    assert "100,0\u202f%" in mail.get_body().get_content()
    (file,) = mail.iter_attachments()
    assert file.get_content_type() == "application/pdf"
    assert file.get_content() == next(tmp_path.glob("*.pdf")).read_bytes()
    assert file.get_filename() == next(tmp_path.glob("*.pdf")).name


def test_many_files_go_as_one_archive(tmp_path: Path, box: tuple[Box, int]) -> None:
    files = []
    for n in range(7):
        files.append(tmp_path / f"xã {n}.pdf")
        files[-1].write_bytes(b"%PDF" + bytes([n]) * 100)
    held, port = box
    report_mail.send(report_mail.message(SENDER, [RECEIVER], "Thử ễ", ["dòng"], files), "127.0.0.1", port)
    mail = message_from_bytes(held.taken[0].original_content, policy=policy.default)
    (part,) = mail.iter_attachments()
    with zipfile.ZipFile(io.BytesIO(part.get_content())) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {f.name: f.read_bytes() for f in files}


def test_mail_that_cannot_go_is_told(box: tuple[Box, int], monkeypatch: pytest.MonkeyPatch) -> None:
    held, port = box
    mail = report_mail.message(SENDER, [RECEIVER], "a", ["b"], [])
    monkeypatch.setenv(report_mail.USER, "ten")
    monkeypatch.setenv(report_mail.PASSWORD, "sai")
    with pytest.raises(report_mail.NotSent, match="mật khẩu"):
        report_mail.send(mail, "127.0.0.1", port)
    monkeypatch.delenv(report_mail.PASSWORD)
    with pytest.raises(report_mail.NotSent, match=r"khong@example\.vn"):
        report_mail.send(report_mail.message(SENDER, ["khong@example.vn"], "a", ["b"], []), "127.0.0.1", port)
    with pytest.raises(report_mail.NotSent, match="Không gửi được"):
        report_mail.send(mail, "127.0.0.1", 1)
    assert not held.taken


def test_a_password_never_crosses_an_open_line(box: tuple[Box, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """As to another machine: the server offers no encryption."""
    held, port = box
    monkeypatch.setattr(report_mail, "LOCAL", ())
    monkeypatch.setenv(report_mail.PASSWORD, "dung")
    with pytest.raises(report_mail.NotSent, match="STARTTLS"):
        report_mail.send(report_mail.message(SENDER, [RECEIVER], "a", ["b"], []), "127.0.0.1", port)
    assert not held.taken


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
@pytest.mark.parametrize("is_trusted", [True, False])
def test_starttls_is_used_where_offered_and_its_certificate_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    held = Box()
    server = Controller(
        held, hostname="localhost", port=free_port(), tls_context=context, require_starttls=True, authenticator=checked
    )
    server.start()
    monkeypatch.setenv(report_mail.USER, "ten")
    monkeypatch.setenv(report_mail.PASSWORD, "dung")
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mail = report_mail.message(SENDER, [RECEIVER], "a", ["b"], [])
    try:
        if is_trusted:
            report_mail.send(mail, "localhost", server.port)
            assert len(held.taken) == 1
        else:
            with pytest.raises(report_mail.NotSent, match="Chứng thư"):
                report_mail.send(mail, "localhost", server.port)
            assert not held.taken
    finally:
        server.stop()
