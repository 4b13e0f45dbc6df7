"""A session in which everybody answers the question of the recording."""

from tests.intervision.in_room import Session


class Recorded(Session):
    """A session whose animation has proposed a recording; its clock runs."""

    def __init__(self, app, people=5, **values):
        super().__init__(app, people, **values)
        self.lead("demarrer")
        self.browser(self.boss).post(f"{self.path}/enregistrement/proposer")

    @property
    def everybody(self):
        """Those who are in the room: both animators and the others."""
        return [self.boss, self.second, *self.people]

    def say(self, user, words="oui"):
        """One person answers the question."""
        return self.browser(user).post(f"{self.path}/consentement", data={"agrees": words})

    def agree(self, people=None):
        """Everybody says yes."""
        for user in people or self.everybody:
            assert self.say(user).status_code == 303

    def claim(self):
        """The animator's device records: its uid and secret."""
        return self.browser(self.boss).post(f"{self.path}/enregistreur/appareil")
