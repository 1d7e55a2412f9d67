"""Words of incidents that several pages and papers share; and the sentences of what cannot be done."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.both_languages import BothLanguages
from azukari.features.incidents.models import By, Item
from azukari.policy.breach import Duty, Mishap, Risk, Role, Stage
from azukari.policy.terms import Text

type Words = Mapping[str, Promise | str]

NOT_OWED: Text = BothLanguages("That is not asked for here, or it is done already.")
OWED: Text = BothLanguages("Something is still owed. Do it first, then close the incident.")
IS_CLOSED: Text = BothLanguages("This incident is closed. If something new comes to light, enter it as another one.")
NOBODY_TO_TELL: Text = BothLanguages("There is nobody to tell yet. Find out first whom it concerns.")
TOLD_ALREADY: Text = BothLanguages("The notice has been made already.")

MISHAPS: Words = {
    Mishap.LEAK: _("Disclosed: someone saw it or may have seen it"),
    Mishap.LOSS: _("It was lost"),
    Mishap.DAMAGE: _("It was changed, or cannot be read any more"),
}
MISHAP: Words = {Mishap.LEAK: _("Leak"), Mishap.LOSS: _("Loss"), Mishap.DAMAGE: _("Damage")}
STAGES: Words = {
    Stage.KEPT: _("In our records, or bound for them"),
    Stage.TYPED: _("Somebody was typing it into a form"),
    Stage.LOOSE: _("On a paper or in an email that belongs to no records"),
}
ROLES: Words = {
    Role.OWN: _("Ours, including data held by our contractor"),
    Role.CONTRACTOR: _("Another organisation’s, which entrusted it to us"),
}
RISKS: Words = {
    Risk.ELSEWHERE: _("It concerns nobody whom the GDPR protects"),
    Risk.UNLIKELY: _("Harm to people is unlikely"),
    Risk.SOME: _("Harm to people is possible"),
    Risk.HIGH: _("Harm to people is likely, or would be grave"),
}
MAY_BE: Words = {
    "special_care": _("It holds data that needs special care: illness, disability, creed, crime, …"),
    "property_harm": _("It can be used to take money: card numbers, passwords of banks"),
    "malicious": _("It was deliberate: a break-in, a theft, a colleague who took it"),
}
PROTECTS: Words = {
    "encrypted": _("It was strongly encrypted"),
    "keys_safe": _("The keys are kept separately and are safe"),
    "undone": _("All of it came back unseen, or the same is kept elsewhere"),
}
DUTIES: Words = {
    Duty.PRELIMINARY: _("First report to the authority"),
    Duty.PEOPLE: _("Tell the people"),
    Duty.FINAL: _("Final report to the authority"),
    Duty.PRINCIPAL: _("Tell the organisation that entrusted it to us"),
    Duty.GDPR_AUTHORITY: _("Report under the GDPR"),
    Duty.GDPR_PEOPLE: _("Tell the people, under the GDPR"),
    Duty.GDPR_CONTROLLER: _("Tell the controller, under the GDPR"),
}
ITEMS: Words = {
    Item.SUMMARY: _("What has happened"),
    Item.CAUSE: _("Why it happened"),
    Item.HARM: _("What followed from it, or may"),
    Item.PEOPLE: _("What was done for the people"),
    Item.PUBLIC: _("Whether it was made public"),
    Item.PREVENTION: _("What keeps it from happening again"),
    Item.OTHER: _("Anything else"),
}
BYS: Words = {
    By.ACCOUNT: _("A colleague’s account"),
    By.RECIPIENT: _("A recipient"),
    By.EXPORT: _("An exported list"),
}
