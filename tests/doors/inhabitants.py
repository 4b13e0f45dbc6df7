"""Who lives in the world of these tests, and what belongs to whom."""

import base64
import secrets
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from raqnet import clock, vault
from raqnet.access import Role
from raqnet.accounts.models import LinkPurpose, OneTimeLink, User, UserSession
from raqnet.actors import merging
from raqnet.actors import services as actors
from raqnet.calendar import services as calendar
from raqnet.calendar import subscriptions
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, ActionChange, Comment, Evaluation
from raqnet.db import db
from raqnet.digest import hash_token
from raqnet.documents import services as documents
from raqnet.documents.cleaning import Cleaned
from raqnet.documents.models import Attachment, FileKind
from raqnet.drafts.models import Draft
from raqnet.intervision import closing, flipchart, moves, texts, voting
from raqnet.intervision.live import Live
from raqnet.intervision.models import ActionLine
from raqnet.journal.models import RelayStep
from raqnet.lists.catalogue import LISTS
from raqnet.outside import following
from raqnet.outside import queries as outside_queries
from raqnet.outside import services as outside
from raqnet.outside.models import LineState
from raqnet.people.models import Absence, Assignment, Commune, Organisation, Site, Worker
from raqnet.planning import reinforcing, seeds_projects
from raqnet.planning import services_projects as projects
from raqnet.planning.models import ApprovalState, HourApproval, ProjectKind, Recovery
from raqnet.public.models import PublicAction, PublicProfile
from raqnet.public.opened import FIELDS
from raqnet.public.services import show_host
from raqnet.recordings import consents, notes, preparing, track
from raqnet.recordings.models import Mute, Note, Recording, Stage
from raqnet.recordings.preparing import Wave
from raqnet.research import services_reports as reports
from raqnet.research.models import (
    Annotation,
    Discussion,
    Extract,
    Placement,
    PlacementMark,
    Remark,
    Report,
)
from raqnet.tables.models import Import
from tests import factories as make
from tests.doors.hostile import TEXTS
from tests.outside import ics

if TYPE_CHECKING:
    from tests.doors.world import World

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
ANONYMOUS = "anonymous"
ROLES = {
    "raq": Role.RAQ,
    "other_raq": Role.RAQ,
    "host": Role.HOST,
    "other_host": Role.HOST,
    "coordination": Role.COORDINATION,
    "research": Role.RESEARCH,
    "admin": Role.ADMIN,
}
PEOPLE = tuple(ROLES)
ACTORS = (ANONYMOUS, *PEOPLE)
DRAFT_KEY = "/calendrier/actions/nouvelle"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
COLLEAGUES = ("raq", "other_raq", "coordination", "research")  # who may join an intervision


def populate(world: "World") -> None:
    """Put everybody and everything there."""
    _people(world)
    _lists(world)
    for actor in PEOPLE:
        _belongings(world, actor)
    for actor in ("raq", "other_raq", "coordination"):
        _actions(world, actor)
        _table(world, actor)
        _outside(world, actor)
    _hidden(world)
    _projects(world)
    _links(world)
    template = make.intervision_template(is_default=True)
    world.shared["template_id"] = template.id
    for actor in COLLEAGUES:
        _intervisions(world, actor, template)
    _released(world, template)
    _actors_of_the_town(world)
    for actor in ("raq", "other_raq"):
        _hours(world, actor)
    _discussed(world)
    _signals(world)
    _extracts(world)
    _planned(world)
    _shown_to_anybody(world)
    db.session.flush()


def _people(world: "World") -> None:
    for actor, role in ROLES.items():
        if role == Role.RAQ:
            worker = make.worker(user=make.user(role, name=f"Personne {actor}"), phone="0470 1")
            user = worker.user
            world.mine["worker_id"][actor] = worker.id
        elif role == Role.HOST:
            organisation = make.organisation()
            user = make.host(organisation)
            world.mine["organisation_id"][actor] = organisation.id
            world.mine["site_id"][actor] = make.site(organisation=organisation).id
        else:
            user = make.user(role, name=f"Personne {actor}")
        world.users[actor] = user.id
        world.mine["user_id"][actor] = user.id
        _sessions(world, actor)


