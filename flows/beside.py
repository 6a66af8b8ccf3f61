"""Whose deployments a Prefect server has already: ``serve`` takes none that another desk, or a worker, makes its passes by."""

from __future__ import annotations

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import WorkPoolStatus
from prefect.exceptions import ObjectNotFound

from flows.passes.folder import WATCH, Busy, held, holder
from flows.settings import BadSettings, Settings, load

#: flow and deployment by which passes are made
PASSES = "monitor/monitor"


async def refuse_if_anothers(settings: Settings) -> None:
    """Raise Busy where the server's deployments are at work for somebody else: names are all that Prefect tells deployments apart by.

    Those of a desk that is not watched any more (it was moved, or given up), and of a pool without a worker, are taken over.
    """
    async with get_client() as client:
        try:
            found = await client.read_deployment_by_name(PASSES)
        except ObjectNotFound:
            return
        if found.work_pool_name is not None:
            try:
                pool = await client.read_work_pool(found.work_pool_name)
            except ObjectNotFound:
                return
            if pool.status == WorkPoolStatus.READY:
                raise Busy(
                    f"a worker of the pool {pool.name} makes the passes of this Prefect server ({client.api_url}) by the deployment {PASSES}, which "
                    f"serve would take from it: stop the worker first, or let this serve have a server of its own ({_OWN})"
                )
    file = (found.parameters or {}).get("settings")
    if not isinstance(file, str) or file == str(settings.file):
        return
    try:
        other = load(file)
    except (BadSettings, OSError):  # a desk that is gone
        return
    if other.paths.data.resolve() != settings.paths.data.resolve() and held(other, WATCH):
        raise Busy(
            f"{holder(other, WATCH)} watches the desk of {file} by this Prefect server, and a second serve would take its deployments: let this "
            f"one have a server of its own ({_OWN})"
        )


_OWN = "without prefect.api_url, PREFECT_API_URL and a Prefect profile that names one it starts one"
