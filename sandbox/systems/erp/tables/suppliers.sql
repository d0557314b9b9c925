select
    supplier_id,
    name,
    lead_time_days,
    email
from suppliers
