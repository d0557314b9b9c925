"""Notice paging that goes in a circle, however many pages the circle has."""

MOST_MEETINGS = 5  # of one page with itself: one that comes twice is what paging is like


class Circle:
    """One page is remembered, ever later ones in its place, and how often it was met again.

    Once the remembered page lies in a circle every round comes by it (after R. P. Brent), so no
    more than one page is kept however many there are.
    """

    def __init__(self) -> None:
        self._page: object = None
        self._met, self._seen, self._until = 0, 0, 1

    def closes(self, page: object) -> bool:
        """Say of the next page whether it was met so often that the pages go in a circle."""
        self._seen += 1
        if page == self._page:
            self._met += 1
        elif self._seen >= self._until:
            self._page, self._met, self._until = page, 0, 2 * self._seen
        return self._met >= MOST_MEETINGS
