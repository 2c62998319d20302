import numpy as np
import pytest

from nntui.core.activations import ACTIVATIONS
from nntui.core.losses import LOSSES, OUTPUTS

PAIRS = [(name, output) for name, loss in LOSSES.items() for output in loss.allowed_outputs]


def one_hot(rng: np.random.Generator, outputs: int, batch: int) -> np.ndarray:
    return np.eye(outputs)[:, rng.integers(outputs, size=batch)]


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize(("name", "output"), PAIRS)
@pytest.mark.parametrize("outputs", [1, 4])
def test_gradient_matches_central_differences(name: str, output: str, outputs: int) -> None:
    rng = np.random.default_rng(3)
    logits = rng.choice([-1, 1], (outputs, 5)) * rng.uniform(0.1, 2, (outputs, 5))  # away from relu's kink
    targets = one_hot(rng, outputs, 5)
    loss, step = LOSSES[name](output), 1e-6
    numeric = np.empty_like(logits)
    for index in np.ndindex(logits.shape):
        shift = np.zeros_like(logits)
        shift[index] = step
        numeric[index] = (loss.value(logits + shift, targets) - loss.value(logits - shift, targets)) / (2 * step)
    gradient = np.empty_like(logits)
    loss.gradient(logits.copy(), targets, gradient)
    np.testing.assert_allclose(gradient, numeric, atol=1e-8)


@pytest.mark.parametrize(("name", "output"), PAIRS)
def test_value_leaves_the_logits_alone(name: str, output: str) -> None:
    logits = np.array([[0.5, -2.0], [1.5, 3.0]])
    before = logits.copy()
    LOSSES[name](output).value(logits, np.array([[1.0, 0.0], [0.0, 1.0]]))
    np.testing.assert_array_equal(logits, before)


@pytest.mark.parametrize(("name", "output"), PAIRS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_logits_stay_finite(name: str, output: str, dtype: type) -> None:
    logits = np.array([[1000, -1000, 0], [-1000, 1000, 1000]], dtype)
    targets = np.array([[0, 0, 1], [1, 1, 0]], dtype)
    loss = LOSSES[name](output)
    outputs, gradient = np.empty_like(logits), np.empty_like(logits)
    loss.outputs(logits, outputs)
    assert np.isfinite(outputs).all()
    assert np.isfinite(loss.value(logits, targets))
    loss.gradient(logits.copy(), targets, gradient)
    assert np.isfinite(gradient).all()


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


@pytest.mark.parametrize("output", LOSSES["mse"].allowed_outputs)
def test_mean_squared_error_matches_formula(output: str) -> None:
    rng = np.random.default_rng(2)
    logits, targets = rng.normal(size=(3, 7)), one_hot(rng, 3, 7)
    answers = np.empty_like(logits)
    ACTIVATIONS[output].value(logits, answers)
    expected = sum((a - t) ** 2 for a, t in zip(answers.flat, targets.flat, strict=True)) / targets.size
    assert LOSSES["mse"](output).value(logits, targets) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_sums_to_one(dtype: type) -> None:
    logits = np.random.default_rng(4).normal(0, 300, (10, 50)).astype(dtype)
    outputs = np.empty_like(logits)
    LOSSES["cross_entropy"]("softmax").outputs(logits, outputs)
    np.testing.assert_allclose(outputs.sum(axis=0), 1, rtol=1e-6)
    assert (outputs >= 0).all()
    np.testing.assert_array_equal(outputs.argmax(axis=0), logits.argmax(axis=0))


@pytest.mark.parametrize(("name", "output"), PAIRS)
def test_outputs_may_be_written_over_the_logits(name: str, output: str) -> None:
    logits = np.random.default_rng(5).normal(size=(3, 4))
    apart, loss = np.empty_like(logits), LOSSES[name](output)
    loss.outputs(logits, apart)
    loss.outputs(logits, logits)
    np.testing.assert_array_equal(logits, apart)


@pytest.mark.parametrize("name", LOSSES)
def test_an_output_that_does_not_fit_is_refused(name: str) -> None:
    for output in {*OUTPUTS, "no_such"} - {*LOSSES[name].allowed_outputs}:
        with pytest.raises(ValueError, match=f"{name} needs the output .*, not {output}"):
            LOSSES[name](output)
