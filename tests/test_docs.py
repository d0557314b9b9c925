"""The documentation says what the code does: every field, key, variable, table and link."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, TypeAdapter

from include import company, company_sections, funnels
from include.company import load_company
from include.sources import config, streams
from include.sources.config import Mappings
from include.sources.entities import ENTITIES

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"
MAPPING = (DOCS / "mapping.md").read_text(encoding="utf-8")
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")
PAGES = sorted([*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")])
SOURCES = (DOCS / "sources.md").read_text(encoding="utf-8")
WRITTEN = re.findall(r"```yaml\n(.*?)```", MAPPING + SOURCES, re.DOTALL)
BLOCKS = [yaml.safe_load(block) for block in WRITTEN]
COMPANIES = [block for block in BLOCKS if "sources" in block]
FRAGMENTS = [block for block in BLOCKS if "sources" not in block]
FIELDS = [(entity, field) for entity in ENTITIES.values() for field in entity.fields]
KEYS = sorted(
    {
        (model.__name__, field.alias or name)
        for module in (company, company_sections, config, streams, funnels)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }
)
PUBLISHED = [
    file.stem
    for schema in ("marts", "pii", "insights", "reports")
    for file in sorted((REPOSITORY / "dbt_project/models" / schema).rglob("*.sql"))
]


def rows(page: str, heading: str = "") -> dict[str, list[str]]:
    """Return the table rows of a page, or of the part below a heading, by the word they define."""
    if heading:
        page = re.split(r"^#+ ", page.split(f"\n### {heading}\n", 1)[1], flags=re.MULTILINE)[0]
    found = re.findall(r"^\| `([^`]+)` \|(.*)\|$", page, flags=re.MULTILINE)
    return {word: [cell.strip() for cell in rest.split(" | ")] for word, rest in found}


def anchors(page: Path) -> set[str]:
    """Return the anchors that a reader of the page can be sent to, spelt as on the web."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links() -> list[tuple[Path, str]]:
    """Return every link that stays within the repository, with the page it stands on."""
    return [
        (page, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://", "mailto:"))
    ]


def test_there_is_something_to_check():
    assert len(PAGES) > 15
    assert len(links()) > 40
    assert len(COMPANIES) >= 7
    assert FRAGMENTS
    assert len(PUBLISHED) > 20


@pytest.mark.parametrize(
    ("entity", "field"), FIELDS, ids=[f"{entity.name}.{field.name}" for entity, field in FIELDS]
)
def test_a_field_stands_in_the_mapping_page_as_it_is_defined(entity, field):
    kind, required, meaning, allowed = rows(MAPPING, entity.name)[field.name]

    falls_back = field.name == entity.key and entity.falls_back_to_row
    assert kind == field.type
    assert required == ("or own" if falls_back else "yes" if field.required else "")
    assert meaning == field.description
    assert tuple(re.findall(r"`(\w+)`", allowed)) == field.allowed
    assert (field.minimum is None) or allowed == f"{field.minimum} or more"


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=lambda entity: entity.name)
def test_an_entity_has_no_field_that_the_page_made_up(entity):
    assert list(rows(MAPPING, entity.name)) == [field.name for field in entity.fields]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [(entity.name, rule.otherwise) for entity in ENTITIES.values() for rule in entity.rules],
)
def test_a_rule_of_an_entity_stands_under_its_table(entity, reason):
    below = MAPPING.split(f"\n### {entity}\n", 1)[1].split("\n### ", 1)[0]

    assert reason in below


@pytest.mark.parametrize(("model", "key"), KEYS, ids=[f"{model}.{key}" for model, key in KEYS])
def test_a_key_of_company_yml_has_a_row_with_its_meaning(model, key):
    sources_and_streams = MAPPING.split("\n## Every entity", 1)[0]

    found = rows(CONFIGURATION) | rows(sources_and_streams)

    assert key in found, f"{key} of {model} is documented nowhere"
    assert all(found[key])


@pytest.mark.parametrize("content", COMPANIES, ids=lambda content: content["name"])
def test_a_whole_company_file_of_a_page_is_accepted(content, tmp_path):
    file = tmp_path / "company.yml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    loaded = load_company(file)

    assert loaded.name == content["name"]
    assert set(loaded.sources) == set(content["sources"])


@pytest.mark.parametrize("content", FRAGMENTS, ids=str)
def test_a_fragment_of_a_mapping_is_accepted(content):
    for name, mapping in content["entities"].items():
        mapped = TypeAdapter(Mappings).validate_python(mapping)

        fields = {field.name for field in ENTITIES[name].fields}
        assert all(set(each.columns) <= fields for each in mapped)


def test_every_variable_of_the_environment_is_documented():
    settings = (REPOSITORY / "include/settings.py").read_text(encoding="utf-8")

    read = set(re.findall(r"CLIENTELE_[A-Z_]+", settings))

    assert len(read) >= 3
    assert read <= set(rows(CONFIGURATION))


@pytest.mark.parametrize("table", PUBLISHED)
def test_a_published_table_stands_on_the_analysts_page(table):
    assert table in (DOCS / "tables.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "target"), links(), ids=[f"{page.name}-{target}" for page, target in links()]
)
def test_a_link_leads_somewhere(page, target):
    file, _, anchor = target.partition("#")
    place = (page.parent / file).resolve() if file else page

    assert place.exists()
    assert not anchor or anchor in anchors(place)
