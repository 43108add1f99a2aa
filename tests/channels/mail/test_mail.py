"""Mails leave through a real mail server; what it says decides whether they are tried again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from channels import mail
from core.channel import Channel, SendFailed
from core.messages import Address, Outgoing, Part
from tests.postbox import Postbox, postbox

SUBJECT, BODY = "Örnek BT: doğrulama kodunuz", "Doğrulama kodunuz: 482913"


def channel(port: int, **more: object) -> Channel:
    account = {"key": "main", "host": "127.0.0.1", "port": port, "sender": "destek@onkapi.example", **more}
    return mail.create(mail.Settings.model_validate({"accounts": [account]}))


def outgoing(to: str = "ali@ornek.example", subject: str = SUBJECT, body: str = BODY) -> Outgoing:
    return Outgoing(
        id=42, address=Address("mail/main", to), language="tr", parts=(Part(subject), Part(body), Part("Teşekkürler."))
    )


def sent(by: Channel, words: Outgoing) -> tuple[str, ...]:
    return tuple(asyncio.run(_send(by, words)))


async def _send(by: Channel, words: Outgoing) -> list[str]:
    return list(await by.send(words))


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as served:
        yield served


def test_the_first_part_is_the_subject_and_the_others_are_plain_text(box: Postbox) -> None:
    sent(channel(box.port), outgoing())
    (letter,) = box.mails
    assert (letter["To"], letter["From"], letter["Subject"]) == ("ali@ornek.example", "destek@onkapi.example", SUBJECT)
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().split("\r\n\r\n") == [BODY, "Teşekkürler.\r\n"]
    assert letter["Auto-Submitted"] == "auto-generated"


def test_sending_again_gives_the_same_message_id(box: Postbox) -> None:
    by = channel(box.port)
    assert sent(by, outgoing()) == sent(by, outgoing()) == ("<onkapi-42@onkapi.example>",)
    assert {letter["Message-ID"] for letter in box.mails} == {"<onkapi-42@onkapi.example>"}


@pytest.mark.parametrize(
    "to",
    [
        "ali@ornek.example\r\nBcc: kurban@ornek.example", "ali@ornek.example, veli@ornek.example",
        "Ali <ali@ornek.example>", "ali", "", "ali@ornek", "<>", "ali@ornek.example SIZE=1",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_what_is_not_one_plain_address(box: Postbox, to: str) -> None:
    with pytest.raises(SendFailed) as failed:
        sent(channel(box.port), outgoing(to))
    assert failed.value.permanent
    assert not box.mails


def test_words_cannot_add_a_header_or_end_the_mail(box: Postbox) -> None:
    sent(channel(box.port), outgoing(subject="Kod\r\nBcc: kurban@ornek.example\u2028x", body="bir\r\n.\r\nRSET\r\n"))
    (letter,) = box.mails
    assert letter["Subject"] == "Kod Bcc: kurban@ornek.example x"
    assert letter["Bcc"] is None
    assert box.readers == ["ali@ornek.example"]
    assert "\n.\r\n" in letter.get_content()


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("550 no such user here 482913", True), ("554 spam", True), ("451 try later", False), ("421 closing", False)],
)
def test_a_refusal_for_good_is_hopeless_and_any_other_is_not(box: Postbox, answer: str, permanent: bool) -> None:
    box.answers = [answer]
    with pytest.raises(SendFailed) as failed:
        sent(channel(box.port), outgoing())
    assert failed.value.permanent is permanent
    assert failed.value.reason == f"the mail server said {answer[:3]}"
    assert sent(channel(box.port), outgoing())


def test_a_server_that_is_not_there_is_tried_again(box: Postbox) -> None:
    with postbox() as gone:
        port = gone.port
    with pytest.raises(SendFailed) as failed:
        sent(channel(port), outgoing())
    assert not failed.value.permanent


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_it_signs_in_and_a_wrong_password_can_be_put_right_meanwhile() -> None:
    with postbox(sign_in=True) as box:
        sent(channel(box.port, username="destek", password="geheim"), outgoing())
        assert box.logins == ["destek"]
        with pytest.raises(SendFailed) as failed:
            sent(channel(box.port, username="destek", password="falsch"), outgoing())
    assert not failed.value.permanent
    assert len(box.mails) == 1


def test_nothing_leaves_unencrypted_where_that_is_demanded(box: Postbox) -> None:
    with pytest.raises(SendFailed):
        sent(channel(box.port, starttls="always"), outgoing())
    with pytest.raises(SendFailed):
        sent(channel(box.port, starttls="tls"), outgoing())
    assert not box.mails


def test_the_words_are_in_no_log(box: Postbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    box.answers = ["451 your message Doğrulama kodunuz: 482913 is late".encode("ascii", "replace").decode()]
    with pytest.raises(SendFailed):
        sent(channel(box.port, password="geheim"), outgoing())
    sent(channel(box.port), outgoing())
    ours = [record for record in caplog.records if not record.name.startswith(("mail.log", "asyncio"))]
    assert not [record for record in ours if "482913" in record.getMessage() or "geheim" in record.getMessage()]


@pytest.mark.parametrize("sender", ["destek", "a@b\nBcc: c@d", "Destek <destek@ornek.example>"])
def test_a_sender_that_is_no_address_is_refused(sender: str) -> None:
    with pytest.raises(ValidationError):
        channel(25, sender=sender)


def test_two_accounts_with_the_same_key_are_refused() -> None:
    account = {"key": "main", "host": "mail.example", "sender": "a@b.example", "password": "geheim"}
    with pytest.raises(ValidationError) as refused:
        mail.Settings.model_validate({"accounts": [account, account]})
    assert "geheim" not in str(refused.value)
