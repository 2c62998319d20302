"""The problems, one module each: a module of this package that defines `TASK` is in the registry."""

from importlib import import_module
from pkgutil import iter_modules

from nntui.tasks.task import Task


def _find_tasks() -> dict[str, Task]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    tasks = [module.TASK for module in modules if hasattr(module, "TASK")]
    return {task.name: task for task in sorted(tasks, key=lambda task: task.name)}


TASKS: dict[str, Task] = _find_tasks()
