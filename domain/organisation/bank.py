"""Where an organisation is paid: whoever changes an account does not verify it, and a change is verified again."""

import hashlib
import hmac
import re
from datetime import date
from enum import StrEnum

from domain import irregularity
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.organisation.state import BankAccount, BankDetails, Organisation, gone
from domain.values import Digest, Evidence, Protected, Source

_FINGERPRINT = re.compile(r"sha256:[0-9a-f]{64}")
_LAST = re.compile(r"[0-9A-Z]{4}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")


class Means(StrEnum):
    """How an account was verified."""

    CALL_BACK = "call_back"
    BANK_STATEMENT = "bank_statement"
    IN_PERSON = "in_person"
    BANK_CONFIRMATION = "bank_confirmation"


@record
class ChangeBankDetails:
    """Put another account on file; nothing is paid to it before somebody else has verified it."""

    details: BankDetails
    by: Given[str]
    source: Source | None = None
    on: date


@record
class VerifyBankDetails:
    """Confirm that the account on file is the organisation's own, and say how that was checked."""

    fingerprint: Digest
    means: Means
    by: Given[str]
    evidence: Evidence | None = None
    on: date


@record
class BankDetailsChanged:
    details: BankDetails
    by: str
    source: Source | None = None
    on: date


@record
class BankDetailsVerified:
    fingerprint: Digest
    means: Means
    by: str
    evidence: Evidence | None = None
    on: date


Command = ChangeBankDetails | VerifyBankDetails
Event = BankDetailsChanged | BankDetailsVerified


class BankDetailsInClear(Refusal):
    """An account number is never kept in clear: only a fingerprint and its last four signs."""


class AccountHolderMissing(Refusal):
    """An account has a holder."""


class NoBankDetails(Refusal):
    """There is no account on file to verify."""


class OtherBankDetails(Refusal):
    """The account verified is the one on file, not an earlier one."""


class VerifiedByTheSameHand(Refusal):
    """Whoever put an account on file does not verify it."""


def change_bank_details(
    command: ChangeBankDetails, organisation: Organisation
) -> list[BankDetailsChanged | irregularity.Event]:
    details, known = command.details, organisation.bank_account
    if not (_FINGERPRINT.fullmatch(details.fingerprint) and _LAST.fullmatch(details.last_digits)):
        raise BankDetailsInClear
    if not details.holder.strip() and details.holder_person is None:
        raise AccountHolderMissing
    if known is not None and known.details == details:
        return []
    news = BankDetailsChanged(details=details, by=command.by, source=command.source, on=command.on)
    return [*judged([news], gone(organisation, command.on), command.source, organisation.irregularities, command.on)]


def verify_bank_details(command: VerifyBankDetails, organisation: Organisation) -> list[BankDetailsVerified]:
    account = organisation.bank_account
    if account is None:
        raise NoBankDetails
    if account.details.fingerprint != command.fingerprint:
        raise OtherBankDetails(account.details.last_digits)
    if account.verified_on is not None:
        return []
    if account.entered_by == command.by:
        raise VerifiedByTheSameHand(command.by)
    return [
        BankDetailsVerified(
            fingerprint=command.fingerprint,
            means=command.means,
            by=command.by,
            evidence=command.evidence,
            on=command.on,
        )
    ]


def iban_valid(text: str) -> bool:
    """Whether this is an IBAN (ISO 13616), written without spaces: its check digits leave 1 after division by 97."""
    if _IBAN.fullmatch(text) is None:
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def sealed_details(iban: str, key: bytes, holder: str = "", holder_person: Protected | None = None) -> BankDetails:
    """What may be kept of an IBAN. Raises ValueError for what is no IBAN; the text itself is never repeated."""
    bare = "".join(iban.split()).upper()
    if not iban_valid(bare):
        message = "not an IBAN"
        raise ValueError(message)
    fingerprint = hmac.new(key, bare.encode(), hashlib.sha256).hexdigest()
    return BankDetails(
        fingerprint=Digest(f"sha256:{fingerprint}"), last_digits=bare[-4:], holder=holder, holder_person=holder_person
    )


def evolve(organisation: Organisation, event: Event) -> Organisation:
    match event:
        case BankDetailsChanged(details=details, by=by, on=on):
            return replace(organisation, bank_account=BankAccount(details=details, since=on, entered_by=by))
        case BankDetailsVerified(by=by, on=on):
            account = organisation.bank_account
            verified = None if account is None else replace(account, verified_on=on, verified_by=by)
            return replace(organisation, bank_account=verified)
