// Where one unit's name ends and the next begins.
import { expect, test } from "vitest";
import { findSubject } from "../../src/plan/parties.ts";

test.each([
  ["各业务室、区应急管理综合行政执法大队要自查", ["各业务室", "区应急管理综合行政执法大队"]],
  ["各业务室、区应急管理综合行政执法大队于7月27日前报", ["各业务室", "区应急管理综合行政执法大队"]],
  ["各镇、街道应按时报送", ["各镇、街道"]],
  ["各镇、街道和区直各部门要按时报送", ["各镇、街道", "区直各部门"]],
])("%s", (clause, names) => {
  expect(findSubject(clause)?.names).toEqual(names);
});
