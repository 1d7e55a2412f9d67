"""Guards of the database on linked and unlinked: triggers that hold also where somebody opens a database shell.

From the first answer on, a questionnaire stays what it is, under the form that it has; answers of the other kind do not
come in; and a version is of its questionnaire's kind. On both engines a refusal reaches Django as ``IntegrityError``.
"""

from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_OF_VERSION = (
    "SELECT 1 FROM questionnaires_version v JOIN questionnaires_poll p ON p.slug = v.poll_id"
    " WHERE v.id = NEW.version_id"
)


@dataclass(frozen=True, slots=True)
class _Guard:
    """``refused`` is an SQL condition over OLD and NEW under which the statement is refused."""

    table: str
    event: str
    refused: str

    @property
    def name(self) -> str:
        return f"questionnaires_{self.table}_kept_{self.event.lower()}"

    def made(self, vendor: str) -> list[str]:
        """The statements that make it."""
        table, says = f"questionnaires_{self.table}", f"{self.name}: linked and unlinked are kept apart"
        if vendor == "sqlite":
            when = f"BEFORE {self.event} ON {table} WHEN {self.refused}"
            return [f"CREATE TRIGGER {self.name} {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"]
        row = "OLD" if self.event == "DELETE" else "NEW"
        raised = f"RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation'"
        body = f"BEGIN IF {self.refused} THEN {raised}; END IF; RETURN {row}; END"
        return [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {table} FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]


def _of_answers(table: str, right: str) -> list[_Guard]:
    """Into ``table`` comes only what belongs to a version for which ``right`` holds."""
    refused = f"NOT EXISTS ({_OF_VERSION} AND p.answered AND {right})"
    return [_Guard(table, event, refused) for event in ("INSERT", "UPDATE")]


GUARDS = (
    _Guard(
        "poll",
        "UPDATE",
        "OLD.answered AND"
        " (NOT NEW.answered OR NEW.linked <> OLD.linked OR NEW.form <> OLD.form OR NEW.slug <> OLD.slug"
        " OR NEW.by_invitation <> OLD.by_invitation)",
    ),
    _Guard("poll", "DELETE", "OLD.answered"),
    _Guard("poll", "INSERT", "EXISTS (SELECT 1 FROM questionnaires_poll p WHERE p.slug = NEW.slug AND p.answered)"),
    _Guard(
        "version",
        "INSERT",
        "EXISTS (SELECT 1 FROM questionnaires_poll p WHERE p.slug = NEW.poll_id AND p.linked <> NEW.linked)",
    ),
    *_of_answers("response", "v.linked AND p.linked"),
    *_of_answers("pooledanswers", "NOT v.linked AND NOT p.linked"),
    _Guard("mixedanswers", "INSERT", f"NOT NEW.is_test AND NOT EXISTS ({_OF_VERSION} AND p.answered AND NOT v.linked)"),
    _Guard("mixedanswers", "UPDATE", "OLD.is_test <> NEW.is_test OR OLD.version_id <> NEW.version_id"),
)


class _Make:
    """What a migration runs to set the triggers up."""

    def __call__(self, apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        for sql in self.statements(editor):
            editor.execute(sql, params=None)

    def statements(self, editor: BaseDatabaseSchemaEditor) -> list[str]:
        """The statements that make them."""
        return [sql for guard in GUARDS for sql in guard.made(editor.connection.vendor)]


make = _Make()


def drop(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away, where the migration is undone."""
    del apps
    on_postgresql = editor.connection.vendor == "postgresql"
    for guard in GUARDS:
        on = f" ON questionnaires_{guard.table}" if on_postgresql else ""
        editor.execute(f"DROP TRIGGER {guard.name}{on}", params=None)
        if on_postgresql:
            editor.execute(f"DROP FUNCTION {guard.name}()", params=None)
