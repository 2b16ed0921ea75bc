// Which words are a question about progress, and which are not.
import { describe, expect, test } from "vitest";
import { readQuestion } from "../../src/services/progress/question.ts";

const ASKED = {
  missing:
    "还有谁没交 谁还没报 还有谁没交? 谁没交 哪些单位没报 还有哪些单位没有报送 未报单位有哪些 没交的有哪些 还差谁 还差几家 差哪几家没报 未报名单 请问现在还有哪几家没报? 谁没按时报 谁逾期了 逾期未报的单位有哪些 还有几家没交 还没报的是谁 有谁还没有交材料 没报的单位 哪个科室还没交台账 看看谁还没报 哪些单位未报送 到目前为止还有哪些科室没交",
  problems:
    "自查发现多少问题 发现了多少问题 自查一共发现了多少个问题? 问题整改得怎么样了 问题整改情况怎么样 整改了多少 销号了几个 自查发现哪些问题 查出几个问题 有多少问题没整改 发现的问题有哪些 现在有多少问题 自查发现问题了吗 整改得怎么样 突出问题有多少 自查查出了什么问题 多少问题已经销号",
  overall:
    "各单位报得怎么样了 各单位报得怎么样了? 进度怎么样 报了几家 进度如何 报送情况怎么样 情况怎么样 都报了吗 报齐了吗 交齐了没有 几家报了 哪些单位报了 报得怎么样 各单位报送情况如何 现在报了多少 收到几份 总体情况 专项行动进展怎么样了 材料都交齐了吗 各科室都交了没 工作开展得怎么样 谁报了 大家报得怎么样 零报告有几家 各单位的报送进度 进展到哪一步了 报到哪了 各单位怎么样了",
};

const SAID = [
  ..."报送情况说明 我们还没报 怎么报 有问题 没问题 收到 我已经报了 都报了 材料已经交了 今天下午开会 明天要交的材料还没写完 请问台账怎么填 你好 谢谢 请各单位抓紧报送 我报了几次都不行 昨天谁没来开会 我想改一下报送的材料 不知道怎么样交 下周要报什么 什么时候报 要交什么 报送要求是什么 我们单位没有发现问题 发现问题3个,已整改2个 经自查未发现问题 自查范围:案卷 几号报 几点交 能不能晚几天交 联系人是谁 我还没交 进度 情况 报错了怎么办 报完了 问题已整改 张磊没交手机 我交了什么 天气怎么样 怎么样 如何 吃饭了吗 你觉得怎么样 身体怎么样 报销了多少 有几个问题想请教一下 有几个问题 填几个问题 还要报几个问题 发现一个问题,怎么填?".split(
    " ",
  ),
  "请通知各单位\n还有谁没交",
];

describe("what leaders ask", () => {
  for (const [kind, words] of Object.entries(ASKED)) {
    test.each(words.split(" "))(`${kind}: %s`, (text) => {
      expect(readQuestion(text)).toEqual({ kind, topic: "" });
    });
  }

  test("what stands before the question is its topic", () => {
    expect(readQuestion("自查材料还有谁没交")).toEqual({ kind: "missing", topic: "自查材料" });
    expect(readQuestion("突出问题清单报了几家?")).toEqual({ kind: "overall", topic: "突出问题清单" });
  });
});

test.each(SAID)("not a question about progress: %s", (text) => {
  expect(readQuestion(text)).toBeNull();
});
