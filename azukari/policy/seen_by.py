"""Who will see what is typed into a field: which duties open it, in a sentence beside the field.

The notice names every duty for which something of the form opens. A field that opens for fewer of them says so itself.
"""

from azukari.policy.explain import joined
from azukari.policy.terms import Field, Form, Policy


def seen_by(policy: Policy, form: Form, field: Field, lang: str) -> str:
    """For whom the field opens; ``""`` where that is everybody whom the notice names."""
    own = policy.duties_for(field.purposes)
    if own == policy.duties_for(form.leads_to):
        return ""
    titles = [duty.title[lang] for duty in own]
    if not titles:
        return "職員は誰も開きません。" if lang == "ja" else "Nobody here opens it."
    if lang == "ja":
        return f"開けるのは、{'、'.join(titles)}だけです。"
    return f"Opens only for the {joined(titles, lang=lang)}."