def _sessions(world: "World", actor: str) -> None:
    for name, owes in ((actor, False), (f"owing {actor}", True), (f"spare {actor}", False)):
        world.tokens[name] = f"token of {name}"
        row = UserSession(
            user_id=world.users[actor], token_hash=hash_token(world.tokens[name]),
            expires_at=NOW + timedelta(days=30), awaits_second_factor=owes,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
    world.mine["session_id"][actor] = row.id


def _lists(world: "World") -> None:
    entries: dict[str, Any] = {
        "zone": make.zone(), "commune": make.commune(), "neighbourhood": make.neighbourhood(),
        "organisation": make.organisation(), "site": make.site(),
        "language": make.language(), "skill": make.skill(),
        "activity": make.activity(),
    }  # fmt: skip
    for more in (make.mission, make.activity, make.language, make.skill):
        more()
    world.shared["entry_id"] = {kind: row.id for kind, row in entries.items()}
    world.shared["closure_id"] = make.closed_period(*[(NOW + timedelta(days=200)).date()] * 2).id
    world.shared["value_id"] = {name: make.value(name).id for name in LISTS for _more in range(2)}


def _belongings(world: "World", actor: str) -> None:
    user_id = world.users[actor]
    made, token = subscriptions.create(user_id, f"Flux {actor}", Filters())
    world.mine["subscription_id"][actor] = made.id
    world.mine["feed_token"][actor] = token
    db.session.add(Draft(user_id=user_id, key=DRAFT_KEY, body=f"title=Brouillon+de+{actor}"))
    if actor in world.mine["worker_id"]:
        worker = db.session.get_one(Worker, world.mine["worker_id"][actor])
        world.mine["assignment_id"][actor] = make.assignment(worker=worker).id
        today = clock.today()
        away = Absence(worker_id=worker.id, starts_on=today, ends_on=today + timedelta(days=2))
        db.session.add(away)
        db.session.flush()
        world.mine["absence_id"][actor] = away.id
        _journal(world, actor, worker)


def _journal(world: "World", actor: str, worker: Worker) -> None:
    """What nobody else reads: an intervention, an outing, a relay that waits."""
    row = make.intervention(worker=worker, note=TEXTS[0])
    world.mine["intervention_id"][actor] = row.id
    make.intervention(worker=worker, contacts=7, note=TEXTS[1])
    make.value("relay_failure")
    relay = make.relay(worker=worker, note=TEXTS[2])
    db.session.add(RelayStep(relay_id=relay.id, state=relay.state))
    db.session.flush()
    world.mine["relay_id"][actor] = relay.id


def _table(world: "World", actor: str) -> None:
    """A table that waits: lines to take and to decide, one that cannot be read, a telling note."""
    if actor == "coordination":
        known = make.actor()
        columns, matching = ["Nom", "Public", "Truc"], ["name", "publics", ""]
        rows = [
            ["Un nouveau", TEXTS[3], TEXTS[0]],
            [known.name, "autre", TEXTS[1]],
            ["", *TEXTS[:2]],
        ]
    else:
        columns = ["Date", "Lieu", "Thème", "Note", TEXTS[5]]
        matching = ["happened_on", "place", "themes", "note", ""]
        said = [make.value("place").name, make.value("theme").name]
        rows = [["01/09/2026", *said, note, TEXTS[1]] for note in ("Mme Dupont", TEXTS[0])]
        rows.append([TEXTS[2], TEXTS[3], TEXTS[4], TEXTS[0], TEXTS[1]])
    row = Import(
        user_id=world.users[actor], kind="acteurs" if actor == "coordination" else "interventions",
        file_name="table.csv", columns=columns, matching=matching, rows=rows, numbers=[2, 3, 4],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    world.mine["import_id"][actor] = row.id


def _outside(world: "World", actor: str) -> None:
    """A calendar that was brought, one event of it new and one unreadable; one that is followed."""
    user = outside_queries.bringer(world.users[actor])
    told = ics.calendar(
        ics.event(f"{actor}@ailleurs", summary=TEXTS[0]), ics.event("b", dtstart="")
    )
    row = outside.bring(user, "planning.ics", told)
    outside.read_all(row)
    world.mine["brought_id"][actor] = row.id
    (line,) = outside_queries.lines(row.id, [LineState.NEW], 0, 1)
    world.mine["event_id"][actor] = line.id
    url = "https://agenda.exemple.be/secret.ics"
    world.mine["followed_id"][actor] = following.follow(user, TEXTS[1], url, {}, False).id


def _actions(world: "World", actor: str) -> None:
    """A future one, and a past one that waits for its evaluation."""
    today = clock.today()
    ahead = _action(world, actor, today + timedelta(days=3), visibility="hosts")
    past = _action(world, actor, today - timedelta(days=3), visibility="public")
    world.mine["action_id"][actor] = ahead.id
    world.mine["series_id"][actor] = ahead.id
    world.mine["occurrence_id"][actor] = make.occurrence_of(past).id
    world.mine["change_id"][actor] = _changed(ahead, world.users[actor]).id
    comment = Comment(action_id=ahead.id, author_id=world.users[actor], text="Une remarque")
    db.session.add(comment)
    db.session.flush()
    world.mine["comment_id"][actor] = comment.id
    world.mine["document_id"][actor] = _document(world, ahead.id, actor).id
    done = _action(world, actor, today - timedelta(days=9), visibility="hosts")
    db.session.add(
        Evaluation(
            occurrence_id=make.occurrence_of(done).id,
            author_id=world.users[actor],
            state="done",
            present=12,
            follow_up="À suivre",
            difficulties="La pluie",
        )  # fmt: skip
    )


def _changed(action: Action, author_id: int) -> ActionChange:
    """A change that can be undone."""
    calendar.edit(action, author_id, title=f"{action.title} bis")
    db.session.flush()
    return db.session.scalars(db.select(ActionChange).order_by(ActionChange.id.desc())).first()


def _action(world: "World", actor: str, day: Any, **values: Any) -> Action:
    worker_id = world.mine["worker_id"].get(actor)
    workers = [db.session.get_one(Worker, worker_id)] if worker_id else []
    place = make.neighbourhood()
    return make.action(
        day, time(10), author=db.session.get_one(User, world.users[actor]), workers=workers,
        site=make.site(), commune=place.commune, neighbourhood=place,
        aim="Le but", place="Une place", **values,
    )  # fmt: skip


def _document(world: "World", action_id: int, actor: str) -> Attachment:
    """A poster of an action."""
    poster = Cleaned(FileKind.PNG, PIXEL, PIXEL, 1, 1, None)
    brought = documents.Brought(poster, f"{TEXTS[0]}.png", TEXTS[1][:200])
    seen_by = db.session.get_one(Action, action_id).visibility
    return documents.keep(brought, world.users[actor], seen_by, action_id)


def _hidden(world: "World") -> None:
    """What is the team's own."""
    today = clock.today()
    world.hidden["action_id"] = _action(world, "raq", today, visibility="team").id
    world.hidden["series_id"] = world.hidden["action_id"]
    secret = db.session.get_one(Action, world.hidden["action_id"])
    world.hidden["change_id"] = _changed(secret, world.users["raq"]).id
    past = _action(world, "raq", today - timedelta(days=5), visibility="team")
    world.hidden["occurrence_id"] = make.occurrence_of(past).id
    comment = Comment(
        action_id=world.hidden["action_id"], author_id=world.users["raq"], text="Entre nous"
    )
    db.session.add(comment)
    db.session.flush()
    world.hidden["comment_id"] = comment.id
    world.hidden["document_id"] = _document(world, comment.action_id, "raq").id


def _projects(world: "World") -> None:
    """Each author's own with a step, a task and an action; the team's; a template."""
    seeds_projects.seed_kinds()
    kind = db.session.scalars(db.select(ProjectKind).order_by(ProjectKind.id)).first()
    assert kind is not None
    world.shared["kind_id"], world.shared["kind_step_id"] = kind.id, kind.steps[1].id
    for actor in ("raq", "other_raq", "coordination"):
        row = projects.begin(
            world.users[actor], kind, name=f"Projet {actor}", about=TEXTS[0], visibility="hosts"
        )
        action = db.session.get_one(Action, world.mine["action_id"][actor])
        projects.bind(action, row.id, row.steps[0].id)
        world.mine["project_id"][actor] = row.id
        world.mine["step_id"][actor] = row.steps[1].id
        world.mine["task_id"][actor] = projects.add_task(row, text=TEXTS[1]).id
        if actor == "raq":
            document_id = world.mine["document_id"][actor]
            row.documents.append(db.session.get_one(Attachment, document_id))
    hidden = projects.begin(world.users["raq"], None, name="Entre nous", visibility="team")
    world.hidden["project_id"] = hidden.id


def _hours(world: "World", actor: str) -> None:
    """Work for a host, and a day of the starting journal, which is on."""
    worker = db.session.get_one(Worker, world.mine["worker_id"][actor])
    today = clock.today()
    host = db.session.get_one(Organisation, world.mine["organisation_id"]["host"])
    work = make.host_work(worker=worker, organisation=host, note="Une note à soi")
    world.mine["work_id"][actor] = work.id
    entry = make.starting_entry(worker, today - timedelta(days=1), comment="Merci")
    world.mine["starting_id"][actor] = entry.id
    period = make.starting_period(worker, today - timedelta(days=9), today + timedelta(days=9))
    world.shared["period_id"] = period.id


def _signals(world: "World") -> None:
    """What each colleague has signalled, one that was withdrawn, and a file on its way."""
    for actor in COLLEAGUES:
        author = db.session.get_one(User, world.users[actor])
        row = make.signal(author, make.neighbourhood(), text=TEXTS[0], actor=make.actor())
        make.echo(row, make.worker().user, make.neighbourhood())
        world.mine["signal_id"][actor] = row.id
    sent = make.dossier(
        make.signal(text=TEXTS[1]), title=TEXTS[2][:120], summary=TEXTS[3],
        authority=TEXTS[4][:120],
        figures=["/recherche/figures/actions-par-commune?du=2026-01-01&au=2026-11-18"],
    )  # fmt: skip
    world.shared["dossier_id"] = sent.id


def _shown_to_anybody(world: "World") -> None:
    """A profile, a public action of which all is opened, a host's frame; none of it harmless."""
    today = clock.today()
    db.session.add(
        PublicProfile(
            worker_id=world.mine["worker_id"]["raq"],
            shown=True,
            name=TEXTS[0],
            phone="02 555 01",
            email="raq@public.test",
            words_fr=TEXTS[1],
            words_nl=TEXTS[2],
            shows_site=True,
            shows_languages=True,
        )  # fmt: skip
    )
    organisation = db.session.get_one(Organisation, world.mine["organisation_id"]["host"])
    place = make.neighbourhood(commune=db.session.get(Commune, world.shared["entry_id"]["commune"]))
    action = make.action(
        today + timedelta(days=4), title=TEXTS[3], visibility="public", neighbourhood=place,
        commune=place.commune, site=make.site(organisation=organisation), place=TEXTS[4],
        address=TEXTS[5], audience=TEXTS[8], languages=[make.language()],
    )  # fmt: skip
    opened = PublicAction(action_id=action.id, fields=[*FIELDS], words_fr=TEXTS[9], title_nl="X")
    world.shared["opened action"] = action.id
    db.session.add(opened)
    world.shared["slug"] = show_host(organisation, True).slug


def _extracts(world: "World") -> None:
    """Research's own, whose texts are to be decided, and another researcher's."""
    today = clock.today()
    for actor, user_id in (
        ("research", world.users["research"]),
        ("other", make.user(Role.RESEARCH).id),
    ):
        row = Extract(
            user_id=user_id, starts_on=today.replace(day=1), ends_on=today, with_text=True,
            tables=["interventions", "actors"], kept_texts=[],
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        world.mine["extract_id"][actor] = row.id


def _planned(world: "World") -> None:
    """Colleagues wanted for a date to come."""
    ahead = db.session.get_one(Action, world.mine["action_id"]["raq"])
    wish = reinforcing.Wish(2, note=TEXTS[1][:200])
    reinforcing.ask([make.occurrence_of(ahead).id], wish, world.users["raq"])
    _overtime(world)
    _proposed(world)
    _left(world)


def _left(world: "World") -> None:
    """A date to come of somebody who has left the team."""
    gone = make.worker(left_on=clock.today() - timedelta(days=1))
    made = make.action(clock.today() + timedelta(days=5), workers=[gone], title=TEXTS[4][:120])
    world.shared["left series_id"], world.shared["left worker_id"] = made.id, gone.id


def _proposed(world: "World") -> None:
    """By each host at its place, and at the place from which a RAQ works."""
    covered = db.session.get_one(Assignment, world.mine["assignment_id"]["raq"]).site_id
    sites = {who: world.mine["site_id"][who] for who in ("host", "other_host")}
    for actor, site_id in {**sites, "raq": covered}.items():
        site = db.session.get_one(Site, site_id)
        row = make.proposal(site, title=TEXTS[0][:120], text=TEXTS[1], audience=TEXTS[2])
        world.mine["proposal_id"][actor] = row.id


def _overtime(world: "World") -> None:
    """A late evening that waits for its approval, another that was refused; time taken back."""
    worker = db.session.get_one(Worker, world.mine["worker_id"]["raq"])
    for days, word in ((6, ""), (7, TEXTS[2][:300])):
        late = make.action(
            clock.today() + timedelta(days=days), time(19), workers=[worker], title=TEXTS[0][:120]
        )
        row = db.session.scalars(
            db.select(HourApproval).filter_by(occurrence_id=make.occurrence_of(late).id)
        ).one()
        world.shared.setdefault("approval_id", row.id)
        if word:
            row.state, row.word, row.decided_at = ApprovalState.REFUSED, word, NOW
    for actor in ("raq", "other_raq"):
        mine = Recovery(
            worker_id=world.mine["worker_id"][actor],
            day=clock.today(),
            minutes=60,
            note=TEXTS[3][:120],
        )
        db.session.add(mine)
        db.session.flush()
        world.mine["recovery_id"][actor] = mine.id


def _links(world: "World") -> None:
    for purpose in LinkPurpose:
        db.session.add(
            OneTimeLink(
                user_id=make.user(Role.RESEARCH).id,
                token_hash=hash_token(f"link-{purpose}"),
                purpose=purpose,
                expires_at=NOW + timedelta(hours=5),
            )  # fmt: skip
        )
    world.shared["link_token"] = f"link-{LinkPurpose.INVITATION}"


def _intervisions(world: "World", actor: str, template: Any) -> None:
    """A session of each kind that this person leads; to two of them they brought a case."""
    me = db.session.get_one(User, world.users[actor])

    def planned(**values: Any) -> Any:
        return make.intervision([me], template=template, label=f"Salle {actor}", **values)

    def opened(**values: Any) -> Live:
        room = make.open_room(planned(**values), [me])
        _worked_on(room)
        return room

    going_on, done, rehearsed = opened(), opened(), opened(rehearsal=True)
    closing.evaluate(
        done, worked="partly", facts="Un tour trop long", feelings="De la confiance",
        solutions="Une minute chacun·e", consequences="Commencer à l'heure",
    )  # fmt: skip
    closing.close(done)
    db.session.flush()
    recording = consents.propose(going_on)
    consents.start_anew(recording)
    world.mine["uid"][actor] = recording.uid
    _recording(world, actor, done)
    world.mine["intervision planned"][actor] = planned().id
    world.mine["intervision open"][actor] = going_on.intervision.id
    world.mine["intervision closed"][actor] = done.intervision.id
    world.mine["intervision rehearsed"][actor] = rehearsed.intervision.id
    case = done.cases[0]
    world.mine["case_id"][actor] = case.id
    line = db.session.scalars(db.select(ActionLine).filter_by(case_id=case.id)).one()
    world.mine["line_id"][actor] = line.id


def _recording(world: "World", actor: str, room: Live) -> None:
    """A recording of this person's session that is over, ready to be listened to."""
    row = _recorded(room)
    key = vault.open_key(row.wrapped_key or b"", consents.key_name(row.uid))
    mute = Mute(recording_id=row.id, starts_ms=1000, ends_ms=2000)
    text = notes.seal_text(key, row.uid, TEXTS[0])
    note = Note(recording_id=row.id, at_ms=1000, sealed=text)
    db.session.add_all([mute, note])
    db.session.flush()
    for argument, made in (("recording_id", row), ("mute_id", mute), ("note_id", note)):
        world.mine[argument][actor] = made.id


def _recorded(room: Live) -> Recording:
    row = Recording(intervision_id=room.intervision.id, uid=secrets.token_hex(16))
    row.wrapped_key = vault.new_key(consents.key_name(row.uid))
    row.stage, row.length_ms = Stage.REVIEW, 60_000
    db.session.add(row)
    _sound(row, track.TRACK, row.wrapped_key)
    row.track_bytes = SOUND
    return row


SOUND = 1000  # bytes


def _sound(row: Recording, kind: str, wrapped: bytes) -> None:
    key = vault.open_key(wrapped, track.key_context(row.uid, kind))
    writer = track.Writer(row.uid, kind, key, lambda: None)
    writer.write(bytes(SOUND))
    writer.finish()
    row.peaks = preparing.seal_wave(key, row.uid, kind, Wave())
    db.session.flush()


def _released(world: "World", template: Any) -> None:
    """A released recording of a session in which nobody of these was."""
    room = make.open_room(make.intervision([make.user(Role.RAQ)], template=template))
    closing.close(room)
    row = _recorded(room)
    row.released_key = vault.new_key(track.key_context(row.uid, track.RELEASED))
    _sound(row, track.RELEASED, row.released_key)
    row.stage, row.released_bytes, row.released_at = Stage.RELEASED, SOUND, NOW
    row.wrapped_key = row.track_bytes = None
    db.session.flush()
    world.shared["recording_id"] = row.id


def _actors_of_the_town(world: "World") -> None:
    """A sheet that absorbed another, its words not harmless; two workers' own sheets on it."""
    author_id = world.users["coordination"]
    place = make.neighbourhood()
    kept = actors.create(
        author_id, name=TEXTS[0], specifics=TEXTS[1], contact=TEXTS[2],
        opening_hours=TEXTS[3], type=make.value("actor_type"), phone="02 555 01 07",
        email="accueil@acteur.test", address="Rue du Noyer 12", neighbourhood=place,
        commune=place.commune, latitude=50.85, longitude=4.35, capacity="saturated",
        languages=[make.language()], verified_on=clock.today(), verified_by_id=author_id,
    )  # fmt: skip
    absorbed = actors.create(author_id, name="Autre fiche", address="Rue du Noyer 12")
    merging.merge(kept, absorbed, author_id)
    for actor, shared in (("raq", False), ("other_raq", True)):
        worker = db.session.get_one(Worker, world.mine["worker_id"][actor])
        make.collaboration(
            worker=worker, actor=kept, shared=shared, outcome=make.value("outcome"),
            note=TEXTS[4], follow_up=TEXTS[0], follow_up_on=clock.today(),
        )  # fmt: skip
    world.shared["actor_id"] = {"kept": kept.id, "absorbed": absorbed.id}


def _discussed(world: "World") -> None:
    """What the team says of figures, none of it harmless."""
    today = clock.today()
    author_id = world.users["coordination"]
    note = Annotation(starts_on=today, ends_on=today, text=TEXTS[0][:120], author_id=author_id)
    discussion = Discussion(
        figure="actions-par-commune", starts_on=today.replace(month=1, day=1), ends_on=today
    )
    db.session.add_all([note, discussion])
    db.session.flush()
    world.shared["annotation_id"] = note.id
    for actor in COLLEAGUES:
        remark = Remark(
            discussion_id=discussion.id, author_id=world.users[actor], text=TEXTS[1][:1000]
        )
        db.session.add(remark)
        db.session.flush()
        world.mine["remark_id"][actor] = remark.id
    _reported(world, author_id)
    for actor in ("raq", "other_raq", "coordination"):
        action_id, author_id = world.mine["action_id"][actor], world.users[actor]
        world.mine["placement_id"][actor] = _placed(action_id, author_id).id
    world.hidden["placement_id"] = _placed(world.hidden["action_id"], author_id).id


def _reported(world: "World", author_id: int) -> None:
    """A report with a figure and words, and one that was taken away."""
    today = clock.today()

    def begun() -> Report:
        first = today.replace(month=1, day=1)
        return reports.create(author_id, TEXTS[3], first, today, "")

    kept, gone = begun(), begun()
    reports.remove(gone)
    part = reports.add(kept, ["actions-par-commune"], TEXTS[4])[0]
    reports.add(kept, text=TEXTS[5])
    world.shared["report_id"] = {"kept": kept.id, "removed": gone.id}
    world.shared["part_id"] = part.id


def _placed(action_id: int, author_id: int) -> Placement:
    placed = Placement(
        action_id=action_id, placed_on=clock.today(), note=TEXTS[2], author_id=author_id
    )
    placed.marks = [PlacementMark(marker="community", level=2)]
    db.session.add(placed)
    db.session.flush()
    return placed


def _worked_on(room: Live) -> None:
    """What people have written in a room, none of it harmless; its first step is over."""
    seat = room.seats[0]
    seat.takes_part = True
    case = flipchart.add(room, TEXTS[0], seat)
    flipchart.rewrite(room, case, knot=TEXTS[1], synthesis=TEXTS[2])
    voting.choose(room, [case.key])
    moves.start(room)
    moves.forward(room)
    db.session.flush()
    texts.write_meta(seat, TEXTS[3])
    flipchart.add_line(room, case, TEXTS[4], clock.today() + timedelta(days=5))
    db.session.flush()
