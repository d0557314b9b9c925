select
    product_id || '-' || strftime(measured_at, '%Y%m%d%H%M') as level_id,
    product_id,
    measured_at,
    quantity
from stock_levels
where measured_at <= getvariable('moment')
