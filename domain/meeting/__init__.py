"""A meeting of a committee: convened, attended, voted, minuted, and judged under the rules of its day."""

from typing import assert_never

from domain import irregularity
from domain.decider import Decider, replace
from domain.meeting import (
    ballots,
    candidacy,
    chair,
    consensus,
    convening,
    drafting,
    election,
    interest,
    items,
    listing,
    minutes,
    opening,
    outcome,
    presence,
    proxies,
    scheduling,
    sitting,
    totals,
    voting,
)
from domain.meeting.ballots import (
    BallotsAlreadyCounted,
    BallotsCounted,
    CountBallots,
    NobodyVoted,
    NotAnElectronicBallot,
    SignRoll,
    TallyDiffersFromRoll,
    TooFewToCount,
    VoterSignedRoll,
    tally_matches_roll,
)
from domain.meeting.candidacy import (
    CandidateAlreadyStands,
    CandidateStood,
    CandidateWithdrew,
    NoSuchCandidate,
    NotAnElection,
    Stand,
    WithdrawCandidacy,
)
from domain.meeting.chair import (
    ChairDecisionRatified,
    ChairDecisionRefused,
    NotARatification,
    NothingToRatify,
    RatifyChairDecision,
    RatifyingOutcome,
    ratifying_outcome,
)
from domain.meeting.consensus import NoObjection, ObjectionRaised, ObjectionWithdrawn, RaiseObjection, WithdrawObjection
from domain.meeting.convening import (
    ConveneMeeting,
    MeetingConvened,
    MeetingNotToConvene,
    MeetingReconvened,
    ModeNotAllowed,
    NoSecondConvocation,
    NoticeTooShort,
    QuorumWasNotLacking,
    ReconvenedTooSoon,
    ReconveneMeeting,
    UrgencyBelowMinimum,
    UrgencyNotProvided,
)
from domain.meeting.counting import QuorumNotMet, holder_at, quorum_at, quorum_of, stay_at, voter_at, voters_at
from domain.meeting.drafting import DraftMinutes, MinutesAlreadyApproved, MinutesDrafted, gathered
from domain.meeting.election import (
    ElectionByVideo,
    ElectionNotSecret,
    ElectionsNotProvided,
    EnterRound,
    RoundCounted,
    RoundOutOfTurn,
)
from domain.meeting.figures import StatedFigures
from domain.meeting.guards import (
    BeforeItBegan,
    BylawsUnknown,
    ItemAlreadyDecided,
    ItemUnknown,
    MeetingNotOpen,
    MeetingNotScheduled,
    NotSeatedHere,
    scheduled,
)
from domain.meeting.interest import InterestedVote, MemberStoodAside, StandAside, interested
from domain.meeting.items import (
    AddItem,
    AgendaClosed,
    CallItem,
    GistNoted,
    ItemAdded,
    ItemAlreadyNamed,
    ItemCalled,
    ItemWithdrawn,
    NoteGist,
    WithdrawItem,
)
from domain.meeting.listing import (
    DecisionListPublished,
    ItemsOpen,
    ListPublishedLate,
    MeetingNotOver,
    PublishDecisionList,
    listed,
)
from domain.meeting.minutes import (
    ApprovedByItself,
    ApproveMinutes,
    FollowingMeeting,
    MinutesApproved,
    MinutesNotApproved,
    MinutesNotDrafted,
    MinutesNotSigned,
    MinutesPublished,
    MinutesPublishedLate,
    MinutesSigned,
    NotApprovedAtNext,
    NotToSign,
    PublishMinutes,
    SignMinutes,
)
from domain.meeting.opening import (
    ChairMissing,
    ConsultationOpened,
    ConsultationTooShort,
    DesignateSecretary,
    MeetingOpened,
    NotAConsultation,
    NotConvened,
    NoUrgencyToSettle,
    OpenConsultation,
    OpenMeeting,
    SecretaryDesignated,
    SettleUrgency,
    UrgencyRatified,
    UrgencyRefused,
    VideoNotProvided,
)
from domain.meeting.outcome import (
    FiguresNeedSource,
    ItemNotCalled,
    MajorityNotMet,
    NotOnAgenda,
    NoVoteTaken,
    ObjectionStands,
    OutcomeNotGiven,
    OutcomeRecorded,
    RecordOutcome,
    UrgencyNotRatified,
)
from domain.meeting.presence import (
    MemberArrived,
    MemberLeft,
    NotPresent,
    PresenceOverlaps,
    RecordArrival,
    RecordDeparture,
)
from domain.meeting.proxies import (
    GiveProxy,
    NoProxyToRevoke,
    ProxiesNotProvided,
    ProxyGiven,
    ProxyNotBetweenMembers,
    ProxyNotWritten,
    ProxyRevoked,
    RevokeProxy,
    TooManyProxies,
)
from domain.meeting.scheduling import (
    CancelMeeting,
    CommitteeElsewhere,
    CommitteeNotAtWork,
    MeetingAlreadyScheduled,
    MeetingCancelled,
    MeetingMoved,
    MeetingRecorded,
    MeetingScheduled,
    MoveMeeting,
    NotToCancel,
    RecordMeeting,
    ScheduleMeeting,
)
from domain.meeting.sitting import (
    AdjournMeeting,
    CloseMeeting,
    ConsultationStillOpen,
    FindNoQuorum,
    MeetingAdjourned,
    MeetingClosed,
    MeetingResumed,
    NoQuorumFound,
    QuorumIsThere,
    ResumeMeeting,
)
from domain.meeting.state import (
    Attendance,
    Ballot,
    Candidate,
    Election,
    Ground,
    HeldInterest,
    Item,
    ItemKind,
    ListedDecision,
    Meeting,
    MinutedItem,
    Minutes,
    MinutesContent,
    NamedVote,
    Objection,
    Outcome,
    ProxyHeld,
    Stage,
    Stay,
    Urgency,
    Vote,
)
from domain.meeting.totals import (
    EnterTotals,
    MoreVotesThanVoters,
    NotATotal,
    NoVotesByName,
    TellersMissing,
    TotalsEntered,
)
from domain.meeting.voting import (
    CastVote,
    CollegeTooSmall,
    ConsultationNotPublic,
    ElectionNotByUrn,
    ElectronicSecretNotAllowed,
    Entry,
    MethodNotAllowed,
    NotAVoter,
    OpenVote,
    SecretBallotByName,
    SecretByVideo,
    TooLateToVote,
    UnequalWeights,
    VoteAlreadyOpen,
    VoteCast,
    VoteNotOpen,
    VoteOpened,
    VoterNotThere,
)

