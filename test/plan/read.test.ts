// Files become lines, and what can't be read gets a sentence.
import {
  AlignmentType,
  Document,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from "docx";
import { describe, expect, it } from "vitest";
import { extractPlan } from "../../src/plan/extract.ts";
import { readPlan } from "../../src/plan/read.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const line = (text: string) => new Paragraph({ children: [new TextRun(text)] });
const row = (cells: string[]) =>
  new TableRow({ children: cells.map((cell) => new TableCell({ children: [line(cell)] })) });

async function textOf(bytes: Uint8Array, name: string): Promise<string> {
  const read = await readPlan(bytes, name);
  if ("problem" in read) throw new Error(read.problem);
  return read.text;
}

describe("readPlan", () => {
  it("reads a real .docx, its table and its numbered list", async () => {
    const document = new Document({
      numbering: {
        config: [
          {
            reference: "n",
            levels: [{ level: 0, format: LevelFormat.DECIMAL, text: "%1.", alignment: AlignmentType.START }],
          },
        ],
      },
      sections: [
        {
          children: [
            line("青禾县水务局关于印发《水务执法自查方案》的通知"),
            line("局属各业务室："),
            line("一、步骤"),
            line("（一）自查阶段（6月1日至6月30日）。各业务室于6月25日前将自查报告报送法规室。"),
            new Paragraph({ text: "各业务室要逐项自查。", numbering: { reference: "n", level: 0 } }),
            line("青禾县水务局"),
            line("2024年5月20日"),
            new Table({ rows: [row(["序号", "重点任务", "责任单位"]), row(["1", "清查水库", "各业务室"])] }),
          ],
        },
      ],
    });
    const text = await textOf(new Uint8Array(await Packer.toBuffer(document)), "方案.docx");
    expect(text.split("\n")).toContain("1.各业务室要逐项自查。");
    expect(text.split("\n")).toContain("1\t清查水库\t各业务室");
    const draft = extractPlan(text);
    expect(draft).toMatchObject({
      issuer: "青禾县水务局",
      issuedOn: "2024-05-20",
      title: "水务执法自查方案",
    });
    expect(draft.phases).toMatchObject([{ name: "自查", start: "2024-06-01", end: "2024-06-30" }]);
    expect(draft.obligations).toMatchObject([
      { due: "2024-06-25", to: "法规室", who: ["各业务室"], line: 4 },
    ]);
    expect(draft.tasks).toMatchObject([{ no: "1", task: "清查水库", responsible: ["各业务室"] }]);
  });

  it("reads HTML as lines, without scripts", async () => {
    const html =
      "<html><head><title>页</title><style>p{}</style></head><body><script>var a='<p>不要</p>'</script>" +
      "<p>一、要求<br>各科室&nbsp;于<b>7月5日</b>前报送&lt;表&gt;。</p><ol><li>甲</li><li>乙</li></ol>" +
      "<table><tr><th>序号</th><th>任务</th></tr><tr><td><p>1</p></td><td>清查</td></tr></table></body></html>";
    expect((await textOf(bytesOf(html), "a.html")).split("\n").filter((one) => one !== "")).toEqual([
      "一、要求",
      "各科室 于7月5日前报送<表>。",
      "1.甲",
      "2.乙",
      "序号\t任务",
      "1\t清查",
    ]);
  });

  it("leaves a page's menus, hidden parts and layout tables out, and keeps its real tables", async () => {
    const html = `<body><nav><a href="/">首页</a> <a href="/zw">政务公开</a></nav>
      <table><tr><td><div><a href="/">首页</a> &gt; <a href="/zw">政策文件</a></div>
      <p>某县水务局关于开展水库排查的通知</p><p>各镇：</p>
      <p>各镇要于2024年5月10日前将排查报告报县水务局安全股，逐库逐坝排查，做到底数清、情况明、责任实，排查报告须经主要负责人签字。${"认真落实。".repeat(80)}</p>
      <p style="display: none">这里看不见</p>
      <table><tr><th>序号</th><th>任务</th><th>责任单位</th></tr>
      <tr><td>1</td><td>排查</td><td rowspan="2">县水务局<br>各镇</td></tr><tr><td>2</td><td>整改</td></tr></table>
      <p>附件：<a href="a.xlsx">附件1.排查表.xlsx</a></p></td></tr></table>
      <footer>版权所有 某县人民政府</footer></body>`;
    const lines = (await textOf(bytesOf(html), "页.html")).split("\n").filter((one) => one !== "");
    expect(lines.join()).not.toMatch(/首页|政务公开|看不见|版权/);
    expect(lines).toContain("某县水务局关于开展水库排查的通知");
    expect(lines).toContain("2\t整改\t县水务局 各镇");
    const draft = extractPlan(lines.join("\n"));
    expect(draft.obligations).toMatchObject([{ due: "2024-05-10", who: ["各镇"], to: "县水务局安全股" }]);
    expect(draft.tasks.map(({ responsible }) => responsible)).toEqual([
      ["县水务局", "各镇"],
      ["县水务局", "各镇"],
    ]);
  });

  it("reads GB18030, UTF-8 with a mark and UTF-16", async () => {
    const gb = new Uint8Array([0xb7, 0xbd, 0xb0, 0xb8]);
    expect(await textOf(gb, "a.txt")).toBe("方案");
    expect(await textOf(bytesOf("\ufeff方案"), "a.md")).toBe("方案");
    expect(await textOf(new Uint8Array([0xff, 0xfe, 0xb9, 0x65, 0x48, 0x68]), "a.txt")).toBe("方案");
  });

  it("reads a saved page in GB, and text that lost a byte", async () => {
    const page = new Uint8Array([
      ...bytesOf('<html><head><meta charset="gb2312"></head><body><p>'),
      ...[0xb7, 0xbd, 0xb0, 0xb8],
      ...bytesOf("</p></body></html>"),
    ]);
    expect((await textOf(page, "页.html")).trim()).toBe("方案");
    const whole = bytesOf("各科室于7月5日前将自查报告报法规科。".repeat(30));
    expect(await textOf(whole.subarray(0, whole.length - 1), "a.txt")).toContain("报法规科");
  });

  it("puts a table of one cell to a line back into rows, on the lines where they began", async () => {
    const piped = ["任务 |", "责任单位 |", "完成时限 |", "清查水库 |", "各镇 |", "5月底前 |", "||", "长期 |"];
    expect((await textOf(bytesOf(["方案", ...piped, "完"].join("\n")), "a.txt")).split("\n")).toEqual([
      "方案",
      "任务\t责任单位\t完成时限",
      "",
      "",
      "清查水库\t各镇\t5月底前",
      "",
      "",
      "\t\t长期",
      "",
      "完",
    ]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["旧.doc", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), /另存为.*\.docx/],
    ["扫描.pdf", bytesOf("%PDF-1.7"), /PDF.*\.docx/],
    ["其实是PDF.docx", bytesOf("%PDF-1.7"), /PDF/],
    ["图.png", new Uint8Array([0x89, 0x50, 0x4e, 0x47]), /不是能读的格式/],
    ["空.txt", new Uint8Array(), /空文件/],
    ["坏.docx", new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]), /打不开/],
    ["二进制.txt", new Uint8Array([1, 0, 2, 0, 3]), /不是文本文件/],
    ["英文.txt", bytesOf("nothing here"), /没有读到汉字/],
    ["大.txt", new Uint8Array(21 * 1024 * 1024), /20MB/],
    ["长.txt", bytesOf("方案".repeat(1_100_000)), /过长/],
  ])("refuses %s in one sentence", async (name, bytes, sentence) => {
    const read = await readPlan(bytes, name);
    expect(read).toHaveProperty("problem");
    expect("problem" in read ? read.problem : "").toMatch(sentence);
  });
});
