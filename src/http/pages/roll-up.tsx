// Pages of 逐级汇总: what would go up with the upper bureau's words on it, and the tree seen from above.

import type { Reply } from "../../chat/context.ts";
import { formatDay, weekdayName } from "../../domain/day.ts";
import type { CampaignProgress } from "../../services/progress/campaigns.ts";
import { sayInstant } from "../../services/progress/words.ts";
import { VERDICT_NAMES } from "../../services/reviews/matter.ts";
import type { Collected, Part } from "../../services/roll-up/collected.ts";
import type { LedgerSums, Level, LevelFigures } from "../../services/roll-up/levels.ts";
import { notesBySource, type VerdictAbove } from "../../services/roll-up/returns.ts";
import { sayGathered, sayPart, sayParts, sayStanding } from "../../services/roll-up/words.ts";
import { momentWords } from "../../services/submissions/words.ts";
import { Actions, Form, SubmitButton } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Cell, Facts, Notice, Panel, ReplyNotice, Table, Tag, type Tone } from "./parts.tsx";
import type { Reading } from "./progress.tsx";

const PART_TONES: Partial<Record<Part["state"], Tone>> = {
  accepted: "good",
  returned: "bad",
  submitted: "warn",
};

/** One upward report: what lies ready, unit by unit, what lacks, what the upper bureau said, and the button. */
export function HandUpPage(props: {
  person: string;
  collected: Collected;
  verdicts: readonly VerdictAbove[];
  unequal: readonly string[];
  mayHandUp: boolean;
  whoHandsUp: string;
  reply: Reply | null;
  problem: string | null;
}) {
  const { person, collected, verdicts, unequal, reply, problem } = props;
  const { code, upper, what, period, dueOn, dueTime, internalDueOn, materials, parts, last } = collected;
  const lacks = materials.flatMap(({ lacks: why }) => why ?? []);
  const open = parts.filter(({ submissionId }) => submissionId === null).length;
  const sums = materials.some((one) => one.sums && one.rows === 0 && one.parts.length > 0 && !one.nil);
  return (
    <Page title={what} person={person} lead={`${code}，报${upper.name}${period ? `(${period})` : ""}`}>
      <ReplyNotice reply={reply} />
      {problem ? <Notice tone="bad" lines={[problem]} /> : null}
      <Panel>
        <Facts
          items={[
            ["期限", dueOn ? `${formatDay(dueOn)}(${weekdayName(dueOn)})${dueTime ?? ""}` : "未定"],
            ...(internalDueOn && internalDueOn !== dueOn
              ? ([
                  ["内部期限", `${formatDay(internalDueOn)}(${weekdayName(internalDueOn)})，只管提醒`],
                ] as const)
              : []),
            ["目前", sayStanding(collected)],
            ["各单位", sayParts(collected)],
          ]}
        />
      </Panel>
      {verdicts.length > 0 ? <Verdicts collected={collected} verdicts={verdicts} /> : null}
      {unequal.length > 0 ? <Notice tone="warn" lines={unequal} /> : null}
      <Panel
        title="将要报出的材料"
        note="各单位的条目原样上报，不改数值，注明来源单位；本局材料点开填写或上传。"
      >
        {materials.map((material) => (
          <Cell
            title={material.name}
            detail={sayGathered(material)}
            end={material.lacks ? <Tag tone="warn">未备齐</Tag> : <Tag tone="good">已备</Tag>}
            href={`/form/${code}-${material.key}`}
          />
        ))}
      </Panel>
      {parts.length > 0 ? (
        <Panel title="各单位">
          {parts.map((part) => (
            <Cell
              title={part.unit}
              end={<Tag tone={PART_TONES[part.state] ?? "info"}>{sayPart(part)}</Tag>}
              href={`/review/A${part.number}`}
            />
          ))}
        </Panel>
      ) : null}
      {lacks.length > 0 ? <Notice title="还不能上报" tone="warn" lines={lacks} /> : null}
      {sums ? (
        <Form action={`/roll-up/${code}`}>
          <SubmitButton kind="plain" name="act" value="sum-up">
            按各单位合计预填
          </SubmitButton>
        </Form>
      ) : null}
      {lacks.length === 0 && !last?.same && props.mayHandUp ? (
        <Form action={`/roll-up/${code}`}>
          <input type="hidden" name="print" value={collected.print} />
          <Actions
            tip={open > 0 ? `还有${open}家没有审核通过，这次不含它们；补上后再报一次即为新的一版。` : ""}
          >
            <SubmitButton name="act" value="hand-up">
              {open > 0 ? "仍然上报" : last ? "报出新的一版" : "上报"}
            </SubmitButton>
          </Actions>
        </Form>
      ) : null}
      {lacks.length === 0 && last?.same ? (
        <Notice tone="good" lines={["内容与已报的一版相同，不用再报。"]} />
      ) : null}
      {props.mayHandUp ? null : <Notice lines={[`由${props.whoHandsUp}报出。`]} />}
    </Page>
  );
}

