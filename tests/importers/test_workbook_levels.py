"""What the level of a case means for its limit (V05), its level in the end (V08) and its form (V11)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.workbooks import case, cases, checked, filled, given, place

REGISTER = "投诉台账"


def test_a_level_that_head_office_lowered_is_accepted_when_the_remarks_say_so(tmp_path):
    lowered = case(1, 初始等级="二级", 升级原因="其他", 备注="总行渠道部 9 月 4 日核定为一级。")
    assert checked(filled(tmp_path, given([lowered, *cases()[1:]]))).findings == ()


@pytest.mark.parametrize(
    ("reason", "settled", "said", "right"),
    [
        ("十分不满意", date(2026, 8, 17), "是", True),
        ("十分不满意", date(2026, 8, 17), "否", False),
        ("十分不满意", date(2026, 8, 20), "否", True),
        ("处理超时限", date(2026, 8, 17), "否", True),
        ("处理超时限", date(2026, 8, 17), "未到期", False),
    ],
)
def test_a_raised_case_is_judged_by_its_new_limit_unless_it_was_raised_as_overdue(
    tmp_path, reason, settled, said, right
):
    told = {"升级原因": reason, "办结时限": date(2026, 8, 19), "办结日期": settled, "办结是否及时": said}
    first, raised, *others = cases()
    found = checked(filled(tmp_path, given([first, {**raised, **told}, *others]))).findings
    assert [finding.rule for finding in found if finding.cell == place(REGISTER, "办结是否及时", 5)] == (
        [] if right else ["V05"]
    )


OFFSITE = {"投诉方式": "非现场", "受理渠道": "客服热线", "工单编号": "HX20260903000009", "反馈表编号": None}


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        ({"初始等级": "二级", "最终等级": "二级"}, False),
        ({}, True),
        ({"初始等级": "二级", "最终等级": "一级", "升级原因": "其他", "备注": "总行核定。"}, False),
        ({"记录类型": "建议", "初始等级": None, "最终等级": None}, True),
    ],
)
def test_a_form_is_asked_for_where_the_desk_gave_one_out(tmp_path, other, wanted):
    report = checked(filled(tmp_path, given([case(1, **OFFSITE, **other), *cases()[1:]])))
    assert [finding.rule for finding in report.findings] == ["V11"] * wanted
