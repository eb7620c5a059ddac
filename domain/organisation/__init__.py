"""Organisations of every kind: who they are, what they belong to, how they end."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.decider import Decider, replace
from domain.organisation import bank, contacts, ending, register, standing
from domain.organisation.bank import (
    AccountHolderMissing,
    BankDetailsChanged,
    BankDetailsInClear,
    BankDetailsVerified,
    ChangeBankDetails,
    Means,
    NoBankDetails,
    OtherBankDetails,
    VerifiedByTheSameHand,
    VerifyBankDetails,
    iban_valid,
    sealed_details,
)
from domain.organisation.claims import (
    Event,
    claimed,
    claims,
    releases,
)
from domain.organisation.contacts import (
    ContactAboutSomebodyElse,
    ContactNamed,
    ContactRemoved,
    NameContact,
    RemoveContact,
)
from domain.organisation.ending import (
    ActivityMissing,
    Dissolve,
    Dissolved,
    EndingWithoutAct,
    MarkDuplicate,
    MarkedDuplicate,
    Merge,
    Merged,
    Reinstate,
    Reinstated,
    SuccessorEnded,
    SuccessorOfItself,
    Transfer,
    Transferred,
)
from domain.organisation.identifiers import (
    IdentifierInDoubt,
    Identifiers,
    RnaInvalid,
    SirenInvalid,
    SiretInvalid,
    SiretOfAnotherSiren,
    rna_valid,
    siren_valid,
    siret_valid,
)
from domain.organisation.identifiers import (
    read as read_identifier,
)
from domain.organisation.register import (
    Classified,
    Classify,
    CorrectIdentifiers,
    CorrectName,
    EstablishmentNoted,
    IdentifiersCorrected,
    Move,
    Moved,
    NameCorrected,
    NoteEstablishment,
    NothingToRegister,
    OrganisationAlreadyRegistered,
    OrganisationNameMissing,
    Register,
    Registered,
    RegisteredFromPublication,
    RegisterFromPublication,
    Rename,
    Renamed,
    SameSeat,
)
from domain.organisation.standing import (
    Accredit,
    AccreditationEndsBeforeItBegins,
    AccreditationWithdrawn,
    Accredited,
    Join,
    Joined,
    Leave,
    Left,
    MemberOfItself,
    NotAccredited,
    NotAMember,
    NotEligibleForAccreditation,
    WithdrawAccreditation,
)
from domain.organisation.state import (
    Accreditation,
    ActivityTransfer,
    BankAccount,
    BankDetails,
    Contact,
    Ending,
    EntryIsDuplicate,
    Kind,
    Label,
    NoSuchOrganisation,
    Organisation,
    OrganisationEnded,
    known,
    registered,
)

Command = register.Command | standing.Command | ending.Command | bank.Command | contacts.Command | irregularity.Command
Ordinary = (
    CorrectName
    | Rename
    | CorrectIdentifiers
    | Classify
    | Move
    | NoteEstablishment
    | standing.Command
    | Merge
    | Transfer
    | Dissolve
    | bank.Command
    | contacts.Command
)


def decide(command: Command, organisation: Organisation) -> Sequence[Event]:
    match command:
        case Register():
            return register.register(command, organisation)
        case RegisterFromPublication():
            return register.register_from_publication(command, organisation)
        case MarkDuplicate():
            return ending.mark_duplicate(command, known(organisation))
        case Reinstate():
            return ending.reinstate(command, known(organisation))
        case (
            irregularity.NoticeIrregularity()
            | irregularity.RegulariseIrregularity()
            | irregularity.AcceptIrregularity()
        ):
            return irregularity.decide(command, known(organisation).irregularities)
        case _:
            return _go_on(command, registered(organisation))


def _go_on(command: Ordinary, organisation: Organisation) -> Sequence[Event]:
    """What only an entry that is no duplicate can do."""
    match command:
        case CorrectName():
            return register.correct_name(command, organisation)
        case Rename():
            return register.rename(command, organisation)
        case CorrectIdentifiers():
            return register.correct_identifiers(command, organisation)
        case Classify():
            return register.classify(command, organisation)
        case Move():
            return register.move(command, organisation)
        case NoteEstablishment():
            return register.note_establishment(command, organisation)
        case Join():
            return standing.join(command, organisation)
        case Leave():
            return standing.leave(command, organisation)
        case Accredit():
            return standing.accredit(command, organisation)
        case WithdrawAccreditation():
            return standing.withdraw_accreditation(command, organisation)
        case Merge():
            return ending.merge(command, organisation)
        case Transfer():
            return ending.transfer(command, organisation)
        case Dissolve():
            return ending.dissolve(command, organisation)
        case ChangeBankDetails():
            return bank.change_bank_details(command, organisation)
        case VerifyBankDetails():
            return bank.verify_bank_details(command, organisation)
        case NameContact():
            return contacts.name_contact(command, organisation)
        case RemoveContact():
            return contacts.remove_contact(command, organisation)
        case _:
            assert_never(command)


def evolve(organisation: Organisation, event: Event) -> Organisation:
    match event:
        case (
            Registered()
            | RegisteredFromPublication()
            | NameCorrected()
            | Renamed()
            | IdentifiersCorrected()
            | Classified()
            | Moved()
            | EstablishmentNoted()
        ):
            return register.evolve(organisation, event)
        case Joined() | Left() | Accredited() | AccreditationWithdrawn():
            return standing.evolve(organisation, event)
        case Merged() | MarkedDuplicate() | Transferred() | Dissolved() | Reinstated():
            return ending.evolve(organisation, event)
        case BankDetailsChanged() | BankDetailsVerified():
            return bank.evolve(organisation, event)
        case ContactNamed() | ContactRemoved():
            return contacts.evolve(organisation, event)
        case (
            irregularity.IrregularityNoticed()
            | irregularity.IrregularityRegularised()
            | irregularity.IrregularityAccepted()
        ):
            return replace(organisation, irregularities=irregularity.evolve(organisation.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Organisation())

__all__ = [
    "AccountHolderMissing",
    "Accredit",
    "Accreditation",
    "AccreditationEndsBeforeItBegins",
    "AccreditationWithdrawn",
    "Accredited",
    "ActivityMissing",
    "ActivityTransfer",
    "BankAccount",
    "BankDetails",
    "BankDetailsChanged",
    "BankDetailsInClear",
    "BankDetailsVerified",
    "ChangeBankDetails",
    "Classified",
    "Classify",
    "Command",
    "Contact",
    "ContactAboutSomebodyElse",
    "ContactNamed",
    "ContactRemoved",
    "CorrectIdentifiers",
    "CorrectName",
    "Dissolve",
    "Dissolved",
    "Ending",
    "EndingWithoutAct",
    "EntryIsDuplicate",
    "EstablishmentNoted",
    "Event",
    "IdentifierInDoubt",
    "Identifiers",
    "IdentifiersCorrected",
    "Join",
    "Joined",
    "Kind",
    "Label",
    "Leave",
    "Left",
    "MarkDuplicate",
    "MarkedDuplicate",
    "Means",
    "MemberOfItself",
    "Merge",
    "Merged",
    "Move",
    "Moved",
    "NameContact",
    "NameCorrected",
    "NoBankDetails",
    "NoSuchOrganisation",
    "NotAMember",
    "NotAccredited",
    "NotEligibleForAccreditation",
    "NoteEstablishment",
    "NothingToRegister",
    "Organisation",
    "OrganisationAlreadyRegistered",
    "OrganisationEnded",
    "OrganisationNameMissing",
    "OtherBankDetails",
    "Register",
    "RegisterFromPublication",
    "Registered",
    "RegisteredFromPublication",
    "Reinstate",
    "Reinstated",
    "RemoveContact",
    "Rename",
    "Renamed",
    "RnaInvalid",
    "SameSeat",
    "SirenInvalid",
    "SiretInvalid",
    "SiretOfAnotherSiren",
    "SuccessorEnded",
    "SuccessorOfItself",
    "Transfer",
    "Transferred",
    "VerifiedByTheSameHand",
    "VerifyBankDetails",
    "WithdrawAccreditation",
    "claimed",
    "claims",
    "decide",
    "decider",
    "evolve",
    "iban_valid",
    "read_identifier",
    "releases",
    "rna_valid",
    "sealed_details",
    "siren_valid",
    "siret_valid",
]
