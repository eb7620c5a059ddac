"""Checkpoints of a real log: signed, continued, cosigned; a witness takes no fork and no step back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from infrastructure import checkpoint_notes, heads, verifier
from infrastructure.checkpoint_notes import Checkpoint, Note
from infrastructure.checkpoints import Checkpoints
from infrastructure.engines import Database
from infrastructure.log_keys import LogKeys
from infrastructure.notes import SigningKey, new_key, signed
from infrastructure.policy import NO_POLICY, Policy, read_policy
from infrastructure.recorder import Recorder
from infrastructure.stored import TreeBroken
from infrastructure.verifier import COSIGNED, Refused
from infrastructure.witness import Witness, submission
from infrastructure.witnesses import collect
from tests.infrastructure.events import chain, event

NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)


class Setting:
    """A log, its checkpoints, and a clock that is put where it is wanted."""

    def __init__(self, recorder: Recorder, folder: Path, policy: Policy | None = None) -> None:
        self.recorder, self.folder, self.now = recorder, folder, NOON
        self.checkpoints = self.under(policy or read_policy(NO_POLICY))

    def under(self, policy: Policy) -> Checkpoints:
        keys = LogKeys("", self.folder / "log.key")
        return Checkpoints(self.recorder.database, keys, policy, lambda: self.now, "palabre.example/log")


@pytest.fixture
def setting(recorder: Recorder, tmp_path: Path) -> Setting:
    recorder.insert_events([*chain("a-1", 1, 5, "f-1"), *chain("b-1", 1, 2, "f-2"), *chain("o-1", 1, 3, None)])
    return Setting(recorder, tmp_path)


def test_a_checkpoint_says_how_large_the_log_is_and_how_far_each_framework(setting: Setting) -> None:
    kept = setting.checkpoints.sign()
    (key,) = setting.checkpoints.log_keys()
    note = checkpoint_notes.read_note(str(kept.note).encode())
    assert list(checkpoint_notes.check_note(note, [key.public])) == [key.public]
    checkpoint = checkpoint_notes.read_checkpoint(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("palabre.example/log", 10)
    assert checkpoint.root == setting.checkpoints.tree.root(10)
    known = heads.heads(setting.recorder.database, 10)
    assert known == [("", 3), ("f-1", 5), ("f-2", 2)]
    assert checkpoint.extensions == (heads.line(known),)
    assert setting.checkpoints.newest() == kept
    assert kept.published


def test_how_far_a_framework_has_come_is_proved_without_naming_another(setting: Setting) -> None:
    known = heads.heads(setting.recorder.database, 10)
    index, proof = heads.proof(known, "f-2")
    _, count, root = heads.line(known).split(" ")
    leaf = verifier.leaf_hash(b'{"framework":"f-2","head":2}')
    verifier.check_inclusion(leaf, index, int(count), proof, verifier.decoded(root))
    wrong = verifier.leaf_hash(b'{"framework":"f-2","head":1}')
    with pytest.raises(Refused):
        verifier.check_inclusion(wrong, index, int(count), proof, verifier.decoded(root))
    assert heads.heads(setting.recorder.database, 6) == [("f-1", 5), ("f-2", 1)]


def test_a_log_without_a_set_name_is_called_after_its_first_event(recorder: Recorder, tmp_path: Path) -> None:
    log = Checkpoints(recorder.database, LogKeys("", tmp_path / "k"), read_policy(NO_POLICY), lambda: NOON)
    with pytest.raises(Refused, match="no name yet"):
        log.sign()
    first = event("a-1", 1)
    recorder.insert_events([first])
    assert log.sign().checkpoint.origin == f"palabre/{first.event_id}"


def test_signing_the_same_tree_again_is_the_same_checkpoint(setting: Setting) -> None:
    kept = setting.checkpoints.sign()
    setting.now += timedelta(hours=1)
    assert setting.checkpoints.sign() == kept
    setting.recorder.insert_events([event("a-1", 6)])
    assert setting.checkpoints.sign().checkpoint.size == 11
    assert setting.checkpoints.sizes() == [10, 11]
    covering = setting.checkpoints.covering(11)
    assert covering is not None
    assert covering.checkpoint.size == 11
    assert setting.checkpoints.covering(12) is None


def test_while_a_key_takes_over_both_sign(setting: Setting) -> None:
    setting.checkpoints.rotate(timedelta(days=30))
    old, new = setting.checkpoints.log_keys()
    note = setting.checkpoints.sign().note
    assert set(checkpoint_notes.check_note(note, [old.public, new.public])) == {old.public, new.public}
    setting.now += timedelta(days=31)
    setting.recorder.insert_events([event("a-1", 6)])
    assert set(checkpoint_notes.check_note(setting.checkpoints.sign().note, [old.public, new.public])) == {new.public}


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM tree WHERE position = 10",
        "UPDATE tree SET hashes = (SELECT hashes FROM tree AS t WHERE t.position = 6) WHERE position = 10",
    ],
)
def test_a_tree_that_does_not_continue_what_was_signed_is_not_signed(setting: Setting, damage: str) -> None:
    setting.checkpoints.sign()
    with setting.recorder.database.writing() as connection:
        connection.execute(sa.text(damage))
    with pytest.raises(TreeBroken, match="checkpoint of 10 leaves"):
        setting.checkpoints.sign()


class Town:
    """Witnesses, reached without a network."""

    def __init__(self, folder: Path, names: str) -> None:
        self.clock = 1_800_000_000
        self.witnesses = {
            name: Witness(folder / f"{name}.db", new_key(f"{name}.example", COSIGNED), lambda: self.clock)
            for name in names
        }
        self.silent: set[str] = set()

    def post(self, address: str, body: bytes) -> tuple[int, bytes]:
        name = address.removeprefix("http://").removesuffix("/add-checkpoint")
        if name in self.silent:
            raise ConnectionRefusedError
        answer = self.witnesses[name].add_checkpoint(body)
        return answer.status, answer.body.encode()

    def policy(self, needed: str) -> Policy:
        lines = [f"witness {name} {one.verifier} http://{name}\n" for name, one in self.witnesses.items()]
        return read_policy("".join(lines) + f"group all-of-us {needed} {' '.join(self.witnesses)}\nquorum all-of-us\n")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path, "abc")


def test_a_checkpoint_is_published_once_enough_institutions_have_cosigned(setting: Setting, town: Town) -> None:
    policy = town.policy("2")
    log = setting.under(policy)
    witnessing = collect(policy, town.post)
    log.sign()
    key = log.log_keys()[0].public
    town.witnesses["a"].add_log(str(key))
    alone = log.publish(witnessing)
    assert not alone.published
    assert log.newest(published=True) is None
    town.witnesses["b"].add_log(str(key))
    setting.recorder.insert_events([event("a-1", 6)])
    both = log.publish(witnessing)
    assert both.published
    assert {one.name for one in log.cosigners(both.note)} == {"a.example", "b.example"}
    town.silent.add("a")
    setting.recorder.insert_events([event("a-1", 7)])
    assert not log.publish(witnessing).published
    newest = log.newest(published=True)
    assert newest is not None
    assert newest.checkpoint.size == 11
    town.silent.clear()
    assert log.publish(witnessing).published


def test_a_log_that_forgot_what_a_witness_saw_is_told(setting: Setting, town: Town) -> None:
    policy = town.policy("any")
    log = setting.under(policy)
    log.sign()
    for witness in town.witnesses.values():
        witness.add_log(str(log.log_keys()[0].public))
    log.publish(collect(policy, town.post))
    with setting.recorder.database.writing() as connection:
        connection.execute(sa.text("DELETE FROM checkpoints"))
    setting.recorder.insert_events(chain("a-1", 6, 9))
    kept = log.publish(collect(policy, town.post))
    assert len(log.cosigners(kept.note)) == 3


def test_a_signature_that_is_not_the_witnesses_own_is_not_kept(setting: Setting, town: Town) -> None:
    policy = town.policy("any")
    log = setting.under(policy)
    impostor = new_key("a.example", COSIGNED)

    def post(_: str, body: bytes) -> tuple[int, bytes]:
        note = checkpoint_notes.read_note(body.partition(b"\n\n")[2])
        return 200, f"{impostor.sign(note.text, 1)}\n".encode()

    assert not log.publish(collect(policy, post)).published


KEY = new_key("log.example")


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    witness = Witness(tmp_path / "w.db", new_key("witness.example", COSIGNED), lambda: 1_800_000_000)
    witness.add_log(str(KEY.verifier))
    return witness


def note_of(log: Checkpoints, size: int, key: SigningKey = KEY) -> Note:
    text = str(Checkpoint("log.example", size, log.tree.root(size)))
    return signed(text, key.sign(text))


def asked(log: Checkpoints, old: int, size: int, *, key: SigningKey = KEY) -> bytes:
    return submission(old, log.tree.consistency(old, size) if 0 < old <= size else [], note_of(log, size, key))


def test_a_witness_cosigns_what_continues_what_it_saw(setting: Setting, witness: Witness) -> None:
    log = setting.checkpoints
    for old, size in ((0, 3), (3, 7), (7, 7), (7, 10)):
        answer = witness.add_checkpoint(asked(log, old, size))
        assert answer.status == 200
        note = Note(note_of(log, size).text, tuple(map(checkpoint_notes.read_signature, answer.body.splitlines())))
        assert list(checkpoint_notes.check_note(note, [witness.verifier])) == [witness.verifier]
    assert witness.logs() == [("log.example", str(KEY.verifier), 10)]


def test_a_witness_takes_no_step_back(setting: Setting, witness: Witness) -> None:
    log = setting.checkpoints
    witness.add_checkpoint(asked(log, 0, 7))
    for old, size in ((0, 3), (3, 5), (0, 10), (5, 10)):
        answer = witness.add_checkpoint(asked(log, old, size))
        assert (answer.status, answer.body, answer.media_type) == (409, "7\n", "text/x.tlog.size")
    assert witness.add_checkpoint(asked(log, 7, 5)).status == 400
    assert witness.logs()[0][2] == 7


def test_a_witness_takes_no_fork(setting: Setting, witness: Witness, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'fork.db'}")
    fork = Recorder(database)
    fork.create_table()
    fork.insert_events(chain("a-1", 1, 10))
    other = Checkpoints(database, LogKeys("", tmp_path / "k"), read_policy(NO_POLICY), lambda: NOON, "log.example")
    witness.add_checkpoint(asked(setting.checkpoints, 0, 7))
    assert witness.add_checkpoint(asked(other, 7, 10)).status == 422
    assert witness.add_checkpoint(asked(other, 7, 7)).status == 409
    assert witness.add_checkpoint(asked(setting.checkpoints, 7, 10)).status == 200
    fork.close()
    database.close()


def test_a_witness_says_what_is_wrong(setting: Setting, witness: Witness) -> None:
    log = setting.checkpoints
    right = asked(log, 0, 7)
    stranger = new_key("log.example")
    text = str(Checkpoint("unknown.example", 7, log.tree.root(7)))
    unknown = signed(text, KEY.sign(text))
    proof = log.tree.consistency(3, 7)
    assert witness.add_checkpoint(asked(log, 0, 7, key=stranger)).status == 403
    assert witness.add_checkpoint(submission(0, [], unknown)).status == 404
    assert witness.add_checkpoint(submission(0, proof, note_of(log, 7))).status == 422
    spoilt = [
        b"",
        b"old 0",
        right.replace(b"old 0", b"old 00"),
        right.replace(b"old", b"new"),
        right[:-1],
        b"\xff" + right,
    ]
    spoilt += [
        right.replace(b"old 0\n", b"old 0\n" + b"AAA!\n"),
        submission(0, [bytes(32)] * 64, note_of(log, 7)),
    ]
    assert [witness.add_checkpoint(request).status for request in spoilt] == [400] * len(spoilt)
    assert witness.add_checkpoint(right).status == 200
