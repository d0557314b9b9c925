select
    movement_id,
    product_id,
    moved_at,
    kind,
    quantity
from stock_movements
where moved_at <= getvariable('moment')
