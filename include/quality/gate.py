"""One way to ask Great Expectations: a small frame of facts, a suite, an answer, Data Docs."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from include.errors import ClienteleError
from include.quality.library import great_expectations
from include.settings import paths

if TYPE_CHECKING:
    import great_expectations as gx
    import pandas as pd
    from great_expectations.expectations.expectation import Expectation

# a suite is written once a process, not once a batch: writing it costs more than asking it
_definitions: "dict[tuple[Path, str], tuple[tuple[str, ...], gx.ValidationDefinition]]" = {}


def judge(name: str, facts: "pd.DataFrame", expectations: "list[Expectation]") -> list[str]:
    """Hold a frame of facts against a suite; return what failed, in words, empty when green.

    The suite and its result are stored under `paths().data_docs`, where `build_docs` shows them.
    """
    wording = tuple(repr(expectation) for expectation in expectations)
    key = (paths().data_docs, name)
    with _alone(paths().data_docs):
        if _definitions.get(key, (None, None))[0] != wording:
            _definitions[key] = (wording, _define(name, expectations))
        definition = _definitions[key][1]
        result = definition.run(batch_parameters={"dataframe": facts}, result_format="BASIC")
    return [_in_words(each) for each in result.results if not each.success]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the project's lock: sources are read in parallel, and they share its files."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        yield


def _define(name: str, expectations: "list[Expectation]") -> "gx.ValidationDefinition":
    gx, context = great_expectations(), _context(paths().data_docs)
    suite = context.suites.add_or_update(gx.ExpectationSuite(name, expectations=expectations))
    source = context.data_sources.add_or_update_pandas(name)
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
    return context.validation_definitions.add_or_update(
        gx.ValidationDefinition(name=name, data=batch, suite=suite)
    )


def build_docs() -> str:
    """Build Data Docs from every stored result and return the address of their first page."""
    pages = _context(paths().data_docs).build_data_docs()
    if not pages:
        raise ClienteleError("Data Docs have no site", where=str(paths().data_docs))
    return next(iter(pages.values()))


@cache
def _context(folder: Path) -> "gx.data_context.FileDataContext":
    folder.mkdir(parents=True, exist_ok=True)
    context = great_expectations().get_context(mode="file", project_root_dir=folder)
    context.variables.progress_bars = {"globally": False}
    context.variables.analytics_enabled = False
    if context.variables.config_variables_file_path:
        # there are none, and it would read the file of them eight times for each answer
        context.variables.config_variables_file_path = None
        context.variables.save()
        context = great_expectations().get_context(mode="file", project_root_dir=folder)
    return context


def _in_words(result: "gx.core.ExpectationValidationResult") -> str:
    config = result.expectation_config
    note = config.notes if isinstance(config.notes, str) else config.type
    found = result.result.get("partial_unexpected_list") or result.result.get("observed_value")
    return f"{note} (found {found})"
