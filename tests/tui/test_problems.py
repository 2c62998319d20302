import re

import pytest

from nntui.tasks import TASKS
from nntui.tui.help import Sheet
from nntui.tui.keys import keys_in_focus
from nntui.tui.messages import FieldChanged
from nntui.tui.panes.answer import AnswerPane
from nntui.tui.panes.confusion import ConfusionPane
from nntui.tui.panes.curve_view import CurveView
from nntui.tui.panes.data import DataPane
from nntui.tui.panes.hyperparameters import HyperparameterForm
from nntui.tui.panes.key_line import KeyLine
from nntui.tui.panes.network_diagram import NetworkDiagram
from nntui.tui.panes.plane_view import PlaneView
from nntui.tui.panes.status_line import StatusLine

SIZES = [(120, 40), (80, 24)]


@pytest.fixture
def classes_file(tmp_path):
    path = tmp_path / "classes.csv"
    rows = [f"{x},{x * x % 7},{'high' if x > 20 else 'low'}" for x in range(40)]
    path.write_text("\n".join(["width,height,kind", *rows]) + "\n")
    return str(path)


@pytest.fixture
def values_file(tmp_path):
    path = tmp_path / "values.csv"
    path.write_text("\n".join(["width,height,price", *(f"{x},{x * x % 7},{x * 2.5}" for x in range(40))]) + "\n")
    return str(path)


@pytest.mark.soak
@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
@pytest.mark.parametrize("name", TASKS)
async def test_every_problem_can_be_chosen_trained_and_looked_at(opened, classes_file, name, size):
    async with opened("xor", size=size, task__path=classes_file) as app:
        app.playground.post_message(FieldChanged("task.name", name))
        await app.until(lambda: app.playground.scene.task.name == name)
        await app.until(lambda: app.playground.scene.snapshot is not None)
        await app.press("e")
        await app.until(lambda: app.epoch == 1)
        for pane in "1235":
            await app.press(pane, "left", "right", "up")
        await app.press("z", "f", "t", "b", "z")
        shown = app.playground.panes()
        assert all(pane._canvas.plain().strip() for pane in shown if pane.is_on_screen and pane.display)


async def test_a_table_without_a_file_is_refused_and_asks_for_one(opened, classes_file):
    async with opened("xor", task__noise=0.2) as app:
        form = app.pane(HyperparameterForm)
        form.focus()
        app.playground.post_message(FieldChanged("task.name", "table"))
        await app.until(lambda: form.key == "task.path")
        assert "✗" in app.text(HyperparameterForm)
        assert app.playground.scene.task.name == "xor"
        app.playground.post_message(FieldChanged("task.path", "/nowhere.csv"))
        await app.pilot.pause()
        assert "No such file" in app.text(HyperparameterForm).replace("\n  ", " ")
        app.playground.post_message(FieldChanged("task.path", classes_file))
        await app.until(lambda: app.playground.scene.task.name == "table")
        assert app.playground.scene.hyperparameters.task.noise == 0, "a file has its own"
        assert "✗" not in app.text(HyperparameterForm)
        await app.until(lambda: app.playground.scene.snapshot is not None)
        for word in ("width", "height", "high", "low", "32", "8"):
            assert word in app.text(DataPane)
        shown = [line.split() for line in app.text(DataPane).split("\n")]
        assert ["width", "0", "to", "39"] in shown and ["high", "19"] in shown and ["low", "21"] in shown
        assert "test samples right" in app.text(ConfusionPane)


@pytest.mark.soak
async def test_steps_pass_over_a_table_without_a_file(opened, classes_file):
    async with opened("xor") as app:
        form = app.pane(HyperparameterForm)
        names = list(TASKS)
        start = names.index("xor")
        await app.press("1", "home")
        for direction, key in ((1, "right"), (-1, "left")):
            seen = []
            for _ in names:
                await app.press(key)
                shown = next(
                    line for line in app.text(HyperparameterForm).split("\n") if line[2:].startswith("problem")
                )
                seen.append(shown.split("‹")[1].split()[0])
                assert form.key == "task.name"
                assert ("path" in app.text(HyperparameterForm)) == (seen[-1] == "table")
                assert "✗" not in app.text(HyperparameterForm)
            assert seen == [names[(start + direction * step) % len(names)] for step in range(1, len(names) + 1)]


@pytest.mark.soak
@pytest.mark.parametrize("leave", ["end", "2", "backspace"])
async def test_a_table_that_was_stepped_on_is_forgotten_when_it_is_left(opened, leave):
    async with opened("xor") as app:
        await step_on_table(app)
        assert "path" in app.text(HyperparameterForm)
        await app.press(leave)
        assert app.pane(HyperparameterForm).wanted_problem is None
        assert "path" not in app.text(HyperparameterForm)


