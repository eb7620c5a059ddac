"""The past as it is asked of: differences, causes, decisions, what-if and links, on the sample territory."""

import json
from collections.abc import Generator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from jsonschema import Draft7Validator, FormatChecker  # type: ignore[import-untyped]  # it ships no types
from prov.model import ProvDocument
from typer.testing import Result

from application.history.why import why
from interfaces.api.app import create_app
from interfaces.drafts import read_draft
from interfaces.telling.trail import trail
from tests.interfaces.sample_log import NOW, Sample, told_sample

CPO = "Convention pluriannuelle d'objectifs 2025-2027"
SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "schemas" / "ocel20-schema-json.json"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Generator[Sample]:
    with told_sample(tmp_path_factory.mktemp("looking-back")) as told:
        yield told


@pytest.fixture(scope="module")
def client(sample: Sample) -> TestClient:
    return TestClient(create_app(sample.parts))


def read(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout.splitlines()[-1])


def test_asked_about_today_the_state_in_force_is_the_folded_state_of_every_stream(sample: Sample) -> None:
    """Nothing of the sample takes effect in the future but what says so in a timeline."""
    replay = sample.parts.replay
    streams = dict.fromkeys(fact.stream for fact in sample.parts.facts(0))
    for stream in streams:
        folded = replay.streams.folded(stream).state
        last = max(_day(fact.effective) for fact in sample.parts.log.stream(stream))
        shown = replay.show(stream, at=last).state
        plain = {one.name: getattr(folded, one.name) for one in fields(folded)}
        assert {name: value for name, value in shown.items() if not _is_timeline(plain[name])} == {
            name: value for name, value in plain.items() if not _is_timeline(value)
        }, stream


def _day(effective: Any) -> date:
    return effective.date() if hasattr(effective, "date") else effective