function Verdicts({ collected, verdicts }: { collected: Collected; verdicts: readonly VerdictAbove[] }) {
  const [latest] = verdicts as [VerdictAbove, ...VerdictAbove[]];
  const mended = collected.last !== null && collected.last.version > latest.version.version;
  const open = latest.verdict !== "accepted" && !mended;
  return (
    <Panel title={`${collected.upper.name}的审核意见`} note="只有报出的内容和对它的意见在两级之间可见。">
      {verdicts.map((one, index) => (
        <>
          <Cell
            title={`第${one.version.version}版，${momentWords(one.reviewedAt)}`}
            detail={one.note || undefined}
            end={
              <Tag tone={one.verdict === "accepted" ? "good" : one.verdict === "returned" ? "bad" : "warn"}>
                {VERDICT_NAMES[one.verdict]}
              </Tag>
            }
          />
          {notesBySource(one.fieldNotes, one.version).map(({ number, unit, notes }) => (
            <Cell
              title={unit ?? "本局"}
              detail={notes.join("；")}
              end={
                number !== null && index === 0 && open ? (
                  <PassOn collected={collected} number={number} />
                ) : null
              }
            />
          ))}
        </>
      ))}
      {open && latest.fieldNotes.length === 0
        ? collected.parts
            .filter(({ state }) => state === "accepted" || state === "submitted")
            .map(({ number, unit }) => (
              <Cell
                title={unit}
                detail="意见没有写明是哪个单位的"
                end={<PassOn collected={collected} number={number} />}
              />
            ))
        : null}
    </Panel>
  );
}

function PassOn({ collected, number }: { collected: Collected; number: number }) {
  const part = collected.parts.find((one) => one.number === number);
  if (!part || (part.state !== "accepted" && part.state !== "submitted"))
    return part ? <Tag>{sayPart(part)}</Tag> : null;
  return (
    <Form action={`/roll-up/${collected.code}`}>
      <input type="hidden" name="part" value={`A${number}`} />
      <SubmitButton kind="plain" small name="act" value="pass-return">
        转退
      </SubmitButton>
    </Form>
  );
}

function cellsOf(figures: LevelFigures | null): (string | number)[] {
  if (!figures) return ["—", "—", "—", "—", "—", "—", "—"];
  const { due, done, onTime, late, waiting, overdue, rows } = figures;
  return [due, done, onTime, late, waiting, overdue, rows];
}

const HEAD = ["应报", "已报", "按时", "逾期报送", "待审核", "逾期未报", "条目"];

/** The tree below a campaign: bureau by bureau, level by level, in figures; and sums of what has been handed up. */
export function LevelsPage(
  props: Reading & { campaign: CampaignProgress; levels: readonly Level[]; sums: readonly LedgerSums[] },
) {
  const { campaign, levels, sums, person, now } = props;
  const indent = (depth: number, name: string) => <span class={`level level_${depth}`}>{name}</span>;
  return (
    <Page title="逐级汇总" person={person} lead={`${campaign.title}，截至${sayInstant(now)}`} wide>
      <p>
        <a href={`/progress/${campaign.code}`}>返回报送进度</a>
      </p>
      {levels.length === 0 ? <Notice lines={["这个专项行动没有下发到下级单位。"]} /> : null}
      {levels.length > 0 ? (
        <Panel title="报给上一级的(项次)" note="待审核指上一级收到还没有审核的。">
          <Table
            head={["单位", ...HEAD]}
            rows={levels.map(({ depth, name, published, upward }) => [
              <>
                {indent(depth, name)} {published ? null : <Tag tone="warn">未发布</Tag>}
              </>,
              ...cellsOf(upward),
            ])}
          />
        </Panel>
      ) : null}
      {levels.some(({ inside }) => inside) ? (
        <Panel title="各级内部收集的(项次)" note="下级单位内部的情况只看数字；条目报上来以后才能看。">
          <Table
            head={["单位", ...HEAD]}
            rows={levels
              .filter(({ published }) => published)
              .map(({ depth, name, inside }) => [indent(depth, name), ...cellsOf(inside)])}
          />
        </Panel>
      ) : null}
      {sums.map(({ title, matter, period, columns, lines, total }) => (
        <Panel title={`${title}${period ? `(${period})` : ""}`} note={`${matter}；只含已报到本级的。`}>
          <Table
            head={["单位", "条目", ...columns]}
            rows={[
              ...lines.map(({ name, below, rows, figures }) => [
                indent(below ? 2 : 1, name),
                String(rows),
                ...figures,
              ]),
              [<strong>合计</strong>, String(total.rows), ...total.figures],
            ]}
          />
        </Panel>
      ))}
    </Page>
  );
}
