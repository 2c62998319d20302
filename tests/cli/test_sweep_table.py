import pytest

from nntui.cli.sweep_table import table_lines
from nntui.experiment.grid import grid_of, parse_variation
from nntui.experiment.hyperparameters import Hyperparameters
from nntui.experiment.sweep_summary import summaries

GRID = grid_of(Hyperparameters(), [parse_variation("training.learning_rate=0.1,0.2,0.3")], 3)


def _row(accuracy, loss, diverged=False):
    return {
        "loss": {"train": loss, "test": loss},
        "accuracy": {"train": accuracy, "test": accuracy},
        "seconds": 1.0,
        "diverged": diverged,
    }


ROWS = [
    [_row(0.5, 2.0), _row(0.7, 1.0), _row(0.6, 1.5)],
    [_row(0.9, 0.3), _row(1.0, 0.1, diverged=True), _row(0.8, 0.2)],
    [],
]


def test_best_first_by_the_median_with_the_range_of_the_seeds():
    heading, best, second, none = table_lines(GRID, summaries(GRID, ROWS))
    assert heading.split() == ["learning_rate", "test", "accuracy", "test", "loss", "seconds", "runs"]
    assert best.split()[:7] == ["0.2", "90.0%", "(80.0…100.0%)", "0.2", "(0.1…0.3)", "1.00", "3"]
    assert "✗1" in best
    assert second.split()[:4] == ["0.1", "60.0%", "(50.0…70.0%)", "1.5"]
    assert none.split() == ["0.3", "–", "–", "–", "0"]


def test_the_chart_has_the_median_between_the_ends_of_all():
    _, best, second, _ = table_lines(GRID, summaries(GRID, ROWS))
    assert best[-20:] == "···········────●────"
    assert second[-20:] == "────●────···········"


@pytest.mark.parametrize("width", range(40, 100, 5))
def test_a_narrow_terminal_has_less_of_it_and_whole_lines(width):
    lines = table_lines(GRID, summaries(GRID, ROWS), width)
    assert max(map(len, lines)) <= max(width, 54)
    assert "90.0%" in lines[1]
    assert ("●" in lines[1]) == (width >= 70)


def test_values_go_by_their_loss_and_without_tests_by_the_training_samples():
    rows = [[{**_row(None, loss), "loss": {"train": loss, "test": None}}] for loss in (0.3, 0.1, 0.2)]
    heading, *lines = table_lines(GRID, summaries(GRID, rows))
    assert "train loss" in heading
    assert "accuracy" not in heading
    assert [line.split()[0] for line in lines] == ["0.2", "0.3", "0.1"]
