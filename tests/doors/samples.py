"""The registry: for each argument that an address may hold, something of mine, of another's,
something that is kept from me, and something that is not there.

A new argument in a path gets its maker in `SAMPLES`. A new permission that opens addresses with an
argument gets its line in `OTHERS`: what becomes of somebody else's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Rule

from raqnet.access import Role
from tests.doors import rules
from tests.doors.world import DRAFT_KEY, ROLES, World

NOWHERE = 987_654
HUGE = 10**20  # more than any database's integer holds
LONG = ("é" * 300, "\x00", "%ff")


@dataclass(frozen=True)
class Samples:
    """Values of one argument for one person; None where there is no such thing."""

    own: Any = None
    others: Any = None
    hidden: Any = None
    missing: tuple[Any, ...] = (NOWHERE,)
    impossible: tuple[Any, ...] = (HUGE,)


Maker = Callable[[World, Rule, str], Samples]


def owned(argument: str, hidden_from: tuple[Role, ...] = (Role.HOST,)) -> Maker:
    """Rows that belong to a person."""

    def maker(world: World, _rule: Rule, actor: str) -> Samples:
        mine = world.mine[argument]
        owner = "other_raq" if actor == "raq" else "raq"
        others = mine.get(owner) or next((mine[who] for who in mine if who != actor), None)
        kept_from = world.hidden.get(argument) if ROLES.get(actor) in hidden_from else None
        return Samples(mine.get(actor), others, kept_from)

    return maker


def entry(world: World, rule: Rule, _actor: str) -> Samples:
    """An entry of the kind that the rule is about: the coordination's, so nobody's own."""
    kind = (rule.defaults or {}).get("kind")
    if "name" in rules.arguments(rule):
        kind = "activity"  # of the list that `list_name` names
    assert kind in world.shared["entry_id"], (
        f"{rule.rule}: no sample of kind {kind!r}: add it in tests/doors/inhabitants.py"
    )
    return Samples(others=world.shared["entry_id"][kind])


def token(world: World, rule: Rule, actor: str) -> Samples:
    """The secret of a feed, or of a one-time link."""
    if rule.rule.startswith("/flux/"):
        tokens = world.mine["feed_token"]
        return Samples(tokens.get(actor), tokens["raq"], missing=("not-a-feed",), impossible=LONG)
    if rule.rule.startswith("/lien/"):
        return Samples(others=world.shared["link_token"], missing=("not-a-link",), impossible=LONG)
    raise AssertionError(
        f"{rule.rule}: whose token is it? Say so in `token`, tests/doors/samples.py"
    )


def list_name(_world: World, rule: Rule, _actor: str) -> Samples:
    """One of the calendar's editable lists."""
    assert rule.rule.startswith("/calendrier/listes/"), f"{rule.rule}: what is its <name>?"
    return Samples(others="activites", missing=("nulle-part",), impossible=LONG)


def form_name(_world: World, _rule: Rule, _actor: str) -> Samples:
    """A blank form: everybody's."""
    return Samples("intervention", missing=("autre",), impossible=LONG)


def figure_name(_world: World, _rule: Rule, _actor: str) -> Samples:
    """A figure that all who read figures may read."""
    return Samples(others="actions-par-commune", missing=("nulle-part",), impossible=LONG)


def list_path(_world: World, rule: Rule, _actor: str) -> Samples:
    """One of the lists of values."""
    assert rule.rule.startswith("/listes/"), f"{rule.rule}: what is its <path>?"
    return Samples(others="thematiques", missing=("nulle-part",), impossible=LONG)


def list_value(world: World, _rule: Rule, _actor: str) -> Samples:
    """A value of that list: the coordination's, so nobody's own."""
    return Samples(others=world.shared["value_id"]["theme"])


# Which kind of table each role may bring.
KINDS = {Role.RAQ: "interventions", Role.COORDINATION: "acteurs"}


