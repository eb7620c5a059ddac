"""The language of procedures, key by key: the loader reads by it, and the JSON Schema is made of it."""

from functools import cache

from application.subjects import KINDS
from domain.calendar import SPAN, is_span
from domain.mandate import Role
from infrastructure.formats.procedure_yaml.compounds import Either, Fields, Key, Later, Many, Named, one_or_many
from infrastructure.formats.procedure_yaml.shapes import Checked, Choice, Flag, Number, Shape, Text, Value

NAME = r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}"
TARGET = rf"\.?{NAME}(?:\.{NAME}){{0,23}}"
DOTTED = rf"{NAME}(?:\.{NAME}){{0,5}}"
LARGEST_NUMBER = 2**53 - 1
LONGEST_EXPRESSION = 2_000

name = Text(("un nom", "a name"), NAME, longest=80)
target = Text(("le nom d'une étape", "the name of a state"), TARGET, longest=2_000)
dotted = Text(("le nom d'une donnée", "the name of a variable"), DOTTED, "bad-variable", 500)
fact = Text(("le nom d'un fait", "the name of a fact"), DOTTED, "bad-variable", 500)
expression = Text(("une expression", "an expression"), longest=LONGEST_EXPRESSION)
span = Checked(is_span, "bad-duration", SPAN)
value = Value(Number(-LARGEST_NUMBER, LARGEST_NUMBER))
names = one_or_many(name)
targets = one_or_many(target)
version = Number(1, 1_000_000)
yes = Flag(only=True)

words = Either(
    text=Text(),
    map=Fields(
        ("un texte par langue", "one text a language"),
        (
            Key("fr", Text(), ("en français", "in French")),
            Key("en", Text(), ("en anglais", "in English")),
        ),
    ),
)
TITLE = Key("title", words, ("ce que les gens lisent", "what people read"))

order = Either(
    text=fact,
    map=Fields(
        ("un ordre", "an order"),
        (
            Key("command", fact, ("notify, escalate ou une commande", "notify, escalate or a command"), needed=True),
            Key("with", Named(name, value), ("les champs de la commande", "the command's fields")),
            Key("roles", names, ("qui est prévenu", "who is told")),
            Key("words", words, ("ce qui leur est dit", "what they are told")),
        ),
    ),
)
orders = Either(text=fact, map=order.map, list=Many(order, least=1))
spawn = Either(
    text=name,
    map=Fields(
        ("un nouveau parcours", "a further case"),
        (
            Key("procedure", name, ("le nom de sa procédure", "the name of its procedure"), needed=True),
            Key("subject", expression, ("une expression qui nomme son sujet", "an expression that names its subject")),
        ),
    ),
)

EFFECTS = (
    Key("to", targets, ("où cela mène", "where it leads")),
    Key("if", expression, ("la condition (CEL)", "the guard (CEL)")),
    Key("do", orders, ("ce qui est ordonné", "what is ordered")),
    Key("roles", names, ("qui notify et escalate préviennent", "whom notify and escalate tell")),
    Key("words", words, ("ce qui leur est dit", "what they are told")),
    Key("spawn", Either(text=name, map=spawn.map, list=Many(spawn, 1)), ("un nouveau parcours", "a further case")),
    Key("cancels", targets, ("les étapes quittées aussi", "states that are left as well")),
)
branch = Fields(
    ("une branche", "a branch"),
    (*EFFECTS, Key("else", yes, ("prise quand aucune autre ne l'est", "taken when no other is"))),
)
branches = Many(Later("branch", lambda: branch), least=1)
CHOOSE = Key("choose", branches, ("des branches essayées dans l'ordre", "branches tried in order"))
ACTED = (
    Key("by", names, ("les rôles qui le peuvent", "the roles that may")),
    Key("reason", Choice(("required",)), ("il faut dire pourquoi", "who does it says why")),
)


def _transition(about: tuple[str, str], *further: Key) -> Either:
    return Either(text=target, map=Fields(about, (*EFFECTS, CHOOSE, TITLE, *further)), list=branches)


