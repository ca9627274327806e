"""All dialects a sample can be written in, by name."""

from __future__ import annotations

from duegate.audit.sample.clouds import ALIYUN, HUAWEI_CEC, TWILIO, VOLCENGINE
from duegate.audit.sample.dialect import Dialect
from duegate.audit.sample.own import DUEGATE, GENERIC_ZH
from duegate.audit.sample.switches import ASTERISK, FREESWITCH, KAMAILIO, VICIDIAL

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        DUEGATE,
        GENERIC_ZH,
        ASTERISK,
        FREESWITCH,
        VICIDIAL,
        KAMAILIO,
        TWILIO,
        HUAWEI_CEC,
        VOLCENGINE,
        ALIYUN,
    )
}
