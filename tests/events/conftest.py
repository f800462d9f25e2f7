import pytest

from tests.factories import CountryFactory, EventTypeFactory, MeasureFactory, SourceFactory


@pytest.fixture
def nouns():
    return {
        "event_type": EventTypeFactory().pk,
        "measure": MeasureFactory().pk,
        "kgz": CountryFactory(code="KGZ", iso2="KG").pk,
        "tjk": CountryFactory(code="TJK", iso2="TJ").pk,
        "source": SourceFactory().pk,
    }