transition = _transition(("une transition", "a transition"))
acted = _transition(("ce que quelqu'un fait", "what somebody does"), *ACTED)
after = Fields(
    ("un délai", "a timer"),
    (
        Key("id", name, ("son nom", "its name"), needed=True),
        Key("delay", span, ("P3M, P20D, PT12H, -P6M, 10 workdays", "P3M, P20D, PT12H, -P6M, 10 workdays"), needed=True),
        Key("of", dotted, ("une date du sujet", "a date of the subject")),
        Key("interrupts", Flag(), ("si l'étape est quittée", "whether the state is left")),
        *EFFECTS,
        CHOOSE,
        TITLE,
    ),
)
task = Fields(
    ("une tâche", "a task"),
    (
        Key("id", name, ("son nom", "its name"), needed=True),
        Key("by", names, ("les rôles qui la font", "the roles that do it"), needed=True),
        TITLE,
        Key("due", span, ("le délai", "how long it may take")),
        Key("of", dotted, ("la date d'où il se compte", "the date it counts from")),
        Key("raises", name, ("l'événement qu'elle déclenche", "the event it sets off")),
    ),
)
approvals = Fields(
    ("des accords", "approvals"),
    (
        Key("for_each", dotted, ("une liste du sujet", "a list of the subject")),
        Key("need", Choice(("all", "quorum"), Number(1, 10_000)), ("combien de oui", "how many must say yes")),
        Key("by", names, ("les rôles qui répondent", "the roles that answer")),
        Key("due", span, ("le délai", "how long it may take")),
        Key("approved", Later("transition", lambda: transition), ("quand c'est accordé", "once it is approved")),
        Key("rejected", Later("transition", lambda: transition), ("quand c'est refusé", "once it is rejected")),
    ),
)
states = Named(name, Later("state", lambda: state), least=1)
ends = Later("transition", lambda: transition)
state: Fields = Fields(
    ("une étape", "a state"),
    (
        TITLE,
        Key("may_wait", Text(), ("pourquoi elle peut attendre sans fin", "why it may wait for ever")),
        Key("tasks", Many(Later("task", lambda: task)), ("ce qu'il faut faire", "what must be done")),
        Key(
            "approvals", Later("approvals", lambda: approvals), ("des oui ou non demandés", "a yes or no from several")
        ),
        Key("events", Named(name, Later("acted", lambda: acted)), ("ce que quelqu'un fait", "what somebody does")),
        Key("after", Many(Later("after", lambda: after)), ("des délais", "timers")),
        Key("when", Named(fact, ends), ("des faits du sujet", "events of aggregates about the subject")),
        Key("choose", branches, ("des branches prises dès l'entrée", "branches taken at once on entering")),
        Key("entry", orders, ("ordres à l'entrée", "orders on entering")),
        Key("exit", orders, ("ordres à la sortie", "orders on leaving")),
        Key("initial", targets, ("l'étape où l'on entre", "the child entered first")),
        Key("states", states, ("les étapes à l'intérieur", "the states inside")),
        Key("parallel", Flag(), ("toutes les étapes à l'intérieur sont actives", "all states inside are active")),
        Key("done", ends, ("quand tout est fini à l'intérieur", "when everything inside has ended")),
        Key("final", Flag(), ("la fin", "an end")),
        Key("terminates", Flag(), ("met fin à tout le parcours", "ends the whole case")),
        Key("history", Choice(("shallow", "deep")), ("revient où l'on était", "comes back to where it was left")),
        Key("default", targets, ("où revenir la première fois", "where to, when there is nothing to come back to")),
        Key("join", one_or_many(target, 2), ("les étapes attendues", "the states that it waits for")),
        Key("to", targets, ("où mène la jonction", "where the join leads")),
    ),
)
role = Fields(
    ("un rôle", "a role"),
    (
        TITLE,
        Key("mandate", Choice(tuple(Role)), ("une sorte d'habilitation", "a kind of mandate")),
        Key("of", dotted, ("une liste d'organisations du sujet", "a list of organisations in the subject")),
        Key("capacity", Text(), ("la qualité dite par l'habilitation", "the words of the mandate")),
        Key("delegable", span, ("pour combien de temps au plus", "for how long at most it is passed on")),
        Key("body", Flag(), ("décide par ses réunions", "decides through its meetings")),
    ),
)
calendar = Fields(
    ("un calendrier", "a calendar"),
    (
        Key("zone", Text(longest=80), ("le fuseau horaire (IANA)", "the time zone (IANA)")),
        Key("workdays", Text(longest=20), ("pays, ou pays et région", "country, or country and region")),
        Key(
            "roll",
            Choice(("none", "next_workday", "previous_workday")),
            ("où va un jour chômé", "where a day off moves to"),
        ),
    ),
)
facts = Named(dotted, value)
happened = Fields(
    ("ce qui arrive", "what happens"),
    (
        Key("event", name, ("un événement", "an event")),
        Key("by", name, ("le rôle qui le fait", "the role that does it")),
        Key("after", name, ("un délai qui expire", "a timer that falls due")),
        Key("happened", fact, ("un fait du sujet", "an event of an aggregate")),
        Key("approved", target, ("l'étape dont les accords sont donnés", "the state that is approved")),
        Key("rejected", target, ("l'étape dont les accords sont refusés", "the state that is rejected")),
        Key("with", facts, ("ce qui est vrai dès lors", "what is true from then on")),
    ),
)
then = Fields(
    ("ce qui est attendu", "what is expected"),
    (
        Key("in", targets, ("les étapes actives", "the active states")),
        Key("ended", Flag(), ("si le parcours est fini", "whether the case has ended")),
        Key("refused", Flag(only=True), ("la dernière chose est refusée", "the last thing is refused")),
    ),
)
example = Fields(
    ("un exemple", "an example"),
    (
        Key("name", Text(), ("ce qu'il montre", "what it shows"), needed=True),
        Key("given", facts, ("ce qui est vrai au début", "what is true at first")),
        Key("when", Many(Either(text=name, map=happened)), ("ce qui arrive", "what happens")),
        Key("then", then, ("où en est le parcours", "where the case stands"), needed=True),
    ),
)
migration = Fields(
    ("une reprise", "a migration"),
    (Key("map", Named(target, target), ("ancienne étape: nouvelle", "old state: new state")),),
)
procedure = Fields(
    ("une procédure", "a procedure"),
    (
        Key("procedure", name, ("son nom", "its name"), needed=True),
        Key("version", version, ("un nombre qui augmente", "a number that grows"), needed=True),
        TITLE,
        Key("subject", Choice(tuple(KINDS)), ("ce que concerne un parcours", "what a case is about"), needed=True),
        Key("calendar", calendar, ("comment les jours se comptent", "how days are counted")),
        Key("roles", Named(name, role), ("qui peut agir", "who may act")),
        Key("initial", targets, ("l'étape où l'on commence", "where a case begins"), needed=True),
        Key("states", states, ("les étapes", "the states"), needed=True),
        Key("moved_by", names, ("qui déplace un parcours à la main", "who may move a case by hand")),
        Key("outlives_subject", Flag(), ("traite elle-même la fin du sujet", "handles the subject's end itself")),
        Key("migrate_from", Named(version, migration), ("d'où viennent les parcours", "where open cases come from")),
        Key("examples", Many(example), ("les essais de l'auteur", "the author's own tests")),
    ),
)
DEFINITIONS: dict[str, Shape] = {
    "state": state,
    "branch": branch,
    "transition": transition,
    "acted": acted,
    "after": after,
    "task": task,
    "approvals": approvals,
}


@cache
def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of a document, for editors that complete and check as one types."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Palabre procedure",
        **procedure.schema(),
        "$defs": {name_: shape.schema() for name_, shape in DEFINITIONS.items()},
    }
