select sum(active_client_count) as client_count
from {{ ref('fct_cohort_retention') }}
where month_index = 0
having sum(active_client_count) <> (select count(*) from {{ ref('dim_client_profiles') }})
