"""A policy says how many institutions must cosign, in the published format."""

import pytest

from infrastructure.notes import SigningKey, new_key
from infrastructure.policy import NO_POLICY, read_policy
from infrastructure.verifier import COSIGNED, Refused

X = [new_key(f"x{number}.example", COSIGNED) for number in (1, 2, 3)]
Y = [new_key(f"y{number}.example", COSIGNED) for number in (1, 2)]
LOG = new_key("palabre.example/log")
WITNESSES = "".join(f"witness {key.name[:2]} {key.verifier} https://{key.name}/\n" for key in (*X, *Y))
TWO_LEVELS = f"""
# who cosigns
log {LOG.verifier} https://palabre.example/log
{WITNESSES}
group lannion 2 x1 x2 x3
\tgroup tregor any y1 y2
group both   all lannion tregor
quorum both
"""


@pytest.mark.parametrize(
    ("signers", "is_met"),
    [
        ([], False),
        ([X[0], X[1]], False),
        ([X[0], Y[0]], False),
        ([X[0], X[2], Y[1]], True),
        ([*X, *Y], True),
        ([X[0], X[0], Y[1]], False),
        ([X[0], X[1], new_key("y1.example", COSIGNED)], False),
    ],
)
def test_the_quorum_counts_institutions_by_groups(signers: list[SigningKey], *, is_met: bool) -> None:
    policy = read_policy(TWO_LEVELS)
    assert policy.is_met([key.verifier for key in signers]) is is_met
    assert policy.witnesses["x1"].url == "https://x1.example/"
    assert list(policy.logs) == [LOG.verifier]


def test_a_policy_may_ask_for_nobody() -> None:
    assert read_policy("quorum none\n").is_met([])
    assert read_policy(NO_POLICY).is_met([])


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "quorum nobody\n",
        "quorum none\nquorum none\n",
        "witness none {x}\nquorum none\n",
        "witness a {x}\nwitness a {y}\nquorum a\n",
        "witness a {x}\nwitness b {x}\nquorum a\n",
        "witness a {log}\nquorum a\n",
        "log {x}\nquorum none\n",
        "witness a {x}\ngroup g 2 a\nquorum g\n",
        "witness a {x}\ngroup g 0 a\nquorum g\n",
        "witness a {x}\ngroup g any\nquorum g\n",
        "witness a {x}\ngroup g any a a\nquorum g\n",
        "witness a {x}\ngroup g any a\ngroup h any a\nquorum g\n",
        "group g any a\nwitness a {x}\nquorum g\n",
        "witness a {x}\ngroup g ٢ a\nquorum g\n",
        "witness a {x} b c\nquorum a\n",
        "whatever\nquorum none\n",
    ],
)
def test_a_policy_that_says_something_else_is_refused(wrong: str) -> None:
    with pytest.raises(Refused, match="policy"):
        read_policy(wrong.format(x=X[0].verifier, y=Y[0].verifier, log=LOG.verifier))
