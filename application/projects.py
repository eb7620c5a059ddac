"""What a caller can ask about a project."""

from application.nouns import Noun, members
from application.programmes import standing
from application.said import sealed
from domain import project

NOUN = Noun(
    kind="project",
    plural="projects",
    decider=project.decider,
    commands=members(project.Command),
    events=members(project.Event),
    creators=frozenset({project.BeginProject}),
    suppliers={
        project.EnterProgramme: standing,
        **dict.fromkeys(
            (
                project.BeginProject,
                project.MoveToStage,
                project.EndProject,
                project.LeaveProgramme,
                project.AnswerFollowUp,
            ),
            sealed("holders"),
        ),
    },
)
