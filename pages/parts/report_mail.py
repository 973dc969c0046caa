"""Sends what the report command made: one message, the summary as its text, the files with it."""

from __future__ import annotations

import io
import os
import smtplib
import ssl
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from pages.parts.exports import MIME

USER, PASSWORD = "THUOCDO_SMTP_USER", "THUOCDO_SMTP_PASSWORD"
WAIT_S = 30
MOST_FILES = 5  # more go as one archive
LOCAL = ("localhost", "127.0.0.1", "::1")


class NotSent(Exception):
    """The message could not be sent; str(error) is the whole Vietnamese sentence for the user."""


def message(
    sender: str, receivers: Sequence[str], subject: str, lines: Sequence[str], files: Sequence[Path]
) -> EmailMessage:
    """The message: subject, sentences, files; many files as one archive."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, ", ".join(receivers), subject
    mail["Date"], mail["Message-ID"] = formatdate(localtime=True), make_msgid(domain=sender.rpartition("@")[2])
    mail.set_content("\n\n".join(lines) + "\n")
    if len(files) > MOST_FILES:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.name)
        mail.add_attachment(buffer.getvalue(), "application", "zip", filename="thuocdo.zip")
        return mail
    for file in files:
        main, _, kind = MIME[file.suffix[1:]].partition("/")
        mail.add_attachment(file.read_bytes(), main, kind, filename=file.name)
    return mail


def send(mail: EmailMessage, host: str, port: int) -> None:
    """Hand the message to a server: encrypted where it can, with a password where the environment names one.

    A password never goes over an open line to another machine. Raises NotSent.
    """
    password = os.environ.get(PASSWORD)
    try:
        with smtplib.SMTP(host, port, timeout=WAIT_S) as server:
            server.ehlo()
            is_safe = host in LOCAL
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
                is_safe = True
            if password:
                if not is_safe:
                    raise NotSent(
                        f"Máy chủ thư {host}:{port} không mã hóa đường truyền (STARTTLS) nên không gửi mật khẩu. "
                        f"Dùng máy chủ có STARTTLS, hoặc bỏ biến {PASSWORD}."
                    )
                server.login(os.environ.get(USER) or mail["From"], password)
            refused = server.send_message(mail)
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(f"Máy chủ thư {host}:{port} không nhận tên hoặc mật khẩu ({USER}, {PASSWORD}).") from error
    except smtplib.SMTPRecipientsRefused as error:
        raise NotSent(f"Máy chủ thư {host}:{port} không nhận địa chỉ: {', '.join(error.recipients)}.") from error
    except ssl.SSLError as error:
        raise NotSent(f"Chứng thư của máy chủ thư {host}:{port} không tin cậy được: {error.reason}.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"Không gửi được thư qua {host}:{port}: {error}. Các tệp đã lập vẫn còn.") from error
    if refused:
        raise NotSent(f"Thư đã gửi, nhưng máy chủ {host}:{port} không nhận địa chỉ: {', '.join(refused)}.")
