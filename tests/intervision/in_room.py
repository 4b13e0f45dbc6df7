"""A session driven through its pages, as its people's browsers see it."""

import re

from raqnet.access import Role
from raqnet.db import db
from raqnet.intervision import live
from tests import factories as make
from tests.conftest import Client

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
TITLES = ("Zèbre rayé du matin", "Girafe pliée du soir", "Hibou perdu de midi")
KNOT, SYNTHESIS, LINE, META = "Nœud gordien", "Brume levée", "Appeler la ferme", "Clef de sol"
LESSON = "Moins de bruit"
SECRETS = (*TITLES, KNOT, SYNTHESIS, LINE, META, LESSON)


class Session:
    """An open room driven through its pages: an animator, another one, and some people."""

    def __init__(self, app, people=5, **values):
        self.app = app
        self.boss, self.second = (make.user(Role.RAQ, name=name) for name in ("Béa", "Oli"))
        names = [f"Ami{number}" for number in range(people)]
        self.people = [make.user(Role.RAQ, name=name) for name in names]
        planned = make.intervision([self.boss, self.second], self.people, **values)
        self.id, self.code = planned.id, make.open_room(planned, self.people).room.code
        db.session.commit()
        self.browsers = {}

    @property
    def path(self):
        return f"/intervisions/{self.id}"

    def browser(self, user) -> Client:
        """The browser of this person, signed in."""
        if user.id not in self.browsers:
            self.browsers[user.id] = self.app.test_client().sign_in(user)
        return self.browsers[user.id]

    def lead(self, gesture, by=None, **data):
        """A gesture of the animation, from a browser without scripts: no console is drawn."""
        browser = self.browser(by or self.boss)
        return browser.post(f"{self.path}/animation/{gesture}", data=data)

    def act(self, person, gesture, **data):
        """A gesture of a person on their phone."""
        browser = self.browser(self.people[person])
        return browser.post(f"{self.path}/salle/{gesture}", data=data, htmx=True)

    def phone(self, person, v="0"):
        """What polling answers to a person's phone."""
        return self.state(self.browser(self.people[person]), "salle", v)

    def state(self, browser, screen, v="0"):
        """What polling answers."""
        path = f"{self.path}/etat?vue={screen}&v={v}"
        return browser.get(path, headers=FRAGMENT)

    @property
    def live(self):
        """The room as it is now."""
        db.session.rollback()
        db.session.expire_all()
        return live.find(self.id)

    def seat(self, person):
        """The seat of a person."""
        return next(s for s in self.live.seats if s.user_id == self.people[person].id)

    def keys(self):
        """The keys of the cases, in the order of the flipchart."""
        return [case.key for case in self.live.cases]

    def write_lines(self):
        """The first people bring a case each."""
        for person, title in enumerate(TITLES):
            assert self.act(person, "ligne", text=title).status_code == 200

    def vote(self, person, *crosses):
        """So many crosses on each case in turn."""
        keys = self.keys()
        return self.act(
            person, "croix", **{f"croix-{k}": n for k, n in zip(keys, crosses, strict=True)}
        )

    def to(self, kind):
        """Go on to the first step of this kind."""
        while self.live.step.kind != kind:
            assert self.lead("suivant").status_code == 303

    def to_the_vote(self):
        """With lines on the flipchart, to the choice."""
        self.to("inventory")
        self.write_lines()
        self.to("choice")

    def to_the_story(self):
        """With two cases chosen, to the first story."""
        self.to_the_vote()
        self.vote(0, 2, 0, 0)
        self.vote(1, 0, 2, 0)
        self.lead("clore-le-vote")
        self.to("story")

    def guest(self, name="Claire", admitted=True):
        """The browser of a guest who gave the code."""
        browser = self.app.test_client()
        sent = browser.post("/intervisions/rejoindre", data={"code": self.code, "name": name})
        assert sent.status_code == 303
        if admitted:
            seat = next(s for s in self.live.seats if s.name == name)
            self.lead("admettre", seat=seat.id)
        return browser


def told(html):
    """What a page says, without what differs at every request: tokens, versions, the time."""
    html = re.sub(r'(name="csrf_token" value="|data-csrf=")[^"]*', "", html)
    return re.sub(r'data-(version|now)="[^"]*"', "", html)


def everywhere(session):
    """Each stop and part of a whole session of two cases, its words written on the way."""
    yield "lobby"
    session.to("inventory")
    session.write_lines()
    yield "inventory"
    session.to("choice")
    session.vote(0, 2, 0, 0)
    session.vote(1, 1, 1, 0)
    session.vote(2, 0, 1, 1)
    yield "voting"
    session.lead("clore-le-vote")
    yield "closed"
    session.lead("choisir", chosen=session.keys()[:2])
    while session.live.step.kind != "meta":
        session.lead("suivant")
        if session.live.step.kind == "story":
            case = session.live.case.key
            session.lead("noeud", case=case, text=KNOT)
            session.lead("synthese", case=case, text=SYNTHESIS)
            session.lead("action", case=case, text=LINE)
        yield session.live.stop
    session.act(3, "meta", text=META)
    yield "meta"
    session.to("evaluation")
    session.lead("evaluer", worked="yes", solutions=LESSON)
    yield "evaluation"
    session.lead("terminer")
    yield "end"
