"""The same systems set up otherwise: more columns, other orders, no header, other clients."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.audit.reading.reads import reads, table

from duegate.audit.reading import ColumnMissing, How

UUID = "a5c9f6c0-e752-11e3-8bfb-65b6c3cdac7"


def _asterisk(src: str, dst: str, context: str, more: str = "") -> str:
    return (
        f'"","{src}","{dst}","{context}","""Li"" <{src}>","PJSIP/1","PJSIP/2","Dial","PJSIP/2,60",'
        f'"2026-10-01 08:00:00",,"2026-10-01 08:00:30",30,0,"NO ANSWER","DOCUMENTATION"{more}\n'
    )


@pytest.mark.parametrize(
    "more", [',"","17.1",12', ',"17.1","","17.1",12', ',"17.1","note","","17.1",12']
)
def test_asterisk_with_the_new_columns(tmp_path: Path, more: str) -> None:
    """The setting newcdrcolumns adds three, behind whichever of the two others are logged."""
    found = reads(tmp_path / "Master.csv", _asterisk("1001", "13800138000", "x", more))
    assert (found.source.dialect, found.column("state")) == ("asterisk", ["rang_no_answer"])
    assert found.column("number") == ["13800138000"]


def test_asterisk_within_the_house_and_from_outside(tmp_path: Path) -> None:
    """Between extensions is no contact; what came in is of the one who called."""
    calls = [
        ("1001", "1002", "from-internal"),
        ("13700137000", "1001", "ext-local"),
        ("13700137000", "075512345678", "from-trunk-sip-carrier"),
        ("13700137000", "1001", "from-queue"),
        ("1001", "13800138000", "from-internal-xfer"),
    ]
    found = reads(tmp_path / "Master.csv", "".join(_asterisk(*call) for call in calls))
    assert [found.source.rows, found.source.read, found.source.passed_over] == [5, 4, 1]
    assert found.column("state") == [*["inbound"] * 3, "rang_no_answer"]
    assert found.column("number") == [*["13700137000"] * 3, "13800138000"]


def test_a_dialled_out_call_to_an_extension_is_not_taken_for_inbound(tmp_path: Path) -> None:
    """A dialler that calls the person first logs its own number and an extension: no number."""
    found = reads(tmp_path / "Master.csv", _asterisk("02161234567", "8368", "default"))
    assert (found.column("state"), found.column("number")) == (["rang_no_answer"], ["8368"])


@pytest.mark.parametrize("more", ["", ',12,"x","y"'])
def test_asterisk_custom(tmp_path: Path, more: str) -> None:
    """cdr_custom begins with the caller, and may go on as somebody wished."""
    row = (
        '"""Li, A"" <1001>","1001","13800138000","from-internal","PJSIP/1","PJSIP/2","Dial","x,60",'
        '"2026-10-01 08:00:00","2026-10-01 08:00:09","2026-10-01 08:01:09","69.5","60.1",'
        f'"ANSWERED","DOCUMENTATION","acme","17.1",""{more}\n'
    )
    found = reads(tmp_path / "Master.csv", row * 2)
    assert found.source.dialect == "asterisk-custom"
    assert found.column("at") == ["2026-10-01T00:00:00+00:00"] * 2
    assert (found.column("state"), found.column("agent")) == (["answered"] * 2, ["acme"] * 2)


TABLE = (
    "calldate", "clid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata",
    "duration", "billsec", "disposition", "amaflags", "accountcode", "uniqueid", "userfield",
)  # fmt: skip
TABLE_ROW = (
    "2026-10-01 08:00:00", '"Li" <1001>', "1001", "13800138000", "from-internal", "SIP/1", "SIP/2",
    "Dial", "SIP/2", "30", "0", "BUSY", "3", "", "17.1", "",
)  # fmt: skip


@pytest.mark.parametrize("head", [(TABLE,), ()])
def test_asterisk_table_from_a_database_client(tmp_path: Path, head: tuple[()]) -> None:
    """Parted by tabs, with the quotation marks of the caller's name as they are."""
    content = table(*head, *[TABLE_ROW] * 3, delimiter="\t")
    found = reads(tmp_path / "cdr.tsv", content)
    assert found.source.dialect == "asterisk-table"
    assert [found.source.rows, found.source.read] == [3, 3]
    assert found.column("number") == ["13800138000"] * 3
    assert found.column("state") == ["not_connected"] * 3


