"""Of two sides that change settings neither loses anything: what both agree on is done, the rest is left open."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nntui.experiment.hyperparameters import Hyperparameters, declarations
from nntui.experiment.merging import agreed, disagreements, followed, open_keys, with_texts, with_values

LIVE, REBUILD = "training.learning_rate", "network.hidden"
VALUES = {
    LIVE: [0.1, 0.2, 0.3],
    "training.epochs": [10, 20, 30],
    REBUILD: [[4], [5], [6]],
    "task.name": ["xor", "spiral", "digits"],
}
SETTINGS = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in VALUES.items()}).map(
    lambda values: settings_of(**{key.replace(".", "__"): value for key, value in values.items()})
)


def settings_of(**values: object) -> Hyperparameters:
    settings = Hyperparameters()
    for key, value in values.items():
        settings = settings.with_value(key.replace("__", "."), value)
    return settings


def test_what_the_file_alone_has_changed_is_followed_where_it_is_live() -> None:
    held = settings_of(training__learning_rate=0.1, network__hidden=[4])
    in_file = settings_of(training__learning_rate=0.2, network__hidden=[5])
    here = followed(held, in_file, held)
    assert here == settings_of(training__learning_rate=0.2, network__hidden=[4])
    assert open_keys(held, in_file, here) == [REBUILD]
    assert agreed(held, in_file, here) == here


def test_what_both_have_changed_is_left_open() -> None:
    held, in_file, here = (settings_of(training__learning_rate=rate) for rate in (0.1, 0.2, 0.3))
    assert followed(held, in_file, here) == here
    (found,) = disagreements(held, in_file, here)
    assert (found.key, found.in_file, found.here) == (LIVE, 0.2, 0.3)
    assert found.changed_in_file and found.changed_here
    assert agreed(held, in_file, here) == held


@given(SETTINGS, SETTINGS, SETTINGS)
def test_nobodys_change_is_lost(held: Hyperparameters, in_file: Hyperparameters, here: Hyperparameters) -> None:
    after = followed(held, in_file, here)
    left = agreed(held, in_file, after)
    still_open = open_keys(left, in_file, after)
    assert still_open == open_keys(held, in_file, after)
    for key, declaration in declarations().items():
        first, theirs, ours, now = (side.get(key) for side in (held, in_file, here, after))
        if ours != first:
            assert now == ours  # what was changed here stays
        elif theirs != first:
            assert now == theirs if declaration.live else key in still_open
        else:
            assert now == first
        if key not in still_open:
            assert left.get(key) == theirs
    assert followed(left, in_file, after) == after


@given(SETTINGS, SETTINGS)
def test_taking_every_key_gives_the_file(in_file: Hyperparameters, here: Hyperparameters) -> None:
    assert with_values(here, in_file, declarations()) == in_file


def test_texts_are_the_files() -> None:
    other = replace(Hyperparameters(), title="a", description="b")
    assert with_texts(settings_of(training__epochs=3), other) == replace(
        settings_of(training__epochs=3), title="a", description="b"
    )
