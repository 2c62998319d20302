"""Fields of the form that no preset holds, looked up as those are that one does."""

from nntui.experiment.hyperparameters import Hyperparameters, declarations
from nntui.tui.view_settings import VIEW_DECLARATIONS, ViewSettings, value_of


def test_every_field_has_its_value_wherever_it_is_kept():
    hyperparameters, view = Hyperparameters().with_value("training.epochs", 7), ViewSettings(pace="5 s")
    fields = (*declarations().values(), *VIEW_DECLARATIONS)
    values = {field.key: value_of(hyperparameters, view, field) for field in fields}
    assert (values["training.epochs"], values["view.pace"]) == (7, "5 s")
    others = {field.key: field.default for field in fields} | {"training.epochs": 7, "view.pace": "5 s"}
    assert values == others
