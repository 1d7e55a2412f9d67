"""One row, in the clear."""

from django.db import models


class Member(models.Model):
    """What the membership form asks."""

    member_class = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    name_kana = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254)
    postcode = models.CharField(max_length=10)
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    fax = models.CharField(max_length=30, blank=True)
    occupation = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return f"member {self.pk}"
