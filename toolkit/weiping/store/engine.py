"""The database behind one door: a single writer that commits in groups, and readers that cannot write.

Every write is a job, a function of a connection. Jobs queue up; whoever has the turn runs them one after another and commits
all that have arrived together, so that a hundred taps cost one fsync. A request's thread that comes while nobody writes takes
the turn itself, since to wake another thread and wait for it takes as long as a small job; else the writer's thread has it.
Each job can fail alone: the first of a group ends its transaction with it, those behind have savepoints of their own. A job's
result is handed out only after the commit: what was acknowledged is on the disk.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from . import migrate
from .changes import Changes, announce, changes
from .prepared import plainly

if TYPE_CHECKING:
    import polars as pl

log = logging.getLogger("weiping.store")

T = TypeVar("T")
Write = Callable[[sa.Connection], T]
Topics = frozenset[tuple[str, int]]
Answer = Callable[[Any, BaseException | None], None]
"""Takes a job's result, or what it raised."""
Waiting = tuple[Write[Any], Answer]

_MAIN = threading.main_thread().ident
GROUP = 200
"""Jobs committed together at most; enough to share an fsync, few enough that the first does not wait long."""

READER = ("busy_timeout = 10000", "foreign_keys = ON", "query_only = ON")
WRITER = (
    "busy_timeout = 10000", "foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL",
    "temp_store = MEMORY",  # what a large statement may have to undo is not worth a file
    "cache_size = -65536",  # KiB: the pages of an import of thousands are written once, when it commits
    "wal_autocheckpoint = 4000",  # pages: as many as one index of the WAL has, so that readers are not slower for it
)  # fmt: skip
"""How SQLite is opened. What was acknowledged is on the disk: nothing here may be traded for speed that says otherwise."""


