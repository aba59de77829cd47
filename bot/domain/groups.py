"""Facts by what they are about; together the groups hold every kind once."""

from typing import TypeAlias

from bot.domain import facts

SituationFact: TypeAlias = (
    facts.Declared
    | facts.SeverityChanged
    | facts.Retitled
    | facts.ImpactDescribed
    | facts.StatusChanged
    | facts.RunbookAttached
)
RoomFact: TypeAlias = (
    facts.ChannelOpened
    | facts.ChannelArchived
    | facts.ChannelUnarchived
    | facts.ChannelRenamed
    | facts.ChannelConverted
    | facts.ChannelDeleted
    | facts.MusterRemoved
    | facts.MusterReturned
)
EndFact: TypeAlias = facts.Resolved | facts.Closed | facts.Reopened
PeopleFact: TypeAlias = facts.RoleTaken | facts.RoleReleased | facts.PersonJoined | facts.PersonLeft
RecordFact: TypeAlias = (
    facts.Noted
    | facts.MessageRecorded
    | facts.RecordedMessageEdited
    | facts.RecordedMessageDeleted
    | facts.StampSet
    | facts.EntryWithdrawn
)
StepFact: TypeAlias = (
    facts.StepDone
    | facts.StepSkipped
    | facts.StepReturned
    | facts.QuestionAnswered
    | facts.CheckRequested
    | facts.EvidenceCollected
)
HypothesisFact: TypeAlias = facts.HypothesisRaised | facts.HypothesisJudged
MitigationFact: TypeAlias = (
    facts.MitigationStarted
    | facts.MitigationConfirmed
    | facts.MitigationReverted
    | facts.MitigationMadePermanent
)
UpdateFact: TypeAlias = (
    facts.UpdateDrafted | facts.UpdateApproved | facts.UpdateDiscarded | facts.UpdatePublished
)
WorkFact: TypeAlias = HypothesisFact | MitigationFact | UpdateFact
ReminderFact: TypeAlias = facts.RemindersSet | facts.RemindersSnoozed
EffectFact: TypeAlias = facts.EffectFailed | facts.EffectStuck | facts.EffectSettled
