"""YAML files that people write: read strictly, and their mistakes told by key."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from include.errors import ClienteleError

_WRONG_KINDS = {
    "dict_type": "is no mapping of keys",
    "model_type": "is no mapping of keys",
    "tuple_type": "is no list",
    "string_type": "is no text; put it in quotes",
}


class _UniqueKeys(yaml.SafeLoader):
    """YAML, but a key that is written twice is a mistake and not the last one's victory."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        """Build a mapping; raise when a key stands in it twice."""
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        twice = {str(key) for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.YAMLError(f"written twice: {', '.join(sorted(twice))} {node.start_mark}")
        return super().construct_mapping(node, deep=deep)


def read_yaml(file: Path) -> dict:
    """Return the keys of the company file; `ClienteleError` when it is missing or no YAML."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), _UniqueKeys)  # noqa: S506
    except FileNotFoundError as error:
        raise ClienteleError(
            "there is no company file",
            where=str(file),
            remedy="Copy docs/examples/online_retail/company.yml and set CLIENTELE_COMPANY to it",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = str(error).replace("\n", " ")
        raise ClienteleError(
            f"the company file is not YAML in UTF-8: {reason}", where=str(file)
        ) from error
    if not isinstance(content, dict):
        raise ClienteleError("the company file holds no keys", where=str(file))
    return content


def mistakes(error: ValidationError) -> list[str]:
    """Say each mistake as `key: reason`, the keys as the file spells them."""
    all_errors = error.errors()
    own = [each for each in all_errors if not _is_consequence(each, all_errors)]
    return [f"{_key(each['loc'])}: {_reason(each)}" for each in own]


def _is_consequence(error: dict, all_errors: list[dict]) -> bool:
    """Say whether a list is too short only because items of it were wrong and left out."""
    place = error["loc"]
    return error["type"] == "too_short" and any(
        each["loc"][: len(place)] == place != each["loc"] for each in all_errors
    )


def _key(location: tuple[str | int, ...]) -> str:
    """Spell a key as the file does: without a source's kind or the number of a lone mapping."""
    parts = [str(part) for part in location]
    if parts[:1] != ["sources"]:
        return ".".join(parts) or "company.yml"
    inside = parts[3:]
    if inside[:1] == ["entities"] and inside[2:3] == ["0"]:
        del inside[2]
    return ".".join(parts[:2] + inside)


def _reason(error: dict) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown key"
    if error["type"] == "missing":
        return "is required"
    if error["type"] == "too_short":
        return f"needs {error['ctx']['min_length']} or more"
    message = _WRONG_KINDS.get(error["type"], error["msg"].removeprefix("Value error, "))
    found = error.get("input")
    return message if isinstance(found, dict) else f"{message} (found {found!r})"