Command = (
    scheduling.Command
    | convening.Command
    | opening.Command
    | sitting.Command
    | presence.Command
    | proxies.Command
    | items.Command
    | interest.Command
    | consensus.Command
    | voting.Command
    | totals.Command
    | ballots.Command
    | candidacy.Command
    | election.Command
    | outcome.Command
    | chair.Command
    | listing.Command
    | drafting.Command
    | minutes.Command
    | irregularity.Command
)
Event = (
    scheduling.Event
    | convening.Event
    | opening.Event
    | sitting.Event
    | presence.Event
    | proxies.Event
    | items.Event
    | interest.Event
    | consensus.Event
    | voting.Event
    | totals.Event
    | ballots.Event
    | candidacy.Event
    | election.Event
    | outcome.Event
    | chair.Event
    | listing.Event
    | drafting.Event
    | minutes.Event
    | irregularity.Event
)


def decide(command: Command, meeting: Meeting) -> list[Event]:
    match command:
        case ScheduleMeeting() | MoveMeeting() | CancelMeeting() | RecordMeeting():
            return [*scheduling.decide(command, meeting)]
        case ConveneMeeting() | ReconveneMeeting():
            return [*convening.decide(command, meeting)]
        case OpenMeeting() | OpenConsultation() | SettleUrgency() | DesignateSecretary():
            return [*opening.decide(command, meeting)]
        case FindNoQuorum() | AdjournMeeting() | ResumeMeeting() | CloseMeeting():
            return [*sitting.decide(command, meeting)]
        case RecordArrival() | RecordDeparture():
            return [*presence.decide(command, meeting)]
        case GiveProxy() | RevokeProxy():
            return [*proxies.decide(command, meeting)]
        case AddItem() | WithdrawItem() | CallItem() | NoteGist():
            return [*items.decide(command, meeting)]
        case StandAside():
            return [*interest.decide(command, meeting)]
        case RaiseObjection() | WithdrawObjection():
            return [*consensus.decide(command, meeting)]
        case OpenVote() | CastVote():
            return [*voting.decide(command, meeting)]
        case EnterTotals():
            return [*totals.decide(command, meeting)]
        case SignRoll() | CountBallots():
            return [*ballots.decide(command, meeting)]
        case Stand() | WithdrawCandidacy():
            return [*candidacy.decide(command, meeting)]
        case EnterRound():
            return [*election.decide(command, meeting)]
        case RecordOutcome():
            return [*outcome.decide(command, meeting)]
        case RatifyChairDecision():
            return [*chair.decide(command, meeting)]
        case PublishDecisionList():
            return [*listing.decide(command, meeting)]
        case DraftMinutes():
            return [*drafting.decide(command, meeting)]
        case ApproveMinutes() | SignMinutes() | PublishMinutes():
            return [*minutes.decide(command, meeting)]
        case (
            irregularity.NoticeIrregularity()
            | irregularity.RegulariseIrregularity()
            | irregularity.AcceptIrregularity()
        ):
            return [*irregularity.decide(command, scheduled(meeting).irregularities)]
        case _:
            assert_never(command)


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case MeetingScheduled() | MeetingMoved() | MeetingCancelled() | MeetingRecorded():
            return scheduling.evolve(meeting, event)
        case MeetingConvened() | MeetingReconvened():
            return convening.evolve(meeting, event)
        case MeetingOpened() | ConsultationOpened() | UrgencyRatified() | UrgencyRefused() | SecretaryDesignated():
            return opening.evolve(meeting, event)
        case NoQuorumFound() | MeetingAdjourned() | MeetingResumed() | MeetingClosed():
            return sitting.evolve(meeting, event)
        case MemberArrived() | MemberLeft():
            return presence.evolve(meeting, event)
        case ProxyGiven() | ProxyRevoked():
            return proxies.evolve(meeting, event)
        case ItemAdded() | ItemWithdrawn() | ItemCalled() | GistNoted():
            return items.evolve(meeting, event)
        case MemberStoodAside():
            return interest.evolve(meeting, event)
        case ObjectionRaised() | ObjectionWithdrawn():
            return consensus.evolve(meeting, event)
        case VoteOpened() | VoteCast():
            return voting.evolve(meeting, event)
        case TotalsEntered():
            return totals.evolve(meeting, event)
        case VoterSignedRoll() | BallotsCounted():
            return ballots.evolve(meeting, event)
        case CandidateStood() | CandidateWithdrew():
            return candidacy.evolve(meeting, event)
        case RoundCounted():
            return election.evolve(meeting, event)
        case OutcomeRecorded():
            return outcome.evolve(meeting, event)
        case ChairDecisionRatified() | ChairDecisionRefused():
            return chair.evolve(meeting, event)
        case DecisionListPublished():
            return listing.evolve(meeting, event)
        case MinutesDrafted():
            return drafting.evolve(meeting, event)
        case MinutesApproved() | MinutesSigned() | MinutesPublished():
            return minutes.evolve(meeting, event)
        case (
            irregularity.IrregularityNoticed()
            | irregularity.IrregularityRegularised()
            | irregularity.IrregularityAccepted()
        ):
            return replace(meeting, irregularities=irregularity.evolve(meeting.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Meeting())

__all__ = [
    "AddItem",
    "AdjournMeeting",
    "AgendaClosed",
    "ApproveMinutes",
    "ApprovedByItself",
    "Attendance",
    "Ballot",
    "BallotsAlreadyCounted",
    "BallotsCounted",
    "BeforeItBegan",
    "BylawsUnknown",
    "CallItem",
    "CancelMeeting",
    "Candidate",
    "CandidateAlreadyStands",
    "CandidateStood",
    "CandidateWithdrew",
    "CastVote",
    "ChairDecisionRatified",
    "ChairDecisionRefused",
    "ChairMissing",
    "CloseMeeting",
    "CollegeTooSmall",
    "Command",
    "CommitteeElsewhere",
    "CommitteeNotAtWork",
    "ConsultationNotPublic",
    "ConsultationOpened",
    "ConsultationStillOpen",
    "ConsultationTooShort",
    "ConveneMeeting",
    "CountBallots",
    "DecisionListPublished",
    "DesignateSecretary",
    "DraftMinutes",
    "Election",
    "ElectionByVideo",
    "ElectionNotByUrn",
    "ElectionNotSecret",
    "ElectionsNotProvided",
    "ElectronicSecretNotAllowed",
    "EnterRound",
    "EnterTotals",
    "Entry",
    "Event",
    "FiguresNeedSource",
    "FindNoQuorum",
    "FollowingMeeting",
    "GistNoted",
    "GiveProxy",
    "Ground",
    "HeldInterest",
    "InterestedVote",
    "Item",
    "ItemAdded",
    "ItemAlreadyDecided",
    "ItemAlreadyNamed",
    "ItemCalled",
    "ItemKind",
    "ItemNotCalled",
    "ItemUnknown",
    "ItemWithdrawn",
    "ItemsOpen",
    "ListPublishedLate",
    "ListedDecision",
    "MajorityNotMet",
    "Meeting",
    "MeetingAdjourned",
    "MeetingAlreadyScheduled",
    "MeetingCancelled",
    "MeetingClosed",
    "MeetingConvened",
    "MeetingMoved",
    "MeetingNotOpen",
    "MeetingNotOver",
    "MeetingNotScheduled",
    "MeetingNotToConvene",
    "MeetingOpened",
    "MeetingReconvened",
    "MeetingRecorded",
    "MeetingResumed",
    "MeetingScheduled",
    "MemberArrived",
    "MemberLeft",
    "MemberStoodAside",
    "MethodNotAllowed",
    "MinutedItem",
    "Minutes",
    "MinutesAlreadyApproved",
    "MinutesApproved",
    "MinutesContent",
    "MinutesDrafted",
    "MinutesNotApproved",
    "MinutesNotDrafted",
    "MinutesNotSigned",
    "MinutesPublished",
    "MinutesPublishedLate",
    "MinutesSigned",
    "ModeNotAllowed",
    "MoreVotesThanVoters",
    "MoveMeeting",
    "NamedVote",
    "NoObjection",
    "NoProxyToRevoke",
    "NoQuorumFound",
    "NoSecondConvocation",
    "NoSuchCandidate",
    "NoUrgencyToSettle",
    "NoVoteTaken",
    "NoVotesByName",
    "NobodyVoted",
    "NotAConsultation",
    "NotARatification",
    "NotATotal",
    "NotAVoter",
    "NotAnElection",
    "NotAnElectronicBallot",
    "NotApprovedAtNext",
    "NotConvened",
    "NotOnAgenda",
    "NotPresent",
    "NotSeatedHere",
    "NotToCancel",
    "NotToSign",
    "NoteGist",
    "NothingToRatify",
    "NoticeTooShort",
    "Objection",
    "ObjectionRaised",
    "ObjectionStands",
    "ObjectionWithdrawn",
    "OpenConsultation",
    "OpenMeeting",
    "OpenVote",
    "Outcome",
    "OutcomeNotGiven",
    "OutcomeRecorded",
    "PresenceOverlaps",
    "ProxiesNotProvided",
    "ProxyGiven",
    "ProxyHeld",
    "ProxyNotBetweenMembers",
    "ProxyNotWritten",
    "ProxyRevoked",
    "PublishDecisionList",
    "PublishMinutes",
    "QuorumIsThere",
    "QuorumNotMet",
    "QuorumWasNotLacking",
    "RaiseObjection",
    "RatifyChairDecision",
    "RatifyingOutcome",
    "ReconveneMeeting",
    "ReconvenedTooSoon",
    "RecordArrival",
    "RecordDeparture",
    "RecordMeeting",
    "RecordOutcome",
    "ResumeMeeting",
    "RevokeProxy",
    "RoundCounted",
    "RoundOutOfTurn",
    "ScheduleMeeting",
    "SecretBallotByName",
    "SecretByVideo",
    "SecretaryDesignated",
    "SettleUrgency",
    "SignMinutes",
    "SignRoll",
    "Stage",
    "Stand",
    "StandAside",
    "StatedFigures",
    "Stay",
    "TallyDiffersFromRoll",
    "TellersMissing",
    "TooFewToCount",
    "TooLateToVote",
    "TooManyProxies",
    "TotalsEntered",
    "UnequalWeights",
    "Urgency",
    "UrgencyBelowMinimum",
    "UrgencyNotProvided",
    "UrgencyNotRatified",
    "UrgencyRatified",
    "UrgencyRefused",
    "VideoNotProvided",
    "Vote",
    "VoteAlreadyOpen",
    "VoteCast",
    "VoteNotOpen",
    "VoteOpened",
    "VoterNotThere",
    "VoterSignedRoll",
    "WithdrawCandidacy",
    "WithdrawItem",
    "WithdrawObjection",
    "decide",
    "decider",
    "evolve",
    "gathered",
    "holder_at",
    "interested",
    "listed",
    "quorum_at",
    "quorum_of",
    "ratifying_outcome",
    "stay_at",
    "tally_matches_roll",
    "voter_at",
    "voters_at",
]
