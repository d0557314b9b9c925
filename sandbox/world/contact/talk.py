"""Everything people say, write, click and answer, in the order in which one follows another."""

from sandbox.world.contact.calls import write_calls
from sandbox.world.contact.campaigns import write_campaigns
from sandbox.world.contact.chats import write_chats
from sandbox.world.contact.comments import write_comments
from sandbox.world.contact.labels import Notes
from sandbox.world.contact.mails import write_mails
from sandbox.world.contact.requests import write_requests
from sandbox.world.contact.reviews import write_reviews
from sandbox.world.contact.surveys import write_surveys
from sandbox.world.contact.visits import write_visits
from sandbox.world.frame import Frame


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
