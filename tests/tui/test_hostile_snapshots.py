"""The worst figures that the protocol lets through: the screen shows them and lives."""

import pytest
from bad_workers import bad_worker

CODE = """
hear('configure')
extremes = [0.0, 3e38, 1e-300, float('inf'), float('nan'), 1e38, 1e40, 5e-324]
for number, value in enumerate(extremes * 2):
    share = min(value, 1.0)
    rows = [[0, 1, 1, 0.5, 0.5], [1, value, value, share, share], [2**50, 1e-300, 1e39, 0, 1]][: 2 + number // 8]
    say(
        'snapshot',
        {'history': np.array(rows), 'parameters': np.full(COUNT, [1, -1][number % 2] * min(np.nan_to_num(value), 1999.0))},
        run=1, state='training', epoch=2**53 - number, steps=2**53, rate=1e12, lessons=None,
        metrics={'train_loss': value if np.isfinite(value) else None, 'test_accuracy': share if share == share else None},
    )
    hear('acknowledge')
answer()
"""


@pytest.mark.soak
@pytest.mark.parametrize(
    "preset", ["quadrants", *(pytest.param(name, marks=pytest.mark.soak) for name in ("digits", "sine"))]
)
async def test_extreme_figures_are_shown(opened, preset):
    async with opened(preset) as app:
        count = len(app.playground.scene.network.parameters)
    async with opened(preset, command=bad_worker(CODE.replace("COUNT", str(count)))) as app:
        await app.until(lambda: app.epoch == 2**53 - 15 or app.playground.training.reason)
        assert app.playground.training.reason == ""
        await app.press("y", "2", "z", "z", "3", "5")
        assert app.playground.training.reason == ""
