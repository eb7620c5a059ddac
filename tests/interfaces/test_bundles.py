"""A bundle proves itself to somebody who has nothing else, and says where it does not."""

import io
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
import zlib
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import bagit
import pytest

from application.bundles import Trust
from infrastructure import verifier
from infrastructure.notes import new_key
from infrastructure.verifier import COSIGNED, EVENTS, PROOFS, Refused, check_bundle
from interfaces.main import bundle_check
from tests.interfaces.bundle_forging import Bundle, exported, with_an_agreement
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner

VERIFIER = Path(verifier.__file__)
SOURCES = ("cryptography", "rfc8785", "cffi", "pycparser")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    with opened_world(tmp_path_factory.mktemp("told")) as made:
        made.ids["agreement"] = with_an_agreement(made)
        yield made


@pytest.fixture(scope="module")
def whole(told: World, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle of a whole framework."""
    return exported(told, "framework", told.framework, tmp_path_factory.mktemp("bundles") / "framework")


@pytest.fixture
def bundle(whole: Bundle, tmp_path: Path) -> Bundle:
    """A copy of it, to be tampered with."""
    return whole.copied(tmp_path / "bundle")


def refusal(bundle: Bundle, *keys: str, **options: Any) -> str:
    with pytest.raises(Refused) as caught:
        check_bundle(bundle.folder, keys, **options)
    return str(caught.value)


def test_a_bundle_of_a_framework_holds_and_is_complete(whole: Bundle, told: World) -> None:
    found = check_bundle(whole.folder, [str(whole.key.verifier)])
    assert found["complete"] == told.framework
    assert found["signed_by"] == [str(whole.key.verifier)]
    assert found["events"] == len(whole.lines(EVENTS)) == len(whole.lines(PROOFS))
    bagit.Bag(str(whole.folder)).validate()


@pytest.mark.parametrize("kind", ["framework", "agreement"])
def test_it_is_verified_without_any_database(kind: str, told: World, tmp_path: Path) -> None:
    made = exported(told, kind, told.ids[kind], tmp_path / kind)
    away = runner(replace_database(told, tmp_path))
    done = away("audit", "verify", str(made.folder), "--json", "--key", str(made.key.verifier))
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["holds"]
    assert found["same_rules"]
    assert found["key_given"]
    assert (found["kind"], found["subject"], found["states"]) == (kind, told.ids[kind], len(made.said()["streams"]))
    assert not (tmp_path / "nowhere.db").exists()


def replace_database(world: World, folder: Path) -> Any:
    return world.settings.model_copy(update={"database": f"sqlite:///{folder / 'nowhere.db'}"})


def test_the_bundle_s_own_key_is_named_as_unverified_trust(whole: Bundle, told: World) -> None:
    done = runner(told.settings)("audit", "verify", str(whole.folder))
    assert done.exit_code == 0
    assert "unverified trust" in done.output


def test_it_holds_what_an_auditor_reads(whole: Bundle, told: World) -> None:
    names = {path.relative_to(whole.folder / "data").as_posix() for path in (whole.folder / "data").rglob("*")}
    assert {"ocel.json", "report.pdf", "verifier.py", "head.json", "keys.txt", "policy.txt"} <= names
    assert whole.file("data/verifier.py").read_bytes() == VERIFIER.read_bytes()
    (text,) = (whole.folder / "data/attachments").iterdir()
    assert text.read_bytes() == b"Article premier"
    streams = inflated(whole.file("data/report.pdf").read_bytes())
    assert whole.file(EVENTS).read_bytes() in streams
    assert any(b'pdfaid:part="3"' in one or b"<pdfaid:part>3<" in one for one in streams)


def inflated(pdf: bytes) -> list[bytes]:
    """The streams of a PDF, as far as they are compressed the usual way, and else as they are."""
    found: list[bytes] = []
    for part in pdf.split(b"stream\n")[1:]:
        try:
            found.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            found.append(part)
    return found


def test_it_says_nothing_about_people(whole: Bundle) -> None:
    """Ana Lopez and the others are known by their commitments alone."""
    for path in whole.folder.rglob("*"):
        if path.is_file():
            assert b"Lopez" not in path.read_bytes(), path
    assert b'"commitment":' in whole.file(EVENTS).read_bytes()
    assert b'"box":' not in whole.file(EVENTS).read_bytes()


def test_a_folder_that_is_not_empty_is_left_alone(told: World, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    run = runner(told.settings)
    done = run("audit", "export", "agreement", told.agreement, "--out", str(tmp_path), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["refused"] == "place-taken"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_verifier_runs_where_nothing_of_this_project_is_installed(whole: Bundle, tmp_path: Path) -> None:
    python = empty_venv(tmp_path / "venv")
    shutil.copy(VERIFIER, tmp_path / "verifier.py")

    def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(python), "verifier.py", str(whole.folder), *arguments]
        clean = {"PATH": os.environ["PATH"]}
        return subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)

    done = verify("--key", str(whole.key.verifier))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["key_given"] is True
    assert "unverified trust" in verify().stdout
    other = verify("--key", str(new_key(whole.said()["origin"]).verifier))
    assert (other.returncode, other.stderr) == (1, "REFUSED: data/checkpoint.note: no known key signed it\n")


def empty_venv(folder: Path) -> Path:
    venv.create(folder, with_pip=False)
    put_libraries(folder)
    return folder / "bin" / "python"


def put_libraries(folder: Path) -> None:
    (target,) = (folder / "lib").glob("python3*/site-packages")
    source = Path(verifier.rfc8785.__file__).parents[1]
    for each in source.iterdir():
        if each.name in SOURCES or each.name.startswith("_cffi_backend"):
            (target / each.name).symlink_to(each)


def test_the_verifier_reads_in_one_sitting_and_imports_nothing_of_this_project() -> None:
    lines = VERIFIER.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 300
    taken = {line.split()[1].partition(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert taken - set(sys.stdlib_module_names) == {"cryptography", "rfc8785"}


def test_one_changed_byte_in_any_file_is_refused_and_the_file_named(bundle: Bundle) -> None:
    files = sorted(path for path in bundle.folder.rglob("*") if path.is_file())
    assert len(files) > 15
    for path in files:
        name, content = path.relative_to(bundle.folder).as_posix(), path.read_bytes()
        for place in {0, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(changed)
            said = refusal(bundle)
            assert name in said or said.startswith(verifier.TAGS), (name, place, said)
        path.write_bytes(content)
    check_bundle(bundle.folder)


def test_one_missing_file_is_refused_and_named(bundle: Bundle) -> None:
    for path in sorted(path for path in bundle.folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        path.unlink()
        assert path.relative_to(bundle.folder).as_posix() in refusal(bundle)
        path.write_bytes(content)


@pytest.mark.parametrize("name", ["data/more.txt", "more.txt", "data/deep/in/it.txt", "data/é.txt"])
def test_a_file_too_many_is_refused_and_named(bundle: Bundle, name: str) -> None:
    bundle.file(name).parent.mkdir(parents=True, exist_ok=True)
    bundle.file(name).write_text("more")
    assert refusal(bundle).startswith(f"{name}: ")


@pytest.mark.parametrize("name", ["data/../../outside.txt", "/etc/hostname", "data/events.jsonl", ""])
def test_a_name_that_leads_elsewhere_is_refused_with_its_line(bundle: Bundle, name: str) -> None:
    lines = bundle.lines(verifier.PAYLOAD)
    bundle.write(verifier.PAYLOAD, [*lines, f"{'0' * 64}  {name}"])
    tags = [line for line in bundle.lines(verifier.TAGS) if not line.endswith(verifier.PAYLOAD)]
    from tests.interfaces.bundle_forging import digest

    bundle.write(verifier.TAGS, [*tags, f"{digest(bundle.file(verifier.PAYLOAD))} {verifier.PAYLOAD}"])
    assert refusal(bundle).startswith(f"{verifier.PAYLOAD}, line {len(lines) + 1}: ")


def test_a_link_is_refused(bundle: Bundle) -> None:
    real = bundle.file("data/policy.txt")
    real.rename(bundle.folder.parent / "policy.txt")
    real.symlink_to(bundle.folder.parent / "policy.txt")
    assert refusal(bundle) == "data/policy.txt: it is a link, a device or too large"


def test_a_link_to_a_folder_is_refused(bundle: Bundle) -> None:
    bundle.file("data/more").symlink_to(bundle.folder.parent)
    assert refusal(bundle) == "data/more: it is a link, a device or too large"


def test_a_pipe_is_refused_and_not_waited_for(bundle: Bundle) -> None:
    os.mkfifo(bundle.file("data/pipe"))
    assert refusal(bundle) == "data/pipe: it is a link, a device or too large"


def test_a_huge_file_is_refused_before_it_is_read(bundle: Bundle) -> None:
    with bundle.file("data/huge.bin").open("wb") as target:
        target.truncate(verifier.LARGEST_FILE + 1)
    assert refusal(bundle) == "data/huge.bin: it is a link, a device or too large"


def test_a_changed_file_that_is_listed_anew_is_not_what_the_log_signed(bundle: Bundle) -> None:
    for name in ("data/report.pdf", "data/ocel.json", "bag-info.txt", "data/states.jsonl", "data/policy.txt"):
        content = bundle.file(name).read_bytes()
        bundle.file(name).write_bytes(content + b"\n# more\n")
        bundle.reseal()
        assert refusal(bundle).startswith(f"{verifier.STATEMENT}: "), name
        bundle.file(name).write_bytes(content)


Edit = Callable[[list[str]], list[str]]


def dropped(lines: list[str]) -> list[str]:
    return lines[:5] + lines[6:]


def swapped(lines: list[str]) -> list[str]:
    return [*lines[:5], lines[6], lines[5], *lines[7:]]


def doubled(lines: list[str]) -> list[str]:
    return [*lines[:6], lines[5], *lines[6:]]


@pytest.mark.parametrize("files", [(EVENTS,), (PROOFS,), (EVENTS, PROOFS)])
@pytest.mark.parametrize("edit", [dropped, swapped, doubled])
def test_events_dropped_swapped_or_doubled_are_refused_even_if_the_log_signs_it(
    bundle: Bundle, edit: Edit, files: tuple[str, ...]
) -> None:
    for name in files:
        bundle.write(name, edit(bundle.lines(name)))
    bundle.forge()
    said = refusal(bundle)
    assert said.startswith(EVENTS), said


@pytest.mark.parametrize("restated", [False, True])
def test_a_truncated_tail_is_refused_even_if_the_log_states_the_rest(bundle: Bundle, restated: bool) -> None:
    last = json.loads(bundle.lines(EVENTS)[-1])
    for name in (EVENTS, PROOFS):
        bundle.write(name, bundle.lines(name)[:-1])
    if restated:
        said = bundle.said()
        said["streams"][last["stream"]] -= 1
        if not said["streams"][last["stream"]]:
            del said["streams"][last["stream"]]
        bundle.file("data/bundle.json").write_text(json.dumps(said))
    bundle.forge()
    told = refusal(bundle)
    assert told.startswith(f"{EVENTS}: event {last['framework_sequence']} of" if restated else EVENTS), told


def test_an_altered_event_is_refused_with_its_line(bundle: Bundle) -> None:
    lines = bundle.lines(EVENTS)
    place = next(number for number, line in enumerate(lines) if "Cuisine" in line)
    lines[place] = lines[place].replace("Cuisine", "Piscine")
    bundle.write(EVENTS, lines)
    bundle.forge()
    assert refusal(bundle) == f"{EVENTS}, line {place + 1}: the proof leads to another root"


def test_an_event_written_otherwise_is_refused(bundle: Bundle) -> None:
    lines = bundle.lines(EVENTS)
    lines[2] = lines[2].replace('":', '": ', 1)
    bundle.write(EVENTS, lines)
    bundle.forge()
    assert refusal(bundle).startswith(f"{EVENTS}, line 3: it is not written as it was recorded")


@pytest.mark.parametrize("line", ["", "[]", "{", '"\\ud800"', "[" * 100_000, "1e999", '{"version":1}'])
def test_a_line_that_cannot_be_read_is_refused_with_its_number(bundle: Bundle, line: str) -> None:
    lines = bundle.lines(EVENTS)
    bundle.write(EVENTS, [*lines[:3], line, *lines[4:]])
    bundle.forge()
    assert refusal(bundle).startswith(f"{EVENTS}, line 4: ")


def test_a_state_that_does_not_follow_is_refused_with_its_line(bundle: Bundle) -> None:
    lines = bundle.lines("data/states.jsonl")
    place = next(number for number, line in enumerate(lines) if "Cuisine" in line)
    lines[place] = lines[place].replace("Cuisine", "Piscine")
    bundle.write("data/states.jsonl", lines)
    bundle.forge()
    check_bundle(bundle.folder)
    assert folded_refusal(bundle).startswith(f"data/states.jsonl, line {place + 1}: the events of agreement-")


def test_a_state_that_is_not_stated_is_missed(bundle: Bundle) -> None:
    bundle.write("data/states.jsonl", bundle.lines("data/states.jsonl")[:-1])
    bundle.forge()
    assert folded_refusal(bundle).startswith("data/states.jsonl: the state of ")


def folded_refusal(bundle: Bundle) -> str:
    from application.bundles import BundleRefused, Trust

    with pytest.raises(BundleRefused) as caught:
        bundle_check().verify(bundle.folder, Trust())
    return str(caught.value)


def test_states_of_other_rules_are_compared_and_the_other_rules_named(bundle: Bundle, told: World) -> None:
    bundle.file("data/bundle.json").write_text(json.dumps(bundle.said() | {"rules": "0" * 64}))
    bundle.forge()
    done = runner(told.settings)("audit", "verify", str(bundle.folder))
    assert done.exit_code == 0
    assert "other rules" in done.output


def test_another_key_is_refused_where_the_auditor_knows_the_log_s(bundle: Bundle) -> None:
    """Somebody signs everything anew with a key of their own, under the log's name."""
    other = new_key(bundle.said()["origin"])
    note = bundle.file("data/checkpoint.note")
    text = note.read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    note.write_text(f"{text}\n{other.sign(text)}\n", encoding="utf-8")
    bundle.file("data/keys.txt").write_text(f"{other.verifier}\n")
    bundle.forge(other)
    assert check_bundle(bundle.folder)["key_given"] is False
    assert refusal(bundle, str(bundle.key.verifier)) == "data/checkpoint.note: no known key signed it"


def test_a_key_swapped_for_another_is_refused(bundle: Bundle) -> None:
    bundle.file("data/keys.txt").write_text(f"{new_key(bundle.said()['origin']).verifier}\n")
    bundle.reseal()
    assert refusal(bundle) == "data/checkpoint.note: no known key signed it"


def test_what_is_no_key_is_refused(bundle: Bundle) -> None:
    assert refusal(bundle, "no key").startswith("the key: ")


def test_a_bundle_of_another_log_is_refused(whole: Bundle, tmp_path: Path) -> None:
    with opened_world(tmp_path / "other") as other:
        other.settings.log_key_file.unlink(missing_ok=True)
        theirs = exported(other, "framework", other.framework, tmp_path / "theirs")
    check_bundle(theirs.folder, [str(theirs.key.verifier)])
    assert refusal(theirs, str(whole.key.verifier)) == "data/checkpoint.note: no known key signed it"


def test_an_old_checkpoint_is_refused_where_the_auditor_says_so(bundle: Bundle) -> None:
    assert refusal(bundle, max_age=0.0).startswith("data/checkpoint.note: it is ")
    check_bundle(bundle.folder, max_age=1.0)


def test_cosignatures_are_checked_by_the_auditor_s_policy(bundle: Bundle) -> None:
    near, far = new_key("near.example/w1", COSIGNED), new_key("far.example/w1", COSIGNED)
    note = bundle.file("data/checkpoint.note")
    text = note.read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    old = 1_700_000_000
    note.write_text(note.read_text(encoding="utf-8") + f"{near.sign(text, old)}\n", encoding="utf-8")
    bundle.forge()
    witnesses = f"witness near {near.verifier}\nwitness far {far.verifier}\n"
    found = check_bundle(bundle.folder, policy=f"# ours\n\n{witnesses}group one any near far\nquorum one\n")
    assert found["cosigned_by"] == [str(near.verifier)]
    assert refusal(bundle, policy=f"{witnesses}quorum near\n", max_age=30).startswith("data/checkpoint.note: it is ")
    needed = refusal(bundle, policy=f"{witnesses}group both all near far\nquorum both\n")
    assert needed == "the policy: too few witnesses cosigned the checkpoint: near.example/w1"
    assert refusal(bundle, policy=f"{witnesses}quorum both\n").startswith("the policy: line 3: ")
    assert refusal(bundle, policy="anything else\n").startswith("the policy: line 1: ")
    note.write_text(note.read_text(encoding="utf-8").replace("near.example/w1 ", "far.example/w1 "), encoding="utf-8")
    bundle.forge()
    assert "too few witnesses" in refusal(bundle, policy=f"{witnesses}quorum far\n")


def test_a_wrong_cosignature_is_refused(bundle: Bundle) -> None:
    near = new_key("near.example/w1", COSIGNED)
    note = bundle.file("data/checkpoint.note")
    note.write_text(note.read_text(encoding="utf-8") + f"{near.sign('another text', 1)}\n", encoding="utf-8")
    bundle.forge()
    said = refusal(bundle, policy=f"witness near {near.verifier}\nquorum near\n")
    assert said == "the policy: line 1: the signature of near.example/w1 is wrong"


def test_an_attachment_that_is_not_what_its_name_says_is_refused(bundle: Bundle) -> None:
    (file,) = (bundle.folder / "data/attachments").iterdir()
    file.write_bytes(b"Article second")
    bundle.forge()
    assert refusal(bundle).startswith(f"data/attachments/{file.name}: ")


def test_nothing_that_comes_with_a_bundle_is_run(bundle: Bundle, told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written = bundle.folder.parent / "written-by-the-bundle"
    code = f"open({str(written)!r}, 'w').write('run')\n"
    for name in ("verifier", "__init__", "sitecustomize", "rfc8785", "conftest", "json"):
        bundle.file(f"data/{name}.py").write_text(code)
    bundle.forge()
    monkeypatch.chdir(bundle.folder / "data")
    done = runner(told.settings)("audit", "verify", str(bundle.folder))
    assert done.exit_code == 0, done.output
    assert not written.exists()


def test_a_head_of_another_framework_is_refused(bundle: Bundle, told: World) -> None:
    head = json.loads(bundle.file("data/head.json").read_bytes())
    for changed in ({"head": head["head"] - 1}, {"framework": told.elsewhere}, {"index": head["index"] + 1}):
        bundle.file("data/head.json").write_text(json.dumps(head | changed))
        bundle.forge()
        assert refusal(bundle).startswith("data/head.json: ")


def test_a_bundle_cannot_claim_to_be_complete_without_proof(bundle: Bundle) -> None:
    bundle.file("data/head.json").unlink()
    bundle.forge()
    assert check_bundle(bundle.folder)["complete"] is None
    assert folded_refusal(bundle).startswith("data/bundle.json: ")


DOCUMENT = Path(__file__).parents[2] / "docs" / "audit.md"


def test_the_auditor_s_page_says_commands_that_work(whole: Bundle, tmp_path: Path) -> None:
    said = DOCUMENT.read_text(encoding="utf-8").partition("### On a machine with nothing installed")[2]
    block = said.partition("```bash\n")[2].partition("```")[0]
    assert block
    shutil.copytree(whole.folder, tmp_path / "bundle")
    shutil.copy(VERIFIER, tmp_path / "verifier.py")
    (tmp_path / "policy.txt").write_text("quorum none\n")
    environment = {"PATH": os.environ["PATH"], "KEY": str(whole.key.verifier)}
    for line in block.splitlines():
        if "pip install" in line:  # nothing is fetched here: the same two libraries are put there
            assert line == "auditor/bin/pip install cryptography rfc8785"
            put_libraries(tmp_path / "auditor")
            continue
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stdout, done.stderr)


@pytest.mark.parametrize("name", [EVENTS, PROOFS, "data/keys.txt", "data/policy.txt", "data/checkpoint.note"])
def test_a_file_that_nobody_lists_any_more_is_missed(bundle: Bundle, name: str) -> None:
    bundle.file(name).unlink()
    bundle.forge()
    said = refusal(bundle)
    assert said.startswith((name, EVENTS)), said


def test_states_that_are_gone_are_missed(bundle: Bundle) -> None:
    bundle.file("data/states.jsonl").unlink()
    bundle.forge()
    assert folded_refusal(bundle).startswith("data/states.jsonl: ")


def test_a_folder_among_the_attachments_is_refused(bundle: Bundle) -> None:
    bundle.file("data/attachments/deep").mkdir()
    bundle.file("data/attachments/deep/more.txt").write_text("more")
    bundle.forge()
    assert refusal(bundle).startswith("data/attachments/deep: ")


def test_an_event_of_a_newer_palabre_is_named(whole: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    from infrastructure import event_names

    event_names.resolve.cache_clear()
    monkeypatch.delitem(event_names.NAMES, "agreement.drafted")
    assert "agreement.drafted is unknown to the Palabre installed here: update it" in folded_refusal(whole)
    event_names.resolve.cache_clear()


def test_a_bundle_fetched_over_http_holds_as_well(told: World, whole: Bundle, tmp_path: Path) -> None:
    answer = told.client("auditor").get(f"/api/v1/agreements/{told.agreement}/bundle")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    found = bundle_check().verify(folder, Trust(keys=[str(whole.key.verifier)]))
    assert (found.kind, found.subject) == ("agreement", told.agreement)


def test_there_is_no_bundle_of_what_never_was(told: World) -> None:
    nobody = told.agreement[:-4] + "0000"
    assert told.client().get(f"/api/v1/agreements/{nobody}/bundle").status_code == 404
    assert told.client().get(f"/api/v1/frameworks/{told.framework}/ocel").json()["objects"]
