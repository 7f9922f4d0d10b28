"""What a person chose to keep: Assessments, Revisions and Decisions; and tokens for programs."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from advisor import secrecy
from advisor.advice import advise
from advisor.answers import KeptDecision, Reading, Sheet, document, read_document
from advisor.answers.kept import (
    DECIDER_LENGTH,
    DECISION_NOTE_LENGTH,
    FIRST_DAY,
    LAST_DAY,
    LAST_RECORD,
)
from advisor.answers.sheets import TITLE_LENGTH
from advisor.answers.values import unprintable
from advisor.briefing import knowledge
from advisor.engine.canonical import as_json
from patterns import releases
from patterns.catalogue import Catalogue
from patterns.models import Ordered, Release

RECORDS_FROM = 1
TOKEN_NAME_LENGTH = 80
LONGEST_TOKEN_DAYS = 366
MOST_TOKENS = 50  # of one account


class StaleRevision(Exception):
    """Somebody saved a newer Revision than the one that this change began from."""

    def __init__(self, newest: "Revision") -> None:
        super().__init__(f"revision {newest.number} is newer")
        self.newest = newest


class StaleVersion(Exception):
    """The Assessment has changed since the caller read it. version: the one it has now."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the Assessment is at version {version}")
        self.version = version


class KeptElsewhere(Exception):
    """The Assessment stands in the account of somebody else."""


class TooManyTokens(Exception):
    """The account has as many tokens as one may have."""


class UnknownPattern(LookupError):
    """The Advice that is decided on does not judge this Pattern."""


