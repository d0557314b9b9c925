select
    review_id,
    client_id,
    product_id,
    rating,
    text,
    written_at
from reviews
where written_at <= getvariable('moment')
