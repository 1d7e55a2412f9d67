"""The one room: every personal value, sealed; and the keys that open them, wrapped."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from azukari.core.database.identified import Identified
from azukari.core.vault.cipher import Place
from azukari.core.vault.wrapping import GroupKey, Outer
from azukari.policy.terms import Category


class KeyEpoch(models.Model):
    """An epoch whose key is in the folder of keys. What its key wraps refers to it, so that nothing can be committed
    under an epoch that is over: its row goes before its key does.

    The times are those of the sweep with which it began: when its key was there (``begun_at``), when the groups that
    had lost a key were found (``counted_at``), when nothing was left under earlier epochs (``emptied_at``), and when
    their keys were destroyed (``destroyed_at``). ``bare_master`` is the version of the master key that wrapped keys by
    itself before there were epochs, and goes as well.
    """

    number = models.PositiveIntegerField(primary_key=True)
    begun_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    bare_master = models.PositiveSmallIntegerField(default=0)


class KeyGroup(Identified):
    """A key that wraps the keys of some hundred people. ``size`` is how many keys it was made for: as soon as one of
    them is gone, the rest of them leave for another group, and the group's key is wrapped no more.
    """

    wrapped = models.BinaryField()
    master = models.PositiveSmallIntegerField()
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, related_name="+")
    size = models.PositiveSmallIntegerField()
    is_left = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(is_left=True), name="group_that_is_left")]

    @property
    def key(self) -> GroupKey:
        """The key, as it is kept here."""
        return GroupKey(self.id, bytes(self.wrapped), Outer(self.master, self.epoch_id))


class KeyUse(models.TextChoices):
    DATA = "data"  # seals the person's values; one per person
    LEDGER = "ledger"  # opens the commitments of ledger entries about the person; several after a join


class PersonKey(Identified):
    """A person's key, wrapped by the key of its ``group``; or, where it has none yet, by the master key of version
    ``master`` and that of the ``epoch``. In a group it has neither of these two.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="keys")
    use = models.CharField(max_length=8, choices=KeyUse)
    wrapped = models.BinaryField()
    master = models.PositiveSmallIntegerField()
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, db_index=False, related_name="+")
    group = models.ForeignKey(KeyGroup, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(use="data"), name="one_data_key_per_person"),
        ]
        indexes = [
            models.Index(fields=["epoch", "id"], condition=Q(group__isnull=True), name="key_in_no_group"),
            models.Index(fields=["group"], condition=Q(group__isnull=False), name="key_by_group"),
        ]


_TEXT = Q(category="message") | Q(category="answer")  # an "in" SQLite would not recognise


class SealedValue(Identified):
    """One datum.

    ``purposes`` are those its field stated, separated by spaces; ``token`` finds it by exact, normalised value.
    ``version`` counts its corrections, but for those before there were versions: what it said before one opens no more,
    and a version that is lower than the journal of removals tells was put back.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="values")
    submission_id = models.UUIDField()  # found by the constraint's index
    field = models.CharField(max_length=64)
    category = models.CharField(max_length=16)
    purposes = models.CharField(max_length=600)
    sealed = models.BinaryField()
    token = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(category__in=[*Category]), name="value_is_within_the_scope"),  # P15
            models.UniqueConstraint(fields=["submission_id", "field"], name="one_value_per_field"),
        ]
        indexes = [
            models.Index(fields=["token"], condition=Q(token__isnull=False), name="value_by_token"),
            models.Index(fields=["corrected_at"], condition=Q(corrected_at__isnull=False), name="value_by_correction"),
            models.Index(fields=["category", "id"], condition=_TEXT, name="value_of_words"),
        ]

    @property
    def place(self) -> Place:
        """Where it stands and what it may be used for: there alone it opens."""
        about = (self.id, self.person_id, self.submission_id, self.field, self.category, self.purposes)
        return Place(*about, self.version)


class Proposal(Identified):
    """A new address that ``person`` would like for the value ``replaces``, until a mailed link confirms it.

    An address proves nothing until then, so it is sealed under ``stand_in``, a person of its own who is nobody yet.
    The id takes the place of a submission for that one value.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="proposals")
    stand_in = models.OneToOneField("people.Person", models.CASCADE, related_name="+")
    replaces = models.UUIDField()
    field = models.CharField(max_length=64)
    by_staff = models.BooleanField(default=False)  # typed by staff at the person's request
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class AddressChange(Identified):
    """The address that ``person`` comes in by, kept beside a proposal to replace it, so that whoever reads its mail can
    object: before the new one is confirmed, and for a week after.

    It is sealed under ``stand_in``, a person of its own who is nobody; the id takes the place of a submission for that
    one value. ``replaced`` are the ids of the values that say the new address now, ``merge`` the merge that came of it.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    stand_in = models.OneToOneField("people.Person", models.CASCADE, related_name="+")
    proposal = models.UUIDField(unique=True)
    field = models.CharField(max_length=64)
    replaced = models.JSONField(default=list, db_default=[])
    merge = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()


class Draft(models.Model):
    """A form that somebody saved in order to go on later. It belongs to nobody: no person, no token, no grant.

    ``id`` and the key come from the secret in the link, which only its owner has: nobody else opens it, nor finds it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    form = models.CharField(max_length=64)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class DraftLetter(Identified):
    """The link of a draft on its way to the address that was typed, and gone when it has been sent.

    The address is sealed under ``stand_in``, a person of its own who is nobody, and the secret of the link likewise.
    The id takes the place of a submission for that one value.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="letters")
    stand_in = models.OneToOneField("people.Person", models.CASCADE, related_name="+")
    link = models.BinaryField()


class SealedNote(Identified):
    """Words about a request: what a caller said, what was answered. They belong to the case, and make nobody a person.

    ``wrapped`` is the note's own key under the master key of version ``master`` and that of the epoch; it goes with the
    row.
    """

    case_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=16)
    sealed = models.BinaryField()
    wrapped = models.BinaryField()
    master = models.PositiveSmallIntegerField(db_index=True)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()


class SealedFile(Identified):
    """A file that is worked on for a while, a list that is being imported: sealed, and gone at ``expires_at`` at the
    latest. Nobody's row: whose data is in it is not known before it has come in.
    """

    wrapped = models.BinaryField()
    master = models.PositiveSmallIntegerField(db_index=True)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class SealedPart(models.Model):
    """A piece of a sealed file, or of what is known about it: ``part`` says of which."""

    file = models.ForeignKey(SealedFile, models.CASCADE, related_name="parts")
    part = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "part", "number"], name="one_piece_in_each_place")]


class ListLine(models.Model):
    """One person's line of a list that a member of staff takes out and has yet to fetch, sealed under the person's key.

    It goes with the person, and with the list. ``list_id`` is the console's order. The id is chance, so that lines of
    one position come in no order that tells anything.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    list_id = models.UUIDField()
    position = models.PositiveIntegerField()
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["list_id", "position", "id"], name="line_in_its_place")]


