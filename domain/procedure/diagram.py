"""A drawing of a process made elsewhere: what a procedure can take from it, and each thing that it cannot, by name."""

from collections.abc import Mapping

from domain.decider import Refusal, record
from domain.procedure.definition import Place, Procedure, StatePath, Words


@record
class Refused:
    """One thing that cannot be taken: the rule it breaks, the element and its name, where it stands, what was found."""

    rule: type[Refusal]
    element: str = ""
    name: str = ""
    place: Place = Place()
    found: str = ""


@record
class Origin:
    """The element of the drawing that a step stands for. `kind` is the standard's own word: `userTask`."""

    element: str
    kind: str
    name: str = ""
    place: Place = Place()


@record
class Imported:
    """A procedure made from a drawing. `notes` say what had to be decided on the way and should be read again."""

    procedure: Procedure
    origins: Mapping[StatePath, Origin]
    notes: tuple["Note", ...] = ()


@record
class Note:
    """Something that was read otherwise than it was drawn. `topic` is one of the names in `TOPICS`."""

    topic: str
    element: str
    place: Place = Place()
    found: str = ""


TOPICS: Mapping[str, Words] = {
    "somebody-decides": Words(
        fr="Aucune condition lisible : une personne choisit la voie ; donnez-lui un rôle ou écrivez les conditions.",
        en="No condition that can be read: a person chooses the way; give it a role, or write the conditions.",
    ),
    "done-by-a-person": Words(
        fr="Une tâche automatique devient une tâche qu'une personne accomplit.",
        en="An automatic task becomes one that a person completes.",
    ),
    "time-reported": Words(
        fr="Ce délai ne se lit pas : une personne dit quand le moment est venu.",
        en="This time cannot be read: a person says when it has come.",
    ),
    "time-to-set": Words(
        fr="Ce délai ne se lit pas : un jour a été mis à la place, à corriger.",
        en="This time cannot be read: one day stands in its place, to be corrected.",
    ),
    "cycle-once": Words(
        fr="Une répétition ne compte que pour sa première échéance.",
        en="A repetition counts for its first time only.",
    ),
    "start-is-opening": Words(
        fr="Ce qui déclenche le processus est ici l'ouverture du parcours.",
        en="What starts the process is here the opening of the case.",
    ),
    "one-role": Words(
        fr="Aucun couloir ne dit qui agit : un seul rôle a été créé.",
        en="No lane says who acts: a single role was made.",
    ),
    "condition-ignored": Words(
        fr="Une condition après une passerelle parallèle n'a pas d'effet : elle est laissée de côté.",
        en="A condition after a parallel gateway has no effect: it is left out.",
    ),
}
"""What a note can be about, in words."""


@record
class Unsaid:
    """Something of a procedure that the other language cannot show. `topic` is one of the names in `UNSAID`."""

    topic: str
    step: StatePath
    found: str = ""


@record
class Exported:
    """A procedure in another language, and all that the drawing itself does not show."""

    text: str
    unsaid: tuple[Unsaid, ...] = ()


UNSAID: Mapping[str, Words] = {
    "guard": Words(
        fr="La condition d'un événement est dans la documentation.", en="An event's guard is in the documentation."
    ),
    "may-not-hold": Words(
        fr="Si aucune condition n'est remplie, le schéma revient à l'étape.",
        en="Where no condition holds, the drawing leads back to the step.",
    ),
    "reason": Words(fr="L'obligation de motiver n'est pas dessinée.", en="That a reason is asked for is not drawn."),
    "orders": Words(
        fr="Ce que l'étape fait faire est dans la documentation.", en="Its orders are in the documentation."
    ),
    "spawn": Words(
        fr="Le parcours qui s'ouvre en plus n'est pas dessiné.", en="The further case that begins is not drawn."
    ),
    "cancels": Words(
        fr="Les étapes quittées de force ne sont pas dessinées.", en="The states left as well are not drawn."
    ),
    "history": Words(
        fr="Le retour à l'étape quittée devient une entrée au début.",
        en="Coming back to where it was left becomes an entry at the beginning.",
    ),
    "enters-in-the-middle": Words(
        fr="Une entrée au milieu d'un sous-processus devient un choix à son début.",
        en="Entering a sub-process in the middle becomes a choice at its beginning.",
    ),
    "fork-out": Words(
        fr="Une bifurcation qui sort en partie d'un sous-processus l'interrompt tout entier.",
        en="A fork that leaves a sub-process in part interrupts the whole of it.",
    ),
    "terminates-inside": Words(
        fr="Une fin qui termine tout le parcours ne termine dans le schéma que le sous-processus.",
        en="An end of the whole case ends, in the drawing, its sub-process only.",
    ),
    "waits-and-acts": Words(
        fr="Ce qui peut arriver à une étape pendant qu'elle en attend une autre n'est pas dessiné.",
        en="What can happen in a step while it waits for another is not drawn.",
    ),
    "tasks-beside": Words(
        fr="Des tâches qui ne font pas avancer l'étape sont dans la documentation.",
        en="Tasks that do not move the step on are in the documentation.",
    ),
    "reminder": Words(
        fr="Un rappel pendant une attente n'est pas dessiné.", en="A reminder during a wait is not drawn."
    ),
    "timer-of-subject": Words(
        fr="Un délai compté d'une date du sujet est une expression.",
        en="A time counted from a date of the subject is an expression.",
    ),
    "working-days": Words(
        fr="Un délai en jours ouvrés n'est pas une durée ISO.", en="A time in working days is no ISO duration."
    ),
    "no-way-out": Words(fr="Rien ne mène hors de cette étape.", en="Nothing leads out of this step."),
    "threads": Words(
        fr="Des étapes menées de front hors d'une étape parallèle ne se disent pas : seule la première est visée.",
        en="Steps side by side outside a parallel step cannot be said: only the first is a target.",
    ),
    "not-laid-out": Words(fr="Le schéma n'a pas pu être disposé.", en="The drawing could not be laid out."),
}
"""What an export can leave unsaid, in words."""


