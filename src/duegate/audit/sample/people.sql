-- The invented: how chance is had from a number, and who bears which telephone number.
--
-- Nothing is drawn by lot. What varies is mixed from the seed by whole-number arithmetic that is the
-- same in every version of every engine. A number below 2^32 is stirred into another one.
CREATE MACRO stirred(x) AS (xor(x, x >> 16) * 2654435769::UBIGINT) & 4294967295::UBIGINT;
CREATE MACRO folded(x) AS (xor(x, x >> 13) * 2479700525::UBIGINT) & 4294967295::UBIGINT;
CREATE MACRO mixed(x) AS xor(folded(stirred(x)), folded(stirred(x)) >> 16);
CREATE MACRO die(h, what) AS mixed(xor(h, what::UBIGINT * 40503::UBIGINT));
CREATE MACRO below(h, what, sides) AS (die(h, what) % sides::UBIGINT)::INTEGER;

-- Numbers that are valid and made by arithmetic, from no list of anybody's: 147 and 145 were given
-- out for data cards, which nobody calls. Each person has one number, for steps of this length lead
-- around the circle of 10^8 only once.
CREATE MACRO place_on_circle(n) AS
    lpad(((n::BIGINT * 48271 + getvariable('turn')) % 100000000)::VARCHAR, 8, '0');
CREATE MACRO person_number(debtor, who) AS
    CASE WHEN who = 0 THEN '147' || place_on_circle(debtor)
         ELSE '145' || place_on_circle(debtor::BIGINT * 8 + who) END;
-- The lines of the invented agencies: a block of Shenzhen, 0755 86tt ttll.
CREATE MACRO line_number(tenant, line) AS
    '86' || lpad((tenant * 100 + line)::VARCHAR, 6, '0');
CREATE MACRO tenant_name(tenant) AS 'agency-' || lpad((tenant + 1)::VARCHAR, 2, '0');

-- How files write a moment: by the clock on the wall in Shanghai, or counted from 1970.
CREATE MACRO shown(day, second) AS
    make_timestamp((getvariable('midnight') + day::BIGINT * 86400 + second) * 1000000);
CREATE MACRO stamp(day, second) AS strftime(shown(day, second), '%Y-%m-%d %H:%M:%S');
CREATE MACRO epoch_of(day, second) AS getvariable('midnight') + day::BIGINT * 86400 + second - 28800;
CREATE MACRO utc(day, second) AS
    strftime(make_timestamp(epoch_of(day, second) * 1000000), '%Y-%m-%dT%H:%M:%SZ');
CREATE MACRO hex(h, what) AS printf('%08x', die(h, what)::BIGINT);
CREATE MACRO uuid_of(h, what) AS hex(h, what) || '-' || substr(hex(h, what + 1), 1, 4) || '-4'
    || substr(hex(h, what + 1), 5, 3) || '-a' || substr(hex(h, what + 2), 1, 3) || '-'
    || substr(hex(h, what + 2), 4, 5) || substr(hex(h, what + 3), 1, 7);

-- The two ends of a call: who calls whom. They call us by the line we called from.
CREATE MACRO line_shown(tenant, line) AS '0755' || line_number(tenant, line);
CREATE MACRO source_of(state, debtor, who, tenant, line) AS
    CASE WHEN line < 0 THEN 'anonymous'
         WHEN state = 'inbound' THEN person_number(debtor, who) ELSE line_shown(tenant, line) END;
CREATE MACRO target_of(state, debtor, who, tenant, line) AS
    CASE WHEN state = 'inbound' THEN line_shown(tenant, line) ELSE person_number(debtor, who) END;
CREATE MACRO desk(tenant, h) AS (tenant + 1) * 1000 + 1 + below(h, 9, 40);
