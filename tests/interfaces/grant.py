"""A small procedure that tests publish, open cases of, and change."""

GRANT = """\
procedure: grant
version: 1
title: {fr: Subvention, en: Grant}
subject: agreement
calendar: {zone: Europe/Paris, workdays: FR, roll: next_workday}
roles:
  association: {mandate: representative, of: agreement.beneficiaries}
  service: {mandate: coordinator}
initial: draft
moved_by: [service]
states:
  draft:
    title: {fr: Brouillon, en: Draft}
    may_wait: the association takes the time it needs
    tasks: [{id: write, by: [association], due: P30D, title: {fr: Rédiger la demande, en: Write the request}}]
    events: {submit: {to: review, by: [association], if: "size(agreement.parties) > 1"}}
  review:
    title: {fr: Instruction, en: Review}
    tasks: [{id: opinion, by: [service], due: 10 workdays}]
    events:
      favourable: {to: granted, by: [service]}
      reject: {to: refused, by: [service], reason: required}
    after: [{id: lapse, delay: P45D, to: abandoned}]
  granted: {final: true}
  refused: {final: true}
  abandoned: {final: true}
examples:
  - name: a favourable opinion grants it
    given: {agreement.parties: "organisation-a, organisation-b"}
    when: [submit, favourable]
    then: {in: [granted], ended: true}
"""
NEWER = (
    GRANT.replace("version: 1", "version: 2")
    .replace("  review:", "  instruction:")
    .replace("to: review,", "to: instruction,")
    + "migrate_from: {1: {map: {review: instruction}}}\n"
)
STUCK = NEWER.replace("migrate_from: {1: {map: {review: instruction}}}\n", "")
FAULTY = GRANT.replace("to: granted, by", "to: grnted, by")
UNSOUND = (
    GRANT.replace("    after: [{id: lapse, delay: P45D, to: abandoned}]\n", "")
    .replace("  abandoned: {final: true}\n", "  lost: {may_wait: for ever}\n")
    .replace(
        "favourable: {to: granted, by: [service]}",
        "favourable: {to: granted, by: [service]}\n      lose: {to: lost, by: [service]}",
    )
)
DEADLOCK = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
 <process id="p" isExecutable="true">
  <startEvent id="s"/><sequenceFlow id="f0" sourceRef="s" targetRef="x"/>
  <exclusiveGateway id="x"/>
  <sequenceFlow id="f1" sourceRef="x" targetRef="A"/><sequenceFlow id="f2" sourceRef="x" targetRef="B"/>
  <task id="A" name="A"/><task id="B" name="B"/>
  <sequenceFlow id="f3" sourceRef="A" targetRef="j"/><sequenceFlow id="f4" sourceRef="B" targetRef="j"/>
  <parallelGateway id="j"/><sequenceFlow id="f5" sourceRef="j" targetRef="e"/><endEvent id="e"/>
 </process></definitions>
"""
