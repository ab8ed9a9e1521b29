"""`make docs`."""

from . import hook_pages

hook_pages.main()