@pytest.mark.soak
async def test_a_table_that_was_stepped_on_can_be_given_its_file(opened, classes_file):
    async with opened("xor") as app:
        await step_on_table(app)
        await app.press("down", "enter")
        app.app.focused.value = "/nowhere.csv"
        await app.press("enter")
        assert "No such file" in app.text(HyperparameterForm).replace("\n  ", " ")
        assert app.app.focused.value == "/nowhere.csv"
        app.app.focused.value = classes_file
        await app.press("enter")
        await app.until(lambda: app.playground.scene.task.name == "table")


async def step_on_table(app):
    form = app.pane(HyperparameterForm)
    await app.press("1", "home")
    while form.wanted_problem != "table":
        await app.press("right")


@pytest.mark.soak
async def test_a_file_that_is_gone_is_no_crash(opened, classes_file, tmp_path):
    async with opened("xor", task__name="table", task__path=classes_file) as app:
        (tmp_path / "classes.csv").unlink()
        await app.press("r")
        assert "task.path" in app.text(KeyLine)
        await app.press("R")
        assert app.playground.scene.task.name == "table"


async def test_a_table_of_values_has_a_scatter_in_its_own_unit(opened, values_file):
    async with opened("xor", task__name="table", task__path=values_file) as app:
        assert "Predicted" in str(app.pane(ConfusionPane).border_title)
        assert "○" in app.text(ConfusionPane)
        shown = [line.split() for line in app.text(DataPane).split("\n")]
        assert ["width", "0", "to", "39"] in shown and ["height", "0", "to", "4"] in shown
        assert ["a", "value", "0", "to", "97.5"] in shown
        assert "acc" not in app.text(StatusLine)


async def test_the_plane_of_a_regression_is_a_heat_map(opened):
    async with opened("quadrants", task__name="plane") as app:
        await app.press("b")
        text = app.text(PlaneView)
        assert "+" in text and "-" in text and "●" not in text
        assert "true" in app.text(AnswerPane) and "off by" in app.text(AnswerPane)


@pytest.mark.soak
async def test_on_a_line_t_b_and_f_change_the_samples_and_the_true_curve(opened):
    async with opened("sine", task__noise=0.3) as app:
        view = app.pane(CurveView)
        await app.press("t")
        shown = re.search(r"◇ (\d+)/40 test, mse", app.text(CurveView))
        assert shown and app.text(CurveView).count("◇") - 1 <= int(shown[1]) < 40 and "○" not in app.text(CurveView)
        ((what, samples, _),) = view.parts(app.playground.scene)
        assert (what, len(samples)) == ("test", len(app.playground.scene.data.test))
        await app.press("f")
        assert view.fresh.inputs.shape == view.fresh.targets.shape == (100, 1)
        assert re.search(r"○ \d+/100 fresh, mse", app.text(CurveView))
        await app.press("t")
        assert re.search(r"○ \d+/160 training, mse", app.text(CurveView))
        with_truth = app.text(CurveView)
        await app.press("b")
        assert "·" in with_truth and "·" not in app.text(CurveView)
        await app.press("b")
        assert app.text(CurveView) == with_truth


@pytest.mark.soak
@pytest.mark.parametrize(
    ("preset", "samples", "offered"),
    [
        ("digits", 100, set()),
        ("sine", 100, {"fresh points", "train/test", "true curve"}),
        ("multi-gauss", 100, {"fresh points", "train/test", "network/truth"}),
        ("sine", 1, {"fresh points", "train/test", "true curve"}),  # no sample is left to test
    ],
)
async def test_only_keys_that_work_are_offered(opened, preset, samples, offered):
    async with opened(preset, size=(160, 40), task__samples=samples) as app:
        anywhere = {"fresh points", "train/test", "train/test points", "true curve", "network/truth"}
        await app.press("3")
        assert {text for _, text in keys_in_focus(app.playground)} & anywhere == offered
        assert ("smooth/discrete" in dict(map(reversed, keys_in_focus(app.playground)))) == (preset == "multi-gauss")
        offered_by_palette = {command.title.lower() for command in app.app.get_system_commands(app.playground)}
        assert len(offered_by_palette & {"fresh points", "train/test points", "network/truth"}) == len(offered)
        await app.press("question_mark")
        help_text = app.app.screen.query_one(Sheet).render().plain
        assert {text for text in anywhere if text in help_text} >= offered
        assert ("fresh points" in help_text) == ("fresh points" in offered)
        assert ("train/test" in help_text) == ("train/test" in offered)


