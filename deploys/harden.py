"""Brings every device to the policy, control by control. What may cut us or a recorder off comes last.

pyinfra inventory/estate.py deploys/harden.py --dry --json
"""

from pyinfra.context import host

from sightline.bridge.operation import settle

for control in host.data.sightline.in_order():
    settle(name=f"{control.slug}: {control.title}", slug=control.slug)