def _is_timeline(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and hasattr(value[0], "since")


def test_an_effect_recorded_after_the_signature_from_a_day_before_it_is_not_undone(sample: Sample) -> None:
    stream = sample.id_of("agreements", CPO)
    assert sample.parts.replay.show(stream, at=date(2025, 6, 1)).state["stage"].value == "in_force"


def test_what_was_in_force_differs_from_what_was_known(sample: Sample) -> None:
    stream = sample.id_of("agreements", CPO)
    days = ("--from", "2025-01-15", "--to", "2025-02-28", "--json")
    effective = read(sample.run("diff", "agreement", stream, *days))
    recorded = read(sample.run("diff", "agreement", stream, *days, "--as-known"))
    stages = [{one["field"]: one for one in found["changes"]}.get("stage") for found in (effective, recorded)]
    assert stages[0] is None, "in force from 1 January, as is known now"
    assert stages[1] is not None
    assert (stages[1]["before"], stages[1]["after"]) == ("negotiation", "in_force")
    assert recorded["version_before"] < recorded["version_after"] <= effective["version_after"]


def test_a_change_of_money_says_by_how_much_and_the_api_says_the_same(sample: Sample, client: TestClient) -> None:
    stream = sample.id_of("agreements", CPO)
    found = read(sample.run("diff", "agreement", stream, "--from", "2026-09-01", "--to", "2026-11-01", "--json"))
    (amount,) = (one for one in found["changes"] if one["field"] == "amounts")
    assert (amount["before"]["amount"], amount["after"]["amount"]) == ("180000.00", "192000.00")
    assert amount["difference"] == {"amount": "12000.00", "currency": "EUR"}
    answer = client.get(f"/api/v1/agreements/{stream}/diff", params={"from": "2026-09-01", "to": "2026-11-01"})
    assert answer.json() == found
    shown = sample.run("diff", "agreement", stream, "--from", "2026-09-01", "--to", "2026-11-01", "--lang", "fr")
    assert "+12\u202f000,00\u00a0€" in shown.stdout


def test_before_it_was_known_there_was_nothing(sample: Sample) -> None:
    stream = sample.id_of("agreements", CPO)
    days = ("--from", "2020-01-01", "--to", "2026-11-01", "--as-known", "--json")
    found = read(sample.run("diff", "agreement", stream, *days))
    assert found["version_before"] == 0
    assert {one["turn"] for one in found["changes"]} == {"added"}


def test_a_comparison_goes_forward_in_time(sample: Sample, client: TestClient) -> None:
    stream = sample.id_of("agreements", CPO)
    backwards = sample.run("diff", "agreement", stream, "--from", "2026-01-02", "--to", "2026-01-01")
    assert backwards.exit_code == 1
    answer = client.get(f"/api/v1/agreements/{stream}/diff", params={"from": "2026-01-02", "to": "2026-01-01"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/moments-reversed")


def links_of(cause: dict[str, Any]) -> list[dict[str, Any]]:
    return [cause, *(each for one in cause["causes"] for each in links_of(one))]


def test_a_payment_leads_back_to_its_credits_the_signature_the_act_the_vote_and_mandates(sample: Sample) -> None:
    stream = sample.id_of("agreements", CPO)
    found = read(sample.run("why", "agreement", stream, "money.schedule.1.paid", "--json"))
    assert found["value"] == {"amount": "28000.00", "currency": "EUR"}
    paid, scheduled = found["settings"]
    assert scheduled["value"]["amount"] == "0.00"
    links = links_of(paid["chain"])
    names = [one["fact"]["name"] for one in links if one["fact"]]
    for name in ("paid", "credits-committed", "signed-by-all", "act-recorded"):
        assert f"agreement.{name}" in names
    votes = {one["vote"]["reference"]: one["vote"] for one in links if one["vote"]}
    assert (votes["2025-004"]["adopted"], votes["2025-004"]["in_favour"], votes["2025-004"]["against"]) == (True, 6, 1)
    roles = {one["mandate"]["role"] for one in links if one["mandate"]}
    assert {"coordinator", "secretary", "representative"} <= roles
    acts = {one["act"]["number"] for one in links if one["act"]}
    assert "A-2024-114" in acts, "the act behind the coordinator's mandate"
    assert found["broken"] == []


def test_every_link_is_shown_once_with_what_it_rests_on(sample: Sample) -> None:
    stream = sample.id_of("agreements", CPO)
    found = read(sample.run("why", "agreement", stream, "amounts", "--json"))
    links = [one for setting in found["settings"] for one in links_of(setting["chain"])]
    whole = [one["fact"]["event"] for one in links if one["fact"] and not one["again"]]
    assert len(whole) == len(set(whole))
    assert all(not one["causes"] for one in links if one["again"])
    assert [one["value"][-1]["value"]["amount"] for one in found["settings"]] == ["192000.00", "180000.00"]


def test_causes_come_before_what_they_caused(sample: Sample) -> None:
    stream = sample.id_of("agreements", CPO)
    found = read(sample.run("why", "agreement", stream, "stage", "--json"))

    def check(cause: dict[str, Any], above: int) -> None:
        here = cause["fact"]["position"] if cause["fact"] else above
        if cause["relation"] == "caused-by" and cause["fact"]:
            assert here < above
        for one in cause["causes"]:
            check(one, here)

    for setting in found["settings"]:
        check(setting["chain"], setting["chain"]["fact"]["position"] + 1)


def test_a_chain_that_breaks_says_where_in_both_languages(sample: Sample, client: TestClient) -> None:
    stream = sample.id_of("commitments", "Parrainer cinq créateurs")
    found = client.get(f"/api/v1/commitments/{stream}/why", params={"field": "title"}).json()
    assert "no-origin-on-file" in found["broken"]
    assert found["value"] == "Parrainer cinq créateurs"
    english = sample.run("why", "commitment", stream, "title", "--lang", "en").stdout
    french = sample.run("why", "commitment", stream, "title", "--lang", "fr").stdout
    assert "THE CHAIN BREAKS : no source on file" in english
    assert "LA CHAÎNE S'ARRÊTE : aucune source au dossier" in french


def test_a_paid_sum_of_an_agreement_taken_over_without_its_act_breaks_there(sample: Sample) -> None:
    stream = sample.id_of("agreements", "Convention pluriannuelle d'objectifs 2022-2024")
    found = read(sample.run("why", "agreement", stream, "money.lines", "--json"))
    assert found["settings"]
    assert "no-act-on-file" in {one["gap"] for setting in found["settings"] for one in links_of(setting["chain"])}


@pytest.mark.parametrize("place", ["nothing", "acts.99", "money.schedule.1.nothing"])
def test_a_field_that_never_was_is_refused_with_those_that_are(sample: Sample, client: TestClient, place: str) -> None:
    stream = sample.id_of("agreements", CPO)
    refused = sample.run("why", "agreement", stream, place, "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout.splitlines()[0])["refused"] == "no-such-field"
    answer = client.get(f"/api/v1/agreements/{stream}/why", params={"field": place})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-such-field")


def test_every_field_of_every_kind_has_a_reason_or_was_never_set(sample: Sample) -> None:
    found_by = trail(sample.parts)
    for kind in ("agreement", "meeting", "commitment", "evaluation", "committee", "mandate", "framework"):
        stream = next(fact.stream for fact in sample.parts.facts(0) if fact.stream.startswith(f"{kind}-"))
        state = sample.parts.replay.streams.folded(stream).state
        for one in fields(state):
            found = why(found_by, stream, one.name)
            initial = getattr(sample.parts.nouns[kind].decider.initial, one.name)
            assert found.settings or getattr(state, one.name) == initial, (kind, one.name)


def test_every_decision_is_shown_with_its_rule_its_members_and_its_quorum_counted_again(sample: Sample) -> None:
    result = sample.run("decisions", sample.framework, "--json")
    taken = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(taken) == sample.parts.reading.count("decisions", {}, today=NOW.date())
    assert [one["on"] for one in taken] == sorted(one["on"] for one in taken)
    agreeing = [one for one in taken if one["quorum"]["agrees"]]
    assert len(agreeing) > 20
    assert not any(one["quorum"]["agrees"] is False for one in taken)
    whole = next(one for one in taken if one["reference"] == "2025-004")
    assert whole["rule"]["preset"] == "inter-municipal-body"
    assert whole["rule"]["act"]["number"] == "2020-057"
    assert whole["quorum"]["recounted"] == whole["quorum"]["stated"]
    assert (whole["quorum"]["recounted"]["required"], whole["quorum"]["recounted"]["met"]) == (5, 6)
    assert {one["seat"] for one in whole["members"] if one["recused"]} == {"C2", "C6"}
    assert [one["represented_by"] for one in whole["members"] if one["seat"] == "C9"] == ["C3"]
    assert [(one["giver"], one["holder"]) for one in whole["proxies"]] == [("C9", "C3")]
    assert whole["votes"]["by_name"]["C5"] == {"choice": "against", "by": "C5"}
    assert "agreement.act-recorded" in {one["name"] for one in whole["led_to"]}


def test_what_a_decision_led_to_names_it_as_its_cause(sample: Sample) -> None:
    taken = [json.loads(line) for line in sample.run("decisions", sample.framework, "--json").stdout.splitlines()]
    effects = [(one, effect) for one in taken for effect in one["led_to"]]
    assert len(effects) > 30
    for one, effect in effects:
        (fact,) = sample.parts.log.at([effect["position"]])
        assert (fact.event_id, fact.causation) == (effect["event"], one["event"])


def test_where_presence_is_not_on_file_nothing_is_recounted(sample: Sample) -> None:
    result = sample.run("decisions", sample.framework, "--to", "2024-11-30", "--json")
    (first, second) = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["quorum"]["agrees"], first["quorum"]["why_not"]) == (None, "presence-not-on-file")
    assert {one["rule"] for one in second["irregularities"]} == {"notice-too-short", "interested-vote"}


def test_decisions_are_narrowed_to_days_and_told_to_people(sample: Sample, client: TestClient) -> None:
    days = {"from": "2026-03-19", "to": "2026-03-19"}
    found = client.get(f"/api/v1/frameworks/{sample.framework}/decisions", params=days).json()
    assert [one["item"] for one in found["decisions"]] == ["1", "2", "3"]
    told = sample.run("decisions", sample.framework, "--from", "2026-03-19", "--to", "2026-03-19", "--lang", "fr")
    assert "recompté : conforme" in told.stdout
    assert "pour 4, contre 4, abstentions 0" in told.stdout
    assert "aucune habilitation au dossier" in told.stdout
    none = sample.run("decisions", sample.framework, "--from", "1990-01-01", "--to", "1990-12-31", "--lang", "en")
    assert (none.exit_code, none.stdout.strip()) == (0, "No decision in that time.")


def test_the_bylaws_in_force_flip_nothing_and_a_draft_begun_from_them_flips_what_it_changes(
    sample: Sample, tmp_path: Path
) -> None:
    committee = sample.id_of("committees", "Conseil communautaire")
    printed = sample.run("what-if", "--committee", committee, "--print-current")
    assert printed.exit_code == 0
    draft = tmp_path / "draft.yaml"
    draft.write_text(printed.stdout, encoding="utf-8")
    before = sample.parts.log.position()
    same = read(sample.run("what-if", "--committee", committee, "--bylaws", str(draft), "--json"))
    assert (same["flipped"], same["not_judged"]) == (0, 0)
    changed = yaml.safe_load(printed.stdout)
    changed["bylaws"]["quorum"]["share"] = {"numerator": 8, "denominator": 9, "exceeded": False}
    changed["bylaws"]["notice"]["days"] = 20
    draft.write_text(json.dumps(changed), encoding="utf-8")
    other = read(sample.run("what-if", "--committee", committee, "--bylaws", str(draft), "--json"))
    turned = {one["reference"]: one for one in other["decisions"] if one["flips"]}
    assert turned["2025-004"]["flips"] == ["result", "notice", "quorum"]
    assert turned["2025-004"]["before"]["verdict"]["quorum"]["holds"] is True
    after = turned["2025-004"]["after"]["verdict"]["quorum"]
    assert (after["required"], after["met"], after["holds"]) == (8, 6, False)
    assert sample.parts.log.position() == before, "nothing was recorded"


def test_a_sitting_given_up_for_lack_of_quorum_would_have_gone_on_without_one(
    sample: Sample, client: TestClient
) -> None:
    committee = sample.id_of("committees", "Conseil communautaire")
    plain = yaml.safe_load(sample.run("what-if", "--committee", committee, "--print-current").stdout)
    plain["bylaws"]["quorum"] = None
    found = client.post(f"/api/v1/committees/{committee}/what-if", json=plain).json()
    sittings = [one for one in found["decisions"] if "sitting" in one["flips"]]
    assert [(one["item"], one["before"]["stands"], one["after"]["stands"]) for one in sittings] == [("", False, True)]


def test_what_if_is_told_to_people_with_figures_before_and_after(sample: Sample, tmp_path: Path) -> None:
    committee = sample.id_of("committees", "Conseil communautaire")
    plain = yaml.safe_load(sample.run("what-if", "--committee", committee, "--print-current").stdout)
    plain["bylaws"]["majority"]["share"] = {"numerator": 4, "denominator": 5, "exceeded": False}
    draft = tmp_path / "draft.yaml"
    draft.write_text(yaml.safe_dump(plain), encoding="utf-8")
    told = sample.run("what-if", "--framework", sample.framework, "--bylaws", str(draft), "--lang", "fr")
    assert told.exit_code == 0, told.output
    assert "Rien n'a été consigné" in told.stdout
    assert "la majorité" in told.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bylaws: {title: Essai, quorum: {share: {numerator: many}}}", "quorum"),
        ("bylaws: {title: Essai, quorm: {}}", "quorm"),
        ("bylaws: {title: Essai, quorum: {shares: {numerator: 1}}}", "shares"),
        ("[1, 2]", "bylaws"),
        ("a: [", "YAML"),
    ],
)
def test_a_draft_that_is_no_bylaws_is_refused_by_the_name_of_what_is_wrong(
    sample: Sample, tmp_path: Path, text: str, said: str
) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(text, encoding="utf-8")
    result = sample.run("what-if", "--bylaws", str(draft))
    assert result.exit_code == 2
    assert said in result.stderr


def test_bylaws_whose_figures_make_no_sense_are_refused(sample: Sample, client: TestClient) -> None:
    body = {"bylaws": {"title": "Essai", "majority": {"share": {"numerator": 3, "denominator": 2}}}}
    answer = client.post(f"/api/v1/frameworks/{sample.framework}/what-if", json=body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/bylaws-unsound")
    missing = sample.run("what-if", "--framework", sample.framework)
    assert missing.exit_code == 2


def test_links_that_hang_in_the_air_are_named_in_words(sample: Sample, client: TestClient) -> None:
    found = client.get(f"/api/v1/frameworks/{sample.framework}/links").json()
    kinds = {one["kind"]: one for one in found["broken"]}
    assert kinds["commitment_without_source"]["title"] == "Parrainer cinq créateurs"
    assert kinds["decision_without_effect"]["detail"] == "2024-11-14 2024-096"
    assert kinds["payment_without_decision"]["words"]["fr"] == "Versement sans décision du payeur au dossier."
    assert found["links"] > 100
    assert read(sample.run("links", sample.framework, "--json")) == found
    assert "Engagement sans source" in sample.run("links", sample.framework, "--lang", "fr").stdout


def test_what_is_unknown_is_refused_everywhere(sample: Sample, client: TestClient) -> None:
    nobody = "framework-00000000-0000-7000-8000-000000000000"
    for place in ("decisions", "controls", "links"):
        answer = client.get(f"/api/v1/frameworks/{nobody}/{place}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown"), place
        assert sample.run(place, nobody).exit_code == 1, place


def test_the_lineage_of_a_decision_is_prov_that_other_tools_read(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "prov.json"
    done = read(sample.run("export", "prov", "2025-004", str(path), "--json"))
    document = json.loads(path.read_text(encoding="utf-8"))
    read_back = ProvDocument.deserialize(content=path.read_text(encoding="utf-8"), format="json")
    assert len(read_back.get_records()) > 100
    outcome = trail(sample.parts).outcome(done["decision"])
    assert outcome is not None
    decision = document["activity"][f"event:{outcome.event_id}"]
    assert (decision["palabre:reference"], decision["palabre:adopted"]) == ("2025-004", True)
    informed = {(one["prov:informed"], one["prov:informant"]) for one in document["wasInformedBy"].values()}
    causes = trail(sample.parts).caused_by(outcome.event_id)
    assert {(f"event:{one.event_id}", f"event:{outcome.event_id}") for one in causes} <= informed
    assert document["actedOnBehalfOf"]
    people = [row["name"] for row in sample.parts.reading.page("people", {}, limit=100, today=NOW.date()).items]
    assert not any(str(name) in path.read_text(encoding="utf-8") for name in people if name), "identifiers alone"


def test_an_unknown_decision_has_no_lineage(sample: Sample, tmp_path: Path) -> None:
    assert sample.run("export", "prov", "1789-1", str(tmp_path / "p.json")).exit_code == 1
    assert sample.run("export", "prov", "meeting-x/1", str(tmp_path / "p.json")).exit_code == 1
    assert not (tmp_path / "p.json").exists()


def test_a_framework_is_an_object_centric_event_log(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "ocel.json"
    done = read(sample.run("export", "ocel", sample.framework, str(path), "--json"))
    document = json.loads(path.read_text(encoding="utf-8"))
    kinds = {one["type"] for one in document["objects"]}
    assert kinds == {"agreement", "meeting", "commitment", "evaluation"}
    assert len(document["objects"]) == done["objects"]
    objects = {one["id"] for one in document["objects"]}
    for event in document["events"]:
        assert {one["objectId"] for one in event["relationships"]} <= objects
        assert "subject" in {one["qualifier"] for one in event["relationships"]}
    expected = sum(fact.stream in objects for fact in sample.parts.facts(0))
    assert len(document["events"]) == expected
    assert {one["name"] for one in document["eventTypes"]} == {one["type"] for one in document["events"]}


def test_the_event_log_is_valid_against_the_schema_of_the_standard(sample: Sample, tmp_path: Path) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"the schema is not here: {SCHEMA}")
    path = tmp_path / "ocel.json"
    read(sample.run("export", "ocel", sample.framework, str(path), "--json"))
    validator = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(json.loads(path.read_text(encoding="utf-8")))] == []


def test_the_bylaws_that_the_documentation_shows_are_read_as_they_stand() -> None:
    page = (Path(__file__).parents[2] / "docs" / "replay.md").read_text(encoding="utf-8")
    draft = read_draft(yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0]))
    assert draft.quorum is not None
    assert (draft.quorum.share.of(9), draft.quorum.reconvene_after) == (5, 3)