async def test_keys_that_mean_nothing_do_nothing(opened):
    async with opened("digits") as app:
        await app.press("f", "t", "b")
        view = app.playground.query_one(PlaneView)
        assert (view.fresh, view.points, view.truth) == (None, "training", False)


async def test_the_answer_offers_the_arrows_that_move_the_cross_hair(opened):
    async with opened("sine") as app:
        await app.press("5")
        assert keys_in_focus(app.playground)[0] == ("←→", "cross-hair")
        app.playground.edits.open_preset("multi-gauss")
        await app.ready()
        await app.press("5")
        assert keys_in_focus(app.playground)[0] == ("↑↓←→", "cross-hair")


@pytest.mark.soak
async def test_fresh_samples_can_be_left_where_nothing_is_left_to_test(opened):
    async with opened("sine", task__samples=1) as app:
        await app.press("3", "f")
        assert ("t", "train/test") in keys_in_focus(app.playground)
        await app.press("t")
        assert app.pane(CurveView).points == "training"
        await app.press("t")
        assert app.pane(CurveView).points == "none"


async def test_left_and_right_move_along_the_curve(opened):
    async with opened("xor", task__name="sine") as app:
        view = app.pane(CurveView)
        assert all(shape in app.text(CurveView) for shape in "━·○╋▴")
        before = view.point[0]
        await app.press("3", "right", "right")
        assert view.point[0] > before
        assert f"x {view.point[0]:6.2f}" in app.text(AnswerPane)
        await app.press("5", *["left"] * 4)
        assert view.point[0] < before
        assert "network" in app.text(AnswerPane)


@pytest.mark.soak
async def test_columns_that_find_no_room_are_counted(opened, tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(
        "\n".join(["a,b,c,d,e,kind", *(f"{x},{x},{x},{x},7,{'yes' if x > 9 else 'no'}" for x in range(20))])
    )
    async with opened("xor", size=(80, 24), task__name="table", task__path=str(path)) as app:
        lines = [" ".join(line.split()) for line in app.text(DataPane).split("\n")]
        assert lines[1:] == ["columns classes, rows", "a 0 to 19 no 10", "b 0 to 19 yes 10", "… 3 more"]
    async with opened("xor", size=(120, 40), task__name="table", task__path=str(path)) as app:
        assert "always 7" in app.text(DataPane) and "more" not in app.text(DataPane)


async def test_bars_of_classes_start_below_each_other_so_that_they_can_be_compared(opened):
    async with opened("circle") as app:
        lines = [line for line in app.text(AnswerPane).split("\n") if "%" in line]
        name, other = (line[3:].split("█")[0] for line in lines)
        assert (name.split(), other.split()) == (["outside"], ["inside"]) and len(name) == len(other)


async def test_the_cross_hair_starts_beside_the_samples_of_xor(opened):
    async with opened("xor") as app:
        text = app.text(PlaneView)
        assert text.count("╋") == 1
        legend = sum(text.count(shape) for shape in "○△●▲")
        assert legend == 3 + 4  # two classes, what a wrong point looks like, and the four samples


@pytest.mark.soak
async def test_what_is_next_to_nothing_has_no_sign(opened):
    async with opened("plane") as app:
        view = app.pane(PlaneView)
        view.point_to(-0.001, 0.001)
        await app.pilot.pause()
        app.playground.scene.network.parameters[:] = 0  # until a snapshot brings the network's own again
        app.pane(AnswerPane).redraw()
        numbers = [float(number) for number in re.findall(r"-?\d+\.\d+", app.text(AnswerPane))]
        assert numbers == [0, 0, 0, 0, 0] and "-" not in app.text(AnswerPane)


@pytest.mark.soak
async def test_long_names_that_begin_alike_are_told_apart_and_leave_room_for_numbers(opened, tmp_path):
    names = [f"a_rather_long_column_name_number_{number}" for number in range(6)]
    rows = [",".join(str((row * 7 + column) % 11) for column in range(6)) for row in range(40)]
    classes = ("the class of a very long name one", "the class of a very long name two")
    lines = [f"{row},{classes[number % 2]}" for number, row in enumerate(rows)]
    (tmp_path / "t.csv").write_text("\n".join([",".join([*names, "kind"]), *lines]))
    async with opened("digits", task__name="table", task__path=str(tmp_path / "t.csv"), size=(120, 40)) as app:
        network, data = app.text(NetworkDiagram), app.text(DataPane)
        for number in range(6):
            assert f"ber_{number} " in network and f"number_{number}" in data
        assert data.count(" 20") == 2
        await app.press("3", "h")
        key = app.text(ConfusionPane).split("\n")[0]
        assert "one" in key and "two" in key
