-- One row per opportunity, with its client and seller.
select
    opportunities.opportunityid,
    opportunities.lead,
    parties.client_id,
    staff.employee_id,
    opportunities.createdon,
    opportunities.modifiedon,
    opportunities.actualclosedate,
    opportunities.statecode,
    opportunities.stepname,
    coalesce(opportunities.actualvalue, opportunities.estimatedvalue) as amount,
    case when opportunities.statecode = '2' then opportunities.reason end as lost_reason
from opportunities
left join parties on opportunities.customer = parties.party_id
left join staff on opportunities.owner = staff.systemuserid
