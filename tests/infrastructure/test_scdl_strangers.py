"""Publications as strangers make them: every row is accounted for, and what comes of it goes out and in again."""

import pytest

from application.grants.rows import Quarantined
from infrastructure.formats.scdl import read
from infrastructure.formats.scdl_write import write, write_quarantine
from tests.infrastructure.grant_files import PUBLICATIONS, Publication
from tests.infrastructure.grants import understood


@pytest.mark.parametrize("one", PUBLICATIONS.values(), ids=PUBLICATIONS)
def test_every_row_of_a_stranger_is_understood_or_set_aside(one: Publication) -> None:
    file = read(one.data)
    assert (len(file.rows), len(understood(file))) == (one.rows, one.recorded)
    assert all(found.rule for found in file.rows if isinstance(found, Quarantined))


@pytest.mark.parametrize("one", PUBLICATIONS.values(), ids=PUBLICATIONS)
def test_what_a_stranger_published_goes_out_and_comes_in_the_same(one: Publication) -> None:
    grants = [row.grant for row in understood(read(one.data))]
    written = write(grants)
    again = (
        [row.digest for row in understood(read(written.published, written.complements))]
        if written.complete_count
        else []
    )
    again += [row.digest for row in understood(read(written.incomplete))] if written.incomplete_count else []
    assert sorted(again) == sorted(row.digest for row in understood(read(one.data)))


@pytest.mark.parametrize("one", [each for each in PUBLICATIONS.values() if each.aside], ids=lambda one: one.name)
def test_what_is_set_aside_comes_back_in_a_file_that_can_be_corrected(one: Publication) -> None:
    file = read(one.data)
    aside = [found for found in file.rows if isinstance(found, Quarantined)]
    again = read(write_quarantine(file, aside))
    headings = again.headings[""]
    assert again.resubmitted
    assert {found.column for found in aside} <= {*headings, ""}
    if "long" not in one.name:  # a cell beyond all measure comes back cut
        assert [(found.column, found.rule) for found in again.rows if isinstance(found, Quarantined)] == [
            (found.column, found.rule) for found in aside
        ]
