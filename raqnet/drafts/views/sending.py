"""What a device needs to send the forms that waited for the link."""

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from raqnet import auth
from raqnet.access import require
from raqnet.drafts.views import blueprint


@blueprint.get("/envois/jeton")
@require("account.own")
def token() -> ResponseReturnValue:
    """A token for this session, and whose session it is."""
    return jsonify(token=generate_csrf(), user=auth.principal().id)