def test_asterisk_table_with_a_comma_too_many(tmp_path: Path) -> None:
    """A row whose cells stand in others' places is refused, not read."""
    plain = (TABLE_ROW[0], "Li", *TABLE_ROW[2:-1], "note")
    shifted = (TABLE_ROW[0], "Li", "A", *plain[2:])
    for head in ((TABLE,), ()):
        found = reads(tmp_path / "cdr.csv", table(*head, plain, plain, shifted))
        assert found.reasons() == {3 + len(head): "columns"}
        assert found.column("number") == ["13800138000"] * 2


def test_freepbx_tells_the_number_that_was_called(tmp_path: Path) -> None:
    """A call with a did came to it, whatever menu or mailbox it ended in."""
    made = (*TABLE_ROW, "")
    came = (*TABLE_ROW[:2], "13700137000", "vmu1001", "ivr-3", *TABLE_ROW[5:], "075512345678")
    content = table((*TABLE, "did"), made, came, delimiter="\t")
    found = reads(tmp_path / "cdr.tsv", content)
    assert found.column("state") == ["not_connected", "inbound"]
    assert found.column("number") == ["13800138000", "13700137000"]


def _freeswitch(place: int, other: str = "", between: str = ",") -> str:
    return (
        '"Agent","02161234567","13800138000","default","2026-10-01 08:00:00","2026-10-01 08:00:09",'
        f'"2026-10-01 08:01:09","69","60","NORMAL_CLEARING","{UUID}{place}","{other}"{between}'
        '"acme"'
    )


@pytest.mark.parametrize(
    "row",
    [
        _freeswitch(0) + ',"PCMA","PCMA","Linksys/SPA942","PS=1,OS=2"\n',
        _freeswitch(0, between=", ") + ',"PCMA","PCMA","snom320","7","a=1,b=2","c","/x.wav"\n',
        f"INSERT INTO cdr VALUES ({_freeswitch(0, between=', ')});\n",
    ],
)
def test_freeswitch_templates_that_ship(tmp_path: Path, row: str) -> None:
    """linksys, snom and sql are the example with more behind or around it."""
    found = reads(tmp_path / "Master.csv", row * 3)
    assert found.source.dialect == "freeswitch"
    assert [found.source.rows, found.source.read] == [3, 3]
    assert found.column("number") == ["13800138000"] * 3
    assert found.column("agent") == ["acme"] * 3
    assert found.column("caller") == ["02161234567"] * 3


def test_freeswitch_with_both_legs(tmp_path: Path) -> None:
    """The leg that another names is no second contact; of two that name each other one is."""
    rows = [
        _freeswitch(0),
        _freeswitch(1, f"{UUID}0"),
        _freeswitch(2, f"{UUID}3"),
        _freeswitch(3, f"{UUID}2"),
        _freeswitch(4),
        _freeswitch(5, f"{UUID}6").replace("13800138000", "s"),
        _freeswitch(6),
    ]
    found = reads(tmp_path / "Master.csv", "".join(f'{row},"PCMA","PCMA"\n' for row in rows))
    assert found.column("line") == [2, 3, 5, 7]
    assert found.source.passed_over == 2
    assert found.reasons() == {6: "number_invalid"}


def test_freeswitch_opencdrrate(tmp_path: Path) -> None:
    """No start and no cause: the answer or the end, and no outcome of what was not answered."""
    row = (
        f'"{UUID}0","","inbound","021","13800138000","{{}}","2026-10-01 08:01:09","{{}}","acme",'
        '"","10.0.0.1","A","gw"\n'
    )
    content = row.format("2026-10-01 08:00:09", "60") + row.format("", "0")
    found = reads(tmp_path / "Master.csv", content)
    assert found.source.dialect == "freeswitch-opencdr"
    assert found.column("at") == ["2026-10-01T00:00:09+00:00", "2026-10-01T00:01:09+00:00"]
    assert found.column("state") == ["answered", None]


def test_fusionpbx_export(tmp_path: Path) -> None:
    """Its direction is that of the call, not of the leg."""
    head = (
        "domain_uuid", "domain_name", "direction", "caller_id_number", "destination_number",
        "start_stamp", "billsec", "hangup_cause",
    )  # fmt: skip
    when = ("2026-10-01 08:00:00", "0", "NO_ANSWER")
    content = table(
        head,
        ("d", "acme.example", "outbound", "02161234567", "13800138000", *when),
        ("d", "acme.example", "inbound", "13700137000", "02161234567", *when),
        ("d", "acme.example", "local", "1001", "1002", *when),
    )
    found = reads(tmp_path / "cdr.csv", content)
    assert found.source.dialect == "fusionpbx"
    assert found.column("state") == ["rang_no_answer", "inbound"]
    assert found.column("number") == ["13800138000", "13700137000"]
    assert found.column("tenant") == ["acme.example"] * 2
    assert found.source.passed_over == 1


