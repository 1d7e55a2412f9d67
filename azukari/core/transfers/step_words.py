"""Why a step of a case, a contract or a transfer does not fit where it stands, in words, and what to do."""

from azukari.both_languages import BothLanguages
from azukari.policy.terms import Text

MORE: Text = BothLanguages("That is more than was demanded. Choose among the categories of the demand.")
VOLUNTARY: Text = BothLanguages(
    "This request was entered as a voluntary one. Open a new case for a demand that the law makes."
)
SAME: Text = BothLanguages("This document and its ground are recorded already, just so. Nothing was changed.")
USED: Text = BothLanguages("Something went out on the document of this case. Open a new case for another document.")
UNKNOWN: Text = BothLanguages("One of these people is not known here. Check the numbers.")
NOT_YOURS: Text = BothLanguages(
    "You cannot approve for that duty. Choose a duty of yours that may approve disclosures."
)
BEFORE: Text = BothLanguages("Two people of different duty approve once each. Ask somebody of another duty.")
CLOSED: Text = BothLanguages("This case is closed. Open a new one for a new demand.")
PROHIBITION: Text = BothLanguages("Write which law forbids telling them, and why.")

NO_DRAFT: Text = BothLanguages("A signed contract cannot be reworded. Name a new one in the policy, and publish it.")
WITHOUT_PURPOSE: Text = BothLanguages(
    "Say in Japanese and English what is entrusted for which purpose, and how that makes our services better."
)
WIDER: Text = BothLanguages(
    "That is more than the policy says. Choose among the purposes and categories that the policy names."
)
DATES: Text = BothLanguages("It ends before it begins. Correct the dates.")
SIGNED_AHEAD: Text = BothLanguages("The day of signature is in the future. Enter it when both sides have signed.")
CLAUSE_MISSING: Text = BothLanguages(
    "It does not bind the contractor to all that binds us. Add the missing clauses to the contract and to the policy."
)
OUTSIDE_DATES: Text = BothLanguages("Today is outside the contract’s dates. Check its first and last day.")
NO_SUCH_STEP: Text = BothLanguages(
    "That step is not possible in the present state of the contract. Reload the page and check."
)

CHANNEL: Text = BothLanguages(
    "Data cannot be handed over by this recipient’s channel. Choose an encrypted file, a signed webhook or a token in "
    "the register."
)
KEY: Text = BothLanguages(
    "The recipient’s public key (it begins with age1) is not in the register. Ask for it, and enter it there."
)
WEBHOOK: Text = BothLanguages(
    "The recipient’s webhook is not in the register. Enter an address that begins with https://."
)
NOBODY: Text = BothLanguages("This transfer would include nobody. Check why people are left out.")
SAME_PERSON: Text = BothLanguages("The person who proposed a transfer cannot approve it. Ask a second member of staff.")
DECIDED: Text = BothLanguages("This transfer has been decided already. Open the page again.")