class UnreadableDiagram(Refusal):
    """A file is taken as a procedure only when everything in it that steers the process can be."""

    def __init__(self, *refused: Refused) -> None:
        super().__init__("; ".join(_said(one) for one in refused))
        self.refused = refused


def _said(one: Refused) -> str:
    """The refusal in one line, with where it stands and the rule in words."""
    what = " ".join(part for part in (one.element, f"“{one.name}”" if one.name else "", one.found) if part)
    sentence = (one.rule.__doc__ or one.rule.__name__).splitlines()[0]
    return f"line {one.place.line}, {what}: {sentence}" if one.place.line else f"{what}: {sentence}".lstrip(": ")


class NotWellFormed(Refusal):
    """A file must be well-formed XML in the encoding that it declares."""


class DocumentTypeDeclared(Refusal):
    """A file that declares a document type or entities is not opened, for they can be made to do harm."""


class TooMuchXml(Refusal):
    """A file is read up to 16 megabytes, 200,000 elements and 60 levels: draw a smaller process, or several."""


class NotBpmn(Refusal):
    """The file must be BPMN 2.0: `definitions` in the namespace http://www.omg.org/spec/BPMN/20100524/MODEL."""


class NoProcess(Refusal):
    """The file must hold a process with at least one step."""


class NowhereToStart(Refusal):
    """A process or sub-process needs a start event, or a step that nothing leads into."""


class SeveralProcesses(Refusal):
    """A procedure is made from one process: say which one, or mark exactly one as executable."""


class TooManySteps(Refusal):
    """A process is read up to 5,000 steps: draw it as several."""


class SameIdTwice(Refusal):
    """Two elements never share an id: give the second one another."""


class MissingId(Refusal):
    """Every step and every flow needs an id."""


class DanglingReference(Refusal):
    """What an element refers to must be there, and be of the right kind."""


class FlowLeavesItsProcess(Refusal):
    """A sequence flow stays in its own sub-process: lead it to an end event inside, and go on after the sub-process."""


class FlowIntoStart(Refusal):
    """Nothing leads into a start event or a boundary event: lead the flow to the first step instead."""


class FlowFromEnd(Refusal):
    """Nothing leads out of an end event: use an intermediate event instead."""


class InclusiveGateway(Refusal):
    """An inclusive gateway cannot be taken: say which ways go together with exclusive and parallel gateways."""


class ComplexGateway(Refusal):
    """A complex gateway cannot be taken: use exclusive and parallel gateways instead."""


class ConditionOnFork(Refusal):
    """Conditions on flows that leave a step side by side cannot be taken: put an exclusive gateway after the step."""


class EventGatewayNeedsEvents(Refusal):
    """An event-based gateway leads to timer, message or signal events, or receive tasks, that nothing else enters."""


class StartingGateway(Refusal):
    """A gateway that starts the process by itself cannot be taken: use several start events instead."""


class CallActivity(Refusal):
    """A called process cannot be taken: use an embedded sub-process, or let the step begin a further case (`spawn`)."""


class EventSubProcess(Refusal):
    """An event sub-process cannot be taken: put a boundary event on the steps concerned instead."""


class AdHocSubProcess(Refusal):
    """An ad-hoc sub-process has no order: use a step with several tasks instead."""


class TransactionSubProcess(Refusal):
    """A transaction cannot be taken: use a sub-process, and draw what happens when it is given up."""


class SeveralInstances(Refusal):
    """A step repeated for each of several things cannot be taken: use one step with approvals `for_each` instead."""


class LoopMarker(Refusal):
    """A loop marker cannot be taken: draw the loop with an exclusive gateway instead."""


class Compensation(Refusal):
    """Compensation cannot be taken: draw the steps that undo as steps of their own."""


class TokenQuantities(Refusal):
    """A step starts with one token and leaves one: use parallel gateways for more."""


class UnknownEvent(Refusal):
    """Only none, timer, message and signal events can be taken, and an end that terminates: use one of these."""


class SeveralTriggers(Refusal):
    """An event with several definitions cannot be taken: use an event-based gateway with an event for each."""


class RepeatedBoundary(Refusal):
    """A boundary event that leaves its step running must be a timer that goes off once, or only tell somebody."""


class EndsInTheMiddle(Refusal):
    """An error or escalation that leaves a sub-process must be caught by one boundary event on that sub-process."""


class Choreography(Refusal):
    """Choreographies and conversations say nothing of the steps of one party: draw the process of one instead."""


class UnknownElement(Refusal):
    """This element is not known in a process: remove it, or draw it with tasks, events and gateways."""
