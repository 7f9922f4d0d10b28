"""A Format of a Folder: its bytes, or the Job that makes them where that takes longer.

The one way to documents for pages, the API and commands: `ask`, then `find` with the id of the Job
until it is over, then `taken`. Whoever may not wait calls `Format.make`.
"""

from advisor.documents.folder import Folder
from advisor.documents.formats import FORMATS, Format
from patterns import jobs
from patterns.jobs import Job, State


def ask(chosen: Format, folder: Folder, owner: str = "") -> bytes | Job:
    """Return the document where it takes about a second at most or was made before, else its Job.

    owner: who may ask for the Job by its id, such as the id of an Assessment; "" for everybody who
    knows the id. Equal documents of one owner share a Job. Without a cache for Jobs, it is made
    now, however long that takes.
    Raises jobs.Busy when this process has enough to do; Unavailable like Format.make.
    """
    if chosen.begin is None:
        return chosen.make(folder)
    begun = chosen.begin(folder, owner)
    if isinstance(begun, bytes):
        return begun
    try:
        job = jobs.ask(begun)
        made = jobs.result(job) if job.state is State.DONE else None
    except jobs.Unavailable:
        return chosen.make(folder)
    return job if made is None else made


def find(id: str, owner: str = "") -> Job | None:
    """Return the Job; None for one that this site knows nothing of, or no longer: ask again.

    Raises jobs.Unavailable.
    """
    return jobs.find(id, owner)


def taken(job: Job) -> tuple[Format, bytes] | None:
    """Return what a Job made, None when it is not over, failed, or is not kept any more.

    Raises jobs.Unavailable.
    """
    chosen = FORMATS.get(job.about)
    made = jobs.result(job) if job.state is State.DONE else None
    return None if chosen is None or made is None else (chosen, made)
