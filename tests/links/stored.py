"""Everything that is stored, to compare before and after."""

from collections.abc import Mapping

from django.apps import apps


def database(*, but: str = "") -> Mapping[str, list[str]]:
    """All that stands in every table."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label != but]
    return {model._meta.label: sorted(map(repr, model._base_manager.values_list())) for model in models}
