import numpy as np
import pytest
from small_networks import PAIRS

from nntui.core.activations import ACTIVATIONS
from nntui.core.losses import LOSSES, OUTPUTS, Loss


def one_hot(rng: np.random.Generator, outputs: int, batch: int) -> np.ndarray:
    return np.eye(outputs)[:, rng.integers(outputs, size=batch)]


def gradient_of(loss: Loss, logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    out = np.empty_like(logits)
    loss.gradient(logits, targets, out, [np.full_like(logits, np.nan) for _ in range(loss.temporaries)])
    return out


def outputs_of(loss: Loss, logits: np.ndarray) -> np.ndarray:
    out = np.empty_like(logits)
    loss.outputs(logits, out)
    return out


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize(("name", "output"), PAIRS)
@pytest.mark.parametrize("outputs", [1, 4])
def test_gradient_matches_central_differences(name: str, output: str, outputs: int) -> None:
    rng = np.random.default_rng(3)
    logits = rng.choice([-1, 1], (outputs, 5)) * rng.uniform(0.1, 2, (outputs, 5))  # away from the kinks
    targets = one_hot(rng, outputs, 5)
    loss, step = LOSSES[name](output), 1e-6
    numeric = np.empty_like(logits)
    for index in np.ndindex(logits.shape):
        shift = np.zeros_like(logits)
        shift[index] = step
        numeric[index] = (loss.value(logits + shift, targets) - loss.value(logits - shift, targets)) / (2 * step)
    np.testing.assert_allclose(gradient_of(loss, logits, targets), numeric, atol=1e-8)


@pytest.mark.parametrize(("name", "output"), PAIRS)
def test_value_and_gradient_leave_logits_and_targets_alone(name: str, output: str) -> None:
    logits, targets = np.array([[0.5, -2.0], [1.5, 3.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    before = logits.copy(), targets.copy()
    loss = LOSSES[name](output)
    loss.value(logits, targets)
    gradient_of(loss, logits, targets)
    np.testing.assert_array_equal(logits, before[0])
    np.testing.assert_array_equal(targets, before[1])


@pytest.mark.parametrize(("name", "output"), PAIRS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_logits_stay_finite(name: str, output: str, dtype: type) -> None:
    logits = np.array([[1000, -1000, 0], [-1000, 1000, 1000]], dtype)
    targets = np.array([[0, 0, 1], [1, 1, 0]], dtype)
    loss = LOSSES[name](output)
    assert np.isfinite(outputs_of(loss, logits)).all()
    assert np.isfinite(loss.value(logits, targets))
    assert np.isfinite(gradient_of(loss, logits, targets)).all()


def test_cross_entropy_of_extreme_logits_is_their_distance() -> None:
    logits, targets = np.array([[1000.0], [-1000.0]]), np.array([[0.0], [1.0]])
    assert LOSSES["cross_entropy"]("softmax").value(logits, targets) == 2000
    assert LOSSES["binary_cross_entropy"]("sigmoid").value(logits, targets) == 1000


def test_cross_entropy_matches_formula() -> None:
    rng = np.random.default_rng(0)
    logits, targets = rng.normal(size=(4, 7)), one_hot(rng, 4, 7)
    softmax = np.exp(logits) / np.exp(logits).sum(axis=0)
    expected = -np.log((softmax * targets).sum(axis=0)).mean()
    assert LOSSES["cross_entropy"]("softmax").value(logits, targets) == pytest.approx(expected, rel=1e-12)


def test_binary_cross_entropy_matches_formula() -> None:
    rng = np.random.default_rng(1)
    logits, targets = rng.normal(size=(3, 7)), one_hot(rng, 3, 7)
    p = sigmoid(logits)
    expected = -(targets * np.log(p) + (1 - targets) * np.log(1 - p)).mean()
    assert LOSSES["binary_cross_entropy"]("sigmoid").value(logits, targets) == pytest.approx(expected, rel=1e-12)


MEANS = {
    "mse": lambda d: d * d,
    "mae": abs,
    "huber": lambda d: d * d / 2 if abs(d) < 1 else abs(d) - 0.5,
}


@pytest.mark.parametrize("name", MEANS)
@pytest.mark.parametrize("output", LOSSES["mse"].allowed_outputs)
def test_mean_over_samples_and_outputs_matches_formula(name: str, output: str) -> None:
    rng = np.random.default_rng(2)
    logits, targets = rng.normal(0, 2, (3, 7)), rng.normal(0, 2, (3, 7))
    answers, activation = np.empty_like(logits), ACTIVATIONS[output]
    activation.value(logits, answers, [np.empty_like(logits) for _ in range(activation.temporaries)])
    expected = sum(MEANS[name](a - t) for a, t in zip(answers.flat, targets.flat, strict=True)) / targets.size
    assert LOSSES[name](output).value(logits, targets) == pytest.approx(expected, rel=1e-12)


def test_perceptron_gradient_is_rosenblatts_rule() -> None:
    logits, targets = np.array([[-0.5, -0.5, 2.0, 2.0, 0.0]]), np.array([[0.0, 1.0, 0.0, 1.0, 0.0]])
    loss = LOSSES["perceptron"]("step")
    np.testing.assert_allclose(gradient_of(loss, logits, targets), np.array([[0, -1, 1, 0, 1]]) / 5)
    np.testing.assert_array_equal(outputs_of(loss, logits), [[0, 0, 1, 1, 1]])
    assert loss.value(logits, targets) == pytest.approx((0.5 + 2.0) / 5)  # how far the wrong ones are from right


def test_perceptron_outputs_learn_as_much_as_one_alone() -> None:
    logits, targets = np.array([[-0.5, 2.0], [1.0, -3.0], [0.0, 0.5]]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    loss = LOSSES["perceptron"]("step")
    alone = [slice(row, row + 1) for row in range(3)]
    expected = np.vstack([gradient_of(loss, logits[row], targets[row]) for row in alone])
    np.testing.assert_array_equal(gradient_of(loss, logits, targets), expected)
    assert loss.value(logits, targets) == sum(loss.value(logits[row], targets[row]) for row in alone)


def test_huber_is_quadratic_near_and_linear_far() -> None:
    loss, zero = LOSSES["huber"]("linear"), np.zeros((1, 1))
    for distance, value, slope in ((0.5, 0.125, 0.5), (1.0, 0.5, 1.0), (3.0, 2.5, 1.0), (-3.0, 2.5, -1.0)):
        logits = np.array([[distance]])
        assert loss.value(logits, zero) == value
        assert gradient_of(loss, logits, zero)[0, 0] == slope


@pytest.mark.parametrize("name", LOSSES)
def test_loss_of_a_sample_does_not_depend_on_how_many_there_are(name: str) -> None:
    loss = LOSSES[name](LOSSES[name].allowed_outputs[0])
    rng = np.random.default_rng(6)
    logits, targets = rng.normal(size=(3, 8)), one_hot(rng, 3, 8)
    pieces = [loss.value(logits[:, i : i + 1], targets[:, i : i + 1]) for i in range(8)]
    assert loss.value(logits, targets) == pytest.approx(np.mean(pieces), rel=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_sums_to_one(dtype: type) -> None:
    logits = np.random.default_rng(4).normal(0, 300, (10, 50)).astype(dtype)
    outputs = outputs_of(LOSSES["cross_entropy"]("softmax"), logits)
    np.testing.assert_allclose(outputs.sum(axis=0), 1, rtol=1e-6)
    assert (outputs >= 0).all()
    np.testing.assert_array_equal(outputs.argmax(axis=0), logits.argmax(axis=0))


@pytest.mark.parametrize(("name", "output"), PAIRS)
def test_outputs_may_be_written_over_the_logits(name: str, output: str) -> None:
    logits = np.random.default_rng(5).normal(size=(3, 4))
    loss = LOSSES[name](output)
    apart = outputs_of(loss, logits)
    loss.outputs(logits, logits)
    np.testing.assert_array_equal(logits, apart)


@pytest.mark.parametrize("name", LOSSES)
def test_an_output_that_does_not_fit_is_refused(name: str) -> None:
    for output in {*OUTPUTS, "no_such"} - {*LOSSES[name].allowed_outputs}:
        with pytest.raises(ValueError, match=f"{name} needs the output .*, not {output}"):
            LOSSES[name](output)
