select
    product_id,
    sku,
    title,
    category,
    price,
    cost,
    is_service,
    case when discontinued_at <= getvariable('moment') then discontinued_at end as discontinued_at
from products