def printable(text: str) -> None:
    """Refuse what no database and no page can hold: NUL, lone surrogates, turned writing."""
    if found := unprintable(text):
        raise ValidationError(f"The text holds a character that cannot be shown: {found}.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A new Assessment. edit_key: the only copy of the secret; the database keeps its hash."""

    assessment: "Assessment"
    revision: "Revision"
    edit_key: str


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def of(self, user: User) -> "AssessmentQuerySet":
        """Return what belongs to this person, changed last first."""
        return self.filter(owner=user).order_by("-changed_at", "id")

    def with_newest(self) -> "AssessmentQuerySet":
        """Add `newest_number`, the number of the newest Revision, without reading any Advice."""
        return self.annotate(newest_number=models.Max("revisions__number"))


class Assessment(models.Model):
    """Answers that a person chose to keep; each later save is a Revision.

    owner: may stay empty, the links suffice. When an account is deleted its Assessments stay, as
    other people may hold their links; whoever wants them gone deletes them first.
    version: counts every change of any kind, for preconditions and ETags.
    origin: the Assessment that this is a variant of, as it was at origin_revision.
    record_numbers: slug -> number of its decision record, so that a later export renumbers none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True, validators=[printable])
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assessments",
    )
    edit_key_hash = models.CharField(max_length=64, editable=False)
    # Empty while the Assessment is not shared. With the seed and the site's secret key the link
    # can be shown again; a stolen database alone holds no link.
    read_key_hash = models.CharField(max_length=64, blank=True, editable=False)
    read_key_seed = models.CharField(max_length=64, blank=True, editable=False)
    origin = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="variants"
    )
    origin_revision = models.PositiveIntegerField(null=True, blank=True)
    record_numbers = Ordered(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edit_key_hash"], name="advisor_edit_key_once"),
            models.CheckConstraint(
                condition=~models.Q(edit_key_hash=""), name="advisor_assessment_has_edit_key"
            ),
            models.CheckConstraint(
                condition=models.Q(read_key_hash="", read_key_seed="")
                | (~models.Q(read_key_hash="") & ~models.Q(read_key_seed="")),
                name="advisor_shared_with_hash_and_seed",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-changed_at"], name="advisor_of_owner"),
            # Pages of a list must not move under the reader, as changes move what was changed last.
            models.Index(fields=["owner", "-created_at"], name="advisor_made_by_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"

    @property
    def name(self) -> str:
        """The title, or words that stand in for it."""
        return self.title or f"Assessment of {self.created_at.day} {self.created_at:%B %Y}"

    @property
    def is_shared(self) -> bool:
        return bool(self.read_key_hash)

    @property
    def read_key(self) -> str:
        """The secret of the read-only link, "" when not shared or when it cannot be made again.

        It cannot once the site's secret key has changed; the link that was handed out still works.
        """
        key = secrecy.derived_key(f"{self.id}:{self.read_key_seed}") if self.is_shared else ""
        return key if key and secrecy.matches(key, self.read_key_hash) else ""

    # Factories ------------------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        sheet: Sheet,
        *,
        now: datetime,
        title: str = "",
        owner: User | None = None,
        catalogue: Catalogue | None = None,
        decisions: Iterable[KeptDecision] = (),
        records: Mapping[str, int] | None = None,
    ) -> Opened:
        """Keep these Answers with the Advice that the Release gives, as Revision 1.

        decisions, records: what the file of another Assessment held.
        Raises ValidationError for what cannot be kept, UnknownPattern for a Decision on what the
        Release does not judge, AnswersError for Answers that the Release does not hold.
        """
        made = _judged(sheet, catalogue or releases.current())
        with transaction.atomic():
            opened = cls._make(
                made,
                title=title or sheet.title,
                owner=owner,
                now=now,
                record_numbers=dict(records or {}),
            )
            assessment, verdicts = opened.assessment, opened.revision.verdicts()
            Decision.objects.bulk_create(
                [assessment._decision(told, 1, verdicts, now) for told in decisions]
            )
        return opened

    def clone_as_variant(self, *, now: datetime, title: str = "", by: User | None = None) -> Opened:
        """Open another Assessment with the newest Revision as it stands; it remembers its origin.

        Decisions stay behind: nobody has decided anything about the variant.
        """
        newest = self.newest()
        made = {name: getattr(newest, name) for name in _JUDGED}
        return type(self)._make(
            made,
            title=title or f"Variant of {self.name}"[:TITLE_LENGTH],
            owner=by,
            now=now,
            origin=self,
            origin_revision=newest.number,
        )

    @classmethod
    def _make(
        cls,
        made: Mapping[str, Any],
        *,
        title: str,
        owner: User | None,
        now: datetime,
        **more: Any,
    ) -> Opened:
        key = secrecy.new_key()
        assessment = cls(
            title=_one_line(title),
            owner=owner,
            edit_key_hash=secrecy.hashed(key),
            created_at=now,
            changed_at=now,
            **more,
        )
        assessment.clean_fields(exclude=["owner", "origin", "record_numbers"])
        with transaction.atomic():
            assessment.save(force_insert=True)
            revision = assessment.revisions.create(number=1, created_at=now, by=owner, **made)
        return Opened(assessment, revision, key)

    # Mutators -------------------------------------------------------------------------------

    def revise(
        self,
        sheet: Sheet,
        *,
        base: int,
        now: datetime,
        by: User | None = None,
        catalogue: Catalogue | None = None,
    ) -> "Revision":
        """Keep these Answers as the next Revision; the same Answers and Release add none.

        base: the number of the Revision that the change began from. Of two writers with the same
        base exactly one wins, and the other gets StaleRevision with the winner's Revision.
        Raises AnswersError for Answers that the Release does not hold.
        """
        # Judged outside the transaction: writers must not wait for the engine.
        made = _judged(sheet, catalogue or releases.current())
        try:
            with self._holding():
                newest = self.newest()
                if newest.number != base:
                    raise StaleRevision(newest)
                if newest.holds(made):
                    return newest
                revision = self.revisions.create(number=base + 1, created_at=now, by=by, **made)
                self._keep(now)
        except IntegrityError as error:
            # The constraint is what decides, should a database not have held the row for us.
            newest = self.newest()
            if newest.number == base:
                raise
            raise StaleRevision(newest) from error
        return revision

    def amend(
        self,
        sheet: Sheet | None,
        *,
        title: str,
        now: datetime,
        by: User | None = None,
        catalogue: Catalogue | None = None,
        version: int | None = None,
    ) -> "Revision":
        """Keep these Answers and this title together, and return the newest Revision.

        Other Answers than before are the next Revision; the same add none, and neither does None.
        version: as in `rename`. Raises what `revise` and `rename` raise.
        """
        made = None if sheet is None else _judged(sheet, catalogue or releases.current())
        with self._holding(version):
            newest = self.newest()
            columns: dict[str, Any] = {}
            if self.title != _one_line(title):
                self.title = columns["title"] = _one_line(title)
                self.clean_fields(exclude=["owner", "origin", "record_numbers"])
            if made is not None and not newest.holds(made):
                number = newest.number + 1
                newest = self.revisions.create(number=number, created_at=now, by=by, **made)
            elif not columns:
                return newest
            self._keep(now, **columns)
        return newest

    def decide(
        self,
        pattern: str,
        status: str,
        *,
        now: datetime,
        note: str = "",
        decided_on: date | None = None,
        decider: str = "",
        version: int | None = None,
    ) -> "Decision":
        """Write down what the person decided about one Pattern, in place of an earlier word.

        decided_on: the day of `now` unless given. The Verdict of the newest Revision is kept
        beside it. version: as in `rename`.
        Raises UnknownPattern, ValidationError, or StaleVersion.
        """
        newest = self.newest()
        told = KeptDecision(pattern, status, note, decided_on, decider)
        decision = self._decision(told, newest.number, newest.verdicts(), now)
        fields = ("status", "note", "decided_on", "decider", "verdict", "revision", "changed_at")
        with self._holding(version):
            found, _ = self.decisions.update_or_create(
                pattern=pattern, defaults={name: getattr(decision, name) for name in fields}
            )
            self._keep(now)
        return found

    def _decision(
        self, told: KeptDecision, revision: int, verdicts: Mapping[str, str], now: datetime
    ) -> "Decision":
        """Return the row that keeps what was told. Raises UnknownPattern or ValidationError."""
        if told.pattern not in verdicts:
            raise UnknownPattern(told.pattern)
        decision = Decision(
            assessment=self,
            pattern=told.pattern,
            status=told.status,
            note=told.note.strip(),
            decided_on=told.decided_on or now.date(),
            decider=_one_line(told.decider),
            verdict=told.verdict or verdicts[told.pattern],
            revision=revision,
            changed_at=now,
        )
        decision.clean_fields(exclude=["assessment"])
        return decision

    def undecide(self, pattern: str, *, now: datetime, version: int | None = None) -> bool:
        """Take a Decision back; say whether there was one. Raises StaleVersion."""
        with self._holding(version):
            count, _ = self.decisions.filter(pattern=pattern).delete()
            if count:
                self._keep(now)
        return bool(count)

    def rename(self, title: str, *, now: datetime, version: int | None = None) -> None:
        """Give another title; empty takes it away.

        version: the one that the caller read; another one in the database raises StaleVersion.
        Raises ValidationError for a title that cannot be kept.
        """
        with self._holding(version):
            self.title = _one_line(title)
            self.clean_fields(exclude=["owner", "origin", "record_numbers"])
            self._keep(now, title=self.title)

    def share(self, *, now: datetime) -> str:
        """Return the secret of the read-only link, made now unless there is one to show.

        A link that can no longer be shown is replaced, which ends it.
        """
        with self._holding():
            if self.read_key:
                return self.read_key
            seed = secrecy.new_key()
            key = secrecy.derived_key(f"{self.id}:{seed}")
            self._keep(now, read_key_hash=secrecy.hashed(key), read_key_seed=seed)
        return key

    def revoke(self, *, now: datetime) -> None:
        """End the read-only link, and every right that it has given."""
        with self._holding():
            if self.is_shared:
                self._keep(now, read_key_hash="", read_key_seed="")

    def renew_edit_key(self, *, now: datetime) -> str:
        """Return a new secret for the edit link; the old link and its rights end."""
        key = secrecy.new_key()
        with self._holding():
            self._keep(now, edit_key_hash=secrecy.hashed(key))
        return key

    def discard(self, *, version: int | None = None) -> None:
        """Delete it with its Revisions, Decisions and links. version: as in `rename`."""
        with self._holding(version):
            self.delete()

    def keep_in_account(self, person: User, *, now: datetime) -> None:
        """Put the Assessment into this person's list. Raises KeptElsewhere, which changes nothing.

        Whoever holds an edit link must not take what another person has in their account.
        """
        with self._holding():
            if self.owner_id not in (None, person.pk):
                raise KeptElsewhere
            if self.owner_id is None:
                self._keep(now, owner=person)

    def number_records(
        self, slugs: Iterable[str], *, now: datetime, first: int = RECORDS_FROM
    ) -> dict[str, int]:
        """Give each Pattern's decision record a number that it keeps, and return all of them.

        New ones follow the highest so far, in the order given, beginning with `first`.
        Raises ValueError when the numbers run out.
        """
        with self._holding():
            fresh = [slug for slug in dict.fromkeys(slugs) if slug not in self.record_numbers]
            following = max([first - 1, *self.record_numbers.values()]) + 1
            if fresh and following + len(fresh) - 1 > LAST_RECORD:
                raise ValueError(f"record numbers end at {LAST_RECORD}")
            if fresh:
                numbers = {slug: following + place for place, slug in enumerate(fresh)}
                self._keep(now, record_numbers=self.record_numbers | numbers)
        return dict(self.record_numbers)

    @contextmanager
    def _holding(self, version: int | None = None) -> Iterator[None]:
        """Hold the row in one transaction and read it anew: changes follow each other.

        Raises StaleVersion, and DoesNotExist when the Assessment was deleted meanwhile.
        """
        with transaction.atomic():
            # SQLite needs no lock of the row: its immediate transactions stand in a queue.
            self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
            if version not in (None, self.version):
                raise StaleVersion(self.version)
            yield

    def _keep(self, now: datetime, **columns: Any) -> None:
        """Write these columns and count the change."""
        columns |= {"changed_at": now, "version": self.version + 1}
        type(self).objects.filter(pk=self.pk).update(**columns)
        for name, value in columns.items():
            setattr(self, name, value)

    # Queries --------------------------------------------------------------------------------

    def newest(self) -> "Revision":
        """Return the newest Revision; one query. Raises Revision.DoesNotExist once deleted."""
        return self.revisions.select_related("release").order_by("-number")[:1].get()

    def revision(self, number: int) -> "Revision":
        """Return one Revision; one query. Raises Revision.DoesNotExist."""
        return self.revisions.select_related("release").get(number=number)

    def history(self) -> models.QuerySet["Revision"]:
        """Return the Revisions without their Advice, the newest first."""
        return (
            self.revisions.select_related("release", "by").defer("advice", "release__guide")
        ).order_by("-number")

    def decided(self) -> dict[str, "Decision"]:
        """Return slug -> Decision, by slug; one query."""
        return {each.pattern: each for each in self.decisions.order_by("pattern")}


class Revision(models.Model):
    """One saved state: Answers, Release, engine version, and the Advice as it was computed.

    Never changed and never deleted on its own. by: whose account saved it, if any.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = Ordered()  # the form of an answers file, without title
    # An old Release stays as long as a Revision needs it to explain its numbers.
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=20)
    advice = models.TextField()  # canonical JSON, about 100 KB
    created_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="advisor_revision_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="advisor_revision_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} revision {self.number}"

    def holds(self, made: Mapping[str, Any]) -> bool:
        """Say whether this is the same document, Release and engine."""
        return (self.document, self.release_id, self.engine) == (
            made["document"],
            made["release"].pk,
            made["engine"],
        )

    def read(self, catalogue: Catalogue) -> Reading:
        """Return the Sheet in the terms of a Release, and what of it that Release does not know."""
        return read_document(self.document, knowledge(catalogue))

    def as_computed(self) -> dict[str, Any]:
        """Return the stored Advice as dictionaries, lists, text and numbers; a millisecond."""
        found: dict[str, Any] = json.loads(self.advice)
        return found

    def verdicts(self) -> dict[str, str]:
        """Return slug -> Verdict as it was computed, in order of rank."""
        return {row["slug"]: row["verdict"] for row in self.as_computed()["patterns"]}