VICIDIAL = (
    "call_date", "phone_number_dialed", "status", "user", "full_name", "campaign_id",
    "vendor_lead_code", "source_id", "list_id", "gmt_offset_now", "phone_code",
    "phone_number", "title", "first_name", "middle_initial", "last_name", "address1",
    "address2", "address3", "city", "state", "province", "postal_code", "country_code",
    "gender", "date_of_birth", "alt_phone", "email", "security_phrase", "comments",
    "length_in_sec", "user_group", "alt_dial", "rank", "owner", "lead_id", "list_name",
    "list_description", "status_name",
)  # fmt: skip


def _vicidial(status: str, alt_dial: str, *more: str) -> tuple[str, ...]:
    told = {
        "call_date": "2026-10-01 08:00:00",
        "phone_number_dialed": "2125550123",
        "status": status,
        "gmt_offset_now": "-5.00",
        "phone_code": "1",
        "comments": 'said "no',
        "length_in_sec": "42",
        "alt_dial": alt_dial,
    }
    return (*(told.get(name, "") for name in VICIDIAL), *more)


def test_vicidial_tells_calls_that_came_to_an_in_group(tmp_path: Path) -> None:
    """There the seconds that a caller waited stand in place of the phone that was dialled."""
    rows = [_vicidial("SALE", "MAIN"), _vicidial("SALE", "0.00"), _vicidial("DNC", "12.00")]
    content = table(VICIDIAL, *rows, delimiter="\t")
    found = reads(tmp_path / "x.txt", content)
    assert found.column("state") == ["answered", "inbound", "inbound"]
    assert found.column("number") == ["+12125550123"] * 3


def test_vicidial_without_a_header(tmp_path: Path) -> None:
    """HEADER: NO leaves the order, which is known."""
    rows = [_vicidial("NA", "MAIN"), _vicidial("CPDB", "ALT", "1", "x")]
    found = reads(tmp_path / "x.txt", table(*rows, delimiter="\t"))
    assert found.source.dialect == "vicidial"
    assert [found.source.rows, found.source.read] == [2, 2]
    assert found.column("state") == ["rang_no_answer", "not_connected"]


def test_vicidial_with_custom_fields(tmp_path: Path) -> None:
    """One name stands for all of them; a lead of another list has more or none."""
    head = (*VICIDIAL, "custom_fields")
    rows = [
        _vicidial("NA", "MAIN", "a", "b", "c"),
        _vicidial("B", "MAIN", "a", "b", "c"),
        _vicidial("A", "MAIN"),
    ]
    found = reads(tmp_path / "x.txt", table(head, *rows, delimiter="\t"))
    assert found.column("state") == ["rang_no_answer", "not_connected", "voicemail"]
    assert found.source.refused == 0


def test_vicidial_alternate_as_it_is_written(tmp_path: Path) -> None:
    """Its times are twelve digits; a caller code with Y came to an in-group."""
    head = (
        "call_date", "phone_number_dialed", "status", "campaign_id", "vendor_lead_code",
        "source_id", "first_name", "last_name", "length_in_sec", "called_count",
        "last_local_call_time", "caller_code",
    )  # fmt: skip
    row = (
        "202610010800",
        "2125550123",
        "SALE",
        "C",
        "D-1",
        "",
        "Jo",
        "Doe",
        "9",
        "3",
        "202610010801",
    )
    rows = [(*row, "V1001080000000000007"), (*row, "Y1001080000000000007")]
    for content in (table(head, *rows, delimiter="|"), table(*rows, delimiter="|")):
        found = reads(tmp_path / "x.txt", content)
        assert found.source.dialect == "vicidial-alternate"
        assert found.column("at") == ["2026-10-01T00:00:00+00:00"] * 2
        assert found.column("state") == ["answered", "inbound"]


def test_a_download_of_leads_is_no_list_of_calls(tmp_path: Path) -> None:
    """It says which export to take instead."""
    head = (
        "lead_id", "entry_date", "modify_date", "status", "gmt_offset_now",
        "called_since_last_reset", "phone_code", "phone_number", "last_local_call_time",
    )  # fmt: skip
    row = ("7", "2026-09-01 00:00:00", "2026-10-01 00:00:00", "NA", "-5.00", "Y", "1", "2125550123")
    content = table(head, (*row, "2026-10-01 08:00:00"), delimiter="\t")
    with pytest.raises(ColumnMissing, match="Export Calls Report"):
        reads(tmp_path / "LIST_101.txt", content)