def table_kind(_world: World, rule: Rule, actor: str) -> Samples:
    """A kind of table that one may bring, and one that is for another role."""
    assert rule.rule.startswith("/tables/"), f"{rule.rule}: what is its <kind>?"
    role = ROLES.get(actor)
    others = KINDS[Role.RAQ if role == Role.COORDINATION else Role.COORDINATION]
    own = KINDS.get(role) if role else None
    return Samples(own, others, missing=("nulle-part",), impossible=LONG[:2])


def key(_world: World, _rule: Rule, _actor: str) -> Samples:
    """A draft's key: each person's drafts are a drawer of their own, so nothing is missing."""
    return Samples(own=DRAFT_KEY.lstrip("/"), missing=(), impossible=LONG[:2])


# In which state a session is that an address of its endpoint is about; planned unless said.
STATES = {
    **dict.fromkeys(
        ("console", "phone", "projector", "state", "lead", "act", "reread", "join"), "open"
    ),
    **dict.fromkeys(
        ("propose", "take_back", "watch", "consent", "answer", "recorder", "claim", "beat"), "open"
    ),
    **dict.fromkeys(("minutes", "cases"), "closed"),
    "erase_rehearsal": "rehearsed",
}


def intervision(world: World, rule: Rule, actor: str) -> Samples:
    """A session that one leads, and one that another leads; no seat in the other's."""
    state = STATES.get(rule.endpoint.split(".")[1], "planned")
    return owned(f"intervision {state}", ())(world, rule, actor)


def number(_world: World, _rule: Rule, _actor: str) -> Samples:
    """A slice's number: none is known before it is sent."""
    return Samples(0, missing=())


def local_actor(world: World, rule: Rule, _actor: str) -> Samples:
    """A sheet that all share, so nobody's own; to be taken apart, one that was merged."""
    kind = "absorbed" if rule.endpoint == "actors.split" else "kept"
    return Samples(others=world.shared["actor_id"][kind])


def template(world: World, _rule: Rule, _actor: str) -> Samples:
    """A template: the team's, so nobody's own."""
    return Samples(others=world.shared["template_id"])


def gesture(_world: World, rule: Rule, _actor: str) -> Samples:
    """A gesture that changes what is one's own alone."""
    own = {"intervision.lead": "pause", "intervision.act": "pret"}[rule.endpoint]
    return Samples(own, missing=("danser",), impossible=LONG[:2])


HEARD = ("listen", "released_sound", "released_wave", "as_opus", "as_wav", "as_label", "as_notes")


def recording(world: World, rule: Rule, actor: str) -> Samples:
    """One of a session where one was; or a released one, which is nobody's own."""
    name = rule.endpoint.removeprefix("recordings.")
    if name in (*HEARD, "erase", "journal"):
        unreleased = world.mine["recording_id"]["raq"]
        return Samples(others=world.shared["recording_id"], hidden=unreleased)
    return owned("recording_id", ())(world, rule, actor)


def public_place(world: World, rule: Rule, _actor: str) -> Samples:
    """A place of the town, which is anybody's."""
    kind = rules.arguments(rule)[0].removesuffix("_id")
    return Samples(others=world.shared["entry_id"][kind])


def of_research(argument: str) -> Maker:
    """What the team shares of research: nobody's own, nothing for hosts."""
    return lambda world, _rule, _actor: Samples(others=world.shared[argument])


def report(world: World, rule: Rule, _actor: str) -> Samples:
    """A report, nobody's own; to be put back, one that was taken away."""
    kind = "removed" if rule.endpoint == "research.restore_report" else "kept"
    return Samples(others=world.shared["report_id"][kind])


def left_behind(argument: str) -> Maker:
    """To be handed over, what somebody has left; else rows that belong to a person."""

    def maker(world: World, rule: Rule, actor: str) -> Samples:
        if rule.endpoint == "planning.hand_over":
            return Samples(others=world.shared[f"left {argument}"])
        return owned(argument)(world, rule, actor)

    return maker


