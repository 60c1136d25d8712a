"""What the person who runs the server may do: back up, restore, load the demo."""

from schoollink.admin.actions.backups import back_up, restore

__all__ = ["back_up", "restore"]