def test_twilio_console_message_log(tmp_path: Path) -> None:
    """Its time is SentDate; an address of WhatsApp is a number on a social channel."""
    content = table(
        ("From", "To", "Body", "Status", "SentDate", "AccountSid", "Sid", "Direction"),
        ("+12125550100", "+12125550123", "x", "delivered", "2026-10-01T12:00:00Z", "AC1",
         "SM" + "0" * 32, "outbound-api"),
        ("whatsapp:+12125550100", "whatsapp:+12125550123", "x", "read", "2026-10-01T12:00:00Z",
         "AC1", "SM" + "1" * 32, "outbound-api"),
        ("+12125550123", "+12125550100", "STOP", "received", "2026-10-01T12:00:00Z", "AC1",
         "SM" + "2" * 32, "inbound"),
    )  # fmt: skip
    found = reads(tmp_path / "sms-log.csv", content, How())
    assert found.source.dialect == "twilio-messages"
    assert found.column("channel") == ["sms", "social", "sms"]
    assert found.column("number") == ["+12125550123"] * 3
    assert found.column("state") == ["delivered", "delivered", "inbound"]


def test_aliyun_says_who_answered(tmp_path: Path) -> None:
    """A call that only the agent answered has a reason for its end as well."""
    head = ("UniqueId", "CustomerNumber", "StartTime", "SipCause", "EndReason", "Status")
    row = ("u", "13800138000", "1790812800")
    content = table(
        head,
        (*row, "480", "1000", "座席接听，客户未接听"),
        (*row, "200", "1000", "双方接听"),
        (*row, "480", "1000", "座席未接听"),
    )
    found = reads(tmp_path / "a.csv", content, How())
    assert found.source.dialect == "aliyun-outbound"
    assert found.column("state") == ["rang_no_answer", "answered", "not_sent"]


def test_volcengine_tells_who_called(tmp_path: Path) -> None:
    """A callType of 0 came to us, so the person is the caller."""
    head = ("caller", "callee", "beginCallTime", "callDuration", "callResult", "callType")
    content = table(
        head,
        ("0755123456", "13800138000", "1790812800000", "20", "1", "1"),
        ("13700137000", "0755123456", "1790812800000", "20", "1", "0"),
    )
    found = reads(tmp_path / "v.csv", content, How())
    assert found.column("state") == ["answered", "inbound"]
    assert found.column("number") == ["13800138000", "13700137000"]


def test_huawei_counts_a_call_once_however_long_its_way(tmp_path: Path) -> None:
    """Every row of a call but the last is passed over, beyond the twentieth as well."""
    times = "2026-10-01 08:00:00,,,,,"
    content = "".join(
        f"dev,acme,cc,101,c1,0755123456,13800138000,{times},3,9,7,0,{each}\n"
        for each in (*range(1, 26), -1)
    )
    found = reads(tmp_path / "x_call_0.csv", content)
    assert (found.column("line"), found.source.passed_over) == ([26], 25)


def test_kamailio_calls_already_paired(tmp_path: Path) -> None:
    """The tables that are made of acc have a row a call."""
    head = (
        "cdr_id", "src_username", "dst_username", "dst_ousername", "call_start_time", "duration",
        "sip_call_id", "sip_code",
    )  # fmt: skip
    row = ("021", "b2bua", "13800138000", "2026-10-01 08:00:00")
    content = table(head, ("1", *row, "60", "c", "200"), ("2", *row, "0", "d", "486"))
    found = reads(tmp_path / "cdrs.csv", content)
    assert found.source.dialect == "kamailio-cdrs"
    assert found.column("number") == ["13800138000"] * 2
    assert found.column("state") == ["answered", "not_connected"]


def test_findings_are_no_records(tmp_path: Path) -> None:
    """What an audit wrote is not audited again, where a contact stands once for each clause."""
    found = {"clause": "SZ-02", "pack_hash": "e31b", "verdict": "defer", "number": "+8613800138000"}
    line = json.dumps(found | {"at": "2026-10-01T08:00:00+08:00", "channel": "call", "tenant": "a"})
    with pytest.raises(ColumnMissing, match="audit the file they were found in"):
        reads(tmp_path / "violations.ndjson", line + "\n", How())


def test_kamailio_with_whole_addresses(tmp_path: Path) -> None:
    """Where db_extra logs the addresses of both sides, the number is what stands before the @."""
    head = ("method", "from_tag", "to_tag", "callid", "sip_code", "time", "from_uri", "to_uri")
    row = ("INVITE", "a", "b", "c", "486", "2026-10-01 08:00:00")
    content = table(head, (*row, "sip:02161234567@10.0.0.1", "sip:13800138000@10.0.0.2"))
    found = reads(tmp_path / "acc.csv", content)
    assert found.source.dialect == "kamailio"
    assert found.column("number") == ["13800138000"]
    assert found.column("caller") == ["02161234567"]