SAMPLES: dict[str, Maker] = {
    "absence_id": owned("absence_id"),
    "action_id": owned("action_id"),
    "actor_id": local_actor,
    "annotation_id": of_research("annotation_id"),
    "approval_id": lambda world, _rule, _actor: Samples(others=world.shared["approval_id"]),
    "assignment_id": owned("assignment_id"),
    "brought_id": owned("brought_id", ()),
    "case_id": owned("case_id", ()),
    "change_id": owned("change_id"),
    "closure_id": lambda world, _rule, _actor: Samples(others=world.shared["closure_id"]),
    "comment_id": owned("comment_id"),
    "document_id": owned("document_id"),
    "commune_id": public_place,
    "dossier_id": lambda world, _rule, _actor: Samples(others=world.shared["dossier_id"]),
    "entry_id": entry,
    "event_id": owned("event_id", ()),
    "figure_name": figure_name,
    "followed_id": owned("followed_id", ()),
    "extract_id": owned("extract_id", ()),
    "form_name": form_name,
    "gesture": gesture,
    "import_id": owned("import_id", ()),
    "intervention_id": owned("intervention_id", ()),
    "intervision_id": intervision,
    "key": key,
    "kind": table_kind,
    "kind_id": lambda world, _rule, _actor: Samples(others=world.shared["kind_id"]),
    "kind_step_id": lambda world, _rule, _actor: Samples(others=world.shared["kind_step_id"]),
    "line_id": owned("line_id", ()),
    "mute_id": owned("mute_id", ()),
    "name": list_name,
    "neighbourhood_id": public_place,
    "note_id": owned("note_id", ()),
    "number": number,
    "occurrence_id": owned("occurrence_id"),
    "organisation_id": owned("organisation_id"),
    "part_id": of_research("part_id"),
    "path": list_path,
    "placement_id": owned("placement_id"),
    "proposal_id": owned("proposal_id", ()),
    "period_id": lambda world, _rule, _actor: Samples(others=world.shared["period_id"]),
    "project_id": owned("project_id"),
    "recording_id": recording,
    "recovery_id": owned("recovery_id", ()),
    "relay_id": owned("relay_id", ()),
    "report_id": report,
    "remark_id": owned("remark_id", ()),
    "series_id": left_behind("series_id"),
    "session_id": owned("session_id"),
    "slug": lambda world, _rule, _actor: Samples(
        others=world.shared["slug"], missing=("nulle-part",), impossible=LONG
    ),
    "signal_id": owned("signal_id", ()),
    "site_id": owned("site_id"),
    "starting_id": owned("starting_id", ()),
    "step_id": owned("step_id", ()),
    "subscription_id": owned("subscription_id"),
    "task_id": owned("task_id", ()),
    "template_id": template,
    "token": token,
    "uid": owned("uid", ()),
    "user_id": owned("user_id"),
    "value_id": list_value,
    "work_id": owned("work_id", ()),
    "worker_id": left_behind("worker_id"),
}

ALLOWED, FORBIDDEN, NOT_FOUND = "allowed", 403, 404
Verdict = str | int
# The coordination may touch everybody's; a RAQ sees a colleague's and leaves it as it is.
OWNERS: dict[Role, Verdict] = {Role.COORDINATION: ALLOWED, Role.RAQ: FORBIDDEN}
# A remark is taken back by whoever made it, or by the coordination.
UNSAY: dict[Role, Verdict] = dict.fromkeys(Role, FORBIDDEN) | {Role.COORDINATION: ALLOWED}

# Who did not choose to animate a session leaves it as it is; the coordination plans everybody's.
PLANNERS: dict[Role, Verdict] = dict.fromkeys(Role, FORBIDDEN) | {Role.COORDINATION: ALLOWED}

