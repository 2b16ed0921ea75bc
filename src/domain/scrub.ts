// Blanks passwords, keys and the accounts beside them, before anything is stored, logged or shown.

/** What a blanked value was, and the 1-based line on which it stood. */
export interface Scrubbed {
  kind: "password" | "account" | "key";
  line: number;
}

/** The mark that stands where a secret stood. */
export const BLANK = "〔已抹除〕";

const gap = (word: string) => [...word].join("[ \\t\\u3000]*");
const any = (words: readonly string[]) => words.map(gap).join("|");

const SECRET_WORDS = ["密码", "口令", "密令", "提取码", "访问码", "验证码"];
const KEY_WORDS = ["密钥", "秘钥", "令牌"];
const ACCOUNT_WORDS = [
  "账号",
  "帐号",
  "账户",
  "帐户",
  "用户名",
  "登录名",
  "会议号",
  "公共邮箱",
  "邮箱",
  "邮件",
  "用户",
];

const SEPARATOR = "[ \\t\\u3000]*(?:均?[为是]|[:：=＝])[ \\t\\u3000]*";
const NEXT_LINE = "(?:\\r?\\n[ \\t\\u3000]*)?";
const VALUE = "[A-Za-z0-9!-/:-@[-`{-~]{3,}|[^\\s，。；、）)〕]{2,40}";
const LATIN = "[A-Za-z0-9!-/:-@[-`{-~]{4,}";

const PAIR = new RegExp(
  `((?:${any(["账号", "帐号", "用户名"])})[ \\t]*[/／、和及][ \\t]*(?:${any(SECRET_WORDS)})${SEPARATOR})([^\\s，。；]{3,})`,
  "g",
);
const PASSWORD = new RegExp(
  `((?:${any(SECRET_WORDS)}|password|passwd|pwd)(?:[（(][^（()）]{0,12}[)）])?(?:${SEPARATOR}${NEXT_LINE})["“'「]?)(${VALUE})`,
  "gi",
);
const SPACED_PASSWORD = new RegExp(`((?:${any(SECRET_WORDS)})[ \\t\\u3000]+)(${LATIN})`, "g");
const KEY = new RegExp(
  `((?:${any(KEY_WORDS)}|(?:api|app|access|secret|private)[-_ ]?(?:key|secret)(?:[-_ ]?(?:id|secret))?|secret|token)${SEPARATOR}["“'「]?)(${LATIN})`,
  "gi",
);
const ACCOUNT = new RegExp(
  `((?:${any(ACCOUNT_WORDS)}|user(?:name)?|account|e-?mail)(?:[（(][^（()）]{0,12}[)）])?${SEPARATOR}["“'「]?)([^\\s，。；、）)]{2,60})`,
  "gi",
);
const ADDRESS = /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g;

// A password in words (「密码：另行通知」) is not one: it must hold a letter or digit.
const isSecret = (value: string) => /[A-Za-z0-9]/.test(value) && value !== BLANK;

/**
 * Replaces passwords, keys and the accounts beside them (the same line or the two around it) by `〔已抹除〕`.
 * Line count is unchanged; `scrubbed` says what went, by the 1-based line, and never holds a value.
 */
export function scrub(text: string): { text: string; scrubbed: Scrubbed[] } {
  const scrubbed: Scrubbed[] = [];
  const blank = (source: string, pattern: RegExp, kind: Scrubbed["kind"]) =>
    source.replace(pattern, (whole: string, lead: string, value: string, offset: number) => {
      if (!isSecret(value)) return whole;
      scrubbed.push({ kind, line: lineOf(source, offset + lead.length) });
      return lead + BLANK;
    });

  let result = text.replace(PAIR, (_whole, lead: string, _value: string, offset: number) => {
    const line = lineOf(text, offset + lead.length);
    scrubbed.push({ kind: "account", line }, { kind: "password", line });
    return lead + BLANK;
  });
  result = blank(result, PASSWORD, "password");
  result = blank(result, SPACED_PASSWORD, "password");
  result = blank(result, KEY, "key");

  const near = new Set(scrubbed.flatMap(({ line }) => [line - 1, line, line + 1]));
  if (near.size > 0) {
    const lines = result.split("\n").map((content, index) => {
      const line = index + 1;
      if (!near.has(line)) return content;
      const found = () => scrubbed.push({ kind: "account", line });
      return content
        .replace(ACCOUNT, (whole: string, lead: string, value: string) => {
          if (!isSecret(value) || value.startsWith(BLANK)) return whole;
          found();
          return lead + BLANK;
        })
        .replace(ADDRESS, () => {
          found();
          return BLANK;
        });
    });
    result = lines.join("\n");
  }
  return { text: result, scrubbed: scrubbed.sort((a, b) => a.line - b.line) };
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** Hides the middle of every telephone number in a text: 「138****5678」, 「0477-****001」. */
export function maskPhone(text: string): string {
  return text
    .replace(/(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)/g, "$1****$2")
    .replace(/(?<![\d-])((?:[（(]0\d{2,3}[)）]|0\d{2,3})[- ]?)\d{4,5}(\d{3})(?!\d)/g, "$1****$2");
}
