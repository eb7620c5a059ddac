"""BPMN → procedure → BPMN keeps what can happen, and comes back exactly."""

import pytest

from infrastructure.formats.bpmn_read import read
from infrastructure.formats.bpmn_write import write
from tests.infrastructure.bpmn_cases import SOUND, UNSOUND
from tests.infrastructure.bpmn_game import traces

FILES = {**SOUND, **{name: file for name, (file, _) in UNSOUND.items()}}


@pytest.mark.parametrize("name", FILES)
def test_what_is_written_allows_the_same_traces(name: str) -> None:
    written = write(read(FILES[name]).procedure)
    assert traces(written.text.encode(), 6) == traces(FILES[name], 6)


@pytest.mark.parametrize("name", FILES)
def test_a_written_file_gives_the_very_procedure_back(name: str) -> None:
    procedure = read(FILES[name]).procedure
    assert read(write(procedure).text.encode()).procedure == procedure