class Decision(models.Model):
    """What the person decided about one Pattern. It belongs to the Assessment, not to a Revision.

    It names the Pattern by slug: no Release must lose it. verdict: what the advisor said about
    the Pattern in `revision`, when the Decision was made.
    """

    class Status(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"
        DEFERRED = "deferred", "Deferred"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="decisions")
    pattern = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status)
    note = models.TextField(
        blank=True, validators=[MaxLengthValidator(DECISION_NOTE_LENGTH), printable]
    )
    decided_on = models.DateField(
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    )
    decider = models.CharField(max_length=DECIDER_LENGTH, blank=True, validators=[printable])
    verdict = models.CharField(max_length=20)
    revision = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "pattern"], name="advisor_decided_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["accepted", "rejected", "deferred"]),
                name="advisor_decision_status",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("note"), DECISION_NOTE_LENGTH),
                name="advisor_decision_note_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.pattern}: {self.status}"


class Scope(models.TextChoices):
    """What a token lets a program do; none includes another."""

    CATALOGUE_READ = "catalogue:read", "Read the catalogue"
    ADVICE_READ = "advice:read", "Ask for advice"
    ASSESSMENTS_READ = "assessments:read", "Read saved assessments"
    ASSESSMENTS_WRITE = "assessments:write", "Save, change and delete assessments"
    EXPORTS_WRITE = "exports:write", "Make exports"


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token. secret: the only copy; the database keeps its hash."""

    token: "AccessToken"
    secret: str


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def of(self, user: User) -> "AccessTokenQuerySet":
        """Return this person's tokens, the newest first."""
        return self.filter(owner=user).order_by("-created_at", "id")

    def usable(self, secret: str, *, now: datetime) -> "AccessToken | None":
        """Return the token with this secret unless it has expired or its account is closed.

        One query. The secret itself is never compared: the database looks for its hash, and how
        long that takes says nothing about any secret.
        """
        found = self.select_related("owner").filter(hash=secrecy.hashed(secret)).first()
        if found is None or now >= found.expires_at:
            return None
        return found if found.owner is None or found.owner.is_active else None