class Store:
    """One database, named by an SQLAlchemy URL or by the path of an SQLite file."""

    def __init__(self, where: str | Path, *, read_only: bool = False) -> None:
        self.url = url_of(where)
        self.read_only = read_only
        self._reader = _engine(self.url, writes=False)
        self._jobs: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
        self._turn = threading.Lock()
        self._bell: queue.SimpleQueue[bool] = queue.SimpleQueue()  # wakes the writer's thread; False: for the last time
        self._listeners: list[Callable[[Topics], None]] = []
        self._thread: threading.Thread | None = None
        self._changes: Changes | None = None
        if not read_only:
            self._writer = _engine(self.url, writes=True)
            migrate.upgrade(self._writer)
            self._connection = self._writer.connect()
            self._by_hand = _Transaction(self._connection) if self._writer.dialect.name == "sqlite" else None
            self._thread = threading.Thread(target=self._run, name="weiping-writer", daemon=True)
            self._thread.start()

    # writing

    def write(self, job: Write[T]) -> T:
        """Run `job` in the next commit and return its result once that is durable; its exception is raised here.

        The main thread leaves it to the writer's: what interrupts it (Ctrl-C, a kernel's stop) must not tear a commit.
        """
        if threading.get_ident() == _MAIN or not self._turn.acquire(blocking=False):
            return self.submit(job).result()
        outcome: list[tuple[T, BaseException | None]] = []
        try:
            self._queue(job, lambda value, problem: outcome.append((value, problem)))
            while not outcome:  # those that were in the queue before come first
                self._commit(self._jobs.get_nowait())
        finally:
            self._turn.release()
        if not self._jobs.empty():
            self._bell.put(True)
        ((value, problem),) = outcome
        if problem is not None:
            raise problem
        return value

    def submit(self, job: Write[T]) -> Future[T]:
        """Like `write`, without waiting: the future is done after the commit."""
        future: Future[T] = Future()
        self._queue(job, partial(_hand_out, future))
        self._bell.put(True)
        return future

    def listen(self, listener: Callable[[Topics], None]) -> None:
        """Call `listener` after every commit with what was touched, such as ("round", 1); on whatever thread committed."""
        self._listeners.append(listener)

    def _queue(self, job: Write[Any], answer: Answer) -> None:
        if self._thread is None:
            raise RuntimeError("this store was opened read-only; only the desk of the server writes")
        self._jobs.put((job, answer))

    def _run(self) -> None:
        more = True
        while more:
            more = self._bell.get()
            with self._turn:
                while (first := self._next()) is not None:
                    self._commit(first)

    def _commit(self, first: Waiting) -> None:
        """Run `first` and whatever has arrived with it, commit, and hand out the results. Who calls this has the turn."""
        connection, taken = self._connection, [first]
        outcomes: list[tuple[Any, BaseException | None]] = []
        try:
            with self._by_hand or connection.begin():
                changed = _touched(connection)
                changed.clear()
                outcomes.append((first[0](connection), None))
                while len(taken) < GROUP and (following := self._next()) is not None:
                    taken.append(following)
                    outcomes.append(_attempt(connection, following[0]))
                announce(connection)
                touched = frozenset(changed)
        except BaseException as error:
            # the first job, BEGIN or COMMIT failed, or something ended the transaction: nothing of this group is durable
            outcomes = [(None, error)] * len(taken)
            touched = Topics()
        for (_, answer), (value, problem) in zip(taken, outcomes, strict=True):
            answer(value, problem)
        for listener in self._listeners if touched else ():
            _tell(listener, touched)

    def _next(self) -> Waiting | None:
        """A job that has arrived meanwhile."""
        return None if self._jobs.empty() else self._jobs.get()

    # reading

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that sees one consistent state and cannot write."""
        with self._reader.connect() as connection:
            yield connection

    def frame(self, query: sa.Select[Any]) -> pl.DataFrame:
        """The rows of `query` as a polars frame."""
        import polars as pl

        with self.read() as connection:
            rows = connection.execute(query)
            return pl.DataFrame(rows.fetchall(), schema=list(rows.keys()), orient="row", infer_schema_length=None)

    def data_version(self) -> int:
        """A number that changes when anybody has written, this process or another. Call from one thread at a time."""
        if self._changes is None:
            self._changes = changes(self._reader)
        return self._changes.version()

    def close(self) -> None:
        """Finish what is queued and let go of the file."""
        if self._thread is not None:
            self._bell.put(False)
            self._thread.join()
            self._thread = None
            with self._turn:
                self._connection.close()
            self._writer.dispose()
        if self._changes is not None:
            self._changes.close()
        self._reader.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def touch(connection: sa.Connection, topic: str, number: int) -> None:
    """Say within a job what it changes, so that pages that show it are told after the commit."""
    _touched(connection).add((topic, number))


def _touched(connection: sa.Connection) -> set[tuple[str, int]]:
    """What the jobs of the commit under way have changed so far."""
    touched: set[tuple[str, int]] = connection.info.setdefault("touched", set())
    return touched


def url_of(where: str | Path) -> sa.URL:
    """`where` as a URL; a plain path is an SQLite file."""
    text = str(where)
    return sa.make_url(text) if "://" in text else sa.URL.create("sqlite", database=str(Path(text).absolute()))


def _attempt(connection: sa.Connection, job: Write[T]) -> tuple[T | None, Exception | None]:
    """A job's result, or its error with all that it wrote undone.

    Raises the error where it ended the whole transaction, as SQLite does when the disk is full: what would follow in the
    group would else begin one of its own, unseen.
    """
    touched = _touched(connection)
    before = set(touched)
    plain: Any = connection.connection.driver_connection  # SQLAlchemy's own savepoints take longer than a small job
    plain.execute("SAVEPOINT job")
    try:
        result = job(connection)
    except Exception as error:
        if not getattr(plain, "in_transaction", True):
            raise
        plain.execute("ROLLBACK TO SAVEPOINT job")
        touched.intersection_update(before)
        return None, error
    plain.execute("RELEASE SAVEPOINT job")
    return result, None


class _Transaction:
    """A transaction of the writer, as a block that commits at its end or undoes everything.

    SQLAlchemy takes as long to begin and end one as SQLite does to write a small job's pages. On SQLite it is told of one that
    never ends, and the driver is handed BEGIN and COMMIT.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        connection.begin()
        plainly(connection, "ROLLBACK")

    def __enter__(self) -> None:
        plainly(self._connection, "BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                plainly(self._connection, "COMMIT")
        finally:
            plain: Any = self._connection.connection.dbapi_connection
            if plain.in_transaction:  # a full disk has ended it already
                plainly(self._connection, "ROLLBACK")


def _hand_out(future: Future[Any], value: Any, problem: BaseException | None) -> None:
    """Give a job's outcome to whoever waits; nobody does any more where the future was cancelled meanwhile."""
    if not future.done() and (future.running() or future.set_running_or_notify_cancel()):
        if problem is None:
            future.set_result(value)
        else:
            future.set_exception(problem)


def _tell(listener: Callable[[Topics], None], touched: Topics) -> None:
    """Call a listener; one that fails must not end the writer."""
    try:
        listener(touched)
    except Exception:
        log.exception("a listener to commits failed")


def _engine(url: sa.URL, *, writes: bool) -> sa.Engine:
    # SQLite's readers see one state from BEGIN on; PostgreSQL's need to be told
    level: dict[str, Any] = (
        {} if writes or url.get_backend_name() == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    )
    engine = sa.create_engine(url, pool_size=1 if writes else 8, **level)
    if url.get_backend_name() == "sqlite":
        if writes and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        _tune_sqlite(engine, writes)
    elif writes:
        _one_writer_at_a_time(engine)
    return engine


def _tune_sqlite(engine: sa.Engine, writes: bool) -> None:
    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own way cannot take the lock at once
        for pragma in WRITER if writes else READER:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        plainly(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")


def _one_writer_at_a_time(engine: sa.Engine) -> None:
    """What BEGIN IMMEDIATE is to SQLite: of several server processes over one PostgreSQL, one writes, from its first look on.

    So no job decides on what another process is changing, and no two can wait for each other.
    """

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7391)")
