"""The `sightline` command. Where gevent patches, it does so on the first lines: nothing heavy may come before it."""

import os
import sys

from sightline.alone import ALONE, verb

if verb(sys.argv[1:]) not in ALONE:
    from gevent import monkey

    monkey.patch_all()

USAGE, INTERRUPTED = 1, 130


def main() -> None:
    """Runs a verb; click's own exit status 2 for usage errors becomes 1, since 2 says drift."""
    import click

    from sightline.cli import main as cli
    from sightline.errors import SightlineError

    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        _end("interrupted", INTERRUPTED)
    except KeyboardInterrupt:
        _end("interrupted: what was done is in the run's journal; run it again to go on", INTERRUPTED)
    except click.ClickException as problem:
        problem.show()
        sys.exit(USAGE)
    except SightlineError as problem:
        _end(f"error: {problem}", USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(USAGE)
    except Exception as problem:
        if os.environ.get("SIGHTLINE_DEBUG"):
            raise
        _end(f"error: unexpected {type(problem).__name__}: {problem} (SIGHTLINE_DEBUG=1 shows where)", USAGE)


def _end(text: str, status: int) -> None:
    print(text, file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    main()
