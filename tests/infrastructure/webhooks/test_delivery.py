"""Every fact arrives, signed, in the order of its subject, once taken never again; and nothing is lost on the way."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from application.ports import Batch, Entry
from application.webhooks import (
    DestinationForbidden,
    EndpointNameMissing,
    Filter,
    PositionBeyondLog,
    UnknownSubscription,
)
from domain import person
from domain.values import PersonId, Protected
from infrastructure.feeds import LogFeed
from infrastructure.webhooks.deliverer import SCHEDULE, next_try
from infrastructure.webhooks.sending import Answer
from infrastructure.webhooks.tables import attempts, subscriptions
from tests.infrastructure.webhooks.conftest import START, Site
from tests.infrastructure.webhooks.receiving import Receiver

FIRST = "framework-00000000-0000-7000-8000-00000000000a"
SECOND = "framework-00000000-0000-7000-8000-00000000000b"
EVERYTHING = Filter()


def refusing(subject: str) -> Any:
    """A receiver that takes everything but what is about one subject."""
    return lambda event: (503, {}, b"busy") if event.get("subject") == subject else (204, {}, b"")


def test_every_fact_arrives_once_and_in_order(site: Site, receiver: Receiver) -> None:
    site.rename(FIRST, "before")
    made, _ = site.hooks.create("Finance", receiver.url, EVERYTHING)
    for number in range(20):
        site.rename((FIRST, SECOND)[number % 2], f"name {number}", f"again {number}")
    site.deliver()
    site.deliver("another")
    by_subject: dict[str, list[int]] = {}
    for _, body in receiver.got:
        event = json.loads(body)
        by_subject.setdefault(event["subject"], []).append(int(event["sequence"]))
    assert sorted(receiver.positions()) == list(range(2, 42))
    assert all(positions == sorted(positions) for positions in by_subject.values())
    assert site.hooks.one(made.id).waiting == 0


def test_the_standard_library_verifies_both_a_message_and_its_retry(site: Site, receiver: Receiver) -> None:
    verifying = pytest.importorskip("standardwebhooks", reason="standardwebhooks is not installed")
    _, keys = site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.rename(FIRST, "Vallonne")
    site.clock.set(verifying.webhooks.datetime.now(tz=START.tzinfo))  # the library checks the time of the machine
    site.deliver()
    ((headers, body),) = receiver.got
    assert verifying.Webhook(keys.secret).verify(body, headers)["data"]["name"] == "Vallonne"
    with pytest.raises(verifying.WebhookVerificationError):
        verifying.Webhook(keys.secret).verify(body.replace(b"Vallonne", b"Vallonna"), headers)


def signed(headers: dict[str, str], scheme: str) -> list[bytes]:
    found = [one.split(",", 1) for one in headers["webhook-signature"].split()]
    return [base64.b64decode(text) for name, text in found if name == scheme]


def test_the_ed25519_signature_verifies_with_the_public_key(site: Site, receiver: Receiver) -> None:
    _, keys = site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.rename(FIRST, "Vallonne")
    site.deliver()
    ((headers, body),) = receiver.got
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(keys.public_key.removeprefix("whpk_")))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    (signature,) = signed(headers, "v1a")
    public.verify(signature, content)
    assert headers["webhook-id"] == json.loads(body)["id"]


def test_rotated_keys_sign_together_until_the_overlap_is_over(site: Site, receiver: Receiver) -> None:
    made, old = site.hooks.create("Finance", receiver.url, EVERYTHING)
    new = site.hooks.rotate(made.id, timedelta(days=1))
    assert new.secret != old.secret
    site.rename(FIRST, "one")
    site.deliver()
    site.later(days=1, seconds=1)
    site.rename(FIRST, "two")
    site.deliver()
    assert [len(signed(headers, "v1")) for headers, _ in receiver.got] == [2, 1]


def test_secrets_lie_closed_and_open_for_their_own_subscription_alone(site: Site, receiver: Receiver) -> None:
    made, keys = site.hooks.create("Finance", receiver.url, EVERYTHING)
    with site.store.reading() as connection:
        box = connection.execute(sa.select(subscriptions.c.secrets)).scalar_one()
    assert keys.secret.removeprefix("whsec_").encode() not in box
    assert site.box.open(made.id, box)[0].secret == keys.secret
    with pytest.raises(InvalidTag):
        site.box.open("webhook-other", box)


def test_filters_let_through_what_they_name(site: Site, receiver: Receiver) -> None:
    for chosen in (
        Filter(types=("framework.renamed.v1",), subjects=(FIRST,)),
        Filter(types=("agreement.*",)),
        Filter(frameworks=(SECOND,), subjects=("framework",)),
    ):
        site.hooks.create("Finance", receiver.url, chosen)
    site.rename(FIRST, "one")
    site.rename(SECOND, "two")
    site.deliver()
    assert sorted(receiver.positions()) == [1, 2]


def test_what_is_not_taken_is_tried_again_later_and_holds_up_its_own_subject_alone(
    site: Site, receiver: Receiver
) -> None:
    receiver.answer = refusing(FIRST)
    site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.rename(FIRST, "one", "two")
    site.rename(SECOND, "three", "four")
    site.deliver()
    assert (receiver.positions(), len(receiver.asked)) == ([3, 4], 3)
    site.later(seconds=4)
    site.deliver()
    assert len(receiver.asked) == 3
    site.later(seconds=3)
    receiver.answer = lambda _: (200, {}, b"")
    site.deliver()
    assert receiver.positions() == [3, 4, 1, 2]


def test_after_the_last_try_the_sequence_is_parked_and_the_rest_goes_on(site: Site, receiver: Receiver) -> None:
    receiver.answer = refusing(FIRST)
    made, _ = site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.rename(FIRST, "one", "two")
    for _ in range(len(SCHEDULE) + 3):
        site.deliver()
        site.later(hours=13)
        site.rename(SECOND, "well")
    assert len([body for _, body in receiver.asked if json.loads(body)["subject"] == FIRST]) == 1 + len(SCHEDULE)
    standing = site.hooks.one(made.id)
    assert (standing.parked, standing.enabled) == ((FIRST,), True)
    assert site.parked == [(made.id, FIRST)], "whoever keeps the record of it is told, once"
    receiver.answer = lambda _: (200, {}, b"")
    assert site.hooks.redeliver(made.id, 1, 1) == 1
    site.deliver()
    assert sorted(receiver.positions()) == list(range(1, site.log.position() + 1))
    assert site.hooks.one(made.id).parked == ()


def test_the_schedule_is_as_published_with_some_jitter_and_heeds_retry_after() -> None:
    hours = [next_try(number, Answer(500, ""), START) for number in range(1, 9)]
    assert hours[-1] is None
    for due, usual in zip(hours, SCHEDULE, strict=False):
        assert due is not None
        assert usual <= due - START <= usual * 1.2
    assert next_try(1, Answer(429, "", retry_after=600), START) == START + timedelta(minutes=10)


def test_who_takes_nothing_for_five_days_is_disabled_with_notice_and_loses_nothing(
    site: Site, receiver: Receiver
) -> None:
    receiver.answer = lambda _: (500, {}, b"broken")
    made, _ = site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.rename(FIRST, "one")
    for _ in range(11):
        site.deliver()
        site.later(hours=12)
    site.deliver()
    assert site.disabled == ["Finance: failing for five days"]
    assert not site.hooks.one(made.id).enabled
    site.rename(FIRST, "two")
    site.rename(SECOND, "three")
    receiver.answer = lambda _: (200, {}, b"")
    site.deliver()
    assert receiver.got == []
    site.hooks.enable(made.id)
    site.deliver()
    assert sorted(receiver.positions()) == [1, 2, 3]


def test_it_may_be_enabled_at_a_chosen_position(site: Site, receiver: Receiver) -> None:
    made, _ = site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.hooks.disable(made.id)
    site.rename(FIRST, "one", "two", "three")
    site.hooks.enable(made.id, 2)
    site.deliver()
    assert receiver.positions() == [3]


def test_a_range_or_all_is_delivered_again_under_the_same_ids(site: Site, receiver: Receiver) -> None:
    made, _ = site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.rename(FIRST, "one", "two", "three")
    site.deliver()
    assert site.hooks.redeliver(made.id, 2, 3) == 2
    site.deliver()
    assert site.hooks.redeliver(made.id, 1, 10**9) == 3
    site.deliver()
    assert receiver.positions() == [1, 2, 3, 2, 3, 1, 2, 3]
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 3


def test_a_receiver_that_is_gone_for_good_is_left_alone(site: Site, receiver: Receiver) -> None:
    receiver.answer = lambda _: (410, {}, b"")
    made, _ = site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.rename(FIRST, "one")
    site.deliver()
    assert not site.hooks.one(made.id).enabled
    assert site.disabled == ["Finance: the receiver says that it is gone (410)"]


def test_a_test_message_is_sent_at_once_and_logged(site: Site, receiver: Receiver) -> None:
    made, _ = site.hooks.create("Finance", receiver.url, EVERYTHING)
    attempt = site.hooks.test(made.id)
    ((_, body),) = receiver.got
    assert json.loads(body)["type"] == "fr.palabre.webhook.test.v1"
    assert attempt.status == 204
    assert site.hooks.attempts(made.id) == [attempt]


def test_the_log_of_deliveries_holds_request_answer_and_timing_but_no_body(site: Site, receiver: Receiver) -> None:
    receiver.answer = lambda _: (500, {}, b"x" * 5_000)
    made, _ = site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.rename(FIRST, "Vallonne")
    site.deliver()
    (attempt,) = site.hooks.attempts(made.id)
    assert (attempt.status, attempt.position, attempt.subject, attempt.number) == (500, 1, FIRST, 1)
    assert attempt.milliseconds > 0
    assert "webhook-signature" in json.loads(attempt.request)
    assert "Vallonne" not in attempt.request
    assert len(attempt.response) == 1_024


def test_nothing_about_a_person_erased_meanwhile_is_sent_or_kept(site: Site, receiver: Receiver) -> None:
    who = PersonId("person-00000000-0000-7000-8000-00000000000c")
    receiver.answer = lambda event: (500, {}, json.dumps(event).encode())  # an echo
    made, _ = site.hooks.create("Finance", receiver.url, EVERYTHING)
    event = person.NameCorrected(name=Protected(of=who, text="Awa Ndiaye"), on=START.date())
    entry = Entry(stream=who, event=event, framework=None, effective=START.date(), actor="import", about=who)
    site.log.append(Batch(entries=[entry], expected={who: 0}, read={}))
    site.deliver()
    assert b"Awa Ndiaye" in receiver.asked[0][1]
    site.vault.erase(who)
    site.hooks.forget()
    site.later(seconds=10)
    receiver.answer = lambda _: (200, {}, b"")
    site.deliver()
    assert b"Awa" not in receiver.got[0][1]
    with site.store.reading() as connection:
        kept = connection.execute(sa.select(attempts)).all()
    assert len(kept) == 2
    assert "Awa" not in repr(kept)
    assert made.id == kept[0].subscription


def test_what_is_refused_is_refused_by_name(site: Site, receiver: Receiver) -> None:
    for url in ("https://localhost/", "https://10.0.0.1/", "ftp://example.org/"):
        with pytest.raises(DestinationForbidden):
            site.hooks.create("Finance", url, EVERYTHING)
    with pytest.raises(EndpointNameMissing):
        site.hooks.create(" ", receiver.url, EVERYTHING)
    with pytest.raises(PositionBeyondLog):
        site.hooks.create("Finance", receiver.url, EVERYTHING, after=7)
    with pytest.raises(UnknownSubscription):
        site.hooks.disable("webhook-none")


def test_who_lost_the_lease_changes_nothing(site: Site, receiver: Receiver) -> None:
    site.hooks.create("Finance", receiver.url, EVERYTHING)
    site.rename(FIRST, "one", "two")
    slow, quick = site.make("slow"), site.make("quick")
    slow._queue.fill(LogFeed(site.log).next)
    assert len(slow._queue.claim(5)) == 1
    assert quick._queue.claim(5) == ()
    site.later(seconds=21)
    assert [task.positions for task in quick._queue.claim(5)] == [[1, 2]]
    slow.finish()
    quick.finish()
