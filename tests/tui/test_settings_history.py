from dataclasses import replace

from nntui.experiment.hyperparameters import Hyperparameters
from nntui.tui.settings_history import Change, Settings, SettingsHistory, change_in_words
from nntui.tui.view_settings import ViewSettings

START = Settings("digits", Hyperparameters(), Hyperparameters(), ViewSettings())


def with_values(settings=START, **values):
    hyperparameters = settings.hyperparameters
    for key, value in values.items():
        hyperparameters = hyperparameters.with_value(key.replace("__", "."), value)
    return replace(settings, hyperparameters=hyperparameters)


def noted(*times_and_fields):
    """A history of changes of the learning rate to 0, 1, 2 …, one at each time and stepped on the field given."""
    now, history, before = [0.0], SettingsHistory(lambda: now[0]), START
    for number, (time, field) in enumerate(times_and_fields):
        now[0], after = time, with_values(training__learning_rate=number)
        history.note(Change(before, after), field)
        before = after
    return history


def rates(history):
    return [
        tuple(each.hyperparameters.training.learning_rate for each in (change.before, change.after))
        for change in history.made
    ]


def test_quick_steps_on_one_field_are_one_change():
    assert rates(noted((0, "a"), (0.9, "a"), (1.8, "a"))) == [(0.1, 2)]
    assert rates(noted((0, "a"), (1.1, "a"))) == [(0.1, 0), (0, 1)]
    assert rates(noted((0, "a"), (0.1, "b"))) == [(0.1, 0), (0, 1)]
    assert rates(noted((0, "a"), (0.1, ""), (0.2, ""), (0.3, "a"))) == [(0.1, 0), (0, 1), (1, 2), (2, 3)]


def test_a_step_after_an_undo_is_a_change_of_its_own():
    history = noted((0, "a"), (0.1, "b"))
    history.move(history.made, history.taken_back)
    history.note(Change(START, with_values(training__momentum=0.5)), "b")
    assert len(history.made) == 2
    assert not history.taken_back


def test_what_changes_nothing_is_not_kept():
    history = SettingsHistory()
    history.note(Change(START, with_values()))
    assert not history.made


def test_the_oldest_of_very_many_are_forgotten():
    history = noted(*((time, "") for time in range(1000)))
    assert 100 <= len(history.made) < 1000
    assert rates(history)[-1] == (998, 999)


def test_a_preset_saved_meanwhile_stays():
    rate = with_values(training__learning_rate=1)
    now = replace(rate, preset="mine", saved=rate.hyperparameters)
    undone = Change(START, rate).reverse.applied_to(now)
    assert (undone.preset, undone.saved, undone.hyperparameters) == ("mine", now.saved, START.hyperparameters)
    assert Change(START, now).reverse.applied_to(now) == START


def test_a_change_in_words():
    fields = {"training__learning_rate": 0.03, "network__hidden": [], "task__seed": 7}
    assert change_in_words(Change(START, with_values(training__learning_rate=0.03))) == "learning rate 0.1 → 0.03"
    assert change_in_words(Change(START, with_values(**fields))) == "data seed 0 → 7, hidden 8 → none and 1 more"
    opened = replace(START, preset="circle", view=ViewSettings(pace="5 s"))
    assert change_in_words(Change(START, opened)) == "preset digits → circle, pace auto → 5 s"
    assert change_in_words(Change(START, with_values(task__path="a.csv"))) == "path none → a.csv"