class AccessToken(models.Model):
    """What a program shows in place of a person: a name, scopes and an end.

    owner: empty for a token that whoever runs the site made for nobody's account; it reads, and
    reaches saved Assessments by their keys alone. Revoking deletes the row.
    parent: the token that this one was made with. It ends with its parent, so that nobody who got
    hold of a token can outlive its end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=TOKEN_NAME_LENGTH, validators=[printable])
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="access_tokens",
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    hash = models.CharField(max_length=64, editable=False)
    scopes = Ordered()  # values of Scope, in its order
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the hour: it says no more

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hash"], name="advisor_token_hash_once"),
            models.CheckConstraint(
                condition=~models.Q(hash="") & ~models.Q(name=""), name="advisor_token_is_named"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="advisor_token_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="advisor_token_of_owner")]

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"

    @property
    def scope_labels(self) -> list[str]:
        return [Scope(word).label for word in self.scopes]

    # Factories ------------------------------------------------------------------------------

    @classmethod
    def issue(
        cls,
        name: str,
        scopes: Iterable[str],
        *,
        now: datetime,
        days: int,
        owner: User | None = None,
        parent: "AccessToken | None" = None,
    ) -> Issued:
        """Make a token that ends after so many days, or with its parent if that ends first.

        Raises ValidationError for a name, scopes or days that cannot be used, also for scopes that
        the parent does not have, and TooManyTokens.
        """
        secret = secrecy.new_token()
        expires = now + timedelta(days=_token_days(days))
        token = cls(
            name=_one_line(name),
            owner=owner,
            parent=parent,
            hash=secrecy.hashed(secret),
            scopes=_token_scopes(scopes, parent),
            created_at=now,
            expires_at=min(expires, parent.expires_at) if parent else expires,
        )
        token.clean_fields(exclude=["owner", "parent", "scopes"])
        with transaction.atomic():
            if owner is not None:
                # Held, so that two requests at once do not both count one too few.
                User.objects.select_for_update().get(pk=owner.pk)
                if cls.objects.of(owner).count() >= MOST_TOKENS:
                    raise TooManyTokens
            token.save(force_insert=True)
        return Issued(token, secret)

    # Mutators -------------------------------------------------------------------------------

    def note_use(self, now: datetime) -> None:
        """Remember the hour of this use; one write an hour."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self.last_used_at is None or self.last_used_at < hour:
            type(self).objects.filter(pk=self.pk).update(last_used_at=hour)
            self.last_used_at = hour

    def revoke(self) -> None:
        """End the token, and every token that was made with it."""
        self.delete()


