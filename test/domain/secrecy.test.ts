// A first page's secrecy marking is recognised, a word in running text is not.
import { describe, expect, it } from "vitest";
import { findMarking } from "../../src/domain/secrecy.ts";

describe("findMarking", () => {
  it.each([
    ["机密★10年\n某局文件", "机密★10年"],
    ["000012\n秘密★\n关于某事的通知", "秘密★"],
    ["绝 密\n某局文件", "绝密"],
    ["某局文件\n密级：秘密", "秘密"],
    ["密级 工作秘密 编号 3", "工作秘密"],
    ["【工作秘密】\n某局关于某事的通知", "【工作秘密】"],
    ["内部资料 注意保存\n工作简报", "内部资料注意保存"],
    ["内部文件，不得外传\n工作简报", "内部文件，不得外传"],
    ["内 部 资 料\n工作简报", "内部资料"],
  ])("%j carries %s", (text, marking) => {
    expect(findMarking(text)).toBe(marking);
  });

  it.each([
    "关于某事的通知\n各单位要严守工作秘密,不得泄露。",
    "一、要求\n保守国家秘密是公民的义务。",
    "（三）内部资料管理。完善内部文件收发制度。",
    "密级：无\n公开方式:主动公开",
    "商业秘密和个人隐私依法予以保护。",
    `${"正文\n".repeat(60)}机密★10年`,
    "",
  ])("%j carries none", (text) => {
    expect(findMarking(text)).toBeNull();
  });
});
