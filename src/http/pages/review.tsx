// The page on which a report is read and reviewed, and the list of those that wait.
import { formatDay, weekdayName } from "../../domain/day.ts";
import type { EvidencePlace } from "../../services/evidence.ts";
import { PASSING_CLOSES } from "../../services/reviews/cards.ts";
import { findChanges } from "../../services/reviews/changes.ts";
import type { Dossier } from "../../services/reviews/dossier.ts";
import { VERDICT_NAMES, type Verdict } from "../../services/reviews/matter.ts";
import type { Pending } from "../../services/reviews/pending.ts";
import { momentWords, timelinessWords } from "../../services/submissions/words.ts";
import type { PostedReview } from "../review-posted.ts";
import { NoEnter } from "./form-controls.tsx";
import { History } from "./form-history.tsx";
import {
  Actions,
  ChoiceField,
  DateField,
  Form,
  LinkButton,
  SubmitButton,
  TextAreaField,
} from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Cell, Facts, Notice, Panel, Tag, type Tone } from "./parts.tsx";
import { MaterialPanel } from "./review-rows.tsx";

/** What the page shows. */
export interface ReviewPageProps {
  person: string;
  dossier: Dossier;
  /** A review that was sent and could not be taken, with the sentence why. */
  posted: PostedReview | null;
  problem: string | null;
  /** The verdict that has just been given, and the next report that waits. */
  done: Verdict | null;
  next: Pending | null;
  /** Download paths by sha256. */
  files: Readonly<Record<string, string>>;
  /** Where a file named in a row can be opened; null where only its name came. */
  fileAt: (place: EvidencePlace, name: string) => string | null;
}

/** One report. */
export function ReviewPage(props: ReviewPageProps) {
  const { dossier, posted, problem } = props;
  const [latest, before] = dossier.versions;
  const writable = dossier.mayReview && (dossier.state === "submitted" || dossier.state === "accepted");
  const [last] = dossier.reviews;
  const standing = last && last.version === latest?.version ? last.fieldNotes : [];
  const notes = posted?.fieldNotes ?? (writable ? [] : standing);
  const changes = latest && before ? findChanges(before, latest) : [];
  const body = (
    <>
      {latest?.materials.map((material) => (
        <MaterialPanel
          version={latest}
          material={material}
          changes={changes.filter((change) => change.material === material.key)}
          notes={notes}
          writable={writable}
          fileAt={props.fileAt}
          href={material.fileId ? (props.files[material.fileId] ?? null) : null}
        />
      ))}
      <History versions={dossier.versions} reviews={dossier.reviews} />
    </>
  );
  return (
    <Page
      title={`${dossier.code} ${dossier.unit}`}
      person={props.person}
      lead={`${dossier.what}${dossier.period ? `(${dossier.period})` : ""}`}
      wide
      styles={["form.css"]}
    >
      {props.done ? <Done {...props} verdict={props.done} /> : null}
      {problem ? <Notice tone="bad" title="还没有审核" lines={[problem]} /> : null}
      <Heading dossier={dossier} />
      {dossier.claims && dossier.mayReview ? (
        <Notice tone="warn" title={dossier.claims} lines={[PASSING_CLOSES]} />
      ) : null}
      {!latest ? <Notice lines={[`${dossier.unit}还没有报送。`]} /> : null}
      {latest && writable ? (
        <Form>
          <input type="hidden" name="version" value={String(latest.version)} />
          <NoEnter />
          {body}
          <Verdicts dossier={dossier} posted={posted} />
        </Form>
      ) : (
        body
      )}
    </Page>
  );
}

const TONES: Partial<Record<Dossier["status"], Tone>> = {
  待审核: "warn",
  审核通过: "good",
  退回补正: "bad",
  逾期未报: "bad",
};

