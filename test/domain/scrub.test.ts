// Passwords, keys and accounts beside them are blanked; prose about passwords is not.
import { describe, expect, it } from "vitest";
import { maskPhone, scrub } from "../../src/domain/scrub.ts";

const BLANK = "〔已抹除〕";

describe("scrub", () => {
  const secrets: [string, string, string[]][] = [
    ["密码：Abc-123", `密码：${BLANK}`, ["password"]],
    [
      "邮    箱：box77     密    码：Xy-9-zz",
      `邮    箱：${BLANK}     密    码：${BLANK}`,
      ["account", "password"],
    ],
    ["登录口令为 hunter22。", `登录口令为 ${BLANK}。`, ["password"]],
    ["初始密码均为Qwe#2024", `初始密码均为${BLANK}`, ["password"]],
    ["账号/密码：admin/888888", `账号/密码：${BLANK}`, ["account", "password"]],
    ["网盘提取码: a1b2", `网盘提取码: ${BLANK}`, ["password"]],
    ["password=s3cret!", `password=${BLANK}`, ["password"]],
    ["AppSecret: 0f9e8d7c6b", `AppSecret: ${BLANK}`, ["key"]],
    ["用户名：zhifa01\n密码：\n  Pw2024", `用户名：zhifa01\n密码：\n  ${BLANK}`, ["password"]],
    ["邮箱 a.b@example.com 密码 Zz0099", `邮箱 ${BLANK} 密码 ${BLANK}`, ["account", "password"]],
  ];
  it.each(secrets)("%j", (source, expected, kinds) => {
    const result = scrub(source);
    expect(result.text).toBe(expected);
    expect(result.scrubbed.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
  });

  it.each([
    "推进商用密码应用安全性评估。",
    "密码：另行通知",
    "严格密码管理,定期更换密码。",
    "请将材料发至邮箱 a.b@example.com",
    "联系电话：0477-0000001",
    "会议口令由会务组当面告知",
  ])("leaves %j", (source) => {
    expect(scrub(source)).toEqual({ text: source, scrubbed: [] });
  });

  it("says the line and keeps the number of lines", () => {
    const { text, scrubbed } = scrub("第一行\n账号：abc01\n密码：abc#01\n第四行");
    expect(text.split("\n")).toEqual(["第一行", `账号：${BLANK}`, `密码：${BLANK}`, "第四行"]);
    expect(scrubbed).toEqual([
      { kind: "account", line: 2 },
      { kind: "password", line: 3 },
    ]);
  });

  it("finds nothing more the second time", () => {
    const once = scrub("账号：abc01 密码：abc#01").text;
    expect(scrub(once)).toEqual({ text: once, scrubbed: [] });
  });
});

describe("maskPhone", () => {
  it.each([
    ["手机13800001234。", "手机138****1234。"],
    ["0477-0000001", "0477-****001"],
    ["（0475）00000002", "（0475）****002"],
    ["文号2023071200001", "文号2023071200001"],
  ])("%s", (source, expected) => {
    expect(maskPhone(source)).toBe(expected);
  });
});
