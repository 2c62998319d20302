import numpy as np
import pytest
from rich.cells import cell_len

from nntui.experiment.presets import load_preset
from nntui.tui import equations
from nntui.tui.equations import Unit, equation, equation_lines, unit_name, unit_of
from nntui.tui.scene import new_scene
from nntui.tui.view_settings import ViewSettings


def unit(weights, bias=0.07, activation="tanh"):
    return Unit("h2·3", activation, np.array(weights, np.float32), bias, lambda number: f"x{number + 1}")


def scene_of(preset, **changes):
    hyperparameters = load_preset(preset)
    for key, value in changes.items():
        hyperparameters = hyperparameters.with_value(key.replace("__", "."), value)
    return new_scene(preset, hyperparameters, hyperparameters, ViewSettings())


def text(unit, room=80):
    return equation(unit, room)


def test_an_equation_reads_as_one_writes_it():
    assert text(unit([0.42, -1.3])) == "h2·3 = tanh(0.42 x1 − 1.30 x2 + 0.07)"
    assert text(unit([-0.42, 1.3], -0.07)) == "h2·3 = tanh(−0.42 x1 + 1.30 x2 − 0.07)"
    assert text(unit([2], 0, "linear")) == "h2·3 = 2.00 x1 + 0.00"


def test_where_it_is_too_long_the_strongest_terms_stay_in_their_order_and_the_others_are_counted():
    weights = np.linspace(-0.01, 0.01, 40)
    weights[[30, 7]] = 3, -4
    assert text(unit(weights), 55) == "h2·3 = tanh(−4.00 x8 + 3.00 x31 … 38 more + 0.07)"
    for room in range(40, 400, 7):
        assert len(text(unit(weights), room)) <= room


@pytest.mark.parametrize("width", [25, 29, 42])
@pytest.mark.parametrize("rows", [2, 3, 6])
def test_lines_are_broken_between_terms_by_the_cells_that_they_take(width, rows):
    names = ["petal length", "比率 と 比率", "x1"] * 9
    wide = Unit("h2·3", "tanh", np.linspace(-9, 9, 27), 0.07, lambda number: names[number])
    lines = equation_lines(wide, width, rows)
    assert len(lines) <= rows and max(map(cell_len, lines)) <= width
    assert all(line.startswith(("  + ", "  − ", "  … ", "  tanh(")) for line in lines[1:])
    assert lines[-1].endswith("+ 0.07)")


def test_a_term_that_fits_is_not_left_out():
    seven = Unit("h1·1", "tanh", np.array([1.69, 0.63, 0.05, 0.8, 0.41, -1.64, 1.42]), -1.19, lambda i: f"x{i + 1}")
    assert equation_lines(seven, 29, 3) == [
        "h1·1 = tanh(1.69 x1 + 0.63 x2",
        "  + 0.80 x4 − 1.64 x6",
        "  + 1.42 x7 … 2 more − 1.19)",
    ]


@pytest.mark.filterwarnings("error")
def test_numbers_that_have_run_away_have_an_equation_too():
    assert text(unit([np.nan, np.inf, 1e9], np.nan)) == "h2·3 = tanh(– x1 + – x2 + 1e+09 x3 + –)"


def test_units_are_called_by_what_they_stand_for():
    spiral, digits = scene_of("spiral"), scene_of("digits")
    assert unit_name(spiral, 0, 1) == "x2"
    assert unit_name(spiral, 2, 4) == "h2·5"
    assert unit_name(spiral, 3, 0) == "B"
    assert unit_name(digits, 3, 7) == "7"
    assert unit_name(scene_of("sine"), 2, 0) == "output"


def test_a_unit_is_made_of_the_networks_own_numbers():
    scene = scene_of("spiral")
    found = unit_of(scene, 2, 4)
    np.testing.assert_array_equal(found.weights, scene.network.weights[1][4, :-1])
    assert found.bias == scene.network.weights[1][4, -1]
    assert (found.activation, unit_of(scene, 3, 0).activation) == ("tanh", "sigmoid")
    inputs = np.random.default_rng(1).normal(size=(1, 2)).astype(np.float32)
    values = scene.layer_values(inputs)
    np.testing.assert_allclose(values[2][0, 4], np.tanh(found.weights @ values[1][0] + found.bias), rtol=1e-5)


@pytest.mark.parametrize("inputs", [25, 200, 1000])
def test_how_many_terms_fit_is_found_in_few_tries(monkeypatch, inputs):
    tries = []
    lines = equations._lines
    monkeypatch.setattr(equations, "_lines", lambda *words: tries.append(1) or lines(*words))
    long = unit(np.linspace(-2, 2, inputs))
    assert "more" in " ".join(equation_lines(long, 60, 5))
    assert len(tries) <= 3 + np.log2(inputs)