# What becomes of somebody else's (argument, permission); by role where roles differ.
OTHERS: dict[tuple[str, str], Verdict | dict[Role, Verdict]] = {
    ("absence_id", "people.own"): OWNERS,
    ("action_id", "calendar.comment"): ALLOWED,
    ("action_id", "evaluation.read"): ALLOWED,  # it leads to the form, or to the action
    ("action_id", "calendar.read"): ALLOWED,
    ("action_id", "calendar.write"): OWNERS,
    ("action_id", "documents.write"): OWNERS,
    ("action_id", "placements.write"): ALLOWED,
    ("actor_id", "actors.own"): ALLOWED,  # one's own sheet on it
    ("actor_id", "actors.read"): ALLOWED,
    ("actor_id", "actors.write"): ALLOWED,
    ("annotation_id", "figures.discuss"): ALLOWED,
    ("approval_id", "hours.approve"): ALLOWED,
    ("assignment_id", "people.edit"): ALLOWED,
    ("brought_id", "outside.own"): NOT_FOUND,
    ("case_id", "intervision.join"): NOT_FOUND,
    ("change_id", "calendar.write"): OWNERS,
    ("closure_id", "lists.edit"): ALLOWED,
    ("comment_id", "calendar.comment"): UNSAY,
    ("document_id", "documents.read"): ALLOWED,
    ("document_id", "documents.write"): OWNERS,
    ("commune_id", "public"): ALLOWED,
    ("dossier_id", "signals.carry"): ALLOWED,
    ("entry_id", "people.edit"): ALLOWED,
    ("import_id", "tables.own"): NOT_FOUND,
    ("event_id", "outside.own"): NOT_FOUND,
    ("followed_id", "outside.own"): NOT_FOUND,
    ("figure_name", "figures.discuss"): ALLOWED,
    ("figure_name", "figures.read"): ALLOWED,
    ("extract_id", "figures.extract"): NOT_FOUND,
    ("form_name", "journal.own"): ALLOWED,
    ("intervention_id", "journal.own"): NOT_FOUND,
    ("kind", "tables.own"): FORBIDDEN,
    ("intervision_id", "seat"): NOT_FOUND,
    ("kind_id", "projects.kinds"): ALLOWED,
    ("kind_step_id", "projects.kinds"): ALLOWED,
    ("line_id", "intervision.join"): NOT_FOUND,
    ("mute_id", "recordings.review"): NOT_FOUND,
    ("name", "people.edit"): ALLOWED,
    ("note_id", "recordings.review"): NOT_FOUND,
    ("neighbourhood_id", "public"): ALLOWED,
    ("occurrence_id", "calendar.comment"): ALLOWED,
    ("occurrence_id", "calendar.read"): ALLOWED,
    ("occurrence_id", "calendar.write"): OWNERS,
    ("occurrence_id", "evaluation.read"): ALLOWED,
    ("occurrence_id", "evaluation.write"): OWNERS,
    ("occurrence_id", "reinforcement.join"): ALLOWED,
    ("occurrence_id", "public"): ALLOWED,
    ("organisation_id", "public.host"): {Role.HOST: NOT_FOUND, Role.COORDINATION: ALLOWED},
    ("part_id", "figures.discuss"): ALLOWED,
    ("path", "lists.edit"): ALLOWED,
    ("project_id", "projects.read"): ALLOWED,
    ("project_id", "projects.write"): OWNERS,
    ("recording_id", "recordings.hear"): ALLOWED,
    ("recording_id", "recordings.oversee"): ALLOWED,
    ("recording_id", "recordings.own"): NOT_FOUND,
    ("recording_id", "recordings.review"): NOT_FOUND,  # those who were there, whatever the role
    ("proposal_id", "proposals.answer"): {Role.RAQ: NOT_FOUND, Role.COORDINATION: ALLOWED},
    ("proposal_id", "proposals.write"): NOT_FOUND,
    ("recovery_id", "hours.own"): NOT_FOUND,
    ("relay_id", "journal.own"): NOT_FOUND,
    ("period_id", "starting.switch"): ALLOWED,
    ("placement_id", "placements.write"): ALLOWED,
    ("remark_id", "figures.discuss"): UNSAY,
    ("report_id", "figures.discuss"): ALLOWED,
    ("series_id", "hours.approve"): ALLOWED,
    ("session_id", "account.own"): NOT_FOUND,
    ("signal_id", "signals.write"): ALLOWED,
    ("slug", "public"): ALLOWED,
    ("starting_id", "journal.own"): NOT_FOUND,
    ("starting_id", "starting.read"): ALLOWED,
    ("step_id", "projects.write"): OWNERS,
    ("subscription_id", "feeds.own"): NOT_FOUND,
    ("task_id", "projects.write"): OWNERS,
    ("template_id", "intervision.join"): ALLOWED,
    ("template_id", "intervision.templates"): ALLOWED,
    ("token", "public"): ALLOWED,
    ("uid", "intervision.join"): NOT_FOUND,
    ("user_id", "accounts.manage"): ALLOWED,
    ("user_id", "hours.grant"): ALLOWED,
    ("value_id", "lists.edit"): ALLOWED,
    ("work_id", "journal.own"): NOT_FOUND,
    ("worker_id", "directory.read"): ALLOWED,
    ("worker_id", "people.edit"): ALLOWED,
    ("worker_id", "people.own"): OWNERS,
}

