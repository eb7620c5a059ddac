"""The words of BPMN 2.0 (OMG formal/2011-01-03): which elements steer a process, which do not, which are refused."""

from collections.abc import Mapping

from domain.decider import Refusal
from domain.procedure.diagram import (
    AdHocSubProcess,
    CallActivity,
    Choreography,
    ComplexGateway,
    InclusiveGateway,
    TransactionSubProcess,
)

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
PALABRE = "urn:palabre:bpmn"

TASKS = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask"}
)
AUTOMATIC = frozenset({"serviceTask", "scriptTask", "businessRuleTask"})
ACTIVITIES = TASKS | {"subProcess"}
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "eventBasedGateway"})
THROWING = frozenset({"intermediateThrowEvent", "endEvent"})
CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
NODES = ACTIVITIES | GATEWAYS | THROWING | CATCHING

REFUSED: Mapping[str, type[Refusal]] = {
    "inclusiveGateway": InclusiveGateway,
    "complexGateway": ComplexGateway,
    "callActivity": CallActivity,
    "adHocSubProcess": AdHocSubProcess,
    "transaction": TransactionSubProcess,
    "choreographyTask": Choreography,
    "subChoreography": Choreography,
    "callChoreography": Choreography,
}
"""Elements that steer a process in a way that a procedure cannot say."""

SILENT = frozenset(
    {
        "documentation",
        "extensionElements",
        "auditing",
        "monitoring",
        "property",
        "laneSet",
        "ioSpecification",
        "ioBinding",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "dataInputAssociation",
        "dataOutputAssociation",
        "textAnnotation",
        "association",
        "group",
        "artifact",
        "incoming",
        "outgoing",
        "resourceRole",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "supportedInterfaceRef",
        "supports",
        "correlationSubscription",
    }
)
"""Elements inside a process that say nothing of the order of its steps."""

EVENTS = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "terminateEventDefinition": "terminate",
    "errorEventDefinition": "error",
}
"""Definition of an event → what sets it off; the others are refused."""

POSSIBLE: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "timer", "message", "signal"}),
    "intermediateCatchEvent": frozenset({"timer", "message", "signal"}),
    "boundaryEvent": frozenset({"timer", "message", "signal", "error"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal"}),
    "endEvent": frozenset({"none", "message", "signal", "terminate", "error"}),
}
"""Kind of event → what may set it off, or what it may do."""
