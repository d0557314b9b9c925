select
    line_id,
    quantity,
    returned_quantity
from {{ ref('fct_order_lines') }}
where line_kind = 'sale' and returned_quantity > quantity
