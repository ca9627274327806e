-- What is planted: an episode is one plant carried out on one debtor, of whom the rest is lawful.
CREATE VIEW planted AS
SELECT debtor, p.who, (e.day - p.before)::SMALLINT AS day,
       p.second + below(s, 1, p.span + 1) AS second, p.step,
       CASE WHEN p.elsewhere THEN (tenant + 1) % getvariable('tenants')
            ELSE tenant END::SMALLINT AS tenant,
       CASE p.shown WHEN 'withheld' THEN -1 WHEN 'rotating' THEN p.step % 12
            ELSE below(h, 8, 12) END::SMALLINT AS line,
       p.channel, p.role, p.purpose, p.state, p.place, p.source, p.lacking, p.student,
       coalesce(p.amount, 800 + below(h, 12, 48000)) AS amount, h, s, p.breaks
FROM (SELECT e.*, p, h, tenant,
             mixed(xor(mixed(xor(h, (e.day::UBIGINT + 1) * 65599)),
                       (p.step::UBIGINT + 7) * 31337)) AS s
      FROM episodes AS e JOIN plants AS p USING (plant) JOIN debtors USING (debtor)) AS e;
