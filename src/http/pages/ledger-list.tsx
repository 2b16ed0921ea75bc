// The page that lists a bureau's ledgers, built-in ones and its own.
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { KnownVersion } from "../../services/definitions/view.ts";
import { momentWords } from "../../services/submissions/words.ts";
import { Actions, LinkButton } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Cell, Notice, Panel, Tag } from "./parts.tsx";

/** What the page shows. */
export interface LedgerListProps {
  person: string;
  ledgers: readonly LedgerDefinition[];
  versions: readonly KnownVersion[];
}

/** The whole page. */
export function LedgerListPage({ person, ledgers, versions }: LedgerListProps) {
  const made = ({ code }: LedgerDefinition) => versions.find((one) => one.code === code && one.by !== null);
  const own = ledgers.filter(made);
  const builtIn = ledgers.filter((ledger) => !made(ledger));
  const cell = (ledger: LedgerDefinition) => {
    const last = made(ledger);
    const rows = versions
      .filter(({ code }) => code === ledger.code)
      .reduce((sum, version) => sum + version.rows, 0);
    return (
      <Cell
        title={
          <>
            {ledger.title} {ledger.level === "敏感" ? <Tag tone="warn">敏感</Tag> : null}
          </>
        }
        detail={[
          `${ledger.fields.length}栏`,
          rows > 0 ? `已报${rows}条` : "",
          last?.by ? `第${ledger.version}版，${last.by} ${last.at ? momentWords(last.at) : ""}` : "",
        ]
          .filter(Boolean)
          .join("；")}
        href={`/ledgers/${ledger.code}`}
      />
    );
  };
  return (
    <Page title="台账" person={person} lead="栏目可以增改，也可以另做一本；改后新填的按新栏目，已报的不变">
      {own.length > 0 ? <Panel title="本局做的和改过的">{own.map(cell)}</Panel> : null}
      <Panel title="自带的" note="点开可以看填写的样子、下载空表，也可以改成本局的样式。">
        {builtIn.map(cell)}
      </Panel>
      <Notice tone="info" lines={["新做的台账，在方案确认页的“怎么填报”里选用。"]} />
      <Actions>
        <LinkButton href="/ledgers/new" kind="primary">
          新做一本台账
        </LinkButton>
      </Actions>
    </Page>
  );
}
