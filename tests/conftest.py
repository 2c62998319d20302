"""Settings for every test: property tests that are quick and the same each time."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "nntui",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("nntui")