function Heading({ dossier }: { dossier: Dossier }) {
  const { versions, dueOn, dueTime, status, inDoubt } = dossier;
  const [latest] = versions;
  return (
    <Panel>
      <Facts
        items={[
          ["专项行动", dossier.campaign],
          [
            "状态",
            <>
              <Tag tone={TONES[status] ?? "info"}>{status}</Tag>{" "}
              {inDoubt ? <Tag tone="warn">待核实</Tag> : null}
            </>,
          ],
          ["期限", dueOn ? `${formatDay(dueOn)}(${weekdayName(dueOn)})${dueTime ?? ""}` : "未定"],
          ...(latest
            ? ([
                ["报送", `第${latest.version}版，${latest.by}，${momentWords(latest.submittedAt)}`],
                ["时效", latest.complete ? timelinessWords(latest) : latest.unsigned ? "未审签" : "材料未齐"],
                ["回执号", latest.receiptNumber],
              ] as const)
            : []),
          ...(dossier.mayReview ? [] : ([["审核人", dossier.reviewer]] as const)),
        ]}
      />
    </Panel>
  );
}

function Done({ verdict, next, dossier }: ReviewPageProps & { verdict: Verdict }) {
  const due = verdict === "returned" && dossier.dueOn ? `，新的期限${formatDay(dossier.dueOn)}` : "";
  return (
    <Notice
      tone="good"
      title={`${verdict === "doubted" ? "已标为" : "已"}${VERDICT_NAMES[verdict]}${due}，已告知该单位`}
    >
      {next ? (
        <LinkButton small href={`/review/${next.code}`}>
          审下一件：{next.code} {next.unit}
        </LinkButton>
      ) : (
        <p>没有其他待审核的报送了。</p>
      )}
    </Notice>
  );
}

function Verdicts({ dossier, posted }: Pick<ReviewPageProps, "dossier" | "posted">) {
  const { upwardOn, returnDueOn, state } = dossier;
  const bound = upwardOn ? `，本局对外报送${formatDay(upwardOn)}(${weekdayName(upwardOn)})` : "";
  return (
    <>
      <Panel title="审核意见">
        <TextAreaField
          name="note"
          label="总的意见"
          rows={3}
          value={posted?.note ?? ""}
          hint="退回补正和待核实要写明原因；也可以只在上面逐栏批注"
        />
        <DateField
          name="dueOn"
          label="退回后的期限"
          value={posted?.dueOn ?? returnDueOn}
          hint={`只用于退回补正。按规则为${formatDay(returnDueOn)}(${weekdayName(returnDueOn)})${bound}`}
        />
        {upwardOn ? (
          <ChoiceField
            name="pastUpward"
            label="晚于本局对外报送日"
            many
            options={[{ value: "1", label: `期限可以晚于${formatDay(upwardOn)}，我已考虑对外报送` }]}
            value={posted?.pastUpward ? "1" : ""}
          />
        ) : null}
      </Panel>
      <Actions>
        <SubmitButton kind="warn" name="verdict" value="returned">
          退回补正
        </SubmitButton>
        {state === "submitted" ? (
          <>
            <SubmitButton kind="plain" name="verdict" value="doubted">
              待核实
            </SubmitButton>
            <SubmitButton name="verdict" value="accepted">
              通过
            </SubmitButton>
          </>
        ) : null}
      </Actions>
    </>
  );
}

/** What waits for this person's review, oldest first. */
export function PendingPage({ person, list }: { person: string; list: readonly Pending[] }) {
  return (
    <Page title="待审核" person={person} lead={list.length > 0 ? `${list.length}件，先报的在前` : undefined}>
      {list.length === 0 ? <Notice tone="good" lines={["没有待审核的报送。"]} /> : null}
      {list.length > 0 ? (
        <Panel>
          {list.map((one) => (
            <Cell
              title={`${one.code} ${one.unit}`}
              detail={`${one.what}${one.period ? `(${one.period})` : ""}，${momentWords(one.submittedAt)}`}
              end={
                one.inDoubt ? (
                  <Tag tone="warn">待核实</Tag>
                ) : one.lateDays > 0 ? (
                  <Tag tone="bad">逾期{one.lateDays}天</Tag>
                ) : (
                  <Tag tone="good">按时</Tag>
                )
              }
              href={`/review/${one.code}`}
            />
          ))}
        </Panel>
      ) : null}
    </Page>
  );
}
