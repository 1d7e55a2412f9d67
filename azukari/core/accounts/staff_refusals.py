"""Why something about staff cannot be done: each a sentence that says what to do instead."""

from azukari.both_languages import BothLanguages
from azukari.policy.terms import Text


class StaffError(Exception):
    """It cannot be done; ``sentence`` says why and what to do, ``field`` which input it concerns."""

    def __init__(self, sentence: Text, field: str = "") -> None:
        super().__init__(sentence["en"])
        self.sentence, self.field = sentence, field


LONGEST_NAME = 120
NOBODY = BothLanguages("There is no account with that address. See: azukari staff list")
TAKEN = BothLanguages("That address has an account already. To renew it and send a new link, use the list of staff.")
NO_ADDRESS = BothLanguages("That is not an email address.")
NO_NAME = BothLanguages("A name is needed, so that colleagues know who it is.")
LONG_NAME = BothLanguages("A name has at most %(count)d characters.", count=LONGEST_NAME)
ONESELF = BothLanguages("You cannot change your own duties or account. Ask a colleague.")
IN_USE = BothLanguages("The account is in use, so there is nothing to invite to.")
USED = BothLanguages("The invitation has been used. When somebody leaves, deactivate their account.")
SECOND = BothLanguages("Neither who gave the duties nor who gets them can be the second person. Ask another colleague.")
DECIDED = BothLanguages("This was decided already. Open the page of the staff again.")
OTHER_POLICY = BothLanguages("The policy no longer has that duty. Assign the duties again.")
THE_LAST = BothLanguages(
    "No member of staff could change duties or the policy any more. Give that duty to someone else first."
)
ALTERED = BothLanguages(
    "This account was changed outside the program, so it cannot be used. Tell the operator, who can invite its holder "
    "again: azukari staff add --again"
)