# The same by endpoint, where addresses with one argument and one permission differ.
OTHERS_AT: dict[str, Verdict | dict[Role, Verdict]] = {
    "planning.hand_over": ALLOWED,
    "intervision.prepare": ALLOWED,  # that it is planned, for the team
    "intervision.join": ALLOWED,
    "intervision.edit_plan": PLANNERS,
    "intervision.second_room": PLANNERS,
    "intervision.withdraw": PLANNERS,
    "intervision.open": FORBIDDEN,  # whoever animates, whatever the role
    "intervision.console": FORBIDDEN,
    "intervision.lead": FORBIDDEN,
    "intervision.projector": FORBIDDEN,
    "intervision.minutes": NOT_FOUND,  # those who were there
    "intervision.cases": NOT_FOUND,
    "intervision.erase_rehearsal": NOT_FOUND,
    # One's own alone, whatever the role.
    **{f"signals.{name}": FORBIDDEN for name in ("edit", "withdraw", "put_back")},
    # Of a released one: who was there, and the coordination.
    "recordings.journal": {Role.RAQ: NOT_FOUND, Role.COORDINATION: ALLOWED},
    **{
        f"recordings.{name}": FORBIDDEN  # whoever animates
        for name in ("propose", "take_back", "watch", "recorder", "claim", "beat")
    },
}

# What a person may not do even to their own, by endpoint, with the reason.
OWN: dict[str, Verdict] = {
    "intervision.state": NOT_FOUND,  # it wants to know which screen asks
    "recordings.put_slice": FORBIDDEN,  # it wants the secret of the device
    "recordings.finish": FORBIDDEN,
    "accounts.disable": FORBIDDEN,  # nobody shuts their own account, and themself out
}


def samples_of(argument: str, world: World, rule: Rule, actor: str) -> Samples:
    """The samples of an argument. Errors: AssertionError says where to add an unknown one."""
    assert argument in SAMPLES, (
        f"{rule.rule}: nothing is known of <{argument}>: add its maker to SAMPLES in "
        "tests/doors/samples.py, and what others may do with it to OTHERS"
    )
    return SAMPLES[argument](world, rule, actor)


def verdict_on_others(argument: str, permission: str, rule: Rule, role: Role | None) -> Verdict:
    """What becomes of somebody else's. Errors: AssertionError says where to add an unknown one."""
    assert rule.endpoint in OTHERS_AT or (argument, permission) in OTHERS, (
        f"{rule.rule}: what may {permission} do with somebody else's <{argument}>? "
        "Say so in OTHERS in tests/doors/samples.py"
    )
    at = OTHERS_AT.get(rule.endpoint)
    verdict = OTHERS[argument, permission] if at is None else at
    return verdict[role] if isinstance(verdict, dict) and role else verdict  # type: ignore[return-value]