def _token_days(days: int) -> int:
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        words = f"A token lasts from 1 to {LONGEST_TOKEN_DAYS} days."
        raise ValidationError({"expires_at": words})
    return days


def _token_scopes(scopes: Iterable[str], parent: AccessToken | None) -> list[str]:
    """Return the scopes in their order. Raises ValidationError."""
    wanted = set(scopes)
    allowed = parent.scopes if parent else Scope.values
    if strange := wanted.difference(Scope.values):
        raise ValidationError({"scopes": f"There is no scope {', '.join(sorted(strange))}."})
    if beyond := wanted.difference(allowed):
        words = f"The token that asks does not have {', '.join(sorted(beyond))} itself."
        raise ValidationError({"scopes": words})
    if not wanted:
        raise ValidationError({"scopes": "A token needs at least one scope."})
    return [scope for scope in Scope.values if scope in wanted]


def _one_line(text: str) -> str:
    return " ".join(text.split())


_JUDGED = ("document", "release", "engine", "advice")


def _judged(sheet: Sheet, catalogue: Catalogue) -> dict[str, Any]:
    """Return the columns of a Revision that hold these Answers and what the engine says to them."""
    advice = advise(sheet.answers, catalogue, thorough=True)
    return {
        "document": document(replace(sheet, title=""), catalogue.digest),
        "release": Release.objects.get(digest=catalogue.digest),
        "engine": advice.engine,
        "advice": as_json(advice).decode(),
    }
