// Which ledger a plan's words become: a variant that suits the plan's text, or one of the bureau's own by its title.
import { expect, test } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { extractPlan } from "../../src/plan/extract.ts";
import { makeItems } from "../../src/services/campaigns/drafting.ts";
import { BUILT_IN, overlay } from "../../src/services/definitions.ts";

const planOf = (problems: string, name: string) => `关于开展专项整治的通知

各科室：
重点整治${problems}。
一、报送要求
各科室于2024年5月20日前将《${name}》报送至法规科。
2024年4月22日
`;

const own = { ...findLedger("contacts")!, code: "own-1", title: "燃气安全检查台账", matches: [] };

test.each([
  ["不作为、乱作为、不规范不公正等问题", "问题台账", "conduct-problems"],
  ["不规范、不严格、不透明、不文明以及不作为、乱作为等问题", "问题台账", "prominent-problems"],
  ["安全隐患", "燃气安全检查台账", "own-1"],
])("%s: %s is %s", (problems, name, code) => {
  const text = planOf(problems, name);
  const definitions = code === own.code ? overlay([own]) : BUILT_IN;
  const [item] = makeItems(extractPlan(text), [], { definitions, text });
  expect(item!.materials).toMatchObject([{ kind: "ledger", ledger: code }]);
});
