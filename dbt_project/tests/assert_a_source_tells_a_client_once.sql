-- two records of one client in one source contradict each other, and neither could be preferred
select
    client_id,
    source_name
from {{ ref('stg_mapped__clients') }}
group by client_id, source_name
having count(*) > 1
