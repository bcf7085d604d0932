"""Bring Superset's metadata up to date, make its roles and the administrator; `serve.py` runs it once per version.

A process of its own, since Superset reads its settings when it is imported; the password is read from its file.
"""

import os
import sys
from pathlib import Path

from flask_migrate import upgrade
from superset.app import create_app


def prepare(user: str) -> None:
    """Migrate, synchronise roles and permissions, and make the user or give it the password of the file again."""
    password = (Path(os.environ["FACTLINE_SUPERSET"]) / "admin_password").read_text(encoding="utf-8").strip()
    app = create_app()
    with app.app_context():
        upgrade(directory=str(Path(app.root_path) / "migrations"))
        builder = app.appbuilder
        builder.add_permissions(update_perms=True)
        builder.sm.sync_role_definitions()
        found = builder.sm.find_user(username=user)
        if found is None:
            role = builder.sm.find_role(builder.sm.auth_role_admin)
            builder.sm.add_user(user, "Factline", "Administrator", f"{user}@localhost", role, password=password)
        else:
            builder.sm.reset_password(found.id, password)


if __name__ == "__main__":
    prepare(sys.argv[1])
