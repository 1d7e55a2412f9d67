"""What members paid: a day and an amount, on the registration by which they became one."""

from django.conf import settings
from django.db import models

from azukari.lib.identifier import new_id


class Payment(models.Model):
    """One payment of a member, as it stands in the books; ``amount`` in the smallest unit of the books' currency (yen).

    ``person`` is the registration's, whose name the vault keeps.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey("forms.Submission", models.CASCADE, related_name="payments")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    paid_on = models.DateField()
    amount = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
