// The form in which the lead unit enters when and under which number the bureau's reports went up.
import { dayOf } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import type { CampaignProgress } from "../../services/progress/campaigns.ts";
import { sayMatter, sayUpward } from "../../services/progress/words.ts";
import { DateField, Form, SubmitButton, TextField } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Cell, Notice, Panel } from "./parts.tsx";
import type { Reading } from "./progress.tsx";

/** One small form for each upward report; `said` is what the last posting came to. */
export function UpwardPage(
  props: Reading & {
    campaign: CampaignProgress;
    said: { tone: "good" | "bad"; text: string } | null;
    /** What was typed and refused, by assignment number. */
    typed: { assignment: number; on: string; number: string } | null;
  },
) {
  const { campaign, said, typed, person, now } = props;
  const today = dayOf(now);
  return (
    <Page title="登记对外报送" person={person} lead={campaign.title}>
      <p>
        <a href={`/progress/${campaign.code}`}>返回报送进度</a>
      </p>
      {said ? <Notice tone={said.tone} lines={[said.text]} /> : null}
      {campaign.upward
        .filter(({ upcoming }) => !upcoming)
        .map((matter) => {
          const own = typed?.assignment === matter.assignment ? typed : null;
          const id = assignmentCode(matter.assignment);
          return (
            <Form action={`/progress/${campaign.code}/upward`}>
              <input type="hidden" name="assignment" value={id} />
              <Panel title={sayMatter(matter)}>
                <Cell title="目前" detail={sayUpward(matter, today)} />
                <DateField
                  name="on"
                  label="上报日期"
                  required
                  value={own?.on ?? matter.upwardOn ?? ""}
                  max={today}
                />
                <TextField
                  name="number"
                  label="文号"
                  maxLength={60}
                  hint="还没有文号的可以先不填，取得后再补。"
                  value={own?.number ?? matter.upwardNumber ?? ""}
                />
              </Panel>
              <SubmitButton>登记</SubmitButton>
            </Form>
          );
        })}
    </Page>
  );
}
