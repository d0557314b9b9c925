"""Everything people say, write, click and answer, in the order in which one follows another."""

from sandbox.world.calls import write_calls
from sandbox.world.campaigns import write_campaigns
from sandbox.world.chats import write_chats
from sandbox.world.comments import write_comments
from sandbox.world.frame import Frame
from sandbox.world.labels import Notes
from sandbox.world.mails import write_mails
from sandbox.world.requests import write_requests
from sandbox.world.reviews import write_reviews
from sandbox.world.surveys import write_surveys
from sandbox.world.visits import write_visits


def write_talk(frame: Frame) -> None:
    """Write every table of contacts and the truth about their texts.

    Clients, staff, goods and sales must have been written.
    """
    with frame.writer("truth/labels") as labels:
        notes = Notes(labels, frame.planted)
        write_calls(frame)
        write_mails(frame, notes)
        write_chats(frame, notes)
        write_requests(frame, notes)
        write_reviews(frame, notes)
        write_comments(frame, notes)
        for told in frame.labelled:
            labels.write(told)
        write_surveys(frame, notes)
    write_campaigns(frame)
    write_visits(frame)
