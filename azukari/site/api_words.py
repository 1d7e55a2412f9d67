"""The words of the API's document, as the catalogue knows them. They stand in English beside the code that they
describe (`forms.api`, `console.api`); here they are only named, so that the Japanese page lacks none. A test compares.
"""

from django.utils.translation import gettext_noop as _

STATUS = {
    "200": _("Done."),
    "202": _("Taken; it is on disk."),
    "400": _("The body cannot be read."),
    "401": _("No token, or one that has ended."),
    "403": _("Refused by the policy, and recorded."),
    "404": _("There is no such thing."),
    "405": _("The address does not take this method."),
    "409": _("The notice has changed since it was shown."),
    "413": _("Too large."),
    "415": _("Not JSON."),
    "422": _("Something is wrong; each field is named. Nothing was stored."),
    "429": _("Too many requests; Retry-After says when to go on."),
}

WORDS = (
    _("List the forms"),
    _("One form: schema, notice, challenge"),
    _("Send a submission"),
    _("Without a solved `altcha` it passes at a modest rate per client network."),
    _("Addresses of a Japanese postcode"),
    _("A POST, so that the postcode stands in no address and no log."),
    _("List people for a purpose"),
    _("Only those who came by this form."),
    _("From this day on, by the day on which the right began."),
    _("References only, fifty a page, newest first."),
    _("Open data of one person"),
    _("Kinds of data to open."),
    _("Why it is opened now."),
    _("Through the vault's release: judged by the policy, recorded, and visible to the person."),
    _("List the submissions of a form"),
    _("States and dates, fifty a page, newest first."),
    _("A form, for the list."),
    _("By language."),
    _("The first day on which it can be sent; null: from the start."),
    _("The last such day; null: no end is known."),
    _("Why it cannot be sent now, by language."),
    _("Why not, in a sentence."),
    _("A form with all that a program needs to fill it in."),
    _("Number of the policy that rules."),
    _("JSON Schema of a submission."),
    _("ALTCHA proof of work (v2); its solution is sent as `altcha`."),
    _("The words to put before a person, and the digest to send back as `notice`."),
    _("It is on disk."),
    _("What it waits for: a mailed link, or somebody here who looks first, since it looks automatic."),
    _("Everything that is wrong. Nothing was stored."),
    _(
        "Field id to answer: a text, a list of texts where several may be chosen; `consent.<purpose>` to true or"
        " false. Each form accepts exactly the fields of its schema (`GET forms/{slug}`)."
    ),
    _("Digest of the notice that was shown."),
    _("Language in which it was shown."),
    _("Several where one code spans places; none if it is unknown."),
    _("A purpose of the token."),
    _("A person as a list shows them: a reference, and nothing about them."),
    _("Whether the right to use the data for the purpose runs."),
    _("The form by which they came; none if it belongs to another duty."),
    _("Stable; programs may rely on it."),
    _("Where in the policy it stands."),
    _("A path of this site where it can be put right, or empty."),
    _("What was opened. It was recorded, and the person can see it."),
    _("One value in the clear."),
    _("Id of the form's field."),
    _("A submission: a state and dates."),
)
