// The page on which a unit sends a ledger as a workbook, reads what is wrong with it, and says that it counts.
import { formatField } from "../../ledger/kinds.ts";
import type { OfferedSheet } from "../../services/form-upload-sheet.ts";
import { countWords, MOST_ON_PAGE } from "../../services/submissions/sheet-mending.ts";
import type { FilledLedger, FilledSheet } from "../../services/submissions/sheet-reading.ts";
import { formPath, SECRECY } from "../../services/submissions/words.ts";
import { MatterFacts, matterTitle } from "./form-matter.tsx";
import { Actions, FileField, Form, LinkButton, SubmitButton } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Cell, Notice, Panel, Prose } from "./parts.tsx";

/** What the page shows: a file to choose, or (`offer`) what was read of one. */
export interface SheetPageProps {
  person: string;
  filled: FilledLedger;
  offer: OfferedSheet | null;
  problem: string | null;
}

const MOST_ISSUES = 20;
const MOST_ROWS = 20;
const HEADLINE = 3;

/** The whole page. */
export function SheetPage({ person, filled, offer, problem }: SheetPageProps) {
  const { owed, material } = filled;
  return (
    <Page
      title={`${material.name}：用表格填报`}
      person={person}
      lead={matterTitle(owed)}
      styles={["form.css"]}
    >
      <Notice tone="warn" lines={[SECRECY]} />
      {problem ? <Notice tone="bad" title="没有收下" lines={[problem]} /> : null}
      {offer ? <Offer filled={filled} offer={offer} /> : <Upload filled={filled} />}
    </Page>
  );
}

function Upload({ filled: { owed, material } }: { filled: FilledLedger }) {
  const path = formPath(owed, material);
  const rows = material.handedIn?.rows ?? 0;
  return (
    <>
      <MatterFacts owed={owed} />
      <Form action={`${path}/sheet`} upload>
        <Panel title="填好的表格">
          <Cell title="下载表格" detail="在这张表里填写，不要改动栏目名称" href={`${path}/sheet/blank`} />
          <FileField name="file" label="选择文件" required accept=".xlsx" hint=".xlsx，不超过20MB" />
        </Panel>
        {rows > MOST_ON_PAGE ? (
          <Notice tone="info" lines={[`上一版有${rows}条，网页放不下，请下载表格修改后上传。`]} />
        ) : (
          <Panel>
            <Cell title="改在网页上填" href={path} />
          </Panel>
        )}
        <Actions tip="上传后先核对，确认以后才算报送">
          <SubmitButton unchecked>上传并核对</SubmitButton>
        </Actions>
      </Form>
    </>
  );
}

function Offer({ filled, offer }: { filled: FilledLedger; offer: OfferedSheet }) {
  const { sheet, token } = offer;
  const { owed, material } = filled;
  const path = formPath(owed, material);
  const good = sheet.rows.length;
  const faulty = sheet.sentences.length > 0;
  const before = material.handedIn?.rows;
  return (
    <>
      {faulty ? <Faults offer={offer} path={path} /> : null}
      <Panel title={`“${offer.name}”`}>
        <Prose>{countWords(sheet)}。现在还没有报送，请核对。</Prose>
        {before && good > 0 ? (
          <Prose>{`上一版已报${before}条，确认后以这${good}条为准，旧版保留。`}</Prose>
        ) : null}
        {faulty && good > 0 ? (
          <Prose>要改的条目不计入；改好后请把整张表再传一次(含已报的)，以最后一次为准。</Prose>
        ) : null}
      </Panel>
      {good > 0 ? <Rows filled={filled} sheet={sheet} /> : null}
      {sheet.ignored.length > 0 ? <Notice tone="info" title="没有收取的内容" lines={sheet.ignored} /> : null}
      <Form action={`${path}/sheet/take`}>
        <input type="hidden" name="sheet" value={token} />
        <Actions>
          <LinkButton href={`${path}/sheet`}>重新上传</LinkButton>
          {good > 0 ? <SubmitButton>{`${faulty ? "先报" : "报送"}这${good}条`}</SubmitButton> : null}
        </Actions>
      </Form>
    </>
  );
}

function Faults({ offer: { sheet, copy, drafted }, path }: { offer: OfferedSheet; path: string }) {
  const rest = sheet.sentences.length - MOST_ISSUES;
  return (
    <>
      <Notice
        tone="bad"
        title={`有${sheet.sentences.length}处需要修改`}
        lines={[
          ...sheet.sentences.slice(0, MOST_ISSUES),
          ...(rest > 0 ? [`还有 ${rest} 处，都标在下面的表里。`] : []),
        ]}
      />
      <Panel>
        {copy ? (
          <Cell title="下载标好的表" detail="是您传的表，要改的格子已标出并写明怎么改" href={copy} />
        ) : null}
        {drafted ? <Cell title="在网页修改" detail="填的内容都存为草稿，没有丢失" href={path} /> : null}
      </Panel>
    </>
  );
}

function Rows({ filled: { definition }, sheet: { rows } }: { filled: FilledLedger; sheet: FilledSheet }) {
  const rest = rows.length - MOST_ROWS;
  return (
    <Panel
      title={`没有问题的${rows.length}条`}
      {...(rest > 0 ? { note: `只列出前${MOST_ROWS}条，还有${rest}条。` } : {})}
    >
      {rows.slice(0, MOST_ROWS).map(({ row, values }) => {
        const texts = definition.fields.flatMap((field) => {
          const text = formatField(field, values[field.key]);
          return text === "" || text === "—" ? [] : [{ label: field.label, text }];
        });
        return (
          <Cell
            title={`第${row}行 ${texts
              .slice(0, HEADLINE)
              .map(({ text }) => text)
              .join("，")}`}
            detail={texts
              .slice(HEADLINE)
              .map(({ label, text }) => `${label}：${text}`)
              .join("；")}
          />
        );
      })}
    </Panel>
  );
}