class FormerValue(Identified):
    """What a value said before staff corrected it at the person's request: the record of the correction, sealed.

    No purpose may use it, and no lookup finds it. It goes with the value that took its place, which the same grants
    hold, and at ``ends_at`` in any case. ``channel`` says how the request came.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    value = models.ForeignKey(SealedValue, models.CASCADE, related_name="former")
    field = models.CharField(max_length=64)
    sealed = models.BinaryField()
    channel = models.CharField(max_length=16)
    corrected_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)


class MentionWalk(Identified):
    """A reading of everybody's texts for many searches at once. ``part`` says which kind of text it is at, ``cursor``
    which was looked at last.
    """

    part = models.PositiveSmallIntegerField(default=0)
    cursor = models.UUIDField(default=UUID(int=0))
    begun_at = models.DateTimeField()


class MentionSearch(Identified):
    """A search in other people's texts for somebody who goes. What is looked for lies sealed under a key of its own,
    and goes with the row as soon as every text has been looked at. The id is the erasure's, where there was one.

    It waits until a ``walk`` takes it along.
    """

    walk = models.ForeignKey(MentionWalk, models.PROTECT, null=True, related_name="searches")
    sealed = models.BinaryField()
    wrapped = models.BinaryField()
    master = models.PositiveSmallIntegerField(db_index=True)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()


class Mention(Identified):
    """A text that may name somebody who is gone, until somebody here has looked at it. It goes with the text.

    Where in the text, lies sealed under a key of its own; what was looked for is gone. ``search_id`` is the search's,
    ``person`` whoever wrote the value; a note is nobody's.
    """

    search_id = models.UUIDField()
    value = models.ForeignKey(SealedValue, models.CASCADE, null=True, related_name="mentions")
    note = models.ForeignKey(SealedNote, models.CASCADE, null=True, related_name="mentions")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    sealed = models.BinaryField()
    wrapped = models.BinaryField()
    master = models.PositiveSmallIntegerField(db_index=True)
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    sure = models.BooleanField()
    found_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True, person__isnull=True, note__isnull=False)
                | Q(value__isnull=False, person__isnull=False, note__isnull=True),
                name="a_mention_is_in_one_text",
            ),
            models.UniqueConstraint(fields=["search_id", "value"], name="one_mention_in_a_value"),
            models.UniqueConstraint(fields=["search_id", "note"], name="one_mention_in_a_note"),
        ]


class Redaction(Identified):
    """Words were taken out of a text. Kept with it, so that a restored backup takes them out again.

    ``spans`` says where they began and ended, in the version ``was`` of the text, None for the one that came in.
    ``person`` is whoever wrote the value; a note is nobody's.
    """

    value = models.ForeignKey(SealedValue, models.CASCADE, null=True, related_name="redactions")
    note = models.ForeignKey(SealedNote, models.CASCADE, null=True, related_name="redactions")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    was = models.DateTimeField(null=True)
    spans = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True, person__isnull=True, note__isnull=False)
                | Q(value__isnull=False, person__isnull=False, note__isnull=True),
                name="a_redaction_is_in_one_text",
            ),
        ]


class Suppression(models.Model):
    """An address that must never be written to, by a keyed hash; ``key`` is the version of the key. Nobody's row.

    ``letter`` is the one message that may ask its owner to confirm a new registration.
    """

    digest = models.BinaryField(primary_key=True)
    key = models.PositiveSmallIntegerField(db_index=True)
    set_on = models.DateField()
    letter = models.UUIDField(null=True)


class PairState(models.TextChoices):
    SUGGESTED = "suggested"
    DISMISSED = "dismissed"  # staff say that these are two people
    ASKED = "asked"  # the people were asked whether both records are theirs
    DECLINED = "declined"  # one of them said no


class DuplicatePair(Identified):
    """Two records that may be one person's, as far as one purpose may tell; ``first`` has the smaller id.

    ``signal`` says what is alike, ``method`` how staff checked who it is. ``*_agreed_at``: when the owner of the
    confirmed address agreed, by a mailed button.
    """

    first = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    second = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=64)
    signal = models.CharField(max_length=16)
    state = models.CharField(max_length=12, choices=PairState, default=PairState.SUGGESTED)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=16, default="", blank=True)
    first_agreed_at = models.DateTimeField(null=True)
    second_agreed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "purpose"], name="one_pair_for_a_purpose"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="a_pair_is_two"),
        ]
        indexes = [models.Index(fields=["purpose", "state", "-found_at"], name="pair_by_purpose")]


class Merge(Identified):
    """The record ``merged_id`` became part of ``survivor``, and can be parted from it before ``ends_at``.

    Kept as long as the survivor, whose erasure forgets both.
    """

    survivor = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    merged_id = models.UUIDField(db_index=True)
    merged_created_at = models.DateTimeField()
    merged_confirmed_at = models.DateTimeField(null=True)
    purpose = models.CharField(max_length=64)
    at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)


class MergedRow(models.Model):
    """A row that belonged to the merged record: ``column`` is ``app.Model.field``, ``row`` its primary key. ``person``
    is the survivor.
    """

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, models.CASCADE, related_name="rows")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    column = models.CharField(max_length=100)
    row = models.CharField(max_length=64)


class Erasure(Identified):
    """An erasure under way or done. Committed before the first step, so that a crash cannot lose it.

    ``items`` says what went and what a law kept, in counts and categories. ``certified_at``: when another code looked,
    and found no more than that; before, there is no certificate. ``epoch`` is the one that began next: when the keys of
    those before it are destroyed (``destroyed_at``), no copy of what was erased opens any more.
    """

    person_id = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=64, default="", blank=True)  # blank: everything
    actor = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    certified_at = models.DateTimeField(null=True)
    epoch = models.PositiveIntegerField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    items = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["requested_at"], condition=Q(finished_at__isnull=True), name="erasure_unfinished"),
            models.Index(fields=["finished_at"], condition=Q(certified_at__isnull=True), name="erasure_uncertified"),
            models.Index(fields=["finished_at"], condition=Q(destroyed_at__isnull=True), name="erasure_of_living_keys"),
        ]


class BatchKey(Identified):
    """The key under which lies what belongs to nobody and must not lead to anybody by its order (`batch_keys`).

    ``about`` is what the batch is of. ``is_grown`` says whether something was sealed by the key since it was made: then
    it is replaced, and all of the batch is sealed anew, before its epoch is over. ``is_whole`` says that all of the
    batch was sealed anew when the key was made: nothing of it lies in the clear. ``lost`` is how much of the batch did
    not open then, since the key that it lies under is gone.
    """

    about = models.CharField(max_length=80, unique=True)
    wrapped = models.BinaryField()
    master = models.PositiveSmallIntegerField()
    epoch = models.ForeignKey(KeyEpoch, models.PROTECT, null=True, related_name="+")
    is_grown = models.BooleanField(default=False)
    is_whole = models.BooleanField(default=False)
    lost = models.PositiveIntegerField(default=0)


class SearchIndex(models.Model):
    """One generation of the search index. A new key, or many more people, begin the next, and codes move over.

    ``key`` is the version of the key file, ``bits`` how many the codes of one value have together.
    """

    number = models.PositiveSmallIntegerField(primary_key=True)
    key = models.PositiveSmallIntegerField()
    bits = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()


class SearchCode(models.Model):
    """A few bits by which a value may be found, shared with other values on purpose."""

    pk = models.CompositePrimaryKey("value", "position")
    value = models.ForeignKey(SealedValue, models.CASCADE, related_name="codes", db_index=False)
    person_id = models.UUIDField()  # of the value, which takes the row along: it needs no reference of its own
    position = models.PositiveSmallIntegerField()
    index = models.ForeignKey(SearchIndex, models.PROTECT, related_name="+", db_index=False)
    lane = models.PositiveSmallIntegerField()
    code = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["index", "lane", "code", "value"], name="value_by_code")]
