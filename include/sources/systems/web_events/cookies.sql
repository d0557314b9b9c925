-- One row per visitor and the client they turned out to be, since the first time they said so.
select
    anonymous_id,
    user_id,
    arg_min(happened_at, try_cast(happened_at as timestamptz)) as known_from
from hits
where kind = 'identify' and anonymous_id is not null and user_id is not null
group by anonymous_id, user_id
